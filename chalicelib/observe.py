"""Logs and metrics: the only Logger of the process, made at the first need.

Lazy, because the webhook path answers within milliseconds and need not pay for either.
Never pass a citizen's words, name or number: what is logged here leaves the vault's protection.
"""

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

NAMESPACE = "CauNoi"
SERVICE = "cau-noi"


@cache
def logger() -> "Logger":
    """Structured JSON on stdout."""
    from aws_lambda_powertools import Logger

    return Logger(service=SERVICE, use_rfc3339=True, utc=True)


def note(message: str, **facts: Any) -> None:
    """One line per decision."""
    logger().info(message, extra=facts)


def line(message: str, **facts: Any) -> None:
    """`note` for the webhook path: plain JSON on stdout, without waking the logger."""
    sys.stdout.write(json.dumps({"level": "INFO", "message": message, "service": SERVICE, **facts}) + "\n")


def alarm(message: str, **facts: Any) -> None:
    """Something a person must look at; the stack trace is attached when an exception is being handled."""
    logger().error(message, extra=facts, exc_info=True)


def count(name: str, amount: float = 1, *, tenant: str = "-", unit: str = "Count") -> None:
    """A business metric, written at once: handlers are short and none must be lost to a crash."""
    from aws_lambda_powertools import single_metric
    from aws_lambda_powertools.metrics import MetricUnit

    with single_metric(name=name, unit=MetricUnit(unit), value=amount, namespace=NAMESPACE) as metric:
        metric.add_dimension(name="service", value=SERVICE)
        metric.add_dimension(name="tenant", value=tenant)
