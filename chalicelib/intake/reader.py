"""The worker behind the inbound queue: reads a piece, finds its province, hands it to who must know."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib import observe
from chalicelib.channel import facebook, zalo
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import BadInput
from chalicelib.intake.inbox import Inbox
from chalicelib.province.province import Province
from chalicelib.province.registry import Registry

_RECEIPTS = {Heard.ECHO, Heard.DELIVERED, Heard.SEEN}


class RawShelf(Protocol):
    def keep(self, tenant: str, key: str, body: str, at: datetime) -> None:
        """Keep what we do not understand yet, for a week."""


@dataclass(frozen=True)
class Reader:
    provinces: Registry
    secrets: Callable[[str], dict[str, Any]]
    inbox: Inbox
    receipts: Callable[[Province, Inbound], None]
    raw: RawShelf
    now: Callable[[], datetime]

    def take(self, body: str) -> None:
        """Work on one queue message.

        raises  BadInput, NotFound: this message can never be worked on and must be parked
        """
        step = _step(body)
        province = self.provinces.by_account(step["channel"], step["account"])
        if province.account(step["channel"], step["account"]).app != step["app"]:
            raise BadInput("this app may not speak for this account")
        heard = self._heard(step)
        if heard.heard in _RECEIPTS:
            self.receipts(province, heard)
        elif heard.heard is Heard.OTHER or not heard.person:
            observe.count("UpdatesNotUnderstood", tenant=province.slug)
            self.raw.keep(province.slug, heard.key, body, self.now())
        else:
            self.inbox.take(province, heard)

    def _heard(self, step: dict[str, Any]) -> Inbound:
        app_id = str(self.secrets(f"{step['channel']}/app/{step['app']}")["app_id"])
        if step["channel"] == "facebook":
            return facebook.inbound(step["update"], step["account"], app_id)
        return zalo.inbound(step["update"], step["account"], app_id)


def _step(body: str) -> dict[str, Any]:
    try:
        step = json.loads(body)
        whole = all(isinstance(step[name], str) for name in ("channel", "app", "account"))
        if whole and isinstance(step["update"], dict) and step["channel"] in ("facebook", "zalo"):
            return step  # type: ignore[no-any-return]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput("not a piece of ours") from error
    raise BadInput("not a piece of ours")
