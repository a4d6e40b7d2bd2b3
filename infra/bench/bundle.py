"""Row on the deployment package: its size, and whether building it twice gives the same bytes."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.bench.table import Row
from infra.package import LIMIT, ROOT, describe, digest, fingerprint, package

STAGE = "local"
BUILD = ROOT / "build"
WHAT, BUDGET = "deployment package", f"≤ {LIMIT / 1e6:g} MB"


def rows(build: Path, *, twice: bool, say: Callable[[str], Any]) -> list[Row]:
    """The size of what lies in `build`, or of a fresh build when the sources have changed since."""
    if not (build / "deployment.zip").exists():
        return [Row(what=WHAT, budget=BUDGET, measured="none here: make package first")]
    with tempfile.TemporaryDirectory(prefix="cau-noi-bench-") as scratch:
        if not _is_current(build):
            say("package: the sources have changed, building")
            build = Path(scratch) / "current"
            package(STAGE, build)
        found = [_size(build)]
        if twice:
            found.append(_same(Path(scratch), say))
    return found


def _is_current(build: Path) -> bool:
    note = build / "package.json"
    made_from = json.loads(note.read_text("utf-8")) if note.exists() else {}
    return bool(made_from.get("inputs") == fingerprint(made_from.get("stage", STAGE)))


def _size(build: Path) -> Row:
    facts = describe(build)
    return Row(
        what=WHAT,
        budget=BUDGET,
        reference=f"unzipped {facts['unzipped'] / 1e6:.1f} MB, {facts['files']} files",
        measured=f"{facts['bytes'] / 1e6:.2f} MB",
        fits=facts["bytes"] <= LIMIT,
        facts=facts,
    )


def _same(scratch: Path, say: Callable[[str], Any]) -> Row:
    """Two builds in two empty directories; the dependencies' layer is the one both find in the cache."""
    digests = []
    for number in ("first", "second"):
        say(f"package: {number} build")
        package(STAGE, scratch / number)
        digests.append((digest(scratch / number / "deployment.zip"), digest(scratch / number / "template.json")))
    return Row(
        what="package built twice",
        budget="the same bytes",
        reference=digests[0][0][:12],
        measured=digests[1][0][:12],
        fits=digests[0] == digests[1],
        facts={"sha256": digests},
    )
