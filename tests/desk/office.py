"""An office whose desk takes files: what an officer sends lies in the yard, what is kept in the cupboard."""

from dataclasses import replace
from typing import Any

from chalicelib.intake.staff_files import StaffFiles
from chalicelib.ticket.ticket import Actor, Attachment
from tests.builders import SLUG
from tests.intake.web import NUMBER, Web

PAPER, PHOTO = f"file-{NUMBER}", f"photo-{NUMBER}"
PDF = b"%PDF-1.7\n%%EOF\n"
PDF_TYPE = "application/pdf"


class Office(Web):
    """A web whose desk takes files, too."""

    def __init__(self) -> None:
        super().__init__()
        self.files = StaffFiles(self.uploads, self.media)
        self.noted: list[tuple[Actor, str, str, Any]] = []
        self.world.desk = replace(
            self.world.desk, brought=self.files.brought, written_down=lambda *what: self.noted.append(what)
        )

    def sends(self, upload: str = PAPER, data: bytes = PDF) -> str:
        self.yard.sent[f"uploads/{SLUG}/{upload}"] = data
        return upload

    def last(self, code: str) -> tuple[Attachment, ...]:
        return self.world.tickets.timeline(SLUG, code)[-1].attachments
