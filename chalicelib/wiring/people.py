"""The platforms' accounts, and the rights of those of whom something is kept."""

from functools import cache
from typing import TYPE_CHECKING

from chalicelib.settings import settings
from chalicelib.wiring.dossiers import followers
from chalicelib.wiring.ground import bucket, new_id, outbox, provinces, secrets, standings, tickets, utc_now, vault
from chalicelib.wiring.opinion import forgetting

if TYPE_CHECKING:
    from chalicelib.account.accounts import Accounts as AccountsOverview
    from chalicelib.account.watch import Watch
    from chalicelib.province.province import Account, Province
    from chalicelib.rights.retention import Retention
    from chalicelib.rights.rights import Rights


@cache
def watch() -> "Watch":
    from chalicelib.account.dynamo_journal import DynamoJournals
    from chalicelib.account.facebook_admin import FacebookAdmin
    from chalicelib.account.tokens import Tokens as AccountTokens
    from chalicelib.account.watch import Watch
    from chalicelib.account.zalo_oauth import ZaloOauth

    safe, journals = secrets(), DynamoJournals(settings().petitions_table)
    oauth, pages = ZaloOauth(settings().zalo_oauth_url), FacebookAdmin(settings().graph_url, safe)
    renewing = AccountTokens(safe, oauth, standings(), journals, new_id, utc_now)
    return Watch(provinces(), standings(), renewing, pages, safe, _tell_keepers, utc_now)


@cache
def accounts() -> "AccountsOverview":
    from chalicelib.account.accounts import Accounts as AccountsOverview

    return AccountsOverview(provinces(), standings(), utc_now)


def _tell_keepers(province: "Province", account: "Account", why: str) -> None:
    from chalicelib.notice.accounts import Accounts

    Accounts(standings(), tickets()).tell(province, account.channel, account.id, why, utc_now())


@cache
def rights() -> "Rights":
    from chalicelib.rights.dynamo import DynamoErasures
    from chalicelib.rights.rights import Rights

    erasures = DynamoErasures(settings().petitions_table)
    return Rights(
        tickets(), outbox(), vault(), erasures, bucket(), provinces(), utc_now, followers(), forgetting(), at_once=0
    )


@cache
def retention() -> "Retention":
    from chalicelib.rights.retention import Retention

    return Retention(rights())
