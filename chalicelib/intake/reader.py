"""The worker behind the inbound queue: reads a piece, finds its province, hands it to who must know."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
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
from chalicelib.ticket.ticket import Lane

_RECEIPTS = {Heard.DELIVERED, Heard.SEEN}
_NAMELESS = {Heard.RATED, Heard.HIDDEN, Heard.SHOWN, Heard.REMOVED}  # they name a petition, not a person


class RawShelf(Protocol):
    def keep(self, tenant: str, key: str, body: str, at: datetime) -> None:
        """Keep what we do not understand yet, for a week."""


def _passed_over(province: Province, heard: Inbound, petition: bool) -> None:
    """Nobody listens to what is no petition."""


def _of_the_world(_: Province) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class Reader:
    provinces: Registry
    secrets: Callable[[str], dict[str, Any]]
    inbox: Inbox
    receipts: Callable[[Province, Inbound], None]
    forget: Callable[[Province, str], None]  # alias: everything personal of them must go
    news: Callable[[Province, Inbound], None]  # of the account itself
    alive: Callable[[Province, Inbound], None]  # a webhook of the account came
    raw: RawShelf
    now: Callable[[], datetime]
    opinion: Callable[[Province, Inbound, bool], None] = _passed_over  # and whether it is a petition, or goes onto one
    time_of: Callable[[Province], AbstractContextManager[None]] = _of_the_world  # within, it is as late as it is there

    def take(self, body: str) -> None:
        """Work on one queue message.

        raises  BadInput, NotFound: this message can never be worked on and must be parked
        """
        step = _step(body)
        province = self.provinces.by_account(step["channel"], step["account"])
        if province.account(step["channel"], step["account"]).app != step["app"]:
            raise BadInput("this app may not speak for this account")
        heard = self._heard(step)
        with self.time_of(province):
            self._pass_on(province, heard, step, body)
            self.alive(province, heard)  # last: whatever becomes of it, no word is lost

    def _pass_on(self, province: Province, heard: Inbound, step: dict[str, Any], body: str) -> None:
        if heard.heard is Heard.ACCOUNT:
            self.news(province, heard)
        elif heard.heard is Heard.FORGET and heard.person:
            self.forget(province, self.inbox.alias(province, heard))  # and nothing is said: no message may be sent
        elif heard.heard in _RECEIPTS or heard.heard is Heard.ECHO:
            self._receipt(province, heard)
        elif heard.heard is Heard.REACTION and heard.lane is not Lane.DIRECT:
            observe.count("ReactionsHeard", tenant=province.slug)  # a page has thousands of them
            self.opinion(province, heard, False)
        elif heard.heard is Heard.OTHER or not (heard.person or heard.heard in _NAMELESS):
            observe.count("UpdatesNotUnderstood", tenant=province.slug)
            observe.note("update kept raw", tenant=province.slug, channel=heard.channel, kind=_kind(step["update"]))
            self.raw.keep(province.slug, heard.key, body, self.now())
        else:
            self.opinion(province, heard, self.inbox.take(province, heard) is not None)

    def _receipt(self, province: Province, heard: Inbound) -> None:
        """The courier learns what became of what it sent; the inbox, what a person wrote and what was read.

        Below a post nobody can tell from the wire who wrote for the page: both look at it.
        """
        public = heard.lane is not Lane.DIRECT
        if heard.heard is not Heard.ECHO or heard.by_us:
            self.receipts(province, heard)
        by_hand = heard.heard is Heard.ECHO and (public or not heard.by_us)
        read = heard.heard is Heard.SEEN and not heard.message_ids
        if heard.person and (by_hand or read):
            self.inbox.take(province, heard)

    def _heard(self, step: dict[str, Any]) -> Inbound:
        app_id = str(self.secrets(f"{step['channel']}/app/{step['app']}")["app_id"])
        if step["channel"] == "zalo":
            return zalo.inbound(step["update"], step["account"], app_id)
        return facebook.inbound(step["update"], step["account"], app_id)


def _kind(update: dict[str, Any]) -> str:
    """What the platform calls an update, in letters that may stand in a log: never a value of a person's."""
    value = update.get("value")
    if isinstance(value, dict):
        names = [str(update.get("field")), str(value.get("item")), str(value.get("verb"))]
    else:
        names = [str(update.get("event_name"))] if "event_name" in update else sorted(map(str, update))
    return " ".join(re.sub(r"[^a-z_-]", "", name.lower())[:40] for name in names[:6])


def _step(body: str) -> dict[str, Any]:
    try:
        step = json.loads(body)
        whole = all(isinstance(step[name], str) for name in ("channel", "app", "account"))
        if whole and isinstance(step["update"], dict) and step["channel"] in ("facebook", "zalo"):
            return step  # type: ignore[no-any-return]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadInput("not a piece of ours") from error
    raise BadInput("not a piece of ours")
