"""Papers in the bucket of the province's files, under `papers/`."""

from dataclasses import dataclass
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.errors import TryAgain

LINK_SECONDS = 300
_SHOWN = ("text/html", "application/pdf")  # our own pages carry no script; sheets are saved


@dataclass(frozen=True)
class S3Papers:
    """`Files` of kept.py."""

    bucket: str

    def put(self, key: str, data: bytes, media_type: str) -> None:
        try:
            aws.client("s3").put_object(Bucket=self.bucket, Key=key, Body=data, ContentType=media_type)
        except (ClientError, BotoCoreError) as error:
            raise TryAgain("the bucket did not take the report") from error

    def link(self, key: str, media_type: str, name: str) -> str:
        shown = "inline" if media_type.startswith(_SHOWN) else "attachment"
        asked = {
            "Bucket": self.bucket,
            "Key": key,
            "ResponseContentType": media_type,
            "ResponseContentDisposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
            "ResponseCacheControl": "private, no-store",
        }
        return str(aws.client("s3").generate_presigned_url("get_object", Params=asked, ExpiresIn=LINK_SECONDS))
