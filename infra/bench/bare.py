"""The reference door: a Chalice app whose routes only enqueue what they were sent, unread and unverified."""

import os
from typing import Any

import boto3
from chalice.app import Chalice

app = Chalice(app_name="bare", configure_logs=False)
sqs = boto3.client("sqs")


def _enqueue() -> dict[str, int]:
    asked: Any = app.current_request
    body = asked.raw_body.decode()
    sqs.send_message(QueueUrl=os.environ["INBOUND_QUEUE_URL"], MessageBody=body, MessageGroupId="all")
    return {"kept": 1}


@app.route("/webhooks/facebook/{app_name}", methods=["POST"], content_types=["*/*"])
def facebook(app_name: str) -> dict[str, int]:  # noqa: ARG001 of the route
    return _enqueue()


@app.route("/webhooks/zalo/{app_name}", methods=["POST"], content_types=["*/*"])
def zalo(app_name: str) -> dict[str, int]:  # noqa: ARG001 of the route
    return _enqueue()
