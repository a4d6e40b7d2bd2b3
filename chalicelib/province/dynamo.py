"""Province documents on DynamoDB: every version kept, one pointer to the active one, one row an account."""

import json
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PutError, TransactWriteError

from chalicelib.errors import Conflict, NotFound, PetitionError, StaleTicket
from chalicelib.province import dynamo_rows as rows
from chalicelib.province.chore import Chore, Kind
from chalicelib.province.registry import Activation, Version

TRIES = 5


class DynamoVersions:
    """`Versions` of registry.py."""

    def __init__(self, table: str) -> None:
        rows.bind(table)

    def active(self, slug: str) -> int | None:
        pointer = rows.get(f"P#{slug}", "ACTIVE")
        return int(pointer.number or 0) if pointer else None

    def document(self, slug: str, number: int) -> Mapping[str, Any]:
        kept = rows.get(f"P#{slug}", f"V#{number:06d}")
        if kept is None or kept.document is None:
            raise NotFound("no such version", province=slug, version=number)
        found: Mapping[str, Any] = json.loads(zlib.decompress(kept.document))
        return found

    def owner(self, channel: str, account: str) -> str | None:
        row = rows.get(f"A#{channel}#{account}", "OWNER")
        return row.slug if row else None

    def slugs(self) -> list[str]:
        return [row.sk for row in rows.ProvinceRow.query("TENANTS", consistent_read=True)]

    def history(self, slug: str) -> list[Version]:
        activations: dict[int, list[Activation]] = {}
        for row in rows.listed(slug, "ACT#"):
            before = None if row.before is None else int(row.before)
            activation = Activation(at=rows.moment(row), author=row.author or "", before=before)
            activations.setdefault(int(row.number or 0), []).append(activation)
        versions = [
            Version(
                number=int(row.sk[2:]),
                at=rows.moment(row),
                author=row.author or "",
                note=row.note or "",
                activations=tuple(activations.get(int(row.sk[2:]), ())),
            )
            for row in rows.listed(slug, "V#")
        ]
        return versions[::-1]

    def keep(self, slug: str, document: Mapping[str, Any], author: str, at: datetime, note: str = "") -> int:
        for _ in range(TRIES):
            version = rows.version(slug, document, author, at, note)
            try:
                version.save(condition=rows.ProvinceRow.pk.does_not_exist())
            except PutError as error:
                if error.cause_response_code != "ConditionalCheckFailedException":
                    raise
            else:
                return int(version.number or 0)
        raise Conflict("somebody else keeps versions of this province at this moment; try again")

    def activate(
        self, slug: str, number: int, seen: int | None, author: str, at: datetime, *, back: bool = False
    ) -> None:
        document, active = self.document(slug, number), self.active(slug)
        if active != seen:
            raise StaleTicket("another version is active", active=active)
        owed = Chore(
            slug=slug, kind=Kind.SETTLE, number=number, seen=seen, since=at, at=at, author=author, back=back
        )  # fmt: skip
        self._make_active(owed, document)

    def put(self, slug: str, document: Mapping[str, Any], author: str, at: datetime) -> int:
        version, seen = rows.version(slug, document, author, at, ""), self.active(slug)
        number = int(version.number or 0)
        owed = Chore(slug=slug, kind=Kind.SETTLE, number=number, seen=seen, since=at, at=at, author=author)
        self._make_active(owed, document, version)
        return number

    def _make_active(self, owed: Chore, document: Mapping[str, Any], version: rows.ProvinceRow | None = None) -> None:
        """Claims and releases stand in the transaction of the pointer, or around it when they are too many."""
        after = rows.accounts(document)
        before = rows.accounts(self.document(owed.slug, owed.seen)) if owed.seen else set()
        claims, releases = sorted(after - before), sorted(before - after)
        together = len(claims) + len(releases) <= rows.ROOM
        try:
            if not together:
                rows.hand_over(owed.slug, claims, ())
            with rows.transaction() as act:
                rows.point(act, owed, version)
                if together:
                    rows.change_hands(act, owed.slug, claims, releases)
        except TransactWriteError as error:
            if not rows.lost_race(error):
                raise
            refusal = self._refusal(owed, claims)
            if not together:
                self._give_back(owed.slug, claims)
            raise refusal from error
        if not together:
            rows.hand_over(owed.slug, (), releases)

    def _give_back(self, slug: str, claims: Iterable[rows.Account]) -> None:
        """Accounts claimed ahead of a pointer that did not move; but for those whoever moved it has claimed too."""
        active = self.active(slug)
        held = rows.accounts(self.document(slug, active)) if active else set()
        ours = [key for key in claims if key not in held and self.owner(*key) == slug]
        rows.hand_over(slug, (), ours)

    def _refusal(self, owed: Chore, claims: Iterable[rows.Account]) -> PetitionError:
        active = self.active(owed.slug)
        if active != owed.seen:
            return StaleTicket("another version became active meanwhile", active=active)
        taken = [key for key in claims if self.owner(*key) not in (None, owed.slug)]
        if taken:
            return Conflict("an account belongs to another province", accounts=["#".join(key) for key in taken])
        return StaleTicket("somebody else changed this province at the same moment; try again", active=active)
