from dataclasses import replace
from datetime import date

from services.leads.domain.commands import Form, Verdict
from services.leads.domain.lead_events import (
    AgreementCorrected,
    ContactAdded,
    ContactErased,
    FollowUpRecorded,
    ImportedLeadWithdrawn,
    LeadAssigned,
    LeadLost,
    RegistrationCorrected,
)
from services.leads.domain.particulars import Distinction
from services.leads.domain.stages import Stage
from tests.domain.leads.stories import (
    AGREED,
    IMPORT,
    KNOWN,
    LI,
    NOW,
    OTHER_LEAD,
    PERSON,
    TALK,
    TODAY,
    WANG,
    add_contact,
    assess,
    assign,
    correct,
    correct_agreement,
    erase_contact,
    follow_up,
    in_talks,
    lead,
    lose,
    met,
    move,
    on,
    registered,
    renamed,
    sign,
    signed,
    withdraw,
    yi,
)

LOST = LeadLost(from_stage=Stage.NEGOTIATING, since=TODAY, reason="落户外地")
GONE = ImportedLeadWithdrawn(
    from_stage=Stage.RESERVED, since=NOW, import_id=IMPORT, reason="撤销导入"
)


def test_a_talk_is_recorded_with_what_comes_next() -> None:
    story = lead.given(registered(on(2026, 9, 1)), met())
    story.when(
        follow_up(on(2026, 9, 5), contacts=(PERSON,), next_step="回访", next_on=date(2026, 9, 20))
    ).then(
        FollowUpRecorded(
            follow_up_id=TALK,
            form=Form.VISIT,
            content="实地考察",
            contacts=(PERSON,),
            next_step="回访",
            next_on=date(2026, 9, 20),
        )
    )


def test_a_talk_is_not_recorded_twice() -> None:
    done = FollowUpRecorded(follow_up_id=TALK, form=Form.VISIT, content="实地考察")
    in_talks.given(done).when(follow_up()).then_nothing()


def test_talks_go_on_after_the_agreement_and_end_with_the_lead() -> None:
    talk = FollowUpRecorded(follow_up_id=TALK, form=Form.VISIT, content="实地考察")
    in_talks.given(signed()).when(follow_up()).then(talk)
    in_talks.given(LOST).when(follow_up()).then_rejected("lead-closed")
    lead.when(follow_up()).then_rejected("lead-closed")


def test_a_talk_is_neither_in_the_future_nor_before_the_lead_was_known() -> None:
    story = lead.given(registered(on(2026, 9, 1)))
    story.when(follow_up(on(2026, 9, 11))).then_rejected("effective-in-the-future")
    story.when(follow_up(on(2026, 8, 31))).then_rejected("effective-before-predecessor")


def test_the_next_step_lies_ahead_and_the_people_are_known() -> None:
    in_talks.when(follow_up(next_on=date(2026, 9, 9))).then_rejected("next-step-before-follow-up")
    in_talks.when(follow_up(contacts=(PERSON,))).then_rejected("contact-unknown", contacts=[PERSON])


def test_it_is_assigned_to_somebody_else() -> None:
    in_talks.when(assign()).then(LeadAssigned(from_specialist=LI, to_specialist=WANG))
    in_talks.when(assign(LI)).then_nothing()
    in_talks.given(LOST).when(assign()).then_rejected("lead-closed")


def test_a_person_is_an_id_until_erased() -> None:
    lead.given(registered()).when(add_contact()).then(ContactAdded(contact_id=PERSON))
    known = lead.given(registered(), met())
    known.when(add_contact()).then_nothing()
    erased = ContactErased(contact_id=PERSON, reason="本人要求")
    known.when(erase_contact()).then(erased)
    known.given(erased).when(erase_contact()).then_nothing()
    known.given(erased).when(add_contact()).then_rejected("contact-erased")
    lead.given(registered()).when(erase_contact()).then_rejected("contact-unknown")


def test_a_person_is_erased_from_a_lost_lead_too() -> None:
    in_talks.given(met(), LOST).when(erase_contact()).then(
        ContactErased(contact_id=PERSON, reason="本人要求")
    )
    in_talks.given(LOST).when(add_contact()).then_rejected("lead-closed")


def test_people_are_added_and_erased_when_it_is_said() -> None:
    lead.given(registered()).when(add_contact(when=TODAY)).then_rejected("back-dating-not-allowed")
    lead.given(registered(), met()).when(erase_contact(when=TODAY)).then_rejected(
        "back-dating-not-allowed"
    )


def test_a_registration_is_corrected_and_says_what_it_was() -> None:
    right = renamed("检测认证总部")
    in_talks.when(correct(right)).then(
        RegistrationCorrected(before=KNOWN, after=right, reason="录入有误")
    )
    said = Distinction(leads=(OTHER_LEAD,), reason="分公司")
    in_talks.when(correct(right, distinction=said)).then(
        RegistrationCorrected(before=KNOWN, after=right, reason="录入有误", distinction=said)
    )


def test_a_correction_that_corrects_nothing_changes_nothing() -> None:
    in_talks.when(correct(KNOWN)).then_nothing()
    in_talks.given(signed()).when(correct_agreement(AGREED)).then_nothing()


def test_a_correction_names_what_it_corrects() -> None:
    in_talks.when(correct(renamed("甲"), corrects=None)).then_rejected("corrected-event-missing")


def test_what_is_corrected_is_there() -> None:
    lead.when(correct(renamed("甲"))).then_rejected("nothing-to-correct")
    lead.given(registered(stage=Stage.RESERVED, imported_in=IMPORT), GONE).when(
        correct(renamed("甲"))
    ).then_rejected("nothing-to-correct")
    in_talks.when(correct_agreement(AGREED)).then_rejected("nothing-to-correct")


def test_a_correction_holds_the_same_rules() -> None:
    story = in_talks.given(signed())
    right = replace(AGREED, amount=yi("2.6"))
    story.when(correct_agreement(right)).then(
        AgreementCorrected(before=AGREED, after=right, reason="录入有误")
    )
    corrected = AgreementCorrected(before=AGREED, after=right, reason="录入有误")
    story.given(corrected).when(correct_agreement(right)).then_nothing()
    wrong = replace(AGREED, production_on=date(2026, 1, 1))
    story.when(correct_agreement(wrong)).then_rejected("production-before-start")
    story.when(correct_agreement(right, corrects=None)).then_rejected("corrected-event-missing")
    bad = replace(KNOWN, credit_code="9133010079965505")
    story.when(correct(bad)).then_rejected("credit-code-length")


def test_an_agreement_is_signed_with_the_corrected_name() -> None:
    right = renamed("检测认证总部")
    corrected = RegistrationCorrected(before=KNOWN, after=right, reason="录入有误")
    in_talks.given(corrected).when(sign()).then(replace(signed(), name="检测认证总部"))


def test_an_import_is_undone_while_nothing_else_was_done() -> None:
    entered = lead.given(registered(stage=Stage.RESERVED, imported_in=IMPORT))
    entered.when(withdraw()).then(GONE)
    entered.given(GONE).when(withdraw()).then_nothing()
    entered.given(met()).when(withdraw()).then_rejected("lead-acted-on-since", acts=1)
    entered.when(withdraw(when=TODAY)).then_rejected("back-dating-not-allowed")
    lead.given(registered()).when(withdraw()).then_rejected("lead-not-of-this-import")
    lead.when(withdraw()).then_rejected("lead-not-of-this-import")


def test_nothing_is_done_to_what_was_withdrawn() -> None:
    gone = lead.given(registered(stage=Stage.RESERVED, imported_in=IMPORT), GONE)
    gone.when(move(Stage.NEGOTIATING)).then_rejected("move-not-allowed")
    gone.when(assess(Verdict.PURSUE)).then_rejected("move-not-allowed")
    gone.when(lose()).then_rejected("move-not-allowed")
    gone.when(assign()).then_rejected("lead-closed")
