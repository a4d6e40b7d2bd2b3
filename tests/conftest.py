"""What every test has: the deployed stack when it asks for it, and Hypothesis at the length the place allows."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from infra.package import ROOT
from tests.deployed import deployed, fresh_tables

__all__ = ["deployed", "fresh_tables"]

CLOUD = {"journeys", "infra", "contracts"}  # folders whose tests share the one local cloud


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before groups are read, and after the order was shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Two workers: one walks through the deployed stack from the beginning, mostly waiting, the other computes."""
    for item in items:
        if _in_the_cloud(item):
            item.add_marker(pytest.mark.xdist_group("cloud"))
    yield
    items.sort(key=_in_the_cloud, reverse=True)


def _in_the_cloud(item: pytest.Item) -> bool:
    return bool(CLOUD & set(item.path.relative_to(ROOT).parts))


settings.register_profile("desk", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
