"""申报: one form that became several cases; it only keeps them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.approvals.domain.catalogue import Completes
from services.approvals.domain.commands import MakeApplication
from services.approvals.domain.events import ApplicationMade
from services.approvals.domain.terms import IN_FORCE, SATISFIED, Stage
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import CaseId
from shared.kernel.policy import Guarded

_DONE = frozenset({Stage(one.value) for one in SATISFIED if one.value in set(Stage)}) | IN_FORCE


@dataclass(frozen=True, kw_only=True)
class Application:
    """申报: what came on the form, if it came."""

    made: ApplicationMade | None = None


def decide(command: MakeApplication, application: Application) -> Sequence[ApplicationMade]:
    """申报: once."""
    if application.made is not None:
        return []
    return [
        ApplicationMade(
            project=command.project,
            lead=command.lead,
            park=command.park,
            readers=command.readers,
            stage=command.stage,
            completes=command.completes,
            items=command.items,
        )
    ]


def evolve(_: Application, event: ApplicationMade) -> Application:
    """Take in one event."""
    return Application(made=event)


def about(application: Application) -> About:
    """Say whose it is: every department's that it asks."""
    made = application.made
    if made is None:
        return About()
    departments = frozenset(one.department for one in made.items)
    guarded = Guarded(park=made.park, departments=departments, people=made.readers.people)
    return About(lead=made.lead, project=made.project, guarded=guarded)


def complete(made: ApplicationMade, progress: Mapping[CaseId, Stage | None]) -> bool:
    """Tell whether its stage is done as far as this form goes: all of its items, or any one."""
    done = [progress.get(one.case) in _DONE for one in made.items]
    return any(done) if made.completes is Completes.ANY else all(done)


APPLICATION: Decider[MakeApplication, Application, ApplicationMade] = Decider(
    category="application", initial=Application(), decide=decide, evolve=evolve, about=about
)
