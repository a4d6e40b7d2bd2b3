"""Our mark on a message: Messenger repeats it in the echo, SES with every receipt."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from chalicelib.ticket.owed import Notice

# What notices hang on: tickets, conversations, accounts, papers, tasks, league tables. A letter whose mark is not known
# again is sent twice when the answer to its sending is lost.
PARENTS = ("T#", "C#", "A#", "PA#", "TK#", "LTN#")


@dataclass(frozen=True, slots=True)
class Mark:
    """Part `number` (from 0) of `total` of one notice."""

    parent: str
    notice: str
    number: int
    total: int

    @property
    def tenant(self) -> str:
        return self.parent.split("#")[1]

    def __str__(self) -> str:
        return f"{self.parent}|{self.notice}|{self.number}|{self.total}"


def mark_of(notice: Notice, number: int, total: int) -> Mark:
    return Mark(notice.parent, notice.id, number, total)


def read_mark(text: str) -> Mark | None:
    """The mark in a platform's metadata; None for what is none of ours."""
    pieces = text.split("|")
    if len(pieces) != 4 or not all(piece.isascii() and piece.isdecimal() and len(piece) < 6 for piece in pieces[2:]):
        return None
    parent, notice, number, total = pieces
    whole = parent.startswith(PARENTS) and parent.count("#") >= 2 and notice
    return Mark(parent, notice, int(number), int(total)) if whole and int(number) < int(total) else None


def tag_of(mark: str) -> str:
    """The mark in the letters a tag of SES may have; a tag says nothing to whoever does not know them."""
    return urlsafe_b64encode(mark.encode()).decode().rstrip("=")


def read_tag(tag: str) -> Mark | None:
    try:
        return read_mark(urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode())
    except ValueError:
        return None
