"""Messages in: there are none. Who may do what is decided here, and by people alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.contracts.envelope import CloudEvent


async def react(_: Runtime[Any], __: CloudEvent, ___: datetime) -> Sequence[Ask]:
    """Ask nothing of an account because of what another service did."""
    return ()
