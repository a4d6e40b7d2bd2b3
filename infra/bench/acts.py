"""Rows on DynamoDB: what each act of a petition's life asks for and is charged."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from time import time
from typing import Any

from infra.bench import stage
from infra.bench.meter import Meter
from infra.bench.table import Row
from infra.local.place import Place

FIRST = (
    "Đoạn đường Trần Phú qua cổng chợ có nhiều ổ gà rất sâu, trời mưa xe máy ngã liên tục, "
    "đề nghị sớm cho người sửa chữa."
)
MORE = "Hôm nay lại có thêm hai người bị ngã ở đúng chỗ đó."
ANSWER = (
    "Kính gửi ông/bà, đơn vị đã kiểm tra hiện trường sáng nay và giao hạt quản lý đường bộ vá các ổ gà "
    "trên đoạn từ cổng chợ đến ngã tư trước ngày thứ Sáu tuần này. Trong thời gian chờ sửa chữa đã đặt biển "
    "cảnh báo hai đầu. Trân trọng cảm ơn ông/bà đã phản ánh."
)
WHY = "Không thuộc thẩm quyền của đơn vị; tuyến đường do đơn vị khác quản lý."
PAPER = {"number": "125/BC-UBND", "date": "2026-01-15", "signer": "Nguyễn Văn A", "file": "125-bc-ubnd.pdf"}


def rows(where: Place) -> list[Row]:
    """The life of one petition, act by act, each weighed alone."""
    tables = stage.fresh_tables()
    document = stage.wire(where, tables)
    found = []
    for act in _life(where, document):
        meter = stage.meter(tables, weigh=True)
        with stage.quiet():
            stage.warm()
            with meter.on(stage.clients()):
                act.do()
        found.append(_row(act, meter))
    return found


class _Act:
    def __init__(self, what: str, do: Callable[[], Any], calls: int = 0, units: int = 0) -> None:
        self.what, self.do, self.calls, self.units = what, do, calls, units


def _life(where: Place, document: dict[str, Any]) -> Iterator[_Act]:
    """One petition from its first message to its answer, then what happens to others."""
    from chalicelib import wiring
    from chalicelib.ticket.owed import Purpose

    slug, people = document["slug"], _People(where, document)
    for account in document["accounts"]:  # a sign of life is noted every ten minutes, not with every message
        wiring.standings().heard(slug, account["channel"], account["id"], wiring.utc_now())
    first, more = people.pieces("1", FIRST, MORE)
    yield _Act("first message → ticket, acknowledgement owed", lambda: wiring.reader().take(first), 3, 16)
    code = people.code(first)
    yield _Act("follow-up message", lambda: wiring.reader().take(more))
    notice = next(n for n in wiring.outbox().of_ticket(slug, code) if n.purpose is Purpose.ACK)
    yield _Act("courier delivers the acknowledgement", lambda: _courier().deliver(notice.parent, notice.id))
    due = wiring.tickets().get(slug, code).next_at or datetime.max.replace(tzinfo=UTC)
    yield _Act("one rung of escalation", lambda: replace(wiring.sweep(), now=lambda: due).run())
    yield _Act("staff act accept", _staff(slug, code, "accept"), 3, 12)
    yield _Act("staff act answer", _staff(slug, code, "answer", text=ANSWER), 3, 12)
    yield from _others(slug, people)


def _others(slug: str, people: "_People") -> Iterator[_Act]:
    """Acts without a budget: they happen to few petitions."""
    moved, hard, leader, *followers = [people.opened(str(number)) for number in range(2, 8)]
    with stage.quiet():
        _staff(slug, hard, "accept")()
        for code in followers:
            _staff(slug, code, "merge", into=leader)()
    elsewhere = people.other_unit(moved)
    yield _Act("staff act transfer", _staff(slug, moved, "transfer", unit=elsewhere, reason=WHY))
    report = {"superior": people.document["leadership"], "reason": WHY, "text": MORE, "document": PAPER}
    yield _Act("staff act report: a complex case", _staff(slug, hard, "report", **report))
    yield _Act("staff act answer, three followers", _staff(slug, leader, "answer", text=ANSWER))


class _People:
    """Those who write, and the codes of what they wrote."""

    def __init__(self, where: Place, document: dict[str, Any]) -> None:
        self.document, self.writer = document, stage.writer(where, time())

    def pieces(self, person: str, *texts: str) -> list[str]:
        """What the queue carries when `person` says `texts` one after the other."""
        from chalicelib.channel.split import facebook_pieces

        body = self.writer.petition("facebook", person, FIRST).body
        return [facebook_pieces("cau-noi", _said(body, text, n))[0].body for n, text in enumerate(texts)]

    def code(self, piece: str) -> str:
        from chalicelib.ticket.code import ticket_code

        step = json.loads(piece)
        key = f"fb#{step['account']}#{step['update']['message']['mid']}"
        return ticket_code(self.document["code_prefix"], key)

    def opened(self, person: str) -> str:
        """The code of a petition of `person`'s."""
        from chalicelib import wiring

        (piece,) = self.pieces(person, FIRST)
        with stage.quiet():
            wiring.reader().take(piece)
        return self.code(piece)

    def other_unit(self, code: str) -> str:
        """One that does not hold it and keeps no tray."""
        from chalicelib import wiring

        taken = {wiring.tickets().get(self.document["slug"], code).unit, self.document["tray"]}
        return next(unit["id"] for unit in self.document["units"] if unit["parent"] and unit["id"] not in taken)


def _said(body: bytes, text: str, number: int) -> bytes:
    """The same person's webhook with other words and another id."""
    document = json.loads(body)
    message = document["entry"][0]["messaging"][0]["message"]
    message["text"] = text
    message["mid"] = message["mid"][:-1] + "ab"[number]
    return json.dumps(document).encode()


def _staff(slug: str, code: str, act: str, **body: Any) -> Callable[[], Any]:
    """What the head of the unit that holds it now does."""
    from chalicelib import wiring
    from chalicelib.ticket.ticket import Actor
    from chalicelib.ticket.workflow import Role

    unit = wiring.tickets().get(slug, code).unit
    actor = Actor(id="bench-01", role=Role.HEAD, tenant=slug, unit=unit, name="Người đứng đầu")
    return lambda: wiring.desk().do(slug, code, act, body, actor)


class _Carrier:
    """Takes every letter at once."""

    def send(self, *_: Any) -> Any:
        from chalicelib.notice.taken import Taken

        return Taken("m_" + "a" * 86)  # as long as Facebook's ids


def _courier() -> Any:
    from chalicelib import wiring
    from chalicelib.notice.lanes import Way

    return replace(wiring.courier(), carriers=dict.fromkeys(Way, _Carrier()))


def _row(act: _Act, meter: Meter) -> Row:
    calls, units = len(meter.calls), meter.write
    if not calls:
        raise SystemExit(f"nothing was counted for: {act.what}")
    where: dict[str, int] = {}
    for call in meter.calls:
        for name, amount in call.where.items():
            where[name] = where.get(name, 0) + amount
    notes = [", ".join(f"{name} {amount}" for name, amount in where.items()) + "; bytes: " + _bytes(meter)]
    if meter.told_write != units:
        notes.append(f"the local cloud reckons {meter.told_write:g} write units, AWS's rules give {units:g}")
    return Row(
        what=act.what,
        budget=f"≤ {act.calls} calls, ≤ {act.units} WCU" if act.calls else "",
        reference=f"local cloud says {meter.told_write:g} WCU",
        measured=f"{calls} calls, {units:g} WCU, {meter.read:g} RCU",
        fits=calls <= act.calls and units <= act.units if act.calls else None,
        facts={
            "calls": [c.operation for c in meter.calls],
            "write": units,
            "read": meter.read,
            "where": where,
        },
        notes=tuple(notes),
    )


def _bytes(meter: Meter) -> str:
    found = [(key, size) for call in meter.calls for key, size in call.items.items()]
    return ", ".join(f"{sk if len(sk) < 40 else sk[:40]} {size}" for (_, _, sk), size in found)
