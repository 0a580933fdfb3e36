"""What the roles and databases of the services are called, and where their migrations lie."""

from dataclasses import dataclass
from pathlib import Path

from shared.adapters.settings import Service

MIGRATIONS = Path(__file__).parents[1] / "deploy" / "migrations"


@dataclass(frozen=True, kw_only=True)
class Names:
    """The roles and the database of a service."""

    service: Service
    database: str

    @classmethod
    def of(cls, service: Service) -> "Names":
        """The names in an installation."""
        return cls(service=service, database=f"luodi_{service}")

    @property
    def role(self) -> str:
        """Whom the service connects as."""
        return f"luodi_{self.service}"

    @property
    def owner(self) -> str:
        """Who owns the database and the event store."""
        return f"luodi_{self.service}_owner"

    def placeholders(self) -> dict[str, str]:
        """What the placeholders in migrations stand for."""
        return {"owner": self.owner, "service": self.role, "database": self.database}


def versions(service: Service) -> Path:
    """Where the migrations of a service lie."""
    return MIGRATIONS / service / "versions"
