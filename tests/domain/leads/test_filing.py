"""查重: what one lead claims, no other may claim unless it says that it is another."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.leads.domain.commands import Command, Verdict
from services.leads.domain.filing import KeysMoved, file, keys_touched
from services.leads.domain.investor_key import (
    INVESTOR_KEY,
    InvestorKey,
    Key,
    KeyEvent,
    KeyKind,
    LeadFiled,
    LeadReleased,
    keys_of,
)
from services.leads.domain.lead import LEAD, Lead
from services.leads.domain.lead_events import LeadEvent
from services.leads.domain.particulars import Particulars
from shared.kernel.identifiers import LeadId
from shared.kernel.rejected import Rejected
from tests.domain.leads.stories import (
    CODE,
    IMPORT,
    KNOWN,
    LEAD_ID,
    OTHER_LEAD,
    assess,
    correct,
    distinct,
    follow_up,
    lose,
    register,
    registered,
    renamed,
    withdraw,
)

CODED = replace(KNOWN, credit_code=CODE)
THIRD = LeadId("0198f1c2-0000-7000-8000-00000000000c")


def claimed(*leads: LeadId) -> InvestorKey:
    return INVESTOR_KEY.fold(LeadFiled(lead_id=one, kind=KeyKind.NAME) for one in leads)


def decided(
    command: Command, past: Sequence[LeadEvent], claims: Sequence[InvestorKey]
) -> tuple[Sequence[LeadEvent], list[tuple[int, KeyEvent]]]:
    lead = LEAD.fold(past)
    filed = file(command, lead, keys_touched(command, lead), claims)
    return filed.lead, list(filed.keys)


def filed(kind: KeyKind) -> LeadFiled:
    return LeadFiled(lead_id=LEAD_ID, kind=kind)


def released(kind: KeyKind) -> LeadReleased:
    return LeadReleased(lead_id=LEAD_ID, kind=kind)


def test_a_new_lead_claims_its_investor_by_name_and_by_code() -> None:
    events, keys = decided(register(particulars=CODED), [], [claimed(), claimed()])
    assert events == [registered(particulars=CODED)]
    assert keys == [(0, filed(KeyKind.NAME)), (1, filed(KeyKind.CREDIT_CODE))]


def test_registering_again_claims_nothing_again() -> None:
    again = decided(register(particulars=CODED), [registered(particulars=CODED)], [claimed()] * 2)
    assert again == ([], [])


def test_two_spellings_of_one_investor_meet() -> None:
    spelt = replace(KNOWN, investor_name="晋江中纺标检验认证 (有限公司)")
    assert keys_of(spelt) == keys_of(KNOWN)


def test_without_an_investor_the_lead_is_known_by_its_own_name() -> None:
    nameless = Particulars(name="豆腐文化产业园项目", amount=KNOWN.amount)
    named = replace(nameless, investor_name="豆腐文化产业园")
    assert keys_of(nameless) == keys_of(named)
    assert keys_of(nameless) != keys_of(KNOWN)


def test_another_lead_of_the_same_investor_is_refused_and_named() -> None:
    with pytest.raises(Rejected) as refused:
        decided(register(particulars=CODED), [], [claimed(OTHER_LEAD), claimed(OTHER_LEAD, THIRD)])
    assert refused.value.code == "lead-possibly-duplicate"
    assert refused.value.facts["matches"] == [
        {"lead_id": OTHER_LEAD, "key": "name"},
        {"lead_id": OTHER_LEAD, "key": "credit-code"},
        {"lead_id": THIRD, "key": "credit-code"},
    ]


def test_it_is_taken_once_all_matches_are_said_to_be_others() -> None:
    claims = [claimed(OTHER_LEAD, THIRD)]
    said = register(distinction=distinct(OTHER_LEAD, THIRD))
    events, keys = decided(said, [], claims)
    assert [type(event).__name__ for event in events] == ["LeadRegistered"]
    assert keys == [(0, filed(KeyKind.NAME))]
    with pytest.raises(Rejected, match="lead-possibly-duplicate"):
        decided(register(distinction=distinct(OTHER_LEAD)), [], claims)


@pytest.mark.parametrize("command", [lose(), assess(Verdict.NOT_PURSUE, "高耗能")])
def test_a_lead_that_nobody_pursues_releases_its_investor(command: Command) -> None:
    _, keys = decided(command, [registered(particulars=CODED)], [claimed(LEAD_ID)] * 2)
    assert keys == [(0, released(KeyKind.NAME)), (1, released(KeyKind.CREDIT_CODE))]


def test_an_undone_import_releases_its_investor() -> None:
    _, keys = decided(withdraw(), [registered(imported_in=IMPORT)], [claimed(LEAD_ID)])
    assert keys == [(0, released(KeyKind.NAME))]


def test_other_acts_leave_the_claim() -> None:
    assert decided(follow_up(), [registered()], [claimed(LEAD_ID)])[1] == []


def test_a_correction_of_the_investor_moves_the_claim() -> None:
    right = replace(KNOWN, investor_name="深圳沃特检测集团")
    _, keys = decided(correct(right), [registered()], [claimed(LEAD_ID), claimed()])
    assert keys == [(1, filed(KeyKind.NAME)), (0, released(KeyKind.NAME))]
    with pytest.raises(Rejected, match="lead-possibly-duplicate"):
        decided(correct(right), [registered()], [claimed(LEAD_ID), claimed(OTHER_LEAD)])
    said = correct(right, distinction=distinct(OTHER_LEAD))
    assert decided(said, [registered()], [claimed(LEAD_ID), claimed(OTHER_LEAD)])[1] == keys


def test_a_correction_that_leaves_the_investor_asks_nobody() -> None:
    right = renamed("检测认证总部")
    assert decided(correct(right), [registered()], [claimed(LEAD_ID, OTHER_LEAD)])[1] == []


def test_a_correction_of_a_lost_lead_claims_nothing() -> None:
    lost = LEAD.decide(lose(), LEAD.fold([registered()]))
    right = replace(KNOWN, investor_name="深圳沃特检测集团")
    assert decided(correct(right), [registered(), *lost], [claimed()])[1] == []


def test_keys_that_were_not_read_ask_for_another_try() -> None:
    lead: Lead = LEAD.fold([registered(particulars=CODED)])
    stale: tuple[Key, ...] = keys_of(KNOWN)
    with pytest.raises(KeysMoved):
        file(lose(), lead, stale, [claimed(LEAD_ID)])


def test_a_claim_is_made_and_given_up_once() -> None:
    command = register()
    lead = LEAD.fold([])
    key = keys_touched(command, lead)
    assert file(command, lead, key, [claimed(LEAD_ID)]).keys == []
    held = LEAD.fold([registered()])
    assert file(lose(), held, held.keys, [claimed()]).keys == []
