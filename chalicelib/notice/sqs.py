"""The queue that wakes the courier."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, observe

BATCH = 10


@dataclass(frozen=True)
class SqsNudge:
    """Wakes the courier at once. A lost nudge costs a minute: the agenda is the guarantee."""

    url: str

    def __call__(self, keys: Iterable[tuple[str, str]]) -> None:
        rest = iter(keys)
        while some := list(islice(rest, BATCH)):
            entries = [{"Id": str(i), "MessageBody": f"{parent}\n{notice}"} for i, (parent, notice) in enumerate(some)]
            try:
                aws.client("sqs").send_message_batch(QueueUrl=self.url, Entries=entries)
            except (ClientError, BotoCoreError):
                observe.alarm("courier not woken")
                return


def read_nudge(body: str) -> tuple[str, str]:
    """The notice a nudge names: its partition and id."""
    parent, _, notice = body.partition("\n")
    return parent, notice
