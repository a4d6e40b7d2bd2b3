"""Surveys on DynamoDB.

| row      | pk                        | sk            |                                                        |
|----------|---------------------------|---------------|--------------------------------------------------------|
| round    | V#tenant                  | R#id          | on the agenda while the clock has something to do      |
| figures  | V#tenant                  | F#id          | frozen when they were published                        |
| answered | VA#tenant#id              | mark          | somebody has answered; gone a month after the round    |
| invited  | VI#tenant#id              | mark          | somebody was invited                                   |
| response | VR#tenant#id#unit         | a random id   | what was answered, and on which day                    |
| person   | VP#tenant#mark            | INVITED       | for what they were asked last; gone a month later      |
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zlib import crc32

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError

from chalicelib.survey.record import round_of, said_of
from chalicelib.survey.round import Round
from chalicelib.survey.store import Invited, Response
from chalicelib.ticket.dynamo import bind, lost_race, transaction
from chalicelib.ticket.dynamo_index import AgendaIndex
from chalicelib.ticket.dynamo_models import CompactAttribute, instant
from chalicelib.ticket.dynamo_rows import SHARDS, Row


class RoundRow(Row):
    said = CompactAttribute()
    version = NumberAttribute()


class FiguresRow(Row):
    said = CompactAttribute()


class MarkRow(Row):
    """That somebody has answered, and nothing else: no unit, no moment."""

    expires_at = NumberAttribute()


class InvitedRow(Row):
    unit = UnicodeAttribute()
    kind = UnicodeAttribute()
    expires_at = NumberAttribute()


class ResponseRow(Row):
    kind = UnicodeAttribute()
    day = UnicodeAttribute()
    answers = CompactAttribute()


class PersonRow(Row):
    errand = UnicodeAttribute()
    expires_at = NumberAttribute()


class DynamoRounds:
    """`Rounds` of store.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def find(self, tenant: str, round_id: str) -> Round | None:
        try:
            row = RoundRow.get(f"V#{tenant}", f"R#{round_id}", consistent_read=True)
        except DoesNotExist:
            return None
        return round_of(tenant, row.said, int(row.version))

    def save(self, round_: Round) -> bool:
        due, shard = round_.next_at, crc32(round_.id.encode()) % SHARDS
        row = RoundRow(
            f"V#{round_.tenant}",
            f"R#{round_.id}",
            agenda_pk=f"survey#{round_.tenant}#{shard}" if due else None,
            agenda_at=instant(due) if due else None,
            said=said_of(round_),
            version=round_.version,
        )
        first = round_.version == 1
        return _put(row, RoundRow.pk.does_not_exist() if first else RoundRow.version == round_.version - 1)

    def page(self, tenant: str, limit: int, before: str = "") -> list[Round]:
        place = RoundRow.sk.between("R#", f"R#{before}" if before else "R$")
        found = RoundRow.query(
            f"V#{tenant}", place, consistent_read=True, scan_index_forward=False, limit=limit + 1
        )  # fmt: skip
        rounds = [round_of(tenant, row.said, int(row.version)) for row in found]
        return [each for each in rounds if each.id != before][:limit]

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        for _, sk in AgendaIndex.until("survey", tenant, instant(until)):
            yield sk[2:]

    def keep(self, tenant: str, round_id: str, mark: str, response: Response, until: datetime) -> bool:
        kept = ResponseRow(
            f"VR#{tenant}#{round_id}#{response.unit}",
            response.id,
            kind=response.kind,
            day=response.day.isoformat(),
            answers=dict(response.answers),
        )
        try:
            with transaction() as act:
                row = MarkRow(f"VA#{tenant}#{round_id}", mark, expires_at=int(until.timestamp()))
                act.save(row, condition=MarkRow.pk.does_not_exist())
                act.save(kept, condition=ResponseRow.pk.does_not_exist())
        except TransactWriteError as error:
            if not lost_race(error):
                raise
            return False
        return True

    def withdraw(self, tenant: str, round_id: str, mark: str, response: Response) -> None:
        with transaction() as act:
            act.delete(MarkRow(f"VA#{tenant}#{round_id}", mark))
            act.delete(ResponseRow(f"VR#{tenant}#{round_id}#{response.unit}", response.id))

    def answered(self, tenant: str, round_id: str, mark: str) -> bool:
        try:
            MarkRow.get(f"VA#{tenant}#{round_id}", mark, consistent_read=True)
        except DoesNotExist:
            return False
        return True

    def marks(self, tenant: str, round_id: str) -> Iterator[str]:
        for row in MarkRow.query(f"VA#{tenant}#{round_id}", consistent_read=True, attributes_to_get=["pk", "sk"]):
            yield str(row.sk)

    def responses(self, tenant: str, round_id: str, unit: str) -> Iterator[Response]:
        for row in ResponseRow.query(f"VR#{tenant}#{round_id}#{unit}", consistent_read=True):
            yield Response(
                id=row.sk, unit=unit, kind=row.kind, day=date.fromisoformat(row.day), answers=row.answers
            )  # fmt: skip

    def invite(self, tenant: str, round_id: str, invited: Invited, until: datetime) -> None:
        InvitedRow(
            f"VI#{tenant}#{round_id}",
            invited.mark,
            unit=invited.unit,
            kind=invited.kind,
            expires_at=int(until.timestamp()),
        ).save()

    def invited(self, tenant: str, round_id: str) -> Iterator[Invited]:
        for row in InvitedRow.query(f"VI#{tenant}#{round_id}", consistent_read=True):
            yield Invited(mark=row.sk, unit=row.unit, kind=row.kind)

    def reserve(self, tenant: str, person: str, errand: str, now: datetime, until: datetime) -> bool:
        pk, sk = f"VP#{tenant}#{person}", "INVITED"
        row = PersonRow(pk, sk, errand=errand, expires_at=int(until.timestamp()))
        free = PersonRow.pk.does_not_exist() | (PersonRow.expires_at <= int(now.timestamp()))
        if _put(row, free):
            return True
        try:
            return bool(PersonRow.get(pk, sk, consistent_read=True).errand == errand)
        except DoesNotExist:
            return False  # it has just gone: the next run asks

    def freeze(self, tenant: str, round_id: str, figures: Mapping[str, Any]) -> None:
        FiguresRow(f"V#{tenant}", f"F#{round_id}", said=figures).save()

    def frozen(self, tenant: str, round_id: str) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = FiguresRow.get(f"V#{tenant}", f"F#{round_id}", consistent_read=True).said
        except DoesNotExist:
            return None
        return found


def _put(row: Row, condition: Any) -> bool:
    try:
        row.save(condition=condition)
    except PutError as error:
        if not lost_race(error):
            raise
        return False
    return True
