"""文号与证照编号: each is given once, and never again, whatever becomes of it.

A document number belongs to the series of its item, whichever way that is gone (变体); a number of
a certificate names that one paper, whatever item, department or project it is for.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from services.approvals.domain.catalogue import Item
from services.approvals.domain.commands import TakeCertificateNumber, TakeDocumentNumber
from services.approvals.domain.events import CertificateNumberTaken, DocumentNumberTaken
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import CaseId
from shared.kernel.rejected import Rejected

Taken = TypeVar("Taken", DocumentNumberTaken, CertificateNumberTaken)

_BRACKETS = str.maketrans("[【(〈<]】)〉>", "〔〔〔〔〔〕〕〕〕〕")


@dataclass(frozen=True, kw_only=True)
class Holder:
    """文号归属: the case that has the number, if any."""

    case: CaseId | None = None


def number_key(item_code: str, document_number: str) -> str:
    """Name the stream of a number: however it is spaced and bracketed, it is the same number."""
    spaced = unicodedata.normalize("NFKC", document_number).translate(_BRACKETS).casefold()
    plain = re.sub(r"\s+", "", spaced)
    return sha256(f"{item_code}\n{plain}".encode()).hexdigest()[:32]


def document_key(item: Item, document_number: str) -> str:
    """Name the stream of a document number: the variants of an item number in its series."""
    return number_key(item.variant_of or item.code, document_number)


def certificate_key(certificate_number: str) -> str:
    """Name the stream of a certificate's number: the same for all items."""
    return number_key("", certificate_number)


def decide(command: TakeDocumentNumber, holder: Holder) -> Sequence[DocumentNumberTaken]:
    """占用文号: the first case keeps it."""
    number = command.document_number
    given = {"item_code": command.item_code, "document_number": number}
    taken = DocumentNumberTaken(**given, case=command.case)
    refusal = Rejected("document-number-taken", f"{number} was given before", **given)
    return _first_keeps(holder, taken, refusal)


def take_certificate_number(
    command: TakeCertificateNumber, holder: Holder
) -> Sequence[CertificateNumberTaken]:
    """占用证照编号: the first case keeps it."""
    number = command.certificate_number
    given = {"item_code": command.item_code, "certificate_number": number}
    taken = CertificateNumberTaken(**given, case=command.case)
    refusal = Rejected("certificate-number-taken", f"{number} was given before", **given)
    return _first_keeps(holder, taken, refusal)


def _first_keeps(holder: Holder, taken: Taken, refusal: Rejected) -> Sequence[Taken]:
    if holder.case is None:
        return [taken]
    if holder.case == taken.case:
        return []
    raise refusal


def evolve(_: Holder, event: DocumentNumberTaken | CertificateNumberTaken) -> Holder:
    """Take in one event."""
    return Holder(case=event.case)


def about(_: Holder) -> About:
    """A number by itself tells nothing of a project."""
    return About()


DOCUMENT_NUMBER: Decider[TakeDocumentNumber, Holder, DocumentNumberTaken] = Decider(
    category="documentnumber", initial=Holder(), decide=decide, evolve=evolve, about=about
)
CERTIFICATE_NUMBER: Decider[TakeCertificateNumber, Holder, CertificateNumberTaken] = Decider(
    category="certificatenumber",
    initial=Holder(),
    decide=take_certificate_number,
    evolve=evolve,
    about=about,
)
