"""Counters of calls and debts of wrong PINs on DynamoDB.

| row    | pk                           | sk                |
|--------|------------------------------|-------------------|
| calls  | R#tenant#kind#caller         | the minute        |
| debt   | R#tenant#pin#code            | PIN               |
| debt   | R#tenant#pin#code#mark       | PIN               |
| debt   | R#tenant#pins-from#mark      | PIN               |
| trust  | R#tenant#pin-right#code#mark | PIN               |

All go by `expires_at`; trust is a debt of the other sort: it ends when it is paid.
"""

from pynamodb.attributes import NumberAttribute
from pynamodb.exceptions import DoesNotExist, PynamoDBException, UpdateError

from chalicelib import observe
from chalicelib.errors import Unavailable
from chalicelib.ticket.dynamo import bind
from chalicelib.ticket.dynamo_models import Row

_PIN = "PIN"
_RACES = 5


class CallsRow(Row):
    n = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class DebtRow(Row):
    until = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class DynamoCounters:
    """`Counters` of limits.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def add(self, key: str, window: int, calls: int, expires_at: int) -> int:
        row = CallsRow(f"R#{key}", f"{window}")
        try:
            row.update(actions=[CallsRow.n.add(calls), CallsRow.expires_at.set(expires_at)])
        except PynamoDBException as error:
            observe.note("calls could not be counted", why=type(error).__name__)
            return calls
        return int(row.n)


class DynamoTries:
    """`Tries` of guesses.py."""

    def __init__(self, table: str) -> None:
        bind(table)

    def until(self, key: str) -> int:
        try:
            return int(DebtRow.get(f"R#{key}", _PIN, consistent_read=True).until)
        except DoesNotExist:
            return 0

    def add(self, key: str, now: int, seconds: int, keep: int) -> int:
        """raises  Unavailable after many lost races between a debt that runs and one that was just paid"""
        row = DebtRow(f"R#{key}", _PIN)
        running, paid = DebtRow.until > now, DebtRow.until.does_not_exist() | (DebtRow.until <= now)
        for _ in range(_RACES):
            for when, until, expiry in (
                (running, DebtRow.until + seconds, DebtRow.until + (seconds + keep)),
                (paid, now + seconds, now + seconds + keep),
            ):
                try:
                    row.update(actions=[DebtRow.until.set(until), DebtRow.expires_at.set(expiry)], condition=when)
                except UpdateError as error:
                    if error.cause_response_code != "ConditionalCheckFailedException":
                        raise
                else:
                    return int(row.until)
        raise Unavailable("the pin could not be counted; please send it again")
