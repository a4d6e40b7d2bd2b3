"""The inbound FIFO queue: one conversation is one message group, so nothing in it can overtake anything."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws, observe
from chalicelib.channel.split import Piece
from chalicelib.errors import Unavailable

BATCH = 10
BATCH_BYTES = 250_000  # SQS counts all messages of a batch together


def batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """`pieces` in order, in batches SQS takes."""
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        if batch and (len(batch) == BATCH or size + piece.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += piece.size
    if batch:
        yield batch


@dataclass(frozen=True)
class SqsQueue:
    """`Queue` of door.py."""

    url: str

    def send(self, pieces: Iterable[Piece]) -> None:
        for batch in batches(pieces):
            left = self._try(batch)
            if left and self._try(left):
                raise Unavailable("the queue did not take the message; please send it again")

    def _try(self, batch: list[Piece]) -> list[Piece]:
        """Send a batch; returns the pieces the queue did not take."""
        entries = [
            {
                "Id": str(i),
                "MessageBody": p.body,
                "MessageGroupId": p.group,
                "MessageDeduplicationId": p.dedup,
            }
            for i, p in enumerate(batch)
        ]
        try:
            answer = aws.client("sqs").send_message_batch(QueueUrl=self.url, Entries=entries)
        except (ClientError, BotoCoreError) as error:
            observe.alarm("inbound queue cannot be reached")
            raise Unavailable("the queue cannot be reached; please send it again") from error
        return [batch[int(failed["Id"])] for failed in answer.get("Failed", [])]


@dataclass(frozen=True)
class SqsParking:
    """Puts a poisoned record aside itself, before the queue's limit, so that those behind it never pay for it."""

    url: str

    def __call__(self, record: dict[str, Any], why: str) -> None:
        attributes = record["attributes"]
        aws.client("sqs").send_message(
            QueueUrl=self.url,
            MessageBody=record["body"],
            MessageGroupId=attributes["MessageGroupId"],
            MessageDeduplicationId=record["messageId"],
            MessageAttributes={"why": {"DataType": "String", "StringValue": why}},
        )
