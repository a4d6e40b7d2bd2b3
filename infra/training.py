"""A province to train with, made of a real one's document: python -m infra.training FILE SLUG PREFIX > SLUG.json

Everything is as in FILE (units, regulation, calendar, letters, staff), but for the slug, the letters that begin its
codes, the ids of its pages and OAs, which no platform knows, and the mark of training. Keep it as any other province:
`python -m infra.province put SLUG.json --activate`.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any
from zlib import crc32


def main(arguments: list[str] | None = None) -> int:
    """Exit code 2 for a document that no province could have, each fault on a line of its own."""
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
    others = {account["id"]: _invented(slug, number) for number, account in enumerate(made["accounts"])}
    for account in made["accounts"]:
        account["id"] = others[account["id"]]
    for rule in made["routing"]:
        if pages := rule["when"].get("account"):
            rule["when"]["account"] = [others[page] for page in pages]
    return made


def _invented(slug: str, number: int) -> str:
    """An id longer than any platform's, the same whenever it is made."""
    return f"999{crc32(slug.encode()):010}{number:08}"


if __name__ == "__main__":
    sys.exit(main())
