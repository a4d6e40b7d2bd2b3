"""Stand-ins for what lies outside: each is held to the contract of the real one in tests/contracts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib import cursor as cursors
from chalicelib.account.standing import Standing
from chalicelib.channel.inbound import Inbound
from chalicelib.channel.split import Piece
from chalicelib.errors import BadInput, Conflict, NotFound, StaleTicket, Unavailable
from chalicelib.identity.vault import Look, Person
from chalicelib.notice.lanes import Way
from chalicelib.notice.letter import Letter
from chalicelib.notice.taken import Taken
from chalicelib.notice.traces import said
from chalicelib.province.chore import Chore, Kind
from chalicelib.province.province import Province
from chalicelib.province.registry import Activation, Version
from chalicelib.rights.erasures import Erasure
from chalicelib.ticket import members
from chalicelib.ticket.calling import is_call, look_at
from chalicelib.ticket.conversation import Conversation, conversation_partition
from chalicelib.ticket.errand import Errand
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import BULK, WAITING, Notice, State
from chalicelib.ticket.publication import Publication, shown
from chalicelib.ticket.store import Card, Page
from chalicelib.ticket.ticket import Attachment, Event, Ticket
from chalicelib.ticket.workflow import OPEN_STATES

CARD = tuple(Card.__dataclass_fields__)
_OF_A_PERSON = ("name", "phone", "email", "address", "consent", "consented_at", "consent_text", "refused")


@dataclass
class Clock:
    """A clock that only moves when told to."""

    at: datetime = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 09:00 in Vietnam

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Shelf:
    """Tickets, outbox and errands in memory. `refuse_commits` loses that many races before the next commit."""

    tickets: dict[tuple[str, str], Ticket] = field(default_factory=dict)
    events: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    talks: dict[str, Conversation] = field(default_factory=dict)
    notices: dict[tuple[str, str], Notice] = field(default_factory=dict)
    errands_kept: dict[tuple[str, str, int, int], Errand] = field(default_factory=dict)
    public: dict[tuple[str, str], Publication] = field(default_factory=dict)
    refuse_commits: int = 0


@dataclass
class ShelfTickets:
    shelf: Shelf = field(default_factory=Shelf)

    def find(self, tenant: str, code: str) -> Ticket | None:
        return self.shelf.tickets.get((tenant, code))

    def get(self, tenant: str, code: str) -> Ticket:
        found = self.find(tenant, code)
        if found is None:
            raise NotFound("no such petition", code=code)
        return found

    def timeline(self, tenant: str, code: str) -> list[Event]:
        return list(self.shelf.events.get((tenant, code), []))

    def event(self, tenant: str, code: str, n: int) -> Event:
        for event in self.timeline(tenant, code):
            if event.n == n:
                return event
        raise NotFound("no such event", code=code, n=n)

    def conversation(self, tenant: str, channel: str, account: str, alias: str) -> Conversation:
        key = conversation_partition(tenant, channel, account, alias)
        return self.shelf.talks.get(key) or Conversation(tenant=tenant, channel=channel, account=account, alias=alias)

    def commit(self, change: Change) -> None:
        if self.shelf.refuse_commits:
            self.shelf.refuse_commits -= 1
            raise StaleTicket("somebody was faster", code="")
        self._admit(change)
        for before, after, events in change.moves:
            key = (after.tenant, after.code)
            self.shelf.tickets[key] = replace(after, version=(before.version if before else 0) + 1)
            self.shelf.events.setdefault(key, []).extend(events)
            self._show(key, shown(before, after, events))
        if change.ticket and change.emptied:
            emptied = {event.n: event for event in change.emptied}
            key = (change.ticket.tenant, change.ticket.code)
            self.shelf.events[key] = [emptied.get(event.n, event) for event in self.shelf.events[key]]
        if talk := change.conversation:
            key_of_talk = conversation_partition(talk.tenant, talk.channel, talk.account, talk.alias)
            self.shelf.talks[key_of_talk] = replace(talk, version=talk.version + 1)
        self.shelf.notices |= {(n.parent, n.id): n for n in members.told(change)}
        self.shelf.errands_kept |= {(e.tenant, e.code, e.event, e.index): e for e in change.errands}

    def _show(self, key: tuple[str, str], found: Publication | Mapping[str, Any] | None) -> None:
        if found is None:
            self.shelf.public.pop(key, None)
        elif isinstance(found, Publication):
            self.shelf.public[key] = found
        elif found and key in self.shelf.public:
            self.shelf.public[key] = replace(self.shelf.public[key], **found)

    def _admit(self, change: Change) -> None:
        """Every condition first: all of a change is written or nothing."""
        stale = StaleTicket("the petition changed while you were working on it", code="")
        for before, after, _ in change.moves:
            stored = self.find(after.tenant, after.code)
            if (stored and stored.version) != (before and before.version):
                raise stale
        if talk := change.conversation:
            stored_talk = self.conversation(talk.tenant, talk.channel, talk.account, talk.alias)
            if stored_talk.version != talk.version:
                raise stale
        if any((n.parent, n.id) in self.shelf.notices for n in change.notices):
            raise stale

    def worklist(self, tenant: str, unit: str, limit: int, cursor: str | None, done: bool = False) -> Page:
        held = [
            t
            for t in self.shelf.tickets.values()
            if t.tenant == tenant
            and not (t.erased_at and done)
            and ((t.unit == unit and (t.status not in OPEN_STATES) is done) or (unit in t.beside and not done))
        ]
        held.sort(key=lambda t: (_on_desk_at(t, unit), t.code))
        start = _number(cursor)
        cards = tuple(Card(**{name: getattr(t, name) for name in CARD}) for t in held[start : start + limit])
        return Page(cards=cards, cursor=str(start + limit) if len(held) > start + limit else None)

    def due(self, tenant: str, until: datetime) -> Iterator[str]:
        yield from [
            t.code for t in self.shelf.tickets.values() if t.tenant == tenant and t.next_at and t.next_at <= until
        ]


@dataclass
class ShelfOutbox:
    shelf: Shelf = field(default_factory=Shelf)

    def due(self, tenant: str, until: datetime, *, bulk: bool = False) -> Iterator[tuple[str, str]]:
        yield from [
            key
            for key, n in self.shelf.notices.items()
            if n.tenant == tenant and n.state in WAITING and n.at <= until and (n.purpose in BULK) is bulk
        ]

    def get(self, parent: str, notice_id: str) -> Notice | None:
        return self.shelf.notices.get((parent, notice_id))

    def of_ticket(self, tenant: str, code: str) -> list[Notice]:
        return sorted((n for n in self.shelf.notices.values() if (n.tenant, n.code) == (tenant, code)), key=_by_id)

    def save(self, notice: Notice, follow_up: Notice | None = None) -> Notice:
        stored = self.get(notice.parent, notice.id)
        taken = follow_up and (follow_up.parent, follow_up.id) in self.shelf.notices
        if stored is None or stored.revision != notice.revision or taken:
            raise StaleTicket("somebody else moved this notice", notice=notice.id)
        saved = replace(notice, revision=notice.revision + 1)
        self.shelf.notices[notice.parent, notice.id] = saved
        if follow_up:
            self.shelf.notices[follow_up.parent, follow_up.id] = follow_up
        return saved

    def beside(self, parent: str) -> list[Notice]:
        found = (n for n in self.shelf.notices.values() if n.parent == parent)
        return sorted(found, key=_by_id, reverse=True)[:100]

    def failed(self, tenant: str, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        found = [n for n in self.shelf.notices.values() if n.tenant == tenant and n.state is State.FAILED]
        found.sort(key=_failed_at, reverse=True)
        if cursor:
            last = cursors.opened(cursor, ("at", "pk", "sk"), tenant, "failed")
            found = [n for n in found if _failed_at(n) < (last["at"], last["pk"], last["sk"])]
        if len(found) <= limit:
            return found, None
        place = dict(zip(("at", "pk", "sk"), _failed_at(found[limit - 1]), strict=True))
        return found[:limit], cursors.sealed(place, tenant, "failed")

    def calls(self, tenant: str, limit: int, cursor: str | None) -> tuple[list[Notice], str | None]:
        found = sorted((n for n in self.shelf.notices.values() if n.tenant == tenant and is_call(n)), key=_failed_at)
        if cursor:
            last = cursors.opened(cursor, ("at", "pk", "sk"), tenant, "calls")
            found = [n for n in found if _failed_at(n) > (last["at"], last["pk"], last["sk"])]
        if len(found) <= limit:
            return found, None
        place = dict(zip(("at", "pk", "sk"), _failed_at(found[limit - 1]), strict=True))
        return found[:limit], cursors.sealed(place, tenant, "calls")

    def calls_due(self, tenant: str, until: datetime) -> Iterator[tuple[str, str]]:
        waits = [n for n in self.shelf.notices.values() if n.tenant == tenant and is_call(n)]
        yield from [(n.parent, n.id) for n in waits if (look := look_at(n)) and look <= until]


def _on_desk_at(ticket: Ticket, unit: str) -> datetime:
    beside = ticket.contribution_due_at or ticket.recheck_due_at
    return (beside if ticket.unit != unit else None) or ticket.stage_due_at or ticket.promised_at


def _number(cursor: str | None) -> int:
    if cursor and not cursor.isdecimal():
        raise BadInput("no such cursor")
    return int(cursor or 0)


def _failed_at(notice: Notice) -> tuple[str, str, str]:
    return f"{notice.at.timestamp():.6f}", notice.parent, f"N#{notice.id}"


def _by_id(notice: Notice) -> str:
    return notice.id


@dataclass
class ShelfErrands:
    shelf: Shelf = field(default_factory=Shelf)

    def due(self, tenant: str, until: datetime) -> Iterator[Errand]:
        yield from [e for e in self.shelf.errands_kept.values() if e.tenant == tenant and e.at <= until]

    def done(self, errand: Errand, kept: Attachment) -> bool:
        self.give_up(errand)
        events = self.shelf.events[errand.tenant, errand.code]
        place = next(i for i, event in enumerate(events) if event.n == errand.event)
        if events[place].erased:
            return False
        copied = list(events[place].attachments)
        stored = copied[errand.index]
        copied[errand.index] = replace(
            stored, key=kept.key, media_type=kept.media_type, size=kept.size,
            restricted=stored.restricted or kept.restricted,
        )  # fmt: skip
        events[place] = replace(events[place], attachments=tuple(copied))
        return True

    def put_off(self, errand: Errand) -> None:
        self.shelf.errands_kept[errand.tenant, errand.code, errand.event, errand.index] = errand

    def give_up(self, errand: Errand) -> None:
        self.shelf.errands_kept.pop((errand.tenant, errand.code, errand.event, errand.index), None)


@dataclass
class ShelfVault:
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    kept_until: dict[tuple[str, str], datetime] = field(default_factory=dict)
    noted: list[Look] = field(default_factory=list)

    def remember(self, person: Person, code: str = "", keep_until: datetime | None = None) -> None:
        key = (person.tenant, person.alias)
        known = self.people.setdefault(key, replace(person, codes=()))
        unknown = {name: getattr(person, name) for name in _OF_A_PERSON if not getattr(known, name)}
        codes = known.codes if code in ("", *known.codes) else (*known.codes, code)
        self.people[key] = replace(known, **unknown, codes=codes)
        if keep_until:
            self.kept_until[key] = max(keep_until, self.kept_until.get(key, keep_until))

    def recall(self, tenant: str, alias: str) -> Person | None:
        return self.people.get((tenant, alias))

    def learn(self, tenant: str, alias: str, **known: str) -> None:
        person = self.people.get((tenant, alias))
        if person:
            ways = {"phone": ("sms", "zalo_template"), "email": ("email",)}
            again = {way for name in known for way in ways.get(name, ())}
            refused = tuple(way for way in person.refused if way not in again)
            self.people[tenant, alias] = replace(person, refused=refused, **known)

    def refuse(self, tenant: str, alias: str, carrier: str) -> None:
        person = self.people.get((tenant, alias))
        if person and carrier not in person.refused:
            self.people[tenant, alias] = replace(person, refused=tuple(sorted((*person.refused, carrier))))

    def erase(self, tenant: str, alias: str) -> None:
        self.people.pop((tenant, alias), None)

    def note(self, look: Look) -> None:
        self.noted.append(look)

    def looks(self, tenant: str, alias: str) -> list[Look]:
        return sorted((x for x in self.noted if (x.tenant, x.alias) == (tenant, alias)), key=lambda look: look.at)


@dataclass
class ShelfErasures:
    shelf: Shelf = field(default_factory=Shelf)
    kept: dict[tuple[str, str], Erasure] = field(default_factory=dict)

    def owe(self, erasure: Erasure) -> None:
        self.kept[erasure.tenant, erasure.alias] = erasure

    def of(self, tenant: str, alias: str) -> Erasure | None:
        return self.kept.get((tenant, alias))

    def due(self, tenant: str, until: datetime) -> Iterator[Erasure]:
        yield from [e for e in self.kept.values() if e.tenant == tenant and e.at <= until]

    def moved(self, erasure: Erasure) -> None:
        if self._same(erasure):
            self.owe(erasure)

    def done(self, erasure: Erasure) -> None:
        if self._same(erasure):
            del self.kept[erasure.tenant, erasure.alias]

    def _same(self, erasure: Erasure) -> bool:
        kept = self.of(erasure.tenant, erasure.alias)
        return kept is not None and kept.since == erasure.since

    def forget_thread(self, tenant: str, thread: str, account: str, alias: str) -> None:
        parent = conversation_partition(tenant, thread, account, alias)
        self.shelf.talks.pop(parent, None)
        self.shelf.notices = {key: n for key, n in self.shelf.notices.items() if n.parent != parent}

    def drop_errands(self, tenant: str, code: str) -> None:
        kept = {key: e for key, e in self.shelf.errands_kept.items() if (e.tenant, e.code) != (tenant, code)}
        self.shelf.errands_kept = kept


@dataclass
class ShelfTraces:
    sent_ids: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    echoes: dict[tuple[str, str, str, str], set[tuple[datetime, str]]] = field(default_factory=dict)

    def sent(self, channel: str, account: str, message_id: str, parent: str, notice_id: str, at: datetime) -> None:
        self.sent_ids[channel, account, message_id] = (parent, notice_id)

    def find(self, channel: str, account: str, message_id: str) -> tuple[str, str] | None:
        return self.sent_ids.get((channel, account, message_id))

    def heard(self, channel: str, account: str, where: str, text: str, message_id: str, at: datetime) -> None:
        key = (channel, account, where, said(where, text))
        self.echoes.setdefault(key, set()).add((at, message_id))

    def echoed(self, channel: str, account: str, where: str, text: str, since: datetime) -> str | None:
        return next(iter(self.repeated(channel, account, where, text, since, 1)), None)

    def repeated(self, channel: str, account: str, where: str, text: str, since: datetime, most: int) -> list[str]:
        found = self.echoes.get((channel, account, where, said(where, text)), set())
        return [message_id for at, message_id in sorted(found, reverse=True) if at >= since][:most]


@dataclass
class ShelfStandings:
    kept: dict[tuple[str, str, str], Standing] = field(default_factory=dict)

    def of(self, tenant: str, channel: str, account: str) -> Standing:
        fresh = Standing(tenant=tenant, channel=channel, account=account)
        return self.kept.get((tenant, channel, account), fresh)

    def many(self, tenant: str, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Standing]:
        return {whose: self.of(tenant, *whose) for whose in accounts}

    def _put(self, tenant: str, channel: str, account: str, **fields: Any) -> None:
        now = self.of(tenant, channel, account)
        self.kept[tenant, channel, account] = replace(now, version=now.version + 1, **fields)

    def stop(self, tenant: str, channel: str, account: str, why: str, at: datetime) -> bool:
        if self.of(tenant, channel, account).stopped:
            return False
        self._put(tenant, channel, account, stopped=why, stopped_at=at)
        return True

    def hold(self, tenant: str, channel: str, account: str, until: datetime) -> None:
        before = self.of(tenant, channel, account).held_until
        self._put(tenant, channel, account, held_until=max(until, before or until))

    def expire(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        self._put(tenant, channel, account, token_until=at)

    def resume(self, tenant: str, channel: str, account: str) -> None:
        self._put(tenant, channel, account, stopped="", stopped_at=None, held_until=None)

    def heard(self, tenant: str, channel: str, account: str, at: datetime) -> None:
        before = self.of(tenant, channel, account).heard_at
        self._put(tenant, channel, account, heard_at=max(at, before or at))

    def save(self, standing: Standing) -> Standing:
        if self.of(standing.tenant, standing.channel, standing.account).version != standing.version:
            raise StaleTicket("somebody else was faster", account=standing.account)
        saved = replace(standing, version=standing.version + 1)
        self.kept[standing.tenant, standing.channel, standing.account] = saved
        return saved


@dataclass
class ShelfVersions:
    documents: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    pointers: dict[str, int] = field(default_factory=dict)
    notes: dict[str, list[Version]] = field(default_factory=dict)
    chores: dict[tuple[str, str], Chore] = field(default_factory=dict)

    def active(self, slug: str) -> int | None:
        return self.pointers.get(slug)

    def document(self, slug: str, number: int) -> Mapping[str, Any]:
        if not 0 < number <= len(self.documents.get(slug, [])):
            raise NotFound("no such version", province=slug, version=number)
        return self.documents[slug][number - 1]

    def owner(self, channel: str, account: str) -> str | None:
        return self.owners.get((channel, account))

    def slugs(self) -> list[str]:
        return sorted(self.pointers)

    def history(self, slug: str) -> list[Version]:
        return self.notes.get(slug, [])[::-1]

    def keep(self, slug: str, document: Mapping[str, Any], author: str, at: datetime, note: str = "") -> int:
        self.documents.setdefault(slug, []).append(document)
        number = len(self.documents[slug])
        self.notes.setdefault(slug, []).append(Version(number=number, at=at, author=author, note=note))
        return number

    def activate(
        self, slug: str, number: int, seen: int | None, author: str, at: datetime, *, back: bool = False
    ) -> None:
        document = self.document(slug, number)
        if self.active(slug) != seen:
            raise StaleTicket("another version is active", active=self.active(slug))
        self._claim(slug, document)
        self.pointers[slug] = number
        activation = Activation(at=at, author=author, before=seen)
        note = self.notes[slug][number - 1]
        self.notes[slug][number - 1] = replace(note, activations=(*note.activations, activation))
        if seen is not None:
            owed = Chore(
                slug=slug, kind=Kind.SETTLE, number=number, seen=seen, since=at, at=at, author=author, back=back
            )
            self.chores[slug, owed.id] = owed

    def put(self, slug: str, document: Mapping[str, Any], author: str, at: datetime) -> int:
        self._claim(slug, document)
        number = self.keep(slug, document, author, at)
        self.activate(slug, number, self.active(slug), author, at)
        return number

    def _claim(self, slug: str, document: Mapping[str, Any]) -> None:
        accounts = [(a["channel"], a["id"]) for a in document["accounts"]]
        if any(self.owners.get(account, slug) != slug for account in accounts):
            raise Conflict("an account belongs to another province")
        held = {account: owner for account, owner in self.owners.items() if owner != slug}
        self.owners = held | dict.fromkeys(accounts, slug)


@dataclass
class ShelfChores:
    versions: ShelfVersions = field(default_factory=ShelfVersions)

    def due(self, slug: str, until: datetime) -> list[Chore]:
        found = [c for c in self.waiting(slug) if not c.reason and c.at <= until]
        return sorted(found, key=lambda chore: chore.at)

    def waiting(self, slug: str) -> list[Chore]:
        return [chore for (home, _), chore in sorted(self.versions.chores.items()) if home == slug]

    def owe(self, chore: Chore) -> None:
        self.versions.chores[chore.slug, chore.id] = chore

    def put_off(self, chore: Chore) -> bool:
        there = (chore.slug, chore.id) in self.versions.chores
        if there:
            self.owe(chore)
        return there

    def done(self, chore: Chore) -> None:
        self.versions.chores.pop((chore.slug, chore.id), None)


@dataclass
class PocketQueue:
    """Keeps pieces; refuses all once `broken`."""

    pieces: list[Piece] = field(default_factory=list)
    broken: bool = False

    def send(self, pieces: Iterable[Piece]) -> None:
        if self.broken:
            raise Unavailable("the queue cannot be reached; please send it again")
        self.pieces += pieces


@dataclass
class Bell:
    """Hears every nudge."""

    keys: list[tuple[str, str]] = field(default_factory=list)
    on_ring: Callable[[], None] = lambda: None

    def __call__(self, keys: Iterable[tuple[str, str]]) -> None:
        self.keys += keys
        self.on_ring()


@dataclass
class Carriage:
    """A carrier that keeps what it sent; `refusals` are raised first, one a send."""

    sent: list[tuple[Way, str, Letter]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)
    recipient: str = ""  # what a private reply tells of whoever got it
    usage: int = 0  # percent of the account's allowance that is gone
    on_send: Callable[[], None] = lambda: None

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        self.on_send()
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append((way, person.platform_id, part))
        return Taken(f"id-{len(self.sent)}", self.recipient if way is Way.PRIVATE_REPLY else "", self.usage)


@dataclass
class Office:
    """The staff's post: keeps what it was given."""

    mails: list[tuple[tuple[str, ...], Letter]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    published: list[Notice] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    def email(self, to: tuple[str, ...], message: Letter, mark: str) -> str:
        if self.refusals:
            raise self.refusals.pop(0)
        self.mails.append((to, message))
        return f"mail-{len(self.mails)}"

    def sms(self, phone: str, text: str, mark: str) -> str:
        self.texts.append((phone, text))
        return f"sms-{len(self.texts)}"

    def publish(self, notice: Notice) -> str:
        self.published.append(notice)
        return f"topic-{len(self.published)}"


@dataclass
class Cupboard:
    """A bucket; `refusals` are raised first, one a deletion."""

    kept: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    refusals: list[Exception] = field(default_factory=list)

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self.kept[key], self.types[key] = data, content_type

    def link(self, key: str, media_type: str, name: str) -> str:
        return f"https://media.example/{key}?type={media_type}&name={name}"

    def delete(self, prefix: str) -> None:
        if self.refusals:
            raise self.refusals.pop(0)
        self.kept = {key: data for key, data in self.kept.items() if not key.startswith(prefix)}


@dataclass
class Ears:
    """Whom a reader tells of what is no petition: for each, what was heard."""

    forgotten: list[tuple[str, str]] = field(default_factory=list)
    told: list[Inbound] = field(default_factory=list)
    alive: list[Inbound] = field(default_factory=list)

    def forget(self, province: Province, alias: str) -> None:
        self.forgotten.append((province.slug, alias))

    def news(self, province: Province, heard: Inbound) -> None:
        self.told.append(heard)

    def live(self, province: Province, heard: Inbound) -> None:
        self.alive.append(heard)


@dataclass
class RawDrawer:
    kept: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, tenant: str, key: str, body: str, at: datetime) -> None:
        self.kept.append((tenant, body))
