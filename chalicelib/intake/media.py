"""Photos and files are copied into our bucket at once, because the platforms' links expire."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib import observe
from chalicelib.errors import PetitionError, TryAgain
from chalicelib.province.registry import Registry
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.store import Errands
from chalicelib.ticket.ticket import Attachment

FILE_LIMIT = 20 * 1024 * 1024
COPIED = {"image", "video", "audio", "file"}
TRIES = 8  # over about two hours; platform links live longer than that
FIRST_PAUSE = timedelta(minutes=1)


class Bucket(Protocol):
    def put(self, key: str, data: bytes, content_type: str) -> None: ...


@dataclass(frozen=True)
class Media:
    fetch: Callable[[str, int], tuple[bytes, str]]  # url, limit in bytes → bytes, type
    bucket: Bucket
    errands: Errands
    provinces: Registry
    now: Callable[[], datetime]

    def copied(
        self, tenant: str, code: str, event: int, attachments: tuple[Attachment, ...]
    ) -> tuple[tuple[Attachment, ...], tuple[Errand, ...]]:
        """`attachments` with the keys of their copies, and errands for those that must be tried again."""
        kept: list[Attachment] = []
        owed: list[Errand] = []
        for index, attachment in enumerate(attachments):
            if attachment.kind not in COPIED:
                kept.append(attachment)
                continue
            errand = Errand(
                tenant=tenant,
                code=code,
                event=event,
                index=index,
                url=attachment.url,
                at=self.now() + FIRST_PAUSE,
            )
            try:
                if owed:
                    raise TryAgain("its host has just kept us waiting; the message must not wait for the rest")
                kept.append(replace(attachment, key=self._copy(errand)))
            except TryAgain:
                kept.append(attachment)
                owed.append(errand)
            except PetitionError as error:  # gone, too large or not allowed: the link is kept, no copy
                observe.count("MediaRefused", tenant=tenant)
                observe.note("media not copied", tenant=tenant, ticket=code, why=error.code)
                kept.append(attachment)
        return tuple(kept), tuple(owed)

    def run(self) -> int:
        """Try every copy that is due; returns how many arrived."""
        arrived = 0
        for province in self.provinces.all():
            for errand in self.errands.due(province.slug, self.now()):
                arrived += self._again(errand)
        return arrived

    def _again(self, errand: Errand) -> bool:
        try:
            self.errands.done(errand, self._copy(errand))
        except TryAgain:
            if errand.tries + 1 < TRIES:
                pause = FIRST_PAUSE * 2**errand.tries
                self.errands.put_off(replace(errand, tries=errand.tries + 1, at=self.now() + pause))
                return False
            self._lost(errand)
        except PetitionError:
            self._lost(errand)
        else:
            return True
        return False

    def _lost(self, errand: Errand) -> None:
        self.errands.give_up(errand)
        observe.count("MediaLost", tenant=errand.tenant)

    def _copy(self, errand: Errand) -> str:
        data, content_type = self.fetch(errand.url, FILE_LIMIT)
        key = f"media/{errand.tenant}/{errand.code}/{errand.event:06d}-{errand.index}"
        self.bucket.put(key, data, content_type)
        return key
