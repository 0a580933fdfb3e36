"""Who asks, when, and for which moment in the world: what every command carries."""

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, DepartmentId, EventId
from shared.kernel.rejected import Rejected


@dataclass(frozen=True, kw_only=True)
class Actor:
    """操作人: the account that acted, the role it acted in, the department it acted for."""

    id: AccountId
    role: str
    department: DepartmentId | None = None


SYSTEM = Actor(id=AccountId("system"), role="system")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """申请操作: the part common to all commands.

    `at` is the clock when it was asked (UTC); `effective` is when it is, or was, so in the world.
    `corrects` names the stored event that this command puts right.
    """

    by: Actor
    at: datetime
    effective: Effective
    corrects: EventId | None = None


def require_not_future(command: Asked) -> None:
    """Refuse what has not happened yet: an act may be entered late, never early."""
    if command.effective.start > command.at:
        raise Rejected("effective-in-the-future", "the act lies in the future")


def require_not_before(command: Asked, earliest: Effective | None, what: str) -> None:
    """Refuse an act dated before the one it follows from."""
    if earliest is not None and command.effective.end < earliest.start:
        raise Rejected("effective-before-predecessor", f"dated before {what}")


def require_now(command: Asked) -> None:
    """Refuse a date of its own for an act that happens by being entered."""
    if command.effective.start != command.at:
        raise Rejected("back-dating-not-allowed", "this act takes effect when it is entered")
