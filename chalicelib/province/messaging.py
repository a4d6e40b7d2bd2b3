"""How a province speaks with its citizens, and what it keeps of them: chat, lanes, templates, consent, retention.

Everything has a default, so that a document without these parts is a whole province.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

LOCALES = ("vi", "en")
LANES = (
    "messenger", "messenger_human_agent", "messenger_utility", "private_reply", "comment",
    "zalo_consultation", "zalo_quota", "zalo_template_uid", "zalo_template_phone", "email", "sms",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The bot in private chats. `silent_hours`: how long it says nothing once a person has spoken there."""

    silent_hours: int = 4
    dossier_url: str = ""  # where a dossier of the one-stop shop is looked up
    picture: str = ""  # URL; Zalo shows it above its form for a telephone number, and has no form without


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a citizen is told about their data at the first contact; `text` by channel, `*` for the others."""

    version: str = ""
    text: Mapping[str, str] = field(default_factory=dict)

    def of(self, channel: str) -> str:
        return self.text.get(channel) or self.text.get("*", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """Which ways may be taken to a citizen.

    off       lanes this province does not use (names of LANES)
    quiet     local time from which, and until which, nothing but emergencies and replies goes out
    costs     đồng a message; a lane that is not named is free
    most      đồng one notice may cost altogether
    approved  lanes that need a platform's approval and have it: messenger_human_agent, messenger_utility
    """

    off: frozenset[str] = frozenset()
    quiet: tuple[time, time] = (time(21), time(6, 30))
    costs: Mapping[str, int] = field(default_factory=lambda: {"sms": 400, "zalo_template_phone": 200})
    most: int = 1000
    approved: frozenset[str] = frozenset()

    def cost(self, lane: str) -> int:
        return self.costs.get(lane, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcasts:
    """How much may be sent to many.

    a_month     broadcasts of policies one person gets in thirty days, at most; emergencies always come
    zalo_quota  messages of an OA's quota that policies may use in a calendar month; 0: kept for answers
    most        đồng all broadcasts of a calendar month may cost before somebody must confirm more
    hosts       where links may lead, with all below them; none named: anywhere
    """

    a_month: int = 4
    zalo_quota: int = 0
    most: int = 5_000_000
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of an approved template: which fact of a notice fills it, and how long it may be."""

    name: str
    fact: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template a platform has approved for us: Zalo (by telephone or user id) or Messenger utility."""

    purpose: str
    lane: str  # zalo_template_uid, zalo_template_phone or messenger_utility
    id: str
    locale: str = "vi"
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what is kept: months after the last petition (identity), after the end of one (words, media)."""

    identity_months: int = 24
    words_months: int = 60
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Messaging:
    bot: Bot = Bot()
    consent: Consent = Consent()
    lanes: Lanes = Lanes()
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # locale → name of a letter → its words
    templates: tuple[Template, ...] = ()
    retention: Retention = Retention()
    broadcasts: Broadcasts = Broadcasts()
    readers: tuple[str, ...] = ("head", "coordinator")  # roles that may see who a sender is

    def template(self, lane: str, purpose: str, locale: str = "vi") -> Template | None:
        """The approved template of a purpose on a lane; Vietnamese where there is none of the locale."""
        found = [t for t in self.templates if (t.lane, t.purpose) == (lane, purpose)]
        return next((t for t in found if t.locale == locale), found[0] if found else None)


def messaging_from(document: Mapping[str, Any]) -> Messaging:
    """The messaging of a province document that has passed its schema (its part `messaging`, if it has one)."""
    rows = document.get("messaging", {})
    lanes = rows.get("lanes", {})
    given = rows.get("broadcasts", {})
    fallback, quiet = Lanes(), lanes.get("quiet")
    return Messaging(
        bot=Bot(**rows.get("bot", {})),
        consent=Consent(**rows.get("consent", {})),
        lanes=Lanes(
            off=frozenset(lanes.get("off", ())),
            quiet=(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])) if quiet else fallback.quiet,
            costs=lanes.get("costs", fallback.costs),
            most=lanes.get("most", fallback.most),
            approved=frozenset(lanes.get("approved", ())),
        ),
        letters=rows.get("letters", {}),
        templates=tuple(
            Template(**(row | {"parameters": tuple(Parameter(**p) for p in row.get("parameters", ()))}))
            for row in rows.get("templates", ())
        ),
        retention=Retention(**rows.get("retention", {})),
        broadcasts=Broadcasts(**(given | {"hosts": tuple(given.get("hosts", ()))})),
        readers=tuple(rows.get("readers", Messaging().readers)),
    )
