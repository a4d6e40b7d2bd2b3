"""Logs and metrics: the only Logger of the process, made at the first need.

Lazy, because the webhook path answers within milliseconds and need not pay for either.
Never pass a citizen's words, name or number: what is logged here leaves the vault's protection.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from chalicelib import staged

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

NAMESPACE = "CauNoi"
SERVICE = "cau-noi"
_CALL: ContextVar[str] = ContextVar("call", default="")


@cache
def logger() -> "Logger":
    """Structured JSON on stdout."""
    from aws_lambda_powertools import Logger

    return Logger(service=SERVICE, use_rfc3339=True, utc=True)


@contextmanager
def correlated(call: str) -> Iterator[None]:
    """Every line written within carries `correlation_id`: what one call did can be read together."""
    before = _CALL.set(call)
    try:
        yield
    finally:
        _CALL.reset(before)


def _of_this_call() -> dict[str, str]:
    call = _CALL.get()
    return {"correlation_id": call} if call else {}


def note(message: str, **facts: Any) -> None:
    """One line per decision."""
    logger().info(message, extra=facts | _of_this_call())


def line(message: str, **facts: Any) -> None:
    """`note` for the webhook path: plain JSON on stdout, without waking the logger."""
    said = {"level": "INFO", "message": message, "service": SERVICE, **facts, **_of_this_call()}
    sys.stdout.write(json.dumps(said) + "\n")


def alarm(message: str, **facts: Any) -> None:
    """Something a person must look at; the stack trace is attached when an exception is being handled."""
    logger().error(message, extra=facts | _of_this_call(), exc_info=True)


def count(name: str, amount: float = 1, *, tenant: str = "-", unit: str = "Count") -> None:
    """A business metric, written at once: handlers are short and none must be lost to a crash.

    What is only played is no business: it must wake nobody.
    """
    if staged.tenant():
        return
    from aws_lambda_powertools import single_metric
    from aws_lambda_powertools.metrics import MetricUnit

    with single_metric(name=name, unit=MetricUnit(unit), value=amount, namespace=NAMESPACE) as metric:
        metric.add_dimension(name="service", value=SERVICE)
        metric.add_dimension(name="tenant", value=tenant)
