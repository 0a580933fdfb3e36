"""What happened when open deadlines were counted again. The stored format: add, never rename."""

from dataclasses import dataclass

from services.approvals.domain.terms import ClockKind
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import AccountId, CaseId, EventId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class MovedDeadline:
    """变动期限: a limit of a case, where it ended before and where it ends now."""

    case: CaseId
    project: ProjectId | None
    item_code: str
    item_name: str
    clock: ClockKind
    from_due: HalfDay | None
    to_due: HalfDay | None


@dataclass(frozen=True, kw_only=True)
class RecomputationFinished:
    """重算完成: what changed is in force for every case that was open.

    `cause` is the change of the calendar, `since` its place in our history: what was counted again
    stands between there and here.
    """

    cause: EventId
    since: int
    reason: str
    why: str
    open_cases: int


@dataclass(frozen=True, kw_only=True)
class RecomputationDigested:
    """重算通报: one person is told once of all deadlines that have moved, the nearest first.

    `left_off` is how many more there are than could be named.
    """

    recipient: AccountId
    park: ParkId | None
    cause: EventId
    reason: str
    why: str
    cases: int
    deadlines: tuple[MovedDeadline, ...]
    left_off: int


RecomputationEvent = RecomputationFinished | RecomputationDigested
