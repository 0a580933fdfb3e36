"""One project from the first word of an investor to ground-breaking, over all five services."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from luodi.story import Story
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    names = ("leads", "projects", "approvals", "notifications")
    async with installation(cluster, broker, tmp_path, *names) as made:
        yield made


async def test_from_lead_to_ground_breaking(running: Installation) -> None:
    story = Story(running.login, date(2026, 11, 20))
    lead, project = await story.tell("淮南市精密检测有限公司", "精密检测设备产业化项目")
    await running.settled()
    shown = (await story.get("leader", f"projects/{project}")).json()
    assert shown["stage"] == "under-construction"
    assert shown["lead_id"] == lead
    history = (await story.get("leader", f"projects/{project}/history", limit="200")).json()
    services = {entry["service"] for entry in history["items"]}
    assert services >= {"leads", "projects", "approvals"}
    assert history["items"][0]["type"] == "LeadRegistered"
    assert any(entry["type"] == "WorkCommenced" for entry in history["items"])
    recorded = [entry["recorded_at"] for entry in history["items"]]
    assert recorded == sorted(recorded)
    changed = {entry["type"]: entry["changes"] for entry in history["items"] if entry["changes"]}
    assert {"AgreementSigned", "CaseReceived", "ApprovalGranted", "WorkCommenced"} <= set(changed)
    await _of_a_department(story, project, history["items"])


async def _of_a_department(story: Story, project: str, whole: list[dict[str, Any]]) -> None:
    """A department reads all that happened, and the data of its own cases and of the project."""
    answer = await story.get("approver-development", f"projects/{project}/history", limit="200")
    entries = answer.json()["items"]
    assert [entry["event_id"] for entry in entries] == [entry["event_id"] for entry in whole]
    for entry, complete in zip(entries, whole, strict=True):
        data = complete["data"] or {}
        named = {data.get("department"), data.get("consulted")} - {None}
        others = entry["service"] == "approvals" and bool(named)
        others = others and "development-reform" not in named
        assert entry["withheld"] is (entry["service"] == "leads" or others)
        shown = (None, []) if entry["withheld"] else (complete["data"], complete["changes"])
        assert (entry["data"], entry["changes"]) == shown
    assert {entry["service"] for entry in entries if entry["withheld"]} == {"leads", "approvals"}


async def test_the_way_can_be_gone_twice_in_one_installation(running: Installation) -> None:
    story = Story(running.login, date(2026, 11, 20))
    told = [
        await story.tell("淮南市精密检测有限公司", "精密检测设备产业化项目"),
        await story.tell("淮河轴承制造有限公司", "精密轴承项目"),
        await Story(running.login, date(2026, 11, 20)).tell("寿县新材料有限公司", "新材料项目"),
    ]
    shown = [(await story.get("leader", f"projects/{project}")).json() for _, project in told]
    assert [one["stage"] for one in shown] == ["under-construction"] * 3
    assert len({str(one["code"]) for one in shown}) == 3
