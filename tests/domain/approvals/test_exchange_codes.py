"""共享交换代码: every stage of ours has exactly one code, or a stated reason why none."""

import pytest

from services.approvals.catalogue.shipped import shipped_catalogue
from services.approvals.domain.catalogue import BASIC
from services.approvals.domain.clocks.lights import Shown
from services.approvals.domain.exchange_codes import (
    LightCode,
    StageCode,
    StateCode,
    WhyNone,
)
from services.approvals.domain.reports.exchange import (
    GRANTS,
    LIGHT_CODES,
    OURS,
    STAGE_CODES,
    THEIRS,
    Moment,
    agree,
    stage_code,
)
from services.approvals.domain.terms import IN_FORCE, OPEN_STAGES, Stage
from shared.kernel.texts import exchange as texts


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_of_ours_has_exactly_one_code_or_a_reason_why_none(stage: Stage) -> None:
    ours = OURS[stage]
    assert (ours.code is None) is not (ours.why_none is None)
    assert ours.agrees


@pytest.mark.parametrize("code", StateCode)
def test_every_code_means_a_stage_of_ours_or_a_moment(code: StateCode) -> None:
    theirs = THEIRS[code]
    assert bool(theirs.stages) is not bool(theirs.moment)


@pytest.mark.parametrize("stage", [stage for stage in Stage if OURS[stage].code])
def test_a_code_sent_out_comes_back_as_the_same_stage(stage: Stage) -> None:
    code = OURS[stage].code
    assert code is not None
    assert stage in THEIRS[code].stages
    assert agree(stage, code)


@pytest.mark.parametrize("code", [code for code in StateCode if THEIRS[code].stages])
def test_a_code_that_comes_in_goes_out_the_same_but_for_the_source_s_own_withdrawal(
    code: StateCode,
) -> None:
    kept = StateCode.WITHDRAWN if code is StateCode.WITHDRAWN_AT_THE_SOURCE else code
    assert {OURS[stage].code for stage in THEIRS[code].stages} == {kept}
    assert all(agree(stage, code) for stage in THEIRS[code].stages)


def test_revoked_is_one_act_of_five_and_no_other_goes_out_as_it() -> None:
    assert [stage for stage in Stage if OURS[stage].code is StateCode.REVOKED] == [Stage.REVOKED]
    for stage in (Stage.RETRACTED, Stage.DEREGISTERED, Stage.FORFEITED, Stage.LAPSED):
        assert OURS[stage].why_none is WhyNone.NOT_REVOKED_IN_LAW


def test_what_is_open_never_agrees_with_a_grant_and_what_is_in_force_does() -> None:
    assert not [s for s in OPEN_STAGES if OURS[s].agrees & GRANTS]
    assert {code for stage in IN_FORCE for code in OURS[stage].agrees} == GRANTS


def test_a_pause_is_another_thing_than_being_handled() -> None:
    assert agree(Stage.ACCEPTED, StateCode.UNDER_EXAMINATION)
    assert agree(Stage.UNDER_EXAMINATION, StateCode.SUPPLEMENT_ENDED)
    assert not agree(Stage.UNDER_EXAMINATION, StateCode.SUPPLEMENT_STARTED)
    assert not agree(Stage.SUPPLEMENT_REQUESTED, StateCode.PROCEDURE_STARTED)


def test_every_stage_of_a_catalogue_has_a_code_or_a_reason() -> None:
    told = {one.code for version in (BASIC, shipped_catalogue()) for one in version.stages}
    assert told == set(STAGE_CODES)
    assert {code for code in STAGE_CODES.values() if isinstance(code, StageCode)} == set(StageCode)
    assert stage_code("parallel") is StageCode.PARALLEL
    assert stage_code("5") is WhyNone.STAGE_OF_THIS_PARK


def test_every_light_has_a_code_or_a_reason() -> None:
    assert set(LIGHT_CODES) == {*Shown, None}
    assert {c for c in LIGHT_CODES.values() if isinstance(c, LightCode)} == set(LightCode)


def test_every_code_and_every_reason_has_its_text() -> None:
    assert set(texts.STATES) == set(StateCode)
    assert set(texts.EXCHANGE_STAGES) == set(StageCode)
    assert set(texts.LIGHTS) == set(LightCode)
    assert set(texts.WHY_NONE) == set(WhyNone)
    assert set(texts.MOMENTS) == set(Moment)
