"""Photos of posts: uploaded like a citizen's, scrubbed of what they tell besides what they show, kept in our bucket."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.content.post import Picture
from chalicelib.errors import NotFound, PetitionError, TryAgain, Unprocessable
from chalicelib.intake.media import Bucket
from chalicelib.intake.scrub import scrubbed
from chalicelib.intake.sniff import media_type
from chalicelib.ticket.ticket import Attachment

TAKEN = ("image/jpeg", "image/png")  # what both platforms show
LIMIT = 10 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Pictures:
    claimed: Callable[[str, Sequence[str]], tuple[Attachment, ...]]  # slug, ids of uploads
    fetch: Callable[[str, int], tuple[bytes, str]]  # address, limit in bytes → bytes, declared type
    bucket: Bucket

    def brought(self, slug: str, post: str, uploads: Sequence[str]) -> tuple[Picture, ...]:
        """The uploads as photos of a post.

        raises  Unprocessable naming every one that never arrived or is no photo platforms show; TryAgain
        """
        if not uploads:
            return ()
        kept, faults = [], []
        for place, (upload, file) in enumerate(zip(uploads, self.claimed(slug, uploads), strict=True)):
            try:
                kept.append(self._kept(slug, post, upload, file))
            except TryAgain:
                raise
            except PetitionError:
                faults.append({"pointer": f"/uploads/{place}", "message": "not a photo (JPEG, PNG) of at most 10 MiB"})
        if faults:
            raise Unprocessable("a photo was refused", faults=faults)
        return tuple(kept)

    def _kept(self, slug: str, post: str, upload: str, file: Attachment) -> Picture:
        data, _ = self.fetch(file.url, LIMIT)
        found = media_type(data)
        if found not in TAKEN:
            raise NotFound("no photo")
        # The upload names the copy: changing a post never writes over the photos of an older version of it.
        key = f"media/{slug}/posts/{post}/{upload}"
        self.bucket.put(key, scrubbed(data, found), found)
        return Picture(key=key, media_type=found)
