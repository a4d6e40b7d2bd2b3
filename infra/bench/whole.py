"""Rows for orientation, without a budget: the whole job on a local cloud that is running, beside the peers.

The peers do the whole job within the request; we answer first and work behind the queue, so both are shown.
The messages stay: a few hundred tickets of invented people in the developer's own cloud.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.bench.acts import FIRST
from infra.bench.table import Row
from infra.local.platforms.outside import Outside
from infra.local.replay import introduce
from infra.local.replay_count import Tickets, dynamodb
from infra.local.replay_rows import Petition, Writer
from infra.local.replay_send import Sender, Sent, http_post, percentile
from infra.package import ROOT

RUN = ROOT / ".local" / "run"
CLIENTS, MESSAGES = 8, 240
PATIENCE = 60.0  # seconds without a new ticket
PEERS = "peers 4 to 47 a second"
PEERS_NOTE = (
    "peers, complaints a second at 8 clients, the whole job in the request: django-helpdesk 47, Signalen 19, "
    "FixMyStreet 15, Request Tracker 4; ours stands on one process that plays all of AWS, not on AWS"
)
DOORS, JOB = f"our doors, {CLIENTS} clients", f"webhook → ticket, {CLIENTS} clients"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ride:
    """What the clients saw. Seconds from the first message sent."""

    sent: Sequence[Sent]
    doors_closed: float
    tickets: int
    last_ticket: float


def rows(state: Path, say: Callable[[str], Any]) -> list[Row]:
    outside = Outside(state, state.parent / "secrets.json")
    run = outside.run()
    if not run.get("api_url") or not _answers(run):
        return [
            Row(what=what, measured="no local cloud runs: make run first", reference=PEERS) for what in (DOORS, JOB)
        ]
    ride = _ride(outside, run, say)
    return [_doors(ride), _job(ride)]


def _answers(run: Mapping[str, Any]) -> bool:
    try:
        with urllib.request.urlopen(f"{run['cloud_url']}/_ministack/health", timeout=2) as answer:
            return bool(json.load(answer))
    except (OSError, ValueError, urllib.error.URLError):
        return False


def _ride(outside: Outside, run: Mapping[str, Any], say: Callable[[str], Any]) -> Ride:
    """CLIENTS clients send one message after the other; then every ticket is waited for."""
    province = next(p for p in outside.provinces() if any(a["channel"] == "facebook" for a in p["accounts"]))
    writer = Writer(outside, province["slug"], f"bench-{time.time():.0f}", time.time())
    petitions = [writer.petition("facebook", str(n), FIRST) for n in range(MESSAGES)]
    introduce(run["platforms_url"], petitions)
    sender = Sender(http_post(str(run["api_url"]).rstrip("/")))
    for petition in petitions[:CLIENTS]:  # the first callers pay for cold starts; the doors know them again later
        sender.deliver(petition)
    say(f"whole job: {MESSAGES} messages by {CLIENTS} clients")
    started = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        sent = list(clients.map(sender.deliver, petitions[CLIENTS:]))
    closed = time.monotonic() - started
    found, last = _await(_tickets(run, province), [one.petition for one in sent if one.accepted], say)
    return Ride(sent=sent, doors_closed=closed, tickets=found, last_ticket=last - started)


def _tickets(run: Mapping[str, Any], province: Mapping[str, Any]) -> Tickets:
    from chalicelib.ticket.code import ticket_code

    table = run["outputs"]["PetitionsTable"]
    return Tickets(dynamodb(run), table, province["slug"], province["code_prefix"], ticket_code)


def _await(tickets: Tickets, petitions: Sequence[Petition], say: Callable[[str], Any]) -> tuple[int, float]:
    """How many have become tickets, and when the last of them was seen (monotonic)."""
    missing, moved = {petition.message_key for petition in petitions}, time.monotonic()
    while missing and time.monotonic() - moved < PATIENCE:
        if found := missing & tickets.found(missing).keys():
            missing, moved = missing - found, time.monotonic()
        time.sleep(0.2)
    say(f"whole job: {len(petitions) - len(missing)} of {len(petitions)} tickets")
    return len(petitions) - len(missing), moved


def _doors(ride: Ride) -> Row:
    taken = [one.millis for one in ride.sent if one.accepted]
    p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
    refused = len(ride.sent) - len(taken)
    return Row(
        what=DOORS,
        reference=PEERS,
        measured=f"{len(taken) / ride.doors_closed:.0f} a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms",
        facts={"accepted": len(taken), "seconds": ride.doors_closed, "p50_ms": p50, "p95_ms": p95},
        notes=(f"{refused} of {len(ride.sent)} were not taken",) if refused else (),
    )


def _job(ride: Ride) -> Row:
    lost = sum(one.accepted for one in ride.sent) - ride.tickets
    return Row(
        what=JOB,
        reference=PEERS,
        measured=f"{ride.tickets / ride.last_ticket:.1f} tickets a second",
        facts={"tickets": ride.tickets, "seconds": ride.last_ticket},
        notes=(
            PEERS_NOTE,
            *([f"{lost} accepted messages had no ticket after {PATIENCE:g} s"] if lost else []),
        ),
    )
