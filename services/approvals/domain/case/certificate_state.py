"""证照: what there is of a certificate, folded from its events."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from services.approvals.domain import events as said
from services.approvals.domain.catalogue import Meaning
from shared.kernel.values import replace

_Standstill = (
    said.SuspensionNoted | said.SuspensionReported | said.CertificateVerified | said.ResumptionNoted
)
_Followed = (
    said.BeginningRecorded
    | said.ValidityExtensionRequested
    | said.ValidityExtended
    | said.ValidityExtensionRefused
    | said.CertificateLapsed
)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """证照: its number, up to when it holds or its holder has to begin, and how often extended."""

    number: str
    issued_on: date
    meaning: Meaning | None = None
    valid_until: date | None = None
    begun_on: date | None = None
    extensions: int = 0
    extension_requested: bool = False
    lapsed_on: date | None = None
    suspended_on: date | None = None
    suspension_reported: bool = False
    verified: bool = False

    @property
    def may_end(self) -> bool:
        """Tell whether time will end it: once begun, nothing ends what had only to be begun."""
        begun = self.meaning is Meaning.BEGIN_WITHIN and self.begun_on is not None
        return self.valid_until is not None and self.lapsed_on is None and not begun


def certificate_after(before: Certificate | None, event: said.ActEvent) -> Certificate | None:
    """Take in one act; most concern no certificate."""
    if isinstance(event, said.CertificateIssued):
        return Certificate(
            number=event.certificate_number,
            issued_on=event.on,
            meaning=event.meaning,
            valid_until=event.valid_until,
        )
    if isinstance(event, said.ApprovalGranted) and event.meaning is not None:
        return Certificate(
            number=event.document_number,
            issued_on=event.on,
            meaning=event.meaning,
            valid_until=event.valid_until,
        )
    if before is None or not isinstance(event, said.CertificateEvent):
        return before
    if isinstance(event, _Standstill):
        return _stood_still(before, event)
    return _followed(before, event)


def _stood_still(certificate: Certificate, event: _Standstill) -> Certificate:
    match event:
        case said.SuspensionNoted():
            since = event.on
            return replace(
                certificate, suspended_on=since, suspension_reported=False, verified=False
            )
        case said.SuspensionReported():
            return replace(certificate, suspension_reported=True)
        case said.CertificateVerified():
            return replace(certificate, verified=True)
        case said.ResumptionNoted():
            return replace(certificate, suspended_on=None)
        case _:
            assert_never(event)


def _followed(certificate: Certificate, event: _Followed) -> Certificate:
    match event:
        case said.BeginningRecorded():
            return replace(certificate, begun_on=event.on)
        case said.ValidityExtensionRequested():
            return replace(certificate, extension_requested=True)
        case said.ValidityExtended():
            return replace(
                certificate,
                valid_until=event.to_valid_until,
                extensions=certificate.extensions + 1,
                extension_requested=False,
            )
        case said.CertificateLapsed():
            return replace(certificate, lapsed_on=event.on)
        case _:
            return replace(certificate, extension_requested=False)
