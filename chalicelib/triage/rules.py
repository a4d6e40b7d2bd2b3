"""The province's ordered rules: the first that holds decides, the tray is the floor."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from chalicelib.channel.inbound import Inbound
from chalicelib.province.province import Province, Rule, Unit
from chalicelib.ticket.routed import Routed
from chalicelib.ticket.ticket import Channel
from chalicelib.triage.conflict import clear_of, concerns
from chalicelib.triage.lexicon import Lexicon, lexicon, spelt
from chalicelib.triage.names import place_names

FLOOR = "tray"
GATE = "gate"
CONFLICT = "+conflict"


@dataclass(frozen=True)
class _Words:
    categories: Lexicon
    kinds: Lexicon
    places: Lexicon
    rules: Lexicon
    gates: Lexicon


_compiled: WeakKeyDictionary[Province, _Words] = WeakKeyDictionary()


def _words(province: Province) -> _Words:
    """The lexicons of a version of a province, compiled once."""
    if province not in _compiled:
        places = [(province.live(u.id), name) for u in province.units.values() if u.place for name in place_names(u)]
        _compiled[province] = _Words(
            categories=lexicon((c.id, w) for c in province.categories for w in c.words),
            kinds=lexicon((k.id, w) for k in province.kinds for w in k.words),
            places=lexicon(places),
            rules=lexicon((r.id, w) for r in province.routing for w in r.when.get("words", ())),
            gates=lexicon((g.type, w) for g in province.regulation.procedures.gates for w in g.words),
        )
    return _compiled[province]


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
    routed = Routed(
        kind=kind,
        category=category or None,
        urgency=urgency,
        place=facts["place"],
        unit=province.live(_target(province, rule, place, heard)) if rule else province.tray,
        rule=rule.id if rule else FLOOR,
    )
    return _impartial(province, _gated(province, words, routed, heard.text), heard.text)


def _gated(province: Province, words: _Words, routed: Routed, text: str) -> Routed:
    """A formal complaint or denunciation is no petition: to the tray, marked. Danger goes its way all the same."""
    types = {meaning for meaning, _ in words.gates.meant(spelt(text))}
    if not types:
        return routed
    marked = replace(routed, legal="denunciation" if "denunciation" in types else "complaint")
    return marked if routed.urgency == "emergency" else replace(marked, unit=province.tray, rule=GATE)


def _impartial(province: Province, routed: Routed, text: str) -> Routed:
    """Who is complained about does not handle it, nor does anybody below."""
    concerned = concerns(province, text, routed.kind)
    unit = clear_of(province, routed.unit, concerned)
    rule = routed.rule if unit == routed.unit else routed.rule + CONFLICT
    return replace(routed, unit=unit, rule=rule, concerns=concerned)


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
        chosen = (u for u in province.units.values() if u.place and u.place.code == heard.place)
        return next((province.units[province.live(u.id)] for u in chosen), None)
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
    if rule.to == "@account" and heard.channel is Channel.PHONE:
        return heard.account  # the unit whose hotline it was
    if rule.to == "@account" and heard.channel is not Channel.API:
        return province.account(heard.channel, heard.account).unit
    return province.tray if rule.to.startswith("@") else rule.to
