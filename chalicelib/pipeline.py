"""Several listeners hear the same records, and know nothing of each other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Records = Sequence[Mapping[str, Any]]


def heard_by_all(records: Records, *listeners: Callable[[Records], int]) -> int:
    """Let everyone hear, also those after one that failed; returns the sum of what they return.

    raises  what the first one raised that failed: then all hear the records again, and for each twice is once
    """
    total, failures = 0, list[Exception]()
    for listener in listeners:
        try:
            total += listener(records)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
    return total
