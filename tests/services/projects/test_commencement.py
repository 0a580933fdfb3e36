"""Ground-breaking waits for the approvals: three services, one story."""

from dataclasses import dataclass
from typing import Any

import httpx

from luodi.acting import act_on
from tests.harness.services import Installation
from tests.services.projects.desk import Desk, opened, refused

CASES = "/api/v1/cases"
EVIDENCE = {"evidence": "现场照片、施工合同"}


@dataclass(frozen=True)
class Window:
    """One department's window."""

    client: httpx.AsyncClient
    case: str

    async def act(self, acts: str, body: dict[str, Any]) -> None:
        answer = await act_on(self.client, f"{CASES}/{self.case}", acts, body)
        assert answer.status_code == 201, answer.text


async def received(desk: Desk, login: str, item_code: str, day: str) -> Window:
    client = await desk.running.login(login)
    body = {"project_id": desk.project, "item_code": item_code, "effective": day}
    answer = await client.post(CASES, json=body)
    assert answer.status_code == 201, answer.text
    return Window(client, answer.json()["id"])


async def filed(desk: Desk) -> None:
    window = await received(desk, "approver-development", "A01", "2026-02-02")
    await window.act(
        "decisions",
        {"outcome": "filed", "document_number": "备〔2026〕1号", "effective": "2026-02-02"},
    )


async def granted(desk: Desk, login: str, item_code: str) -> Window:
    window = await received(desk, login, item_code, "2026-02-03")
    await window.act("acceptances", {"effective": "2026-02-04"})
    await window.act(
        "examinations", {"result": "passed", "opinion": "符合", "effective": "2026-02-10"}
    )
    await window.act(
        "decisions",
        {
            "outcome": "granted",
            "document_number": f"{item_code}〔2026〕2号",
            "effective": "2026-02-11",
        },
    )
    return window


async def test_from_the_agreement_to_the_ground_and_the_loss_of_a_grant(
    running_all: Installation,
) -> None:
    desk = await opened(running_all)
    await running_all.settled()
    refusal = refused(
        await desk.act("commencements", EVIDENCE | {"effective": "2026-03-02"}),
        409,
        "commencement-gate-closed",
    )
    assert [(one["item_code"], one["held_by"], one["stage"]) for one in refusal["missing"]] == [
        ("A01", "development-reform", "not-applied"),
        ("A12", "ecology", "not-applied"),
        ("B02", "natural-resources", "not-applied"),
    ]
    await filed(desk)
    await running_all.settled()
    impact = await granted(desk, "approver-ecology", "A12")
    await granted(desk, "approver-planning", "B02")
    await running_all.settled()
    gate = (await desk.read())["gate"]
    assert (gate["open"], gate["lacking"]) == (True, [])
    refused(
        await desk.act("commencements", EVIDENCE | {"effective": "2026-02-10"}),
        409,
        "commencement-gate-closed",
    )
    await desk.done("commencements", EVIDENCE | {"effective": "2026-03-02"})
    await running_all.settled()  # the approvals hear that they were made use of
    assert (await desk.read(valid_at="2026-03-01"))["stage"] == "signed"
    assert (await desk.read(valid_at="2026-03-02"))["stage"] == "under-construction"
    await impact.act(
        "revocations",
        {"grounds": "材料虚假", "deciding_authority": "市生态环境局", "effective": "2026-05-06"},
    )
    await running_all.settled()
    record = await desk.read()
    assert record["flags"] == ["gate-lost"]
    assert [one["item_code"] for one in record["gate"]["lacking"]] == ["A12"]
    assert (await desk.read(valid_at="2026-05-05"))["flags"] == []
    await see_the_whole_story(desk)


async def see_the_whole_story(desk: Desk) -> None:
    entries = await desk.history()
    places = [(entry["recorded_at"], entry["service"], entry["sequence"]) for entry in entries]
    assert places == sorted(places)
    assert {entry["service"] for entry in entries} == {"leads", "projects", "approvals"}
    assert len({entry["correlation"] for entry in entries}) == 1
    types = [entry["type"] for entry in entries]
    expected = [
        "LeadRegistered",
        "AgreementSigned",
        "ProjectCreated",
        "PlanOpened",
        "FilingRecorded",
        "ApprovalGranted",
        "WorkCommenced",
        "ApprovalRevoked",
        "CommencementGateLost",
    ]
    assert [name for name in dict.fromkeys(types) if name in expected] == expected
    begun = next(entry for entry in entries if entry["type"] == "WorkCommenced")
    assert begun["name"] == "开工"
    assert begun["effective"] == {"from": "2026-03-02", "to": "2026-03-02", "precision": "day"}
    stage = {"field": "stage", "before": "signed", "after": "under-construction"}
    assert begun["changes"] == [stage]
    assert begun["by"]["id"] == "sample-leader"
    stores = {name: service.runtime.store for name, service in desk.running.services.items()}
    for entry in entries:
        (stored,) = await stores[entry["service"]].after(entry["sequence"] - 1, 1)
        assert entry["hash"] == stored.hash.hex()
        assert entry["event_id"] == stored.event_id


async def test_departments_see_the_projects_whose_items_they_hold(
    running_all: Installation,
) -> None:
    desk = await opened(running_all)
    await running_all.settled()
    ecology = await running_all.login("approver-ecology")
    assert (await ecology.get(desk.path)).status_code == 200
    listed = (await ecology.get("/api/v1/projects")).json()["items"]
    assert [item["id"] for item in listed] == [desk.project]
    await desk.done("observations", {"seen": "土方开挖", "effective": "2026-03-02"}, ecology)
    sighting = (await desk.read())["sightings"][0]
    assert [one["item_code"] for one in sighting["lacking"]] == ["A01", "A12", "B02"]
