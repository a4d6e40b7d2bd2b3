"""A small town for the stand-ins: one province, a page, an OA, a clock we move and a door that remembers."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from infra.local.platforms.bench import Bench, a_bench
from infra.local.platforms.facebook_files import Found
from infra.local.platforms.outside import Outside
from infra.local.platforms.parcels import Parcel
from infra.local.platforms.server import make_app
from infra.local.platforms.signing import appsecret_proof

PAGE, OA = "104857600123456", "2187364509912037745"
PAGE_TOKEN, APP_SECRET = "EAAGtestPageToken", "fb-app-secret-for-tests-only"
FIRST_ACCESS = "first-access"
HOUR = 3600.0
NOON = 1794968142.0  # 2026-11-18 09:15:42 +07:00

PROVINCE = {
    "slug": "tinh-mau",
    "name": "Mẫu",
    "kind": "Tỉnh",
    "code_prefix": "TM",
    "units": [
        {"id": "so-xay-dung", "name": "Sở Xây dựng", "place": None},
        {"id": "phuong-mau", "name": "Phường Mẫu", "place": {"code": "00001", "lat": 20.9, "lon": 107.0}},
    ],
    "accounts": [
        {
            "channel": "facebook",
            "id": PAGE,
            "app": "cau-noi",
            "unit": "phuong-mau",
            "name": "UBND Phường Mẫu",
        },
        {"channel": "facebook", "id": "99", "app": "cau-noi", "unit": "so-xay-dung", "name": "Trang khác"},
        {"channel": "zalo", "id": OA, "app": "cau-noi", "unit": "phuong-mau", "name": "Phường Mẫu OA"},
    ],
    "staff": [{"id": "tm-01", "name": "Cán bộ Mẫu", "role": "handler", "unit": "so-xay-dung"}],
    "messaging": {
        "lanes": {"approved": ["messenger_human_agent", "messenger_utility"]},
        "templates": [
            {
                "purpose": "answer",
                "lane": "zalo_template_uid",
                "id": "412233",
                "parameters": [{"name": "ma_ho_so", "fact": "code", "most": 20}],
            },
            {"purpose": "rating", "lane": "zalo_template_phone", "id": "412299", "parameters": []},
            {
                "purpose": "answer",
                "lane": "messenger_utility",
                "id": "ket_qua",
                "parameters": [{"name": "ma", "fact": "code", "most": 20}],
            },
        ],
    },
}
SECRETS: dict[str, Any] = {
    "/facebook/app/cau-noi": {
        "app_id": "918273645546372",
        "app_secret": {"current": APP_SECRET, "previous": None},
        "verify_token": "v",
    },
    f"/facebook/page/{PAGE}": {"access_token": PAGE_TOKEN, "app": "cau-noi"},
    "/facebook/page/99": {"access_token": "token-of-99", "app": "cau-noi"},
    "/zalo/app/cau-noi": {
        "app_id": "3891027745120936614",
        "app_secret": "zalo-app-secret",
        "oa_secret_key": {"current": "zalo-oa-secret-for-tests-only", "previous": None},
    },
    f"/zalo/oa/{OA}": {"access_token": "first-access", "refresh_token": "first-refresh", "app": "cau-noi"},
}


@dataclass
class Clock:
    seconds: float = NOON

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Door:
    """The product's door: keeps every parcel, answers the statuses it was given, then 200."""

    answers: list[int] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    came: threading.Event = field(default_factory=threading.Event)

    def __call__(self, parcel: Parcel) -> int:
        with self.lock:
            self.parcels.append(parcel)
            self.came.set()
            return self.answers.pop(0) if self.answers else 200


@dataclass
class Town:
    bench: Bench
    client: Any  # a FlaskClient; its answers are of whatever shape the test expects
    door: Door
    clock: Clock
    files: dict[str, Found]  # what lies at the addresses of files

    def say(self, **order: Any) -> dict[str, Any]:
        answer = self.client.post("/control/say", json={"channel": "facebook", "account": PAGE, "person": "1", **order})
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def zalo_says(self, **order: Any) -> dict[str, Any]:
        return self.say(channel="zalo", account=OA, **order)

    def send(self, recipient: dict[str, str], **rest: Any) -> Any:
        """Call the Send API as the page; `rest` overrides the plain answer within 24 hours."""
        body = {
            "recipient": recipient,
            "messaging_type": "RESPONSE",
            "message": {"text": "Đã tiếp nhận."},
            **rest,
        }
        return self.client.post(graph(f"{PAGE}/messages"), json=body)

    def consult(self, person: str = "1", token: str = FIRST_ACCESS, **message: Any) -> dict[str, Any]:
        body = {"recipient": {"user_id": person}, "message": message or {"text": "Đã tiếp nhận."}}
        answer = self.client.post("/zalo/v3.0/oa/message/cs", json=body, headers={"access_token": token})
        assert answer.status_code == 200
        return dict(answer.json)

    def by_uid(self, template: str = "412233", person: str = "1", **data: Any) -> dict[str, Any]:
        body = {"user_id": person, "template_id": template, "template_data": data}
        answer = self.client.post("/zalo/v3.0/oa/message/template", json=body, headers={"access_token": FIRST_ACCESS})
        return dict(answer.json)

    def by_phone(self, phone: str = "84912345678", template: str = "412233", **more: Any) -> dict[str, Any]:
        data = more.pop("data", {"ma_ho_so": "TM-1"})
        body = {"phone": phone, "template_id": template, "template_data": data, **more}
        answer = self.client.post("/zalo-business/message/template", json=body, headers={"access_token": FIRST_ACCESS})
        return dict(answer.json)

    def orders(self, what: str, **order: Any) -> dict[str, Any]:
        """A control order about the page, or the OA if it says so."""
        account = OA if order.get("channel") == "zalo" else PAGE
        answer = self.client.post(f"/control/{what}", json={"channel": "facebook", "account": account, **order})
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def breaches(self) -> list[str]:
        return [row["rule"] for row in self.client.get("/control/breaches").json["breaches"]]

    def told(self, what: str) -> list[dict[str, Any]]:
        """The bodies the door got of one sort, after the lines have run dry."""
        self.rest()
        return [json.loads(parcel.body) for parcel in self.door.parcels if parcel.what == what]

    def rest(self) -> None:
        done = threading.Event()
        for _ in range(500):
            if not self.bench.parcels.waiting():
                return
            done.wait(0.01)
        raise AssertionError("the lines do not come to rest")


def graph(path: str, token: str = PAGE_TOKEN) -> str:
    return f"/facebook/v25.0/{path}?access_token={token}&appsecret_proof={appsecret_proof(token, APP_SECRET)}"


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("issuer") / "key.pem"


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    (tmp_path / "run").mkdir()
    (tmp_path / "provinces").mkdir()
    (tmp_path / "provinces" / "tinh-mau.json").write_text(json.dumps(PROVINCE), encoding="utf-8")
    (tmp_path / "secrets.json").write_text(json.dumps(SECRETS), encoding="utf-8")
    return Outside(tmp_path / "run", tmp_path / "secrets.json", tmp_path / "provinces")


@pytest.fixture
def town(outside: Outside, key_file: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    """`request.param`, when given: the seconds between tries instead of none."""
    clock, door, files = Clock(), Door(), dict[str, Found]()
    waits = dict.fromkeys(("facebook", "zalo"), getattr(request, "param", (0.0, 0.0, 0.0)))
    bench = a_bench(outside, "http://127.0.0.1:4600", database=":memory:", knock=door, now=clock, waits=waits,
                    sleep=lambda _: None, look=files.get)  # fmt: skip
    yield Town(bench, make_app(bench, key_file).test_client(), door, clock, files)
    bench.post.close()
    bench.store.close()
