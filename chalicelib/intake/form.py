"""Petitions sent over the HTTP API: a checked body becomes the same value a chat message becomes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from chalicelib import schema
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import Conflict, NotFound, Unavailable, Unprocessable
from chalicelib.identity.vault import Person
from chalicelib.intake.inbox import Inbox
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor, Attachment, Channel, Lane, Ticket
from chalicelib.vietnamese import clean

ACCOUNT = "http"


def _none_uploaded(_: str, ids: Sequence[str]) -> tuple[Attachment, ...]:
    """raises  Unprocessable when uploads are claimed where there is no room for any"""
    if ids:
        raise Unprocessable("there are no uploads", faults=[{"pointer": "/uploads", "message": "there are none"}])
    return ()


def _at_any_pace(_: Province, __: Actor, ___: int) -> None:
    """raises  TooOften when an officer gives more people's contacts in a minute than they may"""


def wish(slug: str, door: str, key: str) -> str:
    """A sender's Idempotency-Key as petitions are told apart by it.

    door  through which it came, and whose it is there: «web», «page», «member#<staff>», «open311#<key>». No key,
          whatever stands in it, looks like one of another door, sender or province, for only its digest is kept
    """
    return f"{slug}#{door}#{sha256(key.encode()).hexdigest()}"


@dataclass(frozen=True)
class Form:
    inbox: Inbox
    now: Callable[[], datetime]
    claimed: Callable[[str, Sequence[str]], tuple[Attachment, ...]] = _none_uploaded  # tenant, ids of uploads
    paced: Callable[[Province, Actor, int], None] = _at_any_pace  # who gives contacts of others, of how many

    def file(self, province: Province, body: Any, idempotency_key: str, door: str = "web", **known: Any) -> Ticket:
        """Open a ticket for a petition; the same idempotency key gives the same ticket at the same door.

        door    as `wish` wants it
        known   as `sent` wants it
        raises  Unprocessable with every fault, and for an anonymous petition of a kind the regulation wants a contact
                for; Conflict when the key came with another text before
        """
        schema.check("intake/petition", body)
        wished = wish(province.slug, door, idempotency_key)
        heard = written(province, body, wished, self.now())
        return self.sent(province, heard, body, body.get("submitter", {}), **known)

    def file_for_member(self, province: Province, body: Any, association: Actor, idempotency_key: str) -> Ticket:
        """Open a ticket an association sends for one of its members; who sent it stands in the ticket's key.

        raises  as `file`; NotFound for another province's association; TooOften
        """
        if association.tenant != province.slug:
            raise NotFound("no such province", province=province.slug)
        schema.check("intake/member_petition", body)
        self.paced(province, association, 1)
        member = {"kind": "business"} | body["on_behalf_of"]
        wished = wish(province.slug, f"member#{association.id}", idempotency_key)
        heard = written(province, body | {"submitter": member}, wished, self.now())
        return self.sent(province, heard, body, member)

    def sent(
        self, province: Province, heard: Inbound, body: Mapping[str, Any], submitter: dict[str, Any], **known: Any
    ) -> Ticket:
        """Open a ticket for what was written or said.

        known   what the vault is to keep beside the submitter: a consent given before anything was sent
        raises  as `file`
        """
        self._must_be_reachable(province, heard, submitter)
        files = self.claimed(province.slug, body.get("uploads", ()))
        heard = replace(heard, attachments=(*files, *heard.attachments))
        person = replace(person_from(province, submitter, heard, self.inbox.alias(province, heard)), **known)
        ticket = self.inbox.take(province, heard, person)
        if ticket is None:
            raise Unavailable("the petition was not kept; please send it again")
        if self.inbox.tickets.event(province.slug, ticket.code, 1).text != heard.text:
            raise Conflict("this Idempotency-Key came with another petition before")
        return ticket

    def _must_be_reachable(self, province: Province, heard: Inbound, submitter: dict[str, Any]) -> None:
        """Anonymous only where the regulation allows it. Of a kind we only guess from the words it is asked later."""
        if not heard.kind or submitter.get("phone") or submitter.get("email"):
            return
        routed = self.inbox.triage(province, heard)
        facts = {"urgency": routed.urgency, "kind": routed.kind, "category": routed.category}
        if "contact" in self.inbox.missing(province, facts, [], place=True, contact=False):
            fault = {"pointer": "/submitter", "message": "the regulation wants a telephone number or an e-mail address"}
            raise Unprocessable("a petition of this kind is not taken anonymously", faults=[fault])


def written(province: Province, body: Mapping[str, Any], wished: str, now: datetime) -> Inbound:
    """What a body that its schema admits says, as sent over the web.

    raises  Unprocessable for a field or a commune the province does not have
    """
    place = body.get("place", {})
    if body.get("category") and province.category(body["category"]) is None:
        raise Unprocessable("no such category", faults=[{"pointer": "/category", "message": "no such category"}])
    commune = place.get("commune", "")
    if commune and not any(u.place and u.place.code == commune for u in province.units.values()):
        raise Unprocessable("no such commune", faults=[{"pointer": "/place/commune", "message": "no such commune"}])
    text = clean(body["text"])
    if place.get("address"):
        text += "\nĐịa chỉ: " + clean(place["address"])
    pin = "latitude" in place and "longitude" in place
    here = Attachment(kind="location", latitude=place.get("latitude"), longitude=place.get("longitude"))
    return Inbound(
        channel=Channel.API,
        account=ACCOUNT,
        # One identity a petition: contacts are only claimed, so nobody may inherit those of an earlier sender.
        person=f"form#{wished}",
        key=f"http#{wished}",
        heard=Heard.WORDS,
        lane=Lane.API,
        occurred_at=now,
        text=text,
        attachments=(here,) if pin else (),
        kind=body.get("kind", ""),
        category=body.get("category", ""),
        place=commune,
        submitter=_submitter(body.get("submitter", {})),
    )


def _submitter(given: dict[str, Any]) -> str:
    kind = given.get("kind", "citizen")
    return "" if kind == "citizen" else str(kind)


def person_from(province: Province, submitter: Mapping[str, Any], heard: Inbound, alias: str) -> Person:
    """What a form says of a person, for the vault."""
    return Person(
        tenant=province.slug,
        alias=alias,
        channel=heard.channel,
        account=heard.account,
        platform_id=heard.person,
        name=clean(submitter.get("name", "")),
        phone=international(submitter.get("phone", "")),
        email=submitter.get("email", ""),
        submitter=submitter.get("kind", "citizen"),
    )


def international(phone: str) -> str:
    """0912345678, 84912345678 and +84912345678 are all +84912345678."""
    digits = phone.lstrip("+")
    return "+84" + digits.removeprefix("84" if not digits.startswith("0") else "0") if digits else ""
