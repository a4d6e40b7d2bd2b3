"""The deployed town of the journeys: one a session, shared."""

from pathlib import Path

import pytest

from tests.deployed import Deployed
from tests.journeys.town import Town

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey is a story on one stack, told whole and in the order it is written; others stand where chance puts them.

    A stranger's test between two of a file would end what they have in common, and begin it a second time.
    """
    stories = [item for item in items if HERE in item.path.parents]
    others = [item for item in items if HERE not in item.path.parents]
    items[:] = sorted(stories, key=lambda item: (item.path, item.location[1])) + others


@pytest.fixture(scope="session")
def town(deployed: Deployed) -> Town:
    return Town(deployed.api_url, deployed.platforms_url, deployed.cloud_url)
