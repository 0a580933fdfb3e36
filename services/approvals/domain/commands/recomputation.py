"""What may be asked of a recomputation, and of the digest that each person is sent of it."""

from dataclasses import dataclass

from services.approvals.domain.events.recomputation import MovedDeadline
from shared.kernel.asked import Asked
from shared.kernel.identifiers import AccountId, EventId, ParkId


@dataclass(frozen=True, kw_only=True)
class FinishRecomputation(Asked):
    """完成重算: every case that was open has been counted with the calendar as it is now."""

    cause: EventId
    since: int
    reason: str
    why: str
    open_cases: int


@dataclass(frozen=True, kw_only=True)
class SendDigest(Asked):
    """发送重算通报: tell one person, once, of all deadlines that have moved."""

    recipient: AccountId
    park: ParkId | None
    cause: EventId
    reason: str
    why: str
    cases: int
    deadlines: tuple[MovedDeadline, ...]
    left_off: int
