"""What people do without saying anything new: they edit, delete, react, follow a link, give a contact, rate.

Each gesture is an order of the control API with a `kind`; `of` is the key of what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from infra.local.platforms import facebook_events, facebook_feed, zalo_events, zalo_news
from infra.local.platforms.bench import Bench, fresh_mid, fresh_msg_id
from infra.local.platforms.outside import Account
from infra.local.platforms.tell import Herald
from infra.local.platforms.world import Entry, id_by_app

FACEBOOK = ("edit", "delete", "react", "referral", "contact")
ZALO = ("react", "contact", "rate", "press", "withdraw", "chatnow")
Told = tuple[Entry, "Future[int]"]


class BadOrder(Exception):
    """An order that makes no sense; the words say why."""


@dataclass(frozen=True)
class Gestures:
    bench: Bench
    herald: Herald

    def do(self, account: Account, who: str, kind: str, at: int, order: Mapping[str, Any]) -> Told:
        """What the gesture was about, or is itself, and the door's first answer to come."""
        does: Callable[[Account, str, int, Mapping[str, Any]], Told] = getattr(self, f"_{kind}")
        return does(account, who, at, order)

    def _edit(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:
        entry, text = self._mine(account, who, order), str(order["text"])
        times = self.bench.marks.edit(entry.key, text)
        if entry.place == "chat":
            document = facebook_events.edited(entry, text, times, at)
        else:
            document = self._remark(account, replace(entry, text=text), "edited")
        return entry, self.herald.tell(account, entry.key, "edit", document)

    def _delete(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:
        entry = self._mine(account, who, order)
        self.bench.marks.delete(entry.key)
        document = facebook_events.deleted(entry, at) if entry.place == "chat" else None
        told = document or self._remark(account, entry, "remove")
        return entry, self.herald.tell(account, entry.key, "delete", told)

    def _react(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:
        """An emoji on anything in the thread; without `text` it is taken back. In a chat it opens the window."""
        entry, emoji = self._there(account, order), str(order.get("text") or "")
        self.bench.marks.react(entry.key, emoji)
        if account.channel == "zalo":
            app_id = self.herald.app_id(account)
            document = zalo_events.reacted(entry, app_id, id_by_app(app_id, who), emoji or "/-remove", at)
        elif entry.place == "chat":
            document = facebook_events.reaction(entry, emoji, at)
        else:
            name = facebook_events.NAMES.get(emoji, "like") if emoji else ""
            document = facebook_feed.reaction(entry, self._author(account, who), name, at)
        if entry.place == "chat":
            self.bench.world.acted(account.channel, account.id, who, at=at, wrote=False)
        return entry, self.herald.tell(account, entry.key, "react", document)

    def _referral(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:
        """A link or QR code; who has never been here gets it inside the Get Started button instead."""
        ref, person = str(order["ref"]), self.bench.world.person(account.channel, account.id, who)
        started = person is not None and person.acted_at is not None
        self.bench.world.acted(account.channel, account.id, who, at=at, wrote=True)
        entry = self._entry(account, who, "referral" if started else "postback", ref, at)
        if started:
            self.bench.world.add(entry)
            return entry, self.herald.tell(
                account, entry.key, "message", facebook_events.referral(account.id, who, ref, at)
            )
        entry = replace(entry, text="Bắt đầu", more={"payload": "GET_STARTED", "ref": ref})
        self.bench.world.add(entry)
        return entry, self.herald.said(account, entry)

    def _contact(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:
        """On Messenger the quick reply with one's number or address, on Zalo the form; `legacy` in its old shape."""
        given = str(order.get("phone") or order.get("email") or "")
        if not given:
            raise BadOrder("a contact needs phone or email")
        self.bench.world.acted(account.channel, account.id, who, at=at, wrote=True)
        if account.channel == "facebook":
            entry = replace(self._entry(account, who, "quick_reply", given, at), more={"payload": given})
            self.bench.world.add(entry)
            return entry, self.herald.said(account, entry)
        self.bench.marks.telephone("zalo", account.id, who, given)
        entry = self._entry(account, who, "contact", "", at)
        self.bench.world.add(entry)
        document = zalo_events.submitted(entry, self.herald.app_id(account), _info(order, given))
        return entry, self.herald.tell(account, entry.key, "message", document)

    def _rate(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:  # noqa: ARG002
        entry, stars = self._there(account, order), int(order["stars"])
        if not entry.more.get("rating"):
            raise BadOrder("only a rating template can be rated")
        self.bench.marks.react(entry.key, f"{stars} ⭐")
        note, said = str(order.get("text") or ""), order.get("feedbacks") or ()
        app_id = self.herald.app_id(account)
        document = zalo_news.feedback(entry, app_id, stars=stars, note=note, said=said, at=at)
        return entry, self.herald.tell(account, entry.key, "rating", document)

    def _press(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:
        entry = self._there(account, order)
        document = zalo_news.pressed(entry, self.herald.app_id(account), str(order.get("payload") or ""), at)
        self.bench.world.acted(account.channel, account.id, who, at=at, wrote=True)
        return entry, self.herald.tell(account, entry.key, "press", document)

    def _withdraw(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:  # noqa: ARG002
        return self._of_user(account, who, at, "user_withdraw")

    def _chatnow(self, account: Account, who: str, at: int, order: Mapping[str, Any]) -> Told:  # noqa: ARG002
        self.bench.world.acted(account.channel, account.id, who, at=at, wrote=False)
        return self._of_user(account, who, at, "user_click_chatnow")

    def _of_user(self, account: Account, who: str, at: int, event: str) -> Told:
        app_id, entry = self.herald.app_id(account), self._entry(account, who, event, "", at)
        self.bench.world.add(entry)
        document = zalo_news.of_user(account.id, who, app_id, id_by_app(app_id, who), event, at)
        return entry, self.herald.tell(account, entry.key, "message", document)

    def _remark(self, account: Account, entry: Entry, verb: str) -> dict[str, Any]:
        event = facebook_feed.comment if entry.place == "comment" else facebook_feed.visitor_post
        return event(entry, self._author(account, entry.person), verb)

    def _author(self, account: Account, who: str) -> dict[str, str]:
        person = self.bench.world.person(account.channel, account.id, who)
        return {"id": who, "name": (person.name if person else "") or "Người dùng Facebook"}

    def _there(self, account: Account, order: Mapping[str, Any]) -> Entry:
        entry = self.bench.world.entry(str(order["of"]))
        if entry is None or entry.account != account.id:
            raise BadOrder(f"nothing was said under {order['of']}")
        return entry

    def _mine(self, account: Account, who: str, order: Mapping[str, Any]) -> Entry:
        entry = self._there(account, order)
        if entry.person != who or entry.side != "person" or self.bench.marks.is_gone(entry.key):
            raise BadOrder("people change only what they said themselves, and only while it is there")
        return entry

    def _entry(self, account: Account, who: str, kind: str, text: str, at: int) -> Entry:
        key = fresh_mid() if account.channel == "facebook" else fresh_msg_id()
        return Entry(
            key=key,
            channel=account.channel,
            account=account.id,
            person=who,
            side="person",
            place="chat",
            kind=kind,
            text=text,
            at=at,
        )


def _info(order: Mapping[str, Any], phone: str) -> dict[str, Any]:
    name, address = str(order.get("full_name") or "Người dân"), str(order.get("address") or "")
    if order.get("legacy"):  # before the reform of 2025, and the number as a number
        return {"address": address, "phone": int(phone), "city": "", "district": "", "name": name, "ward": ""}
    place = {"user_city": "", "user_ward": "", "user_address": address}
    return {"name": name, "phone": phone, "user_dob": "", "gender": "", "full_address": place}
