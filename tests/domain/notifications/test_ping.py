import pytest

from services.notifications.domain.endpoint_facts import PingFault
from services.notifications.domain.events import EndpointResumed
from tests.domain.notifications.stories import (
    disabled,
    endpoint,
    paused,
    ping,
    ping_failed,
    registered,
    resume,
    verified,
)

known = endpoint.given(registered())


def test_an_endpoint_that_takes_ours_and_refuses_the_forged_is_verified() -> None:
    known.when(ping(204, 401)).then(verified(204, 401))


def test_pinging_a_verified_endpoint_again_changes_nothing() -> None:
    known.given(verified()).when(ping(200, 400)).then_nothing()


def test_a_failed_ping_is_recorded_once() -> None:
    failed = ping_failed(PingFault.NOT_REACHED, None, None, "timeout")
    known.when(ping(None, None, "timeout")).then(failed)
    known.given(failed).when(ping(None, None, "timeout")).then_nothing()


@pytest.mark.parametrize(
    ("signed", "forged", "fault"),
    [
        (302, 401, PingFault.SIGNED_REFUSED),
        (401, 401, PingFault.SIGNED_REFUSED),
        (500, 401, PingFault.SIGNED_REFUSED),
        (200, 200, PingFault.FORGED_ACCEPTED),
        (200, 302, PingFault.FORGED_ACCEPTED),
        (200, 500, PingFault.FORGED_ACCEPTED),
        (200, None, PingFault.NOT_REACHED),
    ],
)
def test_an_endpoint_that_does_not_check_signatures_is_found_out(
    signed: int, forged: int | None, fault: PingFault
) -> None:
    known.when(ping(signed, forged)).then(ping_failed(fault, signed, forged))


def test_a_passed_ping_ends_a_failed_one() -> None:
    failed = ping_failed(PingFault.SIGNED_REFUSED, 500, 401)
    known.given(verified(), failed).when(ping(204, 401)).then(verified())
    known.given(verified(), paused, failed).when(ping(204, 401)).then(verified())


def test_a_paused_endpoint_stays_paused_after_a_ping() -> None:
    failed = ping_failed(PingFault.SIGNED_REFUSED, 500, 401)
    known.given(verified(), paused, failed, verified()).when(resume()).then(EndpointResumed())


def test_a_disabled_endpoint_is_not_pinged() -> None:
    known.given(disabled()).when(ping(204, 401)).then_rejected("endpoint-disabled")
