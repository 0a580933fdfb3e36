"""Over HTTP, one worker: a whole command and one record, beside the same without any of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from uuid_utils.compat import uuid7

from benchmarks import histories
from benchmarks.histories import WORDS
from benchmarks.load import Plan, loaded
from benchmarks.measuring import Measured, Sample, interleaved
from benchmarks.site import Running, Site
from benchmarks.table import Row, ms, per_second, spread
from shared.kernel.policy import Role

CLIENTS = (8, 32)
JUDGED = 32
EVENTS = 50
LATELY = 128  # so few are read again and again, and a service may well remember them
MANY = 512  # so many have more events than a service remembers, and are read in turns
SECONDS = 1.0
REPETITIONS = 3
FOLLOW_UP = f'{{"form":"visit","content":"{WORDS}"}}'
COUNT = f'{{"amount":1,"note":"{WORDS}"}}'
Plain = dict[str, Any]
Taken = dict[int, dict[str, Measured]]
KINDS = {
    "lately": "a lead that was read lately",
    "not lately": "a lead that was not",
    "frame": "the frame alone, a counter read lately",
}
BESIDE = "the frame, while another process publishes, hears and writes views"
PLAIN = f'{{"id":"{uuid7()}","form":"visit","content":"{WORDS}"}}'


@dataclass
class Talk:
    """Requests of one kind to one service: every target in its turn, its versions counted up."""

    running: Running
    plan: dict[str, Any]
    targets: Sequence[tuple[str, int]]
    settles: bool = True

    async def __call__(self, clients: int) -> Sample:
        """Send for a while, so many at once, and go on behind the last target the next time.

        What a service still has to publish and show when the load ends, it does before the
        others' turn comes.
        """
        plan = Plan(
            port=self.running.port,
            seconds=SECONDS,
            connections=clients,
            targets=self.targets,
            run=uuid7().hex,
            **self.plan,
        )
        sample, after = await loaded(plan)
        versions = dict(after)
        done = len(sample.latencies) // clients * clients % len(self.targets)
        turned = [*self.targets[done:], *self.targets[:done]]
        self.targets = [(name, versions[name]) for name, _ in turned]
        if self.settles:
            await self.running.settled()
        return sample


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The frame alone (a counter), a real service, and the plain way."""

    frame: Running
    beside: Running
    real: Running
    bare: Running

    async def taken(self, frame: Plain, real: Plain, plain: Plain) -> Taken:
        """Measure at every width, each with its kind of request."""
        counters = await histories.counters(self.frame.database.url, 2 * LATELY, EVENTS)
        leads = await histories.leads(self.real.database.url, LATELY + MANY, EVENTS)
        names = [f"counter-{number}" for number in range(MANY)]
        talks = {
            "lately": Talk(self.real, real, _targets(leads[:LATELY])),
            "not lately": Talk(self.real, real, _targets(leads[LATELY:])),
            "frame": Talk(self.frame, frame, _targets(counters[:LATELY])),
            "plain": Talk(self.bare, plain, _targets(names), settles=False),
        }
        if frame["method"] == "POST":
            talks["beside"] = Talk(self.beside, frame, _targets(counters[LATELY:]))
        await self.frame.settled()
        await self.real.settled()
        return {
            clients: await interleaved(
                REPETITIONS, {name: partial(talk, clients) for name, talk in talks.items()}
            )
            for clients in CLIENTS
        }


def _targets(names: Sequence[str]) -> list[tuple[str, int]]:
    return [(name, EVENTS) for name in names]


@asynccontextmanager
async def _sides(site: Site) -> AsyncIterator[Sides]:
    async with (
        site.broker() as bus,
        site.broker() as other_bus,
        site.services(bus, {"leads": "benchmarks.counting"}) as frame,
        site.services(other_bus, {"leads": "services.leads"}) as real,
        site.beside("benchmarks.counting", frame["leads"]) as beside,
        site.baseline() as bare,
    ):
        yield Sides(frame=frame["leads"], beside=beside, real=real["leads"], bare=bare)


async def command_rows(site: Site) -> list[Row]:
    """Token, policy, If-Match, Idempotency-Key, decide, append, answer; one process serves.

    A follow-up on leads of 50 events, 128 of them again and again, or 512 in turns, which is more
    than the process remembers; and the same on a counter. The process also publishes, hears and
    writes views meanwhile; what is left of that it does before the next turn. Beside it bare
    FastAPI with one INSERT over an asyncpg pool and the same settings of the garbage collector.
    The last rows tell what that meanwhile costs: there a second process answers and does none of
    it.
    """
    async with _sides(site) as sides:
        taken = await sides.taken(
            frame=_post(site, "/api/v1/leads/{id}/counts", COUNT),
            real=_post(site, "/api/v1/leads/{id}/follow-ups", FOLLOW_UP),
            plain={"method": "POST", "path": "/events/{id}/{version}", "body": PLAIN},
        )
    return [
        _command(what, clients, measured[name], measured["plain"], judged=clients == JUDGED)
        for name, what in KINDS.items()
        for clients, measured in taken.items()
    ] + [
        _command(BESIDE, clients, measured["beside"], measured["plain"], judged=False)
        for clients, measured in taken.items()
    ]


def _command(what: str, clients: int, ours: Measured, plain: Measured, *, judged: bool) -> Row:
    ratio, p99 = ours.rate / plain.rate, ours.milliseconds(0.99)
    return Row(
        what=f"whole command over HTTP: {what}",
        at=f"{clients} at once",
        ours=per_second(ours.rate),
        spread=spread(ours.milliseconds(0.5), p99),
        baseline=_beside(plain, "FastAPI + INSERT"),
        ratio=ratio,
        target="≥ 0.8 ×, p99 < 30 ms" if judged else "",
        met=ratio >= 0.8 and p99 < 30 if judged else None,
    )


async def record_rows(site: Site) -> list[Row]:
    """One record of 50 events, with token and policy: of 128 again and again, or 512 in turns.

    The 512 have more events than the process remembers, so each is read and folded anew. Beside it
    bare FastAPI that answers a small constant.
    """
    get = {"method": "GET", "path": "/api/v1/leads/{id}", "headers": _headers(site)}
    async with _sides(site) as sides:
        taken = await sides.taken(
            frame=get, real=get, plain={"method": "GET", "path": "/events/{id}"}
        )
    return [
        _record(what, clients, measured[name], measured["plain"])
        for name, what in KINDS.items()
        for clients, measured in taken.items()
    ]


def _record(what: str, clients: int, ours: Measured, plain: Measured) -> Row:
    ratio = ours.rate / plain.rate
    judged = clients == JUDGED
    return Row(
        what=f"GET one record of {EVENTS} events: {what}",
        at=f"{clients} at once",
        ours=per_second(ours.rate),
        spread=spread(ours.milliseconds(0.5), ours.milliseconds(0.99)),
        baseline=_beside(plain, "FastAPI"),
        ratio=ratio,
        target="≥ 0.5 ×" if judged else "",
        met=ratio >= 0.5 if judged else None,
    )


def _beside(plain: Measured, what: str) -> str:
    return f"{per_second(plain.rate)} {what} (p99 {ms(plain.milliseconds(0.99))})"


def _headers(site: Site) -> dict[str, str]:
    token = site.keys.token(histories.SPECIALIST, (Role.INVESTMENT_SPECIALIST, None))
    return {"Authorization": f"Bearer {token}"}


def _post(site: Site, path: str, body: str) -> dict[str, Any]:
    headers = _headers(site) | {"If-Match": '"v{version}"', "Idempotency-Key": "{key}"}
    return {"method": "POST", "path": path, "body": body, "headers": headers}
