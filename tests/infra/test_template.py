"""The template that is deployed, here and on AWS: `chalice package` with infra/resources.yaml merged in."""

import ast
import json
import re
from typing import Any

import pytest

from chalicelib.intake.batch import PARK_AT
from chalicelib.settings import Settings
from chalicelib.ticket.dynamo_rows import CARD_FIELDS
from infra.package import ROOT

Template = dict[str, Any]
Functions = dict[str, dict[str, Any]]

# A logical id is the identity of what is deployed: renaming one deletes a queue or a table and makes another.
LOGICAL_IDS = {
    "APIHandler", "APIHandlerInvokePermission", "AlertsSubscription", "AlertsTopic", "ApiErrorAlarm",
    "ApiFaultAlarm", "ApiHandlerLogGroup", "ApiHandlerRole", "AuthorizeStaff", "AuthorizeStaffErrorAlarm",
    "AuthorizeStaffInvokePermission", "AuthorizeStaffLogGroup", "AuthorizeStaffRole", "CalendarAlarm",
    "CopyMedia", "CopyMediaErrorAlarm", "CopyMediaLogGroup", "CopyMediaRole", "Deliver", "DeliverDue",
    "DeliverDueErrorAlarm", "DeliverDueLogGroup", "DeliverDueRole", "DeliverErrorAlarm", "DeliverLogGroup",
    "DeliverRole", "Escalate", "EscalateErrorAlarm", "EscalateLogGroup", "EscalateRole",
    "ChangesParkedAlarm", "ChangesParkedQueue", "EscalateStillAlarm", "GrantAlarm",
    "HearMail", "HearMailErrorAlarm", "HearMailLogGroup", "HearMailRole", "InboundAgeAlarm", "InboundQueue",
    "KeepUp", "KeepUpErrorAlarm", "KeepUpLogGroup", "KeepUpRole", "MailConfiguration", "MailEvents",
    "MailEventsParkedAlarm", "MailEventsParkedQueue",
    "MailEventsTopic", "MailEventsTopicPolicy", "MediaBucket", "OutboxParkedAlarm", "OutboxParkedQueue",
    "OutboxQueue", "OwedNoticeAlarm", "ParkedAlarm", "ParkedQueue", "PeopleKey", "PeopleTable",
    "PetitionsTable", "RestAPI", "SilentAccountAlarm", "StaffClient", "StaffPool", "StoppedAccountAlarm",
    "TakeIn", "TakeInErrorAlarm", "TakeInLogGroup", "TakeInRole", "TendAccounts", "TendAccountsErrorAlarm",
    "TendAccountsLogGroup", "TendAccountsRole", "TendPeople", "TendPeopleErrorAlarm", "TendPeopleLogGroup",
    "TendPeopleRole", "UnpaidLaneAlarm", "NoteChanges", "NoteChangesRole", "NoteChangesLogGroup",
    "NoteChangesErrorAlarm", "DeliverHooks", "DeliverHooksRole", "DeliverHooksLogGroup", "DeliverHooksErrorAlarm",
    "PublishContent", "PublishContentRole", "PublishContentLogGroup", "PublishContentErrorAlarm",
    "FoldDays", "FoldDaysRole", "FoldDaysLogGroup", "FoldDaysErrorAlarm", "TimelineGapsAlarm", "DaysUnfoldedAlarm",
    "BriefingsUnmadeAlarm", "ErasuresFailedAlarm", "MediaBucketPolicy",
    "PausedHookAlarm", "ChangesUnreadAlarm", "WrongPinsAlarm",
    "Rehearse", "RehearseRole", "RehearseLogGroup", "RehearseErrorAlarm",
}  # fmt: skip
KEPT = {"PetitionsTable", "PeopleTable", "PeopleKey", "MediaBucket", "StaffPool"}
WORKERS = {"take_in": "InboundQueue", "deliver": "OutboxQueue"}
# Who may do what to the vault: taking in writes a person down, the courier looks up whom to answer and notes what refused
# them, the API shows somebody to whom the province lets, and only the schedule that forgets people may delete.
_KNOWS = {"dynamodb:GetItem", "dynamodb:UpdateItem"}
VAULT = {
    "api_handler": _KNOWS | {"dynamodb:PutItem", "dynamodb:Query"},
    "take_in": _KNOWS | {"dynamodb:PutItem"},
    "deliver": _KNOWS,
    "deliver_due": _KNOWS,
    "hear_mail": _KNOWS,
    "fold_days": {"dynamodb:GetItem"},  # whether whoever the lot has chosen can be reached
    "rehearse": _KNOWS,
    "tend_people": _KNOWS | {"dynamodb:PutItem", "dynamodb:Query", "dynamodb:DeleteItem"},
}


def test_the_readme_counts_alarms_and_functions_as_they_are(template: Template) -> None:
    readme = (ROOT / "infra" / "README.md").read_text("utf-8")
    kinds = [row["Type"] for row in template["Resources"].values()]
    assert f"| {kinds.count('AWS::CloudWatch::Alarm')} alarms |" in readme
    assert f"| {kinds.count('AWS::Serverless::Function')} functions |" in readme


def properties(template: Template, logical: str) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"][logical]["Properties"]
    return found


def queue_of(function: dict[str, Any]) -> dict[str, Any]:
    """The one queue event of a function."""
    (event,) = (row["Properties"] for row in function["Events"].values() if row["Type"] == "SQS")
    return dict(event)


def actions(statement: dict[str, Any]) -> set[str]:
    listed = statement["Action"]
    return {listed} if isinstance(listed, str) else set(listed)


def test_logical_ids_are_frozen(template: Template) -> None:
    assert set(template["Resources"]) == LOGICAL_IDS


@pytest.mark.parametrize("logical", sorted(KEPT))
def test_what_people_entrusted_to_us_outlives_the_stack(template: Template, logical: str) -> None:
    row = template["Resources"][logical]
    assert (row["DeletionPolicy"], row["UpdateReplacePolicy"]) == ("Retain", "Retain")


@pytest.mark.parametrize(("worker", "queue"), WORKERS.items())
def test_a_message_stays_hidden_six_times_as_long_as_its_worker_may_run(
    template: Template, functions: Functions, worker: str, queue: str
) -> None:
    """AWS refuses a mapping whose queue shows a message again while it is still worked on."""
    parameter = properties(template, queue)["VisibilityTimeout"]["Ref"]
    assert template["Parameters"][parameter]["Default"] >= 6 * functions[worker]["Timeout"]


@pytest.mark.parametrize(("worker", "queue"), WORKERS.items())
def test_a_worker_answers_for_each_message_of_its_batch(functions: Functions, worker: str, queue: str) -> None:
    event = queue_of(functions[worker])
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert event["Queue"] == {"Fn::Sub": f"${{{queue}.Arn}}"}


def test_a_change_nobody_can_take_holds_its_neighbours_up_two_hours_and_is_then_parked(functions: Functions) -> None:
    (event,) = (row["Properties"] for row in functions["note_changes"]["Events"].values())
    assert event["MaximumRecordAgeInSeconds"] == 2 * 3600
    assert event["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["ChangesParkedQueue", "Arn"]}


def test_every_queue_named_in_app_py_is_in_the_template(template: Template) -> None:
    tree = ast.parse((ROOT / "app.py").read_text("utf-8"))
    named = {
        keyword.value.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg in ("queue", "topic") and isinstance(keyword.value, ast.Constant)
    }
    kinds = ("AWS::SQS::Queue", "AWS::SNS::Topic")
    there = {
        name["Fn::Sub"].replace("${Stage}-", "")
        for row in template["Resources"].values()
        if row["Type"] in kinds and (name := row["Properties"].get("QueueName", row["Properties"].get("TopicName")))
    }
    assert named
    assert named <= there


@pytest.mark.parametrize("queue", WORKERS.values())
def test_dead_letters_lie_in_a_queue_of_the_same_kind_for_two_weeks(template: Template, queue: str) -> None:
    source = properties(template, queue)
    target = source["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    assert properties(template, target).get("FifoQueue") == source.get("FifoQueue")
    assert properties(template, target)["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_only_a_crash_reaches_the_limit_of_the_inbound_queue(template: Template) -> None:
    """The worker parks a poisoned record itself, so that those behind it never follow it."""
    assert properties(template, "InboundQueue")["RedrivePolicy"]["maxReceiveCount"] > PARK_AT


def test_conversations_do_not_wait_for_each_other(template: Template) -> None:
    queue = properties(template, "InboundQueue")
    assert (queue["DeduplicationScope"], queue["FifoThroughputLimit"]) == (
        "messageGroup",
        "perMessageGroupId",
    )


def test_every_setting_of_the_code_is_given_to_every_function(template: Template, functions: Functions) -> None:
    given = template["Globals"]["Function"]["Environment"]["Variables"]
    assert set(given) == {name.upper() for name in Settings.__dataclass_fields__}
    assert not [name for name, row in functions.items() if row.get("Environment")], "one place for all"


def test_no_secret_stands_in_the_template(template: Template) -> None:
    """The environment names secrets; whoever may read the stack may not read them."""
    words = json.dumps(template["Globals"]) + json.dumps(template["Parameters"])
    assert not [word for word in ("access_token", "app_secret", "password", "private_key") if word in words.lower()]
    assert not [name for name, row in template["Parameters"].items() if row.get("NoEcho")]


def test_the_vault_has_a_key_of_its_own(template: Template) -> None:
    sealed = properties(template, "PeopleTable")["SSESpecification"]
    assert sealed["KMSMasterKeyId"] == {"Fn::GetAtt": ["PeopleKey", "Arn"]}
    assert "KMSMasterKeyId" not in properties(template, "PetitionsTable")["SSESpecification"]


def test_only_who_must_may_touch_the_vault(policies: dict[str, list[dict[str, Any]]]) -> None:
    may = {
        name: set().union(*(actions(row) for row in rows if "PeopleTable" in json.dumps(row.get("Resource"))))
        for name, rows in policies.items()
    }
    holds_key = {name for name, rows in policies.items() if "PeopleKey" in json.dumps(rows)}
    assert {name: what for name, what in may.items() if what} == VAULT
    assert holds_key == set(VAULT)


def test_no_policy_is_wider_than_a_service_needs(policies: dict[str, list[dict[str, Any]]]) -> None:
    """A statement on everything must say by what it is narrowed; no action is a whole service."""
    for name, rows in policies.items():
        for row in rows:
            assert "*" not in actions(row), name
            assert not [action for action in actions(row) if action.endswith(":*")], name
            assert row.get("Resource") != "*" or row.get("Condition"), f"{name}: {row['Sid']}"


def test_every_function_writes_its_own_log_only(policies: dict[str, list[dict[str, Any]]]) -> None:
    for name, rows in policies.items():
        (log,) = (row for row in rows if row["Sid"] == "WriteItsLog")
        assert f"-{_logical(name)}-*" in log["Resource"]["Fn::Sub"]


def test_who_trains_files_apart_and_what_was_filed_in_earnest_nobody_may_delete(policies: dict[str, Any]) -> None:
    deleted, written = dict[str, set[str]](), set[str]()
    for name, rows in policies.items():
        for row in rows:
            places = {place.split("/", 1)[1] for place in re.findall(r"MediaBucket\.Arn}/[^\"]+", json.dumps(row))}
            if actions(row) & {"s3:DeleteObject", "s3:DeleteObjectVersion"}:
                deleted.setdefault(name, set()).update(places)
            written |= places if name == "rehearse" else set()
    assert deleted == {"copy_media": {"media/*"}, "tend_people": {"media/*", "training/*"}}
    assert written == {"training/*/ledger/*", "training/*/league-drafts/*", "training/*/papers/*"}


def test_who_lists_files_lists_those_it_deletes(policies: dict[str, Any]) -> None:
    listed = {
        name: row["Condition"]["StringLike"]["s3:prefix"]
        for name, rows in policies.items()
        for row in rows
        if "s3:ListBucket" in json.dumps(row["Action"])
    }
    assert listed == {"copy_media": "media/*", "tend_people": ["media/*", "training/*"]}


def test_only_who_publishes_figures_looks_at_a_row_that_it_leaves_alone(policies: dict[str, Any]) -> None:
    """A right that a function does not use is one that whoever takes it over has."""
    checks = {name for name, rows in policies.items() for row in rows if "dynamodb:ConditionCheckItem" in actions(row)}
    assert checks == {"api_handler", "fold_days", "rehearse"}


def test_who_speaks_to_platforms_only_cannot_read_what_pins_are_derived_from(policies: dict[str, Any]) -> None:
    (named,) = (json.dumps(row) for row in policies["publish_content"] if "ssm:GetParameter" in actions(row))
    assert [part for part in ("${Stage}/*", "alias_key") if part in named] == []


def test_logs_are_deleted_after_a_quarter(template: Template, functions: Functions) -> None:
    groups = [row["Properties"] for row in template["Resources"].values() if row["Type"] == "AWS::Logs::LogGroup"]
    named = {row["LogGroupName"]["Fn::Sub"] for row in groups}
    assert named == {f"/aws/lambda/${{{_logical(name)}}}" for name in functions}
    assert {row["RetentionInDays"] for row in groups} == {90}


def test_staff_cannot_give_themselves_another_role(template: Template) -> None:
    written = properties(template, "StaffClient")["WriteAttributes"]
    assert not [name for name in written if name.startswith("custom:")]


def test_a_worklist_projects_what_a_card_shows_and_no_more(template: Template) -> None:
    (desk,) = (
        index["Projection"]
        for index in properties(template, "PetitionsTable")["GlobalSecondaryIndexes"]
        if index["IndexName"] == "desk"
    )
    assert set(desk["NonKeyAttributes"]) == set(CARD_FIELDS)


@pytest.mark.parametrize("table", ["PetitionsTable", "PeopleTable"])
def test_rows_expire_and_can_be_brought_back(template: Template, table: str) -> None:
    row = properties(template, table)
    assert row["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert row["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_media_are_not_public(template: Template) -> None:
    assert set(properties(template, "MediaBucket")["PublicAccessBlockConfiguration"].values()) == {True}


def test_nothing_of_the_bucket_goes_over_the_line_in_clear_but_on_a_desk(template: Template) -> None:
    """A signed link opens a citizen's photo to whoever reads it on the way."""
    assert template["Parameters"]["TlsOnly"]["Default"] == "true"
    assert template["Resources"]["MediaBucketPolicy"]["Condition"] == "IsTlsOnly"
    (row,) = properties(template, "MediaBucketPolicy")["PolicyDocument"]["Statement"]
    assert (row["Effect"], row["Principal"], row["Action"]) == ("Deny", "*", "s3:*")
    assert row["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    bucket, objects = row["Resource"]
    assert (bucket, objects) == ({"Fn::GetAtt": ["MediaBucket", "Arn"]}, {"Fn::Sub": "${MediaBucket.Arn}/*"})


def test_who_could_not_be_forgotten_is_told(template: Template) -> None:
    """Nobody else notices: the person has had their answer, and the desk shows nothing of it."""
    alarm = properties(template, "ErasuresFailedAlarm")
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == ("CauNoi", "ErasuresFailed", 0)


def test_a_page_may_read_what_the_gateway_says_itself(template: Template) -> None:
    told = properties(template, "RestAPI")["GatewayResponses"]
    assert set(told) == {"DEFAULT_4XX", "DEFAULT_5XX"}
    for one in told.values():
        assert one["ResponseParameters"]["Headers"] == {"Access-Control-Allow-Origin": "'*'"}


def test_every_alarm_reaches_somebody(template: Template) -> None:
    alarms = [row["Properties"] for row in template["Resources"].values() if row["Type"] == "AWS::CloudWatch::Alarm"]
    assert all(row["AlarmActions"] == [{"Ref": "AlertsTopic"}] for row in alarms)


@pytest.mark.parametrize(
    ("logical", "metric"),
    [
        ("OwedNoticeAlarm", "OldestOwedNoticeAge"),  # deliver_due says so at every round
        ("StoppedAccountAlarm", "AccountsStoppedNow"),  # tend_accounts
        ("EscalateStillAlarm", "Invocations"),
    ],
)
def test_a_clock_that_stands_still_is_told(template: Template, logical: str, metric: str) -> None:
    alarm = properties(template, logical)
    assert (alarm["MetricName"], alarm["TreatMissingData"]) == (metric, "breaching")


def _logical(handler: str) -> str:
    return "APIHandler" if handler == "api_handler" else "".join(part.title() for part in handler.split("_"))
