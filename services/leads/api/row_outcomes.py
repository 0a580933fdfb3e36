"""Recording what became of rows: one append for all, on the import and on the contents' streams."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from services.leads.api.deciding import persist
from services.leads.api.import_store import Import, allowing
from services.leads.domain.import_commands import Committing, ImportCommand, RefuseRow
from services.leads.domain.ledger_import import LEDGER_IMPORT, LedgerImport
from services.leads.domain.ledger_row import LEDGER_ROW, LedgerRow, TakeRow
from shared.adapters.caller import Caller
from shared.adapters.command_handler import Act, Done, Part, Stale
from shared.adapters.runtime import Runtime
from shared.kernel.asked import Asked
from shared.kernel.rejected import Rejected


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """行结果: what is to be recorded of a row, once its contents' stream is taken if it must be."""

    command: ImportCommand
    taking: TakeRow | None = None
    fingerprint: str = ""


async def answered_before(runtime: Runtime[Any], caller: Caller, ledger: Import) -> bool:
    """Tell whether this very request was answered; if not, refuse what is based on the past."""
    context = caller.context()
    if context.client is not None and context.command_id is not None:
        known = await runtime.store.answered(context.client, context.command_id)
        if known is not None:
            return True
    if context.seen is not None and context.seen != ledger.version:
        raise Stale(ledger.version, [])
    return False


async def record(
    runtime: Runtime[Any], caller: Caller, act: str, ledger: Import, outcomes: Sequence[Outcome]
) -> tuple[Done, dict[str, Rejected]]:
    """Store what became of these rows; return, too, those whose contents were taken already."""
    fingerprints = list(dict.fromkeys(one.fingerprint for one in outcomes if one.taking))
    recording = _Recording(outcomes=outcomes, fingerprints=fingerprints)
    parts = [Part(LEDGER_IMPORT, ledger.id), *(Part(LEDGER_ROW, one) for one in fingerprints)]
    asked = Asked(**caller.asked(act))

    async def recorded() -> Act:
        return Act(parts=parts, asked=asked, decide=recording.decide)

    done = await persist(runtime, recorded, caller.context(), allowing(caller, act))
    return done, recording.refused


@dataclass(kw_only=True)
class _Recording:
    """The decision over the import and the streams of its rows' contents, row by row."""

    outcomes: Sequence[Outcome]
    fingerprints: Sequence[str]
    refused: dict[str, Rejected] = field(default_factory=dict)

    def decide(self, states: Sequence[Any]) -> list[tuple[int, Any]]:
        run: LedgerImport = states[0]
        held: dict[str, LedgerRow] = dict(zip(self.fingerprints, states[1:], strict=True))
        decided: list[tuple[int, Any]] = []
        self.refused.clear()
        for outcome in self.outcomes:
            command = outcome.command
            try:
                taken = self._taken(outcome, held)
            except Rejected as refusal:
                taken, command = [], self._refusal(outcome.command, outcome.taking, refusal)
            events = LEDGER_IMPORT.decide(command, run)
            for event in events:
                run = LEDGER_IMPORT.evolve(run, event)
            decided += [(0, event) for event in events]
            decided += taken
        return decided

    def _taken(self, outcome: Outcome, held: dict[str, LedgerRow]) -> list[tuple[int, Any]]:
        if outcome.taking is None:
            return []
        state = held[outcome.fingerprint]
        events = LEDGER_ROW.decide(outcome.taking, state)
        for event in events:
            held[outcome.fingerprint] = LEDGER_ROW.evolve(state, event)
        place = 1 + self.fingerprints.index(outcome.fingerprint)
        return [(place, event) for event in events]

    def _refusal(
        self, command: ImportCommand, taking: TakeRow | None, refusal: Rejected
    ) -> Committing:
        row = taking.row if taking else ""
        self.refused[row] = refusal
        return RefuseRow(
            by=command.by,
            at=command.at,
            effective=command.effective,
            row=row,
            code=refusal.code,
            detail=refusal.detail,
        )
