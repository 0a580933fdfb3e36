"""The law of the past: asked as of a moment, everything answers what it would have known then.

People do random things over HTTP; services on empty databases are given the stored events up to a
random moment; what they answer is what the living ones must answer as of it, now and for ever.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from tests.harness.servers import Brokers, Cluster
from tests.harness.services import Installation, installation
from tests.system.random_life import RandomLife
from tests.system.rebuilt import NAMES, Rebuilt, rebuilt

SEED = 20261121
ROUNDS, ACTS, MOMENTS = 2, 90, 6
TICK = timedelta(microseconds=1)
LISTS = (
    "leads?limit=200&count=true&sort=name",
    "leads?limit=200&stage=signed&stage=lost",
    "leads?limit=200&park=panji&sort=-since",
    "leads?q=甲&limit=200",
    "projects?limit=200&count=true&sort=created_at",
    "projects?limit=200&officer=sample-officer&sort=name",
    "projects?limit=200&stage=under-construction&stage=suspended",
    "projects?limit=200&flagged=true",
    "cases?limit=200&count=true&sort=received_on",
    "cases?limit=200&department=ecology",
    "cases?limit=200&light=overdue",
    "cases/disagreements?limit=200&count=true",
    "items/mappings",
    "cases/figures?by=officer",
    "catalogues",
    "calendars/CN",
)
# What is shown of each thing; what a plan or a case shows depends on the hour it is asked for.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "lead": ("leads/{}", "leads/{}/history", "leads/{}/follow-ups", "leads/{}/moves"),
    "project": (
        "projects/{}",
        "projects/{}/history?limit=200",
        "projects/{}/history?limit=200&sort=-recorded_at&service=approvals",
        "projects/{}/milestones",
        "projects/{}/officers",
    ),
    "plan": ("plans/{}", "plans/{}/questions", "plans/{}/forecast?seed=3&target=production"),
    "case": ("cases/{}", "cases/{}/deadline", "cases/{}/decisions"),
    "report": ("cases/reports/{}",),
}
BY_THE_HOUR = ("plans", "cases")


@dataclass(frozen=True)
class Event:
    """Where and when something was recorded."""

    stream: str
    recorded_at: datetime


@dataclass(frozen=True)
class Answer:
    """What a question was answered."""

    status: int
    etag: str | None
    body: Any


@asynccontextmanager
async def both(
    cluster: Cluster, brokers: Brokers, folder: Path
) -> AsyncIterator[tuple[Installation, Rebuilt]]:
    """The living services and those that will be told their past, each on a bus of its own."""
    async with (
        brokers.fresh() as bus,
        brokers.fresh() as other_bus,
        installation(cluster, bus, folder / "living", *NAMES) as living,
        rebuilt(cluster, other_bus, folder / "rebuilt") as past,
    ):
        yield living, past


@pytest.mark.timeout(240)
async def test_the_past_is_what_a_rebuild_up_to_then_would_know(
    cluster: Cluster, brokers: Brokers, tmp_path: Path
) -> None:
    random = Random(SEED)
    kept: dict[datetime, dict[str, Answer]] = {}
    async with both(cluster, brokers, tmp_path) as (living, past):
        life = RandomLife(living, random)
        since = 0
        for _ in range(ROUNDS):
            await life.live(ACTS)
            await living.settled()
            events = await recorded(living)
            for moment in moments(random, events[since:]):
                asked = questions([e for e in events if e.recorded_at <= moment])
                kept[moment] = await answers(await reader(living), asked, moment)
                await past.learn(living, moment)
                await agree(past, kept[moment], moment)
                versions(kept[moment], events, moment)
            since = len(events)
        kinds = {event.stream.partition("-")[0] for event in events}
        assert kinds >= set(SHOWN)
        for moment, before in kept.items():
            assert await answers(await reader(living), list(before), moment) == before


async def test_who_was_erased_is_erased_from_the_past_as_well(
    cluster: Cluster, brokers: Brokers, tmp_path: Path
) -> None:
    """The one exception: the past knows that there was somebody, and no more who."""
    async with brokers.fresh() as bus, installation(cluster, bus, tmp_path, "leads") as living:
        specialist = await living.login("specialist")
        body = {"name": "检测中心", "investor_name": "甲检测有限公司", "park": "panji"}
        made = await specialist.post("/api/v1/leads", json=body)
        at = f"/api/v1/leads/{made.json()['id']}"
        seen = {"If-Match": made.headers["etag"]}
        await specialist.post(f"{at}/contacts", json={"name": "王某"}, headers=seen)
        stored = await living.services["leads"].runtime.store.after(0, 10)
        question = {"as_of": stored[-1].recorded_at.isoformat()}
        before = (await specialist.get(f"{at}/contacts", params=question)).json()["items"]
        assert [person["name"] for person in before] == ["王某"]
        seen = {"If-Match": (await specialist.get(at)).headers["etag"]}
        gone = await specialist.delete(
            f"{at}/contacts/{before[0]['id']}", params={"reason": "本人要求"}, headers=seen
        )
        assert gone.status_code == 201
        after = (await specialist.get(f"{at}/contacts", params=question)).json()["items"]
        assert after == [{"id": before[0]["id"], "erased": True}]
        history = (await specialist.get(f"{at}/history")).text
        assert "王某" not in history


async def reader(running: Installation) -> httpx.AsyncClient:
    """Somebody who may read everything, with a token just made."""
    return await running.login("auditor")


async def recorded(running: Installation) -> list[Event]:
    """Return what all three services have recorded, in the order of recording."""
    found = []
    for name in NAMES:
        rows = await running.services[name].runtime.pool.fetch(
            "SELECT stream, recorded_at FROM es.event WHERE stream NOT LIKE 'anchor-%'"
        )
        found += [Event(row["stream"], row["recorded_at"]) for row in rows]
    return sorted(found, key=lambda event: event.recorded_at)


def moments(random: Random, events: list[Event]) -> list[datetime]:
    """Choose moments: that of an event, a tick before one, between two, and before everything."""
    chosen = sorted(random.sample(range(1, len(events)), MOMENTS))
    found = []
    for turn, place in enumerate(chosen):
        at, before = events[place].recorded_at, events[place - 1].recorded_at
        found.append((at, at - TICK, before + (at - before) / 2)[turn % 3])
    return sorted({events[0].recorded_at - TICK, *found})


def questions(events: list[Event]) -> list[str]:
    """Return what to ask: every list, and everything about every thing there was by then."""
    streams = dict.fromkeys(event.stream for event in events)
    things = [stream.partition("-") for stream in streams]
    return [
        *LISTS,
        *(path.format(name) for kind, _, name in things for path in SHOWN.get(kind, ())),
    ]


async def answers(
    client: httpx.AsyncClient, asked: list[str], as_of: datetime | None
) -> dict[str, Answer]:
    """Ask all of it, as of a moment."""
    found = {}
    for question in asked:
        found[question] = await answer(client, question, as_of)
    return found


async def answer(client: httpx.AsyncClient, question: str, as_of: datetime | None) -> Answer:
    """Ask one thing."""
    more = {} if as_of is None else {"as_of": as_of.isoformat()}
    path, _, query = question.partition("?")
    params = httpx.QueryParams([*httpx.QueryParams(query).multi_items(), *more.items()])
    got = await client.get(f"/api/v1/{path}", params=params)
    body = got.json()
    told = body if got.status_code == httpx.codes.OK else body["code"]
    return Answer(got.status_code, got.headers.get("etag"), told)


async def agree(past: Rebuilt, expected: Mapping[str, Answer], moment: datetime) -> None:
    """See that services that know no more than they could then answer the same now."""
    client = await reader(past.running)
    for question, told in expected.items():
        hour = moment if question.startswith(BY_THE_HOUR) else None
        known = await answer(client, question, hour)
        assert known == told, f"{question} as of {moment.isoformat()}, seed {SEED}"


def versions(told: Mapping[str, Answer], events: list[Event], moment: datetime) -> None:
    """See that each thing's version counts exactly what was recorded of it by then."""
    counted = Counter(event.stream for event in events if event.recorded_at <= moment)
    for kind, paths in SHOWN.items():
        for stream, version in counted.items():
            category, _, name = stream.partition("-")
            if category == kind:
                assert told[paths[0].format(name)].etag == f'"v{version}"'
