"""Assembly of the stand-ins into one Flask application."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request

from infra.local.platforms.bench import Bench
from infra.local.platforms.control import control
from infra.local.platforms.facebook import graph
from infra.local.platforms.issuer import Issuer, oidc
from infra.local.platforms.mailbox import Mailbox
from infra.local.platforms.media import files
from infra.local.platforms.say import Speech
from infra.local.platforms.tell import Herald, NotReady
from infra.local.platforms.window import window
from infra.local.platforms.zalo import openapi
from infra.local.platforms.zalo_business import business
from infra.local.platforms.zalo_login import login
from infra.local.platforms.zalo_oauth import Tokens

HERE = ("127.0.0.1", "localhost")


def make_app(bench: Bench, key_file: Path) -> Flask:
    """The whole application; `key_file` keeps the issuer's signing key."""
    app = Flask("platforms", static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    herald, tokens = Herald(bench), Tokens(bench)
    speech, issuer = Speech(bench, herald), Issuer(key_file, f"{bench.base_url}/issuer")
    app.register_blueprint(graph(bench))
    app.register_blueprint(openapi(bench, tokens))
    app.register_blueprint(business(bench, tokens))
    app.register_blueprint(login(bench, tokens))
    app.register_blueprint(oidc(bench, issuer))
    app.register_blueprint(files(bench))
    app.register_blueprint(control(bench, speech, herald, tokens))
    app.register_blueprint(window(bench, herald, Mailbox(bench), issuer))

    @app.before_request
    def only_from_here() -> Any:
        """A page of some web site must not reach these doors under another name for 127.0.0.1."""
        if request.host.rpartition(":")[0] in HERE or request.host in HERE:
            return None
        return jsonify({"error": "only for 127.0.0.1"}), 403

    @app.errorhandler(NotReady)
    def not_ready(error: NotReady) -> Any:
        return jsonify({"error": str(error)}), 503

    return app
