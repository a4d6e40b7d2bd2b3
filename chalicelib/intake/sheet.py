"""Petitions sent from our own page: what was typed becomes the body the HTTP API takes, and goes the API's way.

Here alone: everything the regulation demands is asked for before it is sent, for whoever has no chat is hard to ask.
"""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib import schema
from chalicelib.errors import Unprocessable
from chalicelib.intake.form import Form, written
from chalicelib.province.province import Province
from chalicelib.ticket.ticket import Channel, Ticket
from chalicelib.vietnamese import clean

FIELDS = (
    "key", "kind", "category", "text", "commune", "address", "submitter", "name", "phone", "email", "consent",
)  # fmt: skip
DOOR = "page"
_KEY = re.compile(r"[0-9a-f]{32}")
_BETWEEN = re.compile(r"[\s.()-]+")  # as telephone numbers are written
Typed = Mapping[str, str]  # by the names of FIELDS


def tidy(fields: Typed) -> Typed:
    """What was typed, without what nobody sees: control characters, spaces around; lines only in the words."""
    typed = {name: clean(fields.get(name, "")) for name in FIELDS}
    return {name: value if name == "text" else " ".join(value.split()) for name, value in typed.items()}


def file(form: Form, province: Province, typed: Typed) -> Ticket:
    """Open a ticket for what was typed; the same key gives the same ticket, however often it is sent.

    raises  as `Form.file`, with every fault at once; also for a key that is none of ours, for another consent than
            the one in force, and without the place or the contact the regulation wants for this kind
    """
    body, faults = _body(typed), _own(province, typed)
    try:
        schema.check("intake/petition", body)
        faults += _wanted(form, province, body)
    except Unprocessable as error:
        faults += error.facts["faults"]
    if faults:
        raise Unprocessable("the form is not complete", faults=faults)
    consent = province.messaging.consent
    known = {"consent": consent.version, "consented_at": form.now()} if consent.of(Channel.API) else {}
    return form.file(province, body, typed["key"], DOOR, **known)


def _body(typed: Typed) -> dict[str, Any]:
    """As intake/petition.schema.json has it; of what was left empty, nothing."""
    phone = _BETWEEN.sub("", typed["phone"])
    submitter = {"kind": typed["submitter"], "name": typed["name"], "phone": phone, "email": typed["email"]}
    place = {"commune": typed["commune"], "address": typed["address"]}
    parts: dict[str, Any] = {"kind": typed["kind"], "category": typed["category"]}
    parts |= {"place": _given(place), "submitter": _given(submitter)}
    return {"text": typed["text"]} | _given(parts)


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _own(province: Province, typed: Typed) -> list[dict[str, str]]:
    """Faults of what the API does not take, as {pointer, message}. An empty key would be everybody's."""
    faults, consent = [], province.messaging.consent
    if not _KEY.fullmatch(typed["key"]):
        faults.append({"pointer": "/key", "message": "this is no key of ours"})
    if consent.of(Channel.API) and typed["consent"] != consent.version:
        faults.append({"pointer": "/consent", "message": "this is not the version in force"})
    if typed["kind"] and typed["kind"] not in {kind.id for kind in province.kinds}:
        faults.append({"pointer": "/kind", "message": "no such kind"})
    return faults


def _wanted(form: Form, province: Province, body: Mapping[str, Any]) -> list[dict[str, str]]:
    """Of place and contact those the regulation wants and that are not there, as {pointer, message}.

    As in the form itself, of a kind that was not chosen they are asked for later; words that say that there is danger
    lift a demand. An address that names no commune is a place too: staff can find it.
    raises  Unprocessable for a field or a commune the province does not have
    """
    heard = written(province, body, "", form.now())
    if not heard.kind:
        return []
    routed, submitter = form.inbox.triage(province, heard), body.get("submitter", {})
    facts = {"urgency": routed.urgency, "kind": routed.kind, "category": routed.category}
    lacking = form.inbox.missing(
        province, facts, [], place=bool(routed.place or body.get("place")),
        contact=bool(submitter.get("phone") or submitter.get("email")),
    )  # fmt: skip
    said = {
        "place": {"pointer": "/place", "message": "the regulation wants the place"},
        "contact": {"pointer": "/submitter", "message": "the regulation wants a telephone number or an e-mail address"},
    }
    return [said[need] for need in lacking if need in said]
