"""What becomes of a ledger's rows, and of a row that comes twice."""

from dataclasses import replace
from typing import Any

import pytest

from services.leads.domain.import_commands import (
    CommitProjectRow,
    ImportCommand,
    ReadLedger,
    RecordLeadRow,
    RecordProject,
    RecordUndone,
    RefuseRow,
    RefuseUndo,
    RequestUndo,
)
from services.leads.domain.import_events import (
    ImportEvent,
    LeadRowCommitted,
    LedgerRead,
    ProjectFacts,
    ProjectRowCommitted,
    ProjectRowImported,
    ProjectRowUndoRequested,
    RowRefused,
    RowUndone,
    RowUndoRefused,
)
from services.leads.domain.ledger_import import LEDGER_IMPORT, TURNS, LedgerImport, Standing
from services.leads.domain.ledger_row import (
    LEDGER_ROW,
    FreeRow,
    LedgerRow,
    LedgerRowCommand,
    LedgerRowEvent,
    RowFreed,
    RowTaken,
    TakeRow,
)
from shared.kernel.identifiers import ImportId
from tests.domain.leads.stories import (
    IMPORT,
    KNOWN,
    LEAD_ID,
    LI,
    NOW,
    PARK,
    PROJECT,
    TODAY,
    asking,
    mu,
    on,
)
from tests.harness.given_when_then import Story

ROW = "潘集区!6"
FACTS = ProjectFacts(park=PARK, stage="under-construction", since=on(2018, 8, 1), particulars=KNOWN)
READ = LedgerRead(import_id=IMPORT, uploader=LI, file_name="台账.xlsx", digest="ab", rows=2)
SENT = ProjectRowCommitted(row=ROW, fingerprint="f1", project=FACTS)
MADE = ProjectRowImported(row=ROW, project_id=PROJECT)
LEAD_ROW = LeadRowCommitted(row=ROW, fingerprint="f1", lead_id=LEAD_ID)
UNDO = ProjectRowUndoRequested(row=ROW)
UNDONE = RowUndone(row=ROW)

run: Story[ImportCommand, LedgerImport, ImportEvent] = Story(LEDGER_IMPORT)
read = run.given(READ)
row: Story[LedgerRowCommand, LedgerRow, LedgerRowEvent] = Story(LEDGER_ROW)


def hand_in(**more: Any) -> ReadLedger:
    facts = {"import_id": IMPORT, "file_name": "台账.xlsx", "digest": "ab", "rows": 2}
    return ReadLedger(**(asking(NOW) | facts | more))


def as_lead() -> RecordLeadRow:
    return RecordLeadRow(**asking(), row=ROW, fingerprint="f1", lead_id=LEAD_ID)


def as_project(**more: Any) -> CommitProjectRow:
    return CommitProjectRow(
        **(asking() | {"row": ROW, "fingerprint": "f1", "project": FACTS} | more)
    )


def made() -> RecordProject:
    return RecordProject(**asking(), row=ROW, project_id=PROJECT)


def refuse(code: str = "lead-possibly-duplicate") -> RefuseRow:
    return RefuseRow(**asking(), row=ROW, code=code, detail="")


def undo() -> RequestUndo:
    return RequestUndo(**asking(), row=ROW)


def undone() -> RecordUndone:
    return RecordUndone(**asking(), row=ROW)


def refuse_undo(code: str = "lead-acted-on-since") -> RefuseUndo:
    return RefuseUndo(**asking(), row=ROW, code=code, detail="")


def refused(code: str = "lead-possibly-duplicate") -> RowRefused:
    return RowRefused(row=ROW, code=code, detail="")


def undo_refused(code: str = "lead-acted-on-since") -> RowUndoRefused:
    return RowUndoRefused(row=ROW, code=code, detail="")


def test_a_ledger_is_handed_in_once() -> None:
    run.when(hand_in()).then(READ)
    read.when(hand_in()).then_nothing()
    run.when(hand_in(effective=TODAY)).then_rejected("back-dating-not-allowed")


def test_nothing_is_imported_of_a_ledger_that_was_not_handed_in() -> None:
    run.when(as_lead()).then_rejected("import-unknown")
    run.when(undo()).then_rejected("import-unknown")


def test_a_row_becomes_a_lead() -> None:
    read.when(as_lead()).then(LEAD_ROW)
    read.given(LEAD_ROW).when(as_lead()).then_nothing()
    read.given(LEAD_ROW).when(as_project()).then_rejected("row-not-in-order", standing="lead")


def test_a_row_is_handed_to_projects_which_answer() -> None:
    read.when(as_project()).then(SENT)
    read.given(SENT).when(as_project()).then_nothing()
    read.given(SENT).when(made()).then(MADE)
    read.given(SENT, MADE).when(made()).then_nothing()
    read.given(SENT).when(refuse("stage-not-importable")).then(refused("stage-not-importable"))


def test_a_ledger_tells_neither_of_the_future_nor_of_amounts_that_are_no_money() -> None:
    tomorrow = replace(FACTS, since=on(2026, 9, 11))
    read.when(as_project(project=tomorrow)).then_rejected("effective-in-the-future")
    wrong = replace(FACTS, particulars=replace(KNOWN, amount=mu("3")))
    read.when(as_project(project=wrong)).then_rejected("amount-not-money")


def test_a_refused_row_may_be_tried_again() -> None:
    read.when(refuse()).then(refused())
    story = read.given(refused())
    story.when(refuse()).then_nothing()
    story.when(refuse("park-not-granted")).then(refused("park-not-granted"))
    story.when(as_lead()).then(LEAD_ROW)


def test_a_lead_row_is_undone_once() -> None:
    story = read.given(LEAD_ROW)
    story.when(undone()).then(UNDONE)
    story.given(UNDONE).when(undone()).then_nothing()
    story.given(UNDONE).when(as_lead()).then_rejected("row-not-in-order", standing="undone")


def test_a_lead_row_that_was_worked_on_stays() -> None:
    story = read.given(LEAD_ROW)
    story.when(refuse_undo()).then(undo_refused())
    story.given(undo_refused()).when(refuse_undo()).then_nothing()
    story.given(undo_refused()).when(refuse_undo("lead-closed")).then(undo_refused("lead-closed"))
    story.given(undo_refused()).when(undone()).then(UNDONE)


def test_a_project_row_is_undone_by_projects() -> None:
    story = read.given(SENT, MADE)
    story.when(undo()).then(UNDO)
    story.given(UNDO).when(undo()).then_nothing()
    story.given(UNDO).when(undone()).then(UNDONE)


def test_a_project_row_may_be_undone_before_projects_have_answered() -> None:
    read.given(SENT).when(undo()).then(UNDO)


def test_projects_may_refuse_the_undo_and_be_asked_again() -> None:
    story = read.given(SENT, MADE, UNDO)
    story.when(refuse_undo("done-since-import")).then(undo_refused("done-since-import"))
    again = story.given(undo_refused("done-since-import"))
    again.when(refuse_undo("done-since-import")).then_nothing()
    again.when(undo()).then(UNDO)
    twice = again.given(UNDO)
    twice.when(refuse_undo("done-since-import")).then(undo_refused("done-since-import"))


def test_what_was_only_read_is_not_undone() -> None:
    read.when(undone()).then_rejected("row-not-in-order")
    read.when(undo()).then_rejected("row-not-in-order")
    read.when(refuse_undo()).then_rejected("row-not-in-order")


def test_every_standing_but_the_first_is_turned_to() -> None:
    assert set(TURNS) == set(Standing) - {Standing.READ}


@pytest.mark.parametrize("same", ["row", "import"])
def test_the_same_row_is_in_force_once(same: str) -> None:
    take = TakeRow(**asking(), import_id=IMPORT, row=ROW)
    taken = RowTaken(import_id=IMPORT, row=ROW)
    row.when(take).then(taken)
    row.given(taken).when(take).then_nothing()
    other = (
        TakeRow(**asking(), import_id=ImportId("another"), row=ROW)
        if same == "row"
        else TakeRow(**asking(), import_id=IMPORT, row="潘集区!7")
    )
    row.given(taken).when(other).then_rejected("row-already-imported", import_id=IMPORT, row=ROW)


def test_a_row_that_was_undone_may_come_again() -> None:
    taken, freed = RowTaken(import_id=IMPORT, row=ROW), RowFreed(import_id=IMPORT, row=ROW)
    free = FreeRow(**asking(), import_id=IMPORT, row=ROW)
    row.given(taken).when(free).then(freed)
    row.given(taken, freed).when(free).then_nothing()
    again = TakeRow(**asking(), import_id=ImportId("another"), row=ROW)
    row.given(taken, freed).when(again).then(RowTaken(import_id=ImportId("another"), row=ROW))
    stranger = FreeRow(**asking(), import_id=ImportId("another"), row=ROW)
    row.given(taken).when(stranger).then_nothing()
