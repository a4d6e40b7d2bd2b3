"""One answer in two notations, and the samples of the specification in both."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.errors import NotFound
from chalicelib.open311.notation import Notation, Told, read_name, written
from tests.fakes_open311 import spark

SAMPLES = Path(__file__).parent / "samples"
NAMES = sorted(path.stem.removeprefix("sample_json-") for path in SAMPLES.glob("sample_json-*.json"))
ROOTS = {
    "errors": "errors",
    "service-definition": "service_definition",
    "service-list": "services",
    "request-from-token": "service_requests",
    "service-request": "service_requests",
    "service-request-post": "service_requests",
    "service-requests": "service_requests",
}


def sample_json(name: str) -> Any:
    """As printed in the specification; of numbers with leading zeros, which JSON does not know, the text is taken."""
    printed = (SAMPLES / f"sample_json-{name}.json").read_text("utf-8")
    return json.loads(re.sub(r'":(0\d+),', r'":"\1",', printed))


def sample_xml(name: str) -> ElementTree.Element:
    printed = (SAMPLES / f"sample_xml-{name}.xml").read_text("utf-8")
    return ElementTree.fromstring(printed[printed.index("<?xml") :].encode())


def as_texts(value: Any) -> Any:
    """The leaves as XML knows them."""
    if isinstance(value, dict):
        return {name: as_texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_texts(inner) for inner in value]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value).strip() or None


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_written_as_xml_reads_like_the_sample_in_xml(name: str) -> None:
    ours = ElementTree.fromstring(written(Told(root=ROOTS[name], value=sample_json(name)), Notation.XML).encode())
    assert ours.tag == sample_xml(name).tag
    assert spark(ours) == spark(sample_xml(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_written_as_json_is_the_sample(name: str) -> None:
    assert json.loads(written(Told(root=ROOTS[name], value=sample_json(name)), Notation.JSON)) == sample_json(name)


def test_all_samples_were_looked_at() -> None:
    assert set(NAMES) == set(ROOTS)


def test_xml_says_its_encoding_and_has_no_namespace() -> None:
    told = written(Told(root="services", value=[{"service_name": "Vệ sinh & môi trường <1>"}]), Notation.XML)
    assert told.splitlines() == [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<services><service><service_name>Vệ sinh &amp; môi trường &lt;1&gt;</service_name></service></services>",
    ]


@given(st.text())
@example("a\x00b\x0b\ufffe")
def test_whatever_a_citizen_typed_the_xml_can_be_read(text: str) -> None:
    answer = written(Told(root="service_requests", value=[{"description": text}]), Notation.XML)
    root = ElementTree.fromstring(answer.encode("utf-8", "strict"))
    kept = "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    assert (root[0][0].text or "") == re.sub("\r\n?", "\n", kept)


@pytest.mark.parametrize(
    ("why", "name", "read"),
    [
        ("the ending names the notation", "services.json", ("services", Notation.JSON)),
        ("its case does not matter", "services.XML", ("services", Notation.XML)),
        ("only the last one counts", "a.b.json", ("a.b", Notation.JSON)),
    ],
)
def test_a_name_has_an_ending(why: str, name: str, read: tuple[str, Notation]) -> None:
    assert read_name(name) == read, why


@pytest.mark.parametrize("name", ["services", "services.html", ".json", "", "services."])
def test_a_name_without_an_ending_we_write_is_not_there(name: str) -> None:
    with pytest.raises(NotFound):
        read_name(name)
