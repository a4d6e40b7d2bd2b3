"""Two provinces, and whoever is somebody in one asks for everything of the other.

Every operation of the served OpenAPI document is called with every kind of token of the first province and with the
ids, codes, cursors, keys and versions of the second one, which its own people gave us. Nothing of it may come back, and
nothing of it may have changed. CAU_NOI_FUZZ_SEED and CAU_NOI_FUZZ_ROUNDS repeat and lengthen the run.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from infra.client.cau_noi import ApiProblem, CauNoi
from tests.deployed import Deployed
from tests.journeys import api
from tests.journeys.province import OTHER_PROVINCE, PROVINCE, document
from tests.journeys.town import Answer, Town

OURS, THEIRS = OTHER_PROVINCE, PROVINCE  # whose tokens; whose things
SEED = int(os.environ.get("CAU_NOI_FUZZ_SEED", "311"))
ROUNDS = int(os.environ.get("CAU_NOI_FUZZ_ROUNDS", "1"))  # calls under each province's path, for each caller and call
ROLES = (
    "handler", "head", "page_manager", "observer", "content_owner", "coordinator", "task_force", "leadership",
    "analyst", "province_admin", "platform_operator",
)  # fmt: skip
SCOPES = (
    "submit_petitions", "read_dossiers", "write_dossiers", "read_staff", "write_staff", "manage_hooks",
)  # fmt: skip
MARK = "Kỳ-nhông-xanh-9417"  # stands in every private thing of theirs, and nowhere else
DOSSIER = "H49.17-261118-9417"
_SKIPPED = "/webhooks/"  # signed with the platforms' secrets, not with anybody's token


@dataclass(frozen=True)
class Theirs:
    """What the second province has, by the name a parameter or a field would have; and what must never be read."""

    ids: Mapping[str, Sequence[Any]]
    tickets: Sequence[str]
    secrets: Sequence[str]
    key: CauNoi  # the other system that wrote their dossier


@dataclass
class Draw:
    """Draws values for a schema. `used` tells whether something of theirs went into the call."""

    chance: random.Random
    schemas: Mapping[str, Any]
    ids: Mapping[str, Sequence[Any]]
    used: bool = field(default=False)

    def value(self, name: str, schema: Any) -> Any:
        held = self._whole(schema)
        if self.ids.get(name) and not {"items", "properties"} & held.keys():
            self.used = True
            return self.chance.choice(self.ids[name])
        if "enum" in held or "const" in held:
            return self.chance.choice(held.get("enum", [held.get("const")]))
        for several in ("oneOf", "anyOf"):
            if several in held and "properties" not in held:
                return self.value(name, self.chance.choice(held[several]))
        return self._plain(name, held)

    def _plain(self, name: str, held: Mapping[str, Any]) -> Any:
        kind = held.get("type") or ("object" if "properties" in held else "string")
        if isinstance(kind, list):
            kind = next(one for one in kind if one != "null")
        if kind == "object":
            needed = held.get("required", ())
            kept = {n: s for n, s in held.get("properties", {}).items() if n in needed or self.chance.random() < 0.5}
            return {n: self.value(n, s) for n, s in kept.items()}
        if kind == "array":
            return [self.value(name, held.get("items", {}))]
        if kind in ("integer", "number"):
            return held.get("minimum", 1)
        if kind == "boolean":
            return self.chance.choice([True, False])
        return _TEXTS.get(name) or _TEXTS.get(held.get("format", ""), "Xin cho biết thêm")[: held.get("maxLength", 100)]

    def _whole(self, schema: Any) -> Mapping[str, Any]:
        held: Mapping[str, Any] = schema if isinstance(schema, dict) else {}
        while "$ref" in held:
            held = self.schemas.get(held["$ref"].split("/")[-1], {})
        return held


_TEXTS = {  # what is well-formed, by the name of a field or by a format
    "date": "2026-11-20", "date-time": "2026-11-20T08:00:00+07:00", "email": "a@example.com",
    "updated_at": "2026-11-20T08:00:00+07:00", "result_on": "2026-11-20", "url": "https://example.com/other",
    "tail": "5678", "phone_tail": "5678", "id_tail": "5678", "month": "2026-11", "at": "2099-01-01",
    "valid_from": "2099-01-01", "commune": "00001", "phone": "0912345678", "resource": "requests.json",
}  # fmt: skip


@pytest.fixture(scope="module")
def served(town: Town) -> Mapping[str, Any]:
    found: Mapping[str, Any] = town.door("GET", "/v1/openapi.json").body
    return found


@pytest.fixture(scope="module")
def theirs(town: Town, served: Mapping[str, Any]) -> Theirs:
    """Things planted in the second province, each with the mark in it, and everything that names them."""
    citizen, admin = api.anybody(town, THEIRS), api.officer(town, "province_admin", province=THEIRS)
    wishes = [f"journey-wish-{n}" for n in range(3)]
    filed = [
        citizen.file_petition(body={"text": f"{MARK}: đường hỏng, đoạn {n}"}, idempotency_key=wish).body
        for n, wish in enumerate(wishes)
    ]
    made = admin.create_key(body={"name": MARK, "scopes": ["read_dossiers", "write_dossiers"]}).body
    hook = admin.make_hook(
        body={"url": "https://example.com/hook", "events": ["dossier.changed"], "note": MARK},
        idempotency_key="journey-hook",
    ).body
    writer = api.bearer(town, made["secret"], THEIRS)
    facts: Any = {"agency": MARK, "status": "received", "result_on": None, "missing_papers": [MARK]}
    writer.write_dossier(dossier=DOSSIER, body=facts | {"updated_at": "2026-11-18T08:00:00+07:00"})
    versions = admin.list_versions().body
    kept: Any = admin.read_version(number=versions["active"]).body
    number = admin.keep_version(body=kept, note=MARK).body["version"]
    upload = citizen.offer_upload(body={"type": "image/jpeg", "size": 1000}).body["id"]
    codes = [one["code"] for one in filed]
    held = document(THEIRS)
    units = sorted(
        {
            api.officer(town, "coordinator", province=THEIRS).read_ticket(code=code).body["ticket"]["unit"]
            for code in codes
        }
    )
    ids: dict[str, Sequence[Any]] = {
        "code": [*codes, DOSSIER],
        "into": codes,
        "ticket": codes,
        "service_request_id": codes,
        "request_id": [f"{code}.json" for code in codes],
        "parent": [f"T#{THEIRS}#{code}" for code in codes],
        "token": [f"{codes[0]}.json", codes[0]],
        "dossier": [DOSSIER],
        "hook": [hook["id"]],
        "key_id": [made["id"]],
        "number": [number],
        "staff": [one["id"] for one in held["staff"][:20]],
        "account": [one["id"] for one in held["accounts"]],
        "unit": units,
        "superior": units,
        "contributors": units,
        "uploads": [upload],
        "cursor": list(_cursors(town, served, units)),
        "Idempotency-Key": [*wishes, "journey-hook"],
        "pin": [api.anybody(town, OURS).file_petition(body={"text": "Đèn đường hỏng đã lâu"}).body["pin"]],
    }
    assert ids["cursor"], "their lists have more than a page"
    secrets = [MARK, made["secret"], hook["secret"], *(f'"pin": "{one["pin"]}"' for one in filed)]
    return Theirs(ids, codes, secrets, writer)


def _cursors(town: Town, served: Mapping[str, Any], units: Sequence[str]) -> Iterator[str]:
    """Cursors of all their lists, asked for by their own people."""
    callers = [api.officer(town, role, province=THEIRS) for role in ("coordinator", "province_admin")]
    for path, method, entry in operations(served):
        asked = {p.get("name") for p in entry["parameters"]}
        if method == "GET" and "cursor" in asked and path.count("{") == 1:
            query = {"limit": "1"} | ({"unit": units[0]} if "unit" in asked else {})
            for caller in callers:
                headers = {"Authorization": f"Bearer {caller.wire.token}"}
                answer = town.door("GET", f"{path.replace('{province}', THEIRS)}?{urlencode(query)}", **headers)
                if answer.status == 200 and isinstance(answer.body, dict) and answer.body.get("next"):
                    yield answer.body["next"]


@pytest.fixture(scope="module")
def callers(town: Town, deployed: Deployed) -> Iterator[Mapping[str, str]]:
    """Every kind of token of the first province; what they did to its configuration is undone afterwards."""
    admin, unit = api.officer(town, "province_admin", province=OURS), document(OURS)["tray"]
    before = admin.list_versions().body["active"]
    tokens = {role: api.token_of(deployed, role, unit, OURS) for role in ROLES}
    tokens["a key with all scopes"] = str(api.key(town, *SCOPES, province=OURS, name="two tenants").wire.token)
    yield tokens | {"a citizen with a pin": ""}
    active = admin.list_versions().body["active"]
    if active != before:
        admin.activate_version(number=before, body={}, if_match=f'"{active}"')


def operations(served: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, held in sorted(served["paths"].items()):
        for method, entry in held.items():
            if not path.startswith(_SKIPPED):
                yield path, method.upper(), entry


def called(
    town: Town,
    served: Mapping[str, Any],
    draw: Draw,
    operation: tuple[str, str, Mapping[str, Any]],
    home: str,
    token: str,
) -> Answer | None:
    """The call under the path of the province `home`; None for one of ours into which nothing of theirs went."""
    path, method, entry = operation
    components = served["components"]["parameters"]
    query, headers = {}, {"Authorization": f"Bearer {token}"} if token else {}
    for one in entry["parameters"]:
        held = components[one["$ref"].split("/")[-1]] if "$ref" in one else one
        name = held["name"]
        if name in ("province", "jurisdiction_id"):
            given = home
        elif held["in"] == "path" or held.get("required") or name in draw.ids or draw.chance.random() < 0.2:
            given = str(draw.value(name, held["schema"]))
        else:
            continue
        if held["in"] == "path":
            path = path.replace("{" + name + "}", quote(given, safe=""))
        elif held["in"] == "query":
            query[name] = given
        elif name == "Idempotency-Key" or draw.chance.random() < 0.5:
            headers[name] = given if name == "Idempotency-Key" else '"1"'
    body = None
    for kind, held in entry.get("requestBody", {}).get("content", {}).items():
        drawn = draw.value("", held.get("schema", {}))
        body = _said(kind, drawn)
        headers["Content-Type"] = kind
        break
    if home == OURS and not draw.used:
        return None
    return town.door(method, path + (f"?{urlencode(query)}" if query else ""), body, **headers)


def state_of(town: Town, theirs: Theirs) -> dict[str, Any]:
    """What their own people see of theirs: all that a stranger could have changed."""
    coordinator, admin = (api.officer(town, role, province=THEIRS) for role in ("coordinator", "province_admin"))
    # Uses and deliveries go on by themselves; a delivery counts as a change of its hook.
    fleeting = {"last_used_at", "failures", "failing_since", "delivered_at", "last_status", "state"}
    paused = {"paused_at", "paused_by", "version"}
    return {
        "timelines": {code: coordinator.read_ticket(code=code).body["timeline"] for code in theirs.tickets},
        "versions": admin.list_versions().body,
        "keys": [{k: v for k, v in one.items() if k not in fleeting} for one in admin.list_keys().body["keys"]],
        "hooks": [
            {k: v for k, v in one.items() if k not in fleeting | paused} for one in admin.list_hooks().body["hooks"]
        ],
        "dossier": theirs.key.read_dossier(dossier=DOSSIER).body,
        "staff": list(admin.iter_list_staff()),
    }


@pytest.mark.timeout(600)
def test_nobody_of_one_province_reads_or_changes_anything_of_another(
    town: Town, served: Mapping[str, Any], theirs: Theirs, callers: Mapping[str, str]
) -> None:
    before, seen = state_of(town, theirs), Counter[int]()
    assert MARK in json.dumps(before, ensure_ascii=False), "their own people see it"
    for who, token in callers.items():
        chance = random.Random(f"{SEED} {who}")
        for operation in operations(served):
            path, method, entry = operation
            for home in (THEIRS, OURS) * ROUNDS:
                draw = Draw(chance, served["components"]["schemas"], theirs.ids)
                answer = called(town, served, draw, operation, home, token)
                if answer is None:
                    continue
                where = f"{who}: {method} {path} under {home}, seed {SEED}: {answer.status} {answer.body!r}"[:1500]
                said = json.dumps([answer.body, answer.headers], ensure_ascii=False)
                assert [secret for secret in theirs.secrets if secret in said] == [], where
                assert answer.status < 500, where
                if home == THEIRS and entry.get("security"):
                    assert answer.status in (400, 401, 403, 404, 409, 413, 415, 422, 429), (
                        where
                    )  # 409: an own wish, used before
                seen[answer.status] += 1
    assert state_of(town, theirs) == before
    assert seen[404] > len(callers), "many a thing was looked for, and was not there"
    assert sum(seen.values()) > len(callers) * 100, seen


def test_a_pin_opens_one_petition_of_one_province(town: Town, theirs: Theirs) -> None:
    filed = api.anybody(town, OURS).file_petition(body={"text": "Đèn đường hỏng đã lâu"}).body
    stranger = api.anybody(town, THEIRS)
    for code in (*theirs.tickets, filed["code"]):
        with pytest.raises(ApiProblem) as caught:
            stranger.follow_petition(code=code, pin=filed["pin"])
        assert caught.value.status in (404, 429), "429: the run before has guessed too often"


def test_a_key_opens_one_province(town: Town, theirs: Theirs) -> None:
    ours = api.key(town, "read_dossiers", "manage_hooks", province=OURS, name="stray")
    stranger = api.bearer(town, str(ours.wire.token), THEIRS)
    for look in (lambda: stranger.read_dossier(dossier=DOSSIER), lambda: ours.read_dossier(dossier=DOSSIER)):
        with pytest.raises(ApiProblem) as caught:
            look()
        assert caught.value.status == 404
    with pytest.raises(ApiProblem) as caught:
        stranger.list_hooks()
    assert caught.value.status == 404
    assert theirs.key.read_dossier(dossier=DOSSIER).body["agency"] == MARK, "whose it is reads it"


def test_a_cursor_and_a_wish_of_theirs_mean_nothing_here(town: Town, theirs: Theirs) -> None:
    coordinator, unit = api.officer(town, "coordinator", province=OURS), document(OURS)["tray"]
    admin = api.officer(town, "province_admin", province=OURS)
    for cursor in theirs.ids["cursor"]:
        with pytest.raises(ApiProblem) as caught:
            coordinator.list_tickets(unit=unit, cursor=cursor)
        assert caught.value.status == 400, cursor
        with pytest.raises(ApiProblem) as caught:  # a question that is worded alike in every province
            admin.read_audit(cursor=cursor)
        assert caught.value.status == 400, cursor
    for number in range(3):
        wish = f"the-same-wish-{number}"  # of this test alone: the others have used theirs here with other words
        there, here = api.anybody(town, THEIRS), api.anybody(town, OURS)
        first = there.file_petition(body={"text": "Đèn đường hỏng đã lâu"}, idempotency_key=wish)
        ours = here.file_petition(body={"text": "Đèn đường hỏng đã lâu"}, idempotency_key=wish)
        assert ours.body["code"] != first.body["code"], "the same words of a stranger open a petition of their own"
        offered = [
            one.offer_upload(body={"type": "image/jpeg", "size": 1000}, idempotency_key=f"{wish}-photo").body["id"]
            for one in (there, here)
        ]
        assert offered[0] != offered[1], "what was answered there is not known here"


def _said(kind: str, drawn: Any) -> bytes:
    """A drawn body as its media type says it."""
    if kind == "application/json":
        return json.dumps(drawn).encode()
    return drawn.encode() if isinstance(drawn, str) else urlencode(drawn, doseq=True).encode()
