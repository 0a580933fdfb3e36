"""Whether a row of a ledger is in force: one stream per fingerprint of a row's contents.

The same row in a second upload, in another file or twice in one file finds its stream taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from shared.kernel.asked import Asked
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import ImportId
from shared.kernel.rejected import Rejected


@dataclass(frozen=True, kw_only=True)
class RowTaken:
    """台账行占用: this row of this import is what stands for the row's contents."""

    import_id: ImportId
    row: str


@dataclass(frozen=True, kw_only=True)
class RowFreed:
    """台账行释放: what the row made was undone or never came to be; it may be imported again."""

    import_id: ImportId
    row: str


LedgerRowEvent = RowTaken | RowFreed


@dataclass(frozen=True, kw_only=True)
class TakeRow(Asked):
    """占用台账行: let this row of this import stand for its contents."""

    import_id: ImportId
    row: str


@dataclass(frozen=True, kw_only=True)
class FreeRow(Asked):
    """释放台账行: let its contents be imported again."""

    import_id: ImportId
    row: str


LedgerRowCommand = TakeRow | FreeRow


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """台账行: the import and the row that hold it, if any do."""

    import_id: ImportId | None = None
    row: str | None = None


def _decide(command: LedgerRowCommand, held: LedgerRow) -> Sequence[LedgerRowEvent]:
    own = (held.import_id, held.row) == (command.import_id, command.row)
    match command:
        case TakeRow():
            if held.import_id is not None and not own:
                raise Rejected(
                    "row-already-imported",
                    "the same row was imported before",
                    import_id=held.import_id,
                    row=held.row,
                )
            return [] if own else [RowTaken(import_id=command.import_id, row=command.row)]
        case FreeRow():
            return [RowFreed(import_id=command.import_id, row=command.row)] if own else []
        case _:
            assert_never(command)


def _evolve(_: LedgerRow, event: LedgerRowEvent) -> LedgerRow:
    match event:
        case RowTaken():
            return LedgerRow(import_id=event.import_id, row=event.row)
        case RowFreed():
            return LedgerRow()
        case _:
            assert_never(event)


LEDGER_ROW: Decider[LedgerRowCommand, LedgerRow, LedgerRowEvent] = Decider(
    category="ledgerrow",
    initial=LedgerRow(),
    decide=_decide,
    evolve=_evolve,
    about=lambda _: About(),
)
