"""What would become of a ledger's row: from what was read, and from what the importer decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.leads.domain.import_events import ProjectFacts
from services.leads.domain.particulars import Distinction, Particulars
from services.leads.domain.stages import Stage
from services.leads.importing.reading import RowReading
from services.leads.importing.wording import PROPOSALS, Target
from shared.kernel.effective import Effective, business_day
from shared.kernel.identifiers import AccountId, ParkId
from shared.kernel.rejected import Rejected

LONGEST_NAME = 200
_STAGES = frozenset((proposal.target, str(proposal.stage)) for proposal in PROPOSALS.values())


@dataclass(frozen=True, kw_only=True)
class Decision:
    """导入决定: what the importer says of one row where the ledger does not, and why."""

    reason: str
    target: Target | None = None
    stage: str | None = None
    name: str | None = None
    investor_name: str | None = None
    credit_code: str | None = None
    park: ParkId | None = None
    specialist: AccountId | None = None
    distinct_from: Distinction | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """导入条件: which park each sheet is about, whose the leads are, what was decided of rows."""

    parks: Mapping[str, ParkId] = field(default_factory=dict)
    park: ParkId | None = None
    specialist: AccountId | None = None
    decisions: Mapping[str, Decision] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """导入计划: the lead or the project that a row is to become."""

    row: str
    fingerprint: str
    target: Target
    stage: str
    since: Effective
    dated: bool
    park: ParkId
    particulars: Particulars
    specialist: AccountId | None = None
    distinction: Distinction | None = None
    decided: str | None = None
    commenced: Effective | None = None
    land_supply: str | None = None

    @property
    def lead_stage(self) -> Stage:
        """The stage of the lead it becomes."""
        return Stage(self.stage)

    def project(self) -> ProjectFacts:
        """Return the project it becomes."""
        return ProjectFacts(
            park=self.park,
            stage=self.stage,
            since=self.since,
            particulars=self.particulars,
            specialist=self.specialist,
            commenced=self.commenced,
            land_supply=self.land_supply,
        )


def row_id(row: RowReading) -> str:
    """Name a row: the sheet and the line it stands on."""
    return f"{row.sheet}!{row.row}"


def plan(row: RowReading, terms: Terms, at: datetime) -> Plan:
    """Return what a row is to become, or raise Rejected saying which decisions are missing."""
    decision = terms.decisions.get(row_id(row))
    target, stage = _target(row, decision)
    name = (decision and decision.name) or row.name
    park = (decision and decision.park) or terms.parks.get(row.sheet) or terms.park
    if name is None or stage is None or target is None or park is None:
        missing = {"name": name, "stage": stage, "park": park}
        lacking = [what for what, known in missing.items() if known is None]
        raise Rejected("row-needs-decision", "the ledger does not say it", missing=lacking)
    if len(name) > LONGEST_NAME:
        raise Rejected("row-name-too-long", f"a name has at most {LONGEST_NAME} characters")
    return Plan(
        row=row_id(row),
        fingerprint=row.fingerprint,
        target=target,
        stage=stage,
        since=row.stated or Effective.on_day(business_day(at)),
        dated=row.stated is not None,
        park=park,
        particulars=_particulars(row, decision, name, target),
        **_decided(decision, terms),
        commenced=row.commenced,
        land_supply=row.land_supply,
    )


def _decided(decision: Decision | None, terms: Terms) -> dict[str, Any]:
    if decision is None:
        return {"specialist": terms.specialist}
    return {
        "specialist": decision.specialist or terms.specialist,
        "distinction": decision.distinct_from,
        "decided": decision.reason,
    }


def _target(row: RowReading, decision: Decision | None) -> tuple[Target | None, str | None]:
    target = row.proposal.target if row.proposal else None
    stage = str(row.proposal.stage) if row.proposal else None
    if decision is not None and decision.stage is not None:
        target, stage = decision.target or target, decision.stage
        if (target, stage) not in _STAGES:
            raise Rejected(
                "row-stage-unknown",
                f"no row becomes a {target} at {stage}",
                allowed=sorted(f"{target}/{stage}" for target, stage in _STAGES),
            )
    return target, stage


def _particulars(
    row: RowReading, decision: Decision | None, name: str, target: Target
) -> Particulars:
    remark = row.remark
    if target is Target.LEAD and row.land_supply:
        remark = "；".join(text for text in (row.remark, f"供地情况：{row.land_supply}") if text)
    return Particulars(
        name=name,
        investor_name=(decision and decision.investor_name) or row.investor,
        credit_code=decision.credit_code if decision else None,
        amount=row.amount,
        land=row.area,
        site=row.site,
        content=row.content,
        origin=row.origin,
        remark=remark,
    )
