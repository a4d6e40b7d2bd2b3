"""An office, and an ear on its log, for every test of accounts."""

import pytest

from tests.account.office import Heard, Office


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> Heard:
    return Heard(caplog, capsys)
