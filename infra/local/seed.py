"""What a fresh cloud must know before the first citizen writes: secrets, senders, provinces. Safe to repeat.

python -m infra.local.seed DIRECTORY loads the province files of DIRECTORY; it runs in a process of its own,
with the environment of a deployed function, because the application reads its settings once a process.
"""

import json
import secrets as chance
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.local.place import Place

APP_IDS = {"facebook": "918273645546372", "zalo": "3891027745120936614"}
ALIAS_KEY = "/alias_key"


def documents(provinces: Path) -> list[dict[str, Any]]:
    """The province files, by name."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(provinces.glob("*.json"))]


def secrets(place: Place) -> dict[str, dict[str, Any]]:
    """.local/secrets.json: made at the first run, completed for each new account, kept until reset."""
    kept: dict[str, dict[str, Any]] = {}
    if place.secrets.exists():
        kept = json.loads(place.secrets.read_text("utf-8"))
    accounts = [row for document in documents(place.provinces) for row in document.get("accounts", ())]
    wanted = dict(_new_secrets(accounts))
    if missing := wanted.keys() - kept.keys():
        kept |= {name: wanted[name] for name in sorted(missing)}
        place.secrets.parent.mkdir(parents=True, exist_ok=True)
        place.secrets.touch(mode=0o600)
        place.secrets.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return kept


def _new_secrets(accounts: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield ALIAS_KEY, {"key": chance.token_hex(32)}
    for channel, app in sorted({(row["channel"], row["app"]) for row in accounts}):
        yield f"/{channel}/app/{app}", _app(channel)
    for row in accounts:
        tokens = {"access_token": chance.token_urlsafe(48), "app": row["app"]}
        if row["channel"] == "zalo":
            tokens["refresh_token"] = chance.token_urlsafe(48)
        yield f"/{row['channel']}/{'page' if row['channel'] == 'facebook' else 'oa'}/{row['id']}", tokens


def _app(channel: str) -> dict[str, Any]:
    signing = {"current": chance.token_hex(16), "previous": None}
    if channel == "facebook":
        own = {"app_secret": signing, "verify_token": chance.token_urlsafe(24)}
    else:
        own = {"app_secret": chance.token_hex(16), "oa_secret_key": signing}
    return {"app_id": APP_IDS[channel], **own}


def put_secrets(ssm: Any, path: str, values: dict[str, dict[str, Any]]) -> None:
    """Every secret; but not the first pair of an OA over one that has been refreshed since: the first is used up."""
    for name, value in values.items():
        if name.startswith("/zalo/oa/") and _refreshed(ssm, path + name):
            continue
        text = json.dumps(value, ensure_ascii=False)
        ssm.put_parameter(Name=path + name, Value=text, Type="SecureString", Overwrite=True)


def _refreshed(ssm: Any, name: str) -> bool:
    try:
        kept = json.loads(ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    except ssm.exceptions.ParameterNotFound:
        return False
    return "refreshed_at" in kept


def verify_sender(ses: Any, address: str) -> None:
    """The cloud refuses letters from senders it has not seen verified; it believes at once."""
    known = {row["IdentityName"] for row in ses.list_email_identities()["EmailIdentities"]}
    for identity in (address, address.partition("@")[2]):
        if identity not in known:
            ses.create_email_identity(EmailIdentity=identity)


def load_provinces(provinces: Path) -> list[str]:
    """Put every province file that differs from its newest version; returns the slugs put."""
    from chalicelib import wiring

    registry, put = wiring.provinces(), []
    for document in documents(provinces):
        active = registry.versions.active(document["slug"])
        if active is None or registry.versions.document(document["slug"], active) != document:
            registry.put(document, "make run")
            put.append(document["slug"])
    return put


def main() -> int:
    put = load_provinces(Path(sys.argv[1]))
    sys.stdout.write(f"provinces: {', '.join(put) or 'unchanged'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
