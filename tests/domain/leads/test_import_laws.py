"""What holds for every history of an import and of the contents its rows stand for."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.leads.domain.events import Event
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
from services.leads.domain.import_events import ImportEvent, ProjectFacts
from services.leads.domain.import_record import evolve_import
from services.leads.domain.ledger_import import LEDGER_IMPORT, Standing
from services.leads.domain.ledger_row import (
    LEDGER_ROW,
    FreeRow,
    LedgerRowCommand,
    LedgerRowEvent,
    RowTaken,
    TakeRow,
)
from shared.adapters.event_codec import EventCodec
from shared.kernel.effective import Effective
from shared.kernel.identifiers import ImportId, stream_key
from shared.kernel.recorded import fold_record
from shared.kernel.rejected import Rejected
from tests.domain.leads.histories import history
from tests.domain.leads.stories import AT, IMPORT, KNOWN, LEAD_ID, LI_ACTING, NOW, PARK, PROJECT

_asked: dict[str, st.SearchStrategy[Any]] = {
    "by": st.just(LI_ACTING),
    "at": st.just(AT),
    "effective": st.just(NOW),
}
_rows = st.sampled_from(["甲!2", "甲!3"])
_codes = st.sampled_from(["lead-possibly-duplicate", "park-not-granted"])
_projects = st.builds(
    ProjectFacts,
    park=st.just(PARK),
    stage=st.sampled_from(["under-construction", "completed"]),
    since=st.sampled_from([Effective.in_year(2021), Effective.in_year(2030)]),
    particulars=st.just(KNOWN),
)
commands: st.SearchStrategy[ImportCommand] = st.one_of(
    st.builds(
        RecordLeadRow, **_asked, row=_rows, fingerprint=st.just("f"), lead_id=st.just(LEAD_ID)
    ),
    st.builds(CommitProjectRow, **_asked, row=_rows, fingerprint=st.just("f"), project=_projects),
    st.builds(RecordProject, **_asked, row=_rows, project_id=st.just(PROJECT)),
    st.builds(RefuseRow, **_asked, row=_rows, code=_codes, detail=st.just("")),
    st.builds(RequestUndo, **_asked, row=_rows),
    st.builds(RecordUndone, **_asked, row=_rows),
    st.builds(RefuseUndo, **_asked, row=_rows, code=_codes, detail=st.just("")),
)
READ = ReadLedger(
    by=LI_ACTING,
    at=AT,
    effective=NOW,
    import_id=IMPORT,
    file_name="台账.xlsx",
    digest="ab",
    rows=2,
)


def lived(asked: Sequence[ImportCommand]) -> list[ImportEvent]:
    """What has happened after these commands, the refused ones left out."""
    past: list[ImportEvent] = []
    for command in (READ, *asked):
        try:
            decided = LEDGER_IMPORT.decide(command, LEDGER_IMPORT.fold(past))
        except Rejected:
            continue
        past += decided
        again = LEDGER_IMPORT.decide(command, LEDGER_IMPORT.fold(past))
        assert not again, f"{command} decided again: {again}"
    return past


@given(st.lists(commands, max_size=20))
def test_asking_twice_changes_nothing(asked: list[ImportCommand]) -> None:
    lived(asked)


@given(st.lists(commands, max_size=20))
def test_every_event_survives_storage(asked: list[ImportCommand]) -> None:
    codec: EventCodec[Event] = EventCodec(Event)
    for event in lived(asked):
        assert codec.decode(*codec.encode(event)) == event


@given(st.lists(commands, max_size=20))
def test_the_record_counts_every_row_once(asked: list[ImportCommand]) -> None:
    past = lived(asked)
    run = LEDGER_IMPORT.fold(past)
    record = fold_record(evolve_import, history(past, stream_key("import", IMPORT)))
    assert record is not None
    assert sum(record.count(standing) for standing in Standing) == record.read
    assert {name: row.standing for name, row in record.rows.items()} == dict(run.rows)


_claims: st.SearchStrategy[LedgerRowCommand] = st.one_of(
    *(
        st.builds(kind, **_asked, import_id=st.just(import_id), row=st.just(row))
        for kind in (TakeRow, FreeRow)
        for import_id, row in ((IMPORT, "甲!2"), (IMPORT, "甲!3"), (ImportId("another"), "甲!2"))
    )
)


@given(st.lists(_claims, max_size=15))
def test_a_rows_contents_are_in_force_once_at_most(asked: list[LedgerRowCommand]) -> None:
    past: list[LedgerRowEvent] = []
    for command in asked:
        try:
            past += LEDGER_ROW.decide(command, LEDGER_ROW.fold(past))
        except Rejected:
            continue
    in_force = 0
    for event in past:
        in_force += 1 if isinstance(event, RowTaken) else -1
        assert in_force in {0, 1}
