"""Accounts from a desk: whoever sits there sees how they stand and never a secret, whatever is typed."""

import io
import json
import stat
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.account.facebook_admin import WANTED
from chalicelib.account.standing import POLICY, REFUSED
from chalicelib.account.zalo_oauth import challenge_of
from infra.accounts import answered, parser, secret_from_stdin
from infra.accounts_desk import Desk
from tests.account.office import Office, secrets_of
from tests.builders import SLUG

NEW = "new-secret-of-tests"


class At:
    """A person at a terminal, with one line ready for standard input."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.office, self.capsys, self.line = Office(), capsys, ""
        self.state = home / "state.json"
        watch = self.office.watch
        self.desk = Desk(
            watch.provinces, watch.standings, watch.tokens, watch.pages, watch.safe, lambda prompt: self.line, watch.now
        )

    def types(self, *words: str, line: str = "") -> tuple[int, str]:
        """Exit code and everything said; no secret, old or new, is ever among it."""
        self.line = line
        before = secrets_of(self.office.safe.secrets.values())
        self.capsys.readouterr()
        code = answered(self.desk, parser().parse_args(["--stage", "local", *words]))
        said = self.capsys.readouterr()
        for secret in before | secrets_of(self.office.safe.secrets.values()) | ({line} - {""}):
            assert secret not in said.out + said.err
        return code, said.out + said.err

    def grant_url(self) -> dict[str, str]:
        redirect = ("--redirect", "https://cau-noi.example/granted", "--state-file", str(self.state))
        code, url = self.types("grant-url", "zalo/3001", *redirect)
        assert code == 0
        return {name: values[0] for name, values in parse_qs(urlsplit(url.strip()).query).items()}

    def grants(self, line: str, account: str = "zalo/3001") -> tuple[int, str]:
        return self.types("grant", account, "--state-file", str(self.state), line=line)


@pytest.fixture
def at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> At:
    return At(tmp_path, capsys)


def test_status_is_a_table_of_every_account(at: At) -> None:
    at.office.watch.run()
    at.office.standings.heard(SLUG, "facebook", "2001", at.office.clock())
    at.office.standings.stop(SLUG, "facebook", "2002", "190/463", at.office.clock())
    code, said = at.types("status")
    assert code == 0
    assert [line.split() for line in said.splitlines()] == [
        ["account", "unit", "state", "token", "grant", "last", "heard", "subscribed", "why"],
        [SLUG, "facebook/2002", "p90001", "stopped", "-", "-", "never", "yes", "190/463"],
        [SLUG, "facebook/2001", "so-khcn", "ok", "-", "-", "2026-11-18T02:00", "yes"],
        [SLUG, "zalo/3001", "so-khcn", "ok", "25", "h", "90", "d", "never", "-"],
    ]
    assert at.types("status", "--province", "tinh-khac")[0] == 2


def test_resume(at: At) -> None:
    at.office.standings.stop(SLUG, "zalo", "3001", "-321", at.office.clock())
    assert at.types("resume", "zalo/3001") == (0, "zalo/3001 may send again; it was account stopped: -321\n")
    assert at.office.standing().stopped == ""
    assert "neither stopped nor held" in at.types("resume", "zalo/3001")[1]


def test_the_page_of_the_grant_and_a_file_for_its_owner_alone(at: At) -> None:
    query, kept = at.grant_url(), json.loads(at.state.read_text("utf-8"))
    assert query["code_challenge"] == challenge_of(kept["verifier"])
    assert (query["state"], query["app_id"], kept["account"]) == (kept["state"], "389", "zalo/3001")
    assert len(kept["verifier"]) == 43
    assert stat.S_IMODE(at.state.stat().st_mode) == 0o600
    assert at.grant_url()["state"] != query["state"], "every asking is another"


def test_a_grant_by_code(at: At) -> None:
    at.office.zalo.refresh_token = "broken"
    at.office.watch.run()
    assert at.office.standing().stopped == REFUSED
    at.grant_url()
    verifier = json.loads(at.state.read_text("utf-8"))["verifier"]
    at.office.zalo.code = "the-code-of-zalo"
    code, said = at.grants("the-code-of-zalo")
    assert (code, "has granted access until 2027-02-16" in said) == (0, True)
    assert at.office.zalo.calls[-1][1]["code_verifier"] == verifier
    assert at.office.standing().stopped == ""
    assert not at.state.exists()


def test_a_grant_by_the_address_it_came_in(at: At) -> None:
    state = at.grant_url()["state"]
    at.office.zalo.code = "the-code-of-zalo"
    address = f"https://cau-noi.example/granted?code=the-code-of-zalo&oa_id=3001&state={state}"
    assert at.grants(address)[0] == 0


@pytest.mark.parametrize(("address", "words"), [
    ("https://x.example/?code=a-code-of-zalo&state=of-another", "another grant-url"),
    ("https://x.example/?code=a-code-of-zalo&oa_id=3009", "another OA"),
    ("https://x.example/?oa_id=3001", "no code in this address"),
    ("", "no code was given"),
    ("wrong-code-of-zalo", "Zalo refuses the grant"),
])  # fmt: skip
def test_a_grant_that_does_not_fit_changes_nothing(at: At, address: str, words: str) -> None:
    at.grant_url()
    before = dict(at.office.secret)
    code, said = at.grants(address)
    assert (code, words in said) == (2, True)
    assert at.office.secret == before
    assert at.state.exists(), "it can be tried again"


def test_a_grant_needs_the_file_of_its_asking(at: At) -> None:
    assert at.grants("the-code-of-zalo")[0] == 2
    at.state.write_text('{"account": "zalo/3002", "verifier": "v", "state": "s"}', "utf-8")
    code, said = at.grants("the-code-of-zalo")
    assert (code, "made for zalo/3002" in said) == (2, True)


def test_a_page_token_is_tried_before_it_is_kept(at: At) -> None:
    at.office.standings.stop(SLUG, "facebook", "2001", "190/463", at.office.clock())
    assert at.types("page-token", "facebook/2001", line="a-new-page-token")[0] == 0
    secret = at.office.safe.secrets["facebook/page/2001"]
    assert (secret["access_token"], secret["previous"]) == ("a-new-page-token", {"access_token": "token-2001"})
    assert at.office.graph.calls[0][2]["access_token"] == "a-new-page-token"
    assert at.office.standing("facebook", "2001").stopped == ""


def test_a_page_token_facebook_does_not_take_is_not_kept(at: At) -> None:
    at.office.graph.faults = [(400, {"error": {"code": 190}})]
    code, said = at.types("page-token", "facebook/2001", line="a-bad-page-token")
    assert (code, "code: 190" in said) == (2, True)
    assert at.office.safe.secrets["facebook/page/2001"]["access_token"] == "token-2001"
    assert at.types("page-token", "facebook/2001")[0] == 2


def test_a_grant_lifts_no_other_stop(at: At) -> None:
    at.office.standings.stop(SLUG, "zalo", "3001", "-321", at.office.clock())
    at.grant_url()
    at.office.zalo.code = "the-code-of-zalo"
    assert "it stays stopped: -321" in at.grants("the-code-of-zalo")[1]


def test_a_new_token_lifts_no_block_by_policy(at: At) -> None:
    at.office.standings.stop(SLUG, "facebook", "2001", POLICY, at.office.clock())
    at.office.graph.fields["2001"] = ["feed"]
    _, said = at.types("page-token", "facebook/2001", line="a-new-page-token")
    assert f"stays stopped: {POLICY}" in said
    assert "not subscribed to: mention" in said


def test_the_first_token_of_a_page(at: At) -> None:
    del at.office.safe.secrets["facebook/page/2002"]
    assert at.types("page-token", "facebook/2002", line="the-first-page-token")[0] == 0
    assert at.office.safe.secrets["facebook/page/2002"]["app"] == "cau-noi"


def test_subscribe(at: At) -> None:
    at.office.graph.fields["2002"] = ["leadgen"]
    code, said = at.types("subscribe", "facebook/2002")
    assert code == 0
    assert set(at.office.graph.fields["2002"] or ()) == WANTED | {"leadgen"}
    assert "messaging_policy_enforcement" in said
    assert at.office.standing("facebook", "2002").subscribed is True


def test_rotate_and_drop(at: At) -> None:
    code, said = at.types("rotate", "facebook/cau-noi", line=NEW)
    assert (code, "the old one is taken until 2026-11-25" in said) == (0, True)
    pair = at.office.safe.secrets["facebook/app/cau-noi"]["app_secret"]
    assert (pair["current"], pair["previous"]) == (NEW, "fb-app-secret-of-tests")
    at.office.clock.pass_by(hours=1)
    assert at.types("rotate", "facebook/cau-noi", "--drop")[0] == 0
    assert at.office.safe.secrets["facebook/app/cau-noi"]["app_secret"] == {"current": NEW, "previous": None}
    assert at.types("rotate", "facebook/cau-noi", "--drop")[0] == 2


@pytest.mark.parametrize("words", [
    ("rotate", "facebook/cau-noi"),       # no secret was typed
    ("rotate", "viber/cau-noi"),
    ("rotate", "facebook/unknown"),
    ("resume", "3001"),
    ("resume", "zalo/9999"),
    ("page-token", "zalo/3001"),
    ("subscribe", "zalo/3001"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(at: At, words: tuple[str, ...]) -> None:
    before = json.dumps(at.office.safe.secrets)
    code, said = at.types(*words)
    assert (code, bool(said)) == (2, True)
    assert json.dumps(at.office.safe.secrets) == before


def test_a_refresh_under_way_is_waited_for(at: At) -> None:
    at.grant_url()
    now = at.office.clock()
    at.office.journals.take(SLUG, "zalo", "3001", "a run", now, now + timedelta(minutes=3))
    code, said = at.grants("the-code-of-zalo")
    assert (code, "try again in three minutes" in said) == (2, True)


def test_a_secret_comes_in_by_the_pipe() -> None:
    before = sys.stdin
    sys.stdin = io.StringIO("  a-secret \nnot this\n")
    try:
        assert secret_from_stdin("new secret") == "a-secret"
    finally:
        sys.stdin = before
