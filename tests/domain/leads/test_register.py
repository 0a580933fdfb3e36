from dataclasses import replace

import pytest

from services.leads.domain.lead_events import LeadRegistered
from services.leads.domain.stages import ENTRIES, Stage
from shared.kernel.quantity import Quantity
from tests.domain.leads.stories import (
    IMPORT,
    KNOWN,
    LEAD_ID,
    LI,
    OTHER_LEAD,
    PARK,
    TODAY,
    distinct,
    lead,
    mu,
    on,
    register,
    registered,
    renamed,
    yi,
)


def test_a_lead_is_registered_with_what_is_known_of_it() -> None:
    lead.when(register()).then(
        LeadRegistered(
            lead_id=LEAD_ID,
            park=PARK,
            specialist=LI,
            particulars=KNOWN,
            stage=Stage.REGISTERED,
            since=TODAY,
        )
    )


def test_an_unknown_amount_stays_unknown() -> None:
    unknown = replace(KNOWN, amount=Quantity.unknown("万元"), land=mu("41"))
    lead.when(register(particulars=unknown)).then(registered(particulars=unknown))


def test_what_it_is_not_is_recorded_with_the_reason() -> None:
    said = distinct(OTHER_LEAD)
    lead.when(register(distinction=said)).then(replace(registered(), distinction=said))


def test_registering_again_changes_nothing() -> None:
    lead.given(registered()).when(register()).then_nothing()


def test_a_registered_lead_is_not_registered_as_another() -> None:
    story = lead.given(registered())
    story.when(register(particulars=renamed("另一项目"))).then_rejected("lead-already-registered")


def test_it_may_be_entered_late_but_not_early() -> None:
    lead.when(register(on(2019, 6, 1))).then(registered(on(2019, 6, 1)))
    lead.when(register(on(2026, 9, 11))).then_rejected("effective-in-the-future")


def test_a_ledger_tells_of_leads_under_way() -> None:
    for stage in sorted(ENTRIES):
        lead.when(register(stage=stage, specialist=None, imported_in=IMPORT)).then(
            registered(stage=stage, specialist=None, imported_in=IMPORT)
        )


@pytest.mark.parametrize("stage", sorted(set(Stage) - ENTRIES))
def test_no_lead_begins_at_a_stage_that_an_act_of_its_own_leads_to(stage: Stage) -> None:
    lead.when(register(stage=stage)).then_rejected("stage-is-no-entry")


def test_money_is_money_and_land_is_an_area() -> None:
    lead.when(register(particulars=replace(KNOWN, amount=mu("3")))).then_rejected(
        "amount-not-money"
    )
    lead.when(register(particulars=replace(KNOWN, land=yi("3")))).then_rejected("land-not-an-area")


def test_a_credit_code_that_cannot_be_one_is_refused() -> None:
    wrong = replace(KNOWN, credit_code="91330100799655058C")
    lead.when(register(particulars=wrong)).then_rejected("credit-code-check-digit")
