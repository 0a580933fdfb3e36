"""What other services tell becomes our commands: signed leads, rows of ledgers, approval cases."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.projects.domain import commands as asked
from services.projects.domain import terms
from services.projects.domain.project import PROJECT
from services.projects.domain.terms import ImportedRow, Investment, ItemStanding, PlanItem, Stage
from shared.adapters.command_handler import Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.contracts import approvals, leads
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM, Asked
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, EventId, LeadId, ProjectId
from shared.kernel.quantity import Quantity

Reaction = Callable[[CloudEvent, datetime], Ask]
PROJECTS = UUID("2f8e6a0c-4f1d-5b63-9f0e-7a1c52d3e4b6")


def project_of_lead(lead_id: LeadId) -> ProjectId:
    """Name the project that a lead becomes: always the same one."""
    return ProjectId(str(uuid5(PROJECTS, f"lead-{lead_id}")))


def project_of_row(row: ImportedRow) -> ProjectId:
    """Name the project that a ledger's row becomes: always the same one."""
    return ProjectId(str(uuid5(PROJECTS, f"import-{row.import_id}-{row.row}")))


async def react(_: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Return what is to be asked of a project after this event."""
    told = (heard.service, heard.eventname)
    if told in _PLAN_CHANGED:
        return _plan_changed(heard, at)
    if told == ("approvals", "ItemReported"):
        return _item_reported(heard, at)
    reaction = _REACTIONS.get(told)
    return [] if reaction is None else [reaction(heard, at)]


def _asked(at: datetime, effective: Effective) -> dict[str, Any]:
    return {"by": SYSTEM, "at": at, "effective": effective}


def _ask(project_id: ProjectId, command: Asked, *, creates: bool = False) -> Ask:
    return Ask.of(Part(PROJECT, project_id), command, creates=creates)


def _quantity(plain: Mapping[str, str | None] | None) -> Quantity | None:
    return None if plain is None else Quantity.from_plain(plain)


def _signed(heard: CloudEvent, at: datetime) -> Ask:
    told = leads.AgreementSigned.model_validate(heard.data)
    project_id = project_of_lead(told.lead_id)
    investment = Investment(
        name=told.name,
        park=told.park,
        investor_name=told.investor_name,
        credit_code=told.credit_code,
        specialist=told.specialist,
        amount=_quantity(told.amount),
        agreement_number=told.agreement_number,
        agreed_start_on=told.agreed_start_on,
        agreed_production_on=told.agreed_production_on,
    )
    command = asked.CreateProject(
        **_asked(at, heard.effective),
        project_id=project_id,
        lead_id=told.lead_id,
        investment=investment,
    )
    return _ask(project_id, command, creates=True)


def _agreement_corrected(heard: CloudEvent, at: datetime) -> Ask:
    told = leads.AgreementCorrected.model_validate(heard.data)
    command = asked.CorrectAgreedTerms(
        **_asked(at, heard.effective),
        amount=Quantity.from_plain(told.after.amount),
        agreed_start_on=told.after.start_on,
        agreed_production_on=told.after.production_on,
        agreement_number=told.after.number,
        reason=told.reason,
    )
    return _ask(project_of_lead(told.lead_id), command, creates=True)


def _row_committed(heard: CloudEvent, at: datetime) -> Ask:
    told = leads.ProjectRowCommitted.model_validate(heard.data)
    row = ImportedRow(import_id=told.import_id, row=told.row)
    project_id = project_of_row(row)
    investment = Investment(
        name=told.name,
        park=told.park,
        investor_name=told.investor_name,
        credit_code=told.credit_code,
        specialist=told.specialist,
        amount=_quantity(told.amount),
        land=_quantity(told.land),
        land_supply=told.land_supply,
        site=told.site,
        content=told.content,
        investor_origin=told.origin,
        remark=told.remark,
    )
    command = asked.ImportProject(
        **_asked(at, Effective.from_plain(told.since)),
        project_id=project_id,
        row=row,
        investment=investment,
        stage=Stage(told.stage),
        commenced=None if told.commenced is None else Effective.from_plain(told.commenced),
    )
    return _ask(project_id, command, creates=True)


def _undo_requested(heard: CloudEvent, at: datetime) -> Ask:
    told = leads.ProjectRowUndoRequested.model_validate(heard.data)
    row = ImportedRow(import_id=told.import_id, row=told.row)
    command = asked.WithdrawImportedProject(
        **_asked(at, Effective.at_instant(at)), row=row, request=EventId(heard.id)
    )
    return _ask(project_of_row(row), command, creates=True)


def _plan_opened(heard: CloudEvent, at: datetime) -> Ask:
    told = approvals.PlanOpened.model_validate(heard.data)
    return _ask(told.project_id, _gate(told, _asked(at, heard.effective)))


def _gate(told: approvals.PlanOpened | approvals.PlanRecomposed, facts: dict[str, Any]) -> Asked:
    gating = tuple(
        PlanItem(item_code=item.item_code, name=item.name, department=item.department)
        for item in told.items
        if item.gates_commencement
    )
    return asked.SetCommencementGate(**facts, items=gating, needs=told.commencement_needs)


def _plan_changed(heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Set the gate anew; what the plan has already counts for what now gates, as of the change."""
    told = approvals.PlanRecomposed.model_validate(heard.data)
    facts = _asked(at, heard.effective)
    commands = [_gate(told, facts), *(_in_force(one, facts) for one in told.in_force)]
    return [_ask(told.project_id, command) for command in commands]


def _in_force(told: approvals.InForce, facts: dict[str, Any]) -> Asked:
    if told.document_number is None or told.case_id is None:
        return asked.NoteExemption(**facts, item_code=told.item_code, case_id=told.case_id)
    return asked.NoteGrant(
        **facts,
        item_code=told.item_code,
        case_id=told.case_id,
        document_number=told.document_number,
    )


def _item_reported(heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    """Note a grant that another system reports, by what it stands as in place of a case."""
    told = approvals.ItemReported.model_validate(heard.data)
    facts = _asked(at, heard.effective) | {"item_code": told.item_code}
    if told.stands_as is not None and told.to_standing is not None:
        stands, number = CaseId(told.stands_as), told.document_number or ""
        by = terms.ReportedBy(**told.model_dump(include={*terms.ReportedBy.__annotations__}))
        granted = asked.NoteGrant(**facts, case_id=stands, document_number=number, report=by)
        return [_ask(told.project_id, granted)]
    if told.stood_as is None:
        return []
    stood, standing = CaseId(told.stood_as), ItemStanding.NOT_APPLIED
    return [_ask(told.project_id, asked.NoteGrantLost(**facts, case_id=stood, standing=standing))]


def _dispensed_with(heard: CloudEvent, at: datetime) -> Ask:
    told = approvals.ItemDispensedWith.model_validate(heard.data)
    facts = _asked(at, heard.effective)
    command = asked.NoteExemption(**facts, item_code=told.item_code, case_id=None)
    return _ask(told.project_id, command)


def _dispensation_lifted(heard: CloudEvent, at: datetime) -> Ask:
    told = approvals.DispensationLifted.model_validate(heard.data)
    command = asked.NoteGrantLost(
        **_asked(at, heard.effective),
        item_code=told.item_code,
        case_id=None,
        standing=ItemStanding.NOT_APPLIED,
    )
    return _ask(told.project_id, command)


def _granted(words: type[approvals.OfCase], by: str = "document_number") -> Reaction:
    """Note what is as good as a grant; `by` is the field that names the paper it stands on."""

    def granted(heard: CloudEvent, at: datetime) -> Ask:
        told = words.model_validate(heard.data)
        command = asked.NoteGrant(
            **_asked(at, heard.effective),
            item_code=told.item_code,
            case_id=told.case_id,
            document_number=getattr(told, by),
        )
        return _ask(told.project_id, command)

    return granted


def _not_required(heard: CloudEvent, at: datetime) -> Ask:
    told = approvals.CaseNotRequired.model_validate(heard.data)
    command = asked.NoteExemption(
        **_asked(at, heard.effective), item_code=told.item_code, case_id=told.case_id
    )
    return _ask(told.project_id, command)


def _noted(
    note: type[asked.NoteGrantLost | asked.NoteCaseProgress], standing: ItemStanding
) -> Reaction:
    def noted(heard: CloudEvent, at: datetime) -> Ask:
        told = approvals.OfCase.model_validate(heard.data)
        command = note(
            **_asked(at, heard.effective),
            item_code=told.item_code,
            case_id=told.case_id,
            standing=standing,
        )
        return _ask(told.project_id, command)

    return noted


def _lost(standing: ItemStanding) -> Reaction:
    return _noted(asked.NoteGrantLost, standing)


def _progressed(standing: ItemStanding) -> Reaction:
    return _noted(asked.NoteCaseProgress, standing)


_PLAN_CHANGED = {("approvals", "PlanRecomposed"), ("approvals", "PlanMoved")}
_REACTIONS: Mapping[tuple[str, str], Reaction] = {
    ("leads", "AgreementSigned"): _signed,
    ("leads", "AgreementCorrected"): _agreement_corrected,
    ("leads", "ProjectRowCommitted"): _row_committed,
    ("leads", "ProjectRowUndoRequested"): _undo_requested,
    ("approvals", "PlanOpened"): _plan_opened,
    ("approvals", "ItemDispensedWith"): _dispensed_with,
    ("approvals", "DispensationLifted"): _dispensation_lifted,
    ("approvals", "CaseReceived"): _progressed(ItemStanding.RECEIVED),
    ("approvals", "SelfReportPlanned"): _progressed(ItemStanding.RECEIVED),
    ("approvals", "TransactionAnnounced"): _progressed(ItemStanding.RECEIVED),
    ("approvals", "StudyCommissioned"): _progressed(ItemStanding.RECEIVED),
    ("approvals", "ConditionRaised"): _progressed(ItemStanding.RECEIVED),
    ("approvals", "DeficienciesNotified"): _progressed(ItemStanding.DEFICIENCIES_NOTIFIED),
    ("approvals", "DeficienciesRemedied"): _progressed(ItemStanding.RECEIVED),
    ("approvals", "CaseAccepted"): _progressed(ItemStanding.ACCEPTED),
    ("approvals", "CaseAcceptedWithOmissions"): _progressed(ItemStanding.ACCEPTED),
    ("approvals", "CaseDeemedAccepted"): _progressed(ItemStanding.ACCEPTED),
    ("approvals", "SupplementRequested"): _progressed(ItemStanding.SUPPLEMENT_REQUESTED),
    ("approvals", "SupplementReceived"): _progressed(ItemStanding.ACCEPTED),
    ("approvals", "SpecialProcedureStarted"): _progressed(ItemStanding.SPECIAL_PROCEDURE),
    ("approvals", "SpecialProcedureEnded"): _progressed(ItemStanding.ACCEPTED),
    ("approvals", "CaseDeclined"): _progressed(ItemStanding.DECLINED),
    ("approvals", "ApplicationLapsed"): _progressed(ItemStanding.APPLICATION_LAPSED),
    ("approvals", "CaseWithdrawn"): _progressed(ItemStanding.WITHDRAWN),
    ("approvals", "ApprovalRefused"): _progressed(ItemStanding.REFUSED),
    ("approvals", "FilingReturned"): _progressed(ItemStanding.RETURNED),
    ("approvals", "RegistrationRefused"): _progressed(ItemStanding.REFUSED),
    ("approvals", "ServiceNotProvided"): _progressed(ItemStanding.REFUSED),
    ("approvals", "TransactionFailed"): _progressed(ItemStanding.REFUSED),
    ("approvals", "ApprovalGranted"): _granted(approvals.ApprovalGranted),
    ("approvals", "ApprovalGrantedWithOmissions"): _granted(approvals.ApprovalGranted),
    ("approvals", "ApprovalDeemedGranted"): _granted(approvals.ApprovalDeemedGranted, "basis"),
    ("approvals", "FilingRecorded"): _granted(approvals.FilingRecorded),
    ("approvals", "RegistrationMade"): _granted(approvals.RegistrationMade),
    ("approvals", "ServiceProvided"): _granted(approvals.ServiceProvided, "result"),
    ("approvals", "SelfReportMade"): _granted(approvals.SelfReportMade, "document"),
    ("approvals", "TransactionConcluded"): _granted(approvals.TransactionConcluded, "document"),
    ("approvals", "StudyDelivered"): _granted(approvals.StudyDelivered, "document"),
    ("approvals", "InternalDecisionMade"): _granted(approvals.InternalDecisionMade, "document"),
    ("approvals", "ConditionMet"): _granted(approvals.ConditionMet, "evidence"),
    ("approvals", "CaseNotRequired"): _not_required,
    ("approvals", "ApprovalRetracted"): _lost(ItemStanding.RETRACTED),
    ("approvals", "ApprovalRevoked"): _lost(ItemStanding.REVOKED),
    ("approvals", "ApprovalDeregistered"): _lost(ItemStanding.DEREGISTERED),
    ("approvals", "ApprovalForfeited"): _lost(ItemStanding.FORFEITED),
    ("approvals", "CertificateLapsed"): _lost(ItemStanding.LAPSED),
    ("approvals", "StudyVoided"): _lost(ItemStanding.VOIDED),
}
