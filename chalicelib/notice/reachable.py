"""Whether a word could reach somebody at all, asked of the planner before it is owed."""

from datetime import datetime

from chalicelib.notice.lanes import plan
from chalicelib.notice.visit import Visit


def is_reachable(visit: Visit, now: datetime) -> bool:
    """True when the notice may go some way now, or after the quiet hours. An account that is held is held for a while:
    it closes nothing here.
    """
    found = plan(visit.province, visit.notice, visit.reach(""), now)
    return bool(found.ways or found.not_before)
