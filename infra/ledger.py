"""Checks a province's public ledger. Needs nothing of ours but its public files.

python -m infra.ledger verify PLACE                     every page: nothing changed, left out, put in or dated back
python -m infra.ledger verify PLACE --receipt FILE      and the petition of this receipt was filed when it says
python -m infra.ledger verify PLACE --seal SEAL         and what somebody kept is so: not written anew, nor cut off
python -m infra.ledger verify PLACE --stored prod       and the store holds today what was sealed then

PLACE is a folder of files, or the address of the province in the API: https://…/v1/{province}.
Exit code 1 when something does not hold, each finding on a line of its own; 2 for bad input.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from chalicelib.errors import PetitionError
from chalicelib.ledger.checking import Finding, findings, receipt_holds, stored_findings
from chalicelib.ledger.page import Page, leaf_of, mark_of, read
from infra.desk import seated, target_of
from infra.package import REGION, STAGES

SECONDS = 60  # for one file


def fetched(place: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of the file of every page at `place`.

    raises  OSError when the folder or the address does not answer
    """
    if "://" not in place:
        yield from ((file.name, file.read_bytes()) for file in sorted(Path(place).glob("*.jsonl")))
        return
    root = place.split("/v1/")[0]
    following: str | None = ""
    while following is not None:
        listed = json.loads(_got(f"{place.rstrip('/')}/ledger?limit=100{following}"))
        yield from ((page["file"], _got(root + page["file"])) for page in listed["pages"])
        following = f"&cursor={listed['next']}" if listed["next"] else None


def read_all(files: Iterable[tuple[str, bytes]]) -> list[Page]:
    """The pages in files, in the order of their days.

    raises  ValueError that names the file which is no page
    """
    found = list[Page]()
    for name, data in files:
        try:
            found.append(read(data))
        except PetitionError as error:
            raise ValueError(f"{name}: {error}") from error
    return sorted(found, key=lambda page: page.head.day)


def seal_findings(seals: Iterable[str], pages: list[Page]) -> list[str]:
    """Which of the seals that somebody kept no page bears."""
    borne = {page.head.seal for page in pages}
    return [f"seal {one}: no page bears it" for each in seals if (one := each.strip().lower()) not in borne]


def receipt_finding(receipt: dict[str, Any], pages: list[Page]) -> str:
    """What does not hold of a receipt; nothing when all does."""
    said = receipt["page"]
    page = next((page for page in pages if str(page.head.day) == said["day"]), None)
    if page is None or page.head.seal != said["seal"]:
        return "the ledger has no such page"
    leaf = leaf_of(receipt["leaf"])
    right = leaf.ticket == mark_of(page.head.tenant, receipt["code"]) and leaf.n == 1
    holds = right and receipt_holds(leaf, receipt["index"], page.head, receipt["path"])
    then = datetime.fromisoformat(receipt["filed_at"])
    return "" if holds and leaf.at == then else "it proves nothing about this petition"


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        pages = read_all(fetched(given.place))
        told = [_line(one) for one in findings(pages)] + seal_findings(given.seal, pages)
        if given.receipt:
            why = receipt_finding(json.loads(Path(given.receipt).read_text("utf-8")), pages)
            told += [f"receipt: {why}"] if why else []
    except (OSError, URLError, ValueError, KeyError, TypeError, PetitionError) as error:
        sys.stderr.write(f"{given.place}: {error}\n")
        return 2
    if not pages:
        sys.stderr.write(f"{given.place}: no pages\n")
        return 2
    if given.stored:
        if not seated(target_of(given.stored, given.region)):
            return 2
        told += [_line(one) for one in _stored(pages)]
    events = sum(page.head.count for page in pages)
    sys.stdout.write(f"{pages[0].head.tenant}: {len(pages)} days, {events} events, seal {pages[-1].head.seal}\n")
    sys.stdout.writelines(f"{line}\n" for line in told or ["everything holds"])
    return 1 if told else 0


def _stored(pages: list[Page]) -> list[Finding]:
    """The petitions of these days as the store has them now, against the pages."""
    from chalicelib import wiring

    book, tenant = wiring.ledger(), pages[0].head.tenant
    codes = {entry.code for page in pages for entry in book.timeline.day(tenant, page.head.day)}
    petitions = {code: book.histories.timeline(tenant, code) for code in sorted(codes)}
    return stored_findings(tenant, pages, petitions, book.veil)


def _line(found: Finding) -> str:
    whose = f", petition {found.ticket}, event {found.n}" if found.ticket else ""
    return f"{found.day}{whose}: {found.what}"


def _got(address: str) -> bytes:
    with urlopen(address, timeout=SECONDS) as answer:
        data: bytes = answer.read()
    return data


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ledger", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="check every page")
    verify.add_argument("place", help="a folder of pages, or the address of a province in the API")
    verify.add_argument("--receipt", metavar="FILE", help="a citizen's receipt, as JSON")
    verify.add_argument("--seal", action="append", default=[], metavar="SEAL", help="of a page, as somebody kept it")
    verify.add_argument("--stored", choices=STAGES, metavar="STAGE", help="compare with the store of this stage")
    verify.add_argument("--region", default=REGION)
    return parser


if __name__ == "__main__":
    sys.exit(main())
