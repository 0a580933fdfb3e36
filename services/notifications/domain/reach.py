"""Who may hear of an event: whose matter it is, and whether an account may see that matter.

Rights are those of the moment somebody reads or is sent to, not of the moment it happened: a new
officer hears the past of the project, and the one before hears no more of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.notifications.domain.policy import RULES
from shared.kernel.policy import Guarded, Role, Visibility, Who, visibility

_NAME = re.compile(r"[0-9A-Za-z-]{1,64}")  # no department is named otherwise
_ADMINISTRATIVE = frozenset({"access", "notifications"})
_OPEN_TO_ALL = frozenset({"calendar"})
_OF_THEIR_MAKER = frozenset({"import"})
_OF_THEIR_RECIPIENT = frozenset({"digest"})


class Realm(StrEnum):
    """范围: business is what projects and leads are about, administration is everything else."""

    BUSINESS = "business"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """事由: what an event is about, and under whose guard that is."""

    realm: Realm
    subject: str


@dataclass(frozen=True, kw_only=True)
class Guard:
    """看护: to whom a subject belongs as far as is known now; nobody is told of the unknown."""

    guarded: Guarded = field(default_factory=Guarded)
    everyone: bool = False


@dataclass(frozen=True, kw_only=True)
class Reach:
    """可达范围: what an account may hear of, in each realm."""

    business: Visibility
    administration: Visibility

    @property
    def nothing(self) -> bool:
        """Tell whether there is nothing to hear at all."""
        return self.business.nothing and self.administration.nothing

    def covers(self, matter: Matter, guard: Guard) -> bool:
        """Tell whether an event about this matter may be heard."""
        if matter.realm is Realm.ADMINISTRATION:
            return self.administration.covers(guard.guarded)
        return self.business.covers(guard.guarded) or (guard.everyone and not self.business.nothing)


def matter_of(service: str, stream: str, lead: str | None, project: str | None) -> Matter:
    """Return what an event is about: its project, else its lead, else the thing itself."""
    category = stream.partition("-")[0]
    if service in _ADMINISTRATIVE:
        return Matter(realm=Realm.ADMINISTRATION, subject=stream)
    if project is not None:
        return Matter(realm=Realm.BUSINESS, subject=f"project-{project}")
    if lead is not None:
        return Matter(realm=Realm.BUSINESS, subject=f"lead-{lead}")
    if category in _OPEN_TO_ALL | _OF_THEIR_MAKER | _OF_THEIR_RECIPIENT:
        return Matter(realm=Realm.BUSINESS, subject=stream)
    return Matter(realm=Realm.ADMINISTRATION, subject=stream)


def departments_of(service: str, data: Mapping[str, object] | None) -> tuple[str, ...]:
    """Return the departments whose case an event tells of: to the project's others it is closed.

    Each department decides its cases by itself. Whoever reads a project by more than a department
    reads the events of all of them.
    """
    if service != "approvals" or data is None:
        return ()
    named = (data.get("department"), data.get("consulted"))
    return tuple(name for name in named if isinstance(name, str) and _NAME.fullmatch(name))


def is_open_to_all(stream: str) -> bool:
    """Tell whether this is public knowledge, such as the calendar."""
    return stream.partition("-")[0] in _OPEN_TO_ALL


def belongs_to_its_maker(stream: str) -> bool:
    """Tell whether this is the matter of who made it, until it becomes somebody's project."""
    return stream.partition("-")[0] in _OF_THEIR_MAKER


def belongs_to_its_recipient(stream: str) -> bool:
    """Tell whether this is the matter of the one it was made for."""
    return stream.partition("-")[0] in _OF_THEIR_RECIPIENT


def reach_of(who: Who, at: datetime) -> Reach:
    """Return what an account may hear of at a moment."""
    return Reach(
        business=visibility(who, "events.read", RULES, at),
        administration=visibility(who, "events.read-administration", RULES, at),
    )


def reach_of_endpoint(owner: Who, at: datetime) -> Reach:
    """Return what an endpoint may be sent: what its owner may hear as a partner system, no more.

    Endpoints are set up by administrators, who must not come by what they may not see themselves by
    naming a person as the owner.
    """
    as_partner = tuple(grant for grant in owner.grants if grant.role is Role.PARTNER_SYSTEM)
    return reach_of(Who(account=owner.account, grants=as_partner), at)
