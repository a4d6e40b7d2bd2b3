"""What the API shows of a province's versions and trials: values → JSON. An allow-list, as views.py."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.admin.admin import Decision, Overview
from chalicelib.admin.impact import Impact
from chalicelib.admin.simulation import Simulation
from chalicelib.admin.standing import Standing, Standings
from chalicelib.admin.trial import Outcome, Review
from chalicelib.province.chore import Chore
from chalicelib.province.province import Province
from chalicelib.province.reading import Article, as_text, names_of, rendered
from chalicelib.province.registry import Version

EXAMPLES = 10


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _articles(province: Province) -> tuple[Article, ...]:
    return rendered(province.regulation, names_of(province))


def regulation(province: Province) -> dict[str, Any]:
    """The regulation in words, for everybody."""
    held = province.regulation
    return {
        "province": province.slug,
        "name": province.name,
        "id": held.id,
        "version": held.version,
        "title": held.title,
        "sample": held.sample,
        "articles": [{"article": each.article, "rules": list(each.rules)} for each in _articles(province)],
    }


def regulation_text(province: Province) -> str:
    held = province.regulation
    return f"{held.title} ({held.id}@{held.version})\n\n{as_text(_articles(province))}"


def overview(shown: Overview) -> dict[str, Any]:
    return {
        "active": shown.active,
        "versions": [_version(version) for version in shown.versions],
        "waiting": [_chore(chore) for chore in shown.waiting],
        "next": None,
    }


def _version(shown: Version) -> dict[str, Any]:
    return {
        "number": shown.number,
        "at": _at(shown.at),
        "author": shown.author,
        "note": shown.note or None,
        "activations": [{"at": _at(a.at), "author": a.author, "before": a.before} for a in shown.activations],
    }


def _chore(shown: Chore) -> dict[str, Any]:
    return {
        "kind": shown.kind,
        "version": shown.number,
        "at": _at(shown.at),
        "author": shown.author,
        "back": shown.back,
        "failed": shown.reason or None,
    }


def decision(shown: Decision) -> dict[str, Any]:
    return {
        "active": shown.active,
        "version": shown.number,
        "scheduled_at": _at(shown.at),
        "cancelled": list(shown.cancelled),
    }


def review(shown: Review) -> dict[str, Any]:
    """A dry run."""
    return {
        "fit": not shown.faults,
        "faults": [dict(fault) for fault in shown.faults],
        "warnings": [dict(warning) for warning in shown.warnings],
        "differences": [
            {
                "section": section.name,
                "added": list(section.added),
                "removed": list(section.removed),
                "changed": [{"id": row.id, "fields": list(row.fields)} for row in section.changed],
                "reordered": section.reordered,
            }
            for section in shown.sections
        ],
        "tickets": _impact(shown.impact) if shown.impact else None,
    }


def _impact(shown: Impact) -> dict[str, Any]:
    counts = ("open", "earlier", "later", "late_now", "saved_now", "follow")
    return {
        "read": shown.read,
        "partial": shown.partial,
        **{name: shown.total(name) for name in counts[1:]},
        "units": [
            {"unit": row.unit, **{name: getattr(row, name) for name in counts}, "examples": list(row.examples)}
            for row in shown.units
            if row.examples
        ],
    }


def outcome(shown: Outcome) -> dict[str, Any]:
    """A simulation."""
    found = shown.simulation
    return {
        "read": shown.read,
        "partial": shown.partial,
        "judged": found.petitions,
        "stages": _stages(found),
        "become_late": {"count": len(found.become_late), "examples": list(found.become_late[:EXAMPLES])},
        "no_longer_late": {"count": len(found.no_longer_late), "examples": list(found.no_longer_late[:EXAMPLES])},
        "units": [
            {"unit": row.unit, "petitions": row.petitions, "late": row.late, "late_under_draft": row.late_then}
            for row in found.units
        ],
        "order": _standings(found.order),
        "order_under_draft": _standings(found.order_then),
    }


def _stages(shown: Simulation) -> list[dict[str, Any]]:
    return [
        {
            "stage": row.stage,
            "judged": row.judged,
            "earlier": row.earlier,
            "later": row.later,
            "earlier_by_working_hours": _hours(row.earlier_by),
            "later_by_working_hours": _hours(row.later_by),
        }
        for row in shown.stages
    ]


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 2)


def _standings(shown: Standings) -> dict[str, Any]:
    return {
        "ranked": [_standing(row) for row in shown.ranked],
        "too_few": [_standing(row) for row in shown.unranked],
    }


def _standing(shown: Standing) -> dict[str, Any]:
    return {
        "rank": shown.rank,
        "unit": shown.unit,
        "petitions": shown.n,
        "late": shown.late,
        "share": shown.share,
        "weighed": shown.weighed,
    }
