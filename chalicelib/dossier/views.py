"""Dossiers as JSON."""

from collections.abc import Sequence
from typing import Any

from chalicelib.dossier.dossier import NAMES, Dossier, Facts
from chalicelib.dossier.dossiers import Outcome, Reading, Written
from chalicelib.dossier.following import Followed
from chalicelib.dossier.importing import Imported


def dossier(found: Dossier) -> dict[str, Any]:
    """What its applicant may know, and everybody who may see it at all."""
    return {"code": found.code, **_facts(found.facts)}


def reading(found: Reading) -> dict[str, Any]:
    """For the system that keeps it: which digits are known, never the digits; and every step, newest first."""
    known = [name for name in ("phone", "id_number") if getattr(found.dossier, name)]
    steps = [_facts(step) for step in found.history]
    about = {"procedure": found.dossier.procedure or None, "version": found.dossier.version, "factors": known}
    return dossier(found.dossier) | about | {"history": steps}


def written(made: Written) -> dict[str, Any]:
    return dossier(made.dossier) | {"version": made.dossier.version, "result": made.result}


def outcomes(found: Sequence[Outcome]) -> dict[str, Any]:
    return {"results": [{"code": row.code, "result": row.result} for row in found]}


def imported(made: Imported) -> dict[str, Any]:
    """`row` is the row a person counts in the sheet; the header is 1."""
    rows = [{"row": number, "code": each.code, "result": each.result} for number, each in made.rows]
    return {"dry_run": made.dry, "counts": dict(made.counts), "results": rows}


def followed(made: Followed) -> dict[str, Any]:
    """What is followed now, and since when."""
    return dossier(made.dossier) | {"since": made.follower.since.isoformat(timespec="milliseconds")}


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "agency": facts.agency,
        "status": facts.status,
        "status_vi": NAMES[facts.status],
        "result_on": facts.result_on and facts.result_on.isoformat(),
        "missing_papers": list(facts.missing),
        "updated_at": facts.at.isoformat(timespec="milliseconds"),
    }
