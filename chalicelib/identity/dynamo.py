"""The vault on DynamoDB: its own table, its own key, its own IAM statement."""

from dataclasses import asdict
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DoesNotExist, PutError
from pynamodb.models import Model

from chalicelib.identity.vault import Person


class PersonRow(Model):
    class Meta:
        table_name = ""  # bound by DynamoVault
        connect_timeout_seconds = 2
        read_timeout_seconds = 5

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    tenant = UnicodeAttribute()
    alias = UnicodeAttribute()
    channel = UnicodeAttribute()
    account = UnicodeAttribute()
    platform_id = UnicodeAttribute()
    name = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    submitter = UnicodeAttribute()


class DynamoVault:
    """`Vault` of vault.py."""

    def __init__(self, table: str) -> None:
        if PersonRow.Meta.table_name != table:
            PersonRow.Meta.table_name = table
            PersonRow._connection = None

    def remember(self, person: Person) -> None:
        fields: dict[str, Any] = {name: value or None for name, value in asdict(person).items()}
        row = PersonRow(pk=f"P#{person.tenant}#{person.alias}", sk="PERSON", **fields)
        try:
            row.save(condition=PersonRow.pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise

    def recall(self, tenant: str, alias: str) -> Person | None:
        try:
            row = PersonRow.get(f"P#{tenant}#{alias}", "PERSON", consistent_read=True)
        except DoesNotExist:
            return None
        return Person(**{name: getattr(row, name) or "" for name in Person.__dataclass_fields__})
