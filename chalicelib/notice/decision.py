"""What to do with a notice to a citizen whose turn it is: wait, let it be, or go one of these ways. Pure."""

from dataclasses import replace
from datetime import datetime

from chalicelib.notice import newest
from chalicelib.notice.accounts import being_renewed, held, token_expired
from chalicelib.notice.bulk import withheld
from chalicelib.notice.delivery import failed, history, put_off, skipped
from chalicelib.notice.enclosures import held_back
from chalicelib.notice.follow_up import ask_contact_at, closes_at, contact_pointless
from chalicelib.notice.lanes import plan
from chalicelib.notice.mishaps import REFRESH_PAUSE, Moment, waits
from chalicelib.notice.quiet import MORNING_RUSH
from chalicelib.notice.visit import Visit
from chalicelib.notice.ways import Plan, Way
from chalicelib.ticket.owed import BULK, Notice, Purpose
from chalicelib.ticket.telling import local_time
from chalicelib.ticket.ticket import Channel, Lane

# Nobody is wronged when these reach nobody: they are skipped, not put on the list of what failed.
COURTESY = frozenset({
    Purpose.RATING, Purpose.THANKS, Purpose.TRANSFERRED, Purpose.GREETING, Purpose.RAISED, Purpose.TOO_LATE,
    Purpose.WITHDRAWN, Purpose.MENU, Purpose.FORM, Purpose.STANDING, Purpose.DOSSIER, Purpose.HOTLINE, Purpose.HUMAN,
    Purpose.CONTACT, Purpose.CONTACT_KEPT, Purpose.DOSSIER_FACTS, Purpose.DOSSIER_SAID, Purpose.DOSSIER_RATING,
    Purpose.PROCEDURES_FOUND, Purpose.NEWS_STOPPED, Purpose.NEWS_BACK, Purpose.BROADCAST, Purpose.ALERT,
    Purpose.SURVEY, Purpose.SURVEY_REMINDER, Purpose.CONFIRM, Purpose.CONFIRMED,
    Purpose.FILE,
})  # fmt: skip


def decided(visit: Visit, moment: Moment) -> Notice | tuple[Visit, Plan]:
    """The notice put off, skipped or failed; or what to send, and the ways it may go, at least one."""
    if visit.notice.purpose in BULK and (settled := withheld(visit, moment.now)):
        return settled
    if visit.notice.purpose is Purpose.CONTACT:
        settled = _second_contact(visit, moment.now)
        if settled is not None:
            return settled
        visit = _told_when_it_closes(visit)
    if newest.is_superseded(visit.notice, visit.beside):
        return skipped(visit.notice, moment.now, newest.SUPERSEDED)
    visit = replace(visit, notice=newest.whole(visit.notice, visit.beside))
    notice, now = visit.notice, moment.now
    if notice.purpose is Purpose.FILE and (later := held_back(visit, now)):
        return later
    if until := held(visit.standing, now):
        return waits(notice, moment, until, "account held")
    expired = token_expired(visit.standing, now)
    if expired and being_renewed(visit.standing, now):
        return waits(notice, moment, now + REFRESH_PAUSE, "token expired")
    closed = visit.standing.closed(now) or ("token expired" if expired else "")
    chosen = plan(visit.province, notice, visit.reach(closed), now)
    reason = "; ".join((*history(notice.reason), *chosen.passed_over))
    if chosen.not_before and chosen.not_before > now:
        return put_off(notice, chosen.not_before + MORNING_RUSH * moment.chance, reason)
    if chosen.ways:
        return visit, chosen
    by_phone = f"{Way.ZALO_TEMPLATE_PHONE}: account closed: {visit.oa_closed}" in chosen.passed_over
    return waits(notice, moment, None, reason) if closed or by_phone else _nowhere(visit, reason, now)


def _nowhere(visit: Visit, reason: str, now: datetime) -> Notice:
    """Optional words are skipped; words that matter and reach nobody are a failure people must see."""
    person = visit.person
    left_none = person is None or not (person.phone or person.email)
    follows = visit.origin.lane is Lane.API and left_none  # has the code and the pin, and chose to look for themselves
    heard = visit.origin.channel is Channel.PHONE and visit.notice.purpose is Purpose.ACK  # code and PIN, read out
    ended = skipped if visit.notice.purpose in COURTESY or follows or heard else failed
    return ended(visit.notice, now, reason or "no way to reach")


def _second_contact(visit: Visit, now: datetime) -> Notice | None:
    if pointless := contact_pointless(visit.ticket, visit.person):
        return skipped(visit.notice, now, pointless)
    if later := ask_contact_at(visit.notice, visit.talk.heard_at):
        postponed = replace(visit.notice, facts={**visit.notice.facts, "postponed": "1"})
        return put_off(postponed, later, "they wrote since")
    return None


def _told_when_it_closes(visit: Visit) -> Visit:
    until = closes_at(visit.notice, visit.talk.heard_at or visit.notice.since)
    facts = {**visit.notice.facts, "until": local_time(visit.province, until)}
    return replace(visit, notice=replace(visit.notice, facts=facts))
