"""Out to people: the courier and what comes back to it."""

import random
import time
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.ground import (
    alias_secret,
    bucket,
    nudge,
    outbox,
    pin,
    provinces,
    secrets,
    standings,
    tickets,
    traces,
    utc_now,
    vault,
    world_now,
)
from chalicelib.wiring.net import net

if TYPE_CHECKING:
    from chalicelib.notice.courier import Courier
    from chalicelib.notice.mailroom import Mailroom
    from chalicelib.province.province import Province
    from chalicelib.ticket.owed import Notice


@cache
def mailroom() -> "Mailroom":
    from chalicelib.notice.mailroom import Mailroom

    return Mailroom(outbox(), tickets(), vault(), traces(), utc_now)


@cache
def courier() -> "Courier":
    from chalicelib.broadcast.called_off import CalledOff
    from chalicelib.broadcast.dynamo import DynamoBroadcasts
    from chalicelib.identity.vault import alias_of
    from chalicelib.notice.citizen_post import Carrier
    from chalicelib.notice.courier import Courier
    from chalicelib.notice.facebook_api import FacebookApi
    from chalicelib.notice.lanes import Way
    from chalicelib.notice.pace import Pace
    from chalicelib.notice.ses import Ses
    from chalicelib.notice.sns import Post, Sns
    from chalicelib.notice.sqs import SqsBacklog
    from chalicelib.notice.token import Vouchers
    from chalicelib.notice.zalo_api import ZaloApi
    from chalicelib.training.net import CitizenNet, StaffNet

    vouchers = Vouchers(secrets().get, secrets().forget)
    facebook = CitizenNet(FacebookApi(settings().graph_url, vouchers), net())
    zalo = CitizenNet(ZaloApi(settings().zalo_url, settings().zalo_business_url, vouchers), net())
    ses = Ses(settings().mail_from, settings().mail_configuration)
    sns = Sns(settings().alerts_topic_arn, settings().sms_sender)
    carriers: dict[Way, Carrier] = {
        **dict.fromkeys((Way.MESSENGER, Way.HUMAN_AGENT, Way.UTILITY, Way.PRIVATE_REPLY, Way.COMMENT), facebook),
        **dict.fromkeys((Way.ZALO, Way.ZALO_QUOTA, Way.ZALO_TEMPLATE_UID, Way.ZALO_TEMPLATE_PHONE), zalo),
        Way.EMAIL: CitizenNet(ses, net()),
        Way.SMS: CitizenNet(sns, net()),
    }
    return Courier(
        outbox(), tickets(), vault(), provinces(), carriers, StaffNet(Post(ses, sns), net()), traces(), standings(),
        lambda *whom: alias_of(alias_secret(), *whom), pin, settings().public_url, random.random,
        Pace(time.monotonic, time.sleep), nudge().later, SqsBacklog(settings().inbound_queue_url, world_now),
        _rating_link, bucket().link, utc_now, CalledOff(DynamoBroadcasts(settings().petitions_table), utc_now),
    )  # fmt: skip


def _rating_link(province: "Province", notice: "Notice") -> str:
    from chalicelib.dossier.link import own_token
    from chalicelib.ticket.owed import Purpose
    from chalicelib.ticket.rating_link import CONFIRMING, FALLBACK, rating_token, rating_until

    if not notice.code and notice.origin:  # of a dossier: its follower's own
        own = own_token(alias_secret(), province.slug, notice.facts["code"], notice.origin.alias)
        return f"{settings().public_url}/v1/{province.slug}/dossier-subscriptions/{own}"
    if notice.purpose is Purpose.CONFIRM:
        until = notice.since + FALLBACK
        token = rating_token(alias_secret(), province.slug, notice.code, notice.event, until, CONFIRMING)
        return f"{settings().public_url}/v1/{province.slug}/confirmations/{token}"
    expires_at = rating_until(province, notice.since)
    token = rating_token(alias_secret(), province.slug, notice.code, notice.event, expires_at)
    return f"{settings().public_url}/v1/{province.slug}/ratings/{token}"
