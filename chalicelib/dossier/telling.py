"""What people read of a dossier: the facts of letters, and the notices that those who follow it are owed. Pure."""

from datetime import datetime, timedelta

from chalicelib.dossier.dossier import NAMES, NAMES_EN, Dossier, Owed, Status
from chalicelib.dossier.followers import Follower
from chalicelib.province.province import Province
from chalicelib.ticket.owed import CITIZEN, By, Notice, Purpose
from chalicelib.ticket.telling import local_time
from chalicelib.ticket.ticket import Lane

RATED_AFTER = timedelta(minutes=1)  # the question comes after the news
_HOW = ("nộp tại bộ phận một cửa nơi đã nhận hồ sơ, kèm mã hồ sơ", "bring them to the one-stop shop, with the code")
_ONLINE = (", hoặc trực tuyến tại {}", ", or send them online at {}")


def facts_of(province: Province, dossier: Dossier, locale: str = "") -> dict[str, str]:
    """The four facts as letters say them; `locale` is en or anything else for Vietnamese."""
    english, facts, url = locale == "en", dossier.facts, province.messaging.bot.dossier_url
    told = {
        "province": province.name,
        "code": dossier.code,
        "agency": facts.agency,
        "status_name": (NAMES_EN if english else NAMES)[facts.status],
        "result_on": f"{facts.result_on:%d/%m/%Y}" if facts.result_on else "",
        "papers": "\n".join(f"- {paper}" for paper in facts.missing),
        "how": _HOW[english] + (_ONLINE[english].format(url) if url else ""),
    }
    return told | ({"locale": locale} if locale else {})


def news(province: Province, dossier: Dossier, owes: Owed, follower: Follower) -> list[Notice]:
    """What a follower is owed: what changed, a receipt for papers that came and, once the result was handed over, the
    question for a rating.

    Named by dossier and version: the same news is never owed twice.
    """
    told = facts_of(province, dossier, follower.locale) | {"changed": " ".join(owes.changed)}
    returned = dossier.facts.status is Status.RETURNED
    if returned and follower.asked_at is None:
        told |= {"returned": "1"}
    notices = [_notice(follower, Purpose.DOSSIER_NEWS, f"{dossier.code}.{owes.version}", told, owes.at)]
    if papers := _papers(province, owes, follower):
        name = f"{dossier.code}.{owes.version}"
        notices.append(_notice(follower, Purpose.DOSSIER_RECEIPT, name, told | papers, owes.at))
    if returned and follower.asked_at is None and follower.lane is Lane.DIRECT:
        later = owes.at + RATED_AFTER
        notices.append(_notice(follower, Purpose.DOSSIER_RATING, dossier.code, told, later))
    return notices


def _papers(province: Province, owes: Owed, follower: Follower) -> dict[str, str]:
    """What of papers that were missing has come, and when, as a receipt says it; empty for none."""
    papers = [paper for paper, told in owes.received if follower.alias > told]
    if not papers or owes.received_at is None:
        return {}
    return {
        "received": "\n".join(f"- {paper}" for paper in papers),
        "received_at": local_time(province, owes.received_at),
        "received_count": str(len(papers)),
    }


def welcome(province: Province, dossier: Dossier, follower: Follower, at: datetime) -> Notice:
    """That they follow it, for whoever left a telephone number or an address: they learn how to stop it at once."""
    told = facts_of(province, dossier, follower.locale)
    return _notice(follower, Purpose.DOSSIER_FOLLOWED, dossier.code, told, at)


def _notice(follower: Follower, purpose: Purpose, name: str, facts: dict[str, str], at: datetime) -> Notice:
    return Notice(
        tenant=follower.tenant,
        parent=follower.place,
        id=f"{int(at.timestamp() * 1000)}#{purpose}#{name}",
        purpose=purpose,
        by=By.ORIGIN,
        to=(CITIZEN,),
        origin=follower.origin,
        facts=facts,
        since=at,
        at=at,
    )
