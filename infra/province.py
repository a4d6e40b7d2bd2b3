"""A province's versions from a desk with AWS credentials: look, try, keep, make active, take back.

python -m infra.province --stage prod check FILE              faults, warnings, differences, open petitions
python -m infra.province --stage prod put FILE [--activate]   keep a version; --from DATE: active on that day
python -m infra.province --stage prod history SLUG            versions, and which of them held when
python -m infra.province --stage prod show SLUG [NUMBER]      a version as JSON, the active one without a number
python -m infra.province --stage prod activate SLUG NUMBER    make a version active; --from DATE
python -m infra.province --stage prod revert SLUG             the version before holds again
python -m infra.province --stage prod simulate SLUG FILE      a document or a bare regulation, on past petitions
python -m infra.province --stage prod reorganise SLUG PLAN    a dry run; --apply carries it out
python -m infra.province --stage prod undo SLUG               revert, and petitions go home; or cancel what waits
python -m infra.province --stage prod read SLUG               the regulation in words

Exit code 2 for bad input, each fault on a line of its own.
"""

import argparse
import getpass
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from infra.desk import seated, target_of
from infra.package import REGION, STAGES
from infra.province_desk import Desk, Refused


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    if not seated(target_of(given.stage, given.region)):
        return 1
    return run(given)


def run(given: argparse.Namespace) -> int:
    """One command in the environment of a deployed function; returns the exit code."""
    from chalicelib import wiring

    return answered(Desk(wiring.admin(), wiring.trials(patience=None), given.author), given)


def answered(desk: Desk, given: argparse.Namespace) -> int:
    """What the desk does, printed; what it refuses, a fault a line."""
    from chalicelib.errors import PetitionError

    try:
        sys.stdout.writelines(f"{line}\n" for line in desk.does(given))
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    except PetitionError as error:
        faults = error.facts.pop("faults", ())
        facts = "".join(f"; {name}: {value}" for name, value in error.facts.items())
        sys.stderr.writelines([f"{error}{facts}\n", *(f"{_fault(fault)}\n" for fault in faults)])
        return 2
    return 0


def _fault(fault: Mapping[str, str]) -> str:
    return f"{fault.get('pointer') or '/'}: {fault.get('message', '')}"


def _parser() -> argparse.ArgumentParser:
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m infra.province", description=__doc__, formatter_class=about)
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--region", default=REGION)
    parser.add_argument("--author", default=getpass.getuser(), help="who is recorded; the user of this machine")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("history", "show", "activate", "revert", "simulate", "reorganise", "undo", "read"):
        commands.add_parser(name).add_argument("slug")
    of = commands.choices
    for name in ("check", "put"):
        commands.add_parser(name).add_argument("file", type=Path)
    of["put"].add_argument("--activate", action="store_true")
    of["put"].add_argument("--note", default="")
    of["show"].add_argument("number", type=int, nargs="?")
    of["activate"].add_argument("number", type=int)
    for name in ("put", "activate"):
        of[name].add_argument("--from", dest="day", type=date.fromisoformat, metavar="DATE")
    of["simulate"].add_argument("file", type=Path)
    of["reorganise"].add_argument("plan", type=Path)
    of["reorganise"].add_argument("--apply", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
