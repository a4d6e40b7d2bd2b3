"""The media bucket."""

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.errors import TryAgain


@dataclass(frozen=True)
class S3Bucket:
    """`Bucket` of media.py."""

    name: str

    def put(self, key: str, data: bytes, content_type: str) -> None:
        try:
            aws.client("s3").put_object(Bucket=self.name, Key=key, Body=data, ContentType=content_type)
        except (ClientError, BotoCoreError) as error:
            raise TryAgain("the bucket did not take the copy") from error
