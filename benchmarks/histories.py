"""Histories as they are stored, made in bulk: leads that are talked about, and counters."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from uuid_utils.compat import uuid7

from services.leads.domain.commands import FollowUpId, Form
from services.leads.domain.lead_events import (
    FollowUpRecorded,
    LeadEvent,
    LeadRegistered,
    NegotiationStarted,
)
from services.leads.domain.stages import Stage
from services.leads.main import CODEC as LEADS_CODEC
from shared.adapters.batcher import Append, Batcher, NewEvent
from shared.adapters.event_codec import EventCodec, encode_meta
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, LeadId, ParkId
from shared.kernel.recorded import Meta
from tests.adapters.counter import CODEC as COUNTER_CODEC
from tests.adapters.counter import Counted
from tests.domain.leads.samples import FULL

SPECIALIST = AccountId("sample-specialist")
PARK = ParkId("inspection-park")
WORDS = "企业到园区看地，确认用地规模与供电条件"
_ACTOR = Actor(id=SPECIALIST, role="investment-specialist")
_AT_ONCE = 64


async def leads(url: str, number: int, length: int) -> list[str]:
    """Store so many leads with so many events each; return their ids."""
    names = [str(uuid7()) for _ in range(number)]
    lives = ((f"lead-{name}", _life(LeadId(name), length)) for name in names)
    await _store(url, LEADS_CODEC, lives)
    return names


async def counters(url: str, number: int, length: int) -> list[str]:
    """Store so many counters with so many events each; return their ids."""
    names = [str(uuid7()) for _ in range(number)]
    lives = ((f"counter-{name}", [Counted(by=1, note=WORDS)] * length) for name in names)
    await _store(url, COUNTER_CODEC, lives)
    return names


def _life(lead_id: LeadId, length: int) -> list[LeadEvent]:
    since = Effective.at_instant(datetime.now(UTC) - timedelta(days=30))
    entered = LeadRegistered(
        lead_id=lead_id,
        park=PARK,
        specialist=SPECIALIST,
        particulars=replace(FULL, name=f"项目{lead_id}", investor_name=f"投资方{lead_id}"),
        stage=Stage.RESERVED,
        since=since,
    )
    begun = NegotiationStarted(from_stage=Stage.RESERVED, since=since)
    talks = [
        FollowUpRecorded(follow_up_id=FollowUpId(str(uuid7())), form=Form.VISIT, content=WORDS)
        for _ in range(length - 2)
    ]
    return [entered, begun, *talks]


async def _store(
    url: str, codec: EventCodec[Any], lives: Iterable[tuple[str, Sequence[Any]]]
) -> None:
    batcher = Batcher(url)
    await batcher.start()
    at = Effective.at_instant(datetime.now(UTC))
    meta = Meta(effective=at, actor=_ACTOR, correlation=str(uuid7()), trace=f"00-{'a' * 49}-01")
    waiting = iter(lives)

    async def store() -> None:
        for stream, life in waiting:
            stored = encode_meta(replace(meta, lead=stream.partition("-")[2]))
            events = [NewEvent(stream, uuid7(), *codec.encode(event), stored) for event in life]
            await batcher.append(Append(guards=[(stream, 0)], events=events))

    await asyncio.gather(*(store() for _ in range(_AT_ONCE)))
    await batcher.stop()
