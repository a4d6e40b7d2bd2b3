"""One run of the night: its parts, one after the other, in the time its function has left.

Each part may begin something new until its share of that time is over, and what it leaves is for those after it. So
nothing is killed in the middle, and no part keeps another from its turn; what is left is for the next run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import observe

RESERVE = timedelta(seconds=30)  # of the function's 300: what a part has begun as its share ends is done to its end


@dataclass(frozen=True, slots=True)
class Part:
    """weight  its share, beside those of the parts that are still to come; run: until when (UTC) → what was done"""

    name: str
    weight: int
    run: Callable[[datetime], int]


@dataclass(frozen=True)
class Shift:
    parts: Sequence[Part]
    now: Callable[[], datetime]

    def run(self, left: int) -> int:
        """Returns how much was done, of all parts.

        left    milliseconds until the function is killed
        raises  ExceptionGroup of what parts raised, once all had their turn: the function has failed, and says so
        """
        end = self.now() + timedelta(milliseconds=left) - RESERVE
        done, raised = 0, list[Exception]()
        for place, part in enumerate(self.parts):
            now, whole = self.now(), sum(each.weight for each in self.parts[place:])
            try:
                done += part.run(now + max(end - now, timedelta()) * part.weight / whole)
            except Exception as error:
                observe.alarm("a part of the night failed", part=part.name)
                raised.append(error)
        if raised:
            raise ExceptionGroup("parts of the night failed", raised)
        return done
