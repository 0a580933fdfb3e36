"""What the bus holds, read from its beginning to its present end."""

from collections.abc import AsyncIterator

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from shared.contracts.envelope import STREAM

_PULLED = 500


async def everything(client: Client, subjects: str) -> AsyncIterator[list[Msg]]:
    """Read all messages of these subjects that are there now, in order; none without a stream."""
    jetstream = client.jetstream()
    config = ConsumerConfig(
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.NONE,
        filter_subject=subjects,
        inactive_threshold=60,
        mem_storage=True,
    )
    try:
        subscription = await jetstream.pull_subscribe(subjects, stream=STREAM, config=config)
    except NotFoundError:
        return
    pending = (await subscription.consumer_info()).num_pending or 0
    while pending:
        messages = await subscription.fetch(min(_PULLED, pending), timeout=10)
        pending -= len(messages)
        yield messages
    await subscription.unsubscribe()
