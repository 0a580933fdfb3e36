"""The inside of notifications on a real PostgreSQL, without the bus: events are handed over here.

async with world(database, clock) as here:
    await here.grant("city", Role.PARTNER_SYSTEM)
    name = await here.endpoint(city, owner="city")     registered, verified, heard of
    await here.happen(project("p1", "WorkCommenced"))  published, routed
    async with here.delivering():                      the pump runs
        await city.wait_for(1)
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
from uuid_utils.compat import uuid7

from services.notifications.delivery.courier import Courier
from services.notifications.delivery.keys import KeyRing, new_secret
from services.notifications.delivery.ledger import Ledger
from services.notifications.delivery.pump import Pace, Pump
from services.notifications.delivery.reports import Reports
from services.notifications.delivery.sender import Sender
from services.notifications.delivery.signing import Secret
from services.notifications.domain.address import AllowedAddress
from services.notifications.domain.commands import (
    Command,
    EnableEndpoint,
    PauseEndpoint,
    RecordPing,
    RegisterEndpoint,
    ResumeEndpoint,
    RotateSecret,
)
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint_facts import (
    DEFAULT_RETRIES,
    Interest,
    Ordering,
    PingAnswer,
    Profile,
    SigningKey,
)
from services.notifications.domain.events import Event
from services.notifications.main import CODEC
from services.notifications.publishing import publish
from services.notifications.views.bell import Bell
from services.notifications.views.concerned import Concerned
from services.notifications.views.endpoints import own_view
from services.notifications.views.routing import Routing
from shared.adapters.batcher import Batcher
from shared.adapters.command_handler import CommandHandler, Context, Part
from shared.adapters.event_store import EventStore
from shared.adapters.projector import Views
from shared.adapters.views import HeardView
from shared.adapters.wrapping import KEY_BYTES, Wrapping
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Role
from shared.kernel.recorded import Recorded
from tests.harness.receiver import Receiver
from tests.harness.servers import Database
from tests.services.notifications.telling import Clock, Teller

PUBLIC_URL = "http://127.0.0.1:8080"


@dataclass(kw_only=True)
class World(Teller):
    """All parts of the service but HTTP and the bus."""

    pool: asyncpg.Pool
    store: EventStore[Event]
    commands: CommandHandler[Event]
    views: Views
    bell: Bell
    keys: KeyRing
    draw: float = 0.0
    published: int = 0
    secrets: dict[str, Secret] = field(default_factory=dict)
    allowed: list[AllowedAddress] = field(default_factory=list)

    async def happen(self, *events: CloudEvent) -> None:
        """Take events in as one batch of the consumer does."""
        async with self.pool.acquire() as connection, connection.transaction():
            for view in self.views.heard:
                await view.hear(connection, "view", list(events))

    async def grant(self, account: str, role: Role, **more: Any) -> None:
        """Grant a role to an account, for all parks unless another is named."""
        await self.happen(self.granted(account, role, **more))

    async def endpoint(  # noqa: PLR0913 - a test names just what it is about
        self,
        receiver: Receiver,
        owner: str = "city",
        *,
        interest: Interest | None = None,
        profile: Profile = Profile.FULL,
        ordering: Ordering = Ordering.NONE,
        retries: Sequence[int] = DEFAULT_RETRIES,
        verified: bool = True,
    ) -> str:
        """Register an endpoint, verify it, and let routing hear of it; return its id."""
        endpoint_id, secret = str(uuid7()), new_secret(str(uuid7()), os.urandom)
        allowed = AllowedAddress(network="127.0.0.0/8", port=receiver.port)
        self.allowed.append(allowed)
        await self.keys.keep(secret, endpoint_id, self.clock())
        self.secrets[endpoint_id] = secret
        command = RegisterEndpoint(
            **self.asking(owner),
            owner=AccountId(owner),
            url=receiver.url,
            interest=interest or Interest(),
            profile=profile,
            ordering=ordering,
            retries=tuple(retries),
            key=SigningKey(key_id=secret.key_id, public_key=secret.public),
            allowed=(allowed,),
        )
        await self.ask(endpoint_id, command, creates=True)
        if verified:
            taken, refused = PingAnswer(status=204), PingAnswer(status=401)
            await self.ask(
                endpoint_id, RecordPing(**self.asking(owner), signed=taken, forged=refused)
            )
        return endpoint_id

    def asking(self, by: str = "city") -> dict[str, Any]:
        """The part common to all commands."""
        at = self.clock()
        actor = Actor(id=AccountId(by), role="partner-system")
        return {"by": actor, "at": at, "effective": Effective.at_instant(at)}

    async def ask(self, endpoint_id: str, command: Command, *, creates: bool = False) -> None:
        """Carry out a command, and let routing hear what came of it."""
        context = Context(correlation=str(uuid7()))
        part = Part(ENDPOINT, endpoint_id)
        await self.commands.handle(part, command, context, creates=creates)
        await self.hear_own()

    async def pause(self, endpoint_id: str) -> None:
        await self.ask(endpoint_id, PauseEndpoint(**self.asking()))

    async def resume(self, endpoint_id: str) -> None:
        await self.ask(endpoint_id, ResumeEndpoint(**self.asking()))

    async def enable(self, endpoint_id: str) -> None:
        await self.ask(endpoint_id, EnableEndpoint(**self.asking()))

    async def rotate(self, endpoint_id: str, until: datetime) -> Secret:
        """Give an endpoint a new key."""
        secret = new_secret(str(uuid7()), os.urandom)
        await self.keys.keep(secret, endpoint_id, self.clock())
        key = SigningKey(key_id=secret.key_id, public_key=secret.public)
        await self.ask(endpoint_id, RotateSecret(**self.asking(), key=key, previous_until=until))
        return secret

    async def hear_own(self) -> None:
        """Take in what this service itself has stored since."""
        for recorded in await self.store.after(self.published, 500):
            self.published = recorded.position
            await self.happen(self._worded(recorded))

    def _worded(self, recorded: Recorded[Event]) -> CloudEvent:
        told = publish(recorded.stream, recorded)
        return self.event(
            type(recorded.event).__name__,
            recorded.stream,
            "notifications",
            id=recorded.event_id,
            streamversion=recorded.version,
            actorid=recorded.meta.actor.id,
            data=None if told is None else told.model_dump(mode="json"),
        )

    def ledger(self) -> Ledger:
        """The book of deliveries, with the jitter that the test says."""
        return Ledger(self.pool, lambda: self.draw)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Sender]:
        """Lend what sends one delivery."""
        async with Courier(self.allowed, total_seconds=2) as courier:
            yield Sender(courier, self.keys, self.clock)

    @asynccontextmanager
    async def delivering(self, pace: Pace | None = None) -> AsyncIterator[None]:
        """Let the pump run."""
        async with self.sending() as sender:
            reports = Reports(self.commands, uuid7)
            pump = Pump(
                self.ledger(), sender, self.bell, reports.ask, pace or Pace(nap=0.05, sweep=0.1)
            )
            running = asyncio.create_task(pump.run())
            try:
                yield
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

    async def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Ask the database."""
        return [dict(row) for row in await self.pool.fetch(query, *values)]

    async def deliveries(self, endpoint_id: str | None = None) -> list[dict[str, Any]]:
        """The deliveries in the order of the feed."""
        return await self.rows(
            "SELECT * FROM own.delivery WHERE $1::text IS NULL OR endpoint_id = $1"
            " ORDER BY position, endpoint_id",
            endpoint_id,
        )

    async def until(self, query: str, *values: Any, seconds: float = 10) -> None:
        """Wait until a question to the database is answered by true."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await self.pool.fetchval(query, *values):
            assert asyncio.get_running_loop().time() < deadline, await self.deliveries()
            await asyncio.sleep(0.01)

    async def until_all(self, status: str, count: int, seconds: float = 10) -> None:
        """Wait until so many deliveries have a status."""
        query = "SELECT count(*) = $2 FROM own.delivery WHERE status = $1"
        await self.until(query, status, count, seconds=seconds)


@asynccontextmanager
async def world(database: Database, clock: Clock | None = None) -> AsyncIterator[World]:
    """Put the parts together on a database."""
    now = clock or Clock()
    pool = await asyncpg.create_pool(database.url, min_size=1, max_size=8)
    batcher = Batcher(database.url)
    await batcher.start()
    store: EventStore[Event] = EventStore(pool, CODEC)
    heard: list[HeardView] = [Concerned(), Routing(store, PUBLIC_URL, now, uuid7)]
    views = Views("notifications", pool, store, [own_view(store)], heard)
    await views.prepare()
    commands = CommandHandler(store, batcher, CODEC)
    try:
        yield World(
            clock=now,
            pool=pool,
            store=store,
            commands=commands,
            views=views,
            bell=Bell(database.url),
            keys=KeyRing(pool, Wrapping([os.urandom(KEY_BYTES)])),
        )
    finally:
        await batcher.stop()
        await asyncio.wait_for(pool.close(), 10)
