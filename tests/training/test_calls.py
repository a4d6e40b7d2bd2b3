"""Whoever does something for a training province does it at its time: calls, queues, the stream, the schedule."""

import ast
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from chalice.app import Chalice, Response
from chalice.test import Client

from chalicelib import staged
from chalicelib.doors.training import MARK, at_its_time
from chalicelib.errors import NotFound, PetitionError, Unavailable
from chalicelib.intake.reader import Reader
from chalicelib.training.clock import Clock
from chalicelib.web import answers, problem, shown
from infra.package import ROOT
from tests.builders import SLUG, at
from tests.fakes_training import ADMIN, PAGE, TRAINING, School

NOW = at("2026-11-18 09:00")
LATER = NOW + timedelta(hours=7)


def school_at_night() -> School:
    """Its clock is seven hours ahead."""
    school = School()
    school.clocks.save(Clock(tenant=TRAINING, ahead=LATER - NOW))
    return school


def app_of(school: School, together: Barrier | None = None) -> Chalice:
    """A door that says how late it is: of a province, and of none."""
    app = Chalice("school", configure_logs=False)
    app.register_middleware(told_as_problems, "http")
    app.register_middleware(at_its_time(school.at_its_time), "http")

    def told(province: str = "") -> Response:
        if together:
            together.wait(5)
        if province == TRAINING and app.current_request.method == "DELETE":
            raise NotFound("no such thing")
        return shown({"now": school.now().isoformat(), "of": staged.tenant()})

    app.route("/v1/{province}/now", methods=["GET", "DELETE"])(answers(told))
    app.route("/v1/{province}/training/clock", methods=["GET", "POST"])(answers(told))
    app.route("/v1/{province}/training/reset", methods=["POST"])(answers(told))
    app.route("/health")(answers(told))
    return app


def told_as_problems(request: Any, go_on: Any) -> Response:
    """As the conventions do, which stand around."""
    try:
        answer: Response = go_on(request)
    except PetitionError as error:
        return problem(error)
    return answer


def asked(app: Chalice, path: str, method: str = "GET") -> tuple[str | int, str | None]:
    """(how late it was there, the mark of training)."""
    with Client(app) as client:
        answer = getattr(client.http, method.lower())(path)
    return answer.json_body.get("now", answer.status_code), answer.headers.get(MARK)


def test_a_call_happens_at_the_time_of_its_province_and_its_answer_is_marked() -> None:
    app = app_of(school_at_night())
    for _ in range(2):
        assert asked(app, f"/v1/{TRAINING}/now") == (LATER.isoformat(), "true")
        assert asked(app, f"/v1/{SLUG}/now") == (NOW.isoformat(), None)
        assert asked(app, f"/v1/{TRAINING}/now", "DELETE") == (404, "true")
        assert asked(app, "/v1/tinh-la/now") == (NOW.isoformat(), None)
        assert asked(app, "/health") == (NOW.isoformat(), None)


def test_while_it_is_begun_afresh_its_clock_is_read_and_a_reset_asked_for_and_nothing_else() -> None:
    school = School()
    app = app_of(school)
    school.afresh.begin(TRAINING, {"province": TRAINING}, ADMIN)
    outside = f"/v1/{TRAINING}/training/clock"
    assert asked(app, outside) == (NOW.isoformat(), "true")
    assert asked(app, f"/v1/{TRAINING}/training/reset", "POST") == (NOW.isoformat(), "true")
    assert asked(app, f"/v1/{SLUG}/now") == (NOW.isoformat(), None)
    refused = Unavailable("this training province is being begun afresh")
    for path, method in ((f"/v1/{TRAINING}/now", "GET"), (outside, "POST")):
        assert asked(app, path, method) == (refused.status, None)


def test_of_calls_at_the_same_moment_none_sees_the_time_of_another() -> None:
    app = app_of(school_at_night(), Barrier(4))
    slugs = [TRAINING, SLUG, TRAINING, SLUG]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda slug: asked(app, f"/v1/{slug}/now")[0], slugs))
    assert found == [LATER.isoformat(), NOW.isoformat()] * 2


def test_when_the_province_cannot_be_read_the_call_fails() -> None:
    school = school_at_night()
    school.world.provinces.versions = None  # type: ignore[assignment]
    school.world_clock.pass_by(minutes=5)
    with pytest.raises(AttributeError), school.at_its_time(SLUG):
        pass


def record(pk: str) -> dict[str, Any]:
    return {"dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": "TICKET"}}}}


def test_the_stream_is_heard_by_each_province_at_its_own_time_and_by_the_world_together() -> None:
    school, heard = school_at_night(), list[tuple[str, list[str]]]()

    def hear(records: list[Any]) -> int:
        keys = [one["dynamodb"]["Keys"]["pk"]["S"] for one in records]
        heard.append((str(school.now()), keys))
        if staged.tenant():
            raise ZeroDivisionError
        return len(records)

    names = [f"T#{SLUG}#1", f"T#{TRAINING}#2", f"C#{SLUG}#fb#1#a", "T#tinh-la#3", f"D#{TRAINING}#H49#x"]
    with pytest.raises(ZeroDivisionError):
        school.times.each([record(name) for name in names], hear)
    assert heard == [(str(NOW), [names[0], names[2], names[3]]), (str(LATER), [names[1], names[4]])]
    assert school.times.each([record(names[0])], hear) == 1
    assert school.times.each([record("TENANTS")], hear) == 1, "of nobody"


def test_the_worker_behind_the_inbound_queue_takes_words_at_the_time_of_their_province() -> None:
    school, taken = school_at_night(), list[tuple[str, str]]()
    inbox = replace(school.world.inbox)
    reader = Reader(
        school.provinces, lambda name: {"app_id": "1"}, inbox, lambda *_: None, lambda *_: None, lambda *_: None,
        lambda province, _: taken.append((province.slug, str(school.now()))), None,  # type: ignore[arg-type]
        school.now, time_of=lambda province: school.at_its_time(province.slug),
    )  # fmt: skip
    for account in ("2001", PAGE):
        said = {"sender": {"id": "7001"}, "recipient": {"id": account}, "timestamp": 1_795_000_000_000,
                "message": {"mid": f"m_{account}", "text": "Mặt đường có ổ gà rất sâu"}}  # fmt: skip
        step = {"channel": "facebook", "app": "cau-noi", "account": account, "update": said}
        reader.take(json.dumps(step))
    assert taken == [(SLUG, str(NOW)), (TRAINING, str(LATER))]
    ahead = {slug: ticket.opened_at for (slug, _), ticket in school.world.shelf.tickets.items()}
    assert set(ahead) == {SLUG, TRAINING}


# What a schedule does in the world and nobody rehearses, and why.
NOT_REHEARSED = {
    "watch": "accounts of training provinces are invented: no token, no subscription",
    "rehearsal": "is the rehearsal",
    "world_now": "is the clock",
    "utc_now": "is the clock",
    "reset_of_training": "is of training provinces alone",
    "shift": "its parts are named below",
}
ELSEWHERE = {"media": "media_of_training", "retention": "retention_of_training"}  # in the function with the rights


def test_all_that_time_does_in_the_world_it_does_in_training() -> None:
    """app.py names what its schedules call; each is among the rounds of wiring/training.py, or here with a reason."""
    scheduled = set[str]()
    for function in ast.parse((ROOT / "app.py").read_text("utf-8")).body:
        if isinstance(function, ast.FunctionDef) and "schedule" in ast.dump(function.decorator_list[0]):
            scheduled |= {
                node.attr
                for node in ast.walk(function)
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "wiring"
            }
    assert len(scheduled) > 10
    scheduled |= parts_of_the_night()
    rehearsed = rounds_named()
    missing = scheduled - rehearsed - NOT_REHEARSED.keys() - ELSEWHERE.keys() - set(ELSEWHERE.values())
    assert missing == set(), "add them to wiring/training.py: in training provinces this never happens"
    assert set(ELSEWHERE.values()) <= scheduled


def parts_of_the_night() -> set[str]:
    """The fronts that shift() of wiring/reports.py shares the function's time out to."""
    tree = ast.parse((ROOT / "chalicelib/wiring/reports.py").read_text("utf-8"))
    (shift,) = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "shift")
    runs = (one.value for one in ast.walk(shift) if isinstance(one, ast.Attribute) and one.attr == "run")
    return {one.func.id for one in runs if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}


def rounds_named() -> set[str]:
    """The fronts that rounds() and leisurely() of wiring/training.py replace the provinces of."""
    tree = ast.parse((ROOT / "chalicelib/wiring/training.py").read_text("utf-8"))
    return {
        key.value
        for function in tree.body
        if isinstance(function, ast.FunctionDef) and function.name in ("rounds", "leisurely")
        for table in ast.walk(function)
        if isinstance(table, ast.Dict)
        for key in table.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def test_each_round_of_the_wiring_is_of_one_province_alone(wired: Any) -> None:
    from chalicelib.wiring import rehearsal

    rounds = {**rehearsal().rounds(TRAINING), **rehearsal().leisurely(TRAINING, NOW)}
    assert set(rounds) == rounds_named()
    for name, run in rounds.items():
        front = getattr(run, "func", run).__self__
        assert front.provinces._alone == TRAINING, name
        assert getattr(run, "args", (NOW,)) == (NOW,), f"{name} is begun after its time"
    assert wired.provinces()._alone == ""
    assert wired.courier().provinces is wired.provinces()


def test_what_processes_remember_for_all_provinces_they_remember_by_the_worlds_time(wired: Any) -> None:
    """What was read at the time of a training province would else stay fresh for weeks."""
    with staged.played(TRAINING, timedelta(days=60)):
        assert wired.utc_now() - wired.world_now() > timedelta(days=59)
        for keeper in (wired.provinces(), wired.secrets(), wired.limits(), wired.guesses(), wired.once(), wired.keys(),
                       wired.courier().behind):  # fmt: skip
            assert keeper.now() - wired.world_now() < timedelta(minutes=1), type(keeper)
    assert wired.utc_now() - wired.world_now() < timedelta(minutes=1)
