"""The web's side of the intake on fakes: a room for uploads, and the fronts that use it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from chalicelib.errors import NotFound, TooLarge, TryAgain
from chalicelib.intake.form import Form
from chalicelib.intake.media import Media
from chalicelib.intake.messages import Messages
from chalicelib.intake.uploads import Uploads, fetched, is_upload
from tests.builders import World

NUMBER = "0123456789abcdef" * 2


@dataclass
class Yard:
    """`Room` of uploads.py: what was sent lies under its key."""

    sent: dict[str, bytes] = field(default_factory=dict)
    offered: list[tuple[str, str, int, int]] = field(default_factory=list)
    down: bool = False

    def offer(self, key: str, media_type: str, size: int, seconds: int, back: str = "") -> tuple[str, dict[str, str]]:
        self.offered.append((key, media_type, size, seconds))
        fields = {"key": key, "Content-Type": media_type}
        return "https://bucket.example", fields | ({"success_action_redirect": back} if back else {})

    def has(self, key: str) -> bool:
        return key in self.sent

    def read(self, key: str, limit: int) -> bytes:
        if self.down:
            raise TryAgain("the bucket does not answer")
        if key not in self.sent:
            raise NotFound("no such upload")
        if len(self.sent[key]) > limit:
            raise TooLarge("too large")
        return self.sent[key]


class Web:
    """A world whose form and messages take uploads."""

    def __init__(self, new_id: Callable[[], str] = lambda: NUMBER) -> None:
        self.world, self.yard = World(), Yard()
        self.uploads = Uploads(self.yard, self.world.provinces, self.world.clock, new_id)
        self.media = Media(self._fetch, self.world.cupboard, self.world.errands, self.world.provinces, self.world.clock)
        self.form = Form(replace(self.world.inbox, media=self.media), self.world.clock, self.uploads.claimed)
        self.messages = Messages(self.world.tracking, self.media, self.uploads)

    def _fetch(self, url: str, limit: int) -> tuple[bytes, str]:
        assert is_upload(url)
        return fetched(self.yard, url, limit)
