"""What happens beside the work on a petition: words are changed or taken back, somebody answers by hand, a chat is
found to be the same person's, an officer looks at who it is, a person wants to be forgotten.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date
from typing import Any
from zlib import crc32

from chalicelib.channel.inbound import Heard
from chalicelib.errors import Forbidden, PetitionError, TryAgain
from chalicelib.notice.ways import Way
from chalicelib.sampling.draw import Week, may_be_asked
from chalicelib.ticket.life import Change, saved
from chalicelib.ticket.owed import Purpose
from chalicelib.ticket.sampled import drawn, is_waited_for
from chalicelib.ticket.telling import to_citizen
from chalicelib.ticket.ticket import Lane, Ticket
from chalicelib.ticket.workflow import OPEN_STATES, Role
from tests.builders import LEADER, SLUG, officer
from tests.lives import kept, places
from tests.lives.bodies import Die
from tests.lives.doings import TALLY, WORDS, account_of, attempt, one_of, person_of, with_photo
from tests.lives.town import PIN, Town

NEVER = Week(date(2020, 1, 6), UTC)
DANGER = next(words for words in WORDS if "nguy hiểm" in words)
OBSERVER = officer(Role.OBSERVER, "ubnd-tinh", staff="hh-01")
ADMIN = officer(Role.PROVINCE_ADMIN, "so-khcn")
_BY_HAND = ("Chào anh, chúng tôi đã nhận được và sẽ xem ngay", "Mời gọi 0912345678", "Đã xử lý xong.", "")


def aside(town: Town, die: Die) -> None:
    die.of(_ASIDES)(town, die)


def _messages(town: Town, ticket: Ticket) -> list[tuple[str, str]]:
    """(key, alias) of what stands on a petition: platforms speak of old messages, too, whatever we still know of them."""
    told = [(str(e.facts["key"]), e.by) for e in town.tickets.timeline(SLUG, ticket.code)[1:] if "key" in e.facts]
    return [(ticket.key, ticket.origin.alias), *((key, by) for key, by in told if by != "clock")]


def edits(town: Town, die: Die) -> None:
    ticket = one_of(town, die)
    key, alias = die.of(_messages(town, ticket))
    text, person = die.of([*WORDS, ""]), str(die.of(range(4))) if die.one_in(9) else person_of(alias)
    key = "m0" if die.one_in(9) else key
    given: dict[str, Any] = {"heard": Heard.EDITED, "of": key, **_where(person, ticket)}
    alone = not (town.tickets.meanwhile or town.on_nudge)
    with_photo(town, die, lambda **photos: town.hears(person, text, **given, **photos))
    town.story.append(f"person {person} edits {key} of {ticket.code} into «{text}»")
    theirs = (key, person) == (ticket.key, person_of(ticket.origin.alias))
    if theirs and text == DANGER and ticket.status in OPEN_STATES and alone:
        assert town.tickets.get(SLUG, ticket.code).urgency == "emergency", "danger in an edit is danger"


def takes_back(town: Town, die: Die) -> None:
    """The sender, or the page; and what the page hides."""
    ticket = one_of(town, die)
    key, alias = die.of(_messages(town, ticket))
    what = die.of([Heard.REMOVED, Heard.REMOVED, Heard.HIDDEN, Heard.SHOWN])
    whose = account_of(person_of(alias)) if die.one_in(4) or what is not Heard.REMOVED else person_of(alias)
    town.hears(whose, heard=what, of=key, **_where(person_of(alias), ticket))
    town.story.append(f"{whose}: {key} of {ticket.code} is {what}")


def _where(person: str, ticket: Ticket) -> dict[str, Any]:
    lane = Lane.COMMENT if person.startswith("c") else Lane.DIRECT
    return {"account": account_of(person), "lane": lane, "ref": ticket.origin.ref if lane is Lane.COMMENT else ""}


def by_hand(town: Town, die: Die) -> None:
    """Somebody speaks for the account: below the comment, in the chat; or another app has the chat now."""
    ticket, text = one_of(town, die), die.of(_BY_HAND)
    person = person_of(die.of([ticket.chat or ticket.origin.alias, ticket.origin.alias]))
    account, given = account_of(person), _where(person, ticket)
    if given["lane"] is Lane.COMMENT:
        key = f"fb#{account}#comment#9_9{town.messages}"
        town.hears(account, text, heard=Heard.ECHO, parent=given.pop("ref"), key=key, by_us=True, **given)
    elif die.one_in(3):
        mine = die.one_in(2)
        town.hears(person, heard=Heard.CONTROL, payload="pass:7" if not mine else "take:7", by_us=mine, **given)
        text = "(another app)" if not mine else "(ours again)"
    else:
        with_photo(town, die, lambda **photos: town.hears(person, text, heard=Heard.ECHO, **given, **photos))
    town.story.append(f"by hand to person {person} on {ticket.code}: «{text}»")


def greets(town: Town, die: Die) -> None:
    """Nothing that a petition is made of; a silent bot says nothing to it."""
    person = str(die.of(range(4)))
    given: dict[str, Any] = die.of([
        {"heard": Heard.HELLO}, {"heard": Heard.CHOICE, "payload": die.of(_BUTTONS)}, {"text": "alo"},
        {"text": die.of(["menu", "gặp cán bộ", "tra cứu"])}, {"heard": Heard.STICKER},
    ])  # fmt: skip
    town.hears(person, account=account_of(person), **given)
    town.story.append(f"person {person}: {given}")


_BUTTONS = ("MENU:new", "MENU:human", "MENU:follow", "MENU:hotline", "MENU:english", "MENU:dossier", "PLACE:skip")


def links(town: Town, die: Die) -> None:
    """A private reply tells whose the comment was; or a link of ours is opened with code and pin."""
    below = [ticket for ticket in town.all if ticket.origin.lane is Lane.COMMENT]
    ticket, other = die.of(below or town.all), str(die.of(range(4)))
    if die.one_in(2) or not below:
        pin = die.of([PIN, PIN, PIN, "654321"])
        payload = f"{ticket.code}.{pin}"
        town.hears(other, heard=Heard.REFERRAL, payload=payload, account=account_of(other))
        town.story.append(f"person {other} opens the link {payload}")
        return
    acknowledged = next((n for n in town.outbox.of_ticket(SLUG, ticket.code) if n.purpose is Purpose.ACK), None)
    own = person_of(ticket.origin.alias).removeprefix("c")
    if acknowledged:
        recipient = other if account_of(other) == account_of(own) and die.one_in(4) else own
        town.threads.link(replace(acknowledged, lane=Way.PRIVATE_REPLY), recipient)
        town.story.append(f"a private reply on {ticket.code} has reached person {recipient}")


def contests(town: Town, die: Die) -> None:
    """An association on the answer to a business, at times on what nobody has answered; then leadership decides."""
    ended = [ticket for ticket in town.all if ticket.status not in OPEN_STATES]
    ticket = die.of(ended or town.all)
    if ticket.contested:
        act, body = die.of(["uphold", "dismiss"]), {"reason": "đã kiểm tra tại chỗ"}
        attempt(town, f"{act} {ticket.code}", lambda: town.desk.do(SLUG, ticket.code, act, body, LEADER))
        return
    town.shelf.tickets[SLUG, ticket.code] = replace(ticket, submitter="business")
    alone, before = not (town.tickets.meanwhile or town.on_nudge), town.state()
    try:
        town.desk.do(SLUG, ticket.code, "contest", {"reason": "vướng mắc vẫn còn"}, OBSERVER)
    except PetitionError as refusal:
        if not 400 <= refusal.status < 500 or (alone and town.state() != before):
            raise AssertionError("a contest was refused, and not as a refusal is") from refusal
    town.story.append(f"an association contests {ticket.code}")


def looks(town: Town, die: Die) -> None:
    ticket = one_of(town, die)
    readers = [
        a for a in places.CAST if a.role in town.province.messaging.readers and a.unit in (ticket.unit, "so-khcn")
    ]
    actor = die.of(places.CAST) if die.one_in(6) or not readers else die.of(readers)
    body = {"reason": die.of(["cần xác minh vị trí", "cần xác minh vị trí", " "])}
    what = f"{actor.id} looks who wrote {ticket.code} {body}"
    attempt(town, what, lambda: town.desk.unveil(SLUG, ticket.code, body, actor)[0])


def restricts(town: Town, die: Die) -> None:
    pictured = [
        (ticket, event.n)
        for ticket in town.all
        for event in town.tickets.timeline(SLUG, ticket.code)
        if event.attachments
    ]
    if not pictured:
        return
    ticket, number = die.of(pictured)
    near = [actor for actor in places.CAST if actor.unit in (ticket.unit, town.province.tray)]
    actor = die.of(near or places.CAST)
    which = {"event": number, "index": die.of([0, 0, 0, 1])}
    body = {"attachment": which, "restricted": die.of([True, True, False]), "reason": "thấy căn cước của người khác"}
    what = f"{actor.id} restrict {ticket.code} {body}"
    attempt(town, what, lambda: town.desk.do(SLUG, ticket.code, "restrict", body, actor))


def copies(town: Town, _: Die) -> None:
    """What was owed is fetched again."""
    arrived = town.media.run()
    TALLY["a copy came late"] += arrived
    town.story.append(f"copied: {arrived}")


def forgets(town: Town, die: Die) -> None:
    """A person withdraws their consent, or asks in writing; the bucket may keep something until the next run."""
    ticket, alone = one_of(town, die), not (town.tickets.meanwhile or town.on_nudge or town.shelf.refuse_commits)
    alias = die.of([ticket.origin.alias, ticket.chat or ticket.origin.alias])
    who = die.of(["", alias, ticket.code])
    alias = ticket.origin.alias if who == ticket.code else alias
    same = kept.one_with(town, alias)
    town.cupboard.refusals = [TryAgain("something was left")] if die.one_in(4) else []
    town.story.append(f"person {person_of(alias)} of {ticket.code} is to be forgotten, as {who or 'the platform'} asks")
    try:
        if who:
            town.rights.erase(SLUG, who, ADMIN, "Đơn số 12/ĐN")
        else:
            town.rights.forget(town.province, alias)
    except Forbidden as refusal:
        town.story.append(f"refused: {refusal}")
        return
    finally:
        town.cupboard.refusals = []
    for each in same if alone else ():
        kept.nothing_of(town, each, ticket.code if (each, who) == (alias, ticket.code) else "")


def works_off(town: Town, _: Die) -> None:
    """The schedule goes on with what is still to be erased."""
    TALLY["erased by the schedule"] += (done := town.retention.run())
    town.story.append(f"erased by the schedule: {done}")


def is_sampled(town: Town, die: Die) -> None:
    """An answer is drawn by lot, as the clock does; then its sender says whether it is solved, in some way."""
    asked = [t for t in town.all if is_waited_for(t)]
    if asked and not die.one_in(3):
        _says_so(town, die, die.of(asked))
    else:
        _drawn(town, die, die.of(town.all))


def _drawn(town: Town, die: Die, ticket: Ticket) -> None:
    week = Week(ticket.answered_at.date(), UTC) if ticket.answered_at else NEVER
    if may_be_asked(ticket, (), week):
        reachable = not die.one_in(4)
        then, event = drawn(town.province, ticket, town.now, reachable=reachable)
        question = (to_citizen(town.province, then, event, Purpose.CONFIRM),) if reachable else ()
        change = Change(before=ticket, ticket=then, events=(event,), notices=question)
        attempt(town, f"{ticket.code} is drawn by lot", lambda: _committed(town, change))


def lot(town: Town, number: int) -> None:
    """The clock draws about half of what may be drawn, and of those who were asked about half say something."""
    for ticket in town.all:
        die = Die(crc32(f"{ticket.code}#{number}".encode()))
        if is_waited_for(ticket) and die.one_in(2):
            _says_so(town, die, ticket)
        elif die.one_in(2):
            _drawn(town, die, ticket)


def _committed(town: Town, change: Change) -> Ticket:
    town.tickets.commit(change)
    assert change.ticket
    return saved(change.ticket)


def _says_so(town: Town, die: Die, ticket: Ticket) -> None:
    solved, person = die.of([True, False]), person_of(ticket.origin.alias)
    TALLY["said whether it is solved"] += 1
    if die.one_in(2):
        payload = f"CONFIRM:{ticket.code}:{'yes' if solved else 'no'}:{ticket.sampled}"
        town.hears(person, heard=Heard.CHOICE, payload=payload, account=account_of(person))
        town.story.append(f"person {person} presses {payload}")
    elif die.one_in(2):
        text = die.of(["Rồi ạ", "Chưa, vẫn còn bẩn", "Chưa xong"])
        town.hears(person, text, account=account_of(person))
        town.story.append(f"person {person} says «{text}»")
    else:
        said = f"web confirms {ticket.code} {solved}"
        attempt(town, said, lambda: town.tracking.confirm(SLUG, ticket.code, PIN, solved=solved, text="Xin cảm ơn"))


_ASIDES: tuple[Callable[[Town, Die], None], ...] = (
    edits, takes_back, by_hand, links, looks, restricts, edits, greets, links, by_hand, copies, works_off, forgets,
    edits, contests, contests, is_sampled, is_sampled, is_sampled, works_off,
)  # fmt: skip
