"""A storm in one process: the real courier and its real carriers over real HTTP to the stand-ins, on a clock that runs
as fast as we like. Only the stores are fakes; what is killed dies between the sending and the writing down.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.serving import make_server

from chalicelib import views
from chalicelib.channel.split import facebook_pieces, zalo_pieces
from chalicelib.errors import PetitionError
from chalicelib.notice.citizen_post import Carrier
from chalicelib.notice.facebook_api import FacebookApi
from chalicelib.notice.lanes import Way
from chalicelib.notice.taken import Taken
from chalicelib.notice.token import Vouchers
from chalicelib.notice.zalo_api import ZaloApi
from chalicelib.ticket.owed import State
from infra.local.platforms.__main__ import ZaloFriendly
from infra.local.platforms.server import make_app
from infra.local.storm_count import Tally
from infra.local.storm_desk import Office
from infra.local.storm_ground import Ground
from infra.local.storm_people import crowd
from infra.local.storm_run import Run
from tests.local.stage import TICKET, Stage

TICK = 2.0  # seconds of the product's clock between two rounds of the courier


class Killed(BaseException):
    """The worker died: nothing of the product catches this."""


@dataclass
class Squall:
    stage: Stage
    careless: bool = False  # a courier that takes every missing answer for a failure

    def __post_init__(self) -> None:
        self.world, self.lock, self.deaths = self.stage.world, threading.RLock(), 0
        self.stage.act_seconds = 0.0  # many look at once
        self.main = threading.current_thread()
        self.errors: list[str] = []

    def blow(self, many: int, seed: int, storm: Mapping[str, float], **how: float) -> Tally:
        """How it is counted: infra/local/storm_run.py. `how` as blow takes it there."""
        province = self.stage.province
        accounts = [a for a in self.stage.bench.outside.accounts() if a.province == province["slug"]]
        places = [u["name"].removeprefix("UBND ") for u in province["units"] if u.get("place")]
        with self._serving():
            run = Run(
                outside=self.stage.bench.outside, people=crowd(many, seed, accounts, places),
                ground=Ground(self._stand_ins, lambda _: None), office=Office(province, self._desk, self._login, self._sleep),
                tickets=self, kill=self._kill, say=lambda line: None,  # type: ignore[arg-type]
                clock=lambda: self.stage.seconds, sleep=self._sleep,
            )  # fmt: skip
            return run.blow({**storm, "seed": seed}, **how)

    @contextmanager
    def _serving(self) -> Iterator[None]:
        app = make_app(self.stage.bench, self.stage.key_file)
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=ZaloFriendly)
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        serving.start()
        base = f"http://127.0.0.1:{server.server_port}"
        vouchers = Vouchers(lambda name: self.stage.secrets[f"/{name}"], lambda name: None)
        carriers: dict[Way, Carrier] = dict.fromkeys(Way, Deadly(self, FacebookApi(f"{base}/facebook", vouchers)))
        zalo = Deadly(self, ZaloApi(f"{base}/zalo", f"{base}/zalo-business", vouchers))
        carriers |= {way: zalo for way in Way if way.startswith("zalo")}
        self.courier = self.world.courier = replace(self.world.courier, carriers=carriers)
        self.stage.knock = self._knock
        try:
            yield
        finally:
            server.shutdown()
            serving.join()
            server.server_close()

    # the product, one at a time: its stores are plain dictionaries

    def _knock(self, parcel: Any) -> int:
        cut = facebook_pieces if parcel.channel == "facebook" else zalo_pieces
        try:
            for piece in cut(parcel.path.rpartition("/")[2], parcel.body):
                with self.lock:
                    self.stage.reader.take(piece.body)
        except Exception as error:
            self.errors.append(f"{parcel.what}: {error!r}")
            return 500
        return 200

    def _sleep(self, seconds: float) -> None:
        if threading.current_thread() is not self.main:
            time.sleep(min(seconds, 0.002))
            return
        self.world.clock.pass_by(seconds=TICK)
        self._rest()
        self._round()
        self._rest()

    def _rest(self) -> None:
        """Until every webhook that is due has been posted: this clock would leave their threads behind."""
        until = time.monotonic() + 60
        while not self.stage.bench.post.wake() and time.monotonic() < until:
            time.sleep(0.001)

    def _round(self) -> None:
        """Everything that is due, each by a worker of its own: one that dies takes nobody with it."""
        with self.lock:
            due = list(self.world.outbox.due(self.stage.province["slug"], self.world.clock()))
        for parent, notice in due:
            self.world.clock.pass_by(seconds=0.05)
            try:
                with self.lock:
                    self.courier.attend(parent, notice)
            except Killed:
                continue

    def _kill(self) -> int:
        self.deaths += 1
        return 1

    def found(self, keys: Sequence[str]) -> dict[str, str]:
        with self.lock:
            tickets = list(self.world.shelf.tickets.values())
        return {ticket.key: ticket.code for ticket in tickets if ticket.key in set(keys)}

    def _desk(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        with self.lock:
            if path.endswith("/notices/failed"):
                failed = [n for n in self.world.shelf.notices.values() if n.state is State.FAILED]
                return 200, {"notices": failed}
            slug, code, act = TICKET.fullmatch(f"/window/api{path}").groups()
            status, answer = self.stage._desk(slug, code, act, body=body, headers=headers)
            if act is None and status == 200:
                answer["timeline"] = views.timeline(self.world.tickets.timeline(slug, code))
            return status, answer

    def _login(self, staff: str) -> str:
        body = {"province": self.stage.province["slug"], "staff": staff}
        return str(self._stand_ins("POST", "/issuer/token", body, {})[1]["id_token"])

    def _stand_ins(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        answer = make_client(self.stage).open(path, method=method, json=body, headers=dict(headers))
        return answer.status_code, answer.get_json(silent=True)


def make_client(stage: Stage) -> Any:
    """Of its own for each thread: a client remembers its last request."""
    return stage.client.application.test_client()


@dataclass
class Deadly:
    """A carrier whose worker may be killed just after the platform has taken the message."""

    squall: Squall
    inner: Any

    def send(self, *what: Any) -> Taken:
        taken: Taken | None = None
        try:
            taken = self.inner.send(*what)
        except PetitionError:
            if not self.squall.careless:
                raise
            taken = self.inner.send(*what)  # the mistake: what was not answered may have arrived
        if self.squall.deaths:
            self.squall.deaths -= 1
            raise Killed
        return taken
