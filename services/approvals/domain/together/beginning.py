"""启用 on case and plan: what is heard of the works is what a certificate waits for.

Whoever records a beginning by hand is not contradicted: only a day that was taken from the works is
put right with them.
"""

from dataclasses import dataclass
from datetime import date

from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of
from services.approvals.domain.case.certificates import lapse
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Meaning
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import IN_FORCE
from services.approvals.domain.together import Indexed, with_plan
from shared.kernel.asked import Asked
from shared.kernel.identifiers import CaseId


@dataclass(frozen=True, kw_only=True)
class NoteBeginning(Asked):
    """知悉启用: works have begun; `instead_of` is the day they were thought to have before."""

    evidence: str
    instead_of: date | None = None


def begin(command: NoteBeginning, case_id: CaseId, case: Case, plan: Plan) -> Indexed:
    """知悉启用: in time it is recorded; put right to a day too late, the certificate is over."""
    return with_plan(command, case_id, (case, plan), _begun(command, case))


def _begun(command: NoteBeginning, case: Case) -> list[said.CertificateEvent]:
    item, certificate, day = case.item, case.certificate, day_of(command)
    if item is None or certificate is None or certificate.valid_until is None:
        return []
    if certificate.meaning is not Meaning.BEGIN_WITHIN or case.progress not in IN_FORCE:
        return []
    before = certificate.begun_on
    if day < certificate.issued_on or before == day or before not in {None, command.instead_of}:
        return []
    if day <= certificate.valid_until:
        recorded = said.BeginningRecorded(
            item=item.ref, evidence=command.evidence, on=day, from_on=before
        )
        return [recorded]
    return [] if before is None else lapse(item, certificate, case.document_number)
