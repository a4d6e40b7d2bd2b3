"""What the conventions must know of a call: its province and code, and what the catalogue says of its view."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from chalice.app import Request

from chalicelib import web
from chalicelib.errors import BadInput, TooLarge, Unauthorised

if TYPE_CHECKING:
    from chalicelib.ticket.ticket import Actor

OPEN311 = "/open311/"
LONGEST = 100  # no slug is, nor key; the store takes no key without end


def province_named(asked: Request) -> str:
    """The province of the path, or the one an Open311 client names, as its endpoint reads it; empty without one."""
    if slug := str((asked.uri_params or {}).get("province", "")):
        return slug
    return _argument(asked, "jurisdiction_id") if asked.path.startswith(OPEN311) else ""


def key_of(asked: Request, slug: str, known: Callable[[str], "Actor"]) -> str:
    """`tenant/id` of the key an Open311 client files with; empty without one that holds in the province `slug`.

    known  whose a key is; raises Unauthorised: who made keys up would otherwise be somebody else at each call
    """
    filing = asked.method == "POST" and asked.path.startswith(OPEN311)
    if not filing or not (given := _argument(asked, "api_key")):
        return ""
    try:
        actor = known(given)
    except Unauthorised:
        return ""
    return f"{slug}/{actor.id.removeprefix('key:')}" if actor.tenant == slug else ""


def _argument(asked: Request, name: str) -> str:
    """What an Open311 client gives in the form, else in the query; empty for a form that its own door will refuse."""
    from chalicelib.open311.posted import fields

    named = [web.query(asked, name)]
    if asked.method == "POST":
        try:
            named = fields(web.raw(asked), web.header(asked, "content-type")).get(name, named)
        except (BadInput, TooLarge):
            return ""
    return named[-1].strip()[:LONGEST]


def full_path(asked: Request) -> str:
    """Chalice's `path` is that of the route, with names in braces: here with what was asked for in their places."""
    return asked.path.format(**(asked.uri_params or {}))


def code_with_pin(asked: Request) -> str | None:
    """The tracking code a PIN came with: what a citizen opens a petition with, and others would guess."""
    typed = (asked.uri_params or {}).get("code", "")
    if not typed or asked.context.get("authorizer") or not (asked.method == "POST" or web.query(asked, "pin")):
        return None
    from chalicelib.ticket.code import read_code

    return read_code(typed) or None


def takes_key(view: str) -> bool:
    """The catalogue says so; "own": the petition itself knows its key and is never opened twice."""
    from chalicelib.openapi import catalogue

    entry = catalogue().operations.get(view, {})
    return "Idempotency-Key" in entry.get("headers", []) and entry.get("idempotency") != "own"


def check(view: str, asked: Request) -> None:
    """raises  NotFound for a path, BadInput for a query that the catalogue does not allow the view"""
    from chalicelib.doors import queries
    from chalicelib.openapi import catalogue, is_page, path_of, query_of

    entry = catalogue().operations.get(view, {})
    if entry.get("checks") != "own":
        path = path_of(entry, asked.context["resourcePath"])
        query: Mapping[str, str] = asked.query_params or {}
        page = not entry or is_page(entry)
        # What a chat adds to a link (?fbclid=…) must not shut a page.
        known = {name: query[name] for name in query_of(entry).keys() & query.keys()} if page else query
        queries.check(path, asked.uri_params or {}, query_of(entry), known)
