"""The media bucket."""

from dataclasses import dataclass

from chalicelib import aws


@dataclass(frozen=True)
class S3Bucket:
    """`Bucket` of media.py."""

    name: str

    def put(self, key: str, data: bytes, content_type: str) -> None:
        aws.client("s3").put_object(Bucket=self.name, Key=key, Body=data, ContentType=content_type)
