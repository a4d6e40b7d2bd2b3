"""What holds for every call, tried on an app of three doors."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import pytest
from chalice.app import AuthResponse, Blueprint, Chalice, Response
from chalice.test import Client

from chalicelib import observe, web
from chalicelib.doors import refused
from chalicelib.doors.asked_of import key_of
from chalicelib.doors.conventions import Conventions, preflight
from chalicelib.doors.cross_origin import CALL_HEADER
from chalicelib.doors.queries import check
from chalicelib.errors import NotFound, Unauthorised
from chalicelib.limits.guesses import AT_ONCE_OF_ADDRESS, AT_ONCE_OF_CALLER, Guesses
from chalicelib.limits.limits import Limits
from chalicelib.once.once import Once
from chalicelib.once.seal import AesSeal
from chalicelib.province.province import Api
from chalicelib.ticket.code import ticket_code
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role
from chalicelib.web import ANY_TYPE, answers, shown
from tests.builders import SECRET, SLUG
from tests.fakes import Clock
from tests.fakes_limits import ShelfCounters, ShelfTries
from tests.fakes_once import ShelfRecords

PAGE = "https://phan-anh.example.vn"
CODE = ticket_code("SM", "m-1")
FORM = "application/x-www-form-urlencoded"


ASKED: dict[str, dict[str, Any]] = {"state": {"schema": {"enum": ["open"]}}, "pin": {"schema": {"type": "string"}}}


@dataclass
class Town:
    """An app whose doors do next to nothing, behind the conventions of the real one."""

    api: Api = field(default_factory=lambda: Api(origins=(PAGE,), staff=20, address=20, create=10))
    clock: Clock = field(default_factory=Clock)
    made: list[str] = field(default_factory=list)
    counters: ShelfCounters = field(default_factory=ShelfCounters)

    def __post_init__(self) -> None:
        self.app = Chalice("town", configure_logs=False)
        self.limits, self.tries = Limits(self.counters, self.clock), ShelfTries()
        self.guesses = Guesses(self.tries, self.clock)
        ids = iter(f"new-{number}" for number in range(10_000))
        once = Once(ShelfRecords(), AesSeal(lambda: SECRET, ids.__next__), self.clock)
        conventions = Conventions(
            self._api, lambda: self.limits, lambda: self.guesses, lambda: once, lambda address: f"mark-of-{address}",
            ids.__next__, lambda: self.app.routes, lambda view: view in ("make", "change"),
            lambda view, asked: check({}, {}, ASKED, asked.query_params or {}),
            lambda asked, slug: key_of(asked, slug, self._known),
        )  # fmt: skip
        self.app.register_middleware(web.remember, "http")
        self.app.register_middleware(conventions.keep, "http")
        self.app.register_blueprint(self._doors())
        self.app.register_blueprint(self._open_doors())
        for path in tuple(self.app.routes):
            self.app.route(path, methods=["OPTIONS"])(preflight)

    def _api(self, slug: str) -> Api:
        if slug not in (SLUG, "tinh-khac"):
            raise NotFound("no such province", province=slug)
        return self.api

    def _known(self, key: str) -> Actor:
        if key != "good":
            raise Unauthorised("the key is not valid")
        return Actor(id="key:k-1", role=Role.INTEGRATOR, tenant=SLUG)

    def _doors(self) -> Blueprint:
        doors = Blueprint("town")

        @doors.authorizer()
        def let_in(request: Any) -> AuthResponse:
            tenant, staff = request.token.removeprefix("Bearer ").split("/")
            return AuthResponse(routes=["*"], principal_id=staff, context={"staff": staff, "tenant": tenant})

        @doors.route("/v1/{province}/things", methods=["POST"], authorizer=let_in, content_types=ANY_TYPE)
        @answers
        def make(province: str) -> Response:
            self.made.append(province)
            return shown({"secret": f"made-{len(self.made)}"}, 201, Location=f"/v1/{province}/things/{len(self.made)}")

        @doors.route("/v1/{province}/petitions/{code}", methods=["GET"])
        @answers
        def follow(province: str, code: str) -> Response:
            if web.query(doors.current_request, "pin") != "123456":
                raise NotFound("no petition with this code and pin")
            observe.line("followed", tenant=province)
            return shown({"code": code}, ETag='"3"')

        @doors.route("/v1/docs", methods=["GET"])
        @answers
        def docs() -> Response:
            return shown({})

        @doors.route("/v1/{province}/things/{thing}", methods=["PUT"], authorizer=let_in, content_types=ANY_TYPE)
        @answers
        def change(province: str, thing: str) -> Response:
            return shown({"changed": thing})

        @doors.route("/v1/{province}/broken", methods=["POST"], content_types=["application/x-www-form-urlencoded"])
        @answers
        def broken(province: str) -> Response:
            raise RuntimeError("a programmer's mistake about 0912345678")

        @doors.route("/webhooks/zalo/{app_name}", methods=["POST"], content_types=ANY_TYPE)
        @answers
        def hear(app_name: str) -> Response:
            return shown({"kept": 1})

        return doors

    def _open_doors(self) -> Blueprint:
        doors = Blueprint("square")

        @doors.route("/v1/{province}/petitions", methods=["POST"], content_types=ANY_TYPE)
        @answers
        def file(province: str) -> Response:
            return shown({}, 201)

        @doors.route("/open311/v2/{resource}", methods=["GET", "POST"], content_types=ANY_TYPE)
        @answers
        def open311(resource: str) -> Response:
            return shown([])

        @doors.route("/open311/v2/requests/{request_id}", methods=["GET", "POST"], content_types=[FORM])
        @refused.answers
        def open311_broken(request_id: str) -> Response:
            raise RuntimeError("a programmer's mistake about 0912345678")

        return doors

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with Client(self.app) as client:
            ask: Callable[..., Any] = getattr(client.http, method.lower())
            more = {} if body is None else {"body": body if isinstance(body, bytes) else json.dumps(body).encode()}
            return ask(path, headers=named, **more)

    def make(self, who: str = f"{SLUG}/cb-01", slug: str = SLUG, body: Any = None, **headers: str) -> Any:
        return self.call("POST", f"/v1/{slug}/things", body or {"a": 1}, Authorization=f"Bearer {who}", **headers)


def test_every_answer_carries_the_callers_own_id() -> None:
    answer = Town().call("GET", "/v1/docs", X_Correlation_Id="portal/7f3a-01")
    assert answer.headers[CALL_HEADER] == "portal/7f3a-01"


@pytest.mark.parametrize("given", ["", "x" * 129, "two words", "xuống\ndòng", "<script>"])
def test_what_is_no_id_is_replaced_and_never_written_down(given: str) -> None:
    answer = Town().call("GET", "/v1/docs", X_Correlation_Id=given)
    assert answer.headers[CALL_HEADER]
    assert answer.headers[CALL_HEADER] != given


def test_a_query_the_catalogue_does_not_allow_never_reaches_a_door() -> None:
    refused = Town().call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456&state=xyz")
    assert (refused.status_code, refused.json_body["faults"][0]["pointer"]) == (400, "?state")


def test_refusals_and_webhooks_carry_the_id_too() -> None:
    town = Town()
    refused = town.call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=000000", X_Correlation_Id="a-1")
    heard = town.call("POST", "/webhooks/zalo/cau-noi", {}, X_Correlation_Id="a-2")
    assert (refused.status_code, refused.headers[CALL_HEADER]) == (404, "a-1")
    assert (heard.status_code, heard.headers[CALL_HEADER]) == (200, "a-2")


def test_what_is_logged_on_the_way_can_be_found_by_the_id(capsys: pytest.CaptureFixture[str]) -> None:
    Town().call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456", X_Correlation_Id="portal-9")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "followed" in line]
    assert [line["correlation_id"] for line in lines] == ["portal-9"]
    observe.line("afterwards")
    assert "correlation_id" not in capsys.readouterr().out, "the next call is another"


def test_a_page_the_province_names_may_read_the_answer() -> None:
    answer = Town().call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456", Origin=PAGE)
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "Content-Disposition"} <= set(exposed), "where a sheet goes on stands in its Link"
    assert answer.headers["Vary"] == "Origin"


def test_another_page_may_not() -> None:
    answer = Town().call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456", Origin="https://evil.example")
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_page_can_read_refusals_too() -> None:
    answer = Town().call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=000000", Origin=PAGE)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (404, PAGE)


def test_a_province_may_name_every_page() -> None:
    answer = Town(api=Api(origins=("*",))).call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456", Origin="https://x.vn")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://x.vn"


def test_what_is_of_no_province_any_page_may_read() -> None:
    assert (
        Town().call("GET", "/v1/docs", Origin="https://x.vn").headers["Access-Control-Allow-Origin"] == "https://x.vn"
    )


@pytest.mark.parametrize(
    ("path", "methods"), [(f"/v1/{SLUG}/things", "OPTIONS, POST"), (f"/v1/{SLUG}/petitions/{CODE}", "GET, OPTIONS")]
)
def test_a_browser_is_told_what_it_may_ask_without_a_token(path: str, methods: str) -> None:
    answer = Town().call("OPTIONS", path, Origin=PAGE, Access_Control_Request_Method="POST")
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Methods"] == methods
    assert {"Authorization", "If-Match", "Idempotency-Key"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )


def test_who_is_too_fast_is_told_when_to_come_back() -> None:
    town = Town()
    statuses = [town.make().status_code for _ in range(25)]
    assert statuses == [201] * 20 + [429] * 5
    answer = town.make()
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert json.loads(answer.body)["code"] == "too_often"
    assert "vui lòng chờ" in json.loads(answer.body)["detail_vi"]
    assert town.make(f"{SLUG}/cb-02").status_code == 201, "others are not held up"


def test_two_provinces_officers_of_one_name_are_counted_apart() -> None:
    town = Town()
    for _ in range(25):
        town.make()
    assert town.make("tinh-khac/cb-01", "tinh-khac").status_code == 201


def test_a_province_has_a_limit_for_all_together() -> None:
    town = Town(api=Api(staff=1000, province=10))
    statuses = [town.make(f"{SLUG}/cb-{number}").status_code for number in range(12)]
    assert statuses == [201] * 10 + [429] * 2
    assert town.make("tinh-khac/cb-01", "tinh-khac").status_code == 201


def test_who_comes_without_a_token_may_read_more_often_than_create() -> None:
    town = Town(api=Api(address=20, create=10))
    path = f"/v1/{SLUG}/petitions"
    assert [town.call("POST", path, {}).status_code for _ in range(12)] == [201] * 10 + [429] * 2
    assert town.call("GET", f"{path}/{CODE}?pin=123456").status_code == 200
    assert town.call("POST", "/v1/tinh-khac/petitions", {}).status_code == 201


def test_who_has_a_token_is_not_counted_among_those_without() -> None:
    town = Town(api=Api(staff=100, create=10))
    assert {town.make().status_code for _ in range(15)} == {201}


def test_webhooks_are_never_turned_away_for_their_number() -> None:
    town = Town()
    for _ in range(Api().address):
        town.limits.take("-#address#mark-of-127.0.0.1", Api().address)
    assert town.call("GET", "/v1/docs").status_code == 429
    assert town.call("POST", "/webhooks/zalo/cau-noi", {}).status_code == 200


def test_no_address_is_kept_only_a_mark_of_it() -> None:
    town = Town()
    for _ in range(5):
        town.call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456")
    assert [key for key, _ in town.counters.kept] == [f"{SLUG}#address#mark-of-127.0.0.1"]


def test_pins_cannot_be_tried_one_after_the_other() -> None:
    town = Town(api=Api(address=1000))
    path, few = f"/v1/{SLUG}/petitions/{CODE}?pin=00000", AT_ONCE_OF_CALLER
    tried = [town.call("GET", f"{path}{n}").status_code for n in range(few + 2)]
    assert tried == [404] * few + [429] * 2
    assert town.call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456").status_code == 429, "nor is the right one told"
    assert town.call("GET", f"/v1/{SLUG}/petitions/{ticket_code('SM', 'm-2')}?pin=123456").status_code == 200


def test_who_was_right_is_let_in_while_strangers_try_and_only_then_is_anything_written() -> None:
    town = Town(api=Api(address=1000))
    path = f"/v1/{SLUG}/petitions/{CODE}?pin="
    assert town.call("GET", f"{path}123456").status_code == 200
    kept = dict(town.tries.kept)
    for number in range(100):
        town.guesses.wrong(SLUG, CODE, f"mark-{number}")
    assert town.call("GET", f"{path}123456").status_code == 200
    assert {key: town.tries.kept[key] for key in kept} == kept, "who is known costs no write"
    assert town.call("GET", f"{path}000000").status_code == 404


def test_pins_of_many_petitions_cannot_be_tried_from_one_address() -> None:
    town = Town(api=Api(address=1000))
    paths = [
        f"/v1/{SLUG}/petitions/{ticket_code('SM', f'n-{number}')}?pin=" for number in range(AT_ONCE_OF_ADDRESS + 2)
    ]
    tried = [town.call("GET", f"{path}000000").status_code for path in paths]
    assert tried == [404] * AT_ONCE_OF_ADDRESS + [429] * 2
    assert town.call("GET", f"{paths[-1]}123456").status_code == 429, "nor is the right one told"


REQUESTS = "/open311/v2/requests.json"


@pytest.mark.parametrize("named", [SLUG, f"%20{SLUG}%20", f"x&jurisdiction_id={SLUG}"])
def test_open311_calls_count_for_the_jurisdiction_as_its_endpoint_reads_it(named: str) -> None:
    town = Town(api=Api(province=10))
    for _ in range(10):
        town.call("GET", f"{REQUESTS}?jurisdiction_id={named}")
    assert town.make().status_code == 429


def test_an_open311_form_counts_for_the_jurisdiction_in_it_not_for_that_of_the_address() -> None:
    town = Town(api=Api(province=10))
    for _ in range(10):
        body = f"jurisdiction_id={SLUG}+&description=x".encode()
        town.call("POST", f"{REQUESTS}?jurisdiction_id=tinh-khac", body, Content_Type=FORM)
    assert town.make().status_code == 429
    assert town.make("tinh-khac/cb-01", "tinh-khac").status_code == 201


def test_an_open311_app_that_files_with_a_key_counts_as_its_key_not_as_its_address() -> None:
    town = Town(api=Api(address=20, create=10, key=30))
    good = f"jurisdiction_id={SLUG}&api_key=good".encode()
    statuses = [town.call("POST", REQUESTS, good, Content_Type=FORM).status_code for _ in range(32)]
    assert statuses == [200] * 30 + [429] * 2
    for bad in (f"jurisdiction_id={SLUG}&api_key=made-up", "jurisdiction_id=tinh-khac&api_key=good"):
        tried = [town.call("POST", REQUESTS, bad.encode(), Content_Type=FORM).status_code for _ in range(12)]
        assert tried == [200] * 10 + [429] * 2, "made up, or of another province"
    address = f"{REQUESTS}?jurisdiction_id={SLUG}&api_key=good"
    assert town.call("POST", address, b"", Content_Type=FORM).status_code == 429, "in the address too"


@pytest.mark.parametrize("body", [b"\xff", b"jurisdiction_id=" + b"x" * 300_000, b"jurisdiction_id=atlantis", b""])
def test_an_open311_form_that_names_no_province_is_left_to_its_door(body: bytes) -> None:
    assert Town().call("POST", REQUESTS, body, Content_Type=FORM).status_code == 200


@pytest.mark.parametrize(("ending", "kind"), [("json", "application/json"), ("xml", "text/xml"), ("pdf", "text/xml")])
def test_an_open311_client_that_is_too_fast_is_told_so_in_its_own_notation(ending: str, kind: str) -> None:
    town, path = Town(), f"/open311/v2/requests.{ending}?jurisdiction_id={SLUG}"
    for _ in range(20):
        town.call("GET", path)
    answer = town.call("GET", path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (429, f"{kind}; charset=utf-8")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    if ending == "json":
        (error,) = json.loads(answer.body)
        assert (error["code"], "vui lòng chờ" in error["description"]) == (429, True)
    else:
        assert ElementTree.fromstring(answer.body).findtext("error/code") == "429"


@pytest.mark.parametrize(("ending", "kind"), [("json", "application/json"), ("xml", "text/xml")])
def test_what_chalice_refuses_itself_and_what_fails_are_lists_of_errors_for_open311_clients(
    ending: str, kind: str
) -> None:
    town, path = Town(), f"/open311/v2/requests/x.{ending}"
    for status, answer in (
        (405, town.call("PUT", path, {})),
        (415, town.call("POST", path, {"a": 1}, Content_Type="application/json")),
        (500, town.call("GET", path, Content_Type=FORM)),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, f"{kind}; charset=utf-8")
        text = answer.body.decode()
        code = json.loads(text)[0]["code"] if ending == "json" else ElementTree.fromstring(text).findtext("error/code")
        assert str(code) == str(status)
        assert " / " in text, "both languages"
        assert "0912345678" not in text


def test_an_open311_client_with_a_bad_key_for_repeats_hears_a_list_of_errors() -> None:
    answer = Town().call("POST", REQUESTS, b"a=1", Content_Type=FORM, Idempotency_Key="two words")
    (error,) = json.loads(answer.body)
    assert (answer.status_code, error["code"]) == (400, 400)
    assert "Idempotency-Key" in error["description"]


def test_a_repeated_creating_call_makes_one_thing_and_hears_the_same() -> None:
    town = Town()
    first, again = town.make(Idempotency_Key="k-1"), town.make(Idempotency_Key="k-1")
    assert town.made == [SLUG]
    assert (again.status_code, again.body, again.headers["Location"]) == (201, first.body, first.headers["Location"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers


def test_without_a_key_every_call_makes_something() -> None:
    town = Town()
    town.make()
    town.make()
    assert len(town.made) == 2


def test_a_key_with_another_body_is_a_conflict() -> None:
    town = Town()
    town.make(Idempotency_Key="k-1")
    answer = town.make(Idempotency_Key="k-1", body={"a": 2})
    assert (answer.status_code, json.loads(answer.body)["code"], len(town.made)) == (409, "conflict", 1)


def test_a_key_used_for_another_thing_is_a_conflict() -> None:
    town, more = Town(), {"Authorization": f"Bearer {SLUG}/cb-01", "Idempotency_Key": "k-1"}
    statuses = [town.call("PUT", f"/v1/{SLUG}/things/{thing}", {}, **more).status_code for thing in "aab"]
    assert statuses == [200, 200, 409]


def test_nobody_hears_what_another_was_answered_under_the_same_key() -> None:
    """Two provinces may both have an officer «cb-01»; one may even call the other's address."""
    town = Town()
    town.make(Idempotency_Key="k-1")
    for who, slug in ((f"{SLUG}/cb-02", SLUG), ("tinh-khac/cb-01", SLUG), ("tinh-khac/cb-01", "tinh-khac")):
        answer = town.make(who, slug, Idempotency_Key="k-1")
        assert "Idempotent-Replayed" not in answer.headers
    assert len(town.made) == 4


@pytest.mark.parametrize("key", ["x" * 201, "có dấu", "two words"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    answer = Town().make(Idempotency_Key=key)
    assert answer.status_code == 400
    assert json.loads(answer.body)["faults"][0]["message_vi"]


def test_a_province_there_is_not_is_not_found() -> None:
    answer = Town().call("GET", f"/v1/atlantis/petitions/{CODE}?pin=1", Origin="https://x.vn")
    assert (answer.status_code, json.loads(answer.body)["province"]) == (404, "atlantis")


def test_who_asks_for_provinces_there_are_not_is_counted_too() -> None:
    town = Town()
    most = Api().create  # as where no province says otherwise
    statuses = [town.call("POST", f"/v1/at-{n}/petitions", {}).status_code for n in range(most + 3)]
    assert statuses == [404] * most + [429] * 3
    assert town.call("GET", f"/v1/{SLUG}/petitions/{CODE}?pin=123456").status_code == 200, "those there are answer"


def test_what_chalice_refuses_itself_is_a_problem_like_any_other() -> None:
    answer = Town().call("POST", f"/v1/{SLUG}/broken", {"a": 1}, Content_Type="application/json")
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert (answer.status_code, json.loads(answer.body)["code"]) == (415, "unsupported_media_type")


def test_a_mistake_of_ours_is_a_problem_that_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    form = "application/x-www-form-urlencoded"
    answer = Town().call("POST", f"/v1/{SLUG}/broken", b"a=1", Content_Type=form, X_Correlation_Id="q-7")
    body = json.loads(answer.body)
    assert (answer.status_code, body["code"], answer.headers[CALL_HEADER]) == (500, "internal", "q-7")
    assert "0912345678" not in answer.body.decode()
    (record,) = [record for record in caplog.records if record.getMessage() == "a call failed"]
    assert vars(record)["correlation_id"] == "q-7"
    assert record.exc_info, "the trace is in the log"
