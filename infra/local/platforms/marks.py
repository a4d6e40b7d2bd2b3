"""What happens to something already said: it arrives, is edited, deleted, reacted to; and who holds a thread."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from infra.local.platforms.store import Store


@dataclass(frozen=True)
class Marks:
    store: Store

    def arrived(self, key: str) -> None:
        self.store.write("UPDATE entries SET delivered=1 WHERE key=?", key)

    def edit(self, key: str, text: str) -> int:
        """New words; how many times it has been edited now."""
        self.store.write("UPDATE entries SET text=?, edits=edits+1 WHERE key=?", text, key)
        return int(self._of(key)["edits"])

    def delete(self, key: str) -> None:
        self.store.write("UPDATE entries SET gone=1, text='' WHERE key=?", key)

    def is_gone(self, key: str) -> bool:
        row = self.store.row("SELECT gone FROM entries WHERE key=?", key)
        return bool(row and row["gone"])

    def react(self, key: str, emoji: str) -> None:
        self.store.write("UPDATE entries SET reaction=? WHERE key=?", emoji, key)

    def hold(self, channel: str, account: str, person: str, app: str) -> None:
        """Another app has the conversation, or with an empty `app` nobody but us."""
        mine = "UPDATE people SET held_by=? WHERE channel=? AND account=? AND id=?"
        self.store.write(mine, app, channel, account, person)

    def holder(self, channel: str, account: str, person: str) -> str:
        mine = "SELECT held_by FROM people WHERE channel=? AND account=? AND id=?"
        row = self.store.row(mine, channel, account, person)
        return str(row["held_by"] or "") if row else ""

    def telephone(self, channel: str, account: str, person: str, phone: str) -> None:
        """This person gave that number: a template sent to it reaches the same telephone."""
        mine = "UPDATE people SET phone=? WHERE channel=? AND account=? AND id=?"
        self.store.write(mine, phone, channel, account, person)

    def by_telephone(self, account: str, phone: str) -> str:
        """The Zalo user whose number this is, or nothing: not everybody has told the OA."""
        row = self.store.row("SELECT id FROM people WHERE channel='zalo' AND account=? AND phone=?", account, phone)
        return str(row["id"]) if row else ""

    def _of(self, key: str) -> sqlite3.Row:
        row = self.store.row("SELECT * FROM entries WHERE key=?", key)
        if row is None:
            raise KeyError(key)
        return row
