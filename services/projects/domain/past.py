"""A project's past with every date put right, for reading it in the world's order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from types import UnionType
from typing import Any

from services.projects.domain.events import (
    Event,
    MilestoneCorrected,
    MilestoneReached,
    ProductionStarted,
    ProjectCreated,
    WorkCommenced,
    WorksCompleted,
)
from services.projects.domain.milestone import RECOGNISED
from services.projects.domain.record import ProjectRecord, evolve_record
from services.projects.domain.terms import MilestoneKind
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId
from shared.kernel.recorded import Recorded, fold_record, known


def record_of(events: Sequence[Recorded[Event]], valid_at: datetime | None) -> ProjectRecord | None:
    """Return the record after these events, or as it was so at a moment."""
    so = events if valid_at is None else known(put_right(events), valid_at=valid_at)
    return fold_record(evolve_record, so)


def last_said(
    events: Sequence[Recorded[Any]], kinds: type[Any] | UnionType
) -> Recorded[Any] | None:
    """Return the last event of these kinds."""
    said = (recorded for recorded in reversed(events) if isinstance(recorded.event, kinds))
    return next(said, None)


def entry_of(events: Sequence[Recorded[Any]], kind: MilestoneKind) -> Recorded[Any] | None:
    """Return the entry that says when a milestone was reached; the newest correction, if any."""
    said = (recorded for recorded in reversed(events) if _says(recorded.event, kind))
    return next(said, None)


def put_right(events: Sequence[Recorded[Event]]) -> list[Recorded[Event]]:
    """Return the events with each corrected one at its right day; the corrections are spent."""
    right: dict[EventId, Recorded[Event]] = {}
    for recorded in events:
        if isinstance(recorded.event, MilestoneCorrected):
            entry = entry_of([*right.values()], recorded.event.milestone)
            if entry is not None:
                right[entry.event_id] = _dated(entry, recorded.event.to_reached)
        else:
            right[recorded.event_id] = recorded
    return [*right.values()]


def _says(event: Event, kind: MilestoneKind) -> bool:
    match event:
        case MilestoneReached() | MilestoneCorrected():
            return event.milestone is kind
        case WorkCommenced() | WorksCompleted() | ProductionStarted():
            return RECOGNISED[type(event)] is kind
        case ProjectCreated():
            return kind is MilestoneKind.COMMENCEMENT and event.commenced is not None
        case _:
            return False


def _dated(entry: Recorded[Any], reached: Effective) -> Recorded[Event]:
    """Return an entry as it should have been made; a ledger's project began when it began."""
    if isinstance(entry.event, ProjectCreated):
        return entry.saying(replace(entry.event, commenced=reached))
    day = "reached" if isinstance(entry.event, MilestoneReached) else "since"
    return entry.saying(
        replace(entry.event, **{day: reached}), replace(entry.meta, effective=reached)
    )
