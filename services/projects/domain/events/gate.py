"""What became of the approvals that gate the commencement."""

from dataclasses import dataclass

from services.projects.domain.terms import ItemStanding, Lacking, PlanItem, ReportedBy, Stage
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, DepartmentId


@dataclass(frozen=True, kw_only=True)
class _OnItem:
    """前置事项: what every report on one item says; without a case for what is done without one."""

    item_code: str
    name: str
    department: DepartmentId
    case_id: CaseId | None


@dataclass(frozen=True, kw_only=True)
class CommencementGateSet:
    """明确开工前置事项: nobody may break ground without a grant in force for each of these.

    Of each of `needs` one item is enough; without any, every item is needed.
    """

    items: tuple[PlanItem, ...]
    needs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class GateItemProgressed(_OnItem):
    """前置事项进展: the case for an item has come further, or has ended without a grant."""

    from_standing: ItemStanding
    to_standing: ItemStanding


@dataclass(frozen=True, kw_only=True)
class GateItemGranted(_OnItem):
    """前置事项获批: a grant is in force from `since` on.

    One known only by a `report` has no case of ours; `case_id` is the one name it goes by then.
    """

    document_number: str
    since: Effective
    report: ReportedBy | None = None


@dataclass(frozen=True, kw_only=True)
class GateItemExempted(_OnItem):
    """前置事项无需许可: no permit is asked of this project, by a finding or an exemption."""


@dataclass(frozen=True, kw_only=True)
class GateItemLost(_OnItem):
    """前置事项失效: a grant is in force no longer, from `since` on."""

    standing: ItemStanding
    since: Effective


@dataclass(frozen=True, kw_only=True)
class CommencementGateOpened:
    """开工条件具备: every item that gates the commencement has a grant in force."""

    item_codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommencementGateLost:
    """开工条件丧失: a grant that the commencement rests on, or was to rest on, is gone."""

    stage: Stage
    lacking: tuple[Lacking, ...]
