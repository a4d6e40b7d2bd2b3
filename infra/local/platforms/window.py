"""The shop window: one page to watch a petition travel, and the few answers it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3
from flask import Blueprint, Response, abort, jsonify, redirect, request, send_from_directory

from infra.local.platforms import media
from infra.local.platforms.bench import Bench
from infra.local.platforms.issuer import Issuer
from infra.local.platforms.mailbox import Mailbox
from infra.local.platforms.tell import Herald
from infra.local.platforms.window_find import Finder
from infra.local.platforms.world import person_id

PAGES = Path(__file__).parent / "pages"
POLICY = "default-src 'self'; style-src 'self'; img-src 'self' http://127.0.0.1:*; frame-ancestors 'none'"
PASSED_ON = ("Authorization", "Content-Type", "Accept", "Accept-Language", "Idempotency-Key", "If-Match")
PASSED_BACK = ("Content-Type", "Content-Security-Policy")
API_SECONDS = 30.0
CODE = re.compile("[A-Z]{1,4}(-[0-9A-Z]{4}){3}")


def window(bench: Bench, herald: Herald, mailbox: Mailbox, issuer: Issuer) -> Blueprint:
    doors = Blueprint("window", __name__)
    pool = urllib3.PoolManager(maxsize=8, retries=False, timeout=API_SECONDS)
    shown = Window(bench, herald, mailbox, Finder(bench, issuer, pool), pool)
    doors.add_url_rule("/", view_func=shown.page)
    doors.add_url_rule("/<slug>/<code>", view_func=shown.linked, methods=["GET", "POST"])
    doors.add_url_rule("/v1/<path:path>", view_func=shown.link_of_api, methods=["GET", "POST"])
    doors.add_url_rule("/window/<path:name>", view_func=shown.part)
    for answer in (shown.setup, shown.thread, shown.mail, shown.find):
        doors.add_url_rule(f"/window/{answer.__name__}", view_func=answer)
    doors.add_url_rule("/window/api/<path:path>", methods=["GET", "POST"], view_func=shown.api)
    doors.after_request(_guarded)
    return doors


@dataclass(frozen=True)
class Window:
    bench: Bench
    herald: Herald
    mailbox: Mailbox
    finder: Finder
    pool: urllib3.PoolManager

    def page(self) -> Response:
        return send_from_directory(PAGES, "window.html")

    def part(self, name: str) -> Response:
        return send_from_directory(PAGES, name)

    def linked(self, slug: str, code: str) -> Any:
        """The address in letters: officers are led to their desk, citizens see the product's own page."""
        if not CODE.fullmatch(code) or self.bench.outside.province(slug) is None:
            abort(404)
        return redirect(f"/?ticket={code}") if "desk" in request.args else self.api(f"{slug}/{code}")

    def link_of_api(self, path: str) -> Any:
        """Links that are the product's own, like the one by which an answer is rated."""
        return self.api(f"v1/{path}")

    def setup(self) -> Any:
        """What the page offers to choose from."""
        outside = self.bench.outside
        provinces = [_offered(province) for province in outside.provinces()]
        return jsonify({"ready": outside.api_url() is not None, "photos": media.names(), "provinces": provinces})

    def thread(self) -> Any:
        """The thread on the screen; looking at it is what makes the platform tell «seen»."""
        asked, bench = request.args, self.bench
        account = bench.outside.account(asked.get("channel", ""), asked.get("account", ""))
        if account is None:
            return jsonify({"messages": []})
        who = person_id(account.channel, account.id, asked.get("person", ""))
        bench.opened[account.channel, account.id, who] = bench.now()
        self.herald.looked(account, who)
        return jsonify({"messages": bench.world.thread(account.channel, account.id, who)})

    def mail(self) -> Any:
        return jsonify({"letters": self.mailbox.letters()})

    def find(self) -> Any:
        """Where a ticket lies; the words for people if nobody knows it."""
        found = self.finder.whereabouts(request.args.get("code", ""))
        return jsonify(found) if found else _problem("Chưa thấy phiếu này.", "This ticket is not there yet.", 404)

    def api(self, path: str) -> Any:
        """The product's API under our own address, so that the page needs no leave from another origin."""
        base = self.bench.outside.api_url()
        if base is None:
            return _problem("Hệ thống đang khởi động: chưa có địa chỉ API.", "The system is starting: no API yet.")
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        body = request.get_data() or None
        try:
            answer = self.pool.request(request.method, f"{base}/{path}{query}", body=body, headers=headers)
        except urllib3.exceptions.HTTPError:
            return _problem("API chưa trả lời. Xin thử lại sau ít giây.", "The API does not answer. Try again.")
        kept = {name: answer.headers[name] for name in PASSED_BACK if name in answer.headers}
        return Response(answer.data, status=answer.status, headers=kept)


def _guarded(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _offered(province: dict[str, Any]) -> dict[str, Any]:
    units = province.get("units", [])
    names = {unit["id"]: unit["name"] for unit in units}
    places = [unit for unit in units if unit.get("place")]
    spot = next(({"lat": p["lat"], "lon": p["lon"]} for p in (u["place"] for u in places) if p.get("lat")), None)
    return {
        "slug": province["slug"],
        "name": f"{province.get('kind', '')} {province['name']}".strip(),
        "accounts": [{"channel": a["channel"], "id": a["id"], "name": a["name"]} for a in province.get("accounts", ())],
        "units": [
            {
                "id": unit["id"],
                "name": unit["name"],
                "parent": unit.get("parent"),
                "place": (unit.get("place") or {}).get("code"),
            }
            for unit in units
        ],
        "staff": [
            {
                "id": s["id"],
                "name": s["name"],
                "role": s["role"],
                "unit": s["unit"],
                "unit_name": names.get(s["unit"], s["unit"]),
            }
            for s in province.get("staff", ())
        ],
        "place": (places[0] if places else province)["name"].removeprefix("UBND "),
        "spot": spot,
        **_ruled(province),
    }


def _ruled(province: dict[str, Any]) -> dict[str, Any]:
    """What the forms of acts offer to choose from, as the province's file has it."""
    regulation = province.get("regulation", {})
    return {
        "leadership": province.get("leadership"),
        "task_force": province.get("task_force"),
        "rejections": [{"id": row["id"], "name": row["name"]} for row in regulation.get("rejection", ())],
        "gates": [gate["type"] for gate in regulation.get("gate", ())],
        "kinds": [{"id": kind["id"], "name": kind["name"]} for kind in province.get("kinds", ())],
        "categories": [{"id": row["id"], "name": row["name"]} for row in province.get("categories", ())],
    }


def _problem(vi: str, en: str, status: int = 503) -> Any:
    detail = en if request.headers.get("Accept-Language", "").startswith("en") else vi
    answer = jsonify({"type": "about:blank", "title": detail, "status": status, "detail": detail, "code": "window"})
    answer.status_code, answer.content_type = status, "application/problem+json"
    return answer
