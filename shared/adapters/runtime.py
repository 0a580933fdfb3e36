"""What every service is made of, put together: store, writers, bus, views, edge.

A service says what is its own in a `ServiceSpec`; `run` does the rest. Every process serves HTTP;
of several processes of one service one is the leader (a PostgreSQL advisory lock) and alone runs
the relay, the consumer, the views, the timers and the notary.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import asyncpg
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Request
from nats.aio.client import Client

from shared.adapters import broker, finding, internal, logs, problems, reference
from shared.adapters.asking import Asking
from shared.adapters.batcher import Batcher
from shared.adapters.command_handler import CommandHandler
from shared.adapters.event_codec import EventCodec
from shared.adapters.event_store import EventStore
from shared.adapters.garbage import collect_rarely
from shared.adapters.identity import Identity
from shared.adapters.leadership import Leadership
from shared.adapters.notary import Notary, load_key
from shared.adapters.parking import Parking
from shared.adapters.projector import Views
from shared.adapters.reacting import Ask, Reactor
from shared.adapters.records import Records
from shared.adapters.relay import Publish, Relay
from shared.adapters.scheduler import OnTimer, Scheduler
from shared.adapters.serving import planned
from shared.adapters.settings import Settings, SettingsError
from shared.adapters.subscriber import Subscriber
from shared.adapters.tasks import end, together
from shared.adapters.trouble import STORE_AWAY
from shared.adapters.views import HeardView, OwnView
from shared.adapters.web import Edge, make_app
from shared.contracts.envelope import CloudEvent
from shared.kernel.policy import Rules

E = TypeVar("E")
log = logging.getLogger(__name__)

# How every service is served. A connection nobody uses stays open for longer than those who ask
# keep theirs (Caddy two minutes, httpx five seconds): who closes first must be who asks, or an act
# is sent on a connection that closes at that moment, and nobody knows whether it was done.
SERVING: Mapping[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_keep_alive": 150,
}


@dataclass
class Runtime(Generic[E]):
    """A running service, as its routes and reactions see it."""

    name: str
    settings: Settings
    rules: Rules
    pool: asyncpg.Pool
    batcher: Batcher
    store: EventStore[E]
    records: Records[E]
    commands: CommandHandler[E]
    identity: Identity
    parking: Parking
    extra: dict[str, Any] = field(default_factory=dict)
    views: Views = field(init=False)
    relay: Relay = field(init=False)
    react: Callable[[CloudEvent], Awaitable[None]] = field(init=False)
    client: Client | None = None
    leads: bool = False


React = Callable[["Runtime[Any]", CloudEvent, datetime], Awaitable[Sequence[Ask]]]
OnServiceTimer = Callable[["Runtime[Any]", Any, str, datetime, datetime], Awaitable[Sequence[Ask]]]
Background = Callable[["Runtime[Any]"], Coroutine[Any, Any, None]]


async def _no_reaction(_: "Runtime[Any]", __: CloudEvent, ___: datetime) -> Sequence[Ask]:
    return []


@dataclass(frozen=True, kw_only=True)
class ServiceSpec(Generic[E]):
    """What is a service's own.

    `own_views` and `heard_views` are made once the store exists; `at_start` runs before the first
    request (each must be safe to repeat); `background` runs in the leader beside the relay;
    `larger_bodies` are path beginnings that take up to 16 MB.
    """

    name: str
    description: str
    codec: EventCodec[E]
    publish: Publish
    rules: Rules
    routers: Sequence[APIRouter]
    own_views: Callable[["Runtime[E]"], Sequence[OwnView]] = lambda _: ()
    heard_views: Callable[["Runtime[E]"], Sequence[HeardView]] = lambda _: ()
    react: React = _no_reaction
    on_timer: OnServiceTimer | None = None
    at_start: Sequence[Callable[["Runtime[E]"], Awaitable[None]]] = ()
    background: Sequence[Background] = ()
    larger_bodies: tuple[str, ...] = ()


async def _runtime(request: Request) -> Runtime[Any]:
    runtime: Runtime[Any] = request.app.state.runtime
    return runtime


FromRuntime = Annotated[Runtime[Any], Depends(_runtime)]


async def assemble(spec: ServiceSpec[E], settings: Settings) -> Runtime[E]:
    """Connect to the database and put the parts together; nothing runs yet."""
    pool = await asyncpg.create_pool(
        settings.database_url, min_size=2, max_size=16, command_timeout=30, reset=_as_it_is
    )
    batcher = Batcher(settings.database_url)
    await batcher.start()
    store = EventStore(pool, spec.codec)
    runtime = Runtime(
        name=spec.name,
        settings=settings,
        rules=spec.rules,
        pool=pool,
        batcher=batcher,
        store=store,
        records=Records(spec.name, store),
        commands=CommandHandler(store, batcher, spec.codec),
        identity=Identity(settings),
        parking=Parking(pool),
    )
    runtime.views = Views(
        spec.name, pool, store, spec.own_views(runtime), spec.heard_views(runtime)
    )

    async def react(heard: CloudEvent, at: datetime) -> Sequence[Ask]:
        return await spec.react(runtime, heard, at)

    runtime.react = Reactor(spec.name, runtime.commands, react)
    return runtime


async def _as_it_is(_: asyncpg.Connection) -> None:
    """Spend no round trip on resetting: nobody leaves anything behind in a session.

    What is left open of a transaction asyncpg rolls back all the same.
    """


async def dismantle(runtime: Runtime[Any]) -> None:
    """Let go of everything, committing first what is queued."""
    await runtime.batcher.stop()
    if runtime.client is not None:
        with suppress(*broker.Trouble):
            await asyncio.wait_for(runtime.client.close(), 3)
    await asyncio.wait_for(runtime.pool.close(), 10)


async def lead(runtime: Runtime[Any], spec: ServiceSpec[Any]) -> None:
    """Run what only one process of a service may run, until cancelled."""
    runtime.client = await broker.connect(runtime.settings.nats_url, runtime.name)
    runtime.relay = Relay(
        runtime.name, runtime.settings.source, runtime.store, runtime.client, spec.publish
    )
    subscriber = Subscriber(
        runtime.name, runtime.client, runtime.views, runtime.parking, runtime.react
    )
    subscriber.asking = Asking(internal.Publishers(runtime.settings).missing)
    subscriber.heard = internal.honour_revocations(runtime.identity)
    woken = [asyncio.Event(), asyncio.Event()]
    tasks: list[Coroutine[Any, Any, None]] = [
        runtime.batcher.wake(woken),
        runtime.views.run(woken[0]),
        runtime.relay.run(woken[1], runtime.settings.nats_replicas),
        subscriber.run(),
        _notarise(runtime),
        _forget_answers(runtime),
        *(task(runtime) for task in spec.background),
    ]
    if spec.on_timer is not None:
        tasks.append(
            Scheduler(runtime.pool, runtime.commands, _timer(runtime, spec.on_timer)).run()
        )
    await together(tasks)


def _timer(runtime: Runtime[Any], on_timer: OnServiceTimer) -> OnTimer:
    async def fire(stream: Any, name: str, due: datetime, at: datetime) -> Sequence[Ask]:
        return await on_timer(runtime, stream, name, due, at)

    return fire


async def _notarise(runtime: Runtime[Any]) -> None:
    settings = runtime.settings
    path = settings.signing_key_file or settings.state_dir / "anchor-key.pem"
    notary = Notary(runtime.name, runtime.store, runtime.commands, settings.anchor_dir)
    await notary.run(load_key(path))


async def _forget_answers(runtime: Runtime[Any]) -> None:
    while True:
        with suppress(asyncpg.PostgresError, *STORE_AWAY):
            await runtime.pool.execute("SELECT es.forget_answers()")
        await asyncio.sleep(3600)


def application(spec: ServiceSpec[E], settings: Settings) -> FastAPI:
    """Return the service as an ASGI application that starts and stops its parts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        runtime = await assemble(spec, settings)
        app.state.runtime = runtime
        await runtime.parking.prepare()
        await runtime.views.prepare()
        for step in spec.at_start:
            await step(runtime)
        leading = asyncio.create_task(_lead_when_elected(runtime, spec))
        listening = asyncio.create_task(internal.listen_for_revocations(settings, runtime.identity))
        collect_rarely()
        yield
        await end(leading, listening)
        await dismantle(runtime)

    app = make_app(spec.name, spec.description)
    app.router.lifespan_context = lifespan
    problems.install(app)
    for router in (*spec.routers, internal.router):
        # Taken over, not included: FastAPI matches the routes of an included router twice.
        app.router.routes.extend(planned(route) for route in router.routes)
    reference.install(app, spec.name)
    finding.install(app)
    return app


async def _lead_when_elected(runtime: Runtime[Any], spec: ServiceSpec[Any]) -> None:
    while True:
        async with Leadership(runtime.settings.database_url) as leadership:
            runtime.leads = True
            leading = asyncio.create_task(lead(runtime, spec))
            lost = asyncio.create_task(leadership.lost())
            try:
                await asyncio.wait((leading, lost), return_when=asyncio.FIRST_COMPLETED)
                _complain(leading)
            finally:
                runtime.leads = False
                await end(leading, lost)
        await asyncio.sleep(0.5)


def _complain(leading: "asyncio.Task[None]") -> None:
    if leading.done() and not leading.cancelled() and (error := leading.exception()):
        log.error("the leader's work ended; beginning again", exc_info=error)


def served(spec: ServiceSpec[Any], settings: Settings) -> Edge:
    """Return the service behind its edge: what a server serves."""
    return Edge(application(spec, settings), spec.larger_bodies)


def run(spec: ServiceSpec[Any], environment: Mapping[str, str] | None = None) -> None:
    """Serve until told to stop."""
    try:
        settings = Settings.from_environment(spec.name, environment)
    except SettingsError as problem:
        sys.exit(str(problem))
    logs.configure(spec.name, settings.log_level)
    uvicorn.run(
        served(spec, settings),
        host=settings.host,
        port=settings.port,
        **SERVING,
        timeout_graceful_shutdown=5,
    )
