"""The template as it is deployed, packaged first when something changed."""

import json
from typing import Any

import pytest

from infra.package import ROOT, package


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    package("local", ROOT / "build")
    loaded: dict[str, Any] = json.loads((ROOT / "build" / "template.json").read_text("utf-8"))
    return loaded


@pytest.fixture
def functions(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Properties of every function, by the name config.json knows it under."""
    return {
        row["Properties"]["Handler"].rpartition(".")[2].replace("app", "api_handler"): row["Properties"]
        for row in template["Resources"].values()
        if row["Type"] == "AWS::Serverless::Function"
    }


@pytest.fixture
def policies(template: dict[str, Any], functions: dict[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Statements of every function's own role, by handler name."""
    found = {}
    for name, properties in functions.items():
        role = template["Resources"][properties["Role"]["Fn::GetAtt"][0]]["Properties"]
        found[name] = [row for policy in role["Policies"] for row in policy["PolicyDocument"]["Statement"]]
    return found
