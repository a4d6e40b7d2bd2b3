"""What a carrier's answer says beyond the one message: of the account, of the person, of a template."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib import observe
from chalicelib.errors import BadTemplate, Expired, Stopped, SupplierError, TooFast, Unpaid, Unreachable
from chalicelib.identity.vault import Vault
from chalicelib.notice.accounts import Accounts
from chalicelib.notice.delivery import why
from chalicelib.notice.mishaps import Moment, slower
from chalicelib.notice.taken import Taken
from chalicelib.notice.visit import Visit
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice

# The carriers that report a person unreachable for good. In a chat it is their next word that says otherwise.
_FOR_GOOD = {Way.EMAIL: "email", Way.SMS: "sms", Way.ZALO_TEMPLATE_PHONE: "zalo_template"}


@dataclass(frozen=True)
class Misfortune:
    accounts: Accounts
    vault: Vault

    def noted(self, error: SupplierError, way: Way, visit: Visit, addressed: Notice, moment: Moment) -> None:
        """Write down what `error` says of others than this notice.

        addressed  the notice as its carrier got it: its origin names the account
        """
        assert addressed.origin is not None
        tenant, channel, account = addressed.tenant, str(addressed.origin.channel), addressed.origin.account
        match error:
            case TooFast() if not error.facts.get("ours"):
                self.accounts.hold(tenant, channel, account, moment.now + slower(error, moment))
            case Expired():
                self.accounts.expire(tenant, channel, account, moment.now)
            case Stopped():
                self.accounts.stop(visit.province, channel, account, why(error), moment.now)
            case BadTemplate():
                observe.alarm("template refused", tenant=tenant, way=way, purpose=addressed.purpose, why=why(error))
            case Unpaid():
                observe.count("LanesUnpaid")
                observe.alarm("lane unpaid", tenant=tenant, channel=channel, account=account, way=way, why=why(error))
            case Unreachable() if visit.person and way in _FOR_GOOD:
                self.vault.refuse(tenant, visit.person.alias, _FOR_GOOD[way])

    def spent(self, taken: Taken, way: Way, addressed: Notice, now: datetime) -> None:
        """It was taken: the account is well, and this much of its allowance is gone."""
        if way in (Way.EMAIL, Way.SMS) or addressed.origin is None:
            return
        tenant, channel, account = addressed.tenant, str(addressed.origin.channel), addressed.origin.account
        self.accounts.well(tenant, channel, account, now)
        self.accounts.used(tenant, channel, account, taken.usage, now)
