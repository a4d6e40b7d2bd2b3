"""Every trigger of Cầu Nối, in the order a petition travels. No logic: each calls one front object.

The doors of the HTTP API stand in `chalicelib/doors`, a blueprint a subject; here is what platforms and time call.
"""

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, Response, SNSEvent, SQSEvent

from chalicelib import web, wiring
from chalicelib.doors import (
    accounts,
    authorizer,
    briefings,
    broadcasts,
    citizens,
    config,
    content,
    conventions,
    desk,
    docs,
    dossiers,
    hooks,
    integration,
    keys,
    league,
    ledger,
    open311,
    opinion,
    papers,
    people,
    photos,
    public,
    reports,
    staff,
    surveys,
    training,
)
from chalicelib.pipeline import heard_by_all
from chalicelib.web import ANY_TYPE, answers, shown

app = Chalice(app_name="cau-noi", configure_logs=False)
app.register_middleware(web.remember, "http")
SUBJECTS = (
    conventions, docs, authorizer, citizens, photos, public, staff, desk, people, config, accounts, keys, hooks,
    integration, dossiers, open311, ledger, papers, broadcasts, content, opinion, reports, briefings, league, surveys,
    training,
)  # fmt: skip
for subject in SUBJECTS:
    app.register_blueprint(subject.doors)


# 1  In: a citizen speaks


@app.route("/webhooks/facebook/{app_name}", methods=["GET"])
@answers
def verify_facebook_url(app_name: str) -> Response:
    asked = app.current_request
    mode, token = web.query(asked, "hub.mode"), web.query(asked, "hub.verify_token")
    return web.plain(wiring.door().challenge(app_name, mode, token, web.query(asked, "hub.challenge")))


@app.route("/webhooks/facebook/{app_name}", methods=["POST"], content_types=ANY_TYPE)
@answers
def hear_facebook(app_name: str) -> Response:
    signature = web.header(app.current_request, "x-hub-signature-256")
    return shown({"kept": wiring.door().facebook(app_name, web.raw(app.current_request), signature)})


@app.route("/webhooks/zalo/{app_name}", methods=["POST"], content_types=ANY_TYPE)
@answers
def hear_zalo(app_name: str) -> Response:
    signature = web.header(app.current_request, "x-zevent-signature")
    return shown({"kept": wiring.door().zalo(app_name, web.raw(app.current_request), signature)})


@app.on_sqs_message(queue="cau-noi-inbound.fifo", batch_size=10)
def take_in(event: SQSEvent) -> Any:
    from chalicelib.intake.batch import work

    return work(event.to_dict(), wiring.reader().take, wiring.parking())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def copy_media(event: CloudWatchEvent) -> int:
    begun = wiring.world_now()
    return wiring.media().run() + wiring.media_of_training(begun)


# 2  Escalation: time acts


@app.schedule(Rate(1, unit=Rate.MINUTES))
def escalate(event: CloudWatchEvent) -> int:
    begun = wiring.utc_now()
    return wiring.sweep().run() + wiring.calls_due().run(begun)


# 3  A province changed: its tickets follow


@app.schedule(Rate(1, unit=Rate.MINUTES))
def keep_up(event: CloudWatchEvent) -> int:
    return wiring.keep_up().run()


# 4  Accounts of the platforms and who is asked over them, and what is kept of people


@app.schedule(Rate(5, unit=Rate.MINUTES))
def tend_accounts(event: CloudWatchEvent) -> int:
    return wiring.watch().run() + wiring.inviting().run()


@app.schedule(Rate(5, unit=Rate.MINUTES))
def tend_people(event: CloudWatchEvent) -> int:
    begun = wiring.world_now()
    done = wiring.retention().run() + wiring.reset_of_training(begun)
    return done + wiring.retention_of_training(begun)


# 5  Out: people are told


@app.on_sqs_message(queue="cau-noi-outbox", batch_size=10)
def deliver(event: SQSEvent) -> None:
    from chalicelib.notice.sqs import read_nudge

    for record in event:
        wiring.attend(*read_nudge(record.body))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def deliver_due(event: CloudWatchEvent) -> int:
    begun = wiring.utc_now()
    return wiring.newsroom().run() + wiring.fan_out().run() + wiring.courier().deliver_due(begun)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def publish_content(event: CloudWatchEvent) -> int:
    return wiring.publisher().run()


@app.on_sns_message(topic="cau-noi-mail-events")
def hear_mail(event: SNSEvent) -> None:
    wiring.mailroom().take(event.message)


# 6  Other systems are told


@app.on_dynamodb_record(
    stream_arn="cau-noi-petitions",
    batch_size=100,
    starting_position="TRIM_HORIZON",
    maximum_batching_window_in_seconds=20,  # what is noted goes out once a minute anyway
)
def note_changes(event: DynamoDBEvent) -> int:
    listeners = wiring.noter().note, wiring.listener().note, wiring.registering().note
    return wiring.times().each(event.to_dict()["Records"], lambda records: heard_by_all(records, *listeners))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def deliver_hooks(event: CloudWatchEvent) -> int:
    return wiring.deliverer().run()


# 7  Looking back


@app.schedule(Rate(15, unit=Rate.MINUTES))
def fold_days(event: CloudWatchEvent) -> int:
    context: Any = event.context
    return wiring.shift().run(context.get_remaining_time_in_millis())


# 8  Time goes by where people train


@app.schedule(Rate(1, unit=Rate.MINUTES))
def rehearse(event: CloudWatchEvent) -> int:
    return wiring.rehearsal().run()


# 9  Looking on


@app.route("/health", methods=["GET"])
@answers
def health() -> Response:
    return shown({"ok": True, "stage": wiring.stage()})


# 10  A browser asks before it calls

for path in tuple(app.routes):
    app.route(path, methods=["OPTIONS"])(conventions.preflight)
