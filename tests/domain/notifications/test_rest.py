import pytest

from services.notifications.domain.commands import Command
from services.notifications.domain.endpoint_facts import DisableReason
from services.notifications.domain.events import EndpointResumed
from tests.domain.notifications.stories import (
    disable,
    disabled,
    enable,
    enabled,
    endpoint,
    pause,
    paused,
    ping,
    recovery,
    registered,
    resume,
    rotate,
    trouble,
    verified,
)

running = endpoint.given(registered(), verified())


def test_a_running_endpoint_is_paused_and_resumed() -> None:
    running.when(pause()).then(paused)
    running.given(paused).when(pause()).then_nothing()
    running.given(paused).when(resume()).then(EndpointResumed())
    running.when(resume()).then_nothing()
    running.given(paused, EndpointResumed()).when(pause()).then(paused)


def test_only_what_runs_can_rest() -> None:
    for command in (pause(), resume()):
        endpoint.given(registered()).when(command).then_rejected("endpoint-not-verified")
        running.given(disabled()).when(command).then_rejected("endpoint-disabled")


def test_an_endpoint_is_disabled_for_a_reason_from_any_stage() -> None:
    gone = disable(DisableReason.GONE, "410")
    running.when(gone).then(disabled(DisableReason.GONE, "410"))
    running.given(paused).when(gone).then(disabled(DisableReason.GONE, "410"))
    endpoint.given(registered()).when(disable()).then(disabled())
    running.given(disabled()).when(gone).then_nothing()


def test_enabling_says_what_it_was_disabled_for() -> None:
    gone = running.given(disabled(DisableReason.GONE))
    gone.when(enable()).then(enabled(DisableReason.GONE))
    running.when(enable()).then_nothing()


def test_an_endpoint_enabled_again_runs_only_if_it_was_ever_verified() -> None:
    verified_before = running.given(disabled(), enabled())
    verified_before.when(pause()).then(paused)
    never = endpoint.given(registered(), disabled(), enabled())
    never.when(pause()).then_rejected("endpoint-not-verified")


@pytest.mark.parametrize(
    "command",
    [ping(204, 401), pause(), resume(), disable(), enable(), rotate(), trouble(), recovery()],
)
def test_nothing_is_done_to_what_was_never_registered(command: Command) -> None:
    endpoint.when(command).then_rejected("endpoint-not-registered")
