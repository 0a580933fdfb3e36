"""One sample of every event, for the golden files."""

from services.notifications.domain.endpoint_facts import (
    DisableReason,
    Interest,
    Ordering,
    PingFault,
    Profile,
)
from services.notifications.domain.events import (
    EndpointPaused,
    EndpointRecovered,
    EndpointRegistered,
    EndpointResumed,
    Event,
)
from shared.kernel.identifiers import ParkId, ProjectId
from tests.domain.notifications.stories import (
    CITY,
    KEY,
    URL,
    degraded,
    disabled,
    enabled,
    ping_failed,
    rotated,
    verified,
)

_ALL: tuple[Event, ...] = (
    EndpointRegistered(
        owner=CITY,
        url=URL,
        description="市级平台",
        interest=Interest(
            services=("approvals",),
            types=("ApprovalGranted", "projects.WorkCommenced"),
            projects=(ProjectId("0198f1c2-0000-7000-8000-000000000001"),),
            parks=(ParkId("inspection-park"),),
        ),
        profile=Profile.THIN,
        ordering=Ordering.PROJECT,
        retries=(5, 30),
        key=KEY,
    ),
    verified(),
    ping_failed(PingFault.NOT_REACHED, None, None, "connection refused"),
    EndpointPaused(),
    EndpointResumed(),
    disabled(DisableReason.GONE, "410"),
    enabled(DisableReason.GONE),
    rotated(),
    degraded(),
    EndpointRecovered(),
)

SAMPLES: dict[str, Event] = {type(event).__name__: event for event in _ALL}
