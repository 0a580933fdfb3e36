"""重算: that all was counted again, and to whom that was told. Each happens once."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.approvals.domain.commands import FinishRecomputation, SendDigest
from services.approvals.domain.events import RecomputationDigested, RecomputationFinished
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import AccountId, ParkId
from shared.kernel.policy import Guarded


def finish(command: FinishRecomputation, finished: bool) -> Sequence[RecomputationFinished]:  # noqa: FBT001 - the state
    """完成重算: once for each change of the calendar."""
    if finished:
        return []
    return [
        RecomputationFinished(
            cause=command.cause,
            since=command.since,
            reason=command.reason,
            why=command.why,
            open_cases=command.open_cases,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class Told:
    """已通报: to whom a digest was sent, and for which park."""

    recipient: AccountId | None = None
    park: ParkId | None = None


def send(command: SendDigest, told: Told) -> Sequence[RecomputationDigested]:
    """发送重算通报: once to each person; nobody is told of nothing."""
    if told.recipient is not None or not command.deadlines:
        return []
    return [
        RecomputationDigested(
            recipient=command.recipient,
            park=command.park,
            cause=command.cause,
            reason=command.reason,
            why=command.why,
            cases=command.cases,
            deadlines=command.deadlines,
            left_off=command.left_off,
        )
    ]


def _about_told(told: Told) -> About:
    people = frozenset() if told.recipient is None else frozenset({told.recipient})
    return About(guarded=Guarded(park=told.park, people=people))


RECOMPUTATION: Decider[FinishRecomputation, bool, RecomputationFinished] = Decider(
    category="recomputation",
    initial=False,
    decide=finish,
    evolve=lambda _, __: True,
    about=lambda _: About(),
)
DIGEST: Decider[SendDigest, Told, RecomputationDigested] = Decider(
    category="digest",
    initial=Told(),
    decide=send,
    evolve=lambda _, event: Told(recipient=event.recipient, park=event.park),
    about=_about_told,
)
