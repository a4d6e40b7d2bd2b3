"""The rules of the house, kept by a machine: a rule that is not checked is not a rule."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "chalicelib"
FILES = sorted(PACKAGE.rglob("*.py"))
DOORS = [ROOT / "app.py", *sorted((PACKAGE / "doors").glob("*.py"))]  # where the triggers stand
FLOORS: list[set[str]] = [
    {"doors"},
    {"published_page", "filing_page", "tracking_page"},
    {
        "web",
        "docs_page",
        "openapi",
        "views_admin",
        "views_desk",
        "views_public",
        "views_people",
        "views_keys",
        "rating_page",
        "confirm_page",
        "survey_page",
        "dossier_page",
        "code_page",
        "receipt_page",
        "photo_page",
        "filing_words",
    },
    {"views_citizens"},
    {"views", "page", "openapi_schemas", "openapi_webhooks"},
    {"wiring"},
    {"training"},
    {"briefing"},
    {"open311", "broadcast", "content", "opinion", "league"},
    {
        "intake",
        "triage",
        "desk",
        "audit",
        "escalation",
        "notice",
        "admin",
        "rights",
        "directory",
        "opendata",
        "survey",
        "sampling",
        "hooks",
    },
    {"paper"},
    {"dossier"},
    {"account", "access", "limits", "once"},
    {"publish"},
    {"report", "ledger"},
    {"timeline"},
    {"channel"},
    {"ticket"},
    {"identity"},
    {"province"},
    {"sla"},
    {
        "schema",
        "asked",
        "problems",
        "cursor",
        "observe",
        "settings",
        "staged",
        "aws",
        "ssm",
        "http_client",
        "redaction",
        "vietnamese",
        "pipeline",
        "cell",
    },
    {"errors"},
]
# A file that speaks to AWS is named after the service; `aws` holds the session, `dynamo_*` share dynamo's rows.
AWS_NAMES = {"aws", "dynamo", "sqs", "ses", "sns", "s3", "ssm"}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules_imported_by(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "chalicelib":
                found |= {f"chalicelib.{name.name}" for name in node.names}
    return found


def floor(room: str) -> int:
    for number, rooms in enumerate(FLOORS):
        if room in rooms:
            return number
    raise AssertionError(f"room {room} has no floor: give it one")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_arrows_point_down(path: Path) -> None:
    """A room looks only at lower floors; the rooms of one floor are strangers, but for the ground's own."""
    room = room_of(path)
    if room == "__init__":
        return
    others = {m.split(".")[1] for m in modules_imported_by(path) if m.startswith("chalicelib.")}
    ground = FLOORS[-2]
    for other in others:
        fine = other == room or floor(other) > floor(room) or {room, other} <= ground
        assert fine, f"{room} must not know {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_aws_is_spoken_only_in_files_named_after_it(path: Path) -> None:
    roots = {module.split(".")[0] for module in modules_imported_by(path)}
    if roots & {"boto3", "botocore", "pynamodb"}:
        assert path.stem.split("_")[0] in AWS_NAMES


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_clock_ids_and_chance_are_read_only_in_wiring(path: Path) -> None:
    text = path.read_text("utf-8")
    if room_of(path) != "wiring":
        assert not re.search(r"datetime\.now|utcnow|time\.time\(|uuid4|random\.", text)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_environment_is_read_only_in_settings(path: Path) -> None:
    if path.name != "settings.py":
        assert "environ" not in modules_imported_by(path)
        assert not re.search(r"os\.(environ|getenv)", path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_chalice_is_known_only_at_the_doors(path: Path) -> None:
    roots = {module.split(".")[0] for module in modules_imported_by(path)}
    assert "chalice" not in roots or path.name == "web.py" or path in DOORS


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_no_route_lets_an_error_of_ours_become_a_500() -> None:
    """Chalice turns an exception into a 500 before any middleware sees it: `@answers` stands under each route.

    Where somebody must come in, it is `@answers_to(Action.…)`: what nobody was asked about, nobody may do.
    """
    routes = guarded = 0
    for path in DOORS:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                said = [ast.unparse(decorator) for decorator in node.decorator_list]
                if any(one.startswith(("app.route(", "doors.route(")) for one in said):
                    routes += 1
                    staff = "authorizer=" in said[0]
                    guarded += staff
                    fine = said[-1].startswith("answers_to(Action.") if staff else said[-1] == "answers"
                    assert fine, f"{node.name} lacks @answers, or @answers_to with an authorizer"
    assert routes >= 30
    assert guarded >= 20


def test_nothing_is_patched_in_the_tests() -> None:
    """Fakes are held to a contract; a patched name is held to nothing."""
    for path in (ROOT / "tests").rglob("*.py"):
        if path.name != Path(__file__).name:
            text = path.read_text("utf-8")
            assert not re.search(r"unittest\.mock|mocker\.|monkeypatch\.setattr|@patch", text), path
            replaced = re.search(r"ignore\[[\w, -]*method-assign|\bsetattr\(|__setattr__\(\w", text)
            assert not replaced, f"{path} replaces a method: give the fake a hook, as Bell has `on_ring`"


def test_no_code_names_a_province() -> None:
    """A province is data: its name in code would be a decision nobody can change without a deployment."""
    for path in [*FILES, ROOT / "app.py"]:
        assert not re.search(r"quang.?ninh|bac.?ninh|Quảng Ninh|Bắc Ninh", path.read_text("utf-8"), re.I), path


def test_the_readme_names_every_setting_and_every_route() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    settings = re.findall(r"^    (\w+): str$", (PACKAGE / "settings.py").read_text("utf-8"), re.M)
    doors = "".join(path.read_text("utf-8") for path in DOORS)
    routes = re.findall(r'@(?:app|doors)\.route\(\s*"([^"]+)"', doors)
    assert len(settings) > 10
    assert len(routes) > 8
    assert [name for name in settings if f"`{name.upper()}`" not in readme] == []
    named = readme.replace("{app}", "{app_name}")
    assert [route for route in routes if route not in named] == []


def test_the_readme_names_every_target_of_the_makefile_that_people_use() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert [target for target in targets if target not in readme] == []
