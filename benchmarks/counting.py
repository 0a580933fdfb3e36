"""The counter as a process of its own: `python -m benchmarks.counting SERVICE`.

The smallest service there can be, so that what is measured is the frame all services stand in.
As `projects` it hears the counters of `leads` and counts with them.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from shared.adapters.command_handler import Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime, run
from shared.contracts.envelope import CloudEvent
from shared.kernel.asked import SYSTEM
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded
from tests.adapters.counter import COUNTER, Count, Counted
from tests.adapters.counter_service import SPEC


class Told(BaseModel):
    """What is published of a count."""

    by: int
    note: str


def _publish(_: StreamKey, recorded: Recorded[Counted]) -> Told:
    return Told(by=recorded.event.by, note=recorded.event.note)


async def _count_too(_: Runtime[Any], heard: CloudEvent, at: datetime) -> Sequence[Ask]:
    if heard.service != "leads" or heard.data is None or heard.eventname != "Counted":
        return ()
    command = Count(by=SYSTEM, at=at, effective=heard.effective, amount=heard.data["by"])
    return [Ask.of(Part(COUNTER, heard.id), command, creates=True)]


LEADS = replace(SPEC, publish=_publish)
PROJECTS = replace(LEADS, name="projects", react=_count_too, routers=())


if __name__ == "__main__":
    run(LEADS if sys.argv[1] == "leads" else PROJECTS)
