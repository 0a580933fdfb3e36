"""How answers look: acts, single records, pages."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from pydantic_core import to_json

from shared.adapters.command_handler import Done
from shared.adapters.problems import Problem
from shared.adapters.times import Times
from shared.kernel.recorded import Recorded
from shared.kernel.texts import event_name

JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Knowing:
    """How far an answer knows: a position per service, and the moment it speaks of."""

    positions: Mapping[str, int]
    times: Times

    @property
    def headers(self) -> dict[str, str]:
        """The headers X-Position and X-As-Of."""
        as_of = self.times.as_of or datetime.now(UTC)
        return {
            "X-Position": ",".join(f"{name}={at}" for name, at in sorted(self.positions.items())),
            "X-As-Of": as_of.isoformat().replace("+00:00", "Z"),
        }


def done(
    service: str,
    result: Done,
    *,
    location: str | None = None,
    warnings: Sequence[Mapping[str, object]] = (),
) -> Response:
    """Answer an act: 201 with the events it made, 200 when it changed nothing."""
    body: dict[str, Any] = {
        "id": result.identifier,
        "version": result.version,
        "position": result.position,
        "event_ids": list(result.event_ids),
    }
    if warnings:
        body["warnings"] = list(warnings)
    headers = {"ETag": f'"v{result.version}"', "X-Position": f"{service}={result.position}"}
    if location is not None:
        headers["Location"] = f"{location}/{result.identifier}"
    if result.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(to_json(body), 201 if result.event_ids else 200, headers, JSON)


def one(record: Any, version: int, knowing: Knowing) -> Response:
    """Answer a single record, or its text, with its version as ETag."""
    headers = {"ETag": f'"v{version}"', **knowing.headers}
    text = record if isinstance(record, bytes) else to_json(record)
    return Response(text, 200, headers, JSON)


def page(
    items: Sequence[Any], next_cursor: str | None, knowing: Knowing, total: int | None = None
) -> Response:
    """Answer one page of a list."""
    body: dict[str, Any] = {"items": list(items), "next_cursor": next_cursor}
    if total is not None:
        body["total"] = total
    return Response(to_json(body), 200, knowing.headers, JSON)


def write_cursor(*values: object) -> str:
    """Make the opaque text that resumes a list after these sort values."""
    return urlsafe_b64encode(to_json(values)).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[Any]:
    """Take a cursor apart again."""
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != length:
            raise ValueError("another list's cursor")
    except ValueError:
        raise Problem(422, "cursor-unreadable", "this is no cursor of this list") from None
    return values


def past_act(recorded: Recorded[Any], told: BaseModel | None = None) -> dict[str, Any]:
    """Show what was done: who did it, when it was so, when it was recorded; in the words told."""
    name = type(recorded.event).__name__
    return {
        "event_id": recorded.event_id,
        "type": name,
        "name": event_name(name),
        "version": recorded.version,
        "effective": recorded.meta.effective.to_plain(),
        "recorded_at": recorded.recorded_at,
        "by": asdict(recorded.meta.actor),
        "data": asdict(recorded.event) if told is None else told.model_dump(mode="json"),
    }
