"""审批事项: on what law an item stands, how long it may take, what it needs, what comes of it.

A plan keeps the items as they were when it was opened, and a case those of its plan; changing the
catalogue changes neither. The stored format: add, never rename.
"""

from dataclasses import dataclass
from decimal import Decimal

from services.approvals.domain.catalogue.situation import ALWAYS, Condition
from services.approvals.domain.catalogue.terms import (
    AfterSupplement,
    Basis,
    Binds,
    Citation,
    ItemKind,
    Meaning,
    Mode,
    NeedKind,
    Procedure,
    Span,
    StartsOn,
)
from shared.kernel.clock import LimitUnit
from shared.kernel.identifiers import DepartmentId


@dataclass(frozen=True, kw_only=True)
class Limit:
    """时限: so many of its unit; `unit_verified` is False where the law says 日 and not which.

    `days` are hours where the unit is one of hours. `warn_days` is from how few days left it is due
    soon, where that is not as in the whole park.
    """

    days: Decimal
    unit: LimitUnit
    starts_on: StartsOn
    source: Citation
    unit_verified: bool = True
    binds: Binds = Binds.AUTHORITY
    warn_days: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Need:
    """前置: what comes first, for what, and who says so.

    `item_code` or one of `alternatives` is enough; each is an item or a milestone of the works. The
    law refuses; a local rule or a practice only where the park has decided so (`insisted_on`).
    """

    item_code: str
    kind: NeedKind
    basis: Basis
    source: Citation
    alternatives: tuple[str, ...] = ()
    when: Condition = ALWAYS
    insisted_on: bool = False

    @property
    def refuses(self) -> bool:
        """Whether an act is refused without it; else there is a warning."""
        return self.basis is Basis.LAW or self.insisted_on

    @property
    def any_of(self) -> tuple[str, ...]:
        """What would be enough, the first being what is usual."""
        return (self.item_code, *self.alternatives)


@dataclass(frozen=True, kw_only=True)
class StatutoryStop:
    """法定停计: a special procedure whose time the law does not count, with the article."""

    procedure: Procedure
    article: str


@dataclass(frozen=True, kw_only=True)
class Material:
    """申请材料: what is handed in; a deferrable one may be promised (容缺)."""

    code: str
    name: str
    deferrable: bool = False


@dataclass(frozen=True, kw_only=True)
class OmissionRule:
    """容缺办理: deferrable materials may come later, within so many working days."""

    days: Decimal
    source: Citation


@dataclass(frozen=True, kw_only=True)
class CommitmentRule:
    """告知承诺: granted on a written promise, which is checked within so many working days."""

    check_days: Decimal
    source: Citation


@dataclass(frozen=True, kw_only=True)
class Validity:
    """有效期: how long a result holds; `extensions` of `extension_length` each may be asked for.

    They have to be asked for `ask_days_before` working days before the end, where that is said. It
    runs from the certificate, or `from_decision` where the document of the decision is the result.
    """

    length: int
    span: Span
    meaning: Meaning
    source: Citation
    extensions: int = 0
    extension_length: int = 0
    ask_days_before: int | None = None
    from_decision: bool = False


@dataclass(frozen=True, kw_only=True)
class SuspensionRule:
    """中止施工: works that stand still are reported within `report_months` months.

    After `verify_after_months` months the certificate is verified before they go on.
    """

    report_months: int
    verify_after_months: int
    source: Citation


@dataclass(frozen=True, kw_only=True)
class ItemRef:
    """事项: what every event of a case says of its item."""

    code: str
    name: str
    department: DepartmentId


@dataclass(frozen=True, kw_only=True)
class Item:
    """审批事项: one row of the catalogue, one department's.

    `notice_days` is the time for the one-time notice of what is missing, after which the
    application counts as accepted. `supplement_article` names the law by which waiting for a
    supplement stops the statutory clock; most items have none. `consulted` are departments whose
    opinions are asked for. A variant is another way to the same result, with a code of its own.
    `tacit` is 超期默许: past its limit the item counts as granted, where a local rule says so.
    `last_because` says why nothing waits for the item, of one that nothing waits for.
    """

    code: str
    name: str
    kind: ItemKind
    stage: str
    department: DepartmentId
    legal_basis: Citation
    gates_commencement: bool
    statutory: Limit | None = None
    promised: Limit | None = None
    notice_days: int | None = None
    extension_days: int | None = None
    supplement_article: str | None = None
    statutory_stops: tuple[StatutoryStop, ...] = ()
    needs: tuple[Need, ...] = ()
    applies: Condition = ALWAYS
    mode: Mode = Mode.ORDINARY
    variant_of: str | None = None
    after_supplement: AfterSupplement = AfterSupplement.SUSPEND
    materials: tuple[Material, ...] = ()
    omission: OmissionRule | None = None
    commitment: CommitmentRule | None = None
    validity: Validity | None = None
    suspension: SuspensionRule | None = None
    consulted: tuple[DepartmentId, ...] = ()
    area_assessed: bool = False
    tacit: Citation | None = None
    note: str = ""
    last_because: str = ""

    @property
    def ref(self) -> ItemRef:
        """The item as events name it."""
        return ItemRef(code=self.code, name=self.name, department=self.department)

    def article_for(self, procedure: Procedure) -> str | None:
        """Return the article by which a special procedure stops the statutory clock, if any."""
        return next((s.article for s in self.statutory_stops if s.procedure is procedure), None)
