"""Dossiers as JSON."""

from collections.abc import Sequence
from typing import Any

from chalicelib.dossier.dossier import NAMES, Dossier, Facts
from chalicelib.dossier.dossiers import Outcome, Reading, Written


def dossier(found: Dossier) -> dict[str, Any]:
    """What its applicant may know, and everybody who may see it at all."""
    return {"code": found.code, **_facts(found.facts)}


def reading(found: Reading) -> dict[str, Any]:
    """For the system that keeps it: which digits are known, never the digits; and every step, newest first."""
    known = [name for name in ("phone", "id_number") if getattr(found.dossier, name)]
    steps = [_facts(step) for step in found.history]
    return dossier(found.dossier) | {"version": found.dossier.version, "factors": known, "history": steps}


def written(made: Written) -> dict[str, Any]:
    return dossier(made.dossier) | {"version": made.dossier.version, "result": made.result}


def outcomes(found: Sequence[Outcome]) -> dict[str, Any]:
    return {"results": [{"code": row.code, "result": row.result} for row in found]}


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "agency": facts.agency,
        "status": facts.status,
        "status_vi": NAMES[facts.status],
        "result_on": facts.result_on and facts.result_on.isoformat(),
        "missing_papers": list(facts.missing),
        "updated_at": facts.at.isoformat(timespec="milliseconds"),
    }
