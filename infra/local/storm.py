"""A storm over the running local cloud: thousands write, webhooks come twice and late, suppliers fail, workers die.

    python -m infra.local.storm --conversations 2000 --seed 1

5 % of the webhooks come twice, 5 % late, 3 % of the sends fail, 1 % are taken and never answered, the courier's
workers are killed twice. Staff answer everybody by the API: privately, in public, or both. Exit code 1 when anything
was lost, doubled, not seen, or a platform's rule was broken.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from infra.local.platforms.outside import PROVINCES, Outside
from infra.local.replay_count import Tickets, dynamodb
from infra.local.storm_count import Tally, as_table
from infra.local.storm_desk import Office
from infra.local.storm_ground import Ground, Wire
from infra.local.storm_kill import kill
from infra.local.storm_people import crowd, letters_of
from infra.local.storm_run import Run

SHARES = {"duplicated": 0.05, "reordered": 0.05, "errors": 0.03, "cuts": 0.01, "late_seconds": 4.0}


def storm(
    outside: Outside,
    slug: str,
    many: int,
    seed: int,
    *,
    shares: Mapping[str, float] = SHARES,
    rate: float,
    patience: float,
    quiet: float,
) -> Tally:
    """Let it blow over the province `slug` of a running local cloud, and count.

    shares    of the webhooks and sends that meet with something, as weather.Storm names them
    rate      conversations begun a second
    patience  seconds without any progress before what is missing counts as missing
    quiet     seconds of silence at the end in which a late double would still come
    """
    run, province = outside.run(), outside.province(slug) or {}
    ground, product = Ground(Wire(run["platforms_url"])), Wire(str(outside.api_url()))
    accounts = [account for account in outside.accounts() if account.province == slug]
    places = [u["name"].removeprefix("UBND ") for u in province["units"] if u.get("place")] or [province["name"]]

    from chalicelib.ticket.code import ticket_code  # only counting needs the product

    tickets = Tickets(dynamodb(run), run["outputs"]["PetitionsTable"], slug, province["code_prefix"], ticket_code)
    people = crowd(many, seed, accounts, places, run=letters_of(int(time.time())))
    blowing = Run(
        outside=outside,
        people=people,
        ground=ground,
        office=Office(province, product, ground.login(slug)),
        tickets=tickets,
        kill=lambda: kill(outside.state),
        say=progress,
    )
    return blowing.blow({**shares, "seed": seed}, rate=rate, patience=patience, quiet=quiet)


def progress(line: str) -> None:
    stamp = datetime.now(UTC).strftime("%H:%M:%S")
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{stamp} {line:<100}")
    else:
        sys.stderr.write(f"{stamp} {line}\n")
    sys.stderr.flush()


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    outside = Outside(options.state, options.state.parent / "secrets.json", options.provinces)
    slug = options.province or next((p["slug"] for p in outside.provinces() if p.get("accounts")), "")
    if outside.api_url() is None or outside.province(slug) is None:
        sys.stderr.write(f"Start the local cloud first ({options.state / 'run.json'}), and name a province it has.\n")
        return 2
    found = storm(
        outside,
        slug,
        options.conversations,
        options.seed,
        rate=options.rate,
        patience=options.patience,
        quiet=options.quiet,
    )
    sys.stdout.write("\n" + as_table(found))
    if options.report:
        options.report.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1), "utf-8")
    return 0 if found.clean else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.storm", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people and weather")
    parser.add_argument("--province", help="slug of a province file; default: the first that has accounts")
    parser.add_argument("--rate", type=float, default=8.0, help="conversations begun a second")
    parser.add_argument("--patience", type=float, default=300.0, help="seconds without progress before giving up")
    parser.add_argument("--quiet", type=float, default=150.0, help="seconds at the end in which a double may come")
    parser.add_argument("--report", type=Path, help="also write what was found as JSON")
    parser.add_argument("--state", type=Path, default=Path(".local/run"))
    parser.add_argument("--provinces", type=Path, default=PROVINCES)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
