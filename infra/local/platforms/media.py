"""The files people attach: drawn sample photos beside this module, and small documents made here."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort

from infra.local.platforms.bench import Bench

FOLDER = Path(__file__).parent / "photos"
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf", ".amr": "audio/amr"}


def amr() -> bytes:
    """One second of silence, 12.2 kbit/s frames."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50


def pdf() -> bytes:
    """A one-page document with a sentence on it."""
    words = b"BT /F1 16 Tf 72 720 Td (Don kien nghi - ban mau de chay thu) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


MADE = {"loi-nhan.amr": amr, "don-kien-nghi.pdf": pdf}


def names() -> list[str]:
    """The sample photos."""
    return sorted(path.name for path in FOLDER.glob("*.jpg") if path.name != "chan-dung.jpg")


def content(name: str) -> bytes | None:
    if name in MADE:
        return MADE[name]()
    path = FOLDER / name
    return path.read_bytes() if path.parent == FOLDER and path.is_file() else None


def described(name: str, url: str) -> dict[str, str]:
    """A file as Zalo describes it in a webhook."""
    body = content(name) or b""
    return {
        "size": str(len(body)),
        "name": name,
        "checksum": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "type": name.rpartition(".")[2],
        "url": url,
    }


def files(bench: Bench) -> Blueprint:
    doors = Blueprint("media", __name__, url_prefix="/media")

    @doors.get("/<name>")
    def sample(name: str) -> Response:
        body = content(name)
        if body is None:
            abort(404)
        return Response(body, content_type=TYPES.get("." + name.rpartition(".")[2], "application/octet-stream"))

    @doors.get("/upload/<token>")
    def upload(token: str) -> Response:
        row = bench.store.row("SELECT mime, body FROM uploads WHERE token=?", token)
        if row is None:
            abort(404)
        return Response(row["body"], content_type=row["mime"])

    return doors
