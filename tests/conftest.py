"""What every test has: the deployed stack when it asks for it, and Hypothesis at the length the place allows."""

import os

from hypothesis import settings

from tests.deployed import deployed, fresh_tables

__all__ = ["deployed", "fresh_tables"]

settings.register_profile("desk", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
