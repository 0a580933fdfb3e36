import pytest

from services.leads.domain.commands import Verdict
from services.leads.domain.lead_events import (
    IntentSigned,
    LeadLaidDormant,
    LeadLost,
    LeadNotPursued,
    LeadPursued,
    LeadReserved,
    LeadResubmitted,
    LeadReturned,
    LeadWoken,
    NegotiationStarted,
)
from services.leads.domain.stages import CLOSED, ENTRIES, MOVES, Stage
from shared.kernel.effective import Effective
from tests.domain.leads.stories import (
    TODAY,
    assess,
    assessed,
    in_talks,
    lay_dormant,
    lead,
    lose,
    move,
    negotiating,
    on,
    pursued,
    registered,
    signed,
    wake,
)


def test_an_assessment_takes_it_up() -> None:
    lead.given(registered()).when(assess(Verdict.PURSUE)).then(
        assessed(Verdict.PURSUE), LeadPursued(from_stage=Stage.REGISTERED, since=TODAY)
    )


def test_an_assessment_turns_it_down_with_the_reason() -> None:
    lead.given(registered()).when(assess(Verdict.NOT_PURSUE, "高耗能")).then(
        assessed(Verdict.NOT_PURSUE, "高耗能"),
        LeadNotPursued(from_stage=Stage.REGISTERED, since=TODAY, reason="高耗能"),
    )


def test_an_assessment_asks_for_what_is_missing_and_gets_it() -> None:
    returned = LeadReturned(from_stage=Stage.REGISTERED, since=TODAY, missing="缺用能")
    story = lead.given(registered())
    story.when(assess(Verdict.RETURN, "缺用能")).then(assessed(Verdict.RETURN, "缺用能"), returned)
    story = story.given(assessed(Verdict.RETURN, "缺用能"), returned)
    story.when(move(Stage.REGISTERED, note="已补")).then(
        LeadResubmitted(from_stage=Stage.RETURNED, since=TODAY, note="已补")
    )


def test_assessing_again_changes_nothing() -> None:
    story = lead.given(registered(), assessed(Verdict.PURSUE), pursued())
    story.when(assess(Verdict.PURSUE)).then_nothing()
    story.when(assess(Verdict.NOT_PURSUE)).then_rejected("move-not-allowed")


@pytest.mark.parametrize(
    ("to", "event"),
    [(Stage.RESERVED, LeadReserved), (Stage.NEGOTIATING, NegotiationStarted)],
)
def test_it_is_reserved_or_negotiated(
    to: Stage, event: type[LeadReserved | NegotiationStarted]
) -> None:
    story = lead.given(registered(), assessed(Verdict.PURSUE), pursued())
    story.when(move(to, note="首谈")).then(
        event(from_stage=Stage.PURSUED, since=TODAY, note="首谈")
    )


def test_a_letter_of_intent_may_precede_the_agreement() -> None:
    in_talks.when(move(Stage.INTENT)).then(IntentSigned(from_stage=Stage.NEGOTIATING, since=TODAY))


def test_moving_to_where_it_is_changes_nothing() -> None:
    in_talks.when(move(Stage.NEGOTIATING)).then_nothing()


def test_a_move_outside_the_table_is_refused_with_what_is_allowed() -> None:
    lead.given(registered()).when(move(Stage.INTENT)).then_rejected(
        "move-not-allowed",
        from_stage=Stage.REGISTERED,
        to_stage=Stage.INTENT,
        allowed=["lost", "not-pursued", "pursued", "returned"],
    )


def test_nothing_is_done_to_a_lead_that_is_not_there() -> None:
    lead.when(move(Stage.NEGOTIATING)).then_rejected("move-not-allowed", allowed=[])


@pytest.mark.parametrize("to", [Stage.SIGNED, Stage.DORMANT, Stage.LOST])
def test_an_act_with_facts_of_its_own_is_no_plain_move(to: Stage) -> None:
    in_talks.when(move(to)).then_rejected("move-needs-its-own-act")


def test_a_move_is_not_dated_before_the_stage_it_leaves() -> None:
    story = lead.given(registered(on(2026, 5, 3)), pursued(on(2026, 6, 1)))
    story.when(move(Stage.NEGOTIATING, on(2026, 5, 31))).then_rejected(
        "effective-before-predecessor"
    )
    story.when(move(Stage.NEGOTIATING, Effective.in_year(2026))).then_rejected(
        "effective-too-vague"
    )
    story.when(move(Stage.NEGOTIATING, on(2026, 6, 1))).then(
        NegotiationStarted(from_stage=Stage.PURSUED, since=on(2026, 6, 1))
    )
    story.when(move(Stage.NEGOTIATING, on(2026, 9, 11))).then_rejected("effective-in-the-future")


def test_it_is_lost_with_the_reason_and_to_whom() -> None:
    lost = LeadLost(from_stage=Stage.NEGOTIATING, since=TODAY, reason="落户外地", competitor="邻市")
    in_talks.when(lose("落户外地", "邻市")).then(lost)
    in_talks.given(lost).when(lose("落户外地", "邻市")).then_nothing()
    in_talks.given(lost).when(lose("资金不足")).then_rejected("move-not-allowed")


def test_a_signed_lead_is_not_lost() -> None:
    in_talks.given(signed()).when(lose()).then_rejected("move-not-allowed")


def test_it_sleeps_and_wakes_where_it_was() -> None:
    asleep = LeadLaidDormant(from_stage=Stage.NEGOTIATING, since=TODAY, reason="等待上市")
    awake = LeadWoken(to_stage=Stage.NEGOTIATING, since=TODAY)
    in_talks.when(lay_dormant()).then(asleep)
    sleeping = in_talks.given(asleep)
    sleeping.when(lay_dormant()).then_nothing()
    sleeping.when(lay_dormant("另一原因")).then_rejected("move-not-allowed")
    sleeping.when(move(Stage.RESERVED)).then_rejected("move-needs-its-own-act")
    sleeping.when(wake()).then(awake)
    sleeping.given(awake).when(wake()).then_nothing()
    sleeping.given(awake).when(move(Stage.NEGOTIATING)).then_nothing()


def test_who_is_awake_is_not_woken() -> None:
    in_talks.when(wake()).then_rejected("lead-not-dormant")
    lead.given(registered(), pursued(), negotiating()).when(wake()).then_rejected(
        "lead-not-dormant"
    )


def test_every_stage_has_its_row_and_every_stage_can_be_reached() -> None:
    assert set(MOVES) == set(Stage)
    reached = ENTRIES | {to for row in MOVES.values() for to in row}
    assert reached | {Stage.WITHDRAWN} == set(Stage)
    assert all(not MOVES[stage] for stage in CLOSED)
