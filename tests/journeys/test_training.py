"""A training province over the deployed stack: lived in, put forward, looked at, begun afresh; and nobody outside knows."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from infra.local import launch
from infra.local.launch import target
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.functions import tick
from tests.journeys.province import FIELD, FIELD_UNIT, PROVINCE, document, officer_of
from tests.journeys.town import Officer, Town, eventually

TRAINING, PREFIX = f"{PROVINCE}-tap-huan", "TQX"
FIRE = f"Cháy nhà ở {FIELD}, khói rất lớn, cần hỗ trợ gấp"


@pytest.fixture(scope="module")
def made(deployed: Deployed, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document of a training province, of a real one's, kept and made active by the tools of the desk."""
    told = launch.module(
        deployed.place, ["infra.training", str(deployed.place.provinces / f"{PROVINCE}.json"), TRAINING, PREFIX]
    )
    assert told.returncode == 0, told.stderr
    file: Path = tmp_path_factory.mktemp("training") / f"{TRAINING}.json"
    file.write_text(told.stdout, "utf-8")
    command = ["infra.province", "--stage", "local", "put", str(file), "--activate"]
    kept = launch.module(deployed.place, command, port(deployed))
    assert kept.returncode == 0, kept.stdout + kept.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def port(deployed: Deployed) -> dict[str, str]:
    return {"CAU_NOI_CLOUD_PORT": str(deployed.place.cloud_port)}


def of_training(town: Town, deployed: Deployed, role: str, unit: str) -> Officer:
    return Officer(town, TRAINING, api.token_of(deployed, role, unit, TRAINING, api.listed(role, unit)))


def outbox(trainer: Officer, code: str) -> list[dict[str, Any]]:
    """What would have gone out about a petition."""
    answer = trainer.tries("GET", "training/outbox?limit=100")
    assert (answer.status, answer.headers["x-training"]) == (200, "true")
    return [one for one in answer.body["messages"] if one["code"] == code]


def put_forward(trainer: Officer, deployed: Deployed, minutes: int) -> dict[str, Any]:
    answer = trainer.tries("POST", "training/clock", {"forward_minutes": minutes})
    assert answer.status in (200, 202), answer.body

    def there() -> dict[str, Any]:
        clock: dict[str, Any] = trainer.tries("GET", "training/clock").body
        if not clock["arrived"]:
            tick(deployed, "Rehearse")
        return clock

    return eventually(there, lambda clock: bool(clock["arrived"]), "the clock to arrive")


@pytest.mark.timeout(300)
def test_a_province_is_trained_with_and_begun_afresh_and_nobody_outside_knows(
    town: Town, deployed: Deployed, made: dict[str, Any]
) -> None:
    admin = of_training(town, deployed, "province_admin", made["tray"])
    coordinator = of_training(town, deployed, "coordinator", made["tray"])
    handler = of_training(town, deployed, "handler", FIELD_UNIT)
    real = api.anybody(town).file_petition(body={"text": f"Đèn đường ở {FIELD} hỏng đã lâu"}).body["code"]
    observed = officer_of(town, "coordinator")
    before = lived(observed, real)

    # An invented citizen cries for help, and nobody hears: each rung of the ladder is climbed at its own time.
    said = admin.tries("POST", "training/messages", {"channel": "facebook", "person": "chi-lan", "text": FIRE})
    assert (said.status, said.headers["x-training"]) == (200, "true"), said.body
    code = said.body["code"]
    assert code.startswith(f"{PREFIX}-")
    clock = put_forward(admin, deployed, 3 * 60)
    assert clock["ahead_minutes"] >= 2 * 60, "three hours, without what the way took"
    whole = coordinator.reads(code)
    rungs = [event["facts"]["level"] for event in whole["timeline"] if event["act"] == "escalate"]
    assert rungs == list(range(1, whole["ticket"]["level"] + 1))
    assert (len(rungs) >= 3, clock["happened"]["acts"]["escalate"]) == (True, len(rungs))
    told = [one for one in outbox(admin, code) if one["purpose"] == "escalation"]
    assert {one["way"] for one in told} == {"email", "sms", "topic"}
    assert not [name for one in told for name in one["to"] if "@" in name or name.startswith(("+84", "0"))]

    # The desk and the unit work, and the citizen is answered in the pretended chat.
    if whole["ticket"]["unit"] != FIELD_UNIT:
        coordinator.does(code, "assign", unit=FIELD_UNIT)
    handler.does(code, "answer", text="Đã dập tắt đám cháy, không ai bị thương.")
    answered = eventually(
        lambda: [one for one in outbox(admin, code) if one["purpose"] == "answer" and one["way"] == "messenger"],
        bool,
        "the answer in the pretended chat",
    )
    assert "dập tắt" in answered[0]["text"]
    outside = json.dumps([town.control("sent", since="0"), town.mails(), texts(town)], ensure_ascii=False)
    assert [mine for mine in (code, TRAINING) if mine in outside] == []
    assert [account["id"] for account in made["accounts"] if account["id"] in outside] == []
    assert lived(observed, real) == before, "time has stood still for it"

    a_day_is_sealed(deployed, admin)
    begun_afresh(town, deployed, admin, code)
    assert lived(observed, real) == before


def lived(officer: Officer, code: str) -> tuple[Any, ...]:
    """What time and people have done to a petition."""
    whole = officer.reads(code)
    return whole["timeline"], whole["ticket"]["level"], whole["ticket"]["version"], whole["ticket"]["promised_at"]


def texts(town: Town) -> Any:
    return town.call("GET", f"{town.cloud}/_ministack/sns/sms-messages").body


def a_day_is_sealed(deployed: Deployed, admin: Officer) -> None:
    """Its ledger is kept and shown where no page of a real province lies."""
    put_forward(admin, deployed, 24 * 60)

    def sealed() -> list[dict[str, Any]]:
        tick(deployed, "Rehearse")
        found: list[dict[str, Any]] = admin.tries("GET", "ledger").body["pages"]
        return found

    page = eventually(sealed, bool, "a page of its ledger")[0]
    assert admin.tries("GET", f"ledger/{page['day']}").status == 200
    kept = files(deployed).list_objects_v2(
        Bucket=deployed.outputs["MediaBucket"], Prefix=f"training/{TRAINING}/ledger/"
    )
    assert kept["KeyCount"] >= 1


def begun_afresh(town: Town, deployed: Deployed, admin: Officer, code: str) -> None:
    """Its administrator wants it, by its name typed again; what there was is gone, and the trail says who it was."""
    assert admin.tries("POST", "training/reset", {"province": PROVINCE}).status == 422
    stranger = Officer(town, PROVINCE, api.token(town, "province_admin"))
    assert stranger.tries("POST", "training/reset", {"province": PROVINCE}).status == 404, "of a real one, never"
    desk = ["infra.training", "reset", "--stage", "local", PROVINCE, PROVINCE]
    assert launch.module(deployed.place, desk, port(deployed)).returncode == 2, "nor from the desk"
    gone, stay = filed(deployed)
    answer = admin.tries("POST", "training/reset", {"province": TRAINING, "reason": "lớp thứ hai"})
    assert (answer.status, answer.headers["x-training"]) == (202, "true"), answer.body
    shut = admin.tries("GET", f"tickets/{code}")
    assert (shut.status, "retry-after" in shut.headers) == (503, True)
    time.sleep(31)  # what was under way comes to its end

    def opened() -> dict[str, Any]:
        tick(deployed, "TendPeople")
        found: dict[str, Any] = admin.tries("GET", "training/clock").body
        return found

    clock = eventually(opened, lambda seen: seen["clearing"] is None, "the province to open again")
    assert (clock["ahead_minutes"], clock["goal"], clock["happened"]) == (0, None, {"acts": {}, "rounds": {}})
    assert versions(deployed, gone) == 0
    assert all(versions(deployed, kept) for kept in stay)
    coordinator = of_training(town, deployed, "coordinator", document()["tray"])
    assert coordinator.tries("GET", f"tickets/{code}").status == 404
    assert (outbox(admin, code), coordinator.worklist(FIELD_UNIT)) == ([], [])
    trail = [one["action"] for one in admin.tries("GET", "audit").body["entries"]]
    assert trail.count("reset_training") == 1
    again = admin.tries("POST", "training/messages", {"channel": "facebook", "person": "chi-lan", "text": FIRE})
    assert again.body["code"] not in (None, code), "the next course begins"


def filed(deployed: Deployed) -> tuple[str, list[str]]:
    """Where its files lie, in more than one version, and pages like them that a reset must leave."""
    gone, page = f"training/{TRAINING}/", f"ledger/{PROVINCE}/2026-01-01-x.jsonl"
    stay = [page, f"ledger/{TRAINING}/2026-01-01-x.jsonl", f"training/{TRAINING}-2/{page}"]
    for key in (f"{gone}{page}", f"{gone}{page}", f"{gone}papers/{TRAINING}/x.pdf", *stay):
        files(deployed).put_object(Bucket=deployed.outputs["MediaBucket"], Key=key, Body=b"x")
    assert versions(deployed, gone) >= 3
    return gone, stay


def versions(deployed: Deployed, beginning: str) -> int:
    found = files(deployed).list_object_versions(Bucket=deployed.outputs["MediaBucket"], Prefix=beginning)
    return len(found.get("Versions", ())) + len(found.get("DeleteMarkers", ()))


def files(deployed: Deployed) -> Any:
    return target(deployed.place, lambda words: None).client("s3")
