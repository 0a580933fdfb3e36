"""What is told of limits."""

from datetime import date

from shared.contracts.approvals.told import HalfDay, OfCase


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
    from_calendar_version: str
    calendar_version: str
