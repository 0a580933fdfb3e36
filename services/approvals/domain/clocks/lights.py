"""时限灯: when the light of a case turns, and what it shows at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.approvals.domain.catalogue import Binds
from services.approvals.domain.clocks.timekeeping import ClockFacts, moment_of
from services.approvals.domain.terms import Deadline
from shared.kernel.clock import HalfDay


class Shown(StrEnum):
    """时限灯: as lists show it; stopped 停计 is a clock that stands for an unknown time."""

    NORMAL = "normal"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Turning:
    """变灯时刻: when the light of a case turns, whether a clock stands, and the next end.

    A limit that ends in a year nobody published turns nothing, and its clock does not stand.
    """

    due_soon_at: datetime | None
    overdue_at: datetime | None
    stopped: bool
    due: HalfDay | None


def turning(deadlines: Sequence[Deadline], clock: ClockFacts) -> Turning:
    """Return when the light of a case turns, whichever clock of the authority's turns it.

    What binds the applicant or a procedure turns no light; it is due where nothing else is.
    """
    ours = [one for one in deadlines if one.binds is Binds.AUTHORITY]
    running = [one for one in ours if one.due is not None]
    soon = [moment_of(one.due_soon_from or HalfDay(one.start)) for one in running]
    over = [moment_of(one.overdue_from) for one in ours if one.overdue_from is not None]
    return Turning(
        due_soon_at=min(soon, default=None),
        overdue_at=min(over, default=None),
        stopped=len(running) < len(ours) and clock.open_stop is not None,
        due=min((one.due for one in running or deadlines if one.due is not None), default=None),
    )


def light_at(deadlines: Sequence[Deadline], clock: ClockFacts, moment: datetime) -> Shown | None:
    """Return the light at a moment; None where no clock runs for the authority or to an end."""
    turns_at = turning(deadlines, clock)
    if turns_at.overdue_at is not None and turns_at.overdue_at <= moment:
        return Shown.OVERDUE
    if turns_at.due_soon_at is not None and turns_at.due_soon_at <= moment:
        return Shown.DUE_SOON
    if turns_at.stopped:
        return Shown.STOPPED
    return None if turns_at.due is None else Shown.NORMAL
