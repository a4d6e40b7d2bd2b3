"""The media bucket."""

from dataclasses import dataclass
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.errors import TryAgain

LINK_SECONDS = 300
# What people sent is shown in the browser; all else of it is saved first, so that no file acts as a page of ours.
SENT = ("image/", "video/", "audio/", "application/pdf")


@dataclass(frozen=True)
class S3Bucket:
    """`Bucket` of media.py. shown: beginnings of the media types a link shows; all others it saves"""

    name: str
    shown: tuple[str, ...] = SENT

    def put(self, key: str, data: bytes, content_type: str) -> None:
        try:
            aws.client("s3").put_object(Bucket=self.name, Key=key, Body=data, ContentType=content_type)
        except (ClientError, BotoCoreError) as error:
            raise TryAgain("the bucket did not take the copy") from error

    def link(self, key: str, media_type: str, name: str) -> str:
        shown = "inline" if media_type.startswith(self.shown) else "attachment"
        asked = {
            "Bucket": self.name,
            "Key": key,
            "ResponseContentType": media_type,
            "ResponseContentDisposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
            "ResponseCacheControl": "private, no-store",
        }
        return str(aws.client("s3").generate_presigned_url("get_object", Params=asked, ExpiresIn=LINK_SECONDS))

    def delete(self, prefix: str) -> None:
        try:
            pages = aws.client("s3").get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=prefix)
            for page in pages:
                found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                keys = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
                if keys:  # a page holds at most as many as one call takes
                    asked = {"Objects": keys, "Quiet": True}
                    left = aws.client("s3").delete_objects(Bucket=self.name, Delete=asked).get("Errors")
                    if left:
                        raise TryAgain("the bucket kept something", count=len(left))
        except (ClientError, BotoCoreError) as error:
            raise TryAgain("the bucket could not be emptied") from error
