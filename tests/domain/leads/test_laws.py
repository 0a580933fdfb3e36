"""What holds for every history of leads and of the claims they lay to investors."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.leads.domain.commands import (
    AddContact,
    AssessLead,
    AssignLead,
    Command,
    ContactId,
    CorrectAgreement,
    CorrectRegistration,
    EraseContact,
    Form,
    LayLeadDormant,
    LinkProject,
    LoseLead,
    MoveLead,
    NoteProjectRefused,
    RecordFollowUp,
    RegisterLead,
    SignAgreement,
    Verdict,
    WakeLead,
    WithdrawImportedLead,
)
from services.leads.domain.events import Event
from services.leads.domain.filing import file, keys_touched
from services.leads.domain.investor_key import INVESTOR_KEY, InvestorKey, Key
from services.leads.domain.lead import LEAD
from services.leads.domain.lead_events import (
    LeadEvent,
    LeadRegistered,
    StageReached,
    stage_after,
    stage_before,
)
from services.leads.domain.particulars import Agreement, Distinction, Particulars
from services.leads.domain.record import evolve_record
from services.leads.domain.stages import CLOSED, MOVES, Stage
from shared.adapters.event_codec import EventCodec
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, LeadId, ProjectId
from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.recorded import fold_record, known
from shared.kernel.rejected import Rejected
from tests.domain.leads.histories import history as stored
from tests.domain.leads.stories import AT, CODE, ENTRY, IMPORT, LI_ACTING, PARK, yi

LEADS = tuple(LeadId(f"lead{number}") for number in range(3))
_days = st.integers(0, 40).map(lambda back: date(2026, 9, 10) - timedelta(days=back))
_moments = st.one_of(
    _days.map(Effective.on_day),
    st.just(Effective.at_instant(AT)),
    st.just(Effective.in_month(2026, 8)),
)
_asked: dict[str, st.SearchStrategy[Any]] = {
    "by": st.just(LI_ACTING),
    "at": st.just(AT),
    "effective": _moments,
}
_entered: dict[str, st.SearchStrategy[Any]] = _asked | {
    "effective": st.just(Effective.at_instant(AT))
}
_amounts = st.one_of(
    st.just(Quantity.unknown("万元")),
    st.decimals(0, 90, places=2).map(lambda value: yi(str(value), Qualifier.ABOUT)),
)
_particulars = st.builds(
    Particulars,
    name=st.sampled_from(["甲项目", "乙项目"]),
    amount=_amounts,
    investor_name=st.none() | st.sampled_from(["甲公司", "乙有限公司", "乙"]),
    credit_code=st.none() | st.just(CODE),
)
_agreements = st.builds(
    Agreement,
    amount=_amounts,
    start_on=st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    production_on=st.dates(date(2026, 1, 1), date(2026, 1, 3)),
)
_distinctions = st.none() | st.sets(st.sampled_from(LEADS)).map(
    lambda leads: Distinction(leads=tuple(sorted(leads)), reason="另一项目")
)
_people = st.sampled_from([ContactId("p1"), ContactId("p2")])
_words = st.sampled_from(["一", "二"])
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(AssessLead, **_asked, verdict=st.sampled_from(Verdict), opinion=_words),
    st.builds(AssignLead, **_asked, specialist=st.sampled_from([AccountId("a"), AccountId("b")])),
    st.builds(
        RecordFollowUp,
        **_asked,
        follow_up_id=st.sampled_from(["t1", "t2"]),
        form=st.sampled_from(Form),
        content=_words,
        contacts=st.just(()) | _people.map(lambda one: (one,)),
        next_on=st.none() | _days,
    ),
    st.builds(MoveLead, **_asked, to=st.sampled_from(Stage)),
    st.builds(SignAgreement, **_asked, agreement=_agreements),
    st.builds(LoseLead, **_asked, reason=_words),
    st.builds(LayLeadDormant, **_asked, reason=_words),
    st.builds(WakeLead, **_asked),
    st.builds(
        CorrectRegistration,
        **_asked,
        corrects=st.just(ENTRY),
        particulars=_particulars,
        reason=_words,
        distinction=_distinctions,
    ),
    st.builds(
        CorrectAgreement, **_asked, corrects=st.just(ENTRY), agreement=_agreements, reason=_words
    ),
    st.builds(AddContact, **_entered, contact_id=_people),
    st.builds(EraseContact, **_entered, contact_id=_people, reason=_words),
    st.builds(NoteProjectRefused, **_asked, code=st.sampled_from(["a", "b"]), detail=st.just("")),
    st.builds(LinkProject, **_asked, project_id=st.sampled_from([ProjectId("x"), ProjectId("y")])),
    st.builds(WithdrawImportedLead, **_entered, import_id=st.just(IMPORT), reason=_words),
)


def _registrations(lead_id: LeadId) -> st.SearchStrategy[RegisterLead]:
    return st.builds(
        RegisterLead,
        **_asked,
        lead_id=st.just(lead_id),
        park=st.just(PARK),
        specialist=st.none() | st.just(AccountId("a")),
        particulars=_particulars,
        stage=st.sampled_from(Stage),
        distinction=_distinctions,
        imported_in=st.none() | st.just(IMPORT),
    )


beginnings = st.sampled_from(LEADS).flatmap(_registrations)
lives = st.tuples(beginnings, st.lists(commands, max_size=14)).map(lambda life: [life[0], *life[1]])


def lived(asked: Sequence[Command]) -> list[LeadEvent]:
    """What has happened after these commands, the refused ones left out."""
    past: list[LeadEvent] = []
    for command in asked:
        try:
            decided = LEAD.decide(command, LEAD.fold(past))
        except Rejected:
            continue
        past += decided
        again = LEAD.decide(command, LEAD.fold(past))
        assert not again, f"{command} decided again: {again}"
    return past


@given(lives)
def test_asking_twice_changes_nothing(asked: list[Command]) -> None:
    lived(asked)


@given(lives)
def test_every_event_survives_storage(asked: list[Command]) -> None:
    codec: EventCodec[Event] = EventCodec(Event)
    for event in lived(asked):
        assert codec.decode(*codec.encode(event)) == event


@given(lives)
def test_a_lead_goes_only_where_the_table_lets_it(asked: list[Command]) -> None:
    for event in lived(asked):
        if isinstance(event, StageReached) and stage_after(event) is not Stage.WITHDRAWN:
            assert stage_after(event) in MOVES[stage_before(event)]


@given(lives)
def test_the_record_shows_what_the_rules_see(asked: list[Command]) -> None:
    past = lived(asked)
    state, record = LEAD.fold(past), fold_record(evolve_record, stored(past))
    if record is None:
        assert state.stage is None
        return
    assert (record.stage, record.since) == (state.stage, state.since)
    assert (record.particulars, record.agreement) == (state.particulars, state.agreement)
    assert (record.specialist, record.project) == (state.specialist, state.project)
    assert set(record.contacts) == state.contacts


@given(lives)
def test_the_order_of_the_world_tells_the_same_stages(asked: list[Command]) -> None:
    past = [e for e in lived(asked) if isinstance(e, LeadRegistered | StageReached)]
    events = stored(past)
    assert fold_record(evolve_record, known(events, valid_at=AT)) == fold_record(
        evolve_record, events
    )


def _claims(log: dict[Key, InvestorKey], keys: Sequence[Key]) -> list[InvestorKey]:
    return [log.get(key, InvestorKey()) for key in keys]


@given(st.lists(st.tuples(st.sampled_from(LEADS), st.one_of(beginnings, commands)), max_size=25))
def test_a_lead_claims_what_it_stands_for_and_nobody_else_unsaid(
    asked: list[tuple[LeadId, Command]],
) -> None:
    pasts: dict[LeadId, list[LeadEvent]] = {lead_id: [] for lead_id in LEADS}
    log: dict[Key, InvestorKey] = {}
    for chosen, command in asked:
        lead_id = command.lead_id if isinstance(command, RegisterLead) else chosen
        lead = LEAD.fold(pasts[lead_id])
        keys = keys_touched(command, lead)
        try:
            filed = file(command, lead, keys, _claims(log, keys))
        except Rejected:
            continue
        pasts[lead_id] += filed.lead
        for place, event in filed.keys:
            log[keys[place]] = INVESTOR_KEY.evolve(log.get(keys[place], InvestorKey()), event)
    leads = {lead_id: LEAD.fold(past) for lead_id, past in pasts.items()}
    for key, claim in log.items():
        assert claim.holders == {one for one, lead in leads.items() if key in lead.keys}
    assert not any(lead.keys for lead in leads.values() if lead.stage in CLOSED)
