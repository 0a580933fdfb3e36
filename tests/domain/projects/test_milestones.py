from datetime import UTC, date, datetime

import pytest

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.terms import MilestoneKind
from shared.kernel.effective import Effective
from tests.domain.projects.stories import (
    AGREED_PRODUCTION,
    AGREED_START,
    asking,
    created,
    on,
    planned,
    project,
)

TOPPING_OUT = MilestoneKind.TOPPING_OUT
LAND = MilestoneKind.LAND_SUPPLIED
DECEMBER = date(2026, 12, 1)
JANUARY = date(2027, 1, 5)


def plan(
    kind: MilestoneKind, day: date, reason: str = "", effective: Effective | None = None
) -> asked.Command:
    return asked.PlanMilestone(**asking(effective), milestone=kind, planned_on=day, reason=reason)


def forecast(
    kind: MilestoneKind, day: date, reason: str = "", effective: Effective | None = None
) -> asked.Command:
    return asked.ForecastMilestone(
        **asking(effective), milestone=kind, forecast_on=day, reason=reason
    )


def reach(kind: MilestoneKind, effective: Effective) -> asked.Command:
    return asked.ReachMilestone(**asking(effective), milestone=kind, evidence="不动产权证")


def forecasted(
    day: date, reason: str = "", before: date | None = None, due: date | None = DECEMBER
) -> said.MilestoneForecast:
    return said.MilestoneForecast(
        milestone=TOPPING_OUT, planned_on=due, from_on=before, to_on=day, reason=reason
    )


def slipped(forecast_on: date, reason: str, due: date = DECEMBER) -> said.MilestoneSlipped:
    return said.MilestoneSlipped(
        milestone=TOPPING_OUT,
        planned_on=due,
        forecast_on=forecast_on,
        days_late=(forecast_on - due).days,
        reason=reason,
    )


REACHED = said.MilestoneReached(
    milestone=LAND, reached=on(2, 20), evidence="不动产权证", planned_on=None, forecast_on=None
)


def test_a_milestone_is_planned() -> None:
    project.given(created()).when(plan(TOPPING_OUT, DECEMBER)).then(planned(TOPPING_OUT, DECEMBER))


def test_planning_the_same_day_changes_nothing() -> None:
    project.given(created(), planned(TOPPING_OUT, DECEMBER)).when(
        plan(TOPPING_OUT, DECEMBER)
    ).then_nothing()


def test_moving_a_plan_takes_a_reason() -> None:
    past = project.given(created(), planned(TOPPING_OUT, DECEMBER))
    past.when(plan(TOPPING_OUT, JANUARY)).then_rejected("replanning-needs-reason")
    past.when(plan(TOPPING_OUT, JANUARY, "设计变更")).then(
        planned(TOPPING_OUT, JANUARY, DECEMBER, "设计变更")
    )


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2027, 6, 2)])
def test_plans_keep_the_order_of_the_works(day: date) -> None:
    project.given(created()).when(plan(TOPPING_OUT, day)).then_rejected("milestones-out-of-order")


@pytest.mark.parametrize("day", [AGREED_START, AGREED_PRODUCTION])
def test_two_milestones_may_fall_on_one_day(day: date) -> None:
    project.given(created()).when(plan(TOPPING_OUT, day)).then(planned(TOPPING_OUT, day))


def test_what_happens_beside_the_works_keeps_no_order() -> None:
    early = date(2026, 1, 5)
    project.given(created()).when(plan(LAND, early)).then(planned(LAND, early))


def test_a_forecast_in_time_needs_no_reason() -> None:
    past = project.given(created(), planned(TOPPING_OUT, DECEMBER))
    past.when(forecast(TOPPING_OUT, DECEMBER)).then(forecasted(DECEMBER))


def test_a_forecast_later_than_planned_takes_a_reason() -> None:
    past = project.given(created(), planned(TOPPING_OUT, DECEMBER))
    past.when(forecast(TOPPING_OUT, JANUARY)).then_rejected(
        "slip-needs-reason", planned_on="2026-12-01", forecast_on="2027-01-05"
    )
    past.when(forecast(TOPPING_OUT, JANUARY, "雨季")).then(
        forecasted(JANUARY, "雨季"), slipped(JANUARY, "雨季")
    )


def test_the_same_forecast_changes_nothing() -> None:
    project.given(
        created(),
        planned(TOPPING_OUT, DECEMBER),
        forecasted(JANUARY, "雨季"),
        slipped(JANUARY, "雨季"),
    ).when(forecast(TOPPING_OUT, JANUARY, "雨季")).then_nothing()


def test_without_a_plan_nothing_slips() -> None:
    project.given(created()).when(forecast(TOPPING_OUT, JANUARY)).then(
        forecasted(JANUARY, due=None)
    )


def test_a_forecast_lies_ahead() -> None:
    past = project.given(created())
    past.when(forecast(TOPPING_OUT, date(2026, 8, 31))).then_rejected("forecast-in-the-past")
    today = date(2026, 9, 1)
    past.when(forecast(TOPPING_OUT, today)).then(forecasted(today, due=None))


def test_today_is_today_in_the_business_time_zone() -> None:
    after_midnight = datetime(2026, 8, 31, 17, 0, tzinfo=UTC)
    yesterday = asked.ForecastMilestone(
        **asking(at=after_midnight), milestone=TOPPING_OUT, forecast_on=date(2026, 8, 31)
    )
    project.given(created()).when(yesterday).then_rejected("forecast-in-the-past")


def test_an_earlier_plan_makes_the_forecast_slip() -> None:
    past = project.given(created(), forecasted(JANUARY, due=None))
    past.when(plan(TOPPING_OUT, DECEMBER)).then_rejected("slip-needs-reason")
    past.when(plan(TOPPING_OUT, DECEMBER, "提前")).then(
        planned(TOPPING_OUT, DECEMBER, reason="提前"), slipped(JANUARY, "提前")
    )


def test_the_reason_for_the_slip_is_kept_when_the_plan_is_moved() -> None:
    past = project.given(created(), forecasted(JANUARY, "雨季", due=None))
    past.when(plan(TOPPING_OUT, DECEMBER)).then(
        planned(TOPPING_OUT, DECEMBER), slipped(JANUARY, "雨季")
    )


def test_a_milestone_is_reached_on_a_day_that_has_come() -> None:
    past = project.given(created())
    past.when(reach(LAND, on(2, 20))).then(REACHED)
    past.when(reach(LAND, on(9, 2))).then_rejected("effective-in-the-future")


def test_reaching_keeps_what_was_planned_and_forecast() -> None:
    past = (created(), planned(TOPPING_OUT, DECEMBER), forecasted(DECEMBER))
    project.given(*past).when(reach(TOPPING_OUT, on(8, 20))).then(
        said.MilestoneReached(
            milestone=TOPPING_OUT,
            reached=on(8, 20),
            evidence="不动产权证",
            planned_on=DECEMBER,
            forecast_on=DECEMBER,
        )
    )


def test_what_was_reached_stays_reached() -> None:
    past = project.given(created(), REACHED)
    past.when(reach(LAND, on(2, 20))).then_nothing()
    for command in (
        reach(LAND, on(2, 21)),
        plan(LAND, date(2026, 12, 1)),
        forecast(LAND, date(2026, 12, 1)),
    ):
        past.when(command).then_rejected("milestone-already-reached", reached=on(2, 20).to_plain())


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        (MilestoneKind.COMMENCEMENT, "commencements"),
        (MilestoneKind.COMPLETION, "completions"),
        (MilestoneKind.PRODUCTION, "production-starts"),
        (MilestoneKind.SIGNED, "leads/{id}/signings"),
    ],
)
def test_some_are_reached_by_an_act_of_their_own(kind: MilestoneKind, act: str) -> None:
    project.given(created()).when(reach(kind, on(2, 20))).then_rejected(
        "milestone-has-its-own-act", act=act
    )


@pytest.mark.parametrize(
    "command",
    [
        plan(TOPPING_OUT, DECEMBER, effective=on(5, 1)),
        forecast(TOPPING_OUT, DECEMBER, effective=on(5, 1)),
    ],
)
def test_plans_and_forecasts_are_not_back_dated(command: asked.Command) -> None:
    project.given(created()).when(command).then_rejected("back-dating-not-allowed")
