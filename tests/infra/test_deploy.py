"""What CloudFormation is told of the template's parameters, at the first deployment and at later ones."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from infra.deploy import DeployError, Target, artefacts, parameters_told

TEMPLATE = {"Parameters": {"Stage": {"Default": "prod"}, "MailFrom": {}, "PublicUrl": {}}}


def told(given: dict[str, str], known: set[str]) -> dict[str, object]:
    """By name: the value given, or True where the stack keeps its own."""
    rows = parameters_told(TEMPLATE, given, known)
    return {row["ParameterKey"]: row.get("ParameterValue", row.get("UsePreviousValue")) for row in rows}


def test_the_first_deployment_wants_what_has_no_default() -> None:
    with pytest.raises(DeployError, match="--param MailFrom=… and --param PublicUrl=…"):
        told({"Stage": "prod"}, set())
    given = {"MailFrom": "a@b.example", "PublicUrl": "https://b.example"}
    assert told(given, set()) == given


def test_a_later_deployment_keeps_what_is_not_given_again() -> None:
    known = {"Stage", "MailFrom", "PublicUrl"}
    assert told({"MailFrom": "c@b.example"}, known) == {
        "MailFrom": "c@b.example",
        "PublicUrl": True,
        "Stage": True,
    }


def test_a_parameter_the_template_dropped_is_not_mentioned_again() -> None:
    assert "Old" not in told({}, {"Stage", "MailFrom", "PublicUrl", "Old"})


def test_a_misspelt_parameter_is_refused() -> None:
    with pytest.raises(DeployError, match="no such parameter: Mailfrom"):
        told({"Mailfrom": "a@b.example"}, set())


@dataclass
class Cloud:
    """An account, and whose the bucket of that name is; it is a target and its clients alike."""

    owner: str
    made: list[str] = field(default_factory=list)
    region: str = "ap-southeast-1"

    def client(self, _service: str) -> "Cloud":
        return self

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "111122223333"}

    def head_bucket(self, *, Bucket: str, ExpectedBucketOwner: str = "") -> None:
        status = "404" if not self.owner else "403" if ExpectedBucketOwner not in ("", self.owner) else ""
        if status:
            raise ClientError({"Error": {"Code": status}}, "HeadBucket")

    def create_bucket(self, *, Bucket: str, **_: Any) -> None:
        self.made.append(Bucket)

    def put_public_access_block(self, **_: Any) -> None: ...


def bucket_of(cloud: Cloud) -> str:
    return artefacts(cast(Target, cloud))


def test_code_is_kept_in_a_bucket_of_the_account_itself() -> None:
    ours, nobodys = Cloud(owner="111122223333"), Cloud(owner="")
    name = "cau-noi-packages-111122223333-ap-southeast-1"
    assert (bucket_of(ours), ours.made) == (name, [])
    assert (bucket_of(nobodys), nobodys.made) == (name, [name])


def test_code_is_never_put_into_a_bucket_of_that_name_that_is_somebody_elses() -> None:
    with pytest.raises(DeployError, match="is not of account 111122223333"):
        bucket_of(Cloud(owner="666666666666"))
