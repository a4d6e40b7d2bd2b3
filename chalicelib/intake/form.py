"""Petitions sent over the HTTP API: a checked body becomes the same value a chat message becomes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import schema
from chalicelib.channel.inbound import Heard, Inbound
from chalicelib.errors import Conflict, Unavailable, Unprocessable
from chalicelib.identity.vault import Person
from chalicelib.intake.inbox import Inbox
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Attachment, Channel, Lane, Ticket
from chalicelib.vietnamese import clean

ACCOUNT = "http"


@dataclass(frozen=True)
class Form:
    inbox: Inbox
    now: Callable[[], datetime]

    def file(self, province: Province, body: Any, idempotency_key: str) -> Ticket:
        """Open a ticket for a petition; the same idempotency key gives the same ticket.

        raises  Unprocessable with every fault; Conflict when the key came with another text before
        """
        schema.check("intake/petition", body)
        heard = _heard(province, body, idempotency_key, self.now())
        person = _person(province, body.get("submitter", {}), heard, self.inbox.alias(province, heard))
        ticket = self.inbox.take(province, heard, person)
        if ticket is None:
            raise Unavailable("the petition was not kept; please send it again")
        if self.inbox.tickets.event(province.slug, ticket.code, 1).text != heard.text:
            raise Conflict("this Idempotency-Key came with another petition before")
        return ticket


def _heard(province: Province, body: dict[str, Any], idempotency_key: str, now: datetime) -> Inbound:
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
        person=f"form#{idempotency_key}",
        key=f"http#{idempotency_key}",
        heard=Heard.WORDS,
        lane=Lane.API,
        occurred_at=now,
        text=text,
        attachments=(here,) if pin else (),
        kind=body.get("kind", ""),
        category=body.get("category", ""),
        place=commune,
    )


def _person(province: Province, submitter: dict[str, Any], heard: Inbound, alias: str) -> Person:
    return Person(
        tenant=province.slug,
        alias=alias,
        channel=heard.channel,
        account=heard.account,
        platform_id=heard.person,
        name=clean(submitter.get("name", "")),
        phone=_international(submitter.get("phone", "")),
        email=submitter.get("email", ""),
        submitter=submitter.get("kind", "citizen"),
    )


def _international(phone: str) -> str:
    """0912345678, 84912345678 and +84912345678 are all +84912345678."""
    digits = phone.lstrip("+")
    return "+84" + digits.removeprefix("84" if not digits.startswith("0") else "0") if digits else ""
