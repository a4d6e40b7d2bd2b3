"""Where a province is written to: each page and OA with the link that opens its chat, and that link to be scanned."""

import io
from collections.abc import Mapping
from typing import Any

from chalicelib.province.province import Account, Province

CHATS: Mapping[str, str] = {"facebook": "https://m.me/{}", "zalo": "https://zalo.me/{}"}
_CELL = 8  # pixels of a printed screen; a drawing of lines grows without loss


def channels(province: Province) -> list[dict[str, Any]]:
    """The pages and OAs, as the province lists them."""
    return [_channel(province, account) for account in province.accounts]


def drawn(province: Province, channel: str, account: str) -> str:
    """The chat link of an account as a QR code: SVG, black on white, with the quiet zone scanners want.

    raises  NotFound
    """
    import segno  # not at import: nobody else draws

    found = province.account(channel, account)
    drawing = io.BytesIO()
    segno.make_qr(_link(found), error="m").save(
        drawing, kind="svg", xmldecl=False, scale=_CELL, light="#fff", title=found.name
    )
    return drawing.getvalue().decode()


def _link(account: Account) -> str:
    return CHATS[account.channel].format(account.id)


def _channel(province: Province, account: Account) -> dict[str, Any]:
    unit = province.units.get(account.unit)
    return {
        "channel": account.channel,
        "account": account.id,
        "name": account.name,
        "unit": account.unit,
        "unit_name": unit.name if unit else account.unit,
        "link": _link(account),
        "qr": f"/v1/{province.slug}/channels/{account.channel}/{account.id}/qr",
    }
