import re
from dataclasses import fields
from pathlib import Path
from typing import cast, get_args

import pytest

from services.leads.domain import stages as domain_module
from services.leads.domain.commands import Form, Verdict
from services.leads.domain.events import Event
from services.leads.domain.import_events import ImportEvent
from services.leads.domain.investor_key import INVESTOR_KEY
from services.leads.domain.lead import LEAD
from services.leads.domain.lead_events import ProjectLinked
from services.leads.domain.ledger_import import LEDGER_IMPORT, Standing
from services.leads.domain.ledger_row import LEDGER_ROW
from services.leads.domain.policy import RULES
from services.leads.domain.stages import Stage
from services.leads.publishing import publish
from shared.contracts import leads as contract
from shared.kernel.identifiers import AccountId, ParkId, stream_key
from shared.kernel.policy import Grant, Guarded, Role, Visibility, Who, visibility
from shared.kernel.texts import PROBLEMS
from shared.kernel.texts import leads as texts
from tests.domain.leads.histories import recorded
from tests.domain.leads.samples import ROW, SAMPLES
from tests.domain.leads.stories import AT, IMPORT, LEAD_ID, LI, PARK, PROJECT, registered, signed

SERVICE = Path(domain_module.__file__).parents[1]
PRIVATE = {"LeadFiled", "LeadReleased", "RowTaken", "RowFreed"}
PRIVATE |= {"ContactAdded", "ContactErased", "ProjectRowImported"}


def stream_of(name: str) -> str:
    event = type(SAMPLES[name])
    return "import" if event.__module__.endswith("import_events") else "lead"


def test_there_is_a_sample_and_a_chinese_name_of_every_event() -> None:
    names = {event.__name__ for event in get_args(Event)}
    assert set(SAMPLES) == names
    assert set(texts.EVENTS) == names


def test_every_stage_standing_verdict_and_form_has_its_chinese_name() -> None:
    assert set(texts.STAGES) == {stage.value for stage in Stage}
    assert set(texts.STANDINGS) == {standing.value for standing in Standing}
    assert set(texts.VERDICTS) == {verdict.value for verdict in Verdict}
    assert set(texts.FORMS) == {form.value for form in Form}


def test_every_refusal_has_its_chinese_title() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in SERVICE.rglob("*.py")
        if "importing" not in path.parts
    )
    codes = set(re.findall(r'(?:Rejected|Problem)\(\s*(?:\d+, )?"([a-z-]+)"', source))
    assert len(codes) > 20
    assert codes <= set(PROBLEMS)


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - PRIVATE))
def test_what_is_published_has_the_events_name_and_says_whose_it_is(name: str) -> None:
    category = stream_of(name)
    identifier = IMPORT if category == "import" else LEAD_ID
    told = publish(stream_key(category, identifier), recorded(SAMPLES[name]))
    assert told is not None
    assert type(told).__name__ == name
    assert told.model_dump()["import_id" if category == "import" else "lead_id"] == identifier
    assert type(told).model_validate_json(told.model_dump_json()) == told


@pytest.mark.parametrize("name", sorted(PRIVATE))
def test_claims_and_people_stay_inside(name: str) -> None:
    assert publish(stream_key(stream_of(name), LEAD_ID), recorded(SAMPLES[name])) is None


def test_an_agreement_is_published_with_what_a_project_needs() -> None:
    told = publish(stream_key("lead", LEAD_ID), recorded(SAMPLES["AgreementSigned"]))
    assert isinstance(told, contract.AgreementSigned)
    assert told.amount["base"] == "280000000.00"
    assert told.amount["currency"] == "CNY"
    assert (str(told.agreed_start_on), str(told.agreed_production_on)) == (
        "2027-01-01",
        "2028-06-30",
    )


def test_a_row_is_handed_over_with_what_it_tells() -> None:
    told = publish(stream_key("import", IMPORT), recorded(SAMPLES["ProjectRowCommitted"]))
    assert isinstance(told, contract.ProjectRowCommitted)
    assert (told.row, told.stage, told.land_supply) == (ROW, "under-construction", "已供地")
    assert told.since == {"from": "2021-01-01", "to": "2021-12-31", "precision": "year"}
    assert told.commenced == {"from": "2018-08-01", "to": "2018-08-31", "precision": "month"}
    assert told.amount["qualifier"] == "unknown"
    assert told.amount["value"] is None


def test_no_event_has_a_field_for_a_name_or_a_phone_of_a_person() -> None:
    named = {field.name for event in get_args(Event) for field in fields(event)}
    assert not named & {"phone", "mobile", "email", "person", "contact_name"}


def reach(role: Role, act: str, park: ParkId | None = PARK) -> Visibility:
    who = Who(account=LI, grants=(Grant(role=role, park=park),))
    return visibility(who, act, RULES, AT)


def test_a_specialist_reads_the_park_and_works_on_ones_own() -> None:
    own = Guarded(park=PARK, people=frozenset({LI}))
    others = Guarded(park=PARK, people=frozenset({AccountId("wang")}))
    assert reach(Role.INVESTMENT_SPECIALIST, "leads.read").covers(others)
    assert reach(Role.INVESTMENT_SPECIALIST, "leads.sign").covers(own)
    assert not reach(Role.INVESTMENT_SPECIALIST, "leads.sign").covers(others)
    assert not reach(Role.INVESTMENT_SPECIALIST, "leads.read-contacts").covers(others)
    assert reach(Role.PARK_LEADER, "leads.assign").covers(others)
    assert reach(Role.INVESTMENT_SPECIALIST, "leads.assign").nothing


def test_reading_is_wider_than_every_act_but_never_another_parks() -> None:
    elsewhere = Guarded(park=ParkId("elsewhere"))
    for act in RULES:
        if not act.startswith("leads."):
            continue
        assert set(RULES[act]) <= set(RULES["leads.read"])
        for role in set(RULES[act]) - {Role.AUDITOR}:
            assert not reach(role, act).covers(elsewhere)


def test_administrators_see_no_business() -> None:
    for act in RULES:
        assert reach(Role.SYSTEM_ADMIN, act).nothing
        assert reach(Role.SECURITY_ADMIN, act).nothing


def test_a_lead_is_its_parks_and_its_specialists_an_import_its_uploaders() -> None:
    lead = LEAD.about(LEAD.fold([registered(), signed()]))
    assert (lead.lead, lead.project) == (LEAD_ID, None)
    assert lead.guarded == Guarded(park=PARK, people=frozenset({LI}))
    linked = LEAD.about(
        LEAD.fold([registered(specialist=None), signed(), ProjectLinked(project_id=PROJECT)])
    )
    assert linked.project == PROJECT
    assert linked.guarded.people == frozenset()
    assert LEAD.about(LEAD.initial).lead is None
    run = LEDGER_IMPORT.fold([cast("ImportEvent", SAMPLES["LedgerRead"])])
    assert LEDGER_IMPORT.about(run).guarded == Guarded(people=frozenset({LI}))
    assert INVESTOR_KEY.about(INVESTOR_KEY.initial) == LEDGER_ROW.about(LEDGER_ROW.initial)
