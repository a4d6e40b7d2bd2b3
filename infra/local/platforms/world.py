"""People, what was said between them and the product, and what each side may still do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Literal

from infra.local.platforms.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as one account knows them: ids are per account, the same human has others elsewhere."""

    channel: str
    account: str
    id: str
    name: str
    acted_at: int | None  # epoch ms of the last act that opens a window; None: never
    wrote: bool  # False: known from a comment or a follow only
    follows: bool
    blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing said, by either side."""

    key: str  # mid, msg_id, comment id or post id
    channel: str
    account: str
    person: str
    side: Literal["person", "product"]
    place: Literal["chat", "comment", "post"]
    kind: str
    text: str
    at: int  # epoch ms
    more: Mapping[str, Any] = field(default_factory=dict)


def person_id(channel: str, account: str, who: str) -> str:
    """The platform id of `who` at this account: digits stay, a persona's name becomes a stable number."""
    if who.isdigit():
        return who
    number = int.from_bytes(sha256(f"{channel}#{account}#{who}".encode()).digest()[:8], "big")
    length = 16 if channel == "facebook" else 19
    return str(10 ** (length - 1) + number % (9 * 10 ** (length - 1)))


def id_by_app(app_id: str, who: str) -> str:
    """Zalo's second id of a person: per app instead of per OA."""
    return str(10**18 + int.from_bytes(sha256(f"{app_id}#{who}".encode()).digest()[:7], "big"))


def visitor_id(who: str) -> str:
    """Zalo's id of somebody who is not logged in."""
    return f"ANON_{int(who):016x}"


def conversation_of(visitor: str) -> str:
    """The conversation without which a visitor cannot be answered."""
    return visitor.replace("ANON_", "CONV_")


class World:
    """The rows of people and entries. Instants are epoch milliseconds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def person(self, channel: str, account: str, who: str) -> Person | None:
        row = self._store.row("SELECT * FROM people WHERE channel=? AND account=? AND id=?", channel, account, who)
        return _person(row) if row else None

    def meet(self, channel: str, account: str, who: Iterable[str], *, at: int, name: str = "") -> None:
        """Many people who have written at `at`, without a webhook each."""
        rows = [(channel, account, one, name, at) for one in who]
        self._store.write_all(
            "INSERT INTO people (channel, account, id, name, acted_at, wrote) VALUES (?,?,?,?,?,1) "
            "ON CONFLICT DO UPDATE SET acted_at=max(coalesce(acted_at,0), excluded.acted_at), wrote=1",
            rows,
        )

    def know(self, channel: str, account: str, who: str, name: str) -> None:
        self._store.write(
            "INSERT INTO people (channel, account, id, name) VALUES (?,?,?,?) "
            "ON CONFLICT DO UPDATE SET name=CASE excluded.name WHEN '' THEN name ELSE excluded.name END",
            channel,
            account,
            who,
            name,
        )

    def acted(self, channel: str, account: str, who: str, *, at: int, wrote: bool) -> None:
        """An act that opens the window. An act told late never shortens it."""
        self._store.write(
            "UPDATE people SET acted_at=max(coalesce(acted_at,0), ?), wrote=max(wrote, ?) "
            "WHERE channel=? AND account=? AND id=?",
            at,
            int(wrote),
            channel,
            account,
            who,
        )

    def follow(self, channel: str, account: str, who: str, follows: bool) -> None:
        mine = "UPDATE people SET follows=? WHERE channel=? AND account=? AND id=?"
        self._store.write(mine, int(follows), channel, account, who)

    def followers(self, channel: str, account: str) -> int:
        """Who follows an OA; of a page whoever ever did anything there."""
        mine = "SELECT COUNT(*) AS many FROM people WHERE channel=? AND account=? AND (follows OR ?)"
        row = self._store.row(mine, channel, account, channel == "facebook")
        return int(row["many"]) if row else 0

    def block(self, channel: str, account: str, who: str, blocked: bool) -> None:
        mine = "UPDATE people SET blocked=? WHERE channel=? AND account=? AND id=?"
        self._store.write(mine, int(blocked), channel, account, who)

    def add(self, entry: Entry) -> None:
        fields = asdict(entry) | {"more": json.dumps(dict(entry.more), ensure_ascii=False)}
        self._store.write(
            "INSERT INTO entries (key, channel, account, person, side, place, kind, text, at, more) "
            "VALUES (:key, :channel, :account, :person, :side, :place, :kind, :text, :at, :more)",
            **fields,
        )

    def entry(self, key: str) -> Entry | None:
        row = self._store.row("SELECT * FROM entries WHERE key=?", key)
        return _entry(row) if row else None

    def thread(self, channel: str, account: str, who: str) -> list[dict[str, Any]]:
        """Everything between this person and the account, both ways, as it was spoken."""
        return [
            _shown(row)
            for row in self._store.rows(
                "SELECT * FROM entries WHERE channel=? AND account=? AND person=? ORDER BY at, n",
                channel,
                account,
                who,
            )
        ]

    def sent(self, since: int) -> list[dict[str, Any]]:
        """What the product has sent after entry number `since`."""
        return [
            _shown(row)
            for row in self._store.rows(
                "SELECT * FROM entries WHERE side='product' AND n>? ORDER BY n LIMIT 1000", since
            )
        ]

    def answer_once(self, key: str) -> bool:
        """Take the one private reply a comment allows; False if it was taken before."""
        return self._store.write("UPDATE entries SET answered=1 WHERE key=? AND answered=0", key) == 1

    def hide(self, key: str, hidden: bool) -> None:
        self._store.write("UPDATE entries SET hidden=? WHERE key=?", int(hidden), key)

    def see(self, channel: str, account: str, who: str) -> list[Entry]:
        """The product's chat messages this person now sees for the first time."""
        rows = self._store.rows(
            "UPDATE entries SET seen=1 WHERE channel=? AND account=? AND person=? "
            "AND side='product' AND place='chat' AND seen=0 RETURNING *",
            channel,
            account,
            who,
        )
        return sorted((_entry(row) for row in rows), key=lambda entry: entry.at)


def _person(row: sqlite3.Row) -> Person:
    return Person(
        channel=row["channel"],
        account=row["account"],
        id=row["id"],
        name=row["name"] or "",
        acted_at=row["acted_at"],
        wrote=bool(row["wrote"]),
        follows=bool(row["follows"]),
        blocked=bool(row["blocked"]),
    )


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        key=row["key"],
        channel=row["channel"],
        account=row["account"],
        person=row["person"],
        side=row["side"],
        place=row["place"],
        kind=row["kind"],
        text=row["text"],
        at=row["at"],
        more=json.loads(row["more"]),
    )


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    flags = {name: bool(row[name]) for name in ("seen", "hidden", "delivered", "gone")}
    return asdict(_entry(row)) | flags | {"n": row["n"], "edits": row["edits"], "reaction": row["reaction"]}
