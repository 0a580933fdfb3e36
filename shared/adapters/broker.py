"""The bus: one JetStream stream for all services. Many messages go in atomic batches (ADR-50)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import Header, RawStreamMsg, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError
from pydantic import ValidationError

from shared.adapters.batcher import PART
from shared.adapters.settings import SERVICES
from shared.contracts.envelope import (
    SEQUENCE_HEADER,
    STREAM,
    SUBJECTS,
    CloudEvent,
    subject_of,
)

BATCH_LIMIT = 500
MOST_SINGLY = 32


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message about to be published."""

    subject: str
    sequence: str
    payload: bytes


class Unreadable(Exception):
    """A message holds no event, or not the one that its service's relay would have put there."""


class PublishRefused(Exception):
    """The stream did not take a batch: somebody else published, or part of it is there already."""


async def connect(url: str, name: str) -> Client:
    """Connect and stay connected: a lost server is looked for without end."""
    return await nats.connect(
        url,
        name=name,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.2,
        connect_timeout=2,
        ping_interval=5,
        max_outstanding_pings=2,
        error_cb=_quiet,
        allow_reconnect=True,
    )


async def _quiet(_: Exception) -> None:
    """Connection errors are seen by who waits for an answer."""


async def ensure_stream(jetstream: JetStreamContext, replicas: int) -> None:
    """Make the stream if it is not there: on disk, without age limit, taking atomic batches."""
    config = StreamConfig(
        name=STREAM,
        subjects=[SUBJECTS],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        num_replicas=replicas,
        allow_atomic=True,
        allow_direct=True,
    )
    try:
        await jetstream.stream_info(STREAM)
    except NotFoundError:
        await jetstream.add_stream(config)


async def last_message(jetstream: JetStreamContext, subjects: str) -> RawStreamMsg | None:
    """Return the newest message of a publisher that the stream really holds."""
    try:
        return await jetstream.get_last_msg(STREAM, subjects)
    except NotFoundError:
        return None


def event_in(message: Msg | RawStreamMsg) -> CloudEvent:
    """Return the event in a message, which must say of itself where it stands and how it is headed.

    Whoever reads the bus reads it this way: what one takes for an event the others do too.
    """
    try:
        event = CloudEvent.model_validate_json(message.data or b"")
    except ValidationError as error:
        raise Unreadable(str(error)) from None
    place = subject_of(event.service, PART, event.eventname, event.subject)
    sequence = (message.headers or {}).get(SEQUENCE_HEADER)
    if event.service not in SERVICES:
        raise Unreadable(f"there is no service {event.service}")
    if message.subject != place or sequence != event.sequence:
        raise Unreadable(f"no relay published {place} as {event.sequence}")
    return event


async def publish(
    client: Client, subjects: str, expected: int, messages: Sequence[Outgoing]
) -> int:
    """Publish in order, after the expected last stream sequence of these subjects.

    Few go one by one, each after the one before: for a batch the broker lays out and clears away a
    store of its own, which takes as long as fifty messages. Returns where the last one stands.
    """
    if len(messages) > MOST_SINGLY:
        return await publish_batch(client, subjects, expected, messages)
    for message in messages:
        expected = await _sent(client, message, _fence(subjects, expected))
    return expected


async def publish_batch(
    client: Client, subjects: str, expected: int, messages: Sequence[Outgoing]
) -> int:
    """Publish all or none, likewise."""
    batch = token_hex(16)
    for number, message in enumerate(messages, start=1):
        headers: dict[str, str] = {Header.BATCH_ID: batch, Header.BATCH_SEQUENCE: str(number)}
        if number == 1:
            headers |= _fence(subjects, expected)
        if number == len(messages):
            return await _sent(client, message, headers | {Header.BATCH_COMMIT: "1"})
        await client.publish(message.subject, message.payload, headers=_headed(message, headers))
    return expected


def _fence(subjects: str, expected: int) -> dict[str, str]:
    return {
        "Nats-Expected-Last-Subject-Sequence": str(expected),
        "Nats-Expected-Last-Subject-Sequence-Subject": subjects,
    }


def _headed(message: Outgoing, headers: dict[str, str]) -> dict[str, str]:
    return {SEQUENCE_HEADER: message.sequence, **headers}


async def _sent(client: Client, message: Outgoing, headers: dict[str, str]) -> int:
    """Send what the stream answers; return where it stands there."""
    answer = await client.request(
        message.subject, message.payload, 5, headers=_headed(message, headers)
    )
    acknowledged = json.loads(answer.data)
    if "error" in acknowledged:
        raise PublishRefused(str(acknowledged))
    return int(acknowledged["seq"])


Trouble = (NatsError, APIError, TimeoutError, OSError, PublishRefused)
