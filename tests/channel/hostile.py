"""Makes hostile bodies out of recorded ones: seeded, so that what failed once fails again."""

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

from tests.channel.recorded import RECORDED, channel_of, posts_of

FLOAT = 7182930465120.25  # an id that was a number once and has lost its digits: it must not become an id again
DEEP = "@@deep@@"
VALUES: list[Any] = [
    None, True, False, [], {}, "", " ", 0, -1, 1, FLOAT, 0.1, -0.0, float("nan"), float("inf"), float("-inf"), 2**63, 10**30, -(10**400),
    "\ud800", "\udfff\ud800", "\x00", "\uffff", "٣", "١٢٣", "1e400", "NaN", "-Infinity", "-", "0x10", "1_0", "é" * 30, "Ư" * 30, DEEP,
    [None], [[]], [{}], {"": None}, {"id": None}, {"id": FLOAT}, {"id": [1]}, [["a"], "b", 1], {"url": 5}, {"coordinates": []}, "true",
    "javascript:alert(1)", "https://", "https://a b", "#", "a#b#c", "{", "{}", "oa_send_", "user_send_", "anonymous_send_text", "comment", "add",
]  # fmt: skip
NAMES = [
    "", "id", "message", "postback", "delivery", "read", "reaction", "referral", "optin", "message_edit", "policy-enforcement", "app_roles",
    "pass_thread_control", "standby", "value", "from", "item", "verb", "photos", "photo", "post", "comment_id", "oa_id", "oaId", "user_id",
    "follower", "info", "msg_ids", "tracking_id", "delivery_time", "attachments", "payload", "quick_reply", "time", "timestamp", "\ud83d",
]  # fmt: skip
_SCRAPS = [
    b"\xff",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\x00",
    b"1e400",
    b"NaN",
    b"-Infinity",
    b'"',
    b"{",
    b"]",
    b"\\ud800",
    b"\\",
    b",",
    b"9" * 40,
    b" ",
]
ORIGINALS = [(channel_of(name), json.dumps(post)) for name in RECORDED for post in posts_of(name)]


def bodies(cases: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(channel, bytes) of each case."""
    chance = Random(seed)
    for _ in range(cases):
        channel, text = chance.choice(ORIGINALS)
        yield channel, chance.choice(_WAYS)(text, chance)


def _bent(text: str, chance: Random) -> bytes:
    """Values of the wrong kind, keys gone, added or in the wrong place."""
    whole = json.loads(text)
    for _ in range(chance.choice((1, 1, 2, 4))):
        _bend(whole, chance)
    return _deepened(json.dumps(whole, ensure_ascii=chance.random() < 0.8), chance)


def _bend(whole: Any, chance: Random) -> None:
    here = whole
    while True:
        places: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not places:
            return
        place = chance.choice(places)
        below = here[place]
        if isinstance(below, dict | list) and chance.random() < 0.95:
            here = below
            continue
        _spoil(here, place, chance)
        return


def _value(chance: Random) -> Any:
    return deepcopy(chance.choice(VALUES))


def _spoil(here: Any, place: Any, chance: Random) -> None:
    act = chance.randrange(8)
    if act == 0:
        del here[place]
    elif act == 1:
        here[place] = [here[place]] * chance.choice((1, 2, 40))
    elif act == 2:
        here[place] = {chance.choice(NAMES): here[place]}
    elif act == 3 and isinstance(here, dict):
        here[chance.choice(NAMES)] = chance.choice((deepcopy(here[place]), _value(chance)))
    elif act == 4 and isinstance(here[place], str):
        here[place] = chance.choice(
            (
                here[place] * 50,
                here[place][::-1],
                int(here[place]) if here[place].isdecimal() and len(here[place]) < 4000 else 7,
            )
        )
    else:
        here[place] = _value(chance)


def _deepened(text: str, chance: Random) -> bytes:
    """Nested up to thousands deep, where the mark stands: no encoder would write it."""
    if DEEP in text:
        depth = chance.choice((30, 200, chance.randint(850, 1000), 2000, 5000))
        opened, closed = chance.choice((("[", "]"), ('{"a":', "}")))
        text = text.replace(f'"{DEEP}"', opened * depth + "1" + closed * depth, 1)
    return text.encode("utf-8", "surrogatepass")


def _scratched(text: str, chance: Random) -> bytes:
    """Bytes flipped, put in, or cut out."""
    raw = bytearray(text.encode())
    for _ in range(chance.choice((1, 1, 3, 10))):
        at = chance.randrange(len(raw) + 1)
        raw[at : at + chance.choice((0, 0, 1, 5))] = chance.choice(_SCRAPS)
    return bytes(raw)


def _cut(text: str, chance: Random) -> bytes:
    return text.encode()[: chance.randrange(len(text))]


def _doubled(text: str, chance: Random) -> bytes:
    """A key twice: the last one counts."""
    key, value = chance.choice(NAMES), json.dumps(chance.choice(VALUES))
    at = chance.choice([n for n, letter in enumerate(text) if letter == "{"])
    return _deepened(f"{text[: at + 1]}{json.dumps(key)}:{value},{text[at + 1 :]}", chance)


def _swollen(text: str, chance: Random) -> bytes:
    """One text or number of it far too long."""
    huge = chance.choice(
        ('"' + "ạ" * 30_000 + '"', "9" * 4000, "9" * 5000, "[" + "1," * 5000 + "1]", '"' + "1" * 20_000 + '"')
    )
    return text.replace(chance.choice(('"m_', '"10', '"64', "1794968142")), huge + ',"x":"', 1).encode()


_WAYS: Sequence[Callable[[str, Random], bytes]] = (
    [_bent] * 60 + [_doubled] * 20 + [_scratched] * 14 + [_cut] * 5 + [_swollen]
)
