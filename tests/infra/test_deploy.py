"""What CloudFormation is told of the template's parameters, at the first deployment and at later ones."""

import pytest

from infra.deploy import DeployError, parameters_told

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
