"""What is shown of reports, meetings and tasks: values → JSON."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from chalicelib.briefing.briefings import Shown
from chalicelib.briefing.meeting import Meeting
from chalicelib.briefing.meetings import TaskShown
from chalicelib.briefing.task import Moved


def briefing(shown: Shown) -> dict[str, Any]:
    order = shown.order
    return {
        "kind": str(order.kind),
        "period": order.period,
        "from": order.first.isoformat(),
        "to": order.last.isoformat(),
        "unit": order.unit or None,
        "state": str(order.state),
        "paper": order.paper or None,
        "links": {str(form): url for form, url in shown.links.items()},
    }


def task(shown: TaskShown) -> dict[str, Any]:
    held = shown.task
    return {
        "id": held.id,
        "meeting": held.meeting,
        "text": held.text,
        "unit": held.unit,
        "due": held.due.isoformat(),
        "state": shown.standing,
        "tickets": list(held.tickets),
        "target": {name: value for name, value in asdict(held.target).items() if value is not None}
        if held.target
        else None,
        "words": held.words or None,
        "measured": held.measured or None,
        "by": held.by or None,
        "postponed": len(held.moves),
        "moves": [_move(each) for each in held.moves],
        "closed_on": held.closed_on.isoformat() if held.closed_on else None,
        "version": held.version,
    }


def _move(held: Moved) -> dict[str, Any]:
    return {
        "at": held.at.isoformat(timespec="seconds"),
        "by": held.by,
        "from": held.was.isoformat(),
        "to": held.due.isoformat(),
        "reason": held.words,
    }


def listed(held: Meeting) -> dict[str, Any]:
    """A meeting in the list: which tasks came of it, not how they stand."""
    return _held(held) | {"tasks": list(held.tasks)}


def meeting(held: Meeting, tasks: Iterable[TaskShown]) -> dict[str, Any]:
    return _held(held) | {"conclusions": [task(each) for each in tasks]}


def _held(held: Meeting) -> dict[str, Any]:
    return {
        "id": held.id,
        "date": held.held_on.isoformat(),
        "title": held.title,
        "units": list(held.units),
        "by": held.by,
        "created_at": held.created_at.isoformat(timespec="seconds"),
    }
