"""Broken messages on the bus stop nobody else: they are kept, can be seen and be driven again."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from nats.aio.client import Client
from pydantic import BaseModel
from sqlalchemy import MetaData

from luodi.story import Story, patiently
from shared.adapters import broker as bus
from shared.contracts.envelope import (
    SEQUENCE_HEADER,
    STREAM,
    CloudEvent,
    sequence_text,
    subject_of,
    subjects_of,
)
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.system.mumbling import Mumbled, Mumbling
from tests.system.operating import parked, redriven
from tests.system.whole import ALL, SERVICES, acted

MUMBLED = "含糊其辞检测有限公司"
TODAY = date(2026, 11, 20)


class Allergic:
    """A view with a fault in it: one name is too much for it."""

    metadata = MetaData()
    to = MUMBLED

    async def hear(self, _: asyncpg.Connection, __: str, events: Sequence[CloudEvent]) -> None:
        if any(self.to in json.dumps(event.data, ensure_ascii=False) for event in events):
            raise ValueError("allergic to this name")


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


async def anchored(running: Installation, service: str) -> bool:
    """Whether it says no more by itself for the next minute."""
    store = running.services[service].runtime.store
    return bool(await store.stream(StreamKey(f"anchor-{service}")))


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
    for name in ("correlationid", "effectivefrom", "actorid", "chainhash"):
        lacking = {key: value for key, value in plain.items() if key != name}
        yield place, json.dumps(lacking).encode(), {}
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
    await patiently(lambda: anchored(running, "leads"), "leads has no anchor")
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


# Whose faulty release it is, of which events, and who then cannot take what it says of one lead.
@pytest.mark.parametrize(
    ("faulty", "mumbling", "deaf"),
    [
        ("leads", Mumbling(MUMBLED), {"projects"}),
        ("projects", Mumbling(MUMBLED), {"leads", "approvals"}),
        ("approvals", Mumbling(MUMBLED), {"projects", "approvals"}),
        ("approvals", Mumbling(MUMBLED, "PlanOpened"), {"projects"}),
        ("approvals", Mumbling(MUMBLED, unstorable=True), {"projects", "approvals"}),
    ],
    ids=["leads", "projects", "approvals", "approvals-first", "approvals-unstorable"],
)
async def test_wrong_words_hold_up_only_whom_they_are_about(
    running: Installation, faulty: str, mumbling: Mumbling, deaf: set[str]
) -> None:
    """A faulty release words something about one lead wrongly; the next one words it right."""
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


async def test_what_a_view_cannot_take_is_hidden_from_it_until_it_can(
    running: Installation,
) -> None:
    """A fault in a view of everybody's events: the rest of the story goes on and is shown."""
    allergic = Allergic()
    service = running.services.pop("projects")
    await service.stop()
    spec = import_module("services.projects.main").SPEC
    with_it = replace(spec, heard_views=lambda runtime: [*spec.heard_views(runtime), allergic])
    service = await running.start("projects", service.database, with_it)
    story = Story(running.login, TODAY)
    held_up = await story.sign_lead(MUMBLED, f"{MUMBLED}的项目")
    _, project = await story.tell("清清楚楚检测有限公司", "清清楚楚的项目")
    await running.settled()
    assert len(await shown(story, project)) > 30
    first, *behind = await parked(service)
    assert (first["stream"], "allergic" in first["error"]) == (f"lead-{held_up}", True)
    assert {item["stream"] for item in behind} == {f"lead-{held_up}"}
    assert not (await redriven(service, f"lead-{held_up}"))["handled"]
    allergic.to = "nothing"
    await redriven(service, f"lead-{held_up}")
    assert await parked(service) == []
    types = [entry["type"] for entry in await shown(story, await story.project_of(held_up))]
    assert types[:2] == ["LeadRegistered", "LeadAssessed"]
    assert len(set(types)) == len(types)


async def test_a_revocation_in_wrong_words_still_revokes_and_stops_nobody(
    running: Installation,
) -> None:
    service = running.services.pop("access")
    await service.stop()
    spec = import_module("services.access.main").SPEC
    await running.start("access", service.database, replace(spec, publish=_unclear))
    statistician = await running.login("statistician")
    assert (await statistician.get("/api/v1/leads")).status_code == 200
    security = await running.login("security-admin")
    account = "/api/v1/accounts/sample-statistician"
    [grant] = (await security.get(account)).json()["grants"]
    await acted(security, account, "grant-withdrawals", grant_id=grant["id"], reason="离岗")

    async def refused() -> bool:
        return (await statistician.get("/api/v1/leads")).status_code == 401

    await patiently(refused, "the old token still opens")
    story = Story(running.login, TODAY)
    await story.project_of(await story.sign_lead("次家检测有限公司", "次个项目"))
    await running.settled()


def _unclear(_: StreamKey, __: Recorded[Any]) -> BaseModel:
    """Word everything so that nobody knows what is void since when."""
    return Mumbled(not_before="yesterday", session_id=[7], account_id=None)


async def shown(story: Story, project: str) -> list[dict[str, Any]]:
    """Return a project's whole history."""
    page = await story.get("leader", f"projects/{project}/history", limit="200")
    return list(page.json()["items"])


async def up_to_the_ground(story: Story, project: str) -> None:
    """Do for a project all that ground-breaking waits for."""
    await story.do("leader", f"projects/{project}", "officers", officer="sample-officer")
    await story.do("officer", f"projects/{project}", "codes", code=story.code_of(project))
    await story.plan_of(project)
    await story.obtain(project, "A01", "潘发改备〔2026〕51号")
    await story.obtain(project, "A12", "潘环审〔2026〕52号")
    await story.obtain(project, "B02", "建字第20260053号")


async def restarted(running: Installation, name: str, mumbling: Mumbling | None = None) -> None:
    """Start a service anew on its database, in a faulty release or in a good one."""
    service = running.services.pop(name)
    await service.stop()
    await running.start(name, service.database, mumbling.spec(name) if mumbling else None)


async def heal(running: Installation, faulty: str) -> None:
    """Start the good release, and drive everything again that was parked."""
    await restarted(running, faulty)
    for name in ALL:
        for stream in {item["stream"] for item in await parked(running.services[name])}:
            assert set(await redriven(running.services[name], stream)) == {"handled"}
    await running.settled()
    for name in ALL:
        assert await parked(running.services[name]) == []
