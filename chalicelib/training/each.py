"""What a function does in the world, it does afterwards in each training province, in the time that is left to it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from chalicelib import observe
from chalicelib.errors import Unavailable
from chalicelib.province.registry import Registry, in_turn

Work = Callable[[Registry, datetime], int]  # of one province, and until when of its time → how much was done


@dataclass(frozen=True)
class Each:
    """time_of: what is done within is done at a province's time; now: of the province; world: of the world"""

    provinces: Registry
    time_of: Callable[[str], AbstractContextManager[None]]
    now: Callable[[], datetime]
    world: Callable[[], datetime]

    def run(self, work: Work, until: datetime) -> int:
        """Returns how much was done. What fails in one is told of, and the others go on.

        until  of the world's time: no province is begun after it, and in none anything new
        """
        done = 0
        for province in in_turn(self.provinces.training(), self.world()):
            if self.world() >= until:
                observe.note("training provinces wait for the next run", tenant=province.slug)
                break
            try:
                with self.time_of(province.slug):
                    left = until - self.world()
                    done += work(self.provinces.alone(province.slug), self.now() + left)
            except Unavailable:
                observe.note("a training province is passed over: it is being begun afresh", tenant=province.slug)
            except Exception:
                observe.alarm("a training province was passed over", tenant=province.slug)
        return done
