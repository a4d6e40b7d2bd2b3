"""E-mail over SES, to staff and to citizens who left an address."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.errors import Refused, SupplierError, TryAgain
from chalicelib.identity.vault import Person
from chalicelib.notice.lanes import Way
from chalicelib.notice.letter import Letter
from chalicelib.ticket.owed import Notice

_NEVER = {"MessageRejected", "BadRequestException", "MailFromDomainNotVerifiedException"}


def sorted_out(error: ClientError | BotoCoreError) -> SupplierError:
    """Our kind of an AWS error: never again, or later."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
    kind = Refused if code in _NEVER or code == "InvalidParameter" else TryAgain
    return kind("AWS did not take the message", code=code)


@dataclass(frozen=True)
class Ses:
    sender: str

    def email(self, to: tuple[str, ...], message: Letter) -> str:
        text: dict[str, Any] = {"Text": {"Data": message.body, "Charset": "UTF-8"}}
        content = {"Simple": {"Subject": {"Data": message.subject, "Charset": "UTF-8"}, "Body": text}}
        try:
            answer = aws.client("sesv2").send_email(
                FromEmailAddress=self.sender, Destination={"ToAddresses": list(to)}, Content=content
            )
        except (ClientError, BotoCoreError) as error:
            raise sorted_out(error) from error
        return str(answer["MessageId"])

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> str:
        """As a carrier to citizens."""
        return self.email((person.email,), part)
