from dataclasses import replace
from datetime import timedelta

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.events import EndpointRecovered
from shared.kernel.effective import Effective
from tests.domain.notifications.stories import (
    AT,
    CITY,
    KEY,
    degraded,
    disabled,
    enabled,
    endpoint,
    paused,
    recovery,
    registered,
    rotate,
    rotated,
    trouble,
    verified,
)

running = endpoint.given(registered(), verified())


def test_a_rotated_secret_leaves_the_old_one_some_time() -> None:
    running.when(rotate()).then(rotated())
    running.given(rotated()).when(rotate()).then_nothing()
    running.when(rotate(KEY)).then_nothing()


def test_the_old_key_does_not_end_before_now() -> None:
    late = rotate(until=AT - timedelta(seconds=1))
    running.when(late).then_rejected("key-end-in-the-past")


def test_trouble_is_told_once_until_it_is_over() -> None:
    running.when(trouble()).then(degraded())
    running.given(degraded()).when(trouble(40)).then_nothing()
    running.given(degraded()).when(recovery()).then(EndpointRecovered())
    running.when(recovery()).then_nothing()
    running.given(degraded(), EndpointRecovered()).when(trouble()).then(degraded())


def test_what_rests_is_not_in_trouble() -> None:
    running.given(paused).when(trouble()).then_nothing()
    running.given(disabled()).when(trouble()).then_nothing()
    endpoint.given(registered()).when(trouble()).then_nothing()


def test_an_endpoint_enabled_again_starts_afresh() -> None:
    again = running.given(degraded(), disabled(), enabled())
    again.when(trouble()).then(degraded())


def test_no_act_is_back_dated() -> None:
    earlier = replace(rotate(), effective=Effective.at_instant(AT - timedelta(days=1)))
    running.when(earlier).then_rejected("back-dating-not-allowed")


def test_an_endpoint_belongs_to_its_owner() -> None:
    state = ENDPOINT.fold([registered()])
    assert ENDPOINT.about(state).guarded.people == {CITY}
    assert not ENDPOINT.about(ENDPOINT.initial).guarded.people
