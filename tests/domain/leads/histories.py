"""Events as they would have been stored, for the folds that read the times beside them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import EventId, stream_key
from shared.kernel.recorded import Meta, Recorded
from tests.domain.leads.stories import AT, LEAD_ID, LI_ACTING


def recorded(
    event: Any,
    version: int = 1,
    *,
    effective: Effective | None = None,
    stream: str = stream_key("lead", LEAD_ID),
    actor: Actor = LI_ACTING,
) -> Recorded[Any]:
    at: datetime = AT + timedelta(minutes=version)
    when = effective or getattr(event, "since", None) or Effective.at_instant(at)
    return Recorded(
        position=version,
        event_id=EventId(str(UUID(int=version))),
        stream=stream_key(*stream.split("-", 1)),
        version=version,
        recorded_at=at,
        hash=bytes(32),
        meta=Meta(effective=when, actor=actor, correlation="c"),
        event=event,
    )


def history(
    events: Sequence[Any], stream: str = stream_key("lead", LEAD_ID)
) -> list[Recorded[Any]]:
    return [recorded(event, version, stream=stream) for version, event in enumerate(events, 1)]
