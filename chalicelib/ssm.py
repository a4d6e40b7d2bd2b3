"""Secrets, read from SSM by name and kept for five minutes, so that a rotation arrives without a deployment."""

import json
from collections.abc import Callable, Mapping
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
        asked_at = self.now()
        if kept and asked_at - kept[0] < FRESH_FOR:
            return kept[1]
        try:
            answer = aws.client("ssm").get_parameter(Name=f"{self.path}/{name}", WithDecryption=True)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("ParameterNotFound", "ValidationException"):
                raise
            raise NotFound("no such secret", name=name) from error
        value: dict[str, Any] = json.loads(answer["Parameter"]["Value"])
        self._kept[name] = (asked_at, value)
        return value

    def put(self, name: str, value: Mapping[str, Any]) -> None:
        """Keep `value` under `name` in the place of what is there; other processes see it within five minutes."""
        self.forget(name)
        text = json.dumps(value, ensure_ascii=False)
        aws.client("ssm").put_parameter(Name=f"{self.path}/{name}", Value=text, Type="SecureString", Overwrite=True)

    def forget(self, name: str) -> None:
        """Read `name` afresh at the next need: what we hold turned out to be old."""
        self._kept.pop(name, None)

    def kept(self, name: str) -> dict[str, Any] | None:
        """What this process holds under `name` at present, without asking anybody."""
        found = self._kept.get(name)
        return found[1] if found else None
