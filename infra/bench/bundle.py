"""Row on the deployment package: its size, and whether building it twice gives the same bytes."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.bench.table import Row
from infra.package import LIMIT, ROOT, describe, digest, fingerprint, package

STAGE = "local"


def rows(build: Path, *, twice: bool, say: Callable[[str], Any]) -> list[Row]:
    found = [_size(build)]
    if twice:
        found.append(_same(say))
    return found


def _size(build: Path) -> Row:
    what, budget = "deployment package", f"≤ {LIMIT / 1e6:g} MB"
    if not (build / "deployment.zip").exists():
        return Row(what=what, budget=budget, measured="none here: make package first")
    facts = describe(build)
    made_from = json.loads((build / "package.json").read_text("utf-8")) if (build / "package.json").exists() else {}
    current = made_from.get("inputs") == fingerprint(made_from.get("stage", STAGE))
    return Row(
        what=what,
        budget=budget,
        reference=f"unzipped {facts['unzipped'] / 1e6:.1f} MB, {facts['files']} files",
        measured=f"{facts['bytes'] / 1e6:.2f} MB",
        fits=facts["bytes"] <= LIMIT,
        facts=facts,
        notes=() if current else ("made from other sources than these: make package",),
    )


def _same(say: Callable[[str], Any]) -> Row:
    """Two builds in two empty directories; the dependencies' layer is the one both find in the cache."""
    digests = []
    with tempfile.TemporaryDirectory(prefix="cau-noi-bench-") as scratch:
        for number in ("first", "second"):
            say(f"package: {number} build")
            out = Path(scratch) / number
            package(STAGE, out)
            digests.append((digest(out / "deployment.zip"), digest(out / "template.json")))
    return Row(
        what="package built twice",
        budget="the same bytes",
        reference=digests[0][0][:12],
        measured=digests[1][0][:12],
        fits=digests[0] == digests[1],
        facts={"sha256": digests},
    )


BUILD = ROOT / "build"
