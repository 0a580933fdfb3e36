"""更正: a milestone was reached on another day than was entered. The entry stays as it was made."""

from dataclasses import replace

from services.projects.domain.commands import CorrectMilestone
from services.projects.domain.events import MilestoneCorrected, MilestoneEvent
from services.projects.domain.milestone import RECOGNISED
from services.projects.domain.state import Move, Project, require_stage
from services.projects.domain.terms import OWN_ACTS, MilestoneKind
from services.projects.domain.works import require_gate
from shared.kernel.asked import require_not_future
from shared.kernel.rejected import Rejected

_MOVED_BY = {kind: event.__name__ for event, kind in RECOGNISED.items()}


def correct(command: CorrectMilestone, project: Project) -> list[MilestoneEvent]:
    """更正里程碑: to a day that has come, between what went before and what followed."""
    reached = project.milestone(command.milestone).reached
    if reached == command.effective:
        return []
    require_stage(command, project)
    require_not_future(command)
    if command.milestone is MilestoneKind.SIGNED:
        raise Rejected(
            "milestone-has-its-own-act",
            "the day of the signing is the lead's",
            act=OWN_ACTS[command.milestone],
        )
    if reached is None:
        raise Rejected("milestone-not-reached", "there is no day to put right")
    _require_place(command, project)
    return [
        MilestoneCorrected(
            milestone=command.milestone,
            from_reached=reached,
            to_reached=command.effective,
            reason=command.reason,
        )
    ]


def _require_place(command: CorrectMilestone, project: Project) -> None:
    """Refuse to put a stage before the one it follows or behind the one that follows it."""
    by = _MOVED_BY.get(command.milestone)
    place = next((at for at, move in enumerate(project.moves) if move.by == by), None)
    if place is None:
        return
    before, after = project.moves[place - 1], project.moves[place + 1 : place + 2]
    if command.effective.start < before.since.start:
        raise _misplaced("effective-before-predecessor", f"dated before {before.by}", before)
    if after and after[0].since.start < command.effective.start:
        raise _misplaced("effective-after-successor", f"dated after {after[0].by}", after[0])
    if command.milestone is MilestoneKind.COMMENCEMENT:
        require_gate(project.gate.lacking_at(command.effective))


def _misplaced(code: str, detail: str, neighbour: Move) -> Rejected:
    return Rejected(code, detail, since=neighbour.since.to_plain())


def moves_put_right(moves: tuple[Move, ...], event: MilestoneCorrected) -> tuple[Move, ...]:
    """Return the stages reached, one of them on another day."""
    by = _MOVED_BY.get(event.milestone)
    return tuple(replace(move, since=event.to_reached) if move.by == by else move for move in moves)
