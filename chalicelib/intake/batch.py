"""A batch of the FIFO queue: one poisoned record is put aside, its neighbours never pay for it."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from chalicelib import observe
from chalicelib.errors import PetitionError, StaleTicket, TryAgain, Unavailable

PARK_AT = 4  # deliveries; the queue's own limit is higher, so only a crash ever reaches it
_PASSING = (StaleTicket, TryAgain, Unavailable)


def work(event: dict[str, Any], take: Callable[[str], None], park: Callable[[dict[str, Any], str], None]) -> Any:
    """Work on every record in order; returns the ids to be brought again.

    A record that can never be worked on is parked at once, one that keeps failing at its PARK_AT-th delivery.
    When a record fails, only the rest of its group waits: order inside a conversation is kept.
    """

    def one(record: SQSRecord) -> None:
        try:
            take(record.body)
        except Exception as error:
            hopeless = isinstance(error, PetitionError) and not isinstance(error, _PASSING)
            if not hopeless and int(record.attributes.approximate_receive_count) < PARK_AT:
                observe.alarm("message failed", attempt=record.attributes.approximate_receive_count)
                raise
            why = error.code if isinstance(error, PetitionError) else type(error).__name__
            park(record.raw_event, why)
            observe.count("MessagesParked")
            observe.alarm("message parked", why=why)

    processor = SqsFifoPartialProcessor(skip_group_on_error=True)
    processor.raise_on_entire_batch_failure = False  # a batch of one bad record is no failure of the function
    return process_partial_response(event=event, record_handler=one, processor=processor)
