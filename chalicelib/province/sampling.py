"""Of how many answers of a unit the sender is asked, apart from it, whether the matter is really solved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """percent  of a unit's answers of a local week, rounded up; minimum: at least so many, where there are so many"""

    percent: int
    minimum: int

    def size(self, answers: int) -> int:
        """How many of so many answers are drawn."""
        return min(answers, max(self.minimum, -(-answers * self.percent // 100)))
