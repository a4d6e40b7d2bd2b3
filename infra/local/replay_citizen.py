"""What a citizen of a played day says in answer: the button once it is offered, stars, words, a gesture."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

Call = Callable[[str, str, Any, Mapping[str, str]], tuple[int, Any]]  # method, path, JSON, headers
_OURS = ("ticket", "gesture")  # of a step; the rest goes with the gesture


ASKED = re.compile("hài lòng|đánh giá", re.IGNORECASE)  # an invitation to rate, in words
QUIET = ("21:00", "06:30")  # what the product takes where a province says nothing
VIETNAM = timezone(timedelta(hours=7))


def is_quiet(province: Mapping[str, Any], now: float) -> bool:
    """Whether the province disturbs nobody at this moment (epoch seconds)."""
    begins, ends = province.get("messaging", {}).get("lanes", {}).get("quiet", QUIET)
    clock = f"{datetime.fromtimestamp(now, VIETNAM):%H:%M}"
    return clock >= begins or clock < ends if begins > ends else begins <= clock < ends


@dataclass(frozen=True)
class Citizen:
    """Whoever wrote one message of the day; `key` is the platform's of it, `code` the petition it opened.

    until   waits for what a look shows, or raises TimeoutError with these words
    ticket  the petition, once it is there and in that status
    quiet   it is night: the product asks nobody for stars before the morning, and people write them unasked
    """

    call: Call
    until: Callable[[Callable[[], Any], str], Any]
    ticket: Callable[..., Mapping[str, Any]]
    who: Mapping[str, str]
    code: str
    key: str
    quiet: bool = False

    def says(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """An order of the control API.

        raises  TimeoutError when what they answer to has not come
        """
        if "say" in step:
            return {"kind": "text", "text": step["say"]}
        if "gesture" in step:
            self.ticket(self.code)
            rest = {name: value for name, value in step.items() if name not in _OURS}
            return rest | {"kind": step["gesture"], "of": self.key}
        title = str(step.get("press") or step["rate"])
        if self.who["channel"] == "facebook" and not self.quiet:
            return self._pressed(step, title)
        self.ticket(self.code, "answered")
        return self._with_stars(step) or {"kind": "text", "text": title}

    def _with_stars(self, step: Mapping[str, Any]) -> dict[str, Any] | None:
        """The stars of Zalo's rating template, where the product has sent one; Zalo has no buttons."""
        if "rate" not in step or self.quiet:
            return None
        card = self._rating_card()
        return {"kind": "rate", "of": card, "stars": step["rate"], "text": step.get("note", "")} if card else None

    def _pressed(self, step: Mapping[str, Any], title: str) -> dict[str, Any]:
        rating = f"RATE:{self.code}:{step['rate']}" if "rate" in step else ""

        def meant(reply: Mapping[str, Any]) -> bool:
            """A button of stars names the answer it is for, which the day does not know."""
            return f"{reply['payload']}:".startswith(f"{rating}:") if rating else reply["title"] == title

        def look() -> Mapping[str, Any] | None:
            return next(filter(meant, self._offered()), None)

        reply = self.until(look, f"no button {title} is offered")
        return {"kind": "quick_reply", "text": reply["title"], "payload": reply["payload"]}

    def _rating_card(self) -> str | None:
        """The key of the rating template in the thread; None when the product asked in words instead."""

        def look() -> Mapping[str, Any] | None:
            return next((m for m in self._told() if m["more"].get("rating") or ASKED.search(m["text"])), None)

        found: Mapping[str, Any] = self.until(look, "nobody has asked for a rating")
        return str(found["key"]) if found["more"].get("rating") else None

    def _offered(self) -> Sequence[Mapping[str, Any]]:
        """The buttons about this ticket that were offered last."""
        sets = [message["more"].get("quick_replies", ()) for message in self._told()]
        return next((s for s in sets if any(self.code in str(reply.get("payload")) for reply in s)), ())

    def _told(self) -> list[Mapping[str, Any]]:
        """What the product said in this thread, the newest first."""
        query = "&".join(f"{name}={value}" for name, value in self.who.items())
        _, thread = self.call("GET", f"/control/thread?{query}", None, {})
        return [m for m in reversed(thread["messages"]) if m["side"] == "product"]
