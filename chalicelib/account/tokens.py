"""Renews the tokens of OAs: one at a time, the new pair saved before anybody uses it, a broken chain never silent.

A refresh token works once. So its fingerprint is written down before it is sent. Whoever finds there the one that
still lies in the safe knows that a run died or an answer was lost: people are alarmed, it is tried again, and when
Zalo refuses it only an administrator of the OA can help.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib import observe
from chalicelib.account.due import refresh_due
from chalicelib.account.journal import Journal, Journals, fingerprint
from chalicelib.account.safe import Minted, Safe, moment, name_of, renewed, with_page_token
from chalicelib.account.standing import BY_TOKEN, POLICY, REFUSED, UNGRANTED, Standing, Standings, noted
from chalicelib.account.zalo_oauth import ZaloOauth
from chalicelib.errors import Conflict, NotFound, SupplierError, TryAgain, Unsure
from chalicelib.province.province import Account

LEASE = timedelta(minutes=3)  # longer than any run may take; then the next one may look at what happened
SAVES = 3  # the pair in our hands is the only one that works: one failure to save must not lose it
CHANNEL = "zalo"


@dataclass(frozen=True)
class Tokens:
    safe: Safe
    oauth: ZaloOauth
    standings: Standings
    journals: Journals
    new_id: Callable[[], str]
    now: Callable[[], datetime]

    def renew(self, tenant: str, account: Account) -> str:
        """Refresh an OA's pair if it is due and nobody else is at it; returns why it had to be stopped, or nothing.

        raises  TryAgain: this time it did not work
        """
        journal = self._taken(tenant, account)
        if journal is None:
            return ""
        try:
            return self._renewed(account, journal)
        finally:
            self.journals.release(journal)

    def grant(self, tenant: str, account: Account, code: str, verifier: str) -> Standing:
        """Exchange the code of a new grant and keep the pair.

        raises  Conflict while a refresh is under way; Refused, TryAgain
        """
        journal = self._taken(tenant, account)
        if journal is None:
            raise Conflict("a refresh is under way: try again in three minutes", account=account.id)
        try:
            minted = self.oauth.exchange(self.safe.get(f"{CHANNEL}/app/{account.app}"), code, verifier)
            return self._saved(account, journal, {**self._secret(account), "app": account.app}, minted)
        finally:
            self.journals.release(journal)

    def put_page_token(self, tenant: str, account: Account, token: str) -> Standing:
        """Keep a page's token, which a person has fetched, and let the page send again unless its policy forbids."""
        secret = with_page_token({**self._secret(account), "app": account.app}, token, self.now())
        self.safe.put(name_of(account.channel, account.id), secret)
        blocked = self.standings.of(tenant, account.channel, account.id).stopped == POLICY
        free = {} if blocked else {"stopped": "", "stopped_at": None}
        return self._noted(tenant, account, refreshed_at=moment(secret, "refreshed_at"), **free)

    def _taken(self, tenant: str, account: Account) -> Journal | None:
        now = self.now()
        return self.journals.take(tenant, CHANNEL, account.id, self.new_id(), now, now + LEASE)

    def _renewed(self, account: Account, journal: Journal) -> str:
        secret = self._secret(account)
        if not secret.get("refresh_token"):
            return self._ungranted(account, journal)
        mark = fingerprint(str(secret["refresh_token"]))
        standing = self._healed(account, journal, secret)
        known = mark == journal.refused and standing.stopped  # a person has been told
        if known or not refresh_due(standing, self.now()):
            return ""
        minted = self._exchanged(account, journal, secret, mark)
        if minted is None:
            return self._refused(account, journal, mark)
        self._saved(account, journal, secret, minted)
        return ""

    def _healed(self, account: Account, journal: Journal, secret: Mapping[str, Any]) -> Standing:
        """How the OA stands, by its secret where a run saved a pair and got no further."""
        standing, since = self.standings.of(journal.tenant, CHANNEL, account.id), moment(secret, "refreshed_at")
        if since and since != standing.refreshed_at:
            return self._stands(account, journal, secret)
        return standing

    def _exchanged(self, account: Account, journal: Journal, secret: Mapping[str, Any], mark: str) -> Minted | None:
        """The new pair; None when Zalo refuses. The journal says before and after how the refresh token stands.

        raises  TryAgain
        """
        app = self.safe.get(f"{CHANNEL}/app/{secret.get('app') or account.app}")
        lost = journal.spent == mark
        if lost and journal.alarmed != mark:
            self._alarm(account, journal, "a refresh was sent and what came of it was never kept")
        sending = replace(journal, spent=mark, alarmed=mark if lost else "", refused="")
        if not self.journals.note(sending):
            raise TryAgain("another run has taken over", account=account.id)
        try:
            return self.oauth.refresh(app, str(secret["refresh_token"]))
        except Unsure:
            if not lost:
                self._alarm(account, journal, "the answer to a refresh was lost: an administrator may have to grant")
            self.journals.note(replace(sending, alarmed=mark))
            raise
        except TryAgain:
            if not lost:
                self.journals.note(replace(sending, spent=""))
            raise
        except SupplierError:
            return None

    def _saved(self, account: Account, journal: Journal, secret: Mapping[str, Any], minted: Minted) -> Standing:
        """The pair, then the standing: the next run sees whether a crash came between them."""
        value = renewed(secret, minted, self.now())
        self._put(account, journal, value, SAVES - 1)
        return self._stands(account, journal, value)

    def _put(self, account: Account, journal: Journal, value: Mapping[str, Any], again: int) -> None:
        try:
            self.safe.put(name_of(CHANNEL, account.id), value)
        except Exception:
            if not again:
                self._alarm(account, journal, "a new pair could not be saved: an administrator must grant again")
                raise
            self._put(account, journal, value, again - 1)

    def _stands(self, account: Account, journal: Journal, secret: Mapping[str, Any]) -> Standing:
        """Note what a secret says; the OA is no longer stopped for want of a token."""
        names = {"refreshed_at": "refreshed_at", "token_until": "expires_at", "grant_until": "grant_until"}
        stopped = self.standings.of(journal.tenant, CHANNEL, account.id).stopped
        free = {"stopped": "", "stopped_at": None} if stopped in BY_TOKEN else {}
        dates = {field: moment(secret, name) for field, name in names.items()}
        return self._noted(journal.tenant, account, **dates, **free)

    def _refused(self, account: Account, journal: Journal, mark: str) -> str:
        self.journals.note(replace(journal, spent="", alarmed="", refused=mark))
        self._alarm(account, journal, "Zalo refuses the refresh token: an administrator of the OA must grant again")
        first = self.standings.stop(journal.tenant, CHANNEL, account.id, REFUSED, self.now())
        return REFUSED if first else ""

    def _ungranted(self, account: Account, journal: Journal) -> str:
        if not self.standings.stop(journal.tenant, CHANNEL, account.id, UNGRANTED, self.now()):
            return ""
        self._alarm(account, journal, "an administrator of the OA has not granted access yet")
        return UNGRANTED

    def _noted(self, tenant: str, account: Account, **fields: Any) -> Standing:
        return noted(self.standings, tenant, account.channel, account.id, **fields)

    def _secret(self, account: Account) -> dict[str, Any]:
        """As it stands now, not as this process remembers it."""
        name = name_of(account.channel, account.id)
        self.safe.forget(name)
        try:
            return self.safe.get(name)
        except NotFound:
            return {"app": account.app}

    def _alarm(self, account: Account, journal: Journal, words: str) -> None:
        observe.alarm(words, tenant=journal.tenant, channel=CHANNEL, account=account.id)
