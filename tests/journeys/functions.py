"""Functions a schedule calls, called now: the deployed function is invoked as the schedule invokes it."""

import json
from typing import Any

import boto3

from infra.local.place import KEYS
from tests.deployed import Deployed

TICK = {
    "id": "1", "time": "2026-11-18T02:00:00Z", "region": "ap-southeast-1", "source": "aws.events", "account": "0",
    "detail-type": "Scheduled Event", "detail": {}, "resources": [], "version": "0",
}  # fmt: skip


def cloud(deployed: Deployed, service: str) -> Any:
    return boto3.client(
        service, endpoint_url=deployed.cloud_url, region_name=deployed.region,
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip


def tick(deployed: Deployed, function: str) -> Any:
    """What `function` (its name in the template) answers to a turn of the schedule."""
    access = cloud(deployed, "lambda")
    pages = access.get_paginator("list_functions").paginate()
    (name,) = (row["FunctionName"] for page in pages for row in page["Functions"] if function in row["FunctionName"])
    answer = access.invoke(FunctionName=name, Payload=json.dumps(TICK).encode())
    said = answer["Payload"].read()
    assert "FunctionError" not in answer, said
    return json.loads(said)
