"""The queue that wakes the courier."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, observe

BATCH = 10
LONGEST_DELAY = 900  # seconds


@dataclass(frozen=True)
class SqsNudge:
    """Wakes the courier at once. A lost nudge costs a minute: the agenda is the guarantee."""

    url: str

    def __call__(self, keys: Iterable[tuple[str, str]], delay: int = 0) -> None:
        """delay: in how many seconds, at most 900."""
        rest = iter(keys)
        while some := list(islice(rest, BATCH)):
            entries = [
                {"Id": str(i), "MessageBody": f"{parent}\n{notice}", "DelaySeconds": delay}
                for i, (parent, notice) in enumerate(some)
            ]
            try:
                aws.client("sqs").send_message_batch(QueueUrl=self.url, Entries=entries)
            except (ClientError, BotoCoreError):
                observe.alarm("courier not woken")
                return

    def later(self, parent: str, notice: str, seconds: int) -> None:
        """Wakes the courier for one notice when it is due."""
        self([(parent, notice)], delay=min(seconds, LONGEST_DELAY))


def read_nudge(body: str) -> tuple[str, str]:
    """The notice a nudge names: its partition and id."""
    parent, _, notice = body.partition("\n")
    return parent, notice
