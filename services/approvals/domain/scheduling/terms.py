"""The words of scheduling: what is still to be done, what waits for what, what comes of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.approvals.domain.catalogue import NeedKind
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import DepartmentId
from shared.kernel.working_days import Calendar


class Rests(StrEnum):
    """用时依据: what says how long a task takes: its limit, whoever asks, or nobody at all."""

    PROMISED = "promised"
    STATUTORY = "statutory"
    TRIED = "tried"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Task:
    """待办事项: an item or a milestone, who holds it, how many working days it still takes.

    A milestone takes none and no department holds it. `earliest` is a day before which it cannot
    begin, or go on. `used` are the working days already spent on it; only a forecast asks for them.
    `rests_on` says where `remaining` comes from; None is for what takes no time by its nature.
    """

    code: str
    name: str
    held_by: DepartmentId | None
    remaining: Decimal
    begun: bool = False
    done: bool = False
    earliest: date | None = None
    used: Decimal = Decimal(0)
    rests_on: Rests | None = None


@dataclass(frozen=True, kw_only=True)
class Edge:
    """前置关系: `after` waits for whichever of `before` is finished first.

    May-issue lets both run side by side, but `after` ends no earlier; every other kind keeps
    `after` from beginning. What has begun all the same still waits for it before it ends.
    """

    before: tuple[str, ...]
    after: str
    kind: NeedKind


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """待办全貌: what is still to be done before a target, as it stands today.

    Work goes on the next working day; today is not counted. An edge from what is not among the
    tasks binds nobody: it does not apply here.
    """

    tasks: tuple[Task, ...]
    edges: tuple[Edge, ...]
    target: str
    today: date
    calendar: Calendar


@dataclass(frozen=True, kw_only=True)
class Wait:
    """等待: for another task and in which way, or for a day, or for nothing."""

    task: str | None = None
    kind: NeedKind | None = None
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Slot:
    """时段: when a task begins and ends at the earliest, and when it has to at the latest.

    `slack` is by how many working days it may begin later or take longer before the target comes
    later; None where that does not depend on it, nor is there a latest day then. The earliest is
    None only there, where it lies in a year that the calendar does not hold.
    """

    task: Task
    begins_at: Decimal
    ends_at: Decimal
    begins: HalfDay | None
    ends: HalfDay | None
    waits: Wait
    must_begin_by: HalfDay | None = None
    must_end_by: HalfDay | None = None
    slack: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Link:
    """关键环节: one task of the chain that decides, what it waited for, what it adds.

    It adds nothing where its end waits for another's. `waited` are the working days up to the day
    before which it could not begin.
    """

    task: Task
    waits: Wait
    begins: HalfDay
    ends: HalfDay
    waited: Decimal
    adds: Decimal


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """排期: the earliest day of the target, the chain that decides it, the slack of the others.

    `days` are the working days after today, the sum of what the chain waited and adds.
    """

    target: str
    today: date
    on: HalfDay
    days: Decimal
    slots: tuple[Slot, ...]
    chain: tuple[Link, ...]
    calendar_version: str
    provisional: bool

    @property
    def chain_codes(self) -> tuple[str, ...]:
        """The chain by the codes of its tasks."""
        return tuple(link.task.code for link in self.chain)

    @property
    def counting(self) -> frozenset[str]:
        """What the target waits for, by code: with much longer it would come later."""
        return frozenset(slot.task.code for slot in self.slots if slot.slack is not None)
