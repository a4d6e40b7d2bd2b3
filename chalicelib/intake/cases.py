"""A case an association files for several members: one petition; each member has an alias and a contact of their own.

The association is its sender: it is told everything, asked what is unclear, and sees the case without who stands behind
it. What a member is told, ticket/members.py says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from chalicelib import schema
from chalicelib.channel.inbound import Inbound
from chalicelib.errors import Conflict, NotFound, Unprocessable
from chalicelib.identity.vault import Person, Vault
from chalicelib.intake.form import Form, international, person_from, wish, written
from chalicelib.intake.registering import months_later
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor, Ticket


@dataclass(frozen=True)
class Cases:
    form: Form
    vault: Vault

    def file(self, province: Province, body: Any, association: Actor, idempotency_key: str) -> Ticket:
        """Open one ticket for all members; the same idempotency key gives the same ticket.

        raises  NotFound for another province's association; Unprocessable with every fault, for a member who appears
                twice, and for a consent to another text than the one in force; Conflict when the key came with
                another text, or other members, before; TooOften
        """
        if association.tenant != province.slug:
            raise NotFound("no such province", province=province.slug)
        schema.check("intake/case", body)
        _checked(province, body["members"])
        self.form.paced(province, association, len(body["members"]))
        wished, now = wish(province.slug, f"case#{association.id}", idempotency_key), self.form.now()
        members = [self._member(province, member, wished, now) for member in body["members"]]
        heard = written(province, body | {"submitter": {"kind": "business"}}, wished, now)
        heard = replace(heard, members=tuple(member.alias for member in members))
        # Nobody is remembered for what is refused.
        _must_be_of(self.form.inbox.opened_by(province, heard), heard)
        self.form.claimed(province.slug, body.get("uploads", ()))
        until = months_later(now, province.messaging.retention.identity_months)
        for member in members:  # first: whoever is owed a word must be known by then
            self.vault.remember(member, keep_until=until)
        ticket = self.form.sent(province, heard, body, {"kind": "organisation"} | body["association"])
        _must_be_of(ticket, heard)
        for member in members:
            self.vault.remember(member, ticket.code)
        return ticket

    def _member(self, province: Province, given: dict[str, Any], wished: str, now: datetime) -> Person:
        """Whose contact it is, is part of who they are: with the same key, somebody else is not taken for them."""
        contact = sha256("#".join(sorted(_contacts(given))).encode()).hexdigest()
        heard = written(province, {"text": ""}, f"{wished}#{contact}", now)
        person = person_from(province, {"kind": "business"} | given, heard, self.form.inbox.alias(province, heard))
        return replace(person, consent=province.messaging.consent.version, consented_at=now)


def _must_be_of(ticket: Ticket | None, heard: Inbound) -> None:
    if ticket and ticket.members != heard.members:
        raise Conflict("this Idempotency-Key came with another petition before")


def _contacts(member: Mapping[str, Any]) -> set[str]:
    """However they are written."""
    return {international(member.get("phone", "")), member.get("email", "").lower()} - {""}


def _checked(province: Province, members: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    faults = []
    for number, member in enumerate(members):
        if member["consent"] != province.messaging.consent.version:
            faults.append({"pointer": f"/members/{number}/consent", "message": "this is not the version in force"})
        if not seen.isdisjoint(_contacts(member)):
            faults.append({"pointer": f"/members/{number}", "message": "this contact is another member's already"})
        seen |= _contacts(member)
    if faults:
        raise Unprocessable("the members of the case are not complete", faults=faults)
