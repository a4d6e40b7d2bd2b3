"""Calls to a hotline: what a caller says is written down as a petition, with their consent, by whoever picked up.

The petition's account is the unit that took the call. The answer goes to the number that was left, by whatever carries
words there; what nothing carries waits to be said in a call back (desk/callbacks.py).
"""

from dataclasses import dataclass, replace
from typing import Any

from chalicelib import schema
from chalicelib.errors import NotFound, Unprocessable
from chalicelib.intake.form import Form, wish, written
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Actor, Channel, Ticket

BY_VOICE_ONLY = ("email", "sms", "zalo_template")  # carriers that are not asked for whoever wants to be called back


@dataclass(frozen=True)
class Calls:
    form: Form

    def script(self, province: Province, operator: Actor) -> dict[str, str]:
        """The consent to be read out before anything is written down, and its version.

        raises  NotFound for another province's operator
        """
        _at_home(province, operator)
        consent = province.messaging.consent
        return {"version": consent.version, "text": consent.of(Channel.PHONE)}

    def log(self, province: Province, body: Any, operator: Actor, idempotency_key: str) -> Ticket:
        """Open a ticket for a call; the same key of the same operator gives the same ticket.

        raises  NotFound for another province's operator; Unprocessable with every fault, and for a consent text that
                is no longer the one in force; Conflict when the key came with another text before; TooOften
        """
        read_out = self.script(province, operator)
        schema.check("intake/call", body)
        if body["consent"] != read_out["version"]:
            fault = {"pointer": "/consent", "message": "this is not the version in force"}
            raise Unprocessable("the consent in force must be read out", faults=[fault])
        self.form.paced(province, operator, 1)
        caller = body.get("caller", {})
        wished = wish(province.slug, f"call#{operator.id}", idempotency_key)
        now = self.form.now()
        heard = written(province, body | {"submitter": caller}, wished, now)
        heard = replace(
            heard, channel=Channel.PHONE, account=province.live(operator.unit), person=f"call#{wished}",
            key=f"call#{wished}",
        )  # fmt: skip
        return self.form.sent(
            province, heard, body, caller, refused=BY_VOICE_ONLY if body.get("call_back") else (),
            consent=read_out["version"], consent_text=read_out["text"], consented_at=now,
        )  # fmt: skip


def _at_home(province: Province, operator: Actor) -> None:
    if operator.tenant != province.slug:
        raise NotFound("no such province", province=province.slug)
