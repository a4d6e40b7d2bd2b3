"""One session and one client a service, made at the first need.

botocore, the core of boto3, without boto3's own layer: nothing here uses resources, and a cold start is a third
shorter (docs/adr/0005).
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session, get_session

# Short enough that a hanging service shows as an error inside the function's own time-out.
QUICK = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})


@cache
def session() -> Session:
    """The only session of the process: each further client on it costs about 10 ms instead of 100."""
    return get_session()


@cache
def client(service: str) -> Any:
    """The client of `service`; region and endpoint come from the environment (AWS_ENDPOINT_URL)."""
    return session().create_client(service, config=QUICK)
