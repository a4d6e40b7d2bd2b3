"""The same from a desk: short words, and for bad input exit code 2 with every fault on a line of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.province import _parser, answered
from infra.province_desk import Desk
from tests.admin.hall import MERGER, Hall, answer_in
from tests.builders import SLUG, document


class At:
    """A person at a terminal."""

    def __init__(self, hall: Hall, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.hall, self.home, self.capsys = hall, home, capsys
        self.desk = Desk(hall.admin, hall.trials, "an.nguyen")

    def types(self, *words: str) -> tuple[int, str, str]:
        given = _parser().parse_args(["--stage", "local", *words])
        self.capsys.readouterr()
        code = answered(self.desk, given)
        said = self.capsys.readouterr()
        lines = [line for line in said.out.splitlines() if not line.startswith("{")]  # metrics go there too
        return code, "\n".join(lines), said.err

    def file(self, value: Any) -> str:
        path = self.home / "value.json"
        path.write_text(json.dumps(value), "utf-8")
        return str(path)


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> At:
    return At(Hall(), tmp_path, capsys)


def draft() -> dict[str, Any]:
    held = document()
    answer_in(3)(held)
    return held


def test_check_put_history_revert(at: At) -> None:
    at.hall.opened()
    code, said, _ = at.types("check", at.file(draft()))
    assert code == 0
    assert "changed  regulation/limits: answer (allow)" in said
    assert "petitions phong-ha-tang: 1 open, 1 due earlier" in said
    assert at.types("put", at.file(draft()), "--note", "thử")[1] == f"{SLUG}: version 2 is kept"
    assert "version 2 is active" in at.types("activate", SLUG, "2")[1]
    code, said, _ = at.types("history", SLUG)
    assert said.splitlines()[0].startswith("* 2")
    assert "by an.nguyen, after 1" in said
    assert "version 1 is active" in at.types("revert", SLUG)[1]
    assert '"version": "2026-02"' in at.types("show", SLUG, "2")[1] or at.hall.active == 1


def test_put_may_activate_at_once_or_on_a_day(at: At) -> None:
    assert "becomes active on 2026-11-30 17:00Z" in at.types("put", at.file(draft()), "--from", "2026-12-01")[1]
    assert "waiting: activate 2" in at.types("history", SLUG)[1]
    assert "cancelled version 2" in at.types("undo", SLUG)[1]
    assert "version 3 is active" in at.types("put", at.file(draft()), "--activate")[1]


def test_a_new_province_is_put_active(at: At) -> None:
    routing = [rule for rule in document()["routing"] if "account" not in rule["when"]]
    new = document() | {"slug": "tinh-moi", "accounts": [], "routing": routing}
    assert at.types("check", at.file(new))[0] == 0
    assert at.types("put", at.file(new))[0] == 2
    assert at.types("put", at.file(new), "--activate")[1] == "tinh-moi: version 1 is active"


def test_reorganise_is_a_dry_run_unless_told(at: At) -> None:
    code, said, _ = at.types("reorganise", SLUG, at.file(MERGER))
    assert (code, at.hall.active) == (0, 1)
    assert "added    units: p90009" in said
    assert "version 2 is active" in at.types("reorganise", SLUG, at.file(MERGER), "--apply")[1]
    assert "version 1 is active" in at.types("undo", SLUG)[1]


def test_simulate_and_read(at: At) -> None:
    code, said, _ = at.types("simulate", SLUG, at.file(draft()["regulation"]))
    assert (code, said.splitlines()[-1]) == (0, "0 petitions were read")
    assert "Điều 8" in at.types("read", SLUG)[1]


def test_bad_input_is_exit_code_two_a_fault_a_line(at: At) -> None:
    code, said, err = at.types("check", at.file(draft() | {"tray": "a", "leadership": "b"}))
    assert code == 2
    assert len([line for line in said.splitlines() if line.startswith("fault")]) == 2
    code, _, err = at.types("put", at.file(draft() | {"tray": "a", "leadership": "b"}))
    assert (code, len(err.splitlines())) == (2, 3)
    assert "/tray: no unit 'a'" in err
    assert at.types("put", at.file([]))[0] == 2
    assert at.types("put", "/nowhere.json")[0] == 2
    assert at.types("history", "tinh-khac")[0] == 2
    assert at.types("activate", SLUG, "9")[0] == 2
    code, _, err = at.types("reorganise", SLUG, at.file(MERGER | {"steps": [{"close": "x", "successor": "y"}]}))
    assert (code, len(err.splitlines())) == (2, 3)
