"""The deployed town of the journeys: one a session, shared."""

from pathlib import Path

import pytest

from tests.deployed import Deployed
from tests.journeys.town import Town

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey is a story on one stack, told in the order it is written; all other tests stand where chance puts them."""
    places = [place for place, item in enumerate(items) if HERE in item.path.parents]
    stories = sorted((items[place] for place in places), key=lambda item: (item.path, item.location[1]))
    for place, item in zip(places, stories, strict=True):
        items[place] = item


@pytest.fixture(scope="session")
def town(deployed: Deployed) -> Town:
    return Town(deployed.api_url, deployed.platforms_url, deployed.cloud_url)
