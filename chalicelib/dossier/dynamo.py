"""Dossiers on DynamoDB.

| row     | pk            | sk                         |                                             |
|---------|---------------|----------------------------|---------------------------------------------|
| dossier | D#tenant#code | DOSSIER                    | where it stands now                         |
| step    | D#tenant#code | H#2026-11-22T03:21:47.123Z | where it stood from that instant on         |
| tries   | D#tenant#code | TRIES#2026-11-22           | wrong digits of a day, gone two days later  |
| tries   | D#tenant#@who | TRIES#2026-11-22           | the same, of whoever tries; of them at code |

A dossier whose followers must be told of a change stands on the agenda (`dossier#tenant#shard`) until they are owed
their notices; followers and ratings: dynamo_followers.py.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zlib import crc32

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError
from pynamodb.expressions.condition import Condition

from chalicelib.dossier.cabinet import STEPS
from chalicelib.dossier.dossier import Came, Dossier, Facts, Owed, Status
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, instant
from chalicelib.ticket.dynamo_rows import SHARDS, Row

SK = "DOSSIER"
_TRIES_KEPT = timedelta(days=2)


class StepRow(Row):
    agency = UnicodeAttribute()
    status = UnicodeAttribute()
    result_on = UnicodeAttribute(null=True)
    missing = CompactAttribute()
    at = InstantAttribute()


class DossierRow(StepRow):
    tenant = UnicodeAttribute()
    code = UnicodeAttribute()
    by = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    id_number = UnicodeAttribute(null=True)
    procedure = UnicodeAttribute(null=True)
    followed = NumberAttribute(null=True)
    owes = CompactAttribute(null=True)
    moves = NumberAttribute(null=True)
    version = NumberAttribute()


class TriesRow(Row):
    tries = NumberAttribute(default=0)
    expires_at = NumberAttribute(null=True)


class DynamoCabinet:
    """`Cabinet` of cabinet.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def find(self, tenant: str, code: str) -> Dossier | None:
        try:
            return _dossier(DossierRow.get(partition(tenant, code), SK, consistent_read=True))
        except DoesNotExist:
            return None

    def many(self, tenant: str, codes: Iterable[str]) -> Mapping[str, Dossier]:
        keys = [(partition(tenant, code), SK) for code in dict.fromkeys(codes)]
        rows = DossierRow.batch_get(keys, consistent_read=True) if keys else ()
        return {row.code: _dossier(row) for row in rows}

    def save(self, dossier: Dossier, *, step: bool) -> bool:
        row = _row(dossier)
        new = dossier.version == 1
        seen = DossierRow.pk.does_not_exist() if new else as_it_was(dossier.version - 1, dossier.moves)
        try:
            if not step:
                row.save(condition=seen)
                return True
            with transaction() as act:
                act.save(row, condition=seen)
                act.save(StepRow(row.pk, f"H#{instant(dossier.facts.at)}", **_facts(dossier.facts)))
        except (PutError, TransactWriteError) as error:
            if not lost_race(error):
                raise
            return False
        return True

    def history(self, tenant: str, code: str) -> list[Facts]:
        steps = StepRow.query(
            partition(tenant, code),
            StepRow.sk.startswith("H#"),
            consistent_read=True,
            scan_index_forward=False,
            limit=STEPS,
        )
        return [_facts_from(row) for row in steps]

    def tried(self, tenant: str, what: str, day: date, by: int) -> int:
        row = TriesRow(partition(tenant, what), f"TRIES#{day.isoformat()}")
        until = datetime.combine(day, time(), UTC) + _TRIES_KEPT
        row.update(actions=[TriesRow.tries.add(by), TriesRow.expires_at.set(int(until.timestamp()))])
        return int(row.tries)


def partition(tenant: str, code: str) -> str:
    return f"D#{tenant}#{code}"


def as_it_was(version: int, moves: int) -> Condition:
    """The stored dossier is the one that was read: of this version, and nobody began to follow it since."""
    unmoved = DossierRow.moves == moves if moves else DossierRow.moves.does_not_exist()
    seen: Condition = (DossierRow.version == version) & unmoved
    return seen


def owed_kept(owes: Owed | None) -> dict[str, Any] | None:
    if owes is None:
        return None
    kept = {"version": owes.version, "changed": list(owes.changed), "at": instant(owes.at), "after": owes.after}
    if owes.received_at:
        kept |= {"received": [list(each) for each in owes.received], "received_at": instant(owes.received_at)}
    return kept


def owed_agenda(tenant: str, code: str, owes: Owed | None) -> tuple[str | None, str | None]:
    """(agenda_pk, agenda_at) of a dossier."""
    if owes is None:
        return None, None
    return f"dossier#{tenant}#{crc32(code.encode()) % SHARDS}", instant(owes.at)


def _owed_from(kept: dict[str, Any] | None) -> Owed | None:
    if not kept:
        return None
    lists = {"changed": tuple(kept["changed"]), "received": tuple(Came(*each) for each in kept.get("received", ()))}
    moments = {name: datetime.fromisoformat(kept[name]) for name in ("at", "received_at") if name in kept}
    return Owed(**(kept | lists | moments))


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "agency": facts.agency,
        "status": facts.status,
        "result_on": facts.result_on.isoformat() if facts.result_on else None,
        "missing": list(facts.missing),
        "at": facts.at,
    }


def _facts_from(row: StepRow) -> Facts:
    return Facts(
        agency=row.agency,
        status=Status(row.status),
        result_on=date.fromisoformat(row.result_on) if row.result_on else None,
        missing=tuple(row.missing),
        at=row.at,
    )


def _row(dossier: Dossier) -> DossierRow:
    agenda = owed_agenda(dossier.tenant, dossier.code, dossier.owes)
    return DossierRow(
        partition(dossier.tenant, dossier.code),
        SK,
        tenant=dossier.tenant,
        code=dossier.code,
        by=dossier.by or None,
        phone=dossier.phone or None,
        id_number=dossier.id_number or None,
        procedure=dossier.procedure or None,
        followed=int(dossier.followed) or None,
        owes=owed_kept(dossier.owes),
        moves=dossier.moves or None,
        agenda_pk=agenda[0],
        agenda_at=agenda[1],
        version=dossier.version,
        **_facts(dossier.facts),
    )


def _dossier(row: DossierRow) -> Dossier:
    return Dossier(
        tenant=row.tenant,
        code=row.code,
        facts=_facts_from(row),
        by=row.by or "",
        phone=row.phone or "",
        id_number=row.id_number or "",
        procedure=row.procedure or "",
        followed=bool(row.followed),
        owes=_owed_from(row.owes),
        moves=int(row.moves or 0),
        version=int(row.version),
    )
