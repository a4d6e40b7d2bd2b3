"""Parked messages, and what became of letters: look at what is parked, bring it back, or drop it.

python -m infra.redrive --stage prod             count it and say why each message was parked
python -m infra.redrive --stage prod --back      bring all back, once the cause is mended     (make redrive)
python -m infra.redrive --stage prod --drop      delete it for good
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from infra.deploy import Target, outputs
from infra.local.launch import desk_target
from infra.package import REGION, STAGES

_AGAIN = {"again": {"DataType": "String", "StringValue": "1"}}
GLANCE = 2  # seconds a message stays hidden while it is only looked at


def _received(sqs: Any, url: str, hidden: int) -> Iterator[dict[str, Any]]:
    """The messages that lie there now, none twice: what is parked again meanwhile is for the next time."""
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    left = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
    while left > 0:
        found = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=min(left, 10),
            VisibilityTimeout=hidden,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if not found:
            return
        left -= len(found)
        yield from found


def parked(sqs: Any, url: str) -> list[tuple[str, str]]:
    """(why, body) of what is parked; it stays where it is."""
    return [
        (m.get("MessageAttributes", {}).get("why", {}).get("StringValue", "crashes"), m["Body"])
        for m in _received(sqs, url, GLANCE)
    ]


def redrive(sqs: Any, source: str, target: str, *, drop: bool = False) -> int:
    """Move every parked message back, each in its conversation's group; returns how many.

    A message is deleted from the parking place only once the queue has it. `drop` deletes without moving.
    """
    moved = 0
    for message in _received(sqs, source, 60):
        if not drop:
            sqs.send_message(
                QueueUrl=target,
                MessageBody=message["Body"],
                MessageGroupId=message["Attributes"]["MessageGroupId"],
                MessageDeduplicationId=f"again-{message['MessageId']}",
            )
        sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
        moved += 1
    return moved


def retold(sqs: Any, sns: Any, source: str, topic: str, *, drop: bool = False) -> int:
    """Tell again what became of letters; returns how many events. `drop` deletes without telling."""
    told = 0
    for message in _received(sqs, source, 60):
        for record in json.loads(message["Body"])["Records"]:
            if not drop:
                said = record["Sns"]
                subject = said.get("Subject") or "Amazon SES Email Event Notification"
                sns.publish(TopicArn=topic, Subject=subject, Message=said["Message"], MessageAttributes=_AGAIN)
            told += 1
        sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
    return told


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.redrive", description="Look at parked messages.")
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--region", default=REGION)
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--back", action="store_true", help="bring them back into the inbound queue")
    act.add_argument("--drop", action="store_true", help="delete them")
    given = parser.parse_args(arguments)
    target = desk_target() if given.stage == "local" else Target(given.stage, region=given.region)
    told = outputs(target)
    if not told:
        sys.stderr.write(f"There is no stack {target.stack}.\n")
        return 1
    sqs, source, letters = target.client("sqs"), told["ParkedQueueUrl"], told["MailEventsParkedQueueUrl"]
    if given.back or given.drop:
        time.sleep(GLANCE)  # somebody may just have looked
        moved = redrive(sqs, source, told["InboundQueueUrl"], drop=given.drop)
        topic = told["MailEventsTopicArn"]
        events = retold(sqs, target.client("sns"), letters, topic, drop=given.drop)
        done = "dropped" if given.drop else "brought back"
        sys.stdout.write(f"{moved} messages and {events} events of letters {done}.\n")
        return 0
    found = parked(sqs, source)
    sys.stdout.writelines(f"{why}: {len(body)} characters\n" for why, body in found)  # never the words themselves
    events = len(parked(sqs, letters))
    sys.stdout.write(f"{len(found)} messages and {events} events of letters are parked.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
