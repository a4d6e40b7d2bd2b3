"""The recipe for a training province: what a desk makes of a real document may be kept beside it."""

import json
from pathlib import Path

import pytest

from chalicelib.province.registry import Registry
from infra.package import ROOT
from infra.training import main, to_train_with
from tests.builders import SLUG, document
from tests.fakes import Clock, ShelfVersions
from tests.fakes_training import TRAINING


@pytest.mark.parametrize("path", sorted((ROOT / "infra/provinces").glob("*.json")), ids=lambda path: path.stem)
def test_what_is_shipped_can_be_trained_with(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real = json.loads(path.read_text("utf-8"))
    assert main([str(path), f"{real['slug']}-tap-huan", "ZZ"]) == 0
    made = json.loads(capsys.readouterr().out)
    found = Registry(ShelfVersions(), Clock())
    for one in (real, made):
        found.put(one, "test")
    assert [one.slug for one in found.training()] == [made["slug"]]


def test_only_what_must_differ_differs() -> None:
    real, made = document(), to_train_with(document(), TRAINING, "TH")
    assert {key for key in made if made[key] != real.get(key)} == {
        "slug",
        "name",
        "code_prefix",
        "training",
        "accounts",
        "routing",
    }
    assert real == document(), "the real one stays as it is"
    ids = {account["id"] for account in made["accounts"]}
    assert len(ids) == len(real["accounts"])
    assert ids.isdisjoint(account["id"] for account in to_train_with(real, "tinh-khac-tap-huan", "TK")["accounts"])


def test_a_name_nobody_may_have_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"{SLUG}.json"
    file.write_text(json.dumps(document()), "utf-8")
    assert main([str(file), "Tập huấn", "th"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert {line.split(":")[0] for line in told.err.splitlines()} >= {"/slug", "/code_prefix"}
