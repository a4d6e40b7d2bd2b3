"""python -m infra.local.platforms --port 4600 --state .local/run"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from infra.local.platforms.bench import a_bench
from infra.local.platforms.mailbox import Mailbox
from infra.local.platforms.outside import PROVINCES, Outside
from infra.local.platforms.server import make_app

HOST = "127.0.0.1"


class ZaloFriendly(WSGIRequestHandler):
    """Zalo's headers have underscores, which werkzeug drops; these come through."""

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        for name in ("access_token", "secret_key", "appsecret_proof"):
            if name in self.headers:
                environ[f"HTTP_{name.upper()}"] = self.headers[name]
        return environ


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    try:
        listening = socket.create_server((HOST, options.port), backlog=128)
    except OSError as error:
        sys.stderr.write(
            f"Port {options.port} on {HOST} cannot be used ({os.strerror(error.errno or 0)}): "
            "stop what listens there, or choose another with --port.\n"
        )
        return 2
    state: Path = options.state
    outside = Outside(state, options.secrets or state.parent / "secrets.json", options.provinces)
    base_url = f"http://{HOST}:{listening.getsockname()[1]}"
    bench = a_bench(outside, base_url, database=state / "platforms.db")
    server = make_server(
        HOST,
        options.port,
        make_app(bench, state / "issuer-key.pem"),
        threaded=True,
        request_handler=ZaloFriendly,
        fd=listening.fileno(),
    )

    def stop(_: int, __: FrameType | None) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    bench.post.resume()
    closing = threading.Event()
    watch = threading.Thread(target=Mailbox(bench).watch, args=(closing,), daemon=True)
    watch.start()
    sys.stdout.write(f"Stand-ins and shop window: {base_url}/\n")
    sys.stdout.flush()
    server.serve_forever()
    closing.set()
    watch.join(timeout=6)
    bench.post.close()
    bench.store.close()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local.platforms", description=__doc__)
    parser.add_argument("--port", type=int, default=4600)
    parser.add_argument(
        "--state", type=Path, default=Path(".local/run"), help="directory of run.json and our own state"
    )
    parser.add_argument("--secrets", type=Path, help="default: secrets.json beside the state directory")
    parser.add_argument("--provinces", type=Path, default=PROVINCES, help="directory of the province files")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
