"""A broadcast to many thousands over the running local cloud, killed while it goes out, counted on the stand-ins.

    python -m infra.local.broadcast_storm --followers 50000 --kills 3

Makes so many people followers of a commune nobody else follows (some want no news, some have blocked the page, some
have left, some are of elsewhere, some follow a page and an OA), has a broadcast for it written, approved and begun
through the API, and kills the workers that fan it out and deliver it. Exit code 1 when anybody was told twice, missed,
or told against the rules, a platform's rule was broken, or the API's figures are not the count.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from infra.local.broadcast_storm_count import Tally, as_table
from infra.local.broadcast_storm_ground import Town
from infra.local.broadcast_storm_people import crowd
from infra.local.broadcast_storm_run import Desk, Run
from infra.local.platforms.outside import PROVINCES, Outside
from infra.local.storm import progress
from infra.local.storm_ground import Ground, Wire
from infra.local.storm_kill import kill
from infra.local.storm_people import letters_of

SLOWEST = 12.0  # messages a second below which a run is given up
# What a killed worker had in hand waits for its echo while much of what platforms said lies unread: an hour at most.
PATIENCE = 4200.0
SETTLING = 4500.0  # seconds for the end: that, and the first counts of the figures


def broadcast_storm(
    outside: Outside, slug: str, many: int, seed: int, *, kind: str, kills: int, patience: float, quiet: float
) -> Tally:
    """Let a broadcast go to so many followers of the province `slug` of a running local cloud, and count.

    kills  how often the workers are killed; patience, quiet  as `Run.go` has them
    """
    run, province = outside.run(), outside.province(slug) or {}
    ground, mark = Ground(Wire(run["platforms_url"])), letters_of(int(time.time()))
    fans = crowd(many, seed, [a for a in outside.accounts() if a.province == slug], mark)
    topic = str(next(c["id"] for c in province["categories"] if not c.get("parent")))
    town = Town(run, ground, slug, bytes.fromhex(outside.secret("alias_key")["key"]))
    here, elsewhere = _free(province, town.places())
    town.settle(fans, here, elsewhere, topic, progress)
    going = Run(
        desk=Desk(province, Wire(str(outside.api_url())), ground.login(slug)),
        ground=ground,
        fans=fans,
        kind=kind,
        here=here,
        topic=topic,
        mark=mark,
        kill=lambda: kill(outside.state),
        say=progress,
    )
    return going.go(kills, deadline=many / SLOWEST + SETTLING, patience=patience, quiet=quiet)


def _free(province: dict[str, object], taken: set[str]) -> Sequence[str]:
    """Two communes of which nobody follows yet.

    raises  LookupError when there are none
    """
    units = province["units"]
    assert isinstance(units, list)
    codes = [unit["place"]["code"] for unit in units if unit.get("place")]
    free = [code for code in codes if code not in taken]
    if len(free) < 2:
        raise LookupError("there is no commune left of which nobody follows: make reset starts afresh")
    return free[:2]


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    outside = Outside(options.state, options.state.parent / "secrets.json", options.provinces)
    slug = options.province or next((p["slug"] for p in outside.provinces() if p.get("accounts")), "")
    if outside.api_url() is None or outside.province(slug) is None:
        sys.stderr.write(f"Start the local cloud first ({options.state / 'run.json'}), and name a province it has.\n")
        return 2
    found = broadcast_storm(
        outside, slug, options.followers, options.seed, kind=options.kind, kills=options.kills,
        patience=options.patience, quiet=options.quiet,
    )  # fmt: skip
    sys.stdout.write("\n" + as_table(found))
    if options.report:
        options.report.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1), "utf-8")
    return 0 if found.clean else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.local.broadcast_storm",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--followers", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--kind", choices=("emergency", "policy"), default="emergency", help="a policy waits at night")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people")
    parser.add_argument("--province", help="slug of a province file; default: the first that has accounts")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds without progress before giving up")
    parser.add_argument("--quiet", type=float, default=60.0, help="seconds at the end in which a double may come")
    parser.add_argument("--report", type=Path, help="also write what was found as JSON")
    parser.add_argument("--state", type=Path, default=Path(".local/run"))
    parser.add_argument("--provinces", type=Path, default=PROVINCES)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
