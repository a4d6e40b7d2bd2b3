"""The package: small, complete, and the same bytes whenever it is built from the same sources."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from infra import slim
from infra.package import LIMIT, ROOT, STAGES, describe, package
from infra.slim_models import OPERATIONS

IMPORT_ALL = """
import importlib, os, pkgutil, sys
sys.path.insert(0, os.getcwd())
import app, chalicelib
for found in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
    importlib.import_module(found.name)
from chalicelib import aws
for service in sys.argv[1:]:
    aws.client(service)
aws.client("s3").generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
from botocore.exceptions import EndpointConnectionError
calls = {
    "dynamodb": ("get_item", {"TableName": "t", "Key": {"pk": {"S": "a"}}}),
    "s3": ("put_object", {"Bucket": "b", "Key": "k", "Body": b"x"}),
    "sesv2": ("send_email", {"Destination": {"ToAddresses": ["a@b.vn"]}, "Content": {}}),
    "sns": ("publish", {"Message": "m", "TopicArn": "arn:aws:sns:x:1:t"}),
    "sqs": ("send_message", {"QueueUrl": "http://127.0.0.1:9/q", "MessageBody": "m"}),
    "ssm": ("get_parameter", {"Name": "n"}),
}
for service in sys.argv[1:]:
    operation, arguments = calls[service]
    try:
        getattr(aws.client(service), operation)(**arguments)
    except EndpointConnectionError:
        continue
    raise AssertionError(service)
import jwt.algorithms
assert jwt.algorithms.has_crypto
files = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
strangers = [name for name, file in files.items() if "site-packages" in file]
assert not strangers, strangers
"""


@pytest.fixture(scope="module")
def build() -> Path:
    package("local", ROOT / "build")
    return ROOT / "build"


@pytest.fixture
def unpacked(build: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(build / "deployment.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path


def test_it_is_within_its_budget(build: Path) -> None:
    assert describe(build)["bytes"] <= LIMIT


def test_it_holds_everything_that_is_imported(unpacked: Path) -> None:
    """Run as Lambda runs it: without site packages and without this repository."""
    environment = {
        "AWS_DEFAULT_REGION": "ap-southeast-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    }  # fmt: skip
    command = [sys.executable, "-I", "-S", "-c", IMPORT_ALL, *slim.SERVICES]
    done = subprocess.run(command, cwd=unpacked, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_its_compiled_modules_name_no_function_to_a_debugger(unpacked: Path) -> None:
    libraries = list(unpacked.rglob("*.so"))
    assert len(libraries) >= 3
    for library in libraries:
        with library.open("rb") as file:
            for table in ELFFile(file).iter_sections("SHT_SYMTAB"):
                assert isinstance(table, SymbolTableSection)
                assert not table.data().strip(b"\0"), library.name
                assert not table.stringtable.data().strip(b"\0"), library.name


def test_it_carries_the_services_the_code_calls_and_no_other() -> None:
    called: set[str] = set()
    for path in (ROOT / "chalicelib").rglob("*.py"):
        called |= set(re.findall(r'aws\.(?:client|once)\("(\w+)"\)', path.read_text("utf-8")))
    assert called | {"dynamodb"} == set(slim.SERVICES), "dynamodb is called through pynamodb"


def test_each_service_keeps_the_operations_the_code_calls_and_no_other() -> None:
    called: dict[str, set[str]] = {}
    for path in (ROOT / "chalicelib").rglob("*.py"):
        text = path.read_text("utf-8")
        for service, operation in re.findall(r'aws\.(?:client|once)\("(\w+)"\)\.(\w+)\(', text):
            called.setdefault(service, set()).add(operation)
        for service, paged in re.findall(r'aws\.client\("(\w+)"\)\.get_paginator\("(\w+)"', text):
            called[service].add(paged)
        for service, signed in re.findall(r'aws\.client\("(\w+)"\)\.generate_presigned_url\(\s*"(\w+)"', text):
            called[service].add(signed)
        if "generate_presigned_post" in called.get("s3", ()):
            called["s3"].add("create_bucket")
    kept = {service: {xform_name(name) for name in names} for service, names in OPERATIONS.items()}
    for names in called.values():
        names -= {"get_paginator", "generate_presigned_post", "generate_presigned_url"}
    assert called == {service: names for service, names in kept.items() if service != "dynamodb"}


def test_every_module_is_compiled_and_never_compared_with_its_source(unpacked: Path) -> None:
    """Lambda's code directory is read-only: what is not compiled here is compiled at every cold start.

    Two libraries are left as they are, because they are rarely needed and twice as large when compiled.
    """
    for source in (path for path in unpacked.rglob("*.py") if slim.AS_SOURCES.isdisjoint(path.parts)):
        compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
        flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
        assert flags == 0b01, f"{source}: hash-based, unchecked"


def test_our_bytecode_carries_no_docstrings_and_every_line_is_where_it_was() -> None:
    source = '''"""Một hai."""

from __future__ import annotations

class A:
    """Ba

    bốn."""  # beside it

    def told(self) -> str:
        """Only this: năm."""

    def given(self) -> str:
        \'\'\'Sáu.\'\'\'; return """not one"""
'''
    made = slim.bare(source)
    there: dict[str, Any] = {}
    exec(compile(made, "made", "exec"), there)
    assert [there.get("__doc__"), there["A"].__doc__, there["A"].told.__doc__, there["A"]().told()] == [None] * 4
    assert there["A"]().given() == "not one"
    assert there["A"].given.__code__.co_firstlineno == 13
    assert "# beside it" in made
    assert made.count("\n") == source.count("\n")
    for path in (ROOT / "chalicelib").rglob("*.py"):
        text = path.read_text("utf-8")
        assert slim.bare(text).count("\n") == text.count("\n"), path
        compile(slim.bare(text), str(path), "exec")


def test_it_is_the_same_when_built_again(build: Path, tmp_path: Path) -> None:
    assert package("local", tmp_path / "again")
    assert describe(tmp_path / "again") == describe(build)


def test_nothing_is_done_when_nothing_changed(build: Path) -> None:
    assert not package("local", build)


def test_every_stage_gets_the_same_template(tmp_path: Path) -> None:
    """Only parameters differ, so what is tested here is what ships. Chalice writes the stage into a tag."""
    found = []
    for stage in STAGES:
        package(stage, tmp_path / stage)
        text = (tmp_path / stage / "template.json").read_text("utf-8")
        found.append(json.loads(text.replace(f":stage={stage}:", ":")))
    first: dict[str, Any] = found[0]
    assert all(other == first for other in found)
