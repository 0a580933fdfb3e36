"""The fixed words of projects: stages, origins, milestones, the standing of an approval item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.identifiers import AccountId, DepartmentId, ImportId, ParkId
from shared.kernel.quantity import Quantity


class Stage(StrEnum):
    """项目阶段: where a project is on its way; parallel facts are milestones, not stages."""

    NOT_CREATED = "not-created"
    SIGNED = "signed"
    UNDER_CONSTRUCTION = "under-construction"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    IN_PRODUCTION = "in-production"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """项目来源: grown from a lead, or read from a ledger without one."""

    LEAD = "lead"
    IMPORTED = "imported"


class MilestoneKind(StrEnum):
    """里程碑: the moments of a project that are planned, forecast and reached."""

    SIGNED = "signed"
    COMPANY_REGISTERED = "company-registered"
    LAND_SUPPLIED = "land-supplied"
    COMMENCEMENT = "commencement"
    FOUNDATION = "foundation"
    MAIN_STRUCTURE = "main-structure"
    TOPPING_OUT = "topping-out"
    FITTING_OUT = "fitting-out"
    EQUIPMENT_INSTALLATION = "equipment-installation"
    COMPLETION = "completion"
    FINAL_INSPECTION = "final-inspection"
    TRIAL_PRODUCTION = "trial-production"
    PRODUCTION = "production"
    ABOVE_SCALE = "above-scale"
    FULL_CAPACITY = "full-capacity"


# Planned dates of these never run backwards; the other kinds happen beside them.
SEQUENCE = (
    MilestoneKind.SIGNED,
    MilestoneKind.COMMENCEMENT,
    MilestoneKind.FOUNDATION,
    MilestoneKind.MAIN_STRUCTURE,
    MilestoneKind.TOPPING_OUT,
    MilestoneKind.COMPLETION,
    MilestoneKind.PRODUCTION,
    MilestoneKind.FULL_CAPACITY,
)

# Reached by an act of their own, with rules of their own; the collection that takes it.
OWN_ACTS: Mapping[MilestoneKind, str] = {
    MilestoneKind.SIGNED: "leads/{id}/signings",
    MilestoneKind.COMMENCEMENT: "commencements",
    MilestoneKind.COMPLETION: "completions",
    MilestoneKind.PRODUCTION: "production-starts",
}


class ItemStanding(StrEnum):
    """审批事项进展: how far the case for one item has come, as the approving side reports it."""

    NOT_APPLIED = "not-applied"
    RECEIVED = "received"
    DEFICIENCIES_NOTIFIED = "deficiencies-notified"
    ACCEPTED = "accepted"
    SUPPLEMENT_REQUESTED = "supplement-requested"
    SPECIAL_PROCEDURE = "special-procedure"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    RETURNED = "returned"
    GRANTED = "granted"
    NOT_REQUIRED = "not-required"
    RETRACTED = "retracted"
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"
    FORFEITED = "forfeited"
    LAPSED = "lapsed"
    APPLICATION_LAPSED = "application-lapsed"
    VOIDED = "voided"


class Flag(StrEnum):
    """异常标记: what somebody has to look into."""

    UNAPPROVED_START = "unapproved-start"
    GATE_LOST = "gate-lost"
    SLIPPED = "slipped"


@dataclass(frozen=True, kw_only=True)
class Investment:
    """投资事项: what was agreed, or what a ledger says; None is what nobody stated."""

    name: str
    park: ParkId
    investor_name: str | None = None
    credit_code: str | None = None
    specialist: AccountId | None = None
    amount: Quantity | None = None
    land: Quantity | None = None
    land_supply: str | None = None
    site: str | None = None
    content: str | None = None
    investor_origin: str | None = None
    remark: str | None = None
    agreement_number: str | None = None
    agreed_start_on: date | None = None
    agreed_production_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedRow:
    """导入行: the row of a ledger that a project was read from."""

    import_id: ImportId
    row: str


@dataclass(frozen=True, kw_only=True)
class PlanItem:
    """开工前置事项: an item of the approvals plan without which nobody may break ground."""

    item_code: str
    name: str
    department: DepartmentId


@dataclass(frozen=True, kw_only=True)
class ReportedBy:
    """报送来源: what another system told, by which a grant is known here without a case of ours."""

    report: str
    source: str
    record: str
    record_version: int


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """所缺事项: an item without a grant in force, who holds it, and how far it is."""

    item_code: str
    name: str
    held_by: DepartmentId
    stage: ItemStanding
