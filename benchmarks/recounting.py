"""A change of the calendar under many open cases: foreseen, counted again, told to their people."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import asyncpg
import httpx
from uuid_utils.compat import uuid7

from benchmarks.site import Running, Site
from benchmarks.table import Row, per_second
from services.approvals.domain.calendar.working_calendar import CALENDAR, REGION, CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import BASIC, WORKS_PLANNING_PERMIT
from services.approvals.domain.commands import AcceptCase, ReceiveCase, RecomputeDeadlines
from services.approvals.domain.plan import PLAN, planning
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.terms import Readers
from services.approvals.main import SPEC
from shared.adapters.batcher import Append, Batcher, NewEvent
from shared.adapters.event_codec import EventCodec, encode_meta
from shared.adapters.event_store import EventStore
from shared.kernel.asked import SYSTEM, Actor
from shared.kernel.effective import Effective, business_day
from shared.kernel.identifiers import AccountId, ParkId, ProjectId, StreamKey, stream_key
from shared.kernel.policy import Role
from shared.kernel.recorded import Meta
from shared.kernel.working_days import is_working

OPEN = 10_000
PROJECTS = 1000
OFFICERS = 25
AT_ONCE = 64
LIMIT_SECONDS = 60
_CODEC: EventCodec[Any] = SPEC.codec
_APPROVER = Actor(id=AccountId("approver-planning"), role=Role.APPROVER.value)
_PARK = ParkId("inspection-park")
_CALENDAR_AT = "/api/v1/calendars/CN"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How long each took, in seconds, for how many deadlines."""

    foreseen: float
    recounted: float
    shown: float
    alone: float
    deadlines: int


async def rows(site: Site) -> list[Row]:
    """Open cases of a thousand projects, accepted in the last days, each with two limits that move.

    An administrator makes the next working day a day off. Measured is the time from the answer to
    that until the last case has its events, and until lists and digests show it too; beside it the
    rules alone, counting the same cases in memory without reading or writing anything.
    """
    async with (
        site.broker() as bus,
        site.services(bus, {"approvals": "services.approvals"}) as running,
    ):
        taken = await _taken(site, running["approvals"])
    size = f"{OPEN // 1000} k open cases"
    alone = f"{taken.alone:.1f} s the rules alone"
    return [
        Row(what="foresee a change", at=size, ours=f"{taken.foreseen:.1f} s", baseline=alone),
        Row(
            what="count again, every event stored",
            at=size,
            ours=f"{taken.recounted:.1f} s ({per_second(taken.deadlines / taken.recounted)})",
            baseline=alone,
            ratio=taken.recounted / taken.alone,
            target=f"< {LIMIT_SECONDS} s",
            met=taken.recounted < LIMIT_SECONDS,
        ),
        Row(
            what="the same, in the lists and digests",
            at=size,
            ours=f"{taken.shown:.1f} s",
            target=f"< {LIMIT_SECONDS} s",
            met=taken.shown < LIMIT_SECONDS,
        ),
    ]


async def _taken(site: Site, running: Running) -> Taken:
    pool = await asyncpg.create_pool(running.database.url, min_size=1, max_size=2)
    stream = await EventStore(pool, _CODEC).stream(stream_key(CALENDAR.category, REGION))
    known = CALENDAR.fold(recorded.event for recorded in stream)
    cases = await _open_cases(running.database.url, known)
    await running.settled(3 * LIMIT_SECONDS)
    token = site.keys.token("system-admin", (Role.SYSTEM_ADMIN, None))
    async with httpx.AsyncClient(
        base_url=running.url,
        headers={"Authorization": f"Bearer {token}"},
        timeout=LIMIT_SECONDS,
        trust_env=False,
    ) as client:
        foreseen, told = await _change(client, known, dry_run=True)
        assert (told["moved_cases"], told["moved_deadlines"]) == (OPEN, 2 * OPEN)
        began = perf_counter()
        await _change(client, known, dry_run=False)
        await _stored(pool, "RecomputationFinished", 1)
        recounted = perf_counter() - began
        await _stored(pool, "RecomputationDigested", OFFICERS + 1)
        await running.settled(3 * LIMIT_SECONDS)
        shown = perf_counter() - began
    moved = await pool.fetchval("SELECT count(*) FROM es.event WHERE type = 'DeadlineRecomputed'")
    await pool.close()
    assert moved == 2 * OPEN
    alone = _alone(cases, known)
    return Taken(foreseen=foreseen, recounted=recounted, shown=shown, alone=alone, deadlines=moved)


def _next_working_day(known: CalendarState) -> datetime:
    at = datetime.now(UTC)
    days = (at + timedelta(days=n) for n in range(1, 30))
    return next(day for day in days if is_working(known.calendar, business_day(day)))


async def _change(
    client: httpx.AsyncClient, known: CalendarState, *, dry_run: bool
) -> tuple[float, dict[str, Any]]:
    """Make the next working day a day off; return how long the answer took, and the answer."""
    day = business_day(_next_working_day(known)).isoformat()
    body = {"days": [{"day": day, "working": False, "name": "台风停工"}], "reason": "台风"}
    began = perf_counter()
    answer = await client.post(
        f"{_CALENDAR_AT}/corrections",
        params={"dry_run": dry_run},
        json=body,
        headers={"If-Match": f'"v{known.version}"'},
    )
    answer.raise_for_status()
    return perf_counter() - began, dict(answer.json())


async def _stored(pool: asyncpg.Pool, name: str, number: int) -> None:
    """Wait until so many events of a kind are stored."""
    deadline = asyncio.get_running_loop().time() + 5 * LIMIT_SECONDS
    while await pool.fetchval("SELECT count(*) FROM es.event WHERE type = $1", name) < number:
        if asyncio.get_running_loop().time() > deadline:
            raise RuntimeError(f"{name} does not come")
        await asyncio.sleep(0.1)


async def _open_cases(url: str, known: CalendarState) -> Sequence[Case]:
    """Store plans, and cases received and accepted in the last days, as the rules decide them."""
    batcher = Batcher(url)
    await batcher.start()
    plans = [(ProjectId(str(uuid7())), f"第{number}号项目") for number in range(PROJECTS)]
    today = Effective.on_day(business_day(datetime.now(UTC)))
    for project, name in plans:
        await _store(batcher, stream_key(PLAN.category, project), _plan(project, name), today)
    waiting, made = iter(range(OPEN)), []

    async def store() -> None:
        for number in waiting:
            effective = Effective.on_day(today.earliest_day - timedelta(number % 5))
            events = _life(number, plans[number % PROJECTS], known, effective)
            await _store(batcher, stream_key(CASE.category, str(uuid7())), events, effective)
            made.append(CASE.fold(events))

    await asyncio.gather(*(store() for _ in range(AT_ONCE)))
    await batcher.stop()
    return made


async def _store(
    batcher: Batcher, stream: StreamKey, events: Sequence[Any], effective: Effective
) -> None:
    meta = Meta(effective=effective, actor=_APPROVER, correlation=str(uuid7()))
    stored = encode_meta(replace(meta, project=events[0].project))
    new = [NewEvent(stream, uuid7(), *_CODEC.encode(event), stored) for event in events]
    await batcher.append(Append(guards=[(stream, 0)], events=new))


def _plan(project: ProjectId, name: str) -> list[Any]:
    at = datetime.now(UTC)
    command = planning.PlanProject(
        by=SYSTEM,
        at=at,
        effective=Effective.at_instant(at),
        project=project,
        lead=None,
        project_name=name,
        park=_PARK,
        specialist=None,
    )
    opened = planning.plan_project(command, PLAN.initial, Catalogues(versions=(BASIC,)))
    return [event for _, event in opened]


def _life(
    number: int, project: tuple[ProjectId, str], known: CalendarState, effective: Effective
) -> list[Any]:
    facts: dict[str, Any] = {
        "by": _APPROVER,
        "at": datetime.now(UTC),
        "effective": effective,
        "calendar": known.calendar,
    }
    receipt = ReceiveCase(
        **facts,
        item=WORKS_PLANNING_PERMIT,
        project=project[0],
        lead=None,
        project_name=project[1],
        park=_PARK,
        readers=Readers(officer=AccountId(f"officer-{number % OFFICERS}")),
        materials=("申请表",),
        warnings=(),
    )
    events = list(CASE.decide(receipt, CASE.initial))
    return [*events, *CASE.decide(AcceptCase(**facts), CASE.fold(events))]


def _alone(cases: Sequence[Case], known: CalendarState) -> float:
    """Count the same cases again with another calendar, in memory."""
    at = datetime.now(UTC)
    command = RecomputeDeadlines(
        by=SYSTEM,
        at=at,
        effective=Effective.at_instant(at),
        calendar=known.calendar,
        reason="calendar-corrected",
    )
    began = perf_counter()
    for case in cases:
        CASE.decide(command, case)
    return perf_counter() - began
