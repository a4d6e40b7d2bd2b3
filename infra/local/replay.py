"""Feeds a file of texts through the product's signed doors, one petition a row, and counts the tickets.

    python -m infra.local.replay FILE.csv --province quang-ninh --channel facebook|zalo|http|mixed --rate 5
    python -m infra.local.replay --day            # the built-in day, for the shop window

Exit code 1 when a petition was lost or doubled. The same --run-id again must find the same tickets, no more.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import urllib3

from infra.local.platforms.outside import PROVINCES, Outside
from infra.local.replay_count import Tickets, census, dynamodb
from infra.local.replay_play import play_days
from infra.local.replay_report import Report, as_table, report_of
from infra.local.replay_rows import Petition, Writer, rows_of
from infra.local.replay_send import Sender, http_post

SETTLING = 3.0  # seconds after the last ticket, so that a late double is still counted
MEETING = 500  # people introduced to the stand-ins in one call


@dataclass(frozen=True)
class Replay:
    sender: Sender
    tickets: Tickets
    say: Callable[[str], None]
    patience: float  # seconds without a new ticket before the rest counts as lost

    def run(self, run_id: str, petitions: Sequence[Petition], rate: float) -> Report:
        before = self.tickets.found(p.message_key for p in petitions)
        started = self.sender.clock()
        sent = self.sender.send_all(petitions, rate, lambda n: self.say(f"sent {n}"))
        taken = [one for one in sent if one.accepted]
        last_sent = max((one.at for one in taken), default=started)
        found, last_found = self._await([one.petition.message_key for one in taken])
        self.sender.sleep(SETTLING)
        counted = census(self.tickets.rows(), (p.message_key for p in petitions))
        lost = [one.petition.row for one in taken if one.petition.message_key not in found]
        return report_of(
            run_id,
            sent,
            counted,
            lost,
            before=len(before),
            seconds=max(last_sent - started, 1e-9),
            last_ticket=max(0.0, last_found - last_sent),
        )

    def _await(self, keys: Iterable[str]) -> tuple[set[str], float]:
        """The message keys that have become tickets, and when the last of them was seen."""
        missing, found = dict.fromkeys(keys), set[str]()
        moved = self.sender.clock()
        while missing:
            for key in self.tickets.found(missing):
                found.add(key)
                del missing[key]
                moved = self.sender.clock()
            self.say(f"tickets {len(found)} of {len(found) + len(missing)}")
            if self.sender.clock() - moved > self.patience:
                break
            if missing:
                self.sender.sleep(0.5)
        return found, moved


def introduce(platforms_url: str, petitions: Sequence[Petition]) -> bool:
    """Tell the stand-ins that these people wrote just now, so that answers to them are accepted."""
    groups: dict[tuple[str, str], list[str]] = {}
    for petition in petitions:
        if petition.channel != "http":
            groups.setdefault((petition.channel, petition.account), []).append(petition.person)
    try:
        for (channel, account), people in groups.items():
            for start in range(0, len(people), MEETING):
                body = {"channel": channel, "account": account, "people": people[start : start + MEETING]}
                urllib3.request("POST", f"{platforms_url}/control/meet", json=body, retries=False, timeout=10.0)
    except urllib3.exceptions.HTTPError:
        return False
    return True


def progress(line: str) -> None:
    sys.stderr.write(f"\r{line:<60}" if sys.stderr.isatty() else "")
    sys.stderr.flush()


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    outside = Outside(options.state, options.state.parent / "secrets.json", options.provinces)
    if outside.api_url() is None:
        return _stop(f"{options.state / 'run.json'} has no api_url: start the local cloud first.")
    if options.day is not None:
        return play_days(outside, options.day, options.province)
    try:
        return _replay(outside, options)
    except (OSError, ValueError) as error:
        return _stop(str(error))


def _replay(outside: Outside, options: argparse.Namespace) -> int:
    """raises  ValueError, OSError with a sentence when the run cannot start"""
    run, province = outside.run(), outside.province(options.province or "")
    if province is None or options.file is None:
        known = ", ".join(p["slug"] for p in outside.provinces())
        raise ValueError(f"Name a CSV file and a --province ({known}), or --day.")
    run_id = options.run_id or f"r{datetime.now(UTC):%Y%m%d-%H%M%S}"
    writer = Writer(outside, province["slug"], run_id, time.time())
    if options.channel in ("facebook", "zalo") and not writer.accounts(options.channel):
        raise ValueError(f"{province['slug']} has no {options.channel} account.")
    rows = list(rows_of(options.file, options.column, options.limit))
    petitions = [writer.petition(options.channel, row, text) for row, text in rows]
    if not introduce(run["platforms_url"], petitions):
        sys.stderr.write("The stand-ins do not answer: the product's replies will be refused.\n")
    sender = Sender(http_post(outside.api_url() or ""))
    replay = Replay(sender, _tickets(run, province), progress, options.patience)
    report = replay.run(run_id, petitions, options.rate)
    sys.stdout.write("\n" + as_table(report))
    if options.report:
        path: Path = options.state / f"replay-{run_id}.json"
        path.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=2), encoding="utf-8")
        sys.stdout.write(f"Written to {path}\n")
    return 0 if report.clean else 1


def _tickets(run: dict[str, Any], province: dict[str, Any]) -> Tickets:
    from chalicelib.ticket.code import ticket_code  # only counting needs the product

    return Tickets(
        dynamodb(run),
        run["outputs"]["PetitionsTable"],
        province["slug"],
        province["code_prefix"],
        ticket_code,
    )


def _stop(why: str) -> int:
    sys.stderr.write(why + "\n")
    return 2


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.replay",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", type=Path, help="CSV with a header line")
    parser.add_argument("--day", nargs="*", type=Path, help="play a day (default: every infra/local/day/*.json)")
    parser.add_argument("--province", help="slug of a province file")
    parser.add_argument("--channel", default="mixed", choices=("facebook", "zalo", "http", "mixed"))
    parser.add_argument("--rate", type=float, default=5.0, help="petitions a second")
    parser.add_argument("--limit", type=int, help="at most so many rows")
    parser.add_argument("--column", default="text", help="column that holds the words")
    parser.add_argument("--run-id", help="repeat or resume the run of this name")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds to wait for the next ticket")
    parser.add_argument("--report", action="store_true", help="also write the report as JSON beside run.json")
    parser.add_argument("--state", type=Path, default=Path(".local/run"))
    parser.add_argument("--provinces", type=Path, default=PROVINCES)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
