"""Importing rows: each lead in a commit of its own, then what became of all rows in one.

A lead's id follows from the import and the row. So a commit that died half-way is simply asked for
again: what was registered is found registered, and its outcome is recorded then. An undo instead
takes back what it left behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid5

from services.leads.api.deciding import Beside, OnLead, decide, narrowed
from services.leads.api.import_store import Import, readable_imports
from services.leads.api.row_leads import OPEN, ROWS, lead_of
from services.leads.api.row_outcomes import Outcome, answered_before, record
from services.leads.api.row_plans import Plan, Terms, plan
from services.leads.domain.commands import RegisterLead, WithdrawImportedLead
from services.leads.domain.import_commands import (
    CommitProjectRow,
    RecordLeadRow,
    RecordUndone,
    RefuseRow,
    RefuseUndo,
    RequestUndo,
)
from services.leads.domain.import_record import RowRecord
from services.leads.domain.ledger_import import LEDGER_IMPORT, Standing
from services.leads.domain.ledger_row import LEDGER_ROW, FreeRow, TakeRow
from services.leads.importing.wording import Target
from shared.adapters.caller import Caller
from shared.adapters.command_handler import Context, Done, Part
from shared.adapters.runtime import Runtime
from shared.kernel.identifiers import LeadId
from shared.kernel.policy import Guarded
from shared.kernel.recorded import Source
from shared.kernel.rejected import Rejected
from shared.kernel.texts import problem_title

COMMIT, UNDO = "imports.commit", "imports.undo"
_REGISTER = "imports.rows"


@dataclass(frozen=True, kw_only=True)
class Working:
    """导入办理: one request to import rows of a ledger, or to undo them."""

    runtime: Runtime[Any]
    caller: Caller
    ledger: Import
    refused: list[dict[str, Any]] = field(default_factory=list)

    async def commit(self, terms: Terms, rows: Sequence[str]) -> Done:
        """Import these rows; one that a rule refuses keeps no other back."""
        outcomes = []
        if not await answered_before(self.runtime, self.caller, self.ledger):
            outcomes = [await self._commit_row(terms, row) for row in rows]
        done, taken = await record(self.runtime, self.caller, COMMIT, self.ledger, outcomes)
        for row, refusal in taken.items():
            await self._say_refused(row, refusal)
        return done

    async def undo(self, rows: Sequence[RowRecord], reason: str) -> Done:
        """Undo these rows; where something was done since, the row stays, with the reason."""
        outcomes = []
        if not await answered_before(self.runtime, self.caller, self.ledger):
            outcomes = [one for row in rows for one in await self._taken_back(row, reason)]
        done, _ = await record(self.runtime, self.caller, UNDO, self.ledger, outcomes)
        return done

    async def _commit_row(self, terms: Terms, row: str) -> Outcome:
        asked = self.caller.asked(COMMIT)
        try:
            planned = plan(self.ledger.rows[row], terms, self.caller.at)
            self._require_park(planned)
            if planned.target is Target.PROJECT:
                return self._project(planned)
            lead_id = await self._register(planned)
        except Rejected as refusal:
            said = await narrowed(refusal, self.caller, self.runtime)
            await self._say_refused(row, said)
            return Outcome(command=RefuseRow(**asked, row=row, code=said.code, detail=said.detail))
        command = RecordLeadRow(
            **asked,
            row=row,
            fingerprint=planned.fingerprint,
            lead_id=lead_id,
            decided=planned.decided,
        )
        return Outcome(command=command)

    def _require_park(self, planned: Plan) -> None:
        if not self.caller.visibility(_REGISTER).covers(Guarded(park=planned.park)):
            raise Rejected("park-not-granted", f"no right to register in {planned.park}")

    def _project(self, planned: Plan) -> Outcome:
        asked, import_id = self.caller.asked(COMMIT), self.ledger.id
        command = CommitProjectRow(
            **asked,
            row=planned.row,
            fingerprint=planned.fingerprint,
            project=planned.project(),
            decided=planned.decided,
        )
        LEDGER_IMPORT.decide(command, self.ledger.record.run)
        taking = TakeRow(**asked, import_id=import_id, row=planned.row)
        return Outcome(command=command, taking=taking, fingerprint=planned.fingerprint)

    async def _register(self, planned: Plan) -> LeadId:
        import_id = self.ledger.id
        lead_id = lead_of(import_id, planned.row)
        command = RegisterLead(
            **self.caller.asked(_REGISTER, planned.since),
            lead_id=lead_id,
            park=planned.park,
            specialist=planned.specialist,
            particulars=planned.particulars,
            stage=planned.lead_stage,
            distinction=planned.distinction,
            imported_in=import_id,
        )
        taking = TakeRow(**self.caller.asked(_REGISTER), import_id=import_id, row=planned.row)
        beside = Beside(part=Part(LEDGER_ROW, planned.fingerprint), command=taking)
        asked = OnLead(lead_id=lead_id, command=command, beside=[beside])
        await decide(self.runtime, asked, self._row_context("register", planned.row))
        return lead_id

    async def _taken_back(self, row: RowRecord, reason: str) -> list[Outcome]:
        """Undo a row; where the import never learned what it became, record that before."""
        undone = await self._undo_row(row, reason)
        if row.lead_id is None or self.ledger.standing(row.row) not in OPEN:
            return [undone]
        command = RecordLeadRow(
            **self.caller.asked(UNDO),
            row=row.row,
            fingerprint=row.fingerprint,
            lead_id=row.lead_id,
        )
        return [Outcome(command=command), undone]

    async def _undo_row(self, row: RowRecord, reason: str) -> Outcome:
        asked = self.caller.asked(UNDO)
        if row.standing is not Standing.LEAD or row.lead_id is None:
            return Outcome(command=RequestUndo(**asked, row=row.row))
        command = WithdrawImportedLead(**asked, import_id=self.ledger.id, reason=reason)
        freeing = FreeRow(**asked, import_id=self.ledger.id, row=row.row)
        beside = Beside(part=Part(LEDGER_ROW, row.fingerprint), command=freeing)
        on_lead = OnLead(lead_id=row.lead_id, command=command, beside=[beside])
        try:
            await decide(self.runtime, on_lead, self._row_context("withdraw", row.row))
        except Rejected as refusal:
            await self._say_refused(row.row, refusal)
            return Outcome(
                command=RefuseUndo(**asked, row=row.row, code=refusal.code, detail=refusal.detail)
            )
        return Outcome(command=RecordUndone(**asked, row=row.row))

    def _row_context(self, act: str, row: str) -> Context:
        """Return the context in which a row's act is done once, however often it is asked for."""
        import_id = self.ledger.id
        source = Source(
            system=f"ledger:{self.ledger.record.file_name}",
            record=row,
            retrieved_at=self.ledger.read_at,
        )
        return Context(
            correlation=str(uuid5(ROWS, f"{import_id}/{row}")),
            client=f"import-{import_id}",
            command_id=uuid5(ROWS, f"{import_id}/{row}/{act}"),
            keep=None,
            source=source,
            batch=import_id,
            trace=self.caller.traceparent,
        )

    async def _say_refused(self, row: str, refusal: Rejected) -> None:
        """Say why a row was refused; in whose import the same row is, only to who may read that."""
        said = {"row": row, "code": refusal.code, "title": problem_title(refusal.code)}
        facts = dict(refusal.facts)
        other: Any = facts.get("import_id")
        if other and not await readable_imports({other}, self.caller, self.runtime):
            facts |= {"import_id": None, "row": None}
        self.refused.append({**said, "detail": refusal.detail, "facts": facts})
