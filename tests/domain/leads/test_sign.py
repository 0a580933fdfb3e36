from dataclasses import replace
from datetime import date

import pytest

from services.leads.domain.lead_events import ProjectLinked, ProjectRefused
from services.leads.domain.stages import Stage
from shared.kernel.identifiers import ProjectId
from shared.kernel.quantity import Quantity
from tests.domain.leads.stories import (
    AGREED,
    IMPORT,
    KNOWN,
    in_talks,
    lead,
    link,
    mu,
    no_project,
    on,
    pursued,
    registered,
    sign,
    signed,
    yi,
)


def test_an_agreement_is_signed_with_its_parties() -> None:
    in_talks.when(sign()).then(signed())


def test_it_may_be_entered_after_the_fact() -> None:
    story = lead.given(registered(on(2026, 3, 1), stage=Stage.NEGOTIATING))
    story.when(sign(when=on(2026, 5, 20))).then(signed(on(2026, 5, 20)))
    story.when(sign(when=on(2026, 2, 28))).then_rejected("effective-before-predecessor")


def test_signing_again_changes_nothing_and_signing_otherwise_is_refused() -> None:
    story = in_talks.given(signed())
    story.when(sign()).then_nothing()
    story.when(sign(replace(AGREED, number=None))).then_rejected("move-not-allowed")


def test_what_is_only_taken_up_is_not_signed() -> None:
    lead.given(registered(), pursued()).when(sign()).then_rejected("move-not-allowed")


def test_a_ledger_that_says_signed_leaves_the_agreement_to_be_entered() -> None:
    entered = registered(stage=Stage.AGREEMENT_OUTSTANDING, imported_in=IMPORT)
    lead.given(entered).when(sign()).then(replace(signed(), from_stage=Stage.AGREEMENT_OUTSTANDING))


def test_production_is_not_agreed_before_the_start() -> None:
    early = replace(AGREED, production_on=date(2026, 12, 31))
    in_talks.when(sign(early)).then_rejected("production-before-start", start_on="2027-01-01")
    in_talks.when(sign(replace(AGREED, production_on=AGREED.start_on))).then(
        signed(agreement=replace(AGREED, production_on=AGREED.start_on))
    )


@pytest.mark.parametrize(
    ("amount", "code"),
    [(Quantity.unknown("亿元"), "agreed-amount-unknown"), (mu("3"), "amount-not-money")],
)
def test_an_agreement_states_money(amount: Quantity, code: str) -> None:
    in_talks.when(sign(replace(AGREED, amount=amount))).then_rejected(code)


def test_somebody_signs_and_somebody_answers_for_it() -> None:
    nameless = registered(stage=Stage.NEGOTIATING, particulars=replace(KNOWN, investor_name=None))
    lead.given(nameless).when(sign()).then_rejected("investor-unknown")
    unassigned = registered(stage=Stage.NEGOTIATING, specialist=None)
    lead.given(unassigned).when(sign()).then_rejected("specialist-not-assigned")


def test_one_project_comes_of_a_signed_lead() -> None:
    story = in_talks.given(signed())
    linked = link()
    events = story.when(linked).events
    assert events is not None
    assert [type(event).__name__ for event in events] == ["ProjectLinked"]
    story.given(*events).when(linked).then_nothing()
    other = replace(linked, project_id=ProjectId("another"))
    story.given(*events).when(other).then_rejected("project-not-expected")
    in_talks.when(linked).then_rejected("project-not-expected")


def test_a_signed_lead_shows_why_no_project_came_of_it() -> None:
    story = in_talks.given(signed())
    refused = ProjectRefused(code="project-already-exists", detail="made from something else")
    story.when(no_project()).then(refused)
    story.given(refused).when(no_project()).then_nothing()
    other = ProjectRefused(code="another", detail="made from something else")
    story.given(refused).when(no_project("another")).then(other)
    linked = ProjectLinked(project_id=link().project_id)
    story.given(refused).when(link()).then(linked)
    story.given(refused, linked).when(no_project()).then_nothing()
    in_talks.when(no_project()).then_rejected("project-not-expected")


def test_another_currency_stays_another_currency() -> None:
    dollars = replace(AGREED, amount=replace(yi("1"), unit="亿美元", currency="USD"))
    in_talks.when(sign(dollars)).then(signed(agreement=dollars))
