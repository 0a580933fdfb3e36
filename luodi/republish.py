"""`luodi republish`: fills the bus again with all that a service has published, from the first on.

For a bus that was lost or made anew. Nothing is overwritten: a bus that holds anything of this
service is left to its relay, which goes on from there; and should the relay be faster, it wins.
"""

import argparse
import asyncio
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import asyncpg
from nats.aio.client import Client

from luodi.installation import NotInstalled, settings_of
from luodi.texts import text
from shared.adapters import broker
from shared.adapters.batcher import PART
from shared.adapters.broker import PublishRefused
from shared.adapters.relay import Relay
from shared.adapters.runtime import assemble, dismantle
from shared.adapters.settings import SERVICES, Settings, SettingsError
from shared.adapters.trouble import BUS_AWAY, STORE_AWAY
from shared.contracts.envelope import subjects_of

Say = Callable[[str], None]
_PATIENCE = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose events."""
    parser.add_argument("service", metavar="SERVICE", choices=SERVICES, help="、".join(SERVICES))
    parser.add_argument("--home", type=Path, default=Path(".luodi"), help=text("home-help"))


def run(args: argparse.Namespace) -> int:
    """Republish; 0 when the bus has it all."""
    try:
        return asyncio.run(_run(settings_of(args.service, args.home)))
    except (NotInstalled, SettingsError) as problem:
        print(problem)
    except (asyncpg.PostgresError, *STORE_AWAY, *BUS_AWAY) as trouble:
        print(text("republish-failed", service=args.service, trouble=trouble))
    return 1


async def _run(settings: Settings) -> int:
    spec = import_module(f"services.{settings.service}.main").SPEC
    runtime = await assemble(spec, settings)
    try:
        connecting = broker.connect(settings.nats_url, "republish")
        runtime.client = await asyncio.wait_for(connecting, _PATIENCE)
        relay = Relay(runtime.name, settings.source, runtime.store, runtime.client, spec.publish)
        done = await republish(relay, runtime.client, settings)
    finally:
        await dismantle(runtime)
    return 0 if done else 1


async def republish(relay: Relay, client: Client, settings: Settings, say: Say = print) -> bool:
    """Publish from the first event on, if the bus holds nothing of this service."""
    service, jetstream = settings.service, client.jetstream()
    await broker.ensure_stream(jetstream, settings.nats_replicas)
    if await broker.last_message(jetstream, subjects_of(service, PART)) is not None:
        say(text("republish-not-empty", service=service))
        return False
    await relay.resume()
    try:
        while await relay.publish_next():
            continue
    except PublishRefused:
        say(text("republish-relay", service=service, position=relay.position))
    else:
        say(text("republish-done", service=service, position=relay.position))
    return True
