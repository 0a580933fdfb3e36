"""What a query string may ask: only what its route answers, and each thing once.

A question that nobody reads would be answered as if it had not been asked: `as_off=2020-01-01` with
today's list. So it is refused like an unknown field of a body.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel

from shared.adapters.problems import Problem
from shared.kernel.texts import field_title

_SEVERAL = (list, tuple, set, frozenset)


def refuse_unknown(request: Request) -> None:
    """Refuse a query parameter that the route does not know, or knows once and was given twice."""
    if not request.scope["query_string"]:
        return
    known = dict(_known(request.scope["route"].dependant))
    given = Counter(name for name, _ in request.query_params.multi_items())
    errors = [_error(name, "extra-forbidden") for name in given if name not in known]
    often = [name for name, times in given.items() if times > known.get(name, times)]
    errors += [_error(name, "given-twice") for name in often]
    if errors:
        detail = "some query parameters are unknown here, or given more than once"
        raise Problem(422, "invalid-fields", detail, errors=errors, known=sorted(known))


async def _nothing_else(request: Request) -> None:
    refuse_unknown(request)


# For routes that ask nobody who he is: where somebody does, that is looked at first.
NothingElse = Depends(_nothing_else)


def _error(name: str, code: str) -> dict[str, str]:
    pointer = "/query/" + name.replace("~", "~0").replace("/", "~1")
    detail = "this route does not know it" if code == "extra-forbidden" else "it is given once"
    return {"pointer": pointer, "code": code, "title": field_title(code), "detail": detail}


def _known(dependant: Dependant) -> Iterator[tuple[str, int]]:
    """Name each parameter of a route, with how often it may be given."""
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name, info in kind.model_fields.items():
                yield info.alias or name, _often(info.annotation)
        else:
            yield field.alias, _often(kind)
    for part in dependant.dependencies:
        yield from _known(part)


def _often(kind: Any) -> int:
    kinds = (kind, *get_args(kind))
    several = any(one in _SEVERAL or get_origin(one) in _SEVERAL for one in kinds)
    return 1000 if several else 1
