"""Which of our events leave, and in which words."""

from services.notifications.domain.events import (
    EndpointDegraded,
    EndpointDisabled,
    EndpointEnabled,
    EndpointPaused,
    EndpointRecovered,
    EndpointRegistered,
    EndpointResumed,
    EndpointVerified,
    Event,
)
from shared.contracts import notifications as contract
from shared.kernel.identifiers import EndpointId, StreamKey, split_stream_key
from shared.kernel.recorded import Recorded


def publish(stream: StreamKey, recorded: Recorded[Event]) -> contract.Published | None:
    """Return the contract's wording of an event, or None for a private one."""
    endpoint_id = EndpointId(split_stream_key(stream)[1])
    event = recorded.event
    match event:
        case EndpointRegistered():
            return contract.EndpointRegistered(
                endpoint_id=endpoint_id,
                owner=event.owner,
                profile=event.profile.value,
                ordering=event.ordering.value,
            )
        case EndpointDisabled():
            return contract.EndpointDisabled(endpoint_id=endpoint_id, reason=event.reason.value)
        case EndpointDegraded():
            return contract.EndpointDegraded(
                endpoint_id=endpoint_id,
                failing_since=event.failing_since,
                failures=event.failures,
            )
        case _:
            return _bare(endpoint_id, event)


def _bare(endpoint_id: EndpointId, event: Event) -> contract.Published | None:
    match event:
        case EndpointVerified():
            return contract.EndpointVerified(endpoint_id=endpoint_id)
        case EndpointPaused():
            return contract.EndpointPaused(endpoint_id=endpoint_id)
        case EndpointResumed():
            return contract.EndpointResumed(endpoint_id=endpoint_id)
        case EndpointEnabled():
            return contract.EndpointEnabled(endpoint_id=endpoint_id)
        case EndpointRecovered():
            return contract.EndpointRecovered(endpoint_id=endpoint_id)
        case _:
            return None
