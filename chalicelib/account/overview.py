"""How the pages and OAs of a province stand, for staff to look at."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from chalicelib.account.due import grant_left, token_left
from chalicelib.account.standing import Standing
from chalicelib.errors import Forbidden, NotFound
from chalicelib.province.province import Account, Province
from chalicelib.ticket.ticket import Actor
from chalicelib.ticket.workflow import Role

EVERYWHERE = frozenset({Role.COORDINATOR, Role.LEADERSHIP, Role.PROVINCE_ADMIN, Role.PLATFORM_OPERATOR})


def visible(province: Province, actor: Actor) -> tuple[Account, ...]:
    """The accounts `actor` may see: all, or for a page manager those of their unit and the units below it.

    raises  Forbidden for other roles; NotFound for staff of another province
    """
    if actor.tenant != province.slug:
        raise NotFound("no such province", province=province.slug)  # a token of A learns nothing about B
    if actor.role not in EVERYWHERE | {Role.PAGE_MANAGER}:
        raise Forbidden("you may not look at the accounts of this province")
    if actor.role in EVERYWHERE:
        return province.accounts
    unit = province.live(actor.unit)  # a token may be older than a reorganisation
    return tuple(account for account in province.accounts if province.within(account.unit, unit))


def rows(
    accounts: Iterable[Account], standings: Mapping[tuple[str, str], Standing], now: datetime
) -> list[dict[str, object]]:
    """One an account, the stopped ones first. Instants are ISO 8601 UTC; what is not known is None."""
    found = [_row(account, standings[account.channel, account.id], now) for account in accounts]
    order = {"stopped": 0, "held": 1, "ok": 2}
    return sorted(found, key=lambda row: order[str(row["state"])])


def _row(account: Account, standing: Standing, now: datetime) -> dict[str, object]:
    held = bool(standing.held_until and standing.held_until > now)
    zalo = account.channel == "zalo"
    return {
        "channel": account.channel,
        "id": account.id,
        "name": account.name,
        "unit": account.unit,
        "state": "stopped" if standing.stopped else "held" if held else "ok",
        "why": standing.stopped,
        "since": _text(standing.stopped_at) if standing.stopped else None,
        "until": _text(standing.held_until) if held and not standing.stopped else None,
        "token_hours_left": _whole(token_left(standing, now), timedelta(hours=1)) if zalo else None,
        "grant_days_left": _whole(grant_left(standing, now), timedelta(days=1)) if zalo else None,
        "heard_at": _text(standing.heard_at),
        "subscribed": standing.subscribed,
        "news": dict(standing.news),
    }


def _text(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _whole(span: timedelta | None, of: timedelta) -> int | None:
    """Whole hours or days, rounded down: better asked for too early than too late."""
    return None if span is None else span // of
