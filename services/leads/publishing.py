"""Which of our events leave, and in which words. Claims on investors stay inside."""

from collections.abc import Mapping
from typing import Any

from services.leads.domain import import_events as ledger
from services.leads.domain import lead_events as lead
from services.leads.domain.events import Event
from services.leads.domain.particulars import Agreement, Particulars
from shared.contracts import leads as contract
from shared.kernel.identifiers import ImportId, LeadId, StreamKey, split_stream_key
from shared.kernel.quantity import Quantity
from shared.kernel.recorded import Recorded

_PLAIN_MOVES: Mapping[type[Any], type[contract.Moved]] = {
    lead.LeadPursued: contract.LeadPursued,
    lead.LeadNotPursued: contract.LeadNotPursued,
    lead.LeadReturned: contract.LeadReturned,
    lead.LeadResubmitted: contract.LeadResubmitted,
    lead.LeadReserved: contract.LeadReserved,
    lead.NegotiationStarted: contract.NegotiationStarted,
    lead.IntentSigned: contract.IntentSigned,
    lead.LeadLaidDormant: contract.LeadLaidDormant,
    lead.LeadWoken: contract.LeadWoken,
}


def publish(stream: StreamKey, recorded: Recorded[Event]) -> contract.Told | None:
    """Return the contract's wording of an event, or None for a private one."""
    event = recorded.event
    category, identifier = split_stream_key(stream)
    if category == "import":
        return _of_import(ImportId(identifier), event)
    if isinstance(event, lead.StageReached):
        return _moved(LeadId(identifier), event)
    if isinstance(event, lead.LeadRegistered):
        return _registered(event)
    return _noted(LeadId(identifier), event)


def _registered(event: lead.LeadRegistered) -> contract.LeadRegistered:
    return contract.LeadRegistered(
        lead_id=event.lead_id,
        name=event.particulars.name,
        investor_name=event.particulars.investor_name,
        credit_code=event.particulars.credit_code,
        park=event.park,
        specialist=event.specialist,
        stage=event.stage,
        particulars=_particulars(event.particulars),
        imported_in=event.imported_in,
    )


def _moved(lead_id: LeadId, event: lead.StageReached) -> contract.Told:
    if isinstance(event, lead.AgreementSigned):
        return _signed(event)
    before, after = lead.stage_before(event), lead.stage_after(event)
    said: dict[str, Any] = {"lead_id": lead_id, "from_stage": before, "to_stage": after}
    said["note"] = lead.words(event)
    match event:
        case lead.LeadLost():
            return contract.LeadLost(**said, competitor=event.competitor)
        case lead.ImportedLeadWithdrawn():
            return contract.ImportedLeadWithdrawn(**said, import_id=event.import_id)
        case _:
            return _PLAIN_MOVES[type(event)](**said)


def _signed(event: lead.AgreementSigned) -> contract.AgreementSigned:
    return contract.AgreementSigned(
        lead_id=event.lead_id,
        name=event.name,
        investor_name=event.investor_name,
        credit_code=event.credit_code,
        park=event.park,
        specialist=event.specialist,
        amount=event.agreement.amount.to_plain(),
        agreed_start_on=event.agreement.start_on,
        agreed_production_on=event.agreement.production_on,
        agreement_number=event.agreement.number,
    )


def _noted(lead_id: LeadId, event: Event) -> contract.Told | None:
    match event:
        case lead.LeadAssessed():
            return contract.LeadAssessed(
                lead_id=lead_id, verdict=event.verdict, opinion=event.opinion
            )
        case lead.LeadAssigned():
            return contract.LeadAssigned(
                lead_id=lead_id,
                from_specialist=event.from_specialist,
                to_specialist=event.to_specialist,
            )
        case lead.FollowUpRecorded():
            return _follow_up(lead_id, event)
        case lead.ProjectLinked():
            return contract.ProjectLinked(lead_id=lead_id, project_id=event.project_id)
        case lead.ProjectRefused():
            return contract.ProjectRefused(lead_id=lead_id, code=event.code, detail=event.detail)
        case _:
            return _corrected(lead_id, event)


def _follow_up(lead_id: LeadId, event: lead.FollowUpRecorded) -> contract.FollowUpRecorded:
    return contract.FollowUpRecorded(
        lead_id=lead_id,
        follow_up_id=event.follow_up_id,
        form=event.form,
        content=event.content,
        next_step=event.next_step,
        next_on=event.next_on,
    )


def _corrected(lead_id: LeadId, event: Event) -> contract.Told | None:
    match event:
        case lead.RegistrationCorrected():
            return contract.RegistrationCorrected(
                lead_id=lead_id,
                before=_particulars(event.before),
                after=_particulars(event.after),
                reason=event.reason,
            )
        case lead.AgreementCorrected():
            return contract.AgreementCorrected(
                lead_id=lead_id,
                before=_agreement(event.before),
                after=_agreement(event.after),
                reason=event.reason,
            )
        case _:
            return None


def _of_import(import_id: ImportId, event: Event) -> contract.Told | None:
    match event:
        case ledger.LedgerRead():
            return contract.LedgerRead(
                import_id=import_id, file_name=event.file_name, rows=event.rows
            )
        case ledger.LeadRowCommitted():
            return contract.LeadRowCommitted(
                import_id=import_id, row=event.row, lead_id=event.lead_id
            )
        case ledger.ProjectRowCommitted():
            return _project_row(import_id, event)
        case _:
            return _refused_or_undone(import_id, event)


def _refused_or_undone(import_id: ImportId, event: Event) -> contract.Told | None:
    match event:
        case ledger.ProjectRowUndoRequested():
            return contract.ProjectRowUndoRequested(import_id=import_id, row=event.row)
        case ledger.RowUndone():
            return contract.RowUndone(import_id=import_id, row=event.row)
        case ledger.RowRefused():
            return contract.RowRefused(
                import_id=import_id, row=event.row, code=event.code, detail=event.detail
            )
        case ledger.RowUndoRefused():
            return contract.RowUndoRefused(
                import_id=import_id, row=event.row, code=event.code, detail=event.detail
            )
        case _:
            return None


def _project_row(
    import_id: ImportId, event: ledger.ProjectRowCommitted
) -> contract.ProjectRowCommitted:
    project = event.project
    known = project.particulars
    return contract.ProjectRowCommitted(
        import_id=import_id,
        row=event.row,
        name=known.name,
        park=project.park,
        stage=project.stage,
        since=project.since.to_plain(),
        investor_name=known.investor_name,
        credit_code=known.credit_code,
        amount=known.amount.to_plain(),
        specialist=project.specialist,
        land=_plain(known.land),
        land_supply=project.land_supply,
        site=known.site,
        content=known.content,
        origin=known.origin,
        remark=known.remark,
        commenced=project.commenced.to_plain() if project.commenced else None,
    )


def _particulars(known: Particulars) -> contract.Particulars:
    return contract.Particulars(
        name=known.name,
        investor_name=known.investor_name,
        credit_code=known.credit_code,
        amount=known.amount.to_plain(),
        land=_plain(known.land),
        site=known.site,
        content=known.content,
        origin=known.origin,
        channel=known.channel,
        remark=known.remark,
    )


def _agreement(agreement: Agreement) -> contract.Agreement:
    return contract.Agreement(
        amount=agreement.amount.to_plain(),
        start_on=agreement.start_on,
        production_on=agreement.production_on,
        number=agreement.number,
    )


def _plain(quantity: Quantity | None) -> contract.Plain | None:
    return None if quantity is None else quantity.to_plain()
