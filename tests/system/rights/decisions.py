"""What is decided about a route: who gets at the home project's things, what others hear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Actors = frozenset[str]

SAMPLES: Actors = frozenset(
    {
        "specialist",
        "officer",
        "approver-development",
        "approver-ecology",
        "approver-planning",
        "leader",
        "statistician",
        "system-admin",
        "security-admin",
        "auditor",
        "partner",
    }
)
# Granted for another park, the approver for another department.
OTHERS: Actors = frozenset(
    {
        "other-specialist",
        "other-officer",
        "other-approver",
        "other-leader",
        "other-statistician",
        "other-partner",
    }
)
# Granted for all parks, but with no part in anything.
IDLE: Actors = frozenset({"idle-specialist", "idle-officer", "idle-partner"})
BARE: Actors = frozenset({"bare"})  # granted nothing
EVERYBODY: Actors = SAMPLES | OTHERS | IDLE | BARE
WITH_ROLE: Actors = EVERYBODY - BARE
SYSTEMS: Actors = frozenset({"partner", "idle-partner", "other-partner"})
NOBODY: Actors = frozenset()

READ = frozenset({200})
STALE = frozenset({412})  # past all rights: the version quoted in every act is of no thing


# What the project's matters are known by: those that an administrator has no part in.
BUSINESS = (
    "lead_id",
    "project_id",
    "case_id",
    "import_id",
    "contact_id",
    "event_id",
    "investor",
    "title",
    "contact",
    "phone",
    "document_number",
)


def actors(*names: str) -> Actors:
    """Name some actors."""
    assert set(names) <= EVERYBODY
    return frozenset(names)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """判定: `may` pass the rights; of the others `knows` hear 403, `empty` get 200 without it.

    All the rest hear `hidden`. `shows` must be in what those who may are answered; `never` names
    what must not be in what the others are answered, nothing named being everything: it is for
    those with a part of their own in the project. Strangers never see anything of it.
    """

    may: Actors
    knows: Actors = NOBODY
    empty: Actors = NOBODY
    hidden: int = 404
    passes: frozenset[int] = READ
    shows: str = ""
    never: tuple[str, ...] = ()
    body: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    content: bytes | None = None

    def expected(self, actor: str) -> frozenset[int]:
        """Return the statuses an actor may be answered."""
        if actor in self.may:
            return self.passes
        if actor in self.empty:
            return READ
        return frozenset({403 if actor in self.knows else self.hidden})


@dataclass(frozen=True, kw_only=True)
class Open:
    """开放: answers without a token, and says why that gives nothing away."""

    reason: str
    status: int = 200
    body: Any = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Internal:
    """内部: takes the installation's own token alone; whoever shows another is refused."""

    body: Any = None


@dataclass(frozen=True, kw_only=True)
class Own:
    """本人: concerns nothing but the session it is asked with; nobody gets in without one."""

    reason: str


Decisions = Mapping[str, Decision | Open | Internal | Own]


def reading(may: Actors, *, shows: str = "", hidden: int = 404, knows: Actors = NOBODY) -> Decision:
    """Decide on the reading of one thing."""
    return Decision(may=may, shows=shows, hidden=hidden, knows=knows)


def acting(may: Actors, knows: Actors, body: Any = None, **more: Any) -> Decision:
    """Decide on an act: who reads the thing but may not act hears 403."""
    return Decision(may=may, knows=knows, body=body or {}, **{"passes": STALE, **more})


def listing(may: Actors, shows: str, empty: Actors | None = None, **more: Any) -> Decision:
    """Decide on a list: whoever may not see the thing gets a list without it."""
    others = EVERYBODY - may if empty is None else empty
    return Decision(may=may, shows=shows, empty=others, query={"limit": 200}, **more)
