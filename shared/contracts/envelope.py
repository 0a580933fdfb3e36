"""The envelope of every published event: CloudEvents 1.0 with our extension attributes.

`sequence` is the publisher's own gapless position, zero-padded to twenty digits, so that a consumer
sees a loss at once. `time` is when it was recorded; `effectivefrom`/`effectiveto` when it was so.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.kernel.effective import Effective, Precision

STREAM = "LUODI"
SUBJECTS = "luodi.v1.>"
SEQUENCE_HEADER = "Luodi-Sequence"
MEDIA_TYPE = "application/cloudevents+json"


class CloudEvent(BaseModel):
    """已发布事件: one event as the bus, the feed and the webhooks carry it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str = Field(default="1.0", pattern=r"^1\.0$")
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: str = Field(pattern=r"^\d{20}$")
    datacontenttype: str = "application/json"
    service: str
    eventname: str
    streamversion: int
    effectivefrom: datetime
    effectiveto: datetime
    effectiveprecision: Precision
    actorid: str
    actorrole: str
    actordepartment: str | None = None
    onbehalfof: str | None = None
    correlationid: str
    causationid: str | None = None
    corrects: str | None = None
    leadid: str | None = None
    projectid: str | None = None
    chainhash: str
    traceparent: str | None = None
    data: dict[str, Any] | None = None

    @property
    def position(self) -> int:
        """The publisher's position as a number."""
        return int(self.sequence)

    @property
    def effective(self) -> Effective:
        """When it was so."""
        return Effective(self.effectivefrom, self.effectiveto, self.effectiveprecision)


def sequence_text(position: int) -> str:
    """Write a position so that text order is number order."""
    return f"{position:020d}"


def subject_of(service: str, part: int, name: str, stream: str) -> str:
    """Name the NATS subject of one event."""
    return f"luodi.v1.{service}.{part}.{name}.{stream}"


def subjects_of(service: str, part: int) -> str:
    """Name all subjects of one publisher's partition."""
    return f"luodi.v1.{service}.{part}.>"
