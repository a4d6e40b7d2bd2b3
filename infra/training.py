"""A province to train with.

python -m infra.training FILE SLUG PREFIX > SLUG.json            made of a real one's document
python -m infra.training reset --stage prod SLUG SLUG            begin it afresh: the name twice, by whoever means it

Everything is as in FILE (units, regulation, calendar, letters, staff), but for the slug, the name, which says what it
is, the letters that begin its codes, the ids of its pages and OAs, which no platform knows, and the mark of training.
Keep it as any other province: `python -m infra.province --stage prod put SLUG.json --activate`. Afresh it begins within
some ten minutes: what there was of it goes, its clock shows the world's time again, and the audit trail says who wanted
it. No real province can be reset.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from infra.desk import seated, target_of
from infra.package import REGION, STAGES

NAMED = " (tập huấn)"

if TYPE_CHECKING:
    from chalicelib.audit.audit import Audit
    from chalicelib.training.afresh import Afresh


def main(arguments: list[str] | None = None) -> int:
    """Exit code 2 for bad input, each fault on a line of its own."""
    asked = sys.argv[1:] if arguments is None else arguments
    return _reset(asked[1:]) if asked[:1] == ["reset"] else _made(asked)


def _made(arguments: list[str]) -> int:
    """The document, printed; 2 for one that no province could have."""
    from chalicelib.province.registry import faults

    parser = argparse.ArgumentParser(prog="infra.training", description="A province to train with")
    parser.add_argument("file", type=Path, help="document of the real province")
    parser.add_argument("slug", help="its own name in addresses, such as quang-ninh-tap-huan")
    parser.add_argument("prefix", help="2 to 4 capital letters that no other province's codes begin with")
    given = parser.parse_args(arguments)
    made = to_train_with(json.loads(given.file.read_text("utf-8")), given.slug, given.prefix)
    if found := faults(made):
        sys.stderr.writelines(f"{fault['pointer']}: {fault['message']}\n" for fault in found)
        return 2
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return 0


def to_train_with(real: Mapping[str, Any], slug: str, prefix: str) -> dict[str, Any]:
    made = deepcopy(dict(real)) | {"slug": slug, "code_prefix": prefix, "training": True}
    made["name"] += NAMED  # what every letter and every paper begins with
    others = {account["id"]: _invented(slug, number) for number, account in enumerate(made["accounts"])}
    for account in made["accounts"]:
        account["id"] = others[account["id"]]
    for rule in made["routing"]:
        if pages := rule["when"].get("account"):
            rule["when"]["account"] = [others[page] for page in pages]
    return made


def _reset(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="infra.training reset", description="Begin a training province afresh")
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--region", default=REGION)
    parser.add_argument("--author", default=getpass.getuser(), help="who is recorded; the user of this machine")
    parser.add_argument("--reason", default="")
    parser.add_argument("slug")
    parser.add_argument("again", help="the same name once more")
    given = parser.parse_args(arguments)
    if not seated(target_of(given.stage, given.region)):
        return 1
    from chalicelib import wiring

    return begun(wiring.afresh(), wiring.audit(), given)


def begun(afresh: "Afresh", audit: "Audit", given: argparse.Namespace) -> int:
    """The province is shut, and that somebody wanted it is written down; returns the exit code."""
    from chalicelib.access.action import Action
    from chalicelib.errors import PetitionError
    from chalicelib.ticket.ticket import Actor
    from chalicelib.ticket.workflow import Role

    actor = Actor(id=f"desk:{given.author}", role=Role.PLATFORM_OPERATOR, tenant=given.slug, unit="")
    try:
        afresh.begin(given.slug, {"province": given.again, "reason": given.reason}, actor)
    except PetitionError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    audit.note(actor, given.slug, Action.RESET_TRAINING, {}, given.reason)
    sys.stdout.write(f"{given.slug} is shut, and open again within some ten minutes.\n")
    return 0


def _invented(slug: str, number: int) -> str:
    """An id longer than any platform's, the same whenever it is made."""
    return f"999{crc32(slug.encode()):010}{number:08}"


if __name__ == "__main__":
    sys.exit(main())
