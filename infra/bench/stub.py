"""SQS and SSM as far as a door needs them, on loopback: python -m infra.bench.stub SECRETS

Prints its port, answers until its standard input is closed, so that it never outlives who started it.
"""

import json
import sys
import threading
from collections.abc import Mapping
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar


def answer(target: str, asked: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """What the service says; KeyError for what no door asks."""
    if target == "AmazonSQS.SendMessage":
        return _taken(asked["MessageBody"])
    if target == "AmazonSQS.SendMessageBatch":
        return {
            "Successful": [{"Id": e["Id"], **_taken(e["MessageBody"])} for e in asked["Entries"]],
            "Failed": [],
        }
    if target == "AmazonSSM.GetParameter":
        name = asked["Name"]
        return {"Parameter": {"Name": name, "Type": "SecureString", "Value": secrets[name], "Version": 1}}
    raise KeyError(target)


def _taken(body: str) -> dict[str, Any]:
    digest = md5(body.encode(), usedforsecurity=False).hexdigest()
    return {
        "MessageId": f"{digest:0>36}",
        "MD5OfMessageBody": digest,
        "SequenceNumber": "18849496460467696128",
    }


class Services(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as AWS keeps them
    disable_nagle_algorithm = True
    secrets: ClassVar[Mapping[str, str]] = {}

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            body, status = answer(self.headers["X-Amz-Target"], asked, self.secrets), 200
        except KeyError as unknown:
            body, status = {"__type": "ValidationException", "message": str(unknown)}, 400
        sent = json.dumps(body).encode()
        kind = "Content-Type: application/x-amz-json-1.0"
        head = f"HTTP/1.1 {status} OK\r\n{kind}\r\nContent-Length: {len(sent)}\r\n\r\n"
        self.wfile.write(head.encode() + sent)

    def log_message(self, *words: Any) -> None:
        """Nobody reads it."""


def main(secrets: Path) -> None:
    Services.secrets = json.loads(secrets.read_text("utf-8"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Services)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
