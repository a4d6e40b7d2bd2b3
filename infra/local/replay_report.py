"""What a replay found, as a value and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.local.replay_count import Census
from infra.local.replay_send import Sent, percentile


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run found. Times in milliseconds and seconds as named."""

    run_id: str
    rows: int
    received: int
    refused: int
    tickets: int
    before: int  # tickets that were there before this run: it was run before
    duplicates: int
    second_tickets: int
    heard_twice: int
    lost: int
    lost_rows: list[str]
    statuses: dict[str, int]
    retries: int
    per_second: float
    door_p50_ms: float
    door_p95_ms: float
    door_max_ms: float
    last_ticket_s: float  # from the last accepted message to the last ticket seen

    @property
    def clean(self) -> bool:
        return self.lost == 0 and self.duplicates == 0 and self.received + self.refused == self.rows


def report_of(
    run_id: str,
    sent: Sequence[Sent],
    counted: Census,
    lost: list[str],
    *,
    before: int,
    seconds: float,
    last_ticket: float,
) -> Report:
    taken = [one for one in sent if one.accepted]
    millis = [one.millis for one in taken]
    statuses: dict[str, int] = {}
    for one in sent:
        statuses[str(one.status)] = statuses.get(str(one.status), 0) + 1
    return Report(
        run_id=run_id,
        rows=len(sent),
        received=len(taken),
        refused=sum(1 for one in sent if not one.accepted and 400 <= one.status < 500),
        tickets=counted.tickets,
        before=before,
        duplicates=counted.duplicates,
        second_tickets=counted.second_tickets,
        heard_twice=counted.heard_twice,
        lost=len(lost),
        lost_rows=lost[:50],
        statuses=statuses,
        retries=sum(one.tries - 1 for one in sent),
        per_second=len(taken) / seconds,
        door_p50_ms=percentile(millis, 0.5),
        door_p95_ms=percentile(millis, 0.95),
        door_max_ms=max(millis, default=0.0),
        last_ticket_s=last_ticket,
    )


def as_table(report: Report) -> str:
    """The report for people; doubles say how they were found."""
    r = report
    lines = [
        ("Run", f"{r.run_id}"),
        ("Rows sent", f"{r.rows}"),
        (
            "Received",
            f"{r.received}   refused for good {r.refused}, retries {r.retries}, statuses {r.statuses}",
        ),
        ("Tickets", f"{r.tickets}   of them there before this run: {r.before}"),
        (
            "Duplicates",
            f"{r.duplicates}   second tickets {r.second_tickets}, heard twice on one ticket {r.heard_twice}",
        ),
        ("Lost", f"{r.lost}   {' '.join(r.lost_rows)}".rstrip()),
        ("Rate", f"{r.per_second:.1f} accepted a second"),
        ("Door", f"p50 {r.door_p50_ms:.0f} ms, p95 {r.door_p95_ms:.0f} ms, slowest {r.door_max_ms:.0f} ms"),
        ("Last ticket", f"{r.last_ticket_s:.1f} s after the last message was received"),
    ]
    how = "Duplicates: one scan of the province's rows for second tickets and second hearings."
    return "\n".join(f"{name:<12}{value}" for name, value in lines) + f"\n{how}\n"
