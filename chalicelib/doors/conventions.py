"""What holds for every call: a correlation id, who may call from which page, how often, and a repeat done once.

Chalice hands each request to `keep` before any door. Webhooks go through untouched but for the id: they are signed,
and nothing may be lost of what a platform sends.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalice.app import Blueprint, Request, Response

from chalicelib import cursor, observe, web, wiring
from chalicelib.doors.asked_of import OPEN311, check, code_with_pin, full_path, key_of, province_named, takes_key
from chalicelib.doors.cross_origin import CALL_HEADER, cross_origin
from chalicelib.doors.refused import refused, unforeseen
from chalicelib.errors import BadInput, NotFound, PetitionError, WrongMethod, WrongType

if TYPE_CHECKING:
    from chalicelib.limits.guesses import Guesses
    from chalicelib.limits.limits import Limits
    from chalicelib.once.once import Once
    from chalicelib.province.province import Api

doors = Blueprint(__name__)
Next = Callable[[Request], Response]
_CALL = re.compile(r"[A-Za-z0-9._:+/=@-]{1,128}")
_KEY = re.compile(r"[!-~]{1,200}")
_ANSWER_TO = {405: WrongMethod("the method is not known here"), 415: WrongType("the Content-Type is not taken here")}
_FREE = ("/webhooks/", "/health")


@dataclass(frozen=True)
class Conventions:
    """api        how a province's API may be used, by slug; raises NotFound
    mark       a network address → as nobody can read it back
    routes     path → method → route, of the whole app
    takes_key  whether a view, by its name, is a creating call that is done once
    check      raises NotFound for a path, BadInput for a query that the catalogue does not allow a view
    key_of     the key a call carries in its form, by the call and its province; empty without one that holds
    """

    api: "Callable[[str], Api]"
    limits: "Callable[[], Limits]"
    guesses: "Callable[[], Guesses]"
    once: "Callable[[], Once]"
    mark: Callable[[str], str]
    new_id: Callable[[], str]
    routes: Callable[[], Mapping[str, Mapping[str, Any]]]
    takes_key: Callable[[str], bool]
    check: Callable[[str, Request], None]
    key_of: Callable[[Request, str], str]

    def keep(self, asked: Request, go_on: Next) -> Response:
        """Middleware around every door."""
        call = self._call_of(asked)
        with observe.correlated(call):
            answer = go_on(asked) if asked.path.startswith(_FREE) else self._kept(asked, go_on)
        answer.headers[CALL_HEADER] = call
        return answer

    def _call_of(self, asked: Request) -> str:
        """The caller's own id where it is one, else the gateway's, else a new one."""
        given = web.header(asked, CALL_HEADER) or str(asked.context.get("requestId") or "")
        return given if _CALL.fullmatch(given) else self.new_id()

    def _kept(self, asked: Request, go_on: Next) -> Response:
        answer = self._counted(asked, go_on) if asked.method != "OPTIONS" else go_on(asked)
        if isinstance(answer.body, dict) and answer.status_code in _ANSWER_TO:
            answer = refused(asked, _ANSWER_TO[answer.status_code])  # Chalice's own words are no problem of ours
        if web.header(asked, "origin"):
            answer.headers.update(cross_origin(asked, self._origins(asked), self.routes()))
        return answer

    def _counted(self, asked: Request, go_on: Next) -> Response:
        try:
            return self._admitted(asked, go_on)
        except Exception as error:
            return refused(asked, error if isinstance(error, PetitionError) else unforeseen(error))

    def _admitted(self, asked: Request, go_on: Next) -> Response:
        """raises  TooOften, BadInput, Conflict, NotFound for a province there is not"""
        slug = self._slug(asked)
        self._take(asked, slug, self._api_of(asked, slug))
        self.check(self._view(asked), asked)
        if not slug or not (code := code_with_pin(asked)):
            return self._once(asked, slug, go_on)
        mark = self._mark(asked)
        trusted = self.guesses().admit(slug, code, mark)
        answer = self._once(asked, slug, go_on)
        if answer.status_code == 404:
            self.guesses().wrong(slug, code, mark)
        elif answer.status_code < 300 and not trusted:
            self.guesses().right(slug, code, mark)
        return answer

    def _slug(self, asked: Request) -> str:
        """The province of the path, or Open311's; there its own doors say that there is none."""
        named = province_named(asked)
        try:
            return named if named and self.api(named) else ""
        except NotFound:
            return "" if asked.path.startswith(OPEN311) else named

    def _api_of(self, asked: Request, slug: str) -> "Api | None":
        """raises  NotFound for a province there is not: that is counted, for it costs a look into the table"""
        try:
            return self.api(slug) if slug else None
        except NotFound:
            self._take(asked, "", None)
            raise

    def _take(self, asked: Request, slug: str, api: "Api | None") -> None:
        """Count the call for its caller, then for the province: who is too fast uses up nobody else's."""
        from chalicelib.province.province import Api

        most, (kind, caller) = api or Api(), self._caller(asked, slug)
        whose = f"{slug or '-'}#{kind}"
        self.limits().take(f"{whose}#{caller}", getattr(most, kind))
        if kind == "address" and asked.method == "POST":
            self.limits().take(f"{slug or '-'}#create#{caller}", most.create)
        self.limits().take(f"{slug or '-'}#province", most.province)

    def _caller(self, asked: Request, slug: str) -> tuple[str, str]:
        """(staff, key or address; which). An address is marked, never kept."""
        let_in = asked.context.get("authorizer") or {}
        if who := str(let_in.get("staff") or ""):
            # Two provinces may both have a «cb-01»: what one was answered, the other must not be.
            return ("key" if who.startswith("key:") else "staff"), f"{let_in.get('tenant')}/{who.removeprefix('key:')}"
        return ("key", key) if (key := self.key_of(asked, slug)) else ("address", self._mark(asked))

    def _origins(self, asked: Request) -> tuple[str, ...]:
        """Whose pages may read the answer: those the province names; what is of no province, any may."""
        try:
            slug = self._slug(asked)
            return self.api(slug).origins if slug else ("*",)
        except PetitionError:
            return ()

    def _mark(self, asked: Request) -> str:
        return self.mark(str((asked.context.get("identity") or {}).get("sourceIp") or ""))

    def _once(self, asked: Request, slug: str, go_on: Next) -> Response:
        """The call, or the answer it had before under the same Idempotency-Key.

        raises  BadInput, Conflict
        """
        key = web.header(asked, "idempotency-key")
        if "idempotency-key" not in asked.headers or asked.method not in ("POST", "PUT"):
            return go_on(asked)
        if not _KEY.fullmatch(key):
            fault = {"pointer": "#Idempotency-Key", "message": "1 to 200 printable characters"}
            raise BadInput("the Idempotency-Key must be 1 to 200 printable characters", faults=[fault])
        if not self.takes_key(self._view(asked)):
            return go_on(asked)
        from chalicelib.once.once import Answer, Call, digest

        query = "&".join(f"{name}={value}" for name, value in sorted((asked.query_params or {}).items()))
        parts = [part.encode() for part in (asked.method, full_path(asked), query)]
        call = Call(
            tenant=slug, caller="#".join(self._caller(asked, slug)), key=key, digest=digest(*parts, web.raw(asked))
        )

        def first() -> Answer:
            said = go_on(asked)
            return Answer(status=said.status_code, headers=_flat(said), body=str(said.body))

        answer, again = self.once().answer(call, first)
        more = {"Idempotent-Replayed": "true"} if again else {}
        return Response(answer.body, status_code=answer.status, headers={**answer.headers, **more})

    def _view(self, asked: Request) -> str:
        """The name of the view a request is for; empty for a method there is none of."""
        route = self.routes().get(asked.context["resourcePath"], {}).get(asked.method)
        return route.view_function.__name__ if route else ""


def keyed(asked: Request, go_on: Next) -> Response:
    """Middleware: what a list says of where it goes on, only this stage reads."""
    cursor.keyed(wiring.alias_secret)
    return go_on(asked)


def preflight(**_: str) -> Response:
    """OPTIONS of any route: a browser asks before it calls. What it may do, `keep` adds."""
    return Response("", status_code=204, headers={"Content-Type": "text/plain"})


def _flat(said: Response) -> dict[str, str]:
    return {name: value if isinstance(value, str) else ", ".join(value) for name, value in said.headers.items()}


conventions = Conventions(
    lambda slug: wiring.provinces().get(slug).api, wiring.limits, wiring.guesses, wiring.once, wiring.address_mark,
    wiring.new_id, lambda: doors.current_app.routes, takes_key, check,
    lambda asked, slug: key_of(asked, slug, lambda key: wiring.keys().actor(key)),
)  # fmt: skip
doors.register_middleware(conventions.keep, "http")
doors.register_middleware(keyed, "http")
