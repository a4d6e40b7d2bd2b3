"""What makes the formula of a league table unfit though its schema admits it: each check yields its findings."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from chalicelib.province.findings import Document, Finding, finding


def league_amiss(document: Document) -> Iterator[Finding]:
    """Weights that are not one together, what is named or measured twice, groups of volume that do not ascend."""
    if "league" not in document:
        return
    formula = document["league"]
    total = sum(Fraction(str(one["weight"])) for one in formula["components"])
    if total != 1:
        yield finding("/league/components", f"the weights are {float(total):g} together, not 1")
    for part, name in (("components", "id"), ("components", "measure"), ("volume", "name")):
        seen: set[str] = set()
        for i, one in enumerate(formula[part]):
            if one[name] in seen:
                yield finding(f"/league/{part}/{i}/{name}", f"{one[name]!r} is there twice")
            seen.add(one[name])
    starts = [one["from"] for one in formula["volume"]]
    if starts[0] != 0:
        yield finding("/league/volume/0/from", "the first group begins at 0")
    for i, (before, start) in enumerate(pairwise(starts), 1):
        if start <= before:
            yield finding(f"/league/volume/{i}/from", f"{start} does not come after {before}")
