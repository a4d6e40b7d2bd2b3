"""The window's forms and words keep up with the product: nothing it knows is without a form, a field or a name."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from chalicelib import schema
from chalicelib.desk.desk import STAFF_ACTS
from chalicelib.desk.order import SPOKEN, checked
from chalicelib.errors import Unprocessable
from chalicelib.province.regulation import Stage
from chalicelib.ticket.owed import Purpose, State
from chalicelib.ticket.ticket import BY_STAFF, Channel, Outcome
from chalicelib.ticket.workflow import Act, Role, Status
from infra.local.platforms.outside import PROVINCES
from infra.local.platforms.window_find import desk_of
from tests.local.conftest import Town

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "infra" / "local" / "platforms" / "pages"
LANGUAGES = ("vi", "en")
OFFERED = STAFF_ACTS | {Act.UNVEIL}  # its own door, but a button like the others
FIELDS = schema.document("desk/act")["properties"]
OF_SCHEMA = {"does not match", "is too short", "is too long", "is not of type 'integer'"}  # words of jsonschema
OF_SCHEMA |= {"is less than the minimum", "is greater than the maximum"}


def page(name: str) -> Any:
    return json.loads((PAGES / name).read_text("utf-8"))


def fields_of(act: str) -> list[str]:
    """Every field of an act's form, as the pointer of a fault names it."""
    row = page("acts.json")["acts"][act]
    return [*row.get("needs", ()), *row.get("may", ())]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("act", Act),
        ("status", Status),
        ("purpose", Purpose),
        ("channels", Channel),
        ("outcome", Outcome),
        ("role", Role),
        ("stage", Stage),
        ("state", State),
    ],
)
def test_everything_the_product_names_has_words(language: str, group: str, names: Any) -> None:
    words = page("words.json")[language][group]
    assert [str(name) for name in names if not words.get(name)] == []


def test_both_languages_have_the_same_words() -> None:
    words = page("words.json")
    for name, group in words["vi"].items():
        if isinstance(group, dict) and name != "fault":  # the product says its faults in English
            assert group.keys() == words["en"][name].keys(), name


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.js")), ids=lambda path: path.stem)
def test_the_scripts_say_only_words_there_are(path: Path) -> None:
    words, script = page("words.json")["vi"], path.read_text("utf-8")
    assert [name for name in re.findall(r'\bt\("(\w+)"\)', script) if name not in words] == []
    assert [name for name in re.findall(r'\b(?:fact|said)\("(\w+)"', script) if name not in words] == []
    assert [
        group for group in re.findall(r'\bt\([^()]+, "(\w+)"\)', script) if not isinstance(words.get(group), dict)
    ] == []


def test_every_act_of_staff_has_a_form() -> None:
    assert page("acts.json")["acts"].keys() == OFFERED


@pytest.mark.parametrize("act", sorted(OFFERED))
def test_a_form_marks_what_its_act_needs(act: Act) -> None:
    try:
        checked(act, {})
        needed = []
    except Unprocessable as refusal:
        needed = [fault["pointer"].removeprefix("/") for fault in refusal.facts["faults"]]
    assert sorted(page("acts.json")["acts"][act].get("needs", ())) == sorted(needed)


def test_every_field_of_the_forms_is_one_an_act_may_have_is_drawn_and_named() -> None:
    elsewhere = {"uploads", "answer", "attachments"}  # the window sends no files, and publishes what redaction leaves
    known = FIELDS.keys() - {"document"} - elsewhere
    known |= {f"document/{name}" for name in FIELDS["document"]["properties"]}
    drawn = set(re.findall(r'^  "?([a-z/_]+)"?: \(', (PAGES / "acts.js").read_text("utf-8"), re.M))
    used = {field for act in OFFERED for field in fields_of(act)}
    assert used == known == drawn
    for language in LANGUAGES:
        words = page("words.json")[language]["field"]
        assert used - words.keys() == set()


def test_the_forms_offer_what_the_product_takes() -> None:
    options, words = page("acts.json")["options"], page("words.json")["vi"]
    assert set(options["outcome"]) == BY_STAFF == set(FIELDS["outcome"]["enum"])
    assert set(options["more"]) == FIELDS["more"]["properties"].keys() == words["more_unit"].keys()
    assert set(options["urgency"]) == set(FIELDS["urgency"]["enum"]) == words["urgency"].keys()
    assert set(options["to"]) == set(FIELDS["to"]["enum"]) == words["side"].keys()
    assert set(options["type"]) == set(FIELDS["type"]["enum"]) == words["legal_type"].keys()
    assert set(words["kinds"]) == set(FIELDS["kind"]["enum"])


@pytest.mark.parametrize("known", sorted(page("words.json")["vi"]["fault"].keys() - OF_SCHEMA))
def test_a_fault_that_is_translated_is_one_the_desk_finds(known: str) -> None:
    said = "".join(path.read_text("utf-8") for path in (ROOT / "chalicelib" / "desk").glob("*.py"))
    assert known in said


@pytest.mark.parametrize("act", sorted(SPOKEN))
def test_words_to_a_citizen_may_be_said_on_either_side(act: Act) -> None:
    assert {"to", "public_text"} <= set(fields_of(act))


@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_belong_to_a_field(language: str) -> None:
    for name in page("words.json")[language]["hint"]:
        act, _, field = name.partition("/")
        assert name in page("words.json")[language]["field"] or field in fields_of(act), name


def test_every_control_of_the_page_has_a_label() -> None:
    html = (PAGES / "window.html").read_text("utf-8")
    labelled = set(re.findall(r'<label[^>]* for="([\w-]+)"', html))
    for label in re.findall(r"<label.*?</label>", html, re.S):
        labelled |= set(re.findall(r'<(?:input|select|textarea)[^>]* id="([\w-]+)"', label))
    named = re.findall(r'<(?:input|select|textarea)[^>]* id="([\w-]+)"', html)
    assert [control for control in named if control not in labelled] == []


def test_the_window_offers_what_the_regulation_lists(town: Town) -> None:
    province = json.loads((PROVINCES / "quang-ninh.json").read_text("utf-8"))
    (town.bench.outside.provinces_dir / "quang-ninh.json").write_text(json.dumps(province), "utf-8")
    offered = {p["slug"]: p for p in town.client.get("/window/setup").json["provinces"]}
    found = offered["quang-ninh"]
    assert {row["id"] for row in found["rejections"]} == {row["id"] for row in province["regulation"]["rejection"]}
    assert found["gates"] == ["complaint", "denunciation"]
    assert (found["leadership"], found["task_force"]) == ("ubnd-tinh", "to-cong-tac")
    assert {row["id"] for row in found["kinds"]} == set(FIELDS["kind"]["enum"])
    assert len(found["categories"]) == len(province["categories"])
    parents = {unit["id"]: unit["parent"] for unit in found["units"]}
    assert (parents["xd-van-tai"], parents["ubnd-tinh"]) == ("so-xay-dung", None)
    assert {unit["place"] for unit in found["units"]} >= {None, "06652"}
    assert offered["tinh-mau"]["rejections"] == []  # a province without such a list


@pytest.mark.parametrize(
    ("ticket", "unit", "first"),
    [
        ({"status": "in_progress"}, "so", "handler"),
        ({"status": "in_tray"}, "so", "coordinator"),
        ({"status": "in_tray", "arbiter": "leadership"}, "so", "leadership"),
        ({"status": "reported", "superior": "tinh"}, "tinh", "task_force"),
        ({"status": "drafted"}, "so", "head"),
        ({"status": "closed", "outcome": "referred"}, "so", "coordinator"),
    ],
)
def test_a_ticket_is_opened_by_whose_turn_it_is(ticket: dict[str, str], unit: str, first: str) -> None:
    where, roles = desk_of({"unit": "so", **ticket})
    assert (where, roles[0]) == (unit, first)
