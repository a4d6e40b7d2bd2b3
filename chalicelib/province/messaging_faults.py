"""What makes the messaging of a province unfit to be kept, apart from its words: templates and quiet hours."""

from collections import Counter
from collections.abc import Iterator

from chalicelib.province.findings import Document, Finding, finding
from chalicelib.province.letters import TEMPLATES


def templates_amiss(document: Document) -> Iterator[Finding]:
    """Templates of no purpose, parameters no notice fills, and two templates for one thing."""
    rows = document.get("messaging", {}).get("templates", ())
    for i, row in enumerate(rows):
        facts = TEMPLATES.get(row["purpose"])
        if facts is None:
            yield finding(f"/messaging/templates/{i}/purpose", f"nothing {row['purpose']!r} is said by template")
            continue
        for j, parameter in enumerate(row.get("parameters", ())):
            if parameter["fact"] not in facts:
                message = f"{row['purpose']} has no fact {parameter['fact']!r}"
                yield finding(f"/messaging/templates/{i}/parameters/{j}/fact", message)
        names = Counter(parameter["name"] for parameter in row.get("parameters", ()))
        yield from (
            finding(f"/messaging/templates/{i}/parameters", f"{name!r} is there twice")
            for name, n in names.items()
            if n > 1
        )
    seen: set[tuple[str, str, str]] = set()
    for i, row in enumerate(rows):
        key = (row["lane"], row["purpose"], row.get("locale", "vi"))
        if key in seen:
            yield finding(f"/messaging/templates/{i}", "a template for {}, {}, {} is there twice".format(*key))
        seen.add(key)


def quiet_amiss(document: Document) -> Iterator[Finding]:
    quiet = document.get("messaging", {}).get("lanes", {}).get("quiet")
    if quiet and quiet[0] == quiet[1]:
        yield finding("/messaging/lanes/quiet", "begins when it ends: nobody knows whether that is never or always")
