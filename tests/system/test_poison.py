"""Broken messages on the bus stop nobody else: they are kept, can be seen and be driven again."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from nats.aio.client import Client

from luodi.story import Story
from shared.adapters import broker as bus
from shared.contracts.envelope import (
    SEQUENCE_HEADER,
    STREAM,
    CloudEvent,
    sequence_text,
    subject_of,
    subjects_of,
)
from tests.harness.servers import Cluster
from tests.harness.services import INTERNAL_TOKEN, Installation, Served, installation
from tests.system.mumbling import Mumbling
from tests.system.whole import ALL, SERVICES

MUMBLED = "含糊其辞检测有限公司"
TODAY = date(2026, 11, 20)


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(cluster, broker, tmp_path, *SERVICES) as made:
        yield made


@asynccontextmanager
async def on_the_bus(running: Installation) -> AsyncIterator[Client]:
    """A connection with which anything can be put on the bus."""
    client = await bus.connect(running.environment["LUODI_NATS_URL"], "test")
    yield client
    await client.close()


@asynccontextmanager
async def inside(service: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service's own port that knows the internal token."""
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{service.settings.port}",
        headers={"Authorization": f"Internal {INTERNAL_TOKEN}"},
        trust_env=False,
    ) as client:
        yield client


async def parked(service: Served) -> list[dict[str, Any]]:
    """Return what operators are shown of what could not be taken."""
    async with inside(service) as client:
        answer = await client.get("/internal/parked")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        metrics = (await client.get("/metrics")).text
    assert f"luodi_parked_messages {len(items)}.0" in metrics
    return items


async def newest(client: Client, service: str) -> CloudEvent:
    """Return the newest true event of a service."""
    message = await bus.last_message(client.jetstream(), subjects_of(service, 1))
    assert message is not None
    return CloudEvent.model_validate_json(message.data or b"")


def garbage(true: CloudEvent) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Yield what is no event, and what only looks like one."""
    place = subject_of(true.service, 1, true.eventname, true.subject)
    following = sequence_text(true.position + 1)
    plain = true.model_dump(mode="json", exclude_none=True)
    wrong = {"data": {"lead_id": 7, "amount": "约三亿", "park": None}, "sequence": following}
    yield place, b"\xff\xfe\x00", {}
    yield place, b"", {}
    yield place, b'{"specversion":"1.0"', {}
    yield place, json.dumps([plain]).encode(), {}
    yield place, json.dumps({**plain, "sequence": "-1"}).encode(), {}
    yield place, json.dumps({**plain, "time": "yesterday"}).encode(), {}
    yield place, json.dumps({**plain, "data": "text"}).encode(), {}
    yield place, json.dumps({**plain, **wrong, "id": "by hand"}).encode(), {}
    yield "luodi.v1.leads.1.Junk.x", b"x" * 200_000, {}
    weather = {**plain, "service": "weather", "eventname": "Storm", "sequence": sequence_text(1)}
    header = {SEQUENCE_HEADER: sequence_text(1)}
    yield f"luodi.v1.weather.1.Storm.{true.subject}", json.dumps(weather).encode(), header
    elsewhere = {**plain, "sequence": following}
    header = {SEQUENCE_HEADER: following}
    yield f"luodi.v1.other.1.Told.{true.subject}", json.dumps(elsewhere).encode(), header


async def test_what_is_no_event_is_kept_and_shown_and_in_nobody_s_way(
    running: Installation,
) -> None:
    story = Story(running.login, TODAY)
    await story.sign_lead("首家检测有限公司", "首个项目")
    await running.settled()
    async with on_the_bus(running) as client:
        put = list(garbage(await newest(client, "leads")))
        for subject, payload, headers in put:
            await client.jetstream().publish(subject, payload, headers=headers)
    lead, project = await story.tell("次家检测有限公司", "次个项目")
    await running.settled()
    assert (await story.get("leader", f"projects/{project}")).json()["lead_id"] == lead
    for name in ALL:
        items = await parked(running.services[name])
        assert [item["stream"] for item in items] == [subject for subject, _, _ in put]
        assert all(item["error"] for item in items)
    feed = await running.services["notifications"].runtime.pool.fetch(
        "SELECT position, service FROM own.feed ORDER BY position"
    )
    assert [row["position"] for row in feed] == list(range(1, len(feed) + 1))
    assert {row["service"] for row in feed} <= set(ALL)


async def test_an_event_that_its_service_never_stored_stops_nobody_else(
    running: Installation,
) -> None:
    """With the header and the place of the true ones. Its service says no more until it is gone."""
    story = Story(running.login, TODAY)
    lead = await story.sign_lead("首家检测有限公司", "首个项目")
    project = await story.project_of(lead)
    await running.settled()
    async with on_the_bus(running) as client:
        true = await newest(client, "leads")
        far = sequence_text(true.position + 1000)
        false = true.model_copy(update={"sequence": far, "id": "never stored"})
        outgoing = subject_of("leads", 1, false.eventname, false.subject)
        told = await client.jetstream().publish(
            outgoing, false.model_dump_json().encode(), headers={SEQUENCE_HEADER: far}
        )
        await story.put_in_charge(project)
        await story.plan_of(project)
        await story.obtain(project, "A01", "潘发改备〔2026〕31号")
        await running.settled()
        for name in ALL:
            [item] = await parked(running.services[name])
            assert (item["stream"], "stored nothing" in item["error"]) == (outgoing, True)
        await client.jetstream().delete_msg(STREAM, told.seq)
    await story.sign_lead("次家检测有限公司", "次个项目")
    await running.settled()
    projects = (await story.get("leader", "projects", count="true")).json()
    assert projects["total"] == 2


# Whose faulty release it is, and who then cannot take what it says of the one lead.
@pytest.mark.parametrize(
    ("faulty", "deaf"),
    [("leads", {"projects"}), ("projects", {"leads", "approvals"}), ("approvals", {"projects"})],
)
async def test_wrong_words_hold_up_only_whom_they_are_about(
    running: Installation, faulty: str, deaf: set[str]
) -> None:
    """A faulty release words all about one lead wrongly; the next one words it right."""
    mumbling = Mumbling(MUMBLED)
    await restarted(running, faulty, mumbling)
    story = Story(running.login, TODAY)
    held_up = await story.sign_lead(MUMBLED, f"{MUMBLED}的项目")
    await running.settled()
    if faulty == "approvals":
        await up_to_the_ground(story, await story.project_of(held_up))
    lead, project = await story.tell("清清楚楚检测有限公司", "清清楚楚的项目")
    await running.settled()
    assert mumbling.mumbled
    assert (await story.get("leader", f"projects/{project}")).json()["lead_id"] == lead
    assert {name for name in ALL if await parked(running.services[name])} == deaf
    for name in deaf:
        first, *_ = await parked(running.services[name])
        assert held_up in json.dumps(first["payload"])
        assert not (await redriven(running.services[name], first["stream"]))["handled"]
    await heal(running, faulty)
    followed = await story.project_of(held_up)
    if faulty != "approvals":
        await up_to_the_ground(story, followed)
    await story.break_ground(followed)


async def up_to_the_ground(story: Story, project: str) -> None:
    """Do for a project all that ground-breaking waits for."""
    await story.put_in_charge(project)
    await story.plan_of(project)
    await story.obtain(project, "A01", "潘发改备〔2026〕51号")
    await story.obtain(project, "A12", "潘环审〔2026〕52号")
    await story.obtain(project, "B02", "建字第20260053号")


async def restarted(running: Installation, name: str, mumbling: Mumbling | None = None) -> None:
    """Start a service anew on its database, in a faulty release or in a good one."""
    service = running.services.pop(name)
    await service.stop()
    await running.start(name, service.database, mumbling.spec(name) if mumbling else None)


async def redriven(service: Served, stream: str) -> dict[str, Any]:
    """Have a stream's parked messages handled again."""
    async with inside(service) as client:
        answer = await client.post("/internal/parked/redrives", json={"stream": stream})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


async def heal(running: Installation, faulty: str) -> None:
    """Start the good release, and drive everything again that was parked."""
    await restarted(running, faulty)
    for name in ALL:
        for stream in {item["stream"] for item in await parked(running.services[name])}:
            assert set(await redriven(running.services[name], stream)) == {"handled"}
    await running.settled()
    for name in ALL:
        assert await parked(running.services[name]) == []
