"""Uploads lie in the media bucket under a beginning of their own; a lifecycle rule throws away what nobody claims."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.errors import NotFound, TooLarge, TryAgain

_MISSING = {"404", "403", "NoSuchKey", "NotFound", "AccessDenied"}  # 403: who may not list is not told what is missing


@dataclass(frozen=True)
class S3Uploads:
    """`Room` of uploads.py."""

    bucket: str

    def offer(self, key: str, media_type: str, size: int, seconds: int, back: str = "") -> tuple[str, dict[str, str]]:
        fields = {"Content-Type": media_type} | ({"success_action_redirect": back} if back else {})
        signed = [{name: value} for name, value in fields.items()]
        conditions: list[Any] = [["content-length-range", 1, size], *signed]
        made = aws.client("s3").generate_presigned_post(
            self.bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
        )
        return str(made["url"]), {str(name): str(value) for name, value in made["fields"].items()}

    def has(self, key: str) -> bool:
        try:
            aws.client("s3").head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return False
            raise TryAgain("the bucket did not say what it has") from error
        except BotoCoreError as error:
            raise TryAgain("the bucket did not answer") from error
        return True

    def read(self, key: str, limit: int) -> bytes:
        try:
            found = aws.client("s3").get_object(Bucket=self.bucket, Key=key)
            if found["ContentLength"] > limit:
                raise TooLarge(f"at most {limit} bytes", limit=limit)
            data: bytes = found["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                raise NotFound("no such upload") from error
            raise TryAgain("the bucket did not give the upload") from error
        except BotoCoreError as error:
            raise TryAgain("the bucket did not give the upload") from error
        return data
