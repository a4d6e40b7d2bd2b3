"""Nobody judges in their own cause: whom a petition is about, and which unit may have it instead."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from chalicelib.province.province import Province, Staff
from chalicelib.ticket.conflict import STAFF, UNIT, concerned, on_top
from chalicelib.triage.lexicon import Lexicon, lexicon, spelt
from chalicelib.triage.names import bare_names, office_names

ABOUT_OFFICES = "procedure_report"  # elsewhere a unit named is a place or an addressee, here it is the matter

_OFFICE, _PLACE = "office ", "place "
# «Kính gửi Giám đốc …», «mong Giám đốc … xem xét»: who is asked for help is not who is complained about.
_ASKED = {
    ("kinh", "gui"), ("kinh", "thua"), ("kinh", "trinh"), ("kinh", "mong"), ("rat", "mong"), ("de", "nghi"),
    ("kien", "nghi"),
}  # fmt: skip
_TITLES = {"ong", "ba", "anh", "chi", "dong", "bac", "chu", "quy"}  # dong chi: two words, both skipped
# «tổ 11, phường X», «trú tại xã X» say where somebody lives; «UBND phường X» never does.
_ADDRESS = re.compile(
    r"\b(?:to|khu|so|so nha|ngo|ngach|hem|kiet|duong) \d+\b(?! cua)"
    r"|\b(?:thon|ap|khu pho|khoi pho|dia chi|tru tai|thuong tru|cu tru|sinh song|cu ngu)\b"
)
_NEAR = 7  # words


@dataclass(frozen=True)
class _Named:
    officials: Lexicon
    units: Lexicon


_compiled: WeakKeyDictionary[Province, _Named] = WeakKeyDictionary()


def _named(province: Province) -> _Named:
    """The names of a version of a province, compiled once."""
    if province not in _compiled:
        _compiled[province] = _Named(
            officials=lexicon((s.id, s.name) for s in province.staff if _tells_who(s)),
            units=lexicon(
                (_OFFICE + u.id if name in office_names(u) else _PLACE + u.id, name)
                for u in province.units.values()
                for name in (*office_names(u), *bare_names(u))
            ),
        )
    return _compiled[province]


def _tells_who(staff: Staff) -> bool:
    """A person's name has two words, all capitalised; a title says whose only from three words on."""
    words = staff.name.split()
    return len(words) > 2 or (len(words) == 2 and all(word[0].isupper() for word in words))


def concerns(province: Province, text: str, kind: str) -> tuple[str, ...]:
    """Whom a petition is about: "staff:<id>" of officials named, "unit:<id>" of theirs and of units named.

    The unit on top is never listed: everybody lies below it, and nobody would be left to handle the petition.
    """
    named, typed = _named(province), spelt(text)
    words = [word for word, _ in typed]
    officials = {id_: None for id_, at in named.officials.meant(typed) if not _asked(words[:at])}
    units = [staff.unit for staff in province.staff if staff.id in officials]
    if kind == ABOUT_OFFICES:
        units += [name.partition(" ")[2] for name, at in named.units.meant(typed) if _is_matter(name, words[:at])]
    live = dict.fromkeys(province.live(unit) for unit in units)
    return (*(STAFF + id_ for id_ in officials), *(UNIT + id_ for id_ in live if not on_top(province, id_)))


def clear_of(province: Province, unit_id: str, named: Collection[str]) -> str:
    """`unit_id`, unless it or a unit above it is among `named` (as `concerns` gives them).

    Then the nearest unit above that is not, but never the province's top of its own accord: rather the tray,
    and the leadership only when the tray itself is named.
    """
    if not concerned(province, named, unit_id):
        return unit_id
    for unit in province.upwards(unit_id):
        fit = province.is_open(unit.id) and not on_top(province, unit.id)
        if fit and not concerned(province, named, unit.id):
            return unit.id
    return province.leadership if concerned(province, named, province.tray) else province.tray


def _asked(before: list[str]) -> bool:
    """True when the words before a name address its bearer."""
    end = len(before)
    while end and before[end - 1] in _TITLES:
        end -= 1
    return tuple(before[max(0, end - 2) : end]) in _ASKED


def _is_matter(name: str, before: list[str]) -> bool:
    """False where the unit is only asked for help, or its name stands in an address."""
    in_address = name.startswith(_PLACE) and _ADDRESS.search(" ".join(before[-_NEAR:]))
    return not in_address and not _asked(before)
