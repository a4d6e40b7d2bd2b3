"""`python -m infra.ledger verify`: from files alone, with a receipt, over HTTP's absence."""

import json
from pathlib import Path

import pytest

from chalicelib.ledger import views
from infra.ledger import main
from tests.builders import SLUG
from tests.ledger.days import PIN, Days, three_days


@pytest.fixture
def folder(tmp_path: Path) -> tuple[Path, Days, list[str]]:
    days, codes = three_days()
    for key, data in days.files.kept.items():
        (tmp_path / Path(key).name).write_bytes(data)
    return tmp_path, days, codes


def test_an_honest_ledger_holds(folder: tuple[Path, Days, list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    place, days, _ = folder
    assert main(["verify", str(place)]) == 0
    told = capsys.readouterr().out
    assert days.pages[-1].head.seal in told
    assert "everything holds" in told


def test_a_byte_in_any_place_of_any_file_is_found(folder: tuple[Path, Days, list[str]]) -> None:
    place, *_ = folder
    for file in sorted(place.glob("*.jsonl")):
        whole = file.read_bytes()
        for at in range(0, len(whole), 37):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert main(["verify", str(place)]) in (1, 2), (file.name, at)
        file.write_bytes(whole)
    assert main(["verify", str(place)]) == 0


def test_a_receipt_is_checked_against_the_pages(
    folder: tuple[Path, Days, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    place, days, codes = folder
    receipt = views.receipt(days.book.receipt(SLUG, codes[1], PIN))
    paper = place / "receipt.json"
    paper.write_text(json.dumps(receipt), "utf-8")
    assert main(["verify", str(place), "--receipt", str(paper)]) == 0
    changes: list[dict[str, object]] = [
        {"filed_at": "2026-11-01T00:00:00.000+00:00"},
        {"code": codes[2]},
        {"index": 5},
        {"path": []},
    ]
    for change in changes:
        paper.write_text(json.dumps(receipt | change), "utf-8")
        assert main(["verify", str(place), "--receipt", str(paper)]) == 1, change
    assert "proves nothing" in capsys.readouterr().out


def test_what_is_no_ledger_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 2
    (tmp_path / "a.jsonl").write_text("hello")
    assert main(["verify", str(tmp_path)]) == 2
    assert "no page" in capsys.readouterr().err
