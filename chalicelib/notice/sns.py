"""Text messages and the alerts topic over SNS."""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.identity.vault import Person
from chalicelib.notice.letter import Letter
from chalicelib.notice.ses import Ses, sorted_out
from chalicelib.notice.taken import Taken
from chalicelib.notice.ways import Way
from chalicelib.ticket.owed import Notice


@dataclass(frozen=True)
class Sns:
    """sender: the registered name text messages come from; the carrier chooses one where it is empty."""

    topic: str
    sender: str = ""

    def sms(self, phone: str, text: str) -> str:
        number = phone if phone.startswith("+") else f"+{phone}"
        attributes = {"AWS.SNS.SMS.SMSType": _text("Transactional")}
        if self.sender:
            attributes["AWS.SNS.SMS.SenderID"] = _text(self.sender)
        return self._published(PhoneNumber=number, Message=text, MessageAttributes=attributes)

    def publish(self, notice: Notice) -> str:
        """An escalation for those who subscribe: duty rooms, other systems. No citizen's word is in it."""
        return self._published(
            TopicArn=self.topic,
            Message=told(notice),
            MessageAttributes={"tenant": _text(notice.tenant)},
        )

    def send(self, way: Way, notice: Notice, person: Person, part: Letter, mark: str) -> Taken:
        """As a carrier to citizens."""
        return Taken(self.sms(person.phone, part.body))

    def _published(self, **request: Any) -> str:
        """raises  Unsure, TryAgain, Refused"""
        try:
            return str(aws.once("sns").publish(**request)["MessageId"])
        except (ClientError, BotoCoreError) as error:
            raise sorted_out(error) from error


def told(notice: Notice) -> str:
    """What subscribers of the topic read."""
    facts = {"tenant": notice.tenant, "purpose": notice.purpose, "at": notice.at.isoformat()} | dict(notice.facts)
    return json.dumps(facts, ensure_ascii=False)


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}


@dataclass(frozen=True)
class Post:
    """`StaffCarriers` of staff_post.py."""

    ses: Ses
    sns: Sns

    def email(self, to: tuple[str, ...], message: Letter, mark: str) -> str:
        return self.ses.email(to, message, mark)

    def sms(self, phone: str, text: str, mark: str) -> str:
        return self.sns.sms(phone, text)

    def publish(self, notice: Notice) -> str:
        return self.sns.publish(notice)
