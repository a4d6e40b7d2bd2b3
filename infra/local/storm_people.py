"""Who writes in a storm, what they say and how they are answered. Pure: a seed gives the same people again."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.platforms.outside import Account

LETTERS = (
    "bcdghklmnpqrstvx"  # no vowels: a mark is never a word, and has no digit that could look like somebody's number
)
TEXTS = (
    "Ổ gà rất sâu trên đường chính ở {place}, đi lại khó khăn.",
    "Bãi rác tự phát cạnh chợ ở {place} ba ngày nay không ai thu gom.",
    "Cả dãy đèn đường ở {place} tắt hơn một tuần rồi.",
    "Vỉa hè ở {place} bị chiếm hết để bán hàng.",
    "Nước máy ở {place} hai hôm nay đục ngầu, có mùi tanh.",
    "Xe tải chở đất qua {place} làm rơi vãi đầy đường, bụi mù cả ngày.",
    "Cống ở {place} tắc, mưa là ngập vào nhà.",
    "Cây xanh trước trường ở {place} bị nghiêng, đề nghị cắt tỉa.",
)
# Shares of a hundred.
SURFACES = {"messenger": 40, "comment": 22, "visitor_post": 8, "zalo": 30}
SIDES = {"private": 30, "public": 40, "both": 30}
WITH_PHOTO, LONG = 0.25, 0.08
FILLER = "Đơn vị đã kiểm tra tại chỗ, phân công người phụ trách và theo dõi cho đến khi xong việc. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One citizen with one matter. `side` is where staff answer what was said in public; else it is private."""

    mark: str
    surface: str
    account: Account
    said: tuple[Mapping[str, Any], ...]  # orders of the control API, in order
    side: str
    answer: str

    @property
    def person(self) -> str:
        return f"bao-{self.mark}"

    @property
    def public_first(self) -> bool:
        return self.surface in ("comment", "visitor_post")

    @property
    def must_chat(self) -> bool:
        """A private answer below a post needs a window, and only the citizen's own words open one."""
        return self.public_first and self.side != "public"

    @property
    def sides(self) -> tuple[str, ...]:
        return ("private", "public") if self.side == "both" else (self.side,)

    def begins(self) -> str:
        return f"Việc {self.mark}:"

    def ends(self) -> str:
        return f"Hết việc {self.mark}."


def crowd(
    many: int, seed: int, accounts: Sequence[Account], places: Sequence[str], run: str = ""
) -> list[Conversation]:
    """So many conversations; `run` sets those of one run apart from another's with the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a storm, not a secret
    open_to = {surface: [a for a in accounts if a.channel == _channel(surface)] for surface in SURFACES}
    surfaces = {surface: weight for surface, weight in SURFACES.items() if open_to[surface]}
    return [_conversation(chance, f"{run}{_letters(n)}", surfaces, open_to, places) for n in range(many)]


def _conversation(
    chance: random.Random,
    mark: str,
    surfaces: Mapping[str, int],
    open_to: Mapping[str, Sequence[Account]],
    places: Sequence[str],
) -> Conversation:
    surface = chance.choices(list(surfaces), list(surfaces.values()))[0]
    text = chance.choice(TEXTS).format(place=chance.choice(places))
    kind = surface if surface in ("comment", "visitor_post") else "text"
    said: list[Mapping[str, Any]] = [{"kind": kind, "text": text}]
    if kind == "text" and chance.random() < WITH_PHOTO:
        said.append({"kind": "image", "media": "o-ga.jpg"})
    side = chance.choices(list(SIDES), list(SIDES.values()))[0] if kind != "text" else "private"
    filler = FILLER * (30 if chance.random() < LONG else 1)
    account = chance.choice(list(open_to[surface]))
    words = f"Việc {mark}: {filler}Hết việc {mark}."
    return Conversation(mark=mark, surface=surface, account=account, said=tuple(said), side=side, answer=words)


def _channel(surface: str) -> str:
    return "zalo" if surface == "zalo" else "facebook"


def _letters(number: int) -> str:
    """Four letters for a number up to 65,535."""
    return "".join(LETTERS[number >> shift & 15] for shift in (12, 8, 4, 0))


def letters_of(number: int) -> str:
    """Four letters that stand for a run."""
    return _letters(number & 0xFFFF)
