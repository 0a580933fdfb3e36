"""投资项目: the aggregate. Each group of acts is a module of its own; here is the dispatch."""

from collections.abc import Sequence
from typing import assert_never

from services.projects.domain import (
    assignments,
    creation,
    gate_reports,
    milestones,
    works,
)
from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.state import Project
from services.projects.domain.terms import Origin
from shared.kernel.decider import About, Decider
from shared.kernel.policy import Guarded
from shared.kernel.values import replace

# What follows from the import itself; everything else is something done since.
_FOLLOWS_FROM_IMPORT = (
    said.ProjectCreated,
    said.ImportedProjectWithdrawalRefused,
    said.CommencementGateSet,
    said.CommencementGateOpened,
)


def decide(command: asked.Command, project: Project) -> Sequence[said.Event]:
    """Answer a command with the events that follow, or raise Rejected."""
    match command:
        case (
            asked.CreateProject()
            | asked.CorrectAgreedTerms()
            | asked.ImportProject()
            | asked.WithdrawImportedProject()
        ):
            return creation.decide_creation(command, project)
        case (
            asked.SetCommencementGate()
            | asked.NoteCaseProgress()
            | asked.NoteGrant()
            | asked.NoteExemption()
            | asked.NoteGrantLost()
        ):
            return gate_reports.decide_gate_report(command, project)
        case (
            asked.AssignProjectCode()
            | asked.AssignOfficer()
            | asked.HandOver()
            | asked.AssignLeader()
        ):
            return assignments.decide_assignment(command, project)
        case (
            asked.PlanMilestone()
            | asked.ForecastMilestone()
            | asked.ReachMilestone()
            | asked.CorrectMilestone()
        ):
            return milestones.decide_milestone(command, project)
        case (
            asked.RecogniseCommencement()
            | asked.ObserveStart()
            | asked.SuspendWork()
            | asked.ResumeWork()
        ):
            return works.decide_on_site(command, project)
        case asked.CompleteWorks() | asked.StartProduction() | asked.TerminateProject():
            return works.decide_outcome(command, project)
        case _:
            assert_never(command)


def evolve(project: Project, event: said.Event) -> Project:
    """Take in one event. No rules here: what happened, happened."""
    after = _evolved(project, event)
    if (
        project.origin is Origin.IMPORTED
        and not project.touched_by
        and not isinstance(event, _FOLLOWS_FROM_IMPORT)
    ):
        return replace(after, touched_by=type(event).__name__)
    return after


def _evolved(project: Project, event: said.Event) -> Project:
    match event:
        case (
            said.ProjectCreated()
            | said.AgreedTermsCorrected()
            | said.ImportedProjectWithdrawn()
            | said.ImportedProjectWithdrawalRefused()
        ):
            return creation.evolve_creation(project, event)
        case (
            said.CommencementGateSet()
            | said.GateItemProgressed()
            | said.GateItemGranted()
            | said.GateItemExempted()
            | said.GateItemLost()
            | said.CommencementGateOpened()
            | said.CommencementGateLost()
        ):
            return gate_reports.evolve_gate_of(project, event)
        case (
            said.ProjectCoded()
            | said.ProjectCodeCorrected()
            | said.OfficerAssigned()
            | said.OfficerHandedOver()
            | said.LeaderAssigned()
            | said.LeaderReplaced()
        ):
            return assignments.evolve_assignment(project, event)
        case (
            said.MilestonePlanned()
            | said.MilestoneForecast()
            | said.MilestoneSlipped()
            | said.MilestoneReached()
            | said.MilestoneCorrected()
        ):
            return milestones.evolve_milestones_of(project, event)
        case (
            said.WorkCommenced()
            | said.StartObserved()
            | said.UnapprovedStartObserved()
            | said.WorkSuspended()
            | said.WorkResumed()
        ):
            return works.evolve_on_site(project, event)
        case said.WorksCompleted() | said.ProductionStarted() | said.ProjectTerminated():
            return works.evolve_outcome(project, event)
        case _:
            assert_never(event)


def about(project: Project) -> About:
    """Say whose project it is: its park, the departments of its gate, those who answer for it."""
    departments = frozenset(item.item.department for item in project.gate.items.values())
    specialist = project.investment.specialist if project.investment else None
    people = (specialist, project.officer, project.leader)
    return About(
        lead=project.lead_id,
        project=project.project_id,
        guarded=Guarded(
            park=project.investment.park if project.investment else None,
            departments=departments,
            people=frozenset(person for person in people if person is not None),
        ),
    )


PROJECT: Decider[asked.Command, Project, said.Event] = Decider(
    category="project", initial=Project(), decide=decide, evolve=evolve, about=about
)
