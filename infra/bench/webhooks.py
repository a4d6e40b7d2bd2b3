"""Signed webhooks as API Gateway hands them to the function: a proxy event around exact bytes."""

import json
from pathlib import Path
from typing import Any

from infra.bench import stage
from infra.local import seed
from infra.local.place import Place
from infra.local.replay_rows import Petition

CHANNELS = ("facebook", "zalo")
EVENTS = 50
WORDS = (
    "Đoạn đường Trần Phú qua cổng chợ có nhiều ổ gà rất sâu, trời mưa xe máy ngã liên tục, "
    "đề nghị sớm cho người sửa chữa."
)


def write_files(where: Place, at: float) -> tuple[Path, Path]:
    """Files for the child processes: events by channel, and the secrets they are signed with."""
    secrets = seed.secrets(where)
    writer = stage.writer(where, at)
    events = {
        channel: [proxy_event(writer.petition(channel, str(n), WORDS)) for n in range(EVENTS)] for channel in CHANNELS
    }
    events_file, secrets_file = where.home / "events.json", where.home / "function-secrets.json"
    events_file.write_text(json.dumps(events), "utf-8")
    kept = {f"/cau-noi/bench{name}": json.dumps(value) for name, value in secrets.items()}
    secrets_file.write_text(json.dumps(kept), "utf-8")
    return events_file, secrets_file


def proxy_event(petition: Petition) -> dict[str, Any]:
    """What API Gateway (REST, proxy integration) makes of the POST."""
    _, _, channel, app = petition.path.split("/")
    headers = {
        "Accept": "*/*",
        "CloudFront-Viewer-Country": "SG",
        "Host": "abc123.execute-api.ap-southeast-1.amazonaws.com",
        "User-Agent": "facebookexternalua",
        "X-Amzn-Trace-Id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
        "X-Forwarded-For": "173.252.127.1",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        **petition.headers,
    }
    return {
        "resource": f"/webhooks/{channel}/{{app_name}}",
        "path": petition.path,
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"app_name": app},
        "stageVariables": None,
        "requestContext": _context(petition.path, f"/webhooks/{channel}/{{app_name}}"),
        "body": petition.body.decode(),
        "isBase64Encoded": False,
    }


def _context(path: str, resource: str) -> dict[str, Any]:
    return {
        "accountId": "000000000000",
        "apiId": "abc123",
        "domainName": "abc123.execute-api.ap-southeast-1.amazonaws.com",
        "httpMethod": "POST",
        "identity": {"sourceIp": "173.252.127.1", "userAgent": "facebookexternalua"},
        "path": f"/api{path}",
        "protocol": "HTTP/1.1",
        "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        "requestTimeEpoch": 1428582896000,
        "resourceId": "123456",
        "resourcePath": resource,
        "stage": "api",
    }
