"""The deployed town of the journeys: one a session, shared."""

import pytest

from tests.deployed import Deployed
from tests.journeys.town import Town


@pytest.fixture(scope="session")
def town(deployed: Deployed) -> Town:
    return Town(deployed.api_url, deployed.platforms_url, deployed.cloud_url)
