"""Every trigger of Cầu Nối, in the order a petition travels. No logic: each calls one front object."""

from typing import Any

from chalice.app import AuthResponse, Chalice, CloudWatchEvent, Rate, Response, SNSEvent, SQSEvent

from chalicelib import web, wiring
from chalicelib.errors import PetitionError
from chalicelib.web import answers, shown

app = Chalice(app_name="cau-noi", configure_logs=False)
ANY_TYPE = ["*/*"]  # platforms do not always name the type; the signature decides, not the header
FORM_TYPE = ["application/x-www-form-urlencoded"]


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
    return wiring.media().run()


@app.route("/v1/{province}/petitions", methods=["POST"], content_types=ANY_TYPE)
@answers
def file_petition(province: str) -> Response:
    from chalicelib import views

    asked, home = app.current_request, wiring.provinces().get(province)
    key = web.header(asked, "idempotency-key") or wiring.new_id()
    ticket = wiring.form().file(home, web.json_body(asked), f"{province}#{key}")
    receipt = views.filed(home, ticket, wiring.pin(province, ticket.code))
    return shown(receipt, 201, Location=f"/v1/{province}/petitions/{ticket.code}")


@app.route("/v1/{province}/petitions/{code}", methods=["GET"])
@answers
def follow_petition(province: str, code: str) -> Response:
    from chalicelib import views

    ticket, events = wiring.tracking().follow(province, code, web.query(app.current_request, "pin"))
    return shown(views.followed(wiring.provinces().get(province), ticket, events, wiring.utc_now()))


@app.route("/v1/{province}/petitions/{code}/deadline", methods=["GET"])
@answers
def explain_deadline(province: str, code: str) -> Response:
    from chalicelib import views

    reason = wiring.tracking().deadline(province, code, web.query(app.current_request, "pin"))
    return shown(views.deadline(wiring.provinces().get(province), reason))


@app.route("/v1/{province}/petitions/{code}/pleas", methods=["POST"], content_types=ANY_TYPE)
@answers
def plead_for_petition(province: str, code: str) -> Response:
    ticket = wiring.tracking().plead(province, code, web.json_object(app.current_request))
    return shown({"code": ticket.code, "status": ticket.status, "reopened": ticket.reopened})


@app.route("/v1/{province}/petitions/{code}/rating", methods=["POST"], content_types=ANY_TYPE)
@answers
def rate_petition(province: str, code: str) -> Response:
    body = web.json_object(app.current_request)
    pin, stars, text = str(body.get("pin", "")), body.get("stars"), str(body.get("text", ""))
    ticket = wiring.tracking().rate(province, code, pin, stars, text)
    return shown({"code": ticket.code, "rating": ticket.rating})


@app.route("/v1/{province}/ratings/{token}", methods=["GET"])
@answers
def ask_for_rating(province: str, token: str) -> Response:
    from chalicelib import rating_page

    home = wiring.provinces().get(province)
    return web.page(*rating_page.asking(home, lambda: wiring.tracking().look_by_link(province, token)[0]))


@app.route("/v1/{province}/ratings/{token}", methods=["POST"], content_types=FORM_TYPE)
@answers
def rate_by_link(province: str, token: str) -> Response:
    from chalicelib import rating_page

    home, asked = wiring.provinces().get(province), app.current_request
    stars, text = web.form_field(asked, "stars"), web.form_field(asked, "text")
    rate = wiring.tracking().rate_by_link
    return web.page(*rating_page.rating(home, lambda: rate(province, token, rating_page.stars_of(stars), text)))


@app.route("/{province}/{code}", methods=["GET"])
@answers
def ask_for_pin(province: str, code: str) -> Response:
    from chalicelib import tracking_page

    return web.page(*tracking_page.asking(wiring.provinces().get(province), code))


@app.route("/{province}/{code}", methods=["POST"], content_types=FORM_TYPE)
@answers
def follow_with_pin(province: str, code: str) -> Response:
    from chalicelib import tracking_page

    home, pin = wiring.provinces().get(province), web.form_field(app.current_request, "pin").strip()
    look, now = lambda: wiring.tracking().follow(province, code, pin), wiring.utc_now()
    return web.page(*tracking_page.following(home, code, look, now))


# 2  Ticket: staff act


@app.authorizer()
def authorize_staff(request: Any) -> AuthResponse:
    try:
        return web.let_in(wiring.tokens().actor(request.token))
    except PetitionError:
        return web.turned_away()


@app.route("/v1/{province}/tickets", methods=["GET"], authorizer=authorize_staff)
@answers
def list_tickets(province: str) -> Response:
    from chalicelib import views

    asked, actor = app.current_request, web.who(app.current_request)
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    done = web.query(asked, "state") == "done"
    page = wiring.desk().worklist(province, web.query(asked, "unit"), actor, limit, cursor, done)
    return shown(views.card_page(wiring.provinces().get(province), page))


@app.route("/v1/{province}/tickets/{code}", methods=["GET"], authorizer=authorize_staff)
@answers
def read_ticket(province: str, code: str) -> Response:
    from chalicelib import views

    read = wiring.desk().read(province, code, web.who(app.current_request))
    body = {
        "ticket": views.ticket(wiring.provinces().get(province), read.ticket),
        "acts": read.acts,
        "timeline": views.timeline(read.timeline),
        "held": views.held(wiring.provinces().get(province), read.ticket, read.timeline, wiring.utc_now()),
        "notices": [views.notice(notice) for notice in read.notices],
        "hints": [views.hint(hint) for hint in read.hints],
    }
    return shown(body, ETag=f'"{read.ticket.version}"')


@app.route(
    "/v1/{province}/tickets/{code}/{act}",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers
def act_on_ticket(province: str, code: str, act: str) -> Response:
    from chalicelib import views

    asked = app.current_request
    actor, seen = web.who(asked), web.seen_version(asked)
    ticket = wiring.desk().do(province, code, act, web.json_body(asked), actor, seen)
    return shown({"ticket": views.ticket(wiring.provinces().get(province), ticket)}, ETag=f'"{ticket.version}"')


@app.route("/v1/{province}/tickets/{code}/attachments/{event}/{index}", methods=["GET"], authorizer=authorize_staff)
@answers
def show_attachment(province: str, code: str, event: str, index: str) -> Response:
    asked = app.current_request
    place = web.version_number(event), web.version_number(index)
    link = wiring.desk().attachment(province, code, *place, web.who(asked))
    return shown({"url": link}, Cache_Control="no-store")


@app.route("/v1/{province}/senders/{code}", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def unveil_sender(province: str, code: str) -> Response:
    from chalicelib import views_people

    asked = app.current_request
    ticket, person = wiring.desk().unveil(province, code, web.json_body(asked), web.who(asked))
    return shown(views_people.identity(ticket, person), Cache_Control="no-store")


@app.route("/v1/{province}/senders/{code}/export", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def export_sender(province: str, code: str) -> Response:
    asked = app.current_request
    why = str(web.json_object(asked).get("reason", ""))
    return shown(wiring.rights().export(province, code, web.who(asked), why), Cache_Control="no-store")


@app.route("/v1/{province}/senders/{code}/erase", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def erase_sender(province: str, code: str) -> Response:
    asked = app.current_request
    why = str(web.json_object(asked).get("reason", ""))
    left = wiring.rights().erase(province, code, web.who(asked), why)
    return shown({"code": code, "waiting": list(left.codes) if left else []}, 202)


@app.route("/v1/{province}/redaction", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def preview_redaction(province: str) -> Response:
    from chalicelib.redaction import preview

    wiring.desk().admit(province, web.who(app.current_request))
    return shown(preview(web.text(web.json_object(app.current_request), "text", 10_000)))


@app.route("/v1/{province}/notices/failed", methods=["GET"], authorizer=authorize_staff)
@answers
def list_failed_notices(province: str) -> Response:
    from chalicelib import views

    asked = app.current_request
    limit, cursor = web.number(asked, "limit", 50, 100), web.query(asked, "cursor") or None
    notices, following = wiring.desk().failed(province, web.who(asked), limit, cursor)
    return shown({"notices": [views.notice(notice) for notice in notices], "next": following})


@app.route("/v1/{province}/notices/resend", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def resend_notice(province: str) -> Response:
    from chalicelib import views

    asked = app.current_request
    notice = wiring.desk().resend(province, web.json_object(asked), web.who(asked))
    return shown(views.notice(notice), 202)


# 3  Escalation: time acts


@app.schedule(Rate(1, unit=Rate.MINUTES))
def escalate(event: CloudWatchEvent) -> int:
    return wiring.sweep().run()


# 4  A province changes: its versions are tried, kept, made active; tickets follow


@app.route("/v1/{province}/regulation", methods=["GET"])
@answers
def read_regulation(province: str) -> Response:
    from chalicelib import views_admin

    home = wiring.provinces().get(province)
    if web.query(app.current_request, "format") == "text":
        return web.prose(views_admin.regulation_text(home))
    return shown(views_admin.regulation(home))


@app.route("/v1/{province}/config", methods=["GET"], authorizer=authorize_staff)
@answers
def list_versions(province: str) -> Response:
    from chalicelib import views_admin

    found = wiring.admin().overview(province, web.who(app.current_request))
    return shown(views_admin.overview(found), ETag=f'"{found.active}"')


@app.route("/v1/{province}/config", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def keep_version(province: str) -> Response:
    asked = app.current_request
    document, note = web.json_body(asked, web.DOCUMENT_LIMIT), web.query(asked, "note")
    number = wiring.admin().keep(province, document, web.who(asked), note)
    return shown({"version": number}, 201, Location=f"/v1/{province}/config/{number}")


@app.route("/v1/{province}/config/{number}", methods=["GET"], authorizer=authorize_staff)
@answers
def read_version(province: str, number: str) -> Response:
    version = web.version_number(number)
    return shown(wiring.admin().document(province, version, web.who(app.current_request)))


@app.route("/v1/{province}/config/check", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def check_document(province: str) -> Response:
    from chalicelib import views_admin

    asked = app.current_request
    document, most = web.json_body(asked, web.DOCUMENT_LIMIT), web.number(asked, "tickets", 2000, 2000)
    return shown(views_admin.review(wiring.trials().check(province, document, web.who(asked), most)))


@app.route(
    "/v1/{province}/config/{number}/activate",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers
def activate_version(province: str, number: str) -> Response:
    from chalicelib import views_admin

    asked, version = app.current_request, web.version_number(number)
    day, seen = web.day(web.json_object(asked), "at"), web.seen_version(asked)
    return shown(views_admin.decision(wiring.admin().activate(province, version, seen, web.who(asked), day)))


@app.route(
    "/v1/{province}/config/{number}/simulate",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers
def simulate_version(province: str, number: str) -> Response:
    from chalicelib import views_admin

    asked, version = app.current_request, web.version_number(number)
    most = web.number(asked, "tickets", 2000, 2000)
    return shown(views_admin.outcome(wiring.trials().simulate_version(province, version, web.who(asked), most)))


@app.route("/v1/{province}/config/reorganise", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def reorganise_province(province: str) -> Response:
    from chalicelib import views_admin

    asked = app.current_request
    plan, actor = web.json_body(asked, web.DOCUMENT_LIMIT), web.who(asked)
    if web.query(asked, "dry", "true") == "false":
        return shown(views_admin.decision(wiring.admin().reorganise(province, plan, actor)), 201)
    document, most = wiring.admin().plan(province, plan, actor), web.number(asked, "tickets", 2000, 2000)
    return shown(views_admin.review(wiring.trials().check(province, document, actor, most)))


@app.route("/v1/{province}/config/undo", methods=["POST"], authorizer=authorize_staff, content_types=ANY_TYPE)
@answers
def undo_version(province: str) -> Response:
    from chalicelib import views_admin

    asked = app.current_request
    return shown(views_admin.decision(wiring.admin().undo(province, web.who(asked), web.seen_version(asked))))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def keep_up(event: CloudWatchEvent) -> int:
    return wiring.keep_up().run()


@app.route("/v1/{province}/letters", methods=["GET"], authorizer=authorize_staff)
@answers
def preview_letters(province: str) -> Response:
    from chalicelib.notice.preview import preview

    wiring.desk().admit(province, web.who(app.current_request))
    return shown({"letters": preview(wiring.provinces().get(province))})


# 5  Accounts of the platforms, and what is kept of people


@app.route("/v1/{province}/accounts", methods=["GET"], authorizer=authorize_staff)
@answers
def list_accounts(province: str) -> Response:
    return shown({"accounts": wiring.accounts().overview(province, web.who(app.current_request))})


@app.route(
    "/v1/{province}/accounts/{channel}/{account}/resume",
    methods=["POST"],
    authorizer=authorize_staff,
    content_types=ANY_TYPE,
)
@answers
def resume_account(province: str, channel: str, account: str) -> Response:
    return shown(wiring.accounts().resume(province, channel, account, web.who(app.current_request)))


@app.schedule(Rate(5, unit=Rate.MINUTES))
def tend_accounts(event: CloudWatchEvent) -> int:
    return wiring.watch().run()


@app.schedule(Rate(5, unit=Rate.MINUTES))
def tend_people(event: CloudWatchEvent) -> int:
    return wiring.retention().run()


# 6  Out: people are told


@app.on_sqs_message(queue="cau-noi-outbox", batch_size=10)
def deliver(event: SQSEvent) -> None:
    from chalicelib.notice.sqs import read_nudge

    for record in event:
        wiring.courier().attend(*read_nudge(record.body))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def deliver_due(event: CloudWatchEvent) -> int:
    return wiring.courier().deliver_due()


@app.on_sns_message(topic="cau-noi-mail-events")
def hear_mail(event: SNSEvent) -> None:
    wiring.mailroom().take(event.message)


# 7  Looking on


@app.route("/health", methods=["GET"])
@answers
def health() -> Response:
    return shown({"ok": True, "stage": wiring.stage()})
