"""Rows on the webhook function, against a bare Chalice: CPU of a signed webhook, and of its imports."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import time
from typing import Any

from infra.bench import stage, webhooks
from infra.bench.table import Row
from infra.local.place import Place
from infra.package import ROOT

PROCESSES, TURNS, WEBHOOKS, WARM = 3, 20, 50, 50
IMPORTS = 13
DOOR_AT_MOST, IMPORT_AT_MOST = 1.5, 1.3
OURS, BARE, BOTH = "app", "infra.bench.bare", "bare with both clients"
IMPORT = {
    OURS: "import app; from chalicelib.aws import client; app.wiring.door(); client('ssm'); client('sqs')",
    BARE: "from chalice import Chalice; app = Chalice('x'); import boto3; boto3.client('sqs')",
}
IMPORT[BOTH] = IMPORT[BARE] + "; boto3.client('ssm')"
Say = Callable[[str], Any]
Rounds = dict[str, list[float]]  # by OURS, BARE and BOTH


def rows(where: Place, say: Say) -> list[Row]:
    events, secrets = webhooks.write_files(where, time())
    with _stub(where, secrets) as environment:
        imports = _imports(environment, say)
        doors, forbidden = _doors(events, environment, say)
    return [
        *(_door_row(channel, doors[channel]) for channel in doors),
        _import_row(imports),
        _modules_row(forbidden),
    ]


@contextlib.contextmanager
def _stub(where: Place, secrets: Path) -> Iterator[dict[str, str]]:
    """The stub services; gives the environment of the functions that speak to them."""
    command = [sys.executable, "-m", "infra.bench.stub", str(secrets)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as stub:
        url = f"http://127.0.0.1:{next(iter(stub.stdout or ())).strip()}"
        own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        function = stage.function_environment() | {"INBOUND_QUEUE_URL": f"{url}/000000000000/inbound.fifo"}
        # Bytecode is kept, as the package brings it; apart, because a desk may forbid it beside the sources.
        kept = {"PYTHONPYCACHEPREFIX": str(where.home / "pycache")}
        yield {**own, **function, **where.environment(), **kept, "AWS_ENDPOINT_URL": url}


class _Function:
    """A child process that answers webhooks when told to."""

    def __init__(self, module: str, events: Path, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "infra.bench.child", module, str(events)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, line: str) -> Any:
        print(line, file=self.process.stdin, flush=True)
        for answer in self.process.stdout or ():
            with contextlib.suppress(ValueError):
                return json.loads(answer)
        raise SystemExit("the function died; its last words stand above")

    def end(self) -> None:
        self.process.communicate()


def _doors(events: Path, environment: Mapping[str, str], say: Say) -> tuple[dict[str, Rounds], list[str]]:
    """CPU microseconds by channel, in turns of fresh processes, and the forbidden modules found in ours."""
    found: dict[str, Rounds] = {channel: {OURS: [], BARE: []} for channel in webhooks.CHANNELS}
    forbidden: set[str] = set()
    for number in range(1, PROCESSES + 1):
        say(f"door: processes {number} of {PROCESSES}")
        functions = {module: _Function(module, events, environment) for module in (OURS, BARE)}
        for channel, rounds in found.items():
            for turn in range(TURNS + 1):
                for module in _alternating(turn):
                    spent = functions[module].ask(f"{channel} {WEBHOOKS if turn else WARM}")
                    rounds[module] += [spent] if turn else []
        forbidden |= set(functions[OURS].ask("modules"))
        for function in functions.values():
            function.end()
    return found, sorted(forbidden)


def _alternating(turn: int) -> Sequence[str]:
    """Who begins changes, so that a machine that slows down is unfair to neither."""
    return (OURS, BARE) if turn % 2 else (BARE, OURS)


def _imports(environment: Mapping[str, str], say: Say) -> Rounds:
    """CPU milliseconds, user and system, of whole processes; the first only fill the bytecode cache."""
    found: Rounds = {OURS: [], BARE: [], BOTH: []}
    say(f"import: {IMPORTS} processes each")
    for turn in range(IMPORTS + 1):
        for module in (*_alternating(turn), BOTH):
            process = subprocess.Popen([sys.executable, "-c", IMPORT[module]], cwd=ROOT, env=dict(environment))
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise SystemExit(f"importing failed: {IMPORT[module]}")
            found[module] += [(usage.ru_utime + usage.ru_stime) * 1000] if turn else []
    return found


def _door_row(channel: str, spent: Rounds) -> Row:
    ours, bare = median(spent[OURS]) / 1000, median(spent[BARE]) / 1000
    return Row(
        what=f"door, {channel}: CPU of a signed webhook",
        budget=f"≤ {DOOR_AT_MOST:g} ×",
        reference=f"bare enqueue {bare:.2f} ms",
        measured=f"{ours:.2f} ms ({ours / bare:.2f} ×)",
        fits=ours / bare <= DOOR_AT_MOST,
        facts={"ratio": ours / bare, "ours_us": spent[OURS], "bare_us": spent[BARE]},
        notes=(f"{PROCESSES} processes, {TURNS} turns of {WEBHOOKS} each; {_spread(spent)}",),
    )


def _import_row(spent: Rounds) -> Row:
    ours, bare, both = median(spent[OURS]), median(spent[BARE]), median(spent[BOTH])
    return Row(
        what="import of the webhook path with its clients",
        budget=f"≤ {IMPORT_AT_MOST:g} ×",
        reference=f"Chalice and one client {bare:.0f} ms",
        measured=f"{ours:.0f} ms ({ours / bare:.2f} ×)",
        fits=ours / bare <= IMPORT_AT_MOST,
        facts={"ratio": ours / bare, "ours_ms": spent[OURS], "bare_ms": spent[BARE], "both_ms": spent[BOTH]},
        notes=(
            f"CPU of whole processes, {IMPORTS} each; {_spread(spent)}",
            f"Chalice with both clients {both:.0f} ms ({both / bare:.2f} ×), ours {ours / both:.2f} × that",
        ),
    )


def _spread(spent: Rounds) -> str:
    """Half of all turns lie between these ratios."""
    pairs = sorted(ours / bare for ours, bare in zip(spent[OURS], spent[BARE], strict=True))
    return f"middle half of the ratios {pairs[len(pairs) // 4]:.2f} to {pairs[len(pairs) * 3 // 4]:.2f}"


def _modules_row(forbidden: list[str]) -> Row:
    return Row(
        what="modules the webhook path must not know",
        budget="none",
        measured=", ".join(forbidden) or "none",
        fits=not forbidden,
    )
