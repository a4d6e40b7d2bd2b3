"""`python -m infra.league recompute`: from the three public files alone, every number is found again or told of."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from chalicelib.league.files import NAMES, TYPES, digest, made
from infra.league import main
from tests.builders import SLUG
from tests.league.samples import formula, rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chance = Random(62)
    for name, data in made(formula(chance), rows(chance, most=30)).items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_an_honest_table_is_found_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recompute", str(folder)]) == 0
    told = capsys.readouterr().out
    assert SLUG in told
    assert "every number is as computed" in told


def test_any_digit_that_is_flipped_in_any_file_is_found(folder: Path) -> None:
    flipped = 0
    for name in NAMES:
        whole = (folder / name).read_bytes()
        digits = [at for at, byte in enumerate(whole) if chr(byte).isdigit()]
        for at in digits[:: max(1, len(digits) // 120)]:
            other = str((int(chr(whole[at])) + 1) % 10).encode()
            (folder / name).write_bytes(whole[:at] + other + whole[at + 1 :])
            assert main(["recompute", str(folder)]) in (1, 2), (name, at)
            flipped += 1
        (folder / name).write_bytes(whole)
    assert flipped > 200
    assert main(["recompute", str(folder)]) == 0


def test_what_differs_is_named_with_both_numbers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = json.loads((folder / "table.json").read_text("utf-8"))
    unit = next(one for group in table["groups"] for one in group["units"] if one["score"] is not None)
    right, unit["score"] = unit["score"], 99.99
    (folder / "table.json").write_text(json.dumps(table), "utf-8")
    assert main(["recompute", str(folder)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert f"{unit['unit']}/score: says 99.99, computed {right}" in line


def test_a_row_more_a_row_less_and_another_order_are_found(folder: Path) -> None:
    path = folder / "rows.csv"
    whole = path.read_text("utf-8")
    lines = whole.splitlines(keepends=True)
    for text in ("".join(lines[:-1]), whole + lines[-1], "".join([lines[0], *reversed(lines[1:])]), whole + "\n"):
        path.write_text(text, "utf-8")
        assert main(["recompute", str(folder)]) in (1, 2)


def test_what_is_no_table_is_bad_input(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "table.json").write_text("{")
    assert main(["recompute", str(folder)]) == 2
    (folder / "formula.json").write_text("[]")
    assert main(["recompute", str(folder)]) == 2
    (folder / "rows.csv").unlink()
    assert main(["recompute", str(folder)]) == 2
    assert "rows.csv" in capsys.readouterr().err


class Served(http.server.BaseHTTPRequestHandler):
    folder: Path
    lie = ""

    def do_GET(self) -> None:
        head = f"/v1/{SLUG}/league/20261001-0a0b0c0d"
        if self.path == head:
            return self._say(json.dumps({"files": [self._file(head, name) for name in NAMES]}).encode())
        return self._say((self.folder / self.path.rsplit("/", 1)[1]).read_bytes())

    def _file(self, head: str, name: str) -> dict[str, Any]:
        known = digest((self.folder / name).read_bytes()) if name != self.lie else "0" * 64
        return {"name": name, "sha256": known, "file": f"{head}/files/{name}"}

    def _say(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[str, type[Served]]]:
    kind = type("Here", (Served,), {"folder": folder})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/{SLUG}/league/20261001-0a0b0c0d", kind
    server.shutdown()
    server.server_close()


def test_a_table_in_the_api_is_recomputed_and_its_digests_are_checked(
    served: tuple[str, type[Served]], capsys: pytest.CaptureFixture[str]
) -> None:
    address, kind = served
    assert main(["recompute", address]) == 0
    kind.lie = "rows.csv"
    assert main(["recompute", address]) == 1
    assert "rows.csv: its SHA-256" in capsys.readouterr().out


def test_every_public_file_has_a_type() -> None:
    assert set(TYPES) == set(NAMES)
