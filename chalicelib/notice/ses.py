"""E-mail over SES, to staff and to citizens who left an address."""

import ssl
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, SSLError

from chalicelib import aws
from chalicelib.errors import Refused, SupplierError, TryAgain, Unsure
from chalicelib.identity.vault import Person
from chalicelib.notice.letter import Letter
from chalicelib.notice.marks import tag_of
from chalicelib.notice.taken import Taken
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice

TAG = "notice"
_NEVER = {
    "MessageRejected", "BadRequestException", "MailFromDomainNotVerifiedException", "InvalidParameter",
    "InvalidParameterValue", "InvalidParameterException", "ValidationError",
}  # fmt: skip


def sorted_out(error: ClientError | BotoCoreError) -> SupplierError:
    """Our kind of an AWS error: never again, later, or perhaps it was taken all the same."""
    if isinstance(error, ClientError):
        code = error.response["Error"]["Code"]
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        kind: type[SupplierError] = Refused if code in _NEVER else Unsure if status >= 500 else TryAgain
    else:
        code = type(error).__name__
        # The line broke, or no answer came; who could not even be reached makes another error of botocore's. Its
        # SSLError does not tell the handshake from the answer: only a certificate refused shows that nothing was sent.
        lost = isinstance(error, HTTPClientError | SSLError) and not _distrusted(error)
        kind = Unsure if lost else TryAgain
    return kind("AWS did not take the message", code=code)


def _distrusted(error: BotoCoreError) -> bool:
    causes = getattr(error.kwargs.get("error"), "args", ())
    return isinstance(error, SSLError) and any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes)


@dataclass(frozen=True)
class Ses:
    """configuration: the set whose events tell what became of an e-mail; none where it is empty."""

    sender: str
    configuration: str = ""

    def email(self, to: tuple[str, ...], message: Letter, mark: str) -> str:
        """Its id. `mark` goes with it as a tag, which no recipient sees and every event of it carries.

        raises  Unsure, TryAgain, Refused
        """
        text: dict[str, Any] = {"Text": {"Data": message.body, "Charset": "UTF-8"}}
        content = {"Simple": {"Subject": {"Data": message.subject, "Charset": "UTF-8"}, "Body": text}}
        request: dict[str, Any] = {
            "FromEmailAddress": self.sender,
            "Destination": {"ToAddresses": list(to)},
            "Content": content,
            "EmailTags": [{"Name": "tenant", "Value": mark.split("#")[1]}, {"Name": TAG, "Value": tag_of(mark)}],
        }
        if self.configuration:
            request["ConfigurationSetName"] = self.configuration
        try:
            answer = aws.once("sesv2").send_email(**request)
        except (ClientError, BotoCoreError) as error:
            raise sorted_out(error) from error
        return str(answer["MessageId"])

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        """As a carrier to citizens."""
        return Taken(self.email((person.email,), part, mark))
