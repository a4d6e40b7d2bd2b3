"""One session and one client a service, made at the first need.

botocore, the core of boto3, without boto3's own layer: nothing here uses resources, and a cold start is a third
shorter (docs/adr/0005).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session, get_session

from chalicelib import staged

# Short enough that a hanging service shows as an error inside the function's own time-out.
QUICK = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})
# A second try inside the client would be a second e-mail: the courier asks for proof before it sends again.
ONCE = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
_WRITES = frozenset({"PutItem", "UpdateItem", "TransactWriteItems", "BatchWriteItem"})
# Links to files: new buckets take no older signature, and redirect who comes to the address all regions share.
SIGNED = QUICK.merge(Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))


@cache
def session() -> Session:
    """The only session of the process: each further client on it costs about 10 ms instead of 100."""
    return get_session()


@cache
def client(service: str) -> Any:
    """The client of `service`; region and endpoint come from the environment (AWS_ENDPOINT_URL)."""
    made = session().create_client(service, config=SIGNED if service == "s3" else QUICK)
    return _telling(made) if service == "dynamodb" else made


def tell(operation: str, params: Mapping[str, Any]) -> None:
    """Say into which partitions of DynamoDB a call is about to write (staged.py)."""
    if staged.tenant() and operation in _WRITES:
        for table, row in _written(params):
            staged.about_to_write(table, row["pk"]["S"])


def _telling(dynamodb: Any) -> Any:
    def asked(params: Mapping[str, Any], model: Any, **_: Any) -> None:
        tell(model.name, params)

    dynamodb.meta.events.register("provide-client-params.dynamodb", asked)
    return dynamodb


def _written(params: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Table and key, or whole row, of everything a call puts or changes; what it deletes leaves nothing behind."""
    for acts in params.get("TransactItems", ()):
        yield from (each for act in ("Put", "Update") if act in acts for each in _written(acts[act]))
    for table, asked in params.get("RequestItems", {}).items():
        yield from ((table, one["PutRequest"]["Item"]) for one in asked if "PutRequest" in one)
    if "TableName" in params:
        yield params["TableName"], params.get("Item") or params["Key"]


def once(service: str) -> Any:
    """The client of `service` that never tries again by itself: what it sends, people get.

    raises  Refused within a training province
    """
    staged.hold_back()
    return _once(service)


@cache
def _once(service: str) -> Any:
    return session().create_client(service, config=ONCE)
