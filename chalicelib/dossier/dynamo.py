"""Dossiers on DynamoDB.

| row     | pk            | sk                         |                                             |
|---------|---------------|----------------------------|---------------------------------------------|
| dossier | D#tenant#code | DOSSIER                    | where it stands now                         |
| step    | D#tenant#code | H#2026-11-22T03:21:47.123Z | where it stood from that instant on         |
| tries   | D#tenant#code | TRIES#2026-11-22           | wrong digits of a day, gone two days later  |
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError

from chalicelib.dossier.cabinet import STEPS
from chalicelib.dossier.dossier import Dossier, Facts, Status
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_models import CompactAttribute, InstantAttribute, instant
from chalicelib.ticket.dynamo_rows import Row

_SK = "DOSSIER"
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
    by = UnicodeAttribute()
    phone = UnicodeAttribute(null=True)
    id_number = UnicodeAttribute(null=True)
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
            return _dossier(DossierRow.get(_pk(tenant, code), _SK, consistent_read=True))
        except DoesNotExist:
            return None

    def many(self, tenant: str, codes: Iterable[str]) -> Mapping[str, Dossier]:
        keys = [(_pk(tenant, code), _SK) for code in dict.fromkeys(codes)]
        rows = DossierRow.batch_get(keys, consistent_read=True) if keys else ()
        return {row.code: _dossier(row) for row in rows}

    def save(self, dossier: Dossier, *, step: bool) -> bool:
        row = _row(dossier)
        new = dossier.version == 1
        seen = DossierRow.pk.does_not_exist() if new else DossierRow.version == dossier.version - 1
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
            _pk(tenant, code), StepRow.sk.startswith("H#"), consistent_read=True, scan_index_forward=False, limit=STEPS
        )
        return [_facts_from(row) for row in steps]

    def tried(self, tenant: str, code: str, day: date, by: int) -> int:
        row = TriesRow(_pk(tenant, code), f"TRIES#{day.isoformat()}")
        until = datetime.combine(day, time(), UTC) + _TRIES_KEPT
        row.update(actions=[TriesRow.tries.add(by), TriesRow.expires_at.set(int(until.timestamp()))])
        return int(row.tries)


def _pk(tenant: str, code: str) -> str:
    return f"D#{tenant}#{code}"


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
    return DossierRow(
        _pk(dossier.tenant, dossier.code),
        _SK,
        tenant=dossier.tenant,
        code=dossier.code,
        by=dossier.by,
        phone=dossier.phone or None,
        id_number=dossier.id_number or None,
        version=dossier.version,
        **_facts(dossier.facts),
    )


def _dossier(row: DossierRow) -> Dossier:
    return Dossier(
        tenant=row.tenant,
        code=row.code,
        facts=_facts_from(row),
        by=row.by,
        phone=row.phone or "",
        id_number=row.id_number or "",
        version=int(row.version),
    )
