"""What was promised to an authority, and what became of it: 容缺 and 告知承诺.

The stored format: add, never rename.
"""

from dataclasses import dataclass
from datetime import date

from services.approvals.domain.catalogue import ItemRef
from shared.kernel.clock import HalfDay


@dataclass(frozen=True, kw_only=True)
class OmissionsPromised:
    """容缺承诺: these materials, by their codes, will come later."""

    item: ItemRef
    materials: tuple[str, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class OmissionsSupplied:
    """补齐: these have come; `outstanding` are those that have not."""

    item: ItemRef
    materials: tuple[str, ...]
    outstanding: tuple[str, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class OmissionsOverdue:
    """逾期未补: the time is over and these are outstanding still."""

    item: ItemRef
    outstanding: tuple[str, ...]
    due: HalfDay
    on: date


@dataclass(frozen=True, kw_only=True)
class CommitmentMade:
    """告知承诺: the applicant has promised, in writing, to fulfil what the law wants."""

    item: ItemRef
    commitment: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CommitmentCheckPassed:
    """批后核查通过: what was promised is so."""

    item: ItemRef
    opinion: str
    on: date


@dataclass(frozen=True, kw_only=True)
class CommitmentCheckFailed:
    """批后核查不通过: what was promised is not so."""

    item: ItemRef
    opinion: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RevocationProposed:
    """建议撤销: a promise was not kept; whether to revoke is for the authority to decide."""

    item: ItemRef
    grounds: str
    on: date


@dataclass(frozen=True, kw_only=True)
class VoidingProposed:
    """建议作废: a study was delivered on a promise that was not kept; the authority decides."""

    item: ItemRef
    grounds: str
    on: date


PromiseEvent = (
    OmissionsPromised
    | OmissionsSupplied
    | OmissionsOverdue
    | CommitmentMade
    | CommitmentCheckPassed
    | CommitmentCheckFailed
    | RevocationProposed
    | VoidingProposed
)
