"""What goes wrong in the world must cost no word: repeats, crashes, poison, lost wake-ups, late officers."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.channel.split import facebook_pieces
from infra import redrive
from infra.local.platforms.line import UNREACHABLE
from infra.local.storm_kill import kill
from tests.deployed import Deployed
from tests.journeys.functions import cloud
from tests.journeys.province import FIELD, OA, PAGE, officer_of
from tests.journeys.signing import facebook_body, facebook_signature
from tests.journeys.town import Town, eventually

ARRIVED = {"sent", "delivered", "seen"}


def later(notice: dict[str, Any]) -> bool:
    """The second contact is asked for only before the chat closes, a day from now."""
    return bool(notice["purpose"] == "contact")


def test_the_same_webhook_twenty_times_at_once_is_one_ticket_and_one_answer(town: Town) -> None:
    citizen = town.person("facebook", PAGE)
    key = citizen.says(f"Cây đổ chắn ngang đường ở {FIELD}, rất nguy hiểm")
    statuses = town.control("redeliver", {"key": key, "times": 20, "concurrency": 20})["statuses"]
    # Twenty cold starts on a busy machine outlast a platform's patience: what nobody answered in time, it sends again,
    # later and one by one.
    answered = [status for status in statuses if status != UNREACHABLE]

    def all_answered() -> list[int]:
        if len(answered) < 20:
            again = town.control("redeliver", {"key": key, "times": 1})["statuses"]
            answered.extend(status for status in again if status != UNREACHABLE)
        return answered

    assert eventually(all_answered, lambda so_far: len(so_far) == 20, "all twenty to be answered") == [200] * 20
    code = citizen.code()
    time.sleep(3)
    assert len(citizen.hears()) == 1
    assert len(officer_of(town, "coordinator").reads(code)["timeline"]) == 1


def test_an_emergency_nobody_takes_on_climbs_the_ladder_on_the_schedule(town: Town) -> None:
    """Written an hour ago, as after an outage of the platform: every rung is due, each is taken once."""
    citizen = town.person("zalo", OA)
    citizen.says(f"Cháy nhà ở {FIELD}, khói rất lớn, cần hỗ trợ gấp", at=time.time() - 3600)
    code = citizen.code()
    leader = officer_of(town, "leadership")
    whole = eventually(
        lambda: leader.reads(code),
        lambda w: w["ticket"]["level"] >= 3 and all(n["status"] in ARRIVED for n in w["notices"] if not later(n)),
        "the ladder to be climbed",
    )
    rungs = [e["facts"]["level"] for e in whole["timeline"] if e["act"] == "escalate"]
    assert rungs == sorted(set(rungs)), "each rung once"
    carriers = {n["by"] for n in whole["notices"] if n["purpose"] == "escalation"}
    assert carriers == {"email", "sms", "topic"}
    subjects = [mail for mail in map(str, town.mails()) if code in mail]
    assert len(subjects) >= len(rungs)
    texts = town.call("GET", f"{town.cloud}/_ministack/sns/sms-messages").body
    assert code in json.dumps(texts)


def test_poison_is_parked_alone_and_its_neighbours_are_worked_on(town: Town, deployed: Deployed) -> None:
    citizen = town.person("facebook", PAGE)
    before = citizen.says(f"Ổ gà lớn trên mặt đường {FIELD}")
    code = citizen.code()
    sqs, queues = cloud(deployed, "sqs"), deployed.outputs
    person = town.control("thread", channel="facebook", account=PAGE, person=citizen.name)["person"]
    update = {"sender": {"id": person}, "recipient": {"id": PAGE}, "message": {"mid": "poison", "text": "x"}}
    body = json.dumps({"object": "page", "entry": [{"id": PAGE, "messaging": [update]}]}).encode()
    group = facebook_pieces("cau-noi", body)[0].group
    sqs.send_message(
        QueueUrl=queues["InboundQueueUrl"],
        MessageBody="{poison",
        MessageGroupId=group,
        MessageDeduplicationId=before[-80:],
    )
    citizen.says("Đoạn đường đó gần trường học ạ")
    officer = officer_of(town, "coordinator")
    eventually(lambda: officer.reads(code), lambda w: len(w["timeline"]) == 2, "the neighbour behind the poison")

    def poisoned() -> int:
        return sum(body == "{poison" for _, body in redrive.parked(sqs, queues["ParkedQueueUrl"]))

    eventually(poisoned, lambda number: number == 1, "the poison to be parked, once")
    eventually(
        lambda: redrive.redrive(sqs, queues["ParkedQueueUrl"], queues["InboundQueueUrl"]),
        lambda moved: moved >= 1,
        "it to be moved back",
    )
    eventually(poisoned, lambda number: number == 1, "it to come back: it is still poison")
    redrive.redrive(sqs, queues["ParkedQueueUrl"], queues["InboundQueueUrl"], drop=True)


def test_a_crash_between_write_and_send_is_made_good_by_the_schedule(town: Town, deployed: Deployed) -> None:
    """The ticket is written, then nobody wakes the courier: the nudges vanish."""
    functions = cloud(deployed, "lambda")
    mapping = next(
        m for m in functions.list_event_source_mappings()["EventSourceMappings"] if "outbox" in m["EventSourceArn"]
    )
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        citizen = town.person("zalo", OA)
        citizen.says(f"Nắp cống bị mất ở {FIELD}, đề nghị khắc phục")
        time.sleep(2)
        cloud(deployed, "sqs").purge_queue(QueueUrl=deployed.outputs["OutboxQueueUrl"])
        assert citizen.code(), "told within a minute all the same"
        assert len(citizen.hears()) == 1
    finally:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def test_a_platform_that_fails_for_a_while_gets_the_message_later_and_once(town: Town) -> None:
    town.control("fail", {"channel": "facebook", "account": PAGE, "error": "http500", "times": 1})
    citizen = town.person("facebook", PAGE)
    citizen.says(f"Đèn đường ở {FIELD} hỏng ba hôm nay")
    citizen.waits_for("Mã theo dõi")
    assert len(citizen.hears()) == 1


def test_an_answer_that_reached_the_citizen_though_its_receipt_was_lost_is_not_sent_twice(town: Town) -> None:
    town.control("fail", {"channel": "facebook", "account": PAGE, "error": "lost", "times": 1})
    citizen = town.person("facebook", PAGE)
    citizen.says(f"Vỉa hè ở {FIELD} bị lấn chiếm kinh doanh")
    code = citizen.code()
    officer = officer_of(town, "coordinator")
    eventually(
        lambda: [n for n in officer.reads(code)["notices"] if n["purpose"] == "ack"],
        lambda found: found[0]["status"] in ARRIVED,
        "the echo to prove it",
    )
    assert len(citizen.hears()) == 1


def test_a_message_a_platform_refuses_is_kept_where_staff_see_it(town: Town) -> None:
    town.control("fail", {"channel": "zalo", "account": OA, "error": -201, "times": 1})
    citizen = town.person("zalo", OA)
    citizen.says(f"Nước máy ở {FIELD} đục cả tuần nay")
    officer = officer_of(town, "coordinator")
    failed = eventually(
        lambda: officer.tries("GET", "notices/failed").body["notices"],
        lambda found: any("-201" in (n["reason"] or "") for n in found),
        "the failed list",
    )
    assert failed[0]["ticket"]


def test_a_post_of_a_thousand_updates_over_several_pages_is_split_without_loss(town: Town, deployed: Deployed) -> None:
    """Mostly stickers, so that the worker is quickly through; the last one is a petition."""
    pages = [PAGE, PAGE]
    stamp = time.time_ns()
    entries = []
    for half, page in enumerate(pages):
        updates = [
            {
                "sender": {"id": f"{stamp}{n % 50}"}, "recipient": {"id": page}, "timestamp": int(time.time() * 1000),
                "read": {"watermark": stamp + half * 500 + n},
            }
            for n in range(500)
        ]  # fmt: skip
        entries.append({"id": page, "time": int(time.time() * 1000), "messaging": updates})
    body = facebook_body({"object": "page", "entry": entries})
    answer = town.door(
        "POST", "/webhooks/facebook/cau-noi", body, X_Hub_Signature_256=facebook_signature(deployed, body)
    )
    assert (answer.status, answer.body) == (200, {"kept": 1000})


def test_killed_workers_lose_nothing_and_double_nothing(town: Town, deployed: Deployed) -> None:
    """The worker processes are killed, without warning, while messages stream in."""
    people = [town.person("facebook", PAGE) for _ in range(12)]

    def strike() -> int:
        killed = 0
        for _ in range(6):
            time.sleep(0.7)
            killed += kill(deployed.place.run, "takein")
        return killed

    with ThreadPoolExecutor(5) as pool:
        killing = pool.submit(strike)
        list(pool.map(lambda p: p.says(f"Xe tải chở đất rơi vãi đầy đường {FIELD}"), people))
        assert killing.result() > 0
    codes = {person.code() for person in people}
    assert len(codes) == len(people)
    assert [len(person.hears()) for person in people] == [1] * len(people)
