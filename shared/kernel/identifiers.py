"""Identifiers: text under a name, so that a lead's id is never taken for a project's."""

from typing import NewType

AccountId = NewType("AccountId", str)
DepartmentId = NewType("DepartmentId", str)
ParkId = NewType("ParkId", str)
EventId = NewType("EventId", str)
LeadId = NewType("LeadId", str)
ProjectId = NewType("ProjectId", str)
PlanId = NewType("PlanId", str)
CaseId = NewType("CaseId", str)
EndpointId = NewType("EndpointId", str)
ImportId = NewType("ImportId", str)
StreamKey = NewType("StreamKey", str)


def stream_key(category: str, identifier: str) -> StreamKey:
    """Name the stream of one aggregate: `<category>-<id>`."""
    return StreamKey(f"{category}-{identifier}")


def split_stream_key(stream: StreamKey) -> tuple[str, str]:
    """Take a stream's name apart again: the category (which holds no hyphen) and the id."""
    category, _, identifier = stream.partition("-")
    return category, identifier
