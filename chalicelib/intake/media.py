"""Photos and files are copied into our bucket at once, because the platforms' links expire.

What is copied is of a type we keep, says nothing but what it shows (scrub.py), and is kept from most eyes when it
looks like an identity paper (papers.py). Of what is not copied staff see why: `media_type` is then «refused: …».
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib import observe
from chalicelib.errors import PetitionError, Refused, TooLarge, TryAgain
from chalicelib.intake.papers import IDENTITY_PAPER, shows_paper
from chalicelib.intake.scrub import scrubbed
from chalicelib.intake.sniff import media_type, picture_size
from chalicelib.province.registry import Registry, in_turn
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.store import Errands
from chalicelib.ticket.ticket import Attachment

FILE_LIMIT = 20 * 1024 * 1024
COPIED = {"image", "video", "audio", "file"}
SHOWING = {"image", "file"}  # a card can be shown in these; in a film nobody looks for one
REFUSED = "refused: "  # and why: type, broken, size, or gone (which is also: from a host not on the list)
TRIES = 8  # over about two hours; platform links live longer than that
FIRST_PAUSE = timedelta(minutes=1)
BUDGET = timedelta(seconds=35)  # of the function's 55, where nobody says until when: a last large file comes on top


class Bucket(Protocol):
    def put(self, key: str, data: bytes, content_type: str) -> None:
        """raises TryAgain"""

    def link(self, key: str, media_type: str, name: str) -> str:
        """An address that shows the file to whoever has it, for five minutes; `name` is what it is saved as."""

    def delete(self, prefix: str) -> None:
        """Everything whose key begins with `prefix`, in all its versions, for good.

        raises  TryAgain when something was left
        """


@dataclass(frozen=True)
class Media:
    fetch: Callable[[str, int], tuple[bytes, str]]  # url, limit in bytes → bytes, declared type
    bucket: Bucket
    errands: Errands
    provinces: Registry
    now: Callable[[], datetime]

    def copied(
        self, tenant: str, code: str, event: int, attachments: tuple[Attachment, ...], text: str = ""
    ) -> tuple[tuple[Attachment, ...], tuple[Errand, ...]]:
        """`attachments` with what is known of their copies, and errands for those that must be tried again.

        text  what was said with them: it may name an identity paper
        """
        kept: list[Attachment] = []
        owed: list[Errand] = []
        for index, given in enumerate(attachments):
            if given.kind not in COPIED:
                kept.append(given)
                continue
            paper = given.kind in SHOWING and shows_paper(text, given.name, (0, 0))
            attachment = replace(given, restricted=IDENTITY_PAPER) if paper else given
            at = self.now() + FIRST_PAUSE
            errand = Errand(tenant=tenant, code=code, event=event, index=index, url=attachment.url, at=at)
            try:
                if owed:
                    raise TryAgain("its host has just kept us waiting; the message must not wait for the rest")
                kept.append(self._copy(errand, attachment))
            except TryAgain:
                kept.append(attachment)
                owed.append(errand)
            except PetitionError as error:
                kept.append(_refused(errand, attachment, error))
        return tuple(kept), tuple(owed)

    def run(self, until: datetime | None = None) -> int:
        """Try every copy that is due; returns how many arrived.

        until  UTC; copies that are not begun by then are left to the next run
        """
        begun, arrived = self.now(), 0
        end = until or begun + BUDGET
        for province in in_turn(self.provinces.all(), begun):
            for errand in self.errands.due(province.slug, begun):
                if self.now() >= end:
                    observe.note("copies are left for the next run", tenant=province.slug)
                    return arrived
                arrived += self._again(errand)
        return arrived

    def _again(self, errand: Errand) -> bool:
        unknown = Attachment(kind="", url=errand.url)
        try:
            copy = self._copy(errand, unknown)
        except TryAgain as error:
            if errand.tries + 1 < TRIES:
                pause = FIRST_PAUSE * 2**errand.tries
                self.errands.put_off(replace(errand, tries=errand.tries + 1, at=self.now() + pause))
            else:
                observe.count("MediaLost", tenant=errand.tenant)
                self.errands.done(errand, _refused(errand, unknown, error))
        except PetitionError as error:
            self.errands.done(errand, _refused(errand, unknown, error))
        else:
            kept = self.errands.done(errand, copy)
            if not kept:  # erased in the meantime
                self.bucket.delete(errand.key)
            return kept
        return False

    def _copy(self, errand: Errand, attachment: Attachment) -> Attachment:
        """raises  TryAgain; Refused, TooLarge for what will never be copied"""
        data, _ = self.fetch(errand.url, FILE_LIMIT)
        found = media_type(data)
        if not found:
            raise Refused("this type of file is not kept", reason="type")
        data = scrubbed(data, found)
        self.bucket.put(errand.key, data, found)
        like_a_card = shows_paper("", "", picture_size(data, found))
        restricted = attachment.restricted or (IDENTITY_PAPER if like_a_card else "")
        return replace(attachment, key=errand.key, media_type=found, size=len(data), restricted=restricted)


def _refused(errand: Errand, attachment: Attachment, error: PetitionError) -> Attachment:
    """The link is kept, and why there is no copy."""
    why = "size" if isinstance(error, TooLarge) else str(error.facts.get("reason", "gone"))
    observe.count("MediaRefused", tenant=errand.tenant)
    observe.note("media not copied", tenant=errand.tenant, ticket=errand.code, why=why)
    return replace(attachment, media_type=f"{REFUSED}{why}")
