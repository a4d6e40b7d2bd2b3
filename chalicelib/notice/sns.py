"""Text messages and the alerts topic over SNS."""

import json
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.identity.vault import Person
from chalicelib.notice.lanes import Way
from chalicelib.notice.letter import Letter
from chalicelib.notice.ses import Ses, sorted_out
from chalicelib.ticket.owed import Notice


@dataclass(frozen=True)
class Sns:
    topic: str

    def sms(self, phone: str, text: str) -> str:
        number = phone if phone.startswith("+") else f"+{phone}"
        try:
            return str(aws.client("sns").publish(PhoneNumber=number, Message=text)["MessageId"])
        except (ClientError, BotoCoreError) as error:
            raise sorted_out(error) from error

    def publish(self, notice: Notice) -> str:
        """An escalation for those who subscribe: duty rooms, other systems. No citizen's word is in it."""
        facts = {"tenant": notice.tenant, "purpose": notice.purpose, "at": notice.at.isoformat()} | dict(notice.facts)
        attributes = {"tenant": {"DataType": "String", "StringValue": notice.tenant}}
        try:
            answer = aws.client("sns").publish(
                TopicArn=self.topic,
                Message=json.dumps(facts, ensure_ascii=False),
                MessageAttributes=attributes,
            )
        except (ClientError, BotoCoreError) as error:
            raise sorted_out(error) from error
        return str(answer["MessageId"])

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> str:
        """As a carrier to citizens."""
        return self.sms(person.phone, part.body)


@dataclass(frozen=True)
class Post:
    """`StaffPost` of courier.py."""

    ses: Ses
    sns: Sns

    def email(self, to: tuple[str, ...], message: Letter) -> str:
        return self.ses.email(to, message)

    def sms(self, phone: str, text: str) -> str:
        return self.sns.sms(phone, text)

    def publish(self, notice: Notice) -> str:
        return self.sns.publish(notice)
