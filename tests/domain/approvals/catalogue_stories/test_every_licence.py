"""Every licence of the catalogue takes every turn that its life-cycle knows."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from services.approvals.domain.catalogue import ItemKind, Meaning, Mode, Procedure, Span, Validity
from services.approvals.domain.terms import ClockKind, Stage, Standing
from shared.kernel.rejected import Rejected
from shared.kernel.timing import LimitUnit
from shared.kernel.working_days import add_working_days, working_days_between
from tests.domain.approvals import shelf, stories
from tests.domain.approvals.catalogue_stories.rows import due, dues, limits, of_kind, prepared, row
from tests.domain.approvals.catalogue_stories.ways import Act, done, hearing, way_of
from tests.domain.approvals.catalogue_stories.works import Works, acted, applied, later
from tests.domain.approvals.stories import CALENDAR

LICENCES = of_kind(ItemKind.LICENCE)
ORDINARY = [code for code in LICENCES if row(code).mode is Mode.ORDINARY]
DEFERRING = [code for code in LICENCES if any(m.deferrable for m in row(code).materials)]
HOLDING = [code for code in LICENCES if row(code).validity is not None]
LOSSES = {
    shelf.forfeit: Standing.FORFEITED,
    shelf.deregister: Standing.DEREGISTERED,
    stories.retract: Standing.RETRACTED,
    stories.revoke: Standing.REVOKED,
}


def shown(works: Works, code: str) -> dict[ClockKind, object]:
    return {one.clock: one.due.day for one in works.case(code).deadlines if one.due is not None}


def certifying(code: str) -> Sequence[Act]:
    """Return what issues the certificate; none where the document of the decision is the result."""
    validity = row(code).validity
    return () if validity is not None and validity.from_decision else (shelf.certify,)


def later_by(start: date, validity: Validity) -> date:
    if validity.span is Span.YEARS:
        return start.replace(year=start.year + validity.length)
    assert validity.span is Span.MONTHS
    month = start.month + validity.length
    last = monthrange(start.year, month)[1]
    return start.replace(month=month, day=min(start.day, last))


def accepted(code: str) -> Works:
    return done(applied(prepared(code), code), code, stories.accept)


def granted(code: str) -> Works:
    works = applied(prepared(code), code)
    return done(works, code, *way_of(works.item(code)))


@pytest.mark.parametrize("code", LICENCES)
def test_its_limits_run_from_the_day_the_catalogue_says(code: str) -> None:
    works = applied(prepared(code), code)
    received = works.today
    notice = {ClockKind.NOTICE: add_working_days(CALENDAR, received, 5)}
    assert shown(works, code) == notice
    works = done(later(works, 2), code, stories.accept)
    assert shown(works, code) == dues(works.item(code), received, works.today)


@pytest.mark.parametrize("code", ORDINARY)
def test_it_is_handed_in_completed_supplemented_heard_and_granted(code: str) -> None:
    works = done(applied(prepared(code), code), code, stories.notify)
    assert shown(works, code) == {}
    works = done(later(works, 1), code, stories.remedy)
    complete = works.today
    works = done(later(works, 1), code, stories.accept)
    before = dues(works.item(code), complete, works.today)
    assert shown(works, code) == before
    works = done(works, code, stories.request_supplement)
    assert works.case(code).stage is Stage.SUPPLEMENT_REQUESTED
    works = done(later(works, 5), code, stories.supplement)
    waited = working_days_between(CALENDAR, works.today - timedelta(days=5), works.today)
    # A supplement stops the promise alone: no article lets the law wait for it.
    promised = {
        clock: add_working_days(CALENDAR, day, waited)
        for clock, day in before.items()
        if clock is ClockKind.PROMISED
    }
    assert shown(works, code) == dict([*before.items(), *promised.items()])
    works = done(works, code, stories.passed, *hearing(works.item(code)))
    works = done(later(works), code, stories.grant, *certifying(code), stories.serve)
    assert (works.entry(code).standing, works.case(code).stage) == (
        Standing.GRANTED,
        Stage.GRANTED,
    )


@pytest.mark.parametrize("code", ORDINARY)
def test_a_hearing_stops_the_law_and_the_promise(code: str) -> None:
    works = accepted(code)
    accepted_on, item = works.today, works.item(code)
    before = dues(item, accepted_on, accepted_on)
    works = done(works, code, stories.start)
    assert works.case(code).stage is Stage.SPECIAL_PROCEDURE
    assert shown(works, code) == {}
    works = done(later(works, 5), code, stories.end)
    waited = working_days_between(CALENDAR, accepted_on, works.today)
    for clock, limit in limits(item).items():
        if limit.unit is LimitUnit.WORKING_DAYS:
            assert shown(works, code)[clock] == add_working_days(CALENDAR, before[clock], waited)
        else:
            assert shown(works, code)[clock] == due(limit, works.today)
    works = done(works, code, *hearing(item), stories.passed, stories.grant)
    assert works.entry(code).standing is Standing.GRANTED


@pytest.mark.parametrize("code", ORDINARY)
def test_a_look_at_the_site_stops_the_promise_alone(code: str) -> None:
    works = accepted(code)
    before = dues(works.item(code), works.today, works.today)
    survey = stories.start(works.today, Procedure.SITE_SURVEY)
    works = acted(works, code, survey)
    statutory = {clock: day for clock, day in before.items() if clock is ClockKind.STATUTORY}
    assert shown(works, code) == statutory


@pytest.mark.parametrize("code", ORDINARY)
def test_its_limit_is_extended_as_its_own_law_says(code: str) -> None:
    works, item = accepted(code), row(code)
    days = item.extension_days
    asking = stories.request_extension(works.today, str(days or 10))
    if days is None or item.statutory is None:
        with pytest.raises(Rejected, match="extension-not-provided"):
            acted(works, code, asking)
        return
    with pytest.raises(Rejected, match="extension-too-long"):
        acted(works, code, stories.request_extension(works.today, str(days + 1)))
    before = dues(item, works.today, works.today)
    works = acted(works, code, asking, stories.extend(works.today))
    longer = add_working_days(CALENDAR, before[ClockKind.STATUTORY], days)
    assert shown(works, code) == {**before, ClockKind.STATUTORY: longer}


@pytest.mark.parametrize("code", LICENCES)
def test_it_is_not_taken_on_or_found_not_to_be_needed(code: str) -> None:
    works = applied(prepared(code), code)
    declined = done(works, code, stories.decline)
    assert (declined.entry(code).standing, declined.has(code)) == (Standing.DECLINED, False)
    needless = done(works, code, stories.find_not_required)
    assert (needless.entry(code).standing, needless.has(code)) == (Standing.NOT_REQUIRED, True)


@pytest.mark.parametrize("code", LICENCES)
def test_whichever_way_a_grant_is_lost_its_plan_loses_it(code: str) -> None:
    works = granted(code)
    for act, standing in LOSSES.items():
        lost = done(later(works), code, act)
        assert (lost.entry(code).standing, lost.has(code)) == (standing, False)
        again = applied(lost, code)
        assert again.entry(code).standing is Standing.IN_HANDLING


@pytest.mark.parametrize("code", DEFERRING)
def test_what_may_come_later_is_promised_and_supplied(code: str) -> None:
    codes = tuple(material.code for material in row(code).materials if material.deferrable)
    works = applied(prepared(code), code)
    works = acted(works, code, shelf.promise(works.today, *codes))
    works = done(works, code, stories.accept, *hearing(row(code)), stories.passed)
    with pytest.raises(Rejected, match="omissions-outstanding"):
        done(works, code, stories.grant)
    works = done(works, code, shelf.grant_with_omissions)
    assert (works.case(code).stage, works.has(code)) == (Stage.GRANTED_WITH_OMISSIONS, True)
    supplying, omission = works.case(code).deadline(ClockKind.OMISSIONS), row(code).omission
    assert supplying is not None
    assert supplying.due is not None
    assert omission is not None
    assert supplying.due.day == add_working_days(CALENDAR, works.today, omission.days)
    whole = acted(works, code, shelf.supply(works.today, *codes))
    assert (whole.case(code).stage, whole.has(code)) == (Stage.GRANTED, True)


@pytest.mark.parametrize("code", LICENCES)
def test_what_may_not_come_later_is_not_promised(code: str) -> None:
    firm = [material.code for material in row(code).materials if not material.deferrable] or ["M9"]
    works = applied(prepared(code), code)
    refusal = "omissions-not-provided" if row(code).omission is None else "material-not-deferrable"
    with pytest.raises(Rejected, match=refusal):
        acted(works, code, shelf.promise(works.today, firm[0]))


def test_a_document_of_the_decision_is_no_certificate_besides() -> None:
    of_decision = [code for code in HOLDING if not certifying(code)]
    assert {"A02", "A06", "A11", "A12", "A14", "A15a", "A21"} <= set(of_decision)
    works = granted("A12")
    case = works.case("A12")
    assert case.certificate is not None
    assert case.certificate.number == case.document_number
    with pytest.raises(Rejected, match="certificate-already-issued"):
        done(works, "A12", shelf.certify)


@pytest.mark.parametrize("code", LICENCES)
def test_its_certificate_holds_as_long_as_the_catalogue_says(code: str) -> None:
    works = done(granted(code), code, *certifying(code))
    certificate, validity = works.case(code).certificate, row(code).validity
    assert certificate is not None
    if validity is None:
        assert certificate.valid_until is None
        return
    until = later_by(works.today, validity)
    assert certificate.valid_until == until
    clock = ClockKind.EXPIRY if validity.meaning is Meaning.EXPIRES else ClockKind.BEGINNING
    running = works.case(code).deadline(clock)
    assert running is not None
    assert running.due is not None
    assert running.due.day == until


@pytest.mark.parametrize("code", HOLDING)
def test_it_is_prolonged_as_often_as_the_catalogue_says(code: str) -> None:
    works, validity = done(granted(code), code, *certifying(code)), row(code).validity
    assert isinstance(validity, Validity)
    for _ in range(validity.extensions):
        works = done(works, code, shelf.ask_longer, shelf.longer)
        works = later(works)
    refusal = "validity-extensions-used-up" if validity.extensions else "validity-not-extendable"
    with pytest.raises(Rejected, match=refusal):
        done(works, code, shelf.ask_longer)
