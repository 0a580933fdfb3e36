"""中止施工: works under a certificate stand still; it is reported, and after a year verified.

That works stand still, or go on, is heard and noted as it is. What the law wants for it is watched
over by time and done by the holder and the authority.
"""

from collections.abc import Sequence
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.certificate_state import Certificate
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.validity import months_after
from services.approvals.domain.clocks.duties import on_named_day
from services.approvals.domain.terms import IN_FORCE, ClockKind
from shared.kernel.rejected import Rejected


def decide_suspension(command: asked.Suspending, case: Case) -> Sequence[said.CertificateEvent]:
    """Answer what is heard of a standstill, and what is done about it."""
    match command:
        case asked.NoteSuspension():
            return note_suspension(command, case)
        case asked.ReportSuspension():
            return report_suspension(command, case)
        case asked.VerifyCertificate():
            return verify(command, case)
        case asked.NoteResumption():
            return note_resumption(command, case)
        case _:
            assert_never(command)


def note_suspension(command: asked.NoteSuspension, case: Case) -> list[said.SuspensionNoted]:
    """知悉中止施工: of works under a certificate, and only where the law wants something for it."""
    day, item, certificate = day_of(command), case.item, case.certificate
    if item is None or item.suspension is None or case.progress not in IN_FORCE:
        return []
    if certificate is None or certificate.issued_on > day or certificate.suspended_on is not None:
        return []
    report_by = months_after(day, item.suspension.report_months)
    free_until = months_after(day, item.suspension.verify_after_months)
    return [
        said.SuspensionNoted(
            item=item.ref,
            on=day,
            duties=(
                on_named_day(ClockKind.SUSPENSION_REPORT, day, report_by),
                on_named_day(ClockKind.VERIFICATION, day, free_until),
            ),
        )
    ]


def report_suspension(command: asked.ReportSuspension, case: Case) -> list[said.SuspensionReported]:
    """中止施工报告: once, also when it is late."""
    day = day_of(command)
    if case.repeats(said.SuspensionReported, report=command.report, on=day):
        return []
    item = require(Act.REPORT_SUSPENSION, command, case)
    if _standing_still(case).suspension_reported:
        raise Rejected("suspension-already-reported", "it was reported before")
    return [said.SuspensionReported(item=item.ref, report=command.report, on=day)]


def verify(command: asked.VerifyCertificate, case: Case) -> list[said.CertificateVerified]:
    """证照核验: once the standstill has lasted so long that the law wants it."""
    day = day_of(command)
    if case.repeats(said.CertificateVerified, opinion=command.opinion, on=day):
        return []
    item = require(Act.VERIFY_CERTIFICATE, command, case)
    if _standing_still(case).verified:
        raise Rejected("certificate-already-verified", "it was verified before")
    free = case.deadline(ClockKind.VERIFICATION)
    if free is not None and free.due is not None and day <= free.due.day:
        due_on = str(free.due.day)
        raise Rejected("verification-not-due", "works may go on as it is", free_until=due_on)
    return [said.CertificateVerified(item=item.ref, opinion=command.opinion, on=day)]


def note_resumption(command: asked.NoteResumption, case: Case) -> list[said.ResumptionNoted]:
    """知悉恢复施工: noted with what was missing, never refused."""
    day, item = day_of(command), case.item
    if item is None or case.certificate is None or case.certificate.suspended_on is None:
        return []
    free = case.deadline(ClockKind.VERIFICATION)
    missing = free is not None and free.due is not None and day > free.due.day
    return [said.ResumptionNoted(item=item.ref, on=day, verification_missing=missing)]


def _standing_still(case: Case) -> Certificate:
    certificate = case.certificate
    if certificate is None or certificate.suspended_on is None:
        raise Rejected("works-not-suspended", "works under it do not stand still")
    return certificate
