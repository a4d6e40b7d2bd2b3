"""The province's ordered rules: the first that holds decides, the tray is the floor."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from chalicelib.channel.inbound import Inbound
from chalicelib.province.province import Province, Rule, Unit
from chalicelib.ticket.routed import Routed
from chalicelib.ticket.ticket import Channel
from chalicelib.triage.lexicon import Lexicon, lexicon

FLOOR = "tray"


@dataclass(frozen=True)
class _Words:
    categories: Lexicon
    kinds: Lexicon
    places: Lexicon
    rules: Lexicon


_compiled: WeakKeyDictionary[Province, _Words] = WeakKeyDictionary()


def _words(province: Province) -> _Words:
    """The lexicons of a version of a province, compiled once."""
    if province not in _compiled:
        places = [(u.id, name) for u in province.units.values() if u.place for name in _names(u)]
        _compiled[province] = _Words(
            categories=lexicon((c.id, w) for c in province.categories for w in c.words),
            kinds=lexicon((k.id, w) for k in province.kinds for w in k.words),
            places=lexicon(places),
            rules=lexicon((r.id, w) for r in province.routing for w in r.when.get("words", ())),
        )
    return _compiled[province]


def _names(unit: Unit) -> list[str]:
    """What people call a commune: its full name, old names, and «phường X» shortened to «p X», «xã X» to «x X»."""
    assert unit.place is not None
    full = unit.name.removeprefix("UBND ")
    short = [full.replace("phường ", "p ", 1)] if full.startswith("phường ") else []
    return [full, *short, *unit.place.aliases]


def triage(province: Province, heard: Inbound) -> Routed:
    """Where a petition goes. What the sender chose in a form counts before what the words suggest."""
    words = _words(province)
    category = heard.category or _category(province, words, heard.text)
    place = _place(province, words, heard)
    known = province.category(category or None)
    urgency = known.urgency if known else "normal"
    kind = heard.kind or _kind(province, words, heard, category, place)
    facts: dict[str, Any] = {
        "urgency": urgency,
        "category": category or None,
        "kind": kind,
        "account": heard.account,
        "place": place.place.code if place and place.place else None,
        "words": {meaning for meaning, _, _ in words.rules.found(heard.text)},
    }
    rule = next((r for r in province.routing if _holds(r, facts)), None)
    unit = _target(province, rule, place, heard) if rule else province.tray
    return Routed(
        kind=kind,
        category=category or None,
        urgency=urgency,
        place=facts["place"],
        unit=unit,
        rule=rule.id if rule else FLOOR,
    )


def _category(province: Province, words: _Words, text: str) -> str | None:
    """The category most distinct phrases speak for; a phrase of more words says more. Ties: the first in the text.

    A single phrase of an emergency decides, however much else a long text speaks of.
    """
    scores: dict[str, int] = defaultdict(int)
    for meaning, _, size in dict.fromkeys(words.categories.found(text)):
        scores[meaning] += size
    urgent = {c.id for c in province.categories if c.urgency == "emergency"}
    candidates = [meaning for meaning in scores if meaning in urgent] or list(scores)
    return max(candidates, key=lambda meaning: scores[meaning], default=None)


def _place(province: Province, words: _Words, heard: Inbound) -> Unit | None:
    if heard.place:
        return next((u for u in province.units.values() if u.place and u.place.code == heard.place), None)
    found = {meaning: None for meaning, _, _ in words.places.found(heard.text)}
    # Two communes in one text: nobody can say which is meant, so neither is.
    return province.units[next(iter(found))] if len(found) == 1 else None


def _kind(province: Province, words: _Words, heard: Inbound, category: str | None, place: Unit | None) -> str:
    said = {meaning for meaning, _, _ in words.kinds.found(heard.text)}
    for kind in province.kinds:
        if kind.id in said:
            return kind.id
    return "field_report" if place or category or heard.attachments else province.kinds[-1].id


def _holds(rule: Rule, facts: Mapping[str, Any]) -> bool:
    return all(_CONDITIONS[name](rule, wanted, facts) for name, wanted in rule.when.items())


def _listed(name: str) -> Callable[[Rule, Any, Mapping[str, Any]], bool]:
    return lambda rule, wanted, facts: facts[name] in wanted


_CONDITIONS: dict[str, Callable[[Rule, Any, Mapping[str, Any]], bool]] = {
    "urgency": _listed("urgency"),
    "category": _listed("category"),
    "kind": _listed("kind"),
    "account": _listed("account"),
    "place": lambda rule, wanted, facts: bool(facts["place"]) if wanted is True else facts["place"] in wanted,
    "words": lambda rule, wanted, facts: rule.id in facts["words"],
}


def _target(province: Province, rule: Rule, place: Unit | None, heard: Inbound) -> str:
    """The unit a rule names; what cannot be resolved falls to the tray."""
    if rule.to == "@place":
        return place.id if place else province.tray
    if rule.to == "@account" and heard.channel is not Channel.API:
        return province.account(heard.channel, heard.account).unit
    return province.tray if rule.to.startswith("@") else rule.to
