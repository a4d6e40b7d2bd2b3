"""`answers_to` on a running app: the table is asked before the view, and the operator acts in the path's province."""

from typing import Any

import pytest
from chalice.app import AuthResponse, Chalice, Response
from chalice.test import Client

from chalicelib import web
from chalicelib.access.action import Action
from chalicelib.ticket.ticket import EVERY_TENANT, Actor
from chalicelib.ticket.workflow import Role
from chalicelib.web import answers_to, shown

WHO = {
    str(role): Actor(id="a", role=role, tenant="song-mau", unit="so-khcn", name="Chị Hà")
    for role in Role
} | {"everywhere": Actor(id="p", role=Role.PLATFORM_OPERATOR, tenant=EVERY_TENANT)}  # fmt: skip
SEEN: list[Actor] = []


def application() -> Chalice:
    app = Chalice(app_name="door")
    app.register_middleware(web.remember, "http")

    @app.authorizer()
    def door(request: Any) -> AuthResponse:
        return web.let_in(WHO[request.token])

    @app.route("/v1/{province}/things", methods=["GET"], authorizer=door)
    @answers_to(Action.READ_CONFIG)
    def things(province: str) -> Response:
        SEEN.append(web.who(app.current_request))
        return shown({"province": province})

    return app


@pytest.fixture(scope="module")
def client() -> Any:
    with Client(application()) as made:
        yield made


def call(client: Client, role: str, province: str = "song-mau") -> Any:
    SEEN.clear()
    return client.http.get(f"/v1/{province}/things", headers={"Authorization": role})


def test_whom_the_table_admits_reaches_the_view_as_who_they_are(client: Client) -> None:
    answer = call(client, "coordinator")
    assert (answer.status_code, answer.json_body) == (200, {"province": "song-mau"})
    (seen,) = SEEN
    assert seen == WHO["coordinator"]


@pytest.mark.parametrize("role", ["handler", "observer", "analyst", "integrator", "citizen", "system"])
def test_nobody_else_reaches_the_view(client: Client, role: str) -> None:
    answer = call(client, role)
    assert answer.status_code == 403
    assert answer.json_body["code"] == "forbidden"
    assert answer.json_body["action"] == "read_config"
    assert SEEN == []


@pytest.mark.parametrize("province", ["song-mau", "tinh-khac"])
def test_a_platform_operator_acts_in_the_province_of_the_path(client: Client, province: str) -> None:
    assert call(client, "everywhere", province).status_code == 200
    assert [actor.tenant for actor in SEEN] == [province]


def test_one_of_a_single_province_stays_there(client: Client) -> None:
    call(client, "platform_operator", "tinh-khac")
    assert [actor.tenant for actor in SEEN] == ["song-mau"]


def test_a_door_says_what_it_lets_people_do() -> None:
    @answers_to(Action.READ_AUDIT)
    def view() -> Response:
        return shown({})

    assert getattr(view, "action", None) is Action.READ_AUDIT


def test_a_key_brings_its_scopes_along() -> None:
    key = Actor(id="key:1", role=Role.INTEGRATOR, tenant="song-mau", scopes=frozenset({"manage_hooks", "read_staff"}))
    context = web.let_in(key).context
    request = type("Asked", (), {"context": {"authorizer": context}, "uri_params": {"province": "song-mau"}})()
    assert web.who(request) == key
