"""`python -m infra.ledger verify`: from files alone, with a receipt, over HTTP's absence."""

import json
from pathlib import Path

import pytest

from chalicelib.ledger import views
from chalicelib.ledger.page import bound, read, written
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


def test_who_kept_a_seal_finds_a_ledger_that_was_written_anew_or_cut_off(
    folder: tuple[Path, Days, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the files alone everything holds: what was kept elsewhere binds whoever publishes them."""
    place, days, _ = folder
    kept = [page.head.seal for page in days.pages]
    seals = ["--seal", kept[0], "--seal", f" {kept[-1].upper()} "]
    assert main(["verify", str(place), *seals]) == 0
    newest = max(place.glob("*.jsonl"))
    whole = newest.read_bytes()
    newest.unlink()
    assert main(["verify", str(place)]) == 0
    assert main(["verify", str(place), *seals]) == 1
    assert kept[-1] in capsys.readouterr().out
    newest.write_bytes(whole)
    before = ""
    for file in sorted(place.glob("*.jsonl")):  # every page without its last event, all sealed anew
        page = read(file.read_bytes())
        head = page.head
        page = bound(head.tenant, head.zone, head.day, () if file == newest else page.leaves, before)
        file.write_bytes(written(page))
        before = page.head.seal
    assert main(["verify", str(place)]) == 0
    assert main(["verify", str(place), *seals]) == 1


def test_a_file_that_says_more_than_its_seal_covers_is_no_page(
    folder: tuple[Path, Days, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    place, *_ = folder
    file = max(place.glob("*.jsonl"))
    whole = file.read_bytes()
    for spoilt in (
        whole.replace(b'{"format"', b'{"root":"another","format"', 1),
        whole.replace(b'"seal":', b'"note":"all is well","seal":', 1),
        whole.replace(b"\n", b"\r\n"),
        whole.removesuffix(b"\n"),
        whole + b"\n",
    ):
        assert spoilt != whole
        file.write_bytes(spoilt)
        assert main(["verify", str(place)]) == 2
        assert file.name in capsys.readouterr().err, "which file it is"
    file.write_bytes(whole)
    (place / f"again-{file.name}").write_bytes(whole)
    assert main(["verify", str(place)]) == 1, "a day twice"


def test_what_is_no_ledger_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 2
    (tmp_path / "a.jsonl").write_text("hello")
    assert main(["verify", str(tmp_path)]) == 2
    assert "no page" in capsys.readouterr().err
