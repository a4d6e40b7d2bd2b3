"""Another way to reach a person: it goes into the vault, and of it into the petition only that it came."""

from dataclasses import replace

from chalicelib.channel.inbound import Contact, Heard, Inbound
from chalicelib.identity.contact import email_of, phone_of
from chalicelib.intake import told
from chalicelib.intake.guided import contact_settled
from chalicelib.intake.scene import Scene
from chalicelib.redaction import TAGS, found, redacted
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.ticket import Lane
from chalicelib.vietnamese import fold

_KINDS = {"phone", "email"}
_AROUND = frozenset(
    fold(
        "a ad alo anh ban chau chi cho co cua da day dien dt dtdd e em email g gmail goi he hoac i is la lien mail m me"
        " minh mobile my number nha nhe number oi phone qua sdt so t thoai toi va vao vang xin zalo"
    ).split()
)


def contact_in(heard: Inbound) -> Contact | None:
    """The contact a platform's form carries, or that a private message consists of; None where there is more to it."""
    if heard.contact:
        return heard.contact if heard.contact.phone or heard.contact.email else None
    if heard.heard is not Heard.WORDS or heard.lane is not Lane.DIRECT or heard.attachments:
        return None
    findings = found(heard.text)
    rest = heard.text
    for one in reversed(findings):
        rest = rest[: one.start] + " " + rest[one.end :]
    if not findings or {one.kind for one in findings} - _KINDS or set(fold(rest).split()) - _AROUND:
        return None
    numbers, addresses = (
        [heard.text[f.start : f.end] for f in findings if f.kind == kind] for kind in ("phone", "email")
    )
    phone = next(filter(None, map(phone_of, numbers)), "")
    email = next(filter(None, map(email_of, addresses)), "")
    return Contact(phone=phone, email=email) if phone or email else None


def learnt(contact: Contact) -> dict[str, str]:
    """What the vault is told: nothing that was left empty."""
    fields = {name: getattr(contact, name) for name in ("name", "phone", "email", "address")}
    return {name: value for name, value in fields.items() if value}


def thanked(scene: Scene, contact: Contact) -> Change:
    """The person hears that it was kept; of the contact itself nothing is said or written."""
    talk = contact_settled(scene.talk)
    if scene.silent:
        return Change(conversation=talk)
    kinds = ", ".join(kind for kind in ("phone", "email") if getattr(contact, kind))
    kept = told.aside(scene.province, scene.heard, talk, scene.at, Purpose.CONTACT_KEPT, contact=kinds)
    return Change(conversation=talk, notices=(kept,))


def veiled_reply(heard: Inbound, contact: Contact) -> Inbound:
    """The same as a reply to a question of ours: staff read that it came, and who may see it looks into the vault."""
    tags = " ".join(TAGS[kind] for kind in ("phone", "email") if getattr(contact, kind))
    return replace(heard, heard=Heard.WORDS, text=redacted(heard.text) or tags, contact=None)
