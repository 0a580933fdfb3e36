"""What people read of a record: its versions in the order they came, and where it differed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.approvals.domain.events.report import (
    DisagreementEnded,
    DisagreementFound,
    RecordEvent,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode, Unplaced, WhyEnded
from services.approvals.domain.reports.record import ReportRecord, evolve_report
from services.approvals.domain.reports.report import REPORT, decide
from services.approvals.domain.terms import Stage
from shared.kernel.identifiers import DepartmentId, stream_key
from shared.kernel.recorded import fold_record
from tests.domain.approvals.report_words import RECORD, REPORT_ID, push, theirs
from tests.domain.approvals.stories import CASE_ID, day, recorded

STREAM = stream_key("report", REPORT_ID)
FOUND = DisagreementFound(
    case=CASE_ID,
    item_code="B02",
    since=day(3),
    own_stage=Stage.UNDER_EXAMINATION,
    state_code=StateCode.GRANTED,
)
ENDED = DisagreementEnded(
    case=CASE_ID,
    item_code="B02",
    since=day(3),
    own_stage=Stage.GRANTED,
    state_code=StateCode.GRANTED,
)


def read(*events: RecordEvent) -> ReportRecord:
    record = fold_record(evolve_report, recorded(events, stream=STREAM))
    assert record is not None
    return record


def pushed() -> list[RecordEvent]:
    newer = REPORT.decide(theirs(push(StateCode.GRANTED, day(3), 5, "7号")), REPORT.initial)
    late = REPORT.decide(theirs(push(StateCode.ACCEPTED, day(1), 2)), REPORT.fold(newer))
    return [*newer, *late]


def test_the_newest_version_is_what_it_says_whichever_came_last() -> None:
    record = read(*pushed())
    assert (record.report_id, record.record, record.source_item) == (REPORT_ID, RECORD, "0137")
    assert [(one.number, one.late) for one in record.versions] == [(5, False), (2, True)]
    assert (record.newest.state_code, record.newest.document_number) == (StateCode.GRANTED, "7号")
    assert record.gaps == ((3, 4),)
    assert record.newest.by.id == "handler"
    assert record.newest.recorded_at > datetime(2026, 1, 1, tzinfo=UTC)


def test_what_it_is_about_and_where_it_differs_is_read_beside_it() -> None:
    record = read(*pushed(), ReportLinked(item_code="B02"), FOUND)
    assert record.linked_to == "B02"
    assert record.dispute is not None
    assert (record.dispute.case, record.dispute.since) == (CASE_ID, day(3))


def test_a_disagreement_that_has_ended_is_kept_with_its_end() -> None:
    record = read(*pushed(), ReportLinked(item_code="B02"), FOUND, ENDED, FOUND)
    first, second = record.disputes
    assert first.ended_at is not None
    assert second.ended_at is None
    assert record.dispute == second
    assert (first.why_ended, second.why_ended) == (WhyEnded.SAME_SAID, None)
    for ended, why in (
        (replace(ENDED, own_stage=None), WhyEnded.ITEM_ELSEWHERE),
        (replace(ENDED, why=WhyEnded.PROJECT_ENDED), WhyEnded.PROJECT_ENDED),
    ):
        assert read(*pushed(), FOUND, ended).disputes[0].why_ended is why
    assert read(*pushed(), FOUND, ENDED).dispute is None


def test_a_record_of_no_item_says_why_until_it_is_linked() -> None:
    waiting = pushed()
    assert read(*waiting).unplaced is Unplaced.ITEM_NOT_MAPPED
    (known,) = decide(push(StateCode.GRANTED, day(3)), REPORT.initial)
    assert read(known).unplaced is None
    unknown = replace(known, unplaced=Unplaced.ITEM_UNKNOWN)
    assert read(unknown).unplaced is Unplaced.ITEM_UNKNOWN
    linked = read(unknown, ReportLinked(item_code="B02", department=DepartmentId("housing")))
    assert (linked.unplaced, linked.department) == (None, "housing")
    assert read(*waiting, ReportLinked(item_code="B02")).unplaced is None


def test_a_record_begins_with_what_was_reported() -> None:
    with pytest.raises(ValueError, match="begins with what was reported"):
        read(FOUND)
