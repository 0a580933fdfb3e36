from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.leads.domain.commands import Form, Verdict
from services.leads.domain.import_record import ImportRecord, evolve_import
from services.leads.domain.lead_events import (
    AgreementCorrected,
    ContactErased,
    FollowUpRecorded,
    LeadAssigned,
    LeadLost,
    LeadReturned,
    ProjectLinked,
    ProjectRefused,
    RegistrationCorrected,
    StageReached,
    words,
)
from services.leads.domain.ledger_import import Standing
from services.leads.domain.record import LeadRecord, evolve_record
from services.leads.domain.stages import Stage
from shared.kernel.effective import end_of_day
from shared.kernel.identifiers import stream_key
from shared.kernel.recorded import fold_record, known
from tests.domain.leads.histories import history, recorded
from tests.domain.leads.samples import ROW, SAMPLES
from tests.domain.leads.stories import (
    AGREED,
    IMPORT,
    KNOWN,
    LEAD_ID,
    LI,
    OTHER_LEAD,
    PERSON,
    PROJECT,
    TALK,
    TODAY,
    WANG,
    assessed,
    distinct,
    met,
    negotiating,
    on,
    pursued,
    registered,
    renamed,
    signed,
    yi,
)


def told(*events: Any) -> LeadRecord:
    record = fold_record(evolve_record, history(events))
    assert record is not None
    return record


def follow_up(name: str, next_step: str | None = None) -> FollowUpRecorded:
    return FollowUpRecorded(
        follow_up_id=TALK, form=Form.CALL, content=name, next_step=next_step, next_on=None
    )


def test_a_registered_lead_is_shown_with_who_entered_it() -> None:
    record = told(registered(on(2026, 9, 1)))
    assert (record.id, record.stage, record.particulars) == (LEAD_ID, Stage.REGISTERED, KNOWN)
    assert record.registered == record.since == on(2026, 9, 1)
    assert record.registered_by == LI


def test_the_words_of_a_stage_go_with_the_stage() -> None:
    returned = LeadReturned(from_stage=Stage.REGISTERED, since=TODAY, missing="缺用能")
    assert told(registered(), returned).note == "缺用能"
    assert told(registered(), returned, pursued()).note is None
    lost = LeadLost(from_stage=Stage.PURSUED, since=TODAY, reason="落户外地", competitor="邻市")
    record = told(registered(), pursued(), lost)
    assert (record.stage, record.note, record.competitor) == (Stage.LOST, "落户外地", "邻市")


@pytest.mark.parametrize("sample", [s for s in SAMPLES.values() if isinstance(s, StageReached)])
def test_every_stage_event_is_shown_with_its_words(sample: StageReached) -> None:
    record = told(registered(), sample)
    assert record.note == words(sample)
    assert record.since == sample.since


def test_an_agreement_is_shown_with_its_day_and_its_correction() -> None:
    right = replace(AGREED, amount=yi("2.6"))
    corrected = AgreementCorrected(before=AGREED, after=right, reason="录入有误")
    record = told(registered(), negotiating(), signed(), corrected)
    assert (record.agreement, record.signed) == (right, TODAY)


def test_people_projects_and_specialists_are_shown() -> None:
    record = told(
        registered(),
        assessed(Verdict.PURSUE),
        pursued(),
        LeadAssigned(from_specialist=LI, to_specialist=WANG),
        met(),
        ProjectLinked(project_id=PROJECT),
    )
    assert (record.verdict, record.opinion) == (Verdict.PURSUE, "符合园区定位")
    assert (record.specialist, record.contacts, record.project) == (WANG, (PERSON,), PROJECT)
    erased = ContactErased(contact_id=PERSON, reason="本人要求")
    assert told(registered(), met(), erased).contacts == ()


def test_why_no_project_came_is_shown_until_one_does() -> None:
    refused = ProjectRefused(code="project-already-exists", detail="made from something else")
    past = (registered(), signed(), refused)
    assert told(*past).project_refusal == refused
    assert told(*past, ProjectLinked(project_id=PROJECT)).project_refusal is None


def test_a_correction_keeps_an_older_distinction() -> None:
    entered = replace(registered(), distinction=distinct(OTHER_LEAD))
    corrected = RegistrationCorrected(before=KNOWN, after=renamed("甲"), reason="录入有误")
    record = told(entered, corrected)
    assert record.particulars == renamed("甲")
    assert record.distinction == distinct(OTHER_LEAD)


def test_a_talk_entered_late_counts_but_does_not_say_what_comes_next() -> None:
    events = [
        recorded(registered(on(2026, 9, 1)), 1),
        recorded(follow_up("回访", "签约"), 2, effective=on(2026, 9, 8)),
        recorded(follow_up("首谈", "回访"), 3, effective=on(2026, 9, 2)),
    ]
    record = fold_record(evolve_record, events)
    assert record is not None
    assert (record.follow_ups, record.next_step) == (2, "签约")
    assert record.last_follow_up == on(2026, 9, 8)


def test_a_past_day_shows_the_stage_of_that_day() -> None:
    events = [
        recorded(registered(on(2026, 9, 1)), 1),
        recorded(pursued(on(2026, 9, 2)), 2),
        recorded(negotiating(on(2026, 9, 5)), 3),
        recorded(follow_up("首谈"), 4, effective=on(2026, 9, 2)),
    ]
    record = fold_record(evolve_record, known(events, valid_at=end_of_day(date(2026, 9, 3))))
    assert record is not None
    assert (record.stage, record.follow_ups) == (Stage.PURSUED, 1)


def imported(*names: str) -> ImportRecord:
    events = [SAMPLES[name] for name in names]
    record = fold_record(evolve_import, history(events, stream_key("import", IMPORT)))
    assert record is not None
    return record


def test_an_import_is_shown_with_what_became_of_each_row() -> None:
    record = imported("LedgerRead", "ProjectRowCommitted", "ProjectRowImported")
    assert (record.uploader, record.file_name, record.read) == (LI, "台账.xlsx", 45)
    row = record.rows[ROW]
    assert (row.standing, row.project_id) == (Standing.PROJECT, PROJECT)
    assert (row.fingerprint, row.decided) == ("cd" * 32, "阶段据现场核实")
    assert (record.count(Standing.PROJECT), record.count(Standing.READ)) == (1, 44)


def test_a_refused_row_says_why_until_it_is_taken() -> None:
    refused = imported("LedgerRead", "RowRefused").rows[ROW]
    assert (refused.standing, refused.code) == (Standing.REFUSED, "lead-possibly-duplicate")
    taken = imported("LedgerRead", "RowRefused", "LeadRowCommitted").rows[ROW]
    assert (taken.standing, taken.code, taken.lead_id) == (Standing.LEAD, None, LEAD_ID)


def test_an_undone_row_keeps_what_it_had_made() -> None:
    gone = imported("LedgerRead", "LeadRowCommitted", "RowUndone").rows[ROW]
    assert (gone.standing, gone.lead_id, gone.code) == (Standing.UNDONE, LEAD_ID, None)


def test_an_undo_that_was_refused_leaves_the_row_where_it_was() -> None:
    kept = imported("LedgerRead", "LeadRowCommitted", "RowUndoRefused").rows[ROW]
    assert (kept.standing, kept.code) == (Standing.LEAD, "lead-acted-on-since")
    assert (kept.lead_id, kept.decided) == (LEAD_ID, "阶段据电话核实")
