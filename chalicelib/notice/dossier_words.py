"""What letters about dossiers say only where there is reason to: a whole line each, or nothing."""

from collections.abc import Mapping

from chalicelib.notice import wording
from chalicelib.notice.ways import Way
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Purpose

_FACTS = ("agency", "status", "result_on", "missing")
LINKED = frozenset({  # by a follower's own link
    Purpose.DOSSIER_NEWS, Purpose.DOSSIER_RECEIPT, Purpose.DOSSIER_FOLLOWED, Purpose.DOSSIER_RATING,
})  # fmt: skip


def lines(province: Province, way: Way, facts: Mapping[str, str], locale: str) -> dict[str, str]:
    """The lines of `facts`, and the names of what changed."""

    def said(name: str, more: Mapping[str, str] = facts) -> str:
        return wording.to_citizens(province, f"line.{name}", locale, more)

    changed = facts.get("changed", "").split()
    names = ", ".join(said(f"fact_{name}") for name in _FACTS if name in changed)
    away = way in (Way.EMAIL, Way.SMS)
    return {
        "changed_names": names,
        "changed_line": said("changed", {**facts, "changed_names": names}) if names else "",
        "result_line": said("result") if facts.get("result_on") else "",
        "papers_line": said("papers") if facts.get("papers") else "",
        "watch_line": said("watch") if facts.get("may_follow") else "",
        "service_line": said("service") if facts.get("returned") and away else "",
        "stop_line": said("stop_away" if away else "stop"),
    }
