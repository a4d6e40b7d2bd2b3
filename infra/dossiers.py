"""A sheet of dossiers from a desk with AWS credentials, without the time limit of the API.

python -m infra.dossiers FILE.csv --province SLUG --stage prod [--dry-run] [--author NAME] [--key ID]

A dossier is written by the key that wrote it first: `--key` names whose these are. Without it those that are new are
nobody's until a key writes them, and those of a key are not kept.

Exit code 2 when the sheet has faults: each on a line with its row and column, and nothing was kept; 3 when rows were
not kept, each on a line.
"""

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from infra.desk import seated, target_of
from infra.package import REGION, STAGES

if TYPE_CHECKING:
    from chalicelib.dossier.importing import Importing

_FINE = frozenset({"created", "updated", "confirmed", "unchanged", "outdated"})


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    if not seated(target_of(given.stage, given.region)):
        return 1
    from chalicelib import wiring
    from chalicelib.dossier.importing import Importing

    return imported(Importing(wiring.dossiers(), patience=None), given)


def imported(room: "Importing", given: argparse.Namespace) -> int:
    """Keep the sheet, and print what became of it; returns the exit code."""
    from chalicelib.errors import PetitionError
    from chalicelib.ticket.ticket import Actor
    from chalicelib.ticket.workflow import Role

    scopes = frozenset({"write_dossiers"})
    actor = Actor(
        id=f"key:{given.key}" if given.key else f"cli:{given.author}",
        role=Role.INTEGRATOR,
        tenant=given.province,
        scopes=scopes,
    )
    try:
        made = room.take(given.province, given.file.read_bytes(), actor, dry=given.dry_run)
    except PetitionError as error:
        faults = error.facts.get("faults", ())
        lines = [f"row {fault['row']}, {fault['column'] or '-'}: {fault['message']}\n" for fault in faults]
        sys.stderr.writelines([f"{error}\n", *lines])
        return 2
    left = [(row, outcome) for row, outcome in made.rows if outcome.result not in _FINE]
    sys.stdout.write(", ".join(f"{result}: {n}" for result, n in sorted(made.counts.items())) + "\n")
    sys.stderr.writelines(f"row {row}, {outcome.code}: {outcome.result}\n" for row, outcome in left)
    return 3 if left else 0


def _parser() -> argparse.ArgumentParser:
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m infra.dossiers", description=__doc__, formatter_class=about)
    parser.add_argument("file", type=Path)
    parser.add_argument("--province", required=True, metavar="SLUG")
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--region", default=REGION)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--author", default=getpass.getuser(), help="who is recorded; the user of this machine")
    parser.add_argument("--key", default="", metavar="ID", help="the key whose dossiers these are")
    return parser


if __name__ == "__main__":
    sys.exit(main())
