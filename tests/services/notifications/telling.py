"""How the stories about notifications tell time and word what other services publish."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.effective import Precision
from shared.kernel.policy import Role


class Clock:
    """The true time, and however much later one wants it to be."""

    def __init__(self) -> None:
        self._later = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._later

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self._later += timedelta(**by)


@dataclass(kw_only=True)
class Teller:
    """Words events; each service's sequence counts by itself."""

    clock: Clock
    _sequences: dict[str, int] = field(default_factory=dict)

    def event(self, name: str, stream: str, service: str = "projects", **more: Any) -> CloudEvent:
        """Word an event as its service publishes it; the sequence follows by itself."""
        at = self.clock()
        self._sequences[service] = self._sequences.get(service, 0) + 1
        facts = {
            "id": str(uuid7()),
            "source": f"urn:cn:123700000000000000:system:{service}",
            "type": f"cn.luodi.{service}.{name}.v1",
            "subject": stream,
            "time": at,
            "sequence": sequence_text(self._sequences[service]),
            "service": service,
            "eventname": name,
            "streamversion": 1,
            "effectivefrom": at,
            "effectiveto": at,
            "effectiveprecision": Precision.INSTANT,
            "actorid": "somebody",
            "actorrole": "system",
            "correlationid": str(uuid7()),
            "chainhash": "00" * 32,
        }
        return CloudEvent.model_validate(facts | more)

    def project(self, identifier: str, name: str = "WorkCommenced", **more: Any) -> CloudEvent:
        """Word an event of a project."""
        facts: dict[str, Any] = {"projectid": identifier, "data": {"project_id": identifier}}
        return self.event(name, f"project-{identifier}", **(facts | more))

    def created(self, project: str, park: str = "inspection-park", **more: Any) -> CloudEvent:
        """Word that there is a project."""
        data = {"project_id": project, "name": f"项目{project}", "park": park, **more}
        return self.project(project, "ProjectCreated", data=data)

    def granted(
        self, account: str, role: Role, grant_id: str | None = None, **more: Any
    ) -> CloudEvent:
        """Word a grant as access publishes it."""
        data = {
            "account_id": account,
            "grant_id": grant_id or str(uuid7()),
            "role": role.value,
            "park": None,
            "department": None,
            "until": None,
            **more,
        }
        return self.event("GrantGiven", f"account-{account}", "access", data=data)


def message_id(event: CloudEvent) -> str:
    """The webhook-id of an event."""
    return f"msg_{UUID(event.id).hex}"
