"""Pages and OAs as the courier sees them: may one send, must it go slower, who is told when a person must act."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib import observe
from chalicelib.account.standing import Standing, Standings
from chalicelib.errors import NotFound, StaleTicket
from chalicelib.notice.pace import A_SECOND
from chalicelib.province.province import Province, Staff
from chalicelib.ticket.life import Change
from chalicelib.ticket.owed import By, Notice, Purpose
from chalicelib.ticket.store import Tickets

FRESH_FOR = timedelta(seconds=10)  # what is known of an account serves all its messages that long
NEARLY_USED_UP = 75  # percent of an account's allowance: from there on slower
RENEWAL = timedelta(minutes=30)
AT_FULL = timedelta(minutes=1)  # how long an account keeps still whose allowance is used up


@dataclass(frozen=True)
class Accounts:
    standings: Standings
    tickets: Tickets
    _kept: dict[tuple[str, str, str], tuple[datetime, Standing]] = field(default_factory=dict)

    def of(self, tenant: str, channel: str, account: str, now: datetime) -> Standing:
        if channel not in A_SECOND:  # the web form: nobody can stop it
            return Standing(tenant=tenant, channel=channel, account=account)
        kept = self._kept.get((tenant, channel, account))
        if kept and now - kept[0] < FRESH_FOR:
            return kept[1]
        standing = self.standings.of(tenant, channel, account)
        self._kept[tenant, channel, account] = (now, standing)
        return standing

    def hold(self, tenant: str, channel: str, account: str, until: datetime) -> None:
        self.standings.hold(tenant, channel, account, until)
        self._kept.pop((tenant, channel, account), None)

    def used(self, tenant: str, channel: str, account: str, percent: int, now: datetime) -> None:
        """The platform says how much of the account's allowance is gone: near the end everybody goes slower."""
        if percent < NEARLY_USED_UP or held(self.of(tenant, channel, account, now), now):
            return
        observe.count("AccountsNearlyUsedUp", tenant=tenant)
        share = min(percent - NEARLY_USED_UP, 25) / 25
        self.hold(tenant, channel, account, now + AT_FULL * max(share, 0.1))

    def expire(self, tenant: str, channel: str, account: str, now: datetime) -> None:
        self.standings.expire(tenant, channel, account, now)
        self._kept.pop((tenant, channel, account), None)

    def well(self, tenant: str, channel: str, account: str, now: datetime) -> None:
        """It has just sent something: whatever it was stopped for is over."""
        if self.of(tenant, channel, account, now).stopped:
            self.standings.resume(tenant, channel, account)
            self._kept.pop((tenant, channel, account), None)

    def stop(self, province: Province, channel: str, account: str, why: str, now: datetime) -> None:
        """A person must act; whoever is there first tells people, and only they."""
        self._kept.pop((province.slug, channel, account), None)
        if not self.standings.stop(province.slug, channel, account, why, now):
            return
        observe.count("AccountsStopped", tenant=province.slug)
        observe.alarm("account stopped", tenant=province.slug, channel=channel, account=account, why=why)
        self.tell(province, channel, account, why, now)

    def tell(self, province: Province, channel: str, account: str, why: str, now: datetime) -> None:
        """Owe an e-mail to those who look after an account that has just been stopped.

        why  the platform's number; never a text
        """
        if notice := told(province, channel, account, why, now):
            try:
                self.tickets.commit(Change(notices=(notice,)))
            except StaleTicket:
                observe.note("told already", tenant=province.slug)


def held(standing: Standing, now: datetime) -> datetime | None:
    """When it may send again, of an account that only has to wait a little; None: it need not wait."""
    return standing.held_until if standing.held_until and standing.held_until > now else None


def token_expired(standing: Standing, now: datetime) -> bool:
    return standing.token_until is not None and standing.token_until <= now


def shut(standing: Standing, now: datetime) -> str:
    """Why nothing goes by an account for longer than it is held, or nothing."""
    if standing.stopped:
        return f"account stopped: {standing.stopped}"
    dead = token_expired(standing, now) and not being_renewed(standing, now)
    return "token expired" if dead else ""


def being_renewed(standing: Standing, now: datetime) -> bool:
    """A dead token is new within minutes as a rule; one that is not needs a person, and other lanes meanwhile."""
    return not standing.stopped and standing.token_until is not None and now - standing.token_until < RENEWAL


def told(province: Province, channel: str, account: str, why: str, now: datetime) -> Notice | None:
    """The e-mail to those who look after the account; None where nobody has an address."""
    people = {staff.id: staff for staff in _keepers(province, channel, account) if staff.email}
    if not people:
        return None
    return Notice(
        tenant=province.slug,
        parent=f"A#{province.slug}#{channel}#{account}",
        id=f"{int(now.timestamp() * 1000)}#{Purpose.ACCOUNT_STOPPED}#{By.EMAIL}",
        purpose=Purpose.ACCOUNT_STOPPED,
        by=By.EMAIL,
        to=tuple(sorted(people)),
        facts={"province": province.name, "channel": channel, "account": _name(province, channel, account), "why": why},
        since=now,
        at=now,
    )


def _name(province: Province, channel: str, account: str) -> str:
    try:
        return province.account(channel, account).name
    except NotFound:  # it was taken out of the province since
        return account


def _keepers(province: Province, channel: str, account: str) -> Iterator[Staff]:
    """Page managers of the account's unit or of one above it, and the coordinators."""
    units = {unit.id for a in province.accounts if (a.channel, a.id) == (channel, account)
             for unit in province.upwards(a.unit)}  # fmt: skip
    yield from (staff for staff in province.staff if staff.role == "page_manager" and staff.unit in units)
    yield from province.people("coordinator", province.tray)
