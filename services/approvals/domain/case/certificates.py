"""证照: issued after the grant, extended where the item knows it, over by itself in time."""

from collections.abc import Sequence
from datetime import date

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.certificate_state import Certificate
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.validity import asked_in_time, due_at_end, end_of
from services.approvals.domain.catalogue import Item, Meaning, Validity
from shared.kernel.half_days import HalfDay
from shared.kernel.rejected import Rejected


def decide_certificate(command: asked.Certifying, case: Case) -> Sequence[said.CertificateEvent]:
    """Answer what is asked of a certificate."""
    match command:
        case asked.IssueCertificate():
            return issue_certificate(command, case)
        case asked.RecordBeginning():
            return record_beginning(command, case)
        case asked.RequestValidityExtension():
            return request_extension(command, case)
        case _:
            return answer_extension(command, case)


def issue_certificate(command: asked.IssueCertificate, case: Case) -> list[said.CertificateIssued]:
    """发证: once, after the grant; its validity runs from this day."""
    day, number = day_of(command), command.certificate_number
    if case.repeats(said.CertificateIssued, certificate_number=number, on=day):
        return []
    item = require(Act.ISSUE_CERTIFICATE, command, case)
    if case.certificate is not None:
        raise Rejected("certificate-already-issued", "a grant has one certificate")
    validity, end = item.validity, None
    if validity is not None:
        end = end_of(day, validity.length, validity.span, command.calendar)
    return [
        said.CertificateIssued(
            item=item.ref,
            certificate_number=number,
            meaning=validity.meaning if validity else None,
            valid_until=end,
            on=day,
            duties=(due_at_end(validity, day, end),) if validity and end else (),
            calendar_version=command.calendar.version,
        )
    ]


def record_beginning(command: asked.RecordBeginning, case: Case) -> list[said.BeginningRecorded]:
    """按期启用: within the validity, where the certificate waits for it."""
    day = day_of(command)
    if case.repeats(said.BeginningRecorded, evidence=command.evidence, on=day):
        return []
    item = require(Act.RECORD_BEGINNING, command, case)
    certificate, end = _running(case)
    if certificate.meaning is not Meaning.BEGIN_WITHIN:
        raise Rejected("beginning-not-awaited", "this certificate ends on its day, begun or not")
    if day > end:
        raise Rejected("validity-over", "it was to be begun before", valid_until=str(end))
    return [said.BeginningRecorded(item=item.ref, evidence=command.evidence, on=day)]


def request_extension(
    command: asked.RequestValidityExtension, case: Case
) -> list[said.ValidityExtensionRequested]:
    """申请延续有效期: in time, and as often as the item says."""
    day = day_of(command)
    if case.repeats(said.ValidityExtensionRequested, reason=command.reason, on=day):
        return []
    item = require(Act.REQUEST_VALIDITY_EXTENSION, command, case)
    certificate, end = _running(case)
    validity = _require_extendable(item, certificate)
    if certificate.extension_requested:
        raise Rejected("validity-extension-already-requested", "an answer is awaited")
    if day > end:
        raise Rejected("validity-over", "it has ended", valid_until=str(end))
    if not asked_in_time(validity, day, end, command.calendar):
        before = validity.ask_days_before
        detail = f"it is asked for {before} working days before the end"
        raise Rejected("validity-extension-too-late", detail, ask_days_before=before)
    return [said.ValidityExtensionRequested(item=item.ref, reason=command.reason, on=day)]


def answer_extension(
    command: asked.ExtendValidity | asked.RefuseValidityExtension, case: Case
) -> list[said.ValidityExtended | said.ValidityExtensionRefused]:
    """准予或不予延续: what was asked for in time, also where the answer comes after the end."""
    day, granting = day_of(command), isinstance(command, asked.ExtendValidity)
    event = said.ValidityExtended if granting else said.ValidityExtensionRefused
    if case.repeats(event, on=day):
        return []
    act = Act.EXTEND_VALIDITY if granting else Act.REFUSE_VALIDITY_EXTENSION
    item = require(act, command, case)
    certificate, end = _running(case)
    if not certificate.extension_requested:
        raise Rejected("validity-extension-not-requested", "nobody has asked for it")
    if isinstance(command, asked.RefuseValidityExtension):
        return [said.ValidityExtensionRefused(item=item.ref, reason=command.reason, on=day)]
    return [_extended(command, item, _require_extendable(item, certificate), end)]


def _extended(
    command: asked.ExtendValidity, item: Item, validity: Validity, end: date
) -> said.ValidityExtended:
    until = end_of(end, validity.extension_length, validity.span, command.calendar)
    day = day_of(command)
    return said.ValidityExtended(
        item=item.ref,
        from_valid_until=end,
        to_valid_until=until,
        on=day,
        duties=(due_at_end(validity, day, until),),
        calendar_version=command.calendar.version,
    )


def lapse(
    item: Item, certificate: Certificate, document_number: str
) -> list[said.CertificateEvent]:
    """自行废止: on the day after the last; not while an extension asked for in time is awaited."""
    end, meaning = certificate.valid_until, certificate.meaning
    if certificate.extension_requested or end is None or meaning is None:
        return []
    return [
        said.CertificateLapsed(
            item=item.ref,
            certificate_number=certificate.number,
            document_number=document_number,
            meaning=meaning,
            valid_until=end,
            on=HalfDay(end).next().day,
        )
    ]


def _running(case: Case) -> tuple[Certificate, date]:
    certificate = case.certificate
    if certificate is None:
        raise Rejected("certificate-not-issued", "there is no certificate yet")
    if certificate.valid_until is None:
        raise Rejected("validity-not-limited", "this certificate has no end")
    if not certificate.may_end:
        raise Rejected("beginning-already-recorded", "its holder has begun in time")
    return certificate, certificate.valid_until


def _require_extendable(item: Item, certificate: Certificate) -> Validity:
    if item.validity is None or not item.validity.extensions:
        raise Rejected("validity-not-extendable", f"the law of {item.code} knows no extension")
    if certificate.extensions >= item.validity.extensions:
        detail = f"at most {item.validity.extensions} times"
        raise Rejected("validity-extensions-used-up", detail, allowed=item.validity.extensions)
    return item.validity
