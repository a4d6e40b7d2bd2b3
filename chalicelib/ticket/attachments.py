"""Attachments after what staff decided of them: which only those may see who may see who a sender is."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.ticket.ticket import Attachment, Event
from chalicelib.ticket.workflow import Act

_NAMELESS = {"image": "ảnh", "video": "video", "audio": "ghi âm"}
BY_STAFF = "staff"  # the restriction of one that staff restricted without a reason of ours


def name_of(event: int, index: int) -> str:
    """How a decision names an attachment: «3.0» is the first one of the third event."""
    return f"{event}.{index}"


def restrictions(events: Iterable[Event]) -> Mapping[str, str]:
    """Name of each attachment → why it is restricted; empty when it is not. The last decision of staff counts."""
    found: dict[str, str] = {}
    decided: dict[str, str] = {}
    for event in events:
        found |= {name_of(event.n, i): attachment.restricted for i, attachment in enumerate(event.attachments)}
        if event.act is Act.RESTRICT:
            decided[str(event.facts["attachment"])] = BY_STAFF if event.facts["restricted"] else ""
    return found | {name: why for name, why in decided.items() if name in found}


def open_files(events: Sequence[Event], n: int) -> Mapping[int, Attachment]:
    """Index → copy, of what came with event `n` and whoever sent the petition may have: never what is restricted."""
    why = restrictions(events)
    given = next((event.attachments for event in events if event.n == n and not event.erased), ())
    return {i: each for i, each in enumerate(given) if each.key and not why[name_of(n, i)]}


def names_of(event: Event) -> str:
    """What the words say of the files that go with them; of what shows an identity paper they say nothing.

    It is settled when the words are: a letter must read the same when it is looked for later.
    """
    shown = [file for file in event.attachments if not file.restricted]
    return "; ".join(file.name or f"{_NAMELESS.get(file.kind, 'tệp')} {n}" for n, file in enumerate(shown, 1))
