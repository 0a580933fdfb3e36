"""Keeps deliveries moving: claims what there are slots for, sends, writes down what came of it.

Outcomes are written and new deliveries claimed by one loop, many at a time; only the sending itself
runs side by side. No transaction is open while a receiver is waited for.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from services.notifications.delivery import metrics
from services.notifications.delivery.book import Claimed, Finished, FollowUp
from services.notifications.delivery.ledger import Ledger
from services.notifications.delivery.sender import Sender
from services.notifications.views.bell import Bell, Listener
from shared.adapters.trouble import STORE_AWAY

log = logging.getLogger(__name__)

Ask = Callable[[FollowUp, datetime], Coroutine[Any, Any, None]]
_DATABASE_AWAY = (asyncpg.PostgresError, *STORE_AWAY)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many at once, and for how long; proven endpoints and those on probation apart."""

    proven_slots: int = 160
    probation_slots: int = 40
    lease: timedelta = timedelta(seconds=30)
    nap: float = 1.0
    sweep: float = 5.0


class Pump:
    """The one sending loop of a process."""

    def __init__(
        self,
        ledger: Ledger,
        sender: Sender,
        bell: Bell,
        ask: Ask,
        pace: Pace,
    ) -> None:
        self._ledger = ledger
        self._sender = sender
        self._bell = bell
        self._ask = ask
        self._now = sender.now
        self._pace = pace
        self._under_way: dict[asyncio.Task[None], Claimed] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._finished: list[Finished] = []
        self._swept = 0.0

    async def run(self) -> None:
        """Send for ever."""
        async with self._bell.listening() as ear:
            try:
                while True:
                    await self._turn(ear)
            finally:
                await asyncio.shield(self._stop())

    async def _turn(self, ear: Listener) -> None:
        try:
            moved = await self._settle() + await self._claim(ear)
            await self._sweep()
        except _DATABASE_AWAY:
            log.exception("deliveries cannot be read or written; trying again")
            await asyncio.sleep(0.3)
            return
        if not moved and not self._finished:
            await ear.wait(self._pace.nap)

    async def _settle(self) -> int:
        """Write down what has ended since the last turn."""
        finished = list(self._finished)
        if not finished:
            return 0
        follow_ups = await self._ledger.settle(finished, self._now())
        del self._finished[: len(finished)]
        metrics.count(finished)
        for follow_up in follow_ups:
            task = asyncio.create_task(self._ask(follow_up, self._now()))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        return len(finished)

    async def _claim(self, ear: Listener) -> int:
        proven = sum(claimed.proven for claimed in self._under_way.values())
        free_proven = self._pace.proven_slots - proven
        free_probation = self._pace.probation_slots - (len(self._under_way) - proven)
        if free_proven <= 0 and free_probation <= 0:
            return 0
        now = self._now()
        until = now + self._pace.lease
        claimed = await self._ledger.claim(now, until, free_proven, free_probation)
        for one in claimed:
            task = asyncio.create_task(self._try(one, ear))
            self._under_way[task] = one
            task.add_done_callback(self._under_way.pop)
        return len(claimed)

    async def _try(self, claimed: Claimed, ear: Listener) -> None:
        self._finished.append(await self._sender.try_once(claimed))
        ear.ring()

    async def _sweep(self) -> None:
        """Now and then look after what others left behind."""
        clock = asyncio.get_running_loop().time()
        if clock - self._swept < self._pace.sweep:
            return
        self._swept = clock
        now = self._now()
        ours = {claimed.id for claimed in self._under_way.values()}
        lost = await self._ledger.lost(now, self._pace.lease)
        self._finished += [finished for finished in lost if finished.claimed.id not in ours]
        await self._ledger.tidy(now)
        metrics.gauge(await self._ledger.measure(now))

    async def _stop(self) -> None:
        """Let go in good order: what is over is written down, what is not is given back."""
        tasks: Sequence[asyncio.Task[None]] = [*self._under_way, *self._asking]
        held = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(*_DATABASE_AWAY):
            await self._ledger.settle(self._finished, self._now())
            await self._ledger.release(held, self._now())
