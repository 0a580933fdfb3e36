import pytest

from services.notifications.domain.address import AllowedAddress
from services.notifications.domain.commands import RegisterEndpoint
from services.notifications.domain.endpoint_facts import DEFAULT_RETRIES
from tests.domain.notifications.stories import (
    CITY,
    KEY2,
    LOOPBACK,
    URL,
    asking,
    endpoint,
    register,
    registered,
)


def test_an_endpoint_is_registered_at_a_public_address() -> None:
    endpoint.when(register()).then(registered())


def test_registering_again_changes_nothing() -> None:
    endpoint.given(registered()).when(register()).then_nothing()


def test_another_endpoint_under_the_same_id_is_refused() -> None:
    other = RegisterEndpoint(**asking(), owner=CITY, url=URL, key=KEY2)
    endpoint.given(registered()).when(other).then_rejected("endpoint-already-registered")


def test_the_default_retries_last_three_days() -> None:
    assert len(DEFAULT_RETRIES) == 11
    assert sum(DEFAULT_RETRIES) / 3600 == pytest.approx(70.7, abs=0.05)


@pytest.mark.parametrize("retries", [(), (0,), (5,) * 21, (172_801,), (5, -1)])
def test_retries_out_of_range_are_refused(retries: tuple[int, ...]) -> None:
    endpoint.when(register(retries=retries)).then_rejected("endpoint-retries-out-of-range")


@pytest.mark.parametrize("retries", [(1,), (172_800,) * 20])
def test_retries_of_ones_own_are_taken(retries: tuple[int, ...]) -> None:
    endpoint.when(register(retries=retries)).then(registered(retries=retries))


def test_a_listed_address_inside_may_be_registered_without_tls() -> None:
    url = "http://127.0.0.1:8099/hook"
    endpoint.when(register(url, (LOOPBACK,))).then(registered(url))
    endpoint.when(register(url)).then_rejected("endpoint-url-not-https")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "malformed"),
        ("city.example.cn/hook", "malformed"),
        ("ftp://city.example.cn/", "malformed"),
        ("file:///etc/passwd", "malformed"),
        ("gopher://city.example.cn:70/", "malformed"),
        ("javascript:alert(1)", "malformed"),
        ("https://", "malformed"),
        ("https:///hook", "malformed"),
        ("https://city.example.cn:0/", "malformed"),
        ("https://city.example.cn:99999/", "malformed"),
        ("https://city.example.cn:https/", "malformed"),
        ("https://[::1/", "malformed"),
        ("https://city.example.cn/#part", "malformed"),
        ("https://city.example.cn\\@10.0.0.1/", "malformed"),
        ("https://city.example.cn/a b", "malformed"),
        ("https://city.example.cn/\r\nHost: x", "malformed"),
        ("https://城市.example.cn/", "malformed"),
        ("https://city.example.cn/" + "a" * 2000, "malformed"),
        ("http://city.example.cn/", "not-https"),
        ("http://city.example.cn:443/", "not-https"),
        ("https://me:secret@city.example.cn/", "with-credentials"),
        ("https://me@city.example.cn/", "with-credentials"),
        ("https://city.example.cn:22/", "port-refused"),
        ("https://city.example.cn:6379/", "port-refused"),
        ("https://127.0.0.1/", "address-refused"),
        ("https://[::1]/", "address-refused"),
        ("https://[::ffff:10.0.0.1]/", "address-refused"),
        ("https://169.254.169.254/latest/meta-data", "address-refused"),
    ],
)
def test_an_address_that_nothing_should_be_sent_to_is_refused(url: str, code: str) -> None:
    endpoint.when(register(url)).then_rejected(f"endpoint-url-{code}")


def test_the_list_opens_neither_the_port_elsewhere_nor_metadata() -> None:
    metadata = AllowedAddress(network="169.254.0.0/16", port=80)
    endpoint.when(register("http://10.0.0.1:8099/", (LOOPBACK,))).then_rejected(
        "endpoint-url-address-refused"
    )
    endpoint.when(register("http://169.254.169.254/", (metadata,))).then_rejected(
        "endpoint-url-address-refused"
    )
