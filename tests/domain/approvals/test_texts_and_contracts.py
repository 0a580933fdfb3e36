"""Every refusal and every event has its text; every event leaves in words, or is private."""

import inspect
import re
from pathlib import Path
from typing import get_args

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.state import PROGRESS
from services.approvals.domain.catalogue import CATALOGUE, Procedure
from services.approvals.domain.policy import READ, REPORT_CASE, RULES, right_to
from services.approvals.domain.terms import ClockKind, Stage, Standing
from services.approvals.publishing import publish
from shared.adapters.event_codec import EventCodec
from shared.contracts import approvals as contract
from shared.kernel.housekeeping import ChainAnchored, Housekeeping
from shared.kernel.identifiers import ParkId
from shared.kernel.policy import Grant, Guarded, Role, Who, visibility
from shared.kernel.texts import EVENTS, PROBLEMS
from shared.kernel.texts.approvals import STAGES
from shared.kernel.texts.deadlines import CLOCKS, PAUSES
from tests.domain.approvals.samples import SAMPLES
from tests.domain.approvals.stories import (
    CASE_ID,
    LONG_AFTER,
    OFFICER,
    PARK,
    PERMIT,
    PROJECT,
    recorded,
)

DOMAIN = Path(inspect.getfile(said)).parent.parent
CODEC: EventCodec[said.Event] = EventCodec(said.Event, said.UPCASTS)
PRIVATE = {
    "PlanClosed",
    "OfficerNoted",
    "LeaderNoted",
    "ItemAppliedFor",
    "ItemGranted",
    "ItemNotGranted",
    "ItemGrantLost",
    "MilestoneNoted",
    "DocumentNumberTaken",
    "ProjectCodeNoted",
    "CertificateNumberTaken",
}
STAY = {
    "SupplementRequested",
    "SupplementOverdue",
    "SupplementReceived",
    "SpecialProcedureStarted",
    "SpecialProcedureEnded",
    "ExtensionRequested",
    "ExtensionRefused",
    "LimitExtended",
    "CaseWithdrawalRequested",
    "CaseWithdrawalRefused",
    "DecisionServed",
    "DeregistrationRequested",
    "OmissionsPromised",
    "OmissionsSupplied",
    "OmissionsOverdue",
    "CommitmentMade",
    "CommitmentCheckPassed",
    "CommitmentCheckFailed",
    "RevocationProposed",
    "VoidingProposed",
    "OpinionRequested",
    "OpinionGiven",
    "OpinionOverdue",
    "CertificateIssued",
    "BeginningRecorded",
    "ValidityExtensionRequested",
    "ValidityExtended",
    "ValidityExtensionRefused",
    "SuspensionNoted",
    "SuspensionReported",
    "CertificateVerified",
    "ResumptionNoted",
}


def test_there_is_a_sample_of_every_event() -> None:
    assert set(SAMPLES) == {event.__name__ for event in get_args(said.Event)}


def test_every_act_moves_a_case_or_is_known_not_to() -> None:
    acts = {event.__name__ for event in get_args(said.ActEvent)}
    assert {event.__name__ for event in PROGRESS} | STAY == acts


def test_every_event_has_its_text() -> None:
    assert set(SAMPLES) <= set(EVENTS)


def test_every_refusal_has_its_text() -> None:
    code = re.compile(r'Rejected\(\s*"([a-z-]+)"|^    \S+: "([a-z]+(?:-[a-z]+)+)",$', re.M)
    sources = [path.read_text("utf-8") for path in DOMAIN.rglob("*.py")]
    found = {next(filter(None, match)) for text in sources for match in code.findall(text)}
    assert len(found) > 35
    assert found <= set(PROBLEMS)


def test_every_word_that_is_shown_has_its_text() -> None:
    assert {stage.value for stage in (*Stage, *Standing)} == set(STAGES)
    assert {clock.value for clock in ClockKind} == set(CLOCKS)
    assert {procedure.value for procedure in Procedure} | {"supplement"} == set(PAUSES)


def test_every_command_and_event_begins_with_its_chinese_term() -> None:
    named = [
        thing
        for module in (said, asked)
        for thing in vars(module).values()
        if inspect.isclass(thing) and thing.__module__.startswith("services.approvals")
    ]
    assert len(named) > 60
    for thing in named:
        assert re.match(r"[\u4e00-\u9fff][^:]*: ", inspect.getdoc(thing) or ""), thing


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_event_survives_storage(name: str) -> None:
    event = SAMPLES[name]
    assert CODEC.decode(*CODEC.encode(event)) == event


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - PRIVATE))
def test_every_event_leaves_in_words_that_can_be_read_back(name: str) -> None:
    (stored,) = recorded([SAMPLES[name]])
    words = publish(stored.stream, stored)
    assert words is not None
    assert type(words).__name__ == name
    assert type(words).model_validate_json(words.model_dump_json()) == words
    if isinstance(words, contract.OfCase):
        assert (words.case_id, words.project_id) == (CASE_ID, PROJECT)


@pytest.mark.parametrize("name", sorted(PRIVATE))
def test_a_plan_s_book_keeping_stays_at_home(name: str) -> None:
    (stored,) = recorded([SAMPLES[name]])
    assert publish(stored.stream, stored) is None


def test_housekeeping_is_nobody_s_business() -> None:
    anchored = ChainAnchored(position=1, head="", algorithm="ed25519", key_id="1", signature="")
    housekeeping: list[said.Event | Housekeeping] = [anchored]
    (stored,) = recorded(housekeeping)
    assert publish(stored.stream, stored) is None


def test_a_late_alarm_says_so() -> None:
    exceeded = SAMPLES["LimitExceeded"]
    for late in (True, None):
        (stored,) = recorded([exceeded], late=late)
        words = publish(stored.stream, stored)
        assert isinstance(words, contract.LimitExceeded)
        assert words.late is bool(late)


def test_an_approver_acts_for_the_own_department_alone() -> None:
    ours, theirs = PERMIT.department, CATALOGUE[1].department
    who = Who(
        account=OFFICER,
        grants=(Grant(role=Role.APPROVER, department=ours),),
    )
    for right in (READ, *(right_to(act) for act in Act)):
        reach = visibility(who, right, RULES, LONG_AFTER)
        assert reach.covers(Guarded(park=PARK, departments=frozenset({ours})))
        assert not reach.covers(Guarded(park=PARK, departments=frozenset({theirs})))


def test_nobody_else_decides() -> None:
    for act in (
        Act.ACCEPT,
        Act.GRANT,
        Act.REFUSE,
        Act.EXTEND,
        Act.REFUSE_EXTENSION,
        Act.REVOKE,
        Act.RECORD_FILING,
    ):
        assert set(RULES[right_to(act)]) == {Role.APPROVER}


def test_a_source_given_for_one_park_is_not_given_for_another() -> None:
    elsewhere = Grant(role=Role.PARTNER_SYSTEM, park=ParkId("garden-park"), source="tax-platform")
    who = Who(account=OFFICER, grants=(Grant(role=Role.PARTNER_SYSTEM, park=PARK), elsewhere))
    reach = visibility(who.in_the_name_of("tax-platform"), REPORT_CASE, RULES, LONG_AFTER)
    assert reach.covers(Guarded(park=ParkId("garden-park")))
    assert not reach.covers(Guarded(park=PARK))
    assert visibility(who, REPORT_CASE, RULES, LONG_AFTER).covers(Guarded(park=PARK))
    assert visibility(who.in_the_name_of("city"), REPORT_CASE, RULES, LONG_AFTER).nothing
