"""What a deployment tells the code: environment in, one frozen value out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Names and addresses of one deployed stage. Never a secret: those are read from SSM by name."""

    stage: str
    petitions_table: str
    people_table: str
    inbound_queue_url: str
    parked_queue_url: str
    outbox_queue_url: str
    media_bucket: str
    mail_from: str
    mail_configuration: str
    sms_sender: str
    alerts_topic_arn: str
    secrets_path: str
    graph_url: str
    zalo_url: str
    zalo_business_url: str
    zalo_oauth_url: str
    oidc_issuer: str
    oidc_audience: str
    oidc_jwks_url: str
    media_hosts: str
    public_url: str


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Settings read from variables named like the fields, in capitals.

    raises  RuntimeError naming every missing variable at once
    """
    names = {field.name: field.name.upper() for field in fields(Settings)}
    missing = sorted(variable for variable in names.values() if variable not in environment)
    if missing:
        raise RuntimeError(f"environment variables missing: {', '.join(missing)}")
    return Settings(**{name: environment[variable] for name, variable in names.items()})


@cache
def settings() -> Settings:
    """The settings of this process; read once, at the first need, never at import."""
    return settings_from(os.environ)
