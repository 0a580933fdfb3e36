"""What is heard of the works becomes commands to the plan; no server is needed to see which."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.commands import ClosePlan, NoteMilestone, PlanCommand
from services.approvals.reactions.works import as_found, of_works
from shared.contracts import projects
from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.asked import SYSTEM
from shared.kernel.effective import Effective
from shared.kernel.identifiers import ParkId, ProjectId

PROJECT = ProjectId("0197a0c4-2f10-7c3e-9d2b-1a2b3c4d5e6f")
AT = datetime(2026, 3, 20, 2, tzinfo=UTC)
DAY = date(2026, 3, 9)
FACTS: dict[str, Any] = {"by": SYSTEM, "at": AT, "effective": Effective.on_day(DAY)}


def heard(told: BaseModel, name: str = "") -> CloudEvent:
    effective = Effective.on_day(DAY)
    return CloudEvent(
        id="0197a0c4-2f10-7c3e-9d2b-1a2b3c4d5e70",
        source="/luodi/projects",
        type="luodi.projects",
        subject=f"project-{PROJECT}",
        time=AT,
        sequence=sequence_text(1),
        service="projects",
        eventname=name or type(told).__name__,
        streamversion=1,
        effectivefrom=effective.start,
        effectiveto=effective.end,
        effectiveprecision=effective.precision,
        actorid="system",
        actorrole="system",
        correlationid=PROJECT,
        chainhash="0" * 64,
        data=told.model_dump(mode="json"),
    )


def asked(told: BaseModel) -> PlanCommand | None:
    """Return what the plan is asked, of which there is one command at most."""
    asks = of_works(heard(told), FACTS)
    assert len(asks) <= 1
    return asks[0].act.asked if asks else None  # type: ignore[return-value]  # of a plan


def reached(milestone: str) -> projects.MilestoneReached:
    return projects.MilestoneReached(
        project_id=PROJECT, milestone=milestone, evidence="照片", planned_on=None, forecast_on=None
    )


def corrected(milestone: str) -> projects.MilestoneCorrected:
    return projects.MilestoneCorrected(
        project_id=PROJECT,
        milestone=milestone,
        from_reached=Effective.on_day(date(2026, 3, 11)).to_plain(),
        to_reached=Effective.on_day(DAY).to_plain(),
        reason="录入有误",
    )


def test_what_is_recognised_is_told_apart_from_what_is_seen() -> None:
    commenced = projects.WorkCommenced(
        project_id=PROJECT,
        from_stage="signed",
        to_stage="under-construction",
        evidence="开工报告",
        planned_on=None,
    )
    recognised = asked(commenced)
    seen = asked(projects.StartObserved(project_id=PROJECT, seen="桩机已进场"))
    expected = NoteMilestone(**FACTS, milestone=Milestone.COMMENCEMENT, on=DAY)
    assert recognised == expected
    assert seen == NoteMilestone(**FACTS, milestone=Milestone.COMMENCEMENT, on=DAY, observed=True)


@pytest.mark.parametrize("milestone", Milestone)
def test_a_milestone_put_right_is_put_right_in_the_plan(milestone: Milestone) -> None:
    assert asked(corrected(milestone.value)) == NoteMilestone(**FACTS, milestone=milestone, on=DAY)


def test_a_milestone_that_items_wait_for_is_noted_and_no_other() -> None:
    trial = asked(reached("trial-production"))
    assert trial == NoteMilestone(**FACTS, milestone=Milestone.TRIAL_PRODUCTION, on=DAY)
    assert asked(reached("topping-out")) is None
    assert asked(corrected("land-supplied")) is None


def test_a_project_that_ends_closes_its_plan() -> None:
    ended = projects.ProjectTerminated(
        project_id=PROJECT, from_stage="signed", to_stage="terminated", reason="撤资"
    )
    assert asked(ended) == ClosePlan(**FACTS, reason="terminated")


@pytest.mark.parametrize(
    ("stage", "commenced", "expected"),
    [
        ("signed", None, []),
        ("under-construction", date(2018, 8, 1), [("commencement", date(2018, 8, 1))]),
        ("under-construction", None, [("commencement", DAY)]),
        ("completed", None, [("commencement", DAY), ("completion", DAY)]),
        (
            "in-production",
            date(2018, 8, 1),
            [("commencement", date(2018, 8, 1)), ("completion", DAY), ("production", DAY)],
        ),
    ],
)
def test_what_a_ledger_found_under_way_is_not_scheduled_again(
    stage: str, commenced: date | None, expected: list[tuple[str, date]]
) -> None:
    told = projects.ProjectCreated(
        project_id=PROJECT,
        name="豆腐文化产业园项目",
        park=ParkId("panji-district"),
        origin="imported",
        stage=stage,
        since=Effective.on_day(DAY).to_plain(),
        commenced=None if commenced is None else Effective.on_day(commenced).to_plain(),
    )
    commands = [ask.act.asked for ask in as_found(told, FACTS)]
    assert commands == [
        NoteMilestone(**FACTS, milestone=Milestone(milestone), on=on, observed=on == DAY)
        for milestone, on in expected
    ]
