"""The net below every way out: what a training province would send falls into the book.

Every carrier of the wiring is behind one of these. Whether a tenant trains is asked before each message; when that
cannot be told, the question raises, and nothing is sent.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.content.carrier import Carrier as Pages
from chalicelib.content.post import Post, Reading
from chalicelib.hooks.wire import Wire
from chalicelib.identity.vault import Person
from chalicelib.notice.citizen_post import Carrier
from chalicelib.notice.letter import Letter
from chalicelib.notice.marks import read_mark
from chalicelib.notice.sns import told
from chalicelib.notice.staff_post import StaffCarriers
from chalicelib.notice.taken import Taken
from chalicelib.notice.ways import Way
from chalicelib.province.province import Province
from chalicelib.ticket.owed import Notice
from chalicelib.training.captured import KEPT, Book, Captured

PLAYED = "played-"  # begins every id that a carrier would have given
ALERTS = "alerts"


@dataclass(frozen=True)
class Net:
    province: Callable[[str], Province]  # raises for one that cannot be read
    notice: Callable[[str, str], Notice | None]  # parent and id
    book: Book
    new_id: Callable[[], str]
    now: Callable[[], datetime]  # of the province
    world: Callable[[], datetime]

    def spans(self, tenant: str) -> bool:
        """Whether the tenant is one of training."""
        return self.province(tenant).training

    def caught(
        self, tenant: str, way: str, to: Sequence[str], text: str, purpose: str, subject: str = "", code: str = ""
    ) -> str:
        """Keep it; returns an id like a carrier's."""
        number = self.new_id()
        kept = Captured(
            tenant=tenant, id=number, at=self.now(), purpose=purpose, way=way, to=tuple(to), text=text,
            subject=subject, code=code,
        )  # fmt: skip
        self.book.add(kept, int((self.world() + KEPT).timestamp()))
        return f"{PLAYED}{number}"

    def staff(self, tenant: str, addresses: Sequence[str]) -> tuple[str, ...]:
        """Whose e-mail addresses or telephone numbers these are."""
        return tuple(s.id for s in self.province(tenant).staff if {s.email, s.phone} & set(addresses))


@dataclass(frozen=True)
class CitizenNet:
    """A `Carrier` of the courier's."""

    real: Carrier
    net: Net

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        if not self.net.spans(notice.tenant):
            return self.real.send(way, notice, person, part, mark)
        to = (notice.origin.alias,) if notice.origin else ()
        kept = self.net.caught(
            notice.tenant, way, to, _text(part), notice.purpose, subject=part.subject, code=notice.code
        )
        return Taken(kept)


@dataclass(frozen=True)
class StaffNet:
    """`StaffCarriers`."""

    real: StaffCarriers
    net: Net

    def email(self, to: tuple[str, ...], message: Letter, mark: str) -> str:
        if not self.net.spans(_tenant(mark)):
            return self.real.email(to, message, mark)
        return self._caught(mark, "email", to, message.body, message.subject)

    def sms(self, phone: str, text: str, mark: str) -> str:
        if not self.net.spans(_tenant(mark)):
            return self.real.sms(phone, text, mark)
        return self._caught(mark, "sms", (phone,), text)

    def publish(self, notice: Notice) -> str:
        if not self.net.spans(notice.tenant):
            return self.real.publish(notice)
        code = notice.code
        return self.net.caught(notice.tenant, "topic", (ALERTS,), told(notice), notice.purpose, code=code)

    def _caught(self, mark: str, way: str, to: Sequence[str], text: str, subject: str = "") -> str:
        read, tenant = read_mark(mark), _tenant(mark)
        notice = self.net.notice(read.parent, read.notice) if read else None
        purpose, code = (notice.purpose, notice.code) if notice else ("", "")
        return self.net.caught(tenant, way, self.net.staff(tenant, to), text, purpose, subject=subject, code=code)


@dataclass(frozen=True)
class PageNet:
    """A carrier of content posts. What it put on no page nobody has reacted to."""

    real: Pages
    net: Net
    channel: str

    def publish(self, account: str, post: Post, pictures: Sequence[str]) -> str:
        if not self.net.spans(post.tenant):
            return self.real.publish(account, post, pictures)
        return self.net.caught(post.tenant, self.channel, (account,), post.words, "post", subject=post.title)

    def found(self, account: str, post: Post, since: datetime) -> list[str]:
        return [] if self.net.spans(post.tenant) else self.real.found(account, post, since)

    def reading(self, account: str, copy: str, now: datetime) -> Reading:
        return Reading(at=now) if copy.startswith(PLAYED) else self.real.reading(account, copy, now)


@dataclass(frozen=True)
class HookNet:
    """The wire of outgoing webhooks: whose a message is stands in it, signed."""

    real: Wire
    net: Net

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        said = json.loads(body)
        tenant, code = str(said["province"]), str(said["data"].get("code", ""))
        if not self.net.spans(tenant):
            return self.real.post(url, body, headers)
        self.net.caught(tenant, "webhook", (url,), body.decode(), str(said["type"]), code=code)
        return 200


def _tenant(mark: str) -> str:
    return mark.split("#", 2)[1]


def _text(part: Letter) -> str:
    """A template has no words of ours: its name and what is filled in; of a file its kind is kept."""
    if part.template:
        return f"{part.template} {json.dumps(dict(part.parameters), ensure_ascii=False)}"
    return f"[{part.file.kind}]" if part.file else part.body
