"""The commands of infra/accounts.py, in the environment of a deployed function."""

import argparse
import json
import os
import secrets as chance
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

# The application is imported inside the commands: it reads its settings once a process, when they are set.

COLUMNS = ("account", "unit", "state", "token", "grant", "last heard", "subscribed", "why")


class Refused(Exception):
    """Bad input; the words say why, and never repeat a secret."""


@dataclass(frozen=True)
class Desk:
    """`ask` reads one secret line from whoever sits there."""

    provinces: Any
    standings: Any
    tokens: Any
    pages: Any
    safe: Any
    ask: Callable[[str], str]
    now: Callable[[], datetime]

    def does(self, given: argparse.Namespace) -> Iterator[str]:
        return getattr(self, "_" + given.command.replace("-", "_"))(given)  # type: ignore[no-any-return]

    def _status(self, given: argparse.Namespace) -> Iterator[str]:
        from chalicelib.account.overview import rows

        homes = [self.provinces.get(given.province)] if given.province else self.provinces.all()
        table: list[tuple[str, ...]] = [COLUMNS]
        for home in homes:
            found = self.standings.many(home.slug, ((a.channel, a.id) for a in home.accounts))
            table += [_told(home.slug, row) for row in rows(home.accounts, found, self.now())]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for line in table:
            yield "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()

    def _resume(self, given: argparse.Namespace) -> Iterator[str]:
        home, account = self._account(given.account)
        before = self.standings.of(home.slug, account.channel, account.id)
        self.standings.resume(home.slug, account.channel, account.id)
        yield f"{given.account} may send again; it was {before.closed(self.now()) or 'neither stopped nor held'}"

    def _grant_url(self, given: argparse.Namespace) -> Iterator[str]:
        from chalicelib.account.zalo_oauth import permission_url

        _, account = self._account(given.account, "zalo")
        verifier, state = chance.token_urlsafe(32), chance.token_urlsafe(16)
        app_id = str(self.safe.get(f"zalo/app/{account.app}")["app_id"])
        _keep(given.state_file, {"account": given.account, "verifier": verifier, "state": state})
        yield permission_url(self.tokens.oauth.base, app_id, given.redirect, verifier, state)

    def _grant(self, given: argparse.Namespace) -> Iterator[str]:
        home, account = self._account(given.account, "zalo")
        asked = _kept(given.state_file, given.account)
        code = _code(self.ask("code, or the whole address it came in"), asked["state"], account.id)
        standing = self.tokens.grant(home.slug, account, code, asked["verifier"])
        given.state_file.unlink()
        until = f"{standing.grant_until:%Y-%m-%d}"
        yield f"{given.account} has granted access until {until}, or longer: each renewal of its tokens prolongs it"
        if standing.stopped:
            yield f"it stays stopped: {standing.stopped}"

    def _page_token(self, given: argparse.Namespace) -> Iterator[str]:
        from chalicelib.account.facebook_admin import WANTED

        home, account = self._account(given.account, "facebook")
        token = self.ask("page token")
        if not token:
            raise Refused("no token was given")
        fields = self.pages.subscribed(account.id, {"access_token": token, "app": account.app})
        standing = self.tokens.put_page_token(home.slug, account, token)
        yield f"Facebook takes the token of {given.account}; it is kept"
        if standing.stopped:
            yield f"the page stays stopped: {standing.stopped}"
        if WANTED - fields:
            yield f"not subscribed to: {', '.join(sorted(WANTED - fields))}; the next round mends it"

    def _subscribe(self, given: argparse.Namespace) -> Iterator[str]:
        from chalicelib.account.facebook_admin import WANTED
        from chalicelib.account.standing import noted

        home, account = self._account(given.account, "facebook")
        fields = self.pages.subscribed(account.id) | WANTED
        self.pages.subscribe(account.id, fields)
        noted(self.standings, home.slug, account.channel, account.id, subscribed=True, checked_at=self.now())
        yield f"{given.account} is subscribed to: {', '.join(sorted(fields))}"

    def _rotate(self, given: argparse.Namespace) -> Iterator[str]:
        from chalicelib.account.rotation import BOTH_FOR, rotated, settled

        channel, _, app = given.app.partition("/")
        if channel not in ("facebook", "zalo") or not app:
            raise Refused("an app is facebook/APP or zalo/APP")
        name = f"{channel}/app/{app}"
        self.safe.forget(name)
        if given.drop:
            rest = settled(channel, self.safe.get(name), self.now(), timedelta())
            if rest is None:
                raise Refused(f"{given.app} has no previous secret")
            self.safe.put(name, rest)
            yield f"the previous secret of {given.app} is taken no longer"
            return
        self.safe.put(name, rotated(channel, self.safe.get(name), self.ask("new secret"), self.now()))
        until = f"{self.now() + BOTH_FOR:%Y-%m-%d}"
        yield f"{given.app} has a new secret, known everywhere in five minutes; the old one is taken until {until}"

    def _account(self, words: str, channel: str = "") -> tuple[Any, Any]:
        """The province and the account that «zalo/3001» names."""
        own, _, account = words.partition("/")
        if own not in ("facebook", "zalo") or not account:
            raise Refused("an account is facebook/PAGE or zalo/OA")
        if channel and own != channel:
            raise Refused(f"this is for {channel} only")
        home = self.provinces.by_account(own, account)
        return home, home.account(own, account)


def _told(slug: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    hours, days = row["token_hours_left"], row["grant_days_left"]
    return (
        f"{slug} {row['channel']}/{row['id']}",
        str(row["unit"]),
        str(row["state"]),
        "-" if hours is None else f"{hours} h",
        "-" if days is None else f"{days} d",
        str(row["heard_at"] or "never")[:16],
        {True: "yes", False: "no", None: "-"}[row["subscribed"]],
        str(row["why"] or (f"until {row['until']}" if row["until"] else "")),
    )


def _keep(path: Path, value: Mapping[str, str]) -> None:
    """For the owner's eyes only, from the first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file)


def _kept(path: Path, account: str) -> dict[str, str]:
    try:
        asked: dict[str, str] = json.loads(path.read_text("utf-8"))
        mine = asked["account"] == account and asked["verifier"] and asked["state"]
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{path} is no state file of grant-url") from None
    if not mine:
        raise Refused(f"{path} was made for {asked['account']}")
    return asked


def _code(words: str, state: str, oa: str) -> str:
    """The code, taken out of the address Zalo sent the administrator to, which must be the answer to our asking."""
    if "?" not in words:
        if not words:
            raise Refused("no code was given")
        return words
    query = {name: values[0] for name, values in parse_qs(urlsplit(words).query).items()}
    if query.get("state", state) != state:
        raise Refused("this address answers another grant-url: ask for a new one")
    if query.get("oa_id", oa) != oa:
        raise Refused(f"another OA has granted access: {query['oa_id']}")
    if not query.get("code"):
        raise Refused("there is no code in this address")
    return query["code"]
