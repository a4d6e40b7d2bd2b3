"""The queue that wakes the courier, and the one whose length tells whether we are behind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, observe

BATCH = 10
LONGEST_DELAY = 900  # seconds
MANY = 200  # a second's work of the readers
KNOWN_FOR = timedelta(seconds=5)
_WAITING = "ApproximateNumberOfMessages"


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


@dataclass
class SqsBacklog:
    """Whether what platforms have told us is read with a delay."""

    url: str
    now: Callable[[], datetime]
    _known: tuple[datetime, bool] | None = None

    def __call__(self) -> bool:
        """True while many messages wait; known for some seconds. False when SQS does not say."""
        if self._known is None or self.now() - self._known[0] > KNOWN_FOR:
            self._known = (self.now(), self._waiting() > MANY)
        return self._known[1]

    def _waiting(self) -> int:
        try:
            answer = aws.client("sqs").get_queue_attributes(QueueUrl=self.url, AttributeNames=[_WAITING])
        except (ClientError, BotoCoreError):
            observe.alarm("inbound queue not asked")
            return 0
        return int(answer["Attributes"][_WAITING])


def read_nudge(body: str) -> tuple[str, str]:
    """The notice a nudge names: its partition and id."""
    parent, _, notice = body.partition("\n")
    return parent, notice
