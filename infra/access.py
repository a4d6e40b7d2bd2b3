"""Who may do what over HTTP, as a page: `python -m infra.access` writes docs/access.md from the table itself."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/access.md"
NOTHING = "–"
_HEAD = """# Who may do what / Ai được làm gì

Made by `python -m infra.access` from `chalicelib/access/table.py`; a test fails when it is not up to date.
What is not in the table is forbidden. A role's entry says how far the action reaches:

| scope | reaches |
|-------|---------|
| `public` | what everybody may see, or do |
| `own` | a citizen's own petition, by its code and PIN |
| `business` | petitions that businesses sent, with everything personal taken out |
| `pages` | what came over the pages and OAs of the own unit and those below |
| `units` | what lies with the own unit and those below, or is asked of them |
| `province` | the whole province |
| `every_province` | each province; no petition of any |

Petitions that name an officer or a unit are kept from both, whatever the table says; formal complaints and
denunciations from all but the coordinating agency, the task force, leadership and the manager of the page they came
over. Which act may be done on a petition in which state, the workflow's own table says (`ticket/workflow.py`); who may
see who a sender is, the province (`messaging.readers`). An API key (`integrator`) may do what of its column it was
given, in its own province. A platform operator whose token names no province (`custom:tenant` is `*`) acts in the
province of the path.
"""


def main() -> int:
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
    return 0


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join([_HEAD, *_matrix(), "", "## Doors", "", *_doors(), ""])


def _matrix() -> Iterator[str]:
    from chalicelib.access.action import Action
    from chalicelib.access.table import TABLE
    from chalicelib.ticket.workflow import Role

    roles = [role for role in Role if role is not Role.SYSTEM]  # the clock does not come over HTTP
    yield "| action | " + " | ".join(str(role).replace("_", " ") for role in roles) + " |"
    yield "|---" * (len(roles) + 1) + "|"
    for action in Action:
        cells = (str(TABLE[role].get(action, NOTHING)) for role in roles)
        yield f"| `{action}` | " + " | ".join(cells) + " |"


def _doors() -> Iterator[str]:
    """Each door that asks who comes, and what for; public doors ask nobody."""
    yield "| door | action |"
    yield "|---|---|"
    yield from sorted(f"| `{method} {path}` | `{action}` |" for method, path, action in doors())


def doors() -> Iterator[tuple[str, str, str]]:
    """(method, path, action) of every route with an authorizer, read from the doors' own source."""
    for file in sorted((ROOT / "chalicelib/doors").glob("*.py")):
        for route in re.finditer(
            r'@doors\.route\(\s*"(?P<path>[^"]+)",\s*methods=\["(?P<method>\w+)"\][^@]*?'
            r"@answers_to\(Action\.(?P<action>\w+)\)",
            file.read_text("utf-8"),
        ):
            yield route["method"], route["path"], route["action"].lower()


if __name__ == "__main__":
    sys.exit(main())
