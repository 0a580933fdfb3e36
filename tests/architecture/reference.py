"""Writes docs/reference.md from the code: every route, event and refusal, a line each.

`python -m tests.architecture.reference` writes it; a test compares.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

from fastapi.routing import APIRoute

from shared.adapters.runtime import ServiceSpec
from shared.adapters.settings import SERVICES
from shared.kernel.housekeeping import Housekeeping
from shared.kernel.texts import EVENTS, PROBLEMS

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reference.md"
_HEAD = """# Reference

Every route, event and refusal, written from the code by `make reference`. The fields of requests
stand in each service's own page, `/api/v1/docs/<service>` of a running installation.

Every act is a POST: on an existing thing with `If-Match: "v<version>"` (428 without, 412 when
stale), with an `Idempotency-Key` if it may be repeated (required from systems). GETs of what has a
history take `as_of`, records and histories also `valid_at`; both a date or an RFC 3339 instant.
`wait_for=leads=12` waits until the lists know that position. An act answers `id`, `version`,
`position` and `event_ids`, a list `items` and `next_cursor`; a cursor fits only the list and the
order it was made in. The collection that an act is posted to is read to see what was done so far.

Refusals are problem documents (RFC 9457) with a stable `code` and a Chinese `title`; of invalid
fields each, of very many the first hundred, has a `pointer`, a `code` and a Chinese `title` of its
own. A field or a query parameter that a route does not know is invalid, and so is one given twice.
A body has up to 1 MB, a ledger's up to 16 MB (413), and is waited for as long as the largest takes
at 16 kB a second (408). A 412 names what came since in `events_since`: a timer may have added a
warning, and the act is then sent again with the version it names.
Who reads a project only because a department of theirs holds an item of it finds in its history
what happened, when and by whom, but not the data of its lead or of other departments' cases:
`withheld`.
"""


def spec(service: str) -> ServiceSpec[Any]:
    """Return what a service is made of."""
    found: ServiceSpec[Any] = import_module(f"services.{service}.main").SPEC
    return found


def routes(service: str) -> list[APIRoute]:
    """Return a service's public routes in their order."""
    found = [route for router in spec(service).routers for route in _flat(router.routes)]
    return [route for route in found if not route.path.startswith("/internal")]


def _flat(found: Any) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _flat(getattr(route, "routes", ()))


def _first_sentence(words: str | None) -> str:
    return " ".join((words or "").split("\n\n")[0].split())


def _routes(service: str) -> Iterator[str]:
    yield "| route | |"
    yield "|---|---|"
    for route in routes(service):
        known = route.methods or set()
        methods = "/".join(sorted(known - {"HEAD"} or known))
        yield f"| `{methods} {route.path}` | {_first_sentence(route.endpoint.__doc__)} |"


def _events(service: str) -> Iterator[str]:
    yield "| event | 中文 |"
    yield "|---|---|"
    own = spec(service).codec.types - {event.__name__ for event in get_args(Housekeeping)}
    for name in sorted(own):
        yield f"| `{name}` | {EVENTS.get(name, '')} |"


def written() -> str:
    """Return the whole document."""
    parts = [_HEAD]
    for service in SERVICES:
        parts += [f"## {service}: {spec(service).description}", ""]
        parts += [*_routes(service), "", *_events(service), ""]
    parts += ["## Refusals", "", "| code | 中文 |", "|---|---|"]
    parts += [f"| `{code}` | {title} |" for code, title in sorted(PROBLEMS.items())]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(written())
