"""What leads hears from projects: a project came of a lead, a ledger's row came and went."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from luodi.acting import act_on
from services.leads.main import SPEC
from services.leads.reactions import react
from services.projects.domain.commands import CreateProject
from services.projects.domain.project import PROJECT
from services.projects.domain.terms import ImportedRow, Investment
from services.projects.reactions import project_of_lead, project_of_row
from shared.adapters.command_handler import Context, Part
from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import ImportId, LeadId, ParkId, ProjectId
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.services.leads.desk import AGREED, LEADS, act, done, negotiated, read
from tests.services.leads.ledger_desk import (
    IMPORTS,
    committed,
    handed_in,
    looked_through,
    rows_of,
    undone,
)

BUILDING, PRODUCING = "潘集区!5", "潘集区!12"


@pytest.fixture
async def both(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Leads and projects, which hear each other."""
    async with installation(cluster, broker, tmp_path, "leads", "projects") as started:
        yield started


async def test_a_signed_lead_learns_of_its_project(both: Installation) -> None:
    specialist = await both.login("specialist")
    lead_id = await negotiated(specialist)
    await done(specialist, lead_id, "signings", AGREED)
    await both.settled()
    record = await read(specialist, lead_id)
    assert record["stage"] == "signed"
    project = await specialist.get(f"/api/v1/projects/{record['project_id']}")
    assert project.status_code == 200, project.text
    entries = (await specialist.get(f"{LEADS}/{lead_id}/history")).json()["items"]
    assert entries[-1]["type"] == "ProjectLinked"
    assert entries[-1]["by"]["id"] == "system"
    assert len({entry["correlation"] for entry in entries}) == 1
    talk = {"form": "visit", "content": "开工准备"}
    assert (await act(specialist, lead_id, "follow-ups", talk)).status_code == 201


async def test_rows_under_way_become_projects_and_can_be_undone(both: Installation) -> None:
    specialist = await both.login("specialist")
    import_id = await handed_in(specialist)
    await committed(specialist, import_id, rows=[BUILDING, PRODUCING])
    await both.settled()
    rows = rows_of(await looked_through(specialist, import_id))
    assert [rows[name]["standing"] for name in (BUILDING, PRODUCING)] == ["project", "project"]
    project = await specialist.get(f"/api/v1/projects/{rows[BUILDING]['project_id']}")
    assert project.status_code == 200, project.text
    await undone(specialist, import_id, rows=[BUILDING])
    await both.settled()
    row = rows_of(await looked_through(specialist, import_id))[BUILDING]
    assert row["standing"] == "undone"
    second = await handed_in(specialist)
    await committed(specialist, second, rows=[BUILDING, PRODUCING])
    await both.settled()
    rows = rows_of(await looked_through(specialist, second))
    assert rows[BUILDING]["standing"] == "project"
    assert rows[PRODUCING]["refusal"]["code"] == "row-already-imported"


async def test_a_project_that_was_worked_on_stays(both: Installation) -> None:
    specialist, leader = await both.login("specialist"), await both.login("leader")
    import_id = await handed_in(specialist)
    await committed(specialist, import_id, rows=[BUILDING])
    await both.settled()
    row = rows_of(await looked_through(specialist, import_id))[BUILDING]
    at = f"/api/v1/projects/{row['project_id']}"
    worked = await act_on(leader, at, "officers", {"officer": "sample-officer"})
    assert worked.status_code == 201, worked.text
    await undone(specialist, import_id, rows=[BUILDING])
    await both.settled()
    row = rows_of(await looked_through(specialist, import_id))[BUILDING]
    assert row["standing"] == "project"
    assert row["refusal"]["code"] == "done-since-import"
    undos = (await specialist.get(f"{IMPORTS}/{import_id}/undos")).json()["items"]
    assert [one["type"] for one in undos] == ["ProjectRowUndoRequested", "RowUndoRefused"]


async def test_a_row_that_projects_refuse_says_why_and_may_be_tried_again(
    both: Installation,
) -> None:
    specialist = await both.login("specialist")
    import_id = await handed_in(specialist)
    of_row = project_of_row(ImportedRow(import_id=ImportId(import_id), row=BUILDING))
    await another_project(both, of_row)
    await committed(specialist, import_id, rows=[BUILDING, PRODUCING])
    await both.settled()
    rows = rows_of(await looked_through(specialist, import_id))
    assert rows[PRODUCING]["standing"] == "project"
    assert rows[BUILDING]["standing"] == "refused"
    assert rows[BUILDING]["refusal"]["code"] == "project-already-exists"
    assert rows[BUILDING]["refusal"]["title"] == "该项目已存在"
    commits = (await specialist.get(f"{IMPORTS}/{import_id}/commits")).json()["items"]
    told = [one["type"] for one in commits if one["data"]["row"] == BUILDING]
    assert told == ["ProjectRowCommitted", "RowRefused"]
    second = await handed_in(specialist)
    await committed(specialist, second, rows=[BUILDING])
    await both.settled()
    assert rows_of(await looked_through(specialist, second))[BUILDING]["standing"] == "project"


async def test_a_signed_lead_says_why_no_project_came_of_it(both: Installation) -> None:
    specialist = await both.login("specialist")
    lead_id = await negotiated(specialist)
    await another_project(both, project_of_lead(LeadId(lead_id)))
    await done(specialist, lead_id, "signings", AGREED)
    await both.settled()
    record = await read(specialist, lead_id)
    assert record["project_id"] is None
    assert record["project_refusal"]["code"] == "project-already-exists"
    entries = (await specialist.get(f"{LEADS}/{lead_id}/history")).json()["items"]
    assert entries[-1]["name"] == "生成项目被拒"


async def another_project(running: Installation, project_id: ProjectId) -> None:
    """Let a project of another lead stand where this one is to be made."""
    at = datetime.now(UTC)
    command = CreateProject(
        by=SYSTEM,
        at=at,
        effective=Effective.at_instant(at),
        project_id=project_id,
        lead_id=LeadId("another"),
        investment=Investment(name="另一项目", park=ParkId("elsewhere")),
    )
    await running.services["projects"].runtime.commands.handle(
        Part(PROJECT, project_id), command, Context(correlation="c"), creates=True
    )


def heard(name: str, data: dict[str, Any]) -> CloudEvent:
    moment = "2026-09-10T02:00:00Z"
    return CloudEvent.model_validate(
        {
            "id": "0198f1c2-0000-7000-8000-000000000099",
            "source": "urn:cn:123700000000000000:system:projects",
            "type": f"cn.luodi.projects.{name}.v1",
            "subject": "project-x",
            "time": moment,
            "sequence": sequence_text(1),
            "service": "projects",
            "eventname": name,
            "streamversion": 1,
            "effectivefrom": moment,
            "effectiveto": moment,
            "effectiveprecision": "instant",
            "actorid": "system",
            "actorrole": "system",
            "correlationid": "c",
            "chainhash": "00",
            "data": data,
        }
    )


async def test_other_news_ask_nothing(both: Installation) -> None:
    runtime = both.services["leads"].runtime
    other = heard("WorkCommenced", {})
    assert await react(runtime, other, other.time) == []
    of_nobody = {"cause": "0198f1c2-0000-7000-8000-00000000dead", "command": "", "detail": ""}
    for cause in ("leads.ProjectRowCommitted", "leads.AgreementSigned", "approvals.PlanOpened"):
        data = of_nobody | {"cause_type": f"cn.luodi.{cause}.v1", "code": "not-in-this-stage"}
        assert await react(runtime, heard("ReactionRefused", data), other.time) == []
    assert SPEC.react is react
