"""Recomputes a published league table. Needs nothing of ours but its public files.

python -m infra.league recompute PLACE

PLACE is a folder with rows.csv, formula.json and table.json, or the address of a table in the API:
https://…/v1/{province}/league/{id}. Exit code 0 when every number is as computed; 1 when not, each difference on a line
of its own; 2 for bad input.
"""

import argparse
import json
import sys
from pathlib import Path
from urllib.request import urlopen

from chalicelib.errors import PetitionError
from chalicelib.league.files import NAMES, TABLE, differences, digest

SECONDS = 60  # for one file


def fetched(place: str) -> tuple[dict[str, bytes], list[str]]:
    """The files at `place`, and what of them is not as the API says.

    raises  OSError when the folder or the address does not answer; ValueError, KeyError, TypeError for what is no table
    """
    if "://" not in place:
        return {name: (Path(place) / name).read_bytes() for name in NAMES}, []
    head, root = json.loads(_got(place.rstrip("/"))), place.split("/v1/")[0]
    files = {one["name"]: _got(root + one["file"]) for one in head["files"]}
    wrong = [
        f"{one['name']}: its SHA-256 is not the one that was published"
        for one in head["files"]
        if digest(files[one["name"]]) != one["sha256"]
    ]
    return files, wrong


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        files, told = fetched(given.place)
        told += differences(files)
        table = json.loads(files[TABLE])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, PetitionError) as error:
        sys.stderr.write(f"{given.place}: {error}\n")
        return 2
    if not told:
        units = sum(len(group["units"]) for group in table["groups"])
        sys.stdout.write(f"{table['province']} {table['from']}–{table['to']}: {units} units, {table['cases']} cases\n")
    sys.stdout.writelines(f"{line}\n" for line in told or ["every number is as computed"])
    return 1 if told else 0


def _got(address: str) -> bytes:
    with urlopen(address, timeout=SECONDS) as answer:
        data: bytes = answer.read()
    return data


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.league", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    recompute = commands.add_parser("recompute", help="compute a published table anew and compare")
    recompute.add_argument("place", help="a folder of the three files, or the address of a table in the API")
    return parser


if __name__ == "__main__":
    sys.exit(main())
