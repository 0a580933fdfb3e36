"""A smallest aggregate, for the tests of what all aggregates share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.adapters.event_codec import EventCodec
from shared.kernel.asked import SYSTEM, Asked
from shared.kernel.decider import About, Decider
from shared.kernel.effective import Effective
from shared.kernel.rejected import Rejected


@dataclass(frozen=True, kw_only=True)
class Counted:
    """计数: one more was counted."""

    by: int = 1
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Count(Asked):
    """计数: count so many more."""

    amount: int = 1
    note: str = ""


def _decide(command: Count, total: int) -> Sequence[Counted]:
    if command.amount < 0:
        raise Rejected("negative", "only upwards", total=total)
    if command.amount == 0:
        return []
    return [Counted(by=command.amount, note=command.note)]


COUNTER: Decider[Count, int, Counted] = Decider(
    category="counter",
    initial=0,
    decide=_decide,
    evolve=lambda total, event: total + event.by,
    about=lambda _: About(),
)
CODEC: EventCodec[Counted] = EventCodec(Counted)


def count(amount: int = 1, note: str = "") -> Count:
    """Return a command of now."""
    at = datetime.now(UTC)
    return Count(by=SYSTEM, at=at, effective=Effective.at_instant(at), amount=amount, note=note)
