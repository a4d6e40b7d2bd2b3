"""What readers of reports are shown of one violation."""

from typing import Any

from chalicelib.report.violations import Violation


def violation(found: Violation) -> dict[str, Any]:
    late = max((found.ended_at - found.due_at).total_seconds(), 0)
    return {
        "day": found.day.isoformat(),
        "code": found.code,
        "rule": found.rule,
        "article": found.article,
        "unit": found.unit,
        "category": found.category or None,
        "kind": found.kind,
        "due_at": found.due_at.isoformat(timespec="seconds"),
        "ended_at": found.ended_at.isoformat(timespec="seconds"),
        "late_minutes": int(late // 60),
    }
