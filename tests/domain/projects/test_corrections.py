"""A milestone that was entered with the wrong day."""

from datetime import datetime

import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.past import entry_of, put_right, record_of
from services.projects.domain.project import PROJECT
from services.projects.domain.record import ProjectRecord
from services.projects.domain.terms import MilestoneKind, Stage
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId
from tests.domain.projects.stories import (
    CODE,
    COMMENCED_ON,
    asking,
    completed,
    created,
    imported,
    on,
    planned,
    producing,
    project,
    recorded_all,
    suspended,
    terminated,
    under_construction,
)

LAND = MilestoneKind.LAND_SUPPLIED
COMMENCEMENT = MilestoneKind.COMMENCEMENT
REACHED = said.MilestoneReached(
    milestone=LAND, reached=on(2, 20), evidence="不动产权证", planned_on=None, forecast_on=None
)
WRONG = EventId("0198f1c2-0000-7000-8000-000000000002")


def correct(kind: MilestoneKind, to: Effective) -> asked.CorrectMilestone:
    return asked.CorrectMilestone(
        **asking(to), corrects=WRONG, milestone=kind, reason="证载日期看错"
    )


def corrected(kind: MilestoneKind, before: Effective, after: Effective) -> said.MilestoneCorrected:
    return said.MilestoneCorrected(
        milestone=kind, from_reached=before, to_reached=after, reason="证载日期看错"
    )


def noon(month: int, day: int) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T12:00+08:00")


def read(*events: said.Event, valid_at: datetime | None = None) -> ProjectRecord:
    record = record_of(recorded_all(events), valid_at)
    assert record is not None
    return record


def test_the_day_is_put_right_in_either_direction() -> None:
    past = project.given(created(), REACHED)
    for day in (on(2, 10), on(3, 5)):
        past.when(correct(LAND, day)).then(corrected(LAND, on(2, 20), day))


def test_a_correction_is_corrected_again() -> None:
    past = project.given(created(), REACHED, corrected(LAND, on(2, 20), on(3, 5)))
    past.when(correct(LAND, on(3, 5))).then_nothing()
    past.when(correct(LAND, on(3, 6))).then(corrected(LAND, on(3, 5), on(3, 6)))


def test_only_what_was_reached_has_a_day_to_put_right() -> None:
    project.given(created()).when(correct(LAND, on(3, 5))).then_rejected("milestone-not-reached")
    project.given(created(), REACHED).when(correct(LAND, on(9, 2))).then_rejected(
        "effective-in-the-future"
    )


def test_the_signing_is_put_right_where_it_was_signed() -> None:
    project.given(created()).when(correct(MilestoneKind.SIGNED, on(1, 12))).then_rejected(
        "milestone-has-its-own-act", act="leads/{id}/signings"
    )


def test_afterwards_only_corrections_are_taken() -> None:
    ended = project.given(created(), REACHED, terminated())
    ended.when(correct(LAND, on(3, 5))).then(corrected(LAND, on(2, 20), on(3, 5)))
    project.when(correct(LAND, on(3, 5))).then_rejected("not-in-this-stage")


@pytest.mark.parametrize("day", [on(4, 1), on(6, 30)])
def test_a_commencement_stays_between_its_neighbours(day: Effective) -> None:
    past = project.given(*under_construction(), suspended(on(7, 1)))
    past.when(correct(COMMENCEMENT, day)).then(corrected(COMMENCEMENT, COMMENCED_ON, day))


def test_a_commencement_behind_what_followed_it_is_refused() -> None:
    past = project.given(*under_construction(), suspended(on(7, 1)))
    past.when(correct(COMMENCEMENT, on(7, 2))).then_rejected(
        "effective-after-successor", since=on(7, 1).to_plain()
    )
    past.when(correct(COMMENCEMENT, on(1, 9))).then_rejected(
        "effective-before-predecessor", since=on(1, 10).to_plain()
    )


def test_ground_was_not_broken_before_everything_was_granted() -> None:
    past = project.given(*under_construction())
    past.when(correct(COMMENCEMENT, on(3, 31))).then_rejected("commencement-gate-closed")


def test_what_follows_goes_by_the_day_put_right() -> None:
    past = project.given(*under_construction(), corrected(COMMENCEMENT, COMMENCED_ON, on(6, 1)))
    early = asked.SuspendWork(**asking(on(5, 20)), reason="资金未到位")
    past.when(early).then_rejected("effective-before-predecessor", since=on(6, 1).to_plain())


def test_completion_and_production_are_put_right_too() -> None:
    past = (*under_construction(), completed(on(8, 1)), producing(on(8, 20)))
    for kind, before in (
        (MilestoneKind.COMPLETION, on(8, 1)),
        (MilestoneKind.PRODUCTION, on(8, 20)),
    ):
        project.given(*past).when(correct(kind, on(8, 10))).then(corrected(kind, before, on(8, 10)))


def test_a_ledgers_commencement_is_put_right_beside_its_stage() -> None:
    before = Effective.in_month(2018, 8)
    project.given(imported()).when(correct(COMMENCEMENT, on(9, 3, 2018))).then(
        corrected(COMMENCEMENT, before, on(9, 3, 2018))
    )
    record = read(imported(), corrected(COMMENCEMENT, before, on(9, 3, 2018)), valid_at=noon(1, 1))
    assert record.milestones[COMMENCEMENT].reached == on(9, 3, 2018)
    assert (record.stage, record.stage_since) == (Stage.UNDER_CONSTRUCTION, before)


def test_the_record_shows_the_day_put_right_and_keeps_the_evidence() -> None:
    record = read(created(), REACHED, corrected(LAND, on(2, 20), on(3, 5)))
    milestone = record.milestones[LAND]
    assert (milestone.reached, milestone.evidence) == (on(3, 5), "不动产权证")


def test_the_stage_begins_on_the_day_put_right_unless_it_moved_on() -> None:
    moved = corrected(COMMENCEMENT, COMMENCED_ON, on(5, 20))
    assert read(*under_construction(), moved).stage_since == on(5, 20)
    assert read(*under_construction(), suspended(on(7, 1)), moved).stage_since == on(7, 1)
    land = corrected(LAND, on(2, 20), on(3, 5))
    assert read(*under_construction(), REACHED, land).stage_since == COMMENCED_ON


def test_in_the_world_it_was_so_on_the_day_put_right() -> None:
    later = (created(), REACHED, corrected(LAND, on(2, 20), on(3, 5)))
    assert LAND not in read(*later, valid_at=noon(2, 25)).milestones
    assert read(*later, valid_at=noon(3, 5)).milestones[LAND].reached == on(3, 5)
    earlier = (created(), REACHED, corrected(LAND, on(2, 20), on(2, 10)))
    assert read(*earlier, valid_at=noon(2, 15)).milestones[LAND].reached == on(2, 10)
    assert read(*earlier, valid_at=noon(2, 25)).milestones[LAND].reached == on(2, 10)
    stage = (*under_construction(), corrected(COMMENCEMENT, COMMENCED_ON, on(5, 20)))
    assert read(*stage, valid_at=noon(5, 10)).stage is Stage.SIGNED
    assert read(*stage, valid_at=noon(5, 20)).stage is Stage.UNDER_CONSTRUCTION


def test_of_several_corrections_the_last_counts() -> None:
    first, second = (
        corrected(LAND, on(2, 20), on(2, 1)),
        corrected(LAND, on(2, 1), on(3, 5)),
    )
    past = (created(), REACHED, first, second)
    assert LAND not in read(*past, valid_at=noon(2, 25)).milestones
    assert read(*past, valid_at=noon(9, 1)).milestones[LAND].reached == on(3, 5)


def test_a_correction_of_what_is_not_known_is_left_out() -> None:
    past = recorded_all([created(), corrected(LAND, on(2, 20), on(3, 5))])
    assert put_right(past) == past[:1]


def test_the_entry_is_the_one_that_said_it_last() -> None:
    past = recorded_all(
        [
            *under_construction(),
            REACHED,
            said.ProjectCoded(code=CODE),
            corrected(LAND, on(2, 20), on(3, 5)),
            completed(on(8, 1)),
            producing(on(8, 20)),
            planned(MilestoneKind.TOPPING_OUT, on(12, 1).start.date()),
        ]
    )
    by_kind = {kind: entry_of(past, kind) for kind in MilestoneKind}
    said_by = {kind: type(entry.event).__name__ for kind, entry in by_kind.items() if entry}
    assert said_by == {
        LAND: "MilestoneCorrected",
        COMMENCEMENT: "WorkCommenced",
        MilestoneKind.COMPLETION: "WorksCompleted",
        MilestoneKind.PRODUCTION: "ProductionStarted",
    }
    entry = entry_of(recorded_all([imported()]), COMMENCEMENT)
    assert entry is not None
    assert type(entry.event).__name__ == "ProjectCreated"


def test_whose_it_is_does_not_change() -> None:
    state = PROJECT.fold([created(), REACHED, corrected(LAND, on(2, 20), on(3, 5))])
    assert PROJECT.about(state) == PROJECT.about(PROJECT.fold([created()]))
