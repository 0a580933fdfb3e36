"""外部报送: pushed facts are kept by version, refused only where they contradict themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.approvals.domain.events.report import CaseReported, ItemCodeMapped
from services.approvals.domain.exchange_codes import StateCode, Unplaced
from services.approvals.domain.plan import PLAN
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.reports.items import (
    MAPPINGS,
    MapItemCode,
    Mappings,
    map_item_code,
    report_case,
)
from services.approvals.domain.reports.report import REPORT, ReportCase, gaps, report_of
from services.approvals.domain.reports.weighing import NoteProjectCode, note_project_code
from shared.kernel.identifiers import ProjectId
from shared.kernel.rejected import Rejected
from tests.domain.approvals.plan_words import PUBLISHED, opened, plan_after
from tests.domain.approvals.report_words import (
    MAPPED,
    READ_AT,
    RECORD,
    REPORT_ID,
    SOURCE,
    TABLE,
    placing,
    push,
    reported,
    theirs,
)
from tests.domain.approvals.stories import LONG_AFTER, MONDAY, PARK, PROJECT, day, now, on
from tests.harness.given_when_then import Story, asking_again_changes_nothing

ACCEPTED = push(StateCode.ACCEPTED)


def test_what_is_pushed_is_kept_with_where_it_was_read_and_when() -> None:
    Story(REPORT).when(push(StateCode.ACCEPTED, day(1), 4)).then(
        CaseReported(
            source=SOURCE,
            record=RECORD,
            record_version=4,
            retrieved_at=READ_AT,
            project=PROJECT,
            lead=push(StateCode.ACCEPTED).lead,
            park=PARK,
            item_code="B02",
            source_item=None,
            state_code=StateCode.ACCEPTED,
            on=day(1),
            document_number=None,
            note=None,
        )
    )


def test_the_same_version_again_changes_nothing_whenever_it_was_read() -> None:
    asking_again_changes_nothing(REPORT, [], ACCEPTED)
    past = REPORT.decide(ACCEPTED, REPORT.initial)
    again = replace(ACCEPTED, retrieved_at=READ_AT + timedelta(hours=1))
    Story(REPORT).given(*past).when(again).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        push(StateCode.REFUSED),
        push(StateCode.ACCEPTED, day(1)),
        push(StateCode.ACCEPTED, number="7号"),
        replace(ACCEPTED, note="更正"),
    ],
)
def test_the_same_version_with_another_content_is_refused(other: object) -> None:
    past = REPORT.decide(ACCEPTED, REPORT.initial)
    answer = Story(REPORT).given(*past).when(other)  # type: ignore[arg-type]  # one of the above
    answer.then_rejected("report-version-contradicts", record=RECORD, record_version=1)


def test_an_older_version_after_a_newer_one_is_kept_as_late_and_undoes_nothing() -> None:
    granted = push(StateCode.GRANTED, day(5), 7)
    past = REPORT.decide(granted, REPORT.initial)
    (event,) = REPORT.decide(push(StateCode.ACCEPTED, day(1), 3), REPORT.fold(past))
    assert isinstance(event, CaseReported)
    assert event.late
    report = REPORT.fold([*past, event])
    assert (report.newest, set(report.versions)) == (7, {3, 7})
    assert report.versions[report.newest].state_code is StateCode.GRANTED


def test_a_record_is_of_one_case() -> None:
    past = REPORT.decide(ACCEPTED, REPORT.initial)
    for other in (
        replace(ACCEPTED, record_version=2, item_code="A12"),
        theirs(replace(ACCEPTED, record_version=2)),
    ):
        answer = Story(REPORT).given(*past).when(other)
        answer.then_rejected("report-of-another-item", source=SOURCE)
    moved = replace(ACCEPTED, record_version=2, project=ProjectId("another"))
    Story(REPORT).given(*past).when(moved).then_rejected("report-of-another-project", source=SOURCE)


def test_nothing_is_read_after_it_is_pushed_though_clocks_differ_a_little() -> None:
    late = replace(ACCEPTED, retrieved_at=ACCEPTED.at + timedelta(minutes=10))
    assert REPORT.decide(late, REPORT.initial)
    early = replace(ACCEPTED, retrieved_at=ACCEPTED.at + timedelta(minutes=10, seconds=1))
    Story(REPORT).when(early).then_rejected("report-read-in-the-future")


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([], ()),
        ([7], ()),
        ([3, 4, 5], ()),
        ([3, 5], ((4, 4),)),
        ([9, 1, 4], ((2, 3), (5, 8))),
    ],
)
def test_what_is_missing_lies_between_the_versions_that_came(
    numbers: list[int], missing: tuple[tuple[int, int], ...]
) -> None:
    assert gaps(numbers) == missing


def test_what_has_not_happened_yet_is_no_fact() -> None:
    tomorrow = push(StateCode.ACCEPTED, LONG_AFTER.date() + timedelta(days=1))
    Story(REPORT).when(tomorrow).then_rejected("effective-in-the-future")


def test_a_record_says_which_project_it_concerns() -> None:
    about = REPORT.about(reported(ACCEPTED))
    assert (about.project, about.guarded.park) == (PROJECT, PARK)
    assert REPORT.about(REPORT.initial).project is None


def test_the_name_of_a_record_tells_its_source_and_its_id_apart() -> None:
    assert report_of(SOURCE, RECORD) == REPORT_ID
    assert report_of("a", "bc") != report_of("ab", "c")


def mapping(code: str = "B02", source_item: str = "0137") -> MapItemCode:
    return MapItemCode(
        **now(MONDAY),
        source=SOURCE,
        source_item=source_item,
        item_code=code,
        reason="事项清单对照",
    )


def test_a_source_s_code_is_mapped_to_an_item_that_some_catalogue_has() -> None:
    assert map_item_code(mapping(), MAPPINGS.initial, PUBLISHED) == [(0, MAPPED)]
    assert map_item_code(mapping(), TABLE, PUBLISHED) == []
    (event,) = MAPPINGS.decide(mapping("A12"), TABLE)
    assert isinstance(event, ItemCodeMapped)
    assert (event.from_item, event.to_item) == ("B02", "A12")


def test_nothing_is_mapped_to_what_is_not_there() -> None:
    with pytest.raises(Rejected, match="item-mapping-unknown"):
        map_item_code(mapping("Z99"), MAPPINGS.initial, PUBLISHED)
    with pytest.raises(Rejected, match="item-mapping-unknown"):
        map_item_code(mapping(), MAPPINGS.initial, Catalogues())
    with pytest.raises(Rejected, match="back-dating-not-allowed"):
        MAPPINGS.decide(replace(mapping(), effective=on(day(-1))["effective"]), TABLE)


def test_a_report_is_about_the_item_it_names_or_the_one_its_source_s_code_is_mapped_to() -> None:
    assert placing(TABLE).item_of(reported(ACCEPTED)) == "B02"
    assert placing(TABLE).item_of(reported(theirs(ACCEPTED))) == "B02"
    assert placing().item_of(reported(theirs(ACCEPTED))) is None
    assert MAPPINGS.about(TABLE).project is None


def test_what_is_of_no_item_of_ours_is_kept_and_says_why() -> None:
    def told(command: ReportCase, mappings: Mappings = MAPPINGS.initial) -> CaseReported:
        ((index, event),) = report_case(command, REPORT.initial, mappings, PUBLISHED)
        assert index == 0
        return event

    unknown = replace(ACCEPTED, item_code="Z99")
    assert told(ACCEPTED).unplaced is None
    assert told(theirs(ACCEPTED)).unplaced is Unplaced.ITEM_NOT_MAPPED
    assert told(theirs(ACCEPTED), TABLE).unplaced is None
    assert told(unknown).unplaced is Unplaced.ITEM_UNKNOWN
    mapped = MAPPINGS.evolve(TABLE, replace(MAPPED, source_item="Z99"))
    assert told(unknown, mapped).unplaced is None


def test_what_is_linked_already_stays_linked_whatever_the_codes_say_now() -> None:
    linked = replace(reported(theirs(ACCEPTED)), linked_to="B02")
    newer = theirs(push(StateCode.GRANTED, day(1), 2))
    ((_, event),) = report_case(newer, linked, MAPPINGS.initial, PUBLISHED)
    assert event.unplaced is None
    assert report_case(theirs(ACCEPTED), linked, MAPPINGS.initial, PUBLISHED) == []


def test_a_plan_notes_by_which_code_others_name_its_project() -> None:
    plan = plan_after(opened())
    note = NoteProjectCode(**now(MONDAY), code="2603-340406-04-01-482913")
    ((_, event),) = note_project_code(note, plan)
    coded = PLAN.evolve(plan, event)
    assert coded.code == note.code
    assert note_project_code(note, coded) == []
    other = replace(note, code="2603-340406-04-01-000001")
    ((_, event),) = note_project_code(other, coded)
    assert PLAN.evolve(coded, event).code == other.code
