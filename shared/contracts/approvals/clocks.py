"""What is told of limits."""

from datetime import date

from shared.contracts.approvals.told import HalfDay, OfCase, Told
from shared.kernel.identifiers import AccountId, CaseId, EventId, ParkId, ProjectId


class _Alarm(OfCase):
    clock: str
    due_on: date
    at_midday: bool
    late: bool
    binds: str = "authority"


class LimitDueSoon(_Alarm):
    """时限预警: little is left; `late` where it was noticed later than it was so.

    `binds` says whose limit it is: the authority's, the applicant's, or that of a procedure.
    """


class LimitExceeded(_Alarm):
    """时限逾期: a limit has run out; `late` and `binds` as in a warning."""


class DeadlineRecomputed(OfCase):
    """期限重算: the calendar changed, and a limit ends at another time, or turns its light then."""

    clock: str
    from_due: HalfDay | None = None
    to_due: HalfDay | None = None
    reason: str
    why: str = ""
    from_calendar_version: str
    calendar_version: str


class MovedDeadline(Told):
    """变动期限: a limit of a case, where it ended before and where it ends now."""

    case: CaseId
    project: ProjectId | None = None
    item_code: str
    item_name: str
    clock: str
    from_due: HalfDay | None = None
    to_due: HalfDay | None = None


class RecomputationFinished(Told):
    """重算完成: a change of the calendar is in force for every case that was open."""

    cause: EventId
    since: int
    reason: str
    why: str
    open_cases: int


class RecomputationDigested(Told):
    """重算通报: one person's cases whose deadlines have moved, told at once.

    `deadlines` names the nearest, `left_off` how many more there are.
    """

    recipient: AccountId
    park: ParkId | None = None
    cause: EventId
    reason: str
    why: str
    cases: int
    deadlines: tuple[MovedDeadline, ...]
    left_off: int
