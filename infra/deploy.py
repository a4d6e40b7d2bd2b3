"""python -m infra.deploy --stage prod --param MailFrom=... --param PublicUrl=... [--endpoint URL]

Uploads build/deployment.zip, then creates or updates the stack cau-noi-<stage> by a change set. The same code
for AWS and for the local cloud; only the endpoint differs. A parameter that is not given keeps its value, or
takes its default.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.package import REGION, ROOT, STAGES, digest

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
NOTHING = ("didn't contain changes", "No updates are to be performed")
GONE, DEAD = (
    {"REVIEW_IN_PROGRESS", ""},
    {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"},
)
PATIENCE = 1800  # seconds; the slowest creation seen on AWS is the user pool, well under a minute


class DeployError(Exception):
    """The stack could not be brought to the template; the message says why, in the cloud's own words."""


@dataclass(frozen=True)
class Target:
    """Where a stack lives. `endpoint` is None for AWS itself."""

    stage: str
    endpoint: str | None = None
    region: str = REGION
    credentials: Mapping[str, str] = field(default_factory=dict)
    say: Callable[[str], object] = print

    @property
    def stack(self) -> str:
        return f"cau-noi-{self.stage}"

    @cached_property
    def session(self) -> boto3.session.Session:
        return boto3.session.Session(region_name=self.region, **self.credentials)

    def client(self, service: str) -> Any:
        config = Config(retries={"mode": "standard"}, s3={"addressing_style": "path"} if self.endpoint else {})
        return self.session.client(service, endpoint_url=self.endpoint, config=config)


def deploy(target: Target, build: Path, parameters: Mapping[str, str]) -> dict[str, str]:
    """Bring the stack to the template in `build`; returns its outputs.

    raises  DeployError when the cloud refuses, or when a parameter without default is missing
    """
    template = json.loads((build / "template.json").read_text("utf-8"))
    cloud = target.client("cloudformation")
    status, known = _standing(cloud, target.stack)
    if status in DEAD:
        raise DeployError(f'stack {target.stack} is {status}: delete it first (infra/README.md, "A stack that failed")')
    fresh = status in GONE
    given = parameters_told(template, parameters, set() if fresh else known)
    body = _with_code(template, _uploaded(target, build / "deployment.zip"))
    name = f"at-{int(time.time() * 1000)}"
    kind = "CREATE" if fresh else "UPDATE"
    cloud.create_change_set(
        StackName=target.stack, ChangeSetName=name, ChangeSetType=kind, Capabilities=CAPABILITIES,
        Parameters=given, Tags=[{"Key": "application", "Value": "cau-noi"}], **_template(target, body),
    )  # fmt: skip
    if _ready(cloud, target, name):
        target.say(f"{target.stack}: {kind.lower()} …")
        cloud.execute_change_set(StackName=target.stack, ChangeSetName=name)
        _settled(cloud, target)
    return outputs(target)


def outputs(target: Target) -> dict[str, str]:
    """The stack's outputs; empty when there is no such stack."""
    try:
        stack = target.client("cloudformation").describe_stacks(StackName=target.stack)["Stacks"][0]
    except ClientError:
        return {}
    return {row["OutputKey"]: row["OutputValue"] for row in stack.get("Outputs", ())}


def _standing(cloud: Any, stack: str) -> tuple[str, set[str]]:
    """The status of `stack`, "" if there is none, and the names of its parameters."""
    try:
        found = cloud.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return "", set()
        raise
    return found["StackStatus"], {row["ParameterKey"] for row in found.get("Parameters", ())}


def parameters_told(template: dict[str, Any], given: Mapping[str, str], known: set[str]) -> list[dict[str, Any]]:
    """What CloudFormation is to be told of each parameter of `template`."""
    declared = template.get("Parameters", {})
    if unknown := set(given) - set(declared):
        raise DeployError(f"no such parameter: {', '.join(sorted(unknown))}")
    missing = [name for name, row in declared.items() if "Default" not in row and name not in {*given, *known}]
    if missing:
        raise DeployError(f"give {' and '.join(f'--param {name}=…' for name in sorted(missing))}")
    told = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
    kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in known & set(declared) - set(given)]
    return sorted([*told, *kept], key=lambda row: str(row["ParameterKey"]))


def _uploaded(target: Target, bundle: Path) -> dict[str, str]:
    """Put `bundle` into the artefact bucket, named by its digest; returns where it lies."""
    bucket, key = artefacts(target), f"packages/{digest(bundle)}.zip"
    s3 = target.client("s3")
    if not s3.list_objects_v2(Bucket=bucket, Prefix=key).get("KeyCount"):
        target.say(f"{target.stack}: uploading {bundle.stat().st_size / 1e6:.1f} MB")
        s3.put_object(Bucket=bucket, Key=key, Body=bundle.read_bytes())
    return {"Bucket": bucket, "Key": key}


def artefacts(target: Target) -> str:
    """The artefact bucket of this account and region, made when there is none.

    Its name can be guessed, so another account may have taken it: code that lay there would be theirs to change.
    raises  DeployError then
    """
    account = target.client("sts").get_caller_identity()["Account"]
    bucket = f"cau-noi-packages-{account}-{target.region}"
    s3 = target.client("s3")
    try:
        s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=account)
    except ClientError as error:
        if error.response["Error"]["Code"] == "403":
            raise DeployError(f"bucket {bucket} is not of account {account}, or may not be looked at") from error
        place = {"CreateBucketConfiguration": {"LocationConstraint": target.region}}
        s3.create_bucket(Bucket=bucket, **({} if target.region == "us-east-1" else place))  # S3's oldest quirk
        blocked = dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
        )
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=blocked)
    return bucket


def _with_code(template: dict[str, Any], place: Mapping[str, str]) -> str:
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = dict(place)
    return json.dumps(template, separators=(",", ":"), ensure_ascii=False)


def _template(target: Target, body: str) -> dict[str, str]:
    """The template inline, or by its place in the bucket when it is larger than an API call may be."""
    if len(body.encode()) <= 51_200:
        return {"TemplateBody": body}
    bucket, key = artefacts(target), f"templates/{target.stage}.json"
    target.client("s3").put_object(Bucket=bucket, Key=key, Body=body.encode())
    return {"TemplateURL": f"https://s3.{target.region}.amazonaws.com/{bucket}/{key}"}


def _ready(cloud: Any, target: Target, name: str) -> bool:
    """Wait for the change set; False when there is nothing to change."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = cloud.describe_change_set(StackName=target.stack, ChangeSetName=name)
        if found["Status"] == "CREATE_COMPLETE":
            return True
        if found["Status"] == "FAILED":
            cloud.delete_change_set(StackName=target.stack, ChangeSetName=name)
            if any(words in found.get("StatusReason", "") for words in NOTHING):
                return False
            raise DeployError(found.get("StatusReason", "the change set failed"))
        time.sleep(0.2 if target.endpoint else 2)
    raise DeployError(f"the change set is not ready after {PATIENCE} s")


def _settled(cloud: Any, target: Target) -> None:
    """Wait until the stack stands still; say each resource that failed."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        status = cloud.describe_stacks(StackName=target.stack)["Stacks"][0]["StackStatus"]
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(0.2 if target.endpoint else 3)
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        events = cloud.describe_stack_events(StackName=target.stack)["StackEvents"]
        failed = [row for row in events if row["ResourceStatus"].endswith("FAILED")]
        why = "; ".join(f"{row['LogicalResourceId']}: {row.get('ResourceStatusReason', '')}" for row in failed[:5])
        raise DeployError(f"stack {target.stack} is {status}. {why}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--endpoint", help="address of a stand-in for AWS; without it, AWS itself")
    parser.add_argument("--region", default=REGION)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args(arguments)
    parameters = {"Stage": options.stage} | dict(row.split("=", 1) for row in options.param)
    try:
        told = deploy(Target(options.stage, options.endpoint, options.region), options.build, parameters)
    except (DeployError, ClientError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{name} = {value}\n" for name, value in sorted(told.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
