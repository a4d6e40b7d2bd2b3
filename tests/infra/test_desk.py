"""A desk: it works with the settings of what is deployed, and says so where nothing is."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.deploy import Target
from infra.desk import seated

SETTING = "CAU_NOI_TEST_OF_A_DESK"


class Cloud:
    """CloudFormation and Lambda of a region, as far as a desk asks them."""

    def __init__(self, told: Mapping[str, str] | None) -> None:
        self.told = told

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        if self.told is None:
            refused = {"Error": {"Code": "ValidationError", "Message": f"Stack with id {StackName} does not exist"}}
            raise ClientError(refused, "DescribeStacks")
        outputs = [{"OutputKey": name, "OutputValue": value} for name, value in self.told.items()]
        return {"Stacks": [{"StackStatus": "CREATE_COMPLETE", "Outputs": outputs}]}

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:
        assert self.told
        assert FunctionName == self.told["APIHandlerName"]
        return {"Environment": {"Variables": {SETTING: "of the stack"}}}


@dataclass(frozen=True)
class Place(Target):
    told: Mapping[str, str] | None = None

    def client(self, service: str) -> Any:
        return Cloud(self.told)


@pytest.fixture
def kept() -> Iterator[None]:
    """The settings of this process are other tests'."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.usefixtures("kept")
def test_it_takes_the_settings_of_the_stacks_own_function() -> None:
    assert seated(Place("prod", told={"APIHandlerName": "cau-noi-prod-api"}))
    assert os.environ[SETTING] == "of the stack"


@pytest.mark.usefixtures("kept")
def test_where_there_is_no_stack_it_says_so_and_takes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert not seated(Place("prod"))
    assert "There is no stack cau-noi-prod." in capsys.readouterr().err
    assert SETTING not in os.environ
