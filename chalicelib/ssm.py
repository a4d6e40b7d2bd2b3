"""Secrets, read from SSM by name and kept for five minutes, so that a rotation arrives without a deployment."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import aws
from chalicelib.errors import NotFound

FRESH_FOR = timedelta(minutes=5)


@dataclass
class Secrets:
    """`path` leads every name: one stage never reads another's."""

    path: str
    now: Callable[[], datetime]
    _kept: dict[str, tuple[datetime, dict[str, Any]]] = field(default_factory=dict)

    def get(self, name: str) -> dict[str, Any]:
        """The JSON object kept under `name`.

        raises  NotFound when there is none
        """
        kept = self._kept.get(name)
        if kept and self.now() - kept[0] < FRESH_FOR:
            return kept[1]
        try:
            answer = aws.client("ssm").get_parameter(Name=f"{self.path}/{name}", WithDecryption=True)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("ParameterNotFound", "ValidationException"):
                raise
            raise NotFound("no such secret", name=name) from error
        value: dict[str, Any] = json.loads(answer["Parameter"]["Value"])
        self._kept[name] = (self.now(), value)
        return value
