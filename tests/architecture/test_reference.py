"""The reference in the docs is what the code says."""

from shared.adapters.settings import SERVICES
from tests.architecture.reference import DOCUMENT, routes, written


def test_the_reference_is_up_to_date() -> None:
    assert DOCUMENT.read_text() == written(), "make reference writes it anew"


def test_every_route_says_what_it_does() -> None:
    every = [route for service in SERVICES for route in routes(service)]
    assert not [route.path for route in every if not route.endpoint.__doc__]
