"""How many follow an account, day by day, on DynamoDB: a row a day, one query a period."""

from collections.abc import Mapping
from datetime import date

from pynamodb.attributes import NumberAttribute

from chalicelib.ticket.dynamo_models import Row


class CrowdRow(Row):
    followers = NumberAttribute()


def keep(tenant: str, channel: str, account: str, day: date, followers: int) -> None:
    CrowdRow(_pk(tenant, channel, account), day.isoformat(), followers=followers).save()


def between(tenant: str, channel: str, account: str, first: date, last: date) -> Mapping[date, int]:
    found = CrowdRow.query(_pk(tenant, channel, account), CrowdRow.sk.between(first.isoformat(), last.isoformat()))
    return {date.fromisoformat(row.sk): int(row.followers) for row in found}


def _pk(tenant: str, channel: str, account: str) -> str:
    return f"CF#{tenant}#{channel}#{account}"
