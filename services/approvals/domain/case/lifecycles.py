"""The life-cycles as data: which acts a case of each kind allows, at which stages."""

from collections.abc import Mapping
from enum import StrEnum

from services.approvals.domain import events as said
from services.approvals.domain.catalogue import ItemKind
from services.approvals.domain.terms import IN_FORCE, Stage


class Act(StrEnum):
    """办理行为: what somebody may do with a case; also the name of the right to do it."""

    NOTIFY_DEFICIENCIES = "notify-deficiencies"
    REMEDY_DEFICIENCIES = "remedy-deficiencies"
    ACCEPT = "accept"
    DECLINE = "decline"
    FIND_NOT_REQUIRED = "find-not-required"
    REQUEST_SUPPLEMENT = "request-supplement"
    RECEIVE_SUPPLEMENT = "receive-supplement"
    START_SPECIAL_PROCEDURE = "start-special-procedure"
    END_SPECIAL_PROCEDURE = "end-special-procedure"
    REQUEST_EXTENSION = "request-extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse-extension"
    EXAMINE = "examine"
    GRANT = "grant"
    REFUSE = "refuse"
    RECORD_FILING = "record-filing"
    RETURN_FILING = "return-filing"
    REQUEST_WITHDRAWAL = "request-withdrawal"
    REFUSE_WITHDRAWAL = "refuse-withdrawal"
    WITHDRAW = "withdraw"
    RETRACT = "retract"
    REVOKE = "revoke"
    SERVE = "serve"
    REGISTER = "register"
    REFUSE_REGISTRATION = "refuse-registration"
    PROVIDE_SERVICE = "provide-service"
    DENY_SERVICE = "deny-service"
    MAKE_SELF_REPORT = "make-self-report"
    CONCLUDE_TRANSACTION = "conclude-transaction"
    FAIL_TRANSACTION = "fail-transaction"
    DELIVER_STUDY = "deliver-study"
    DECIDE_INTERNALLY = "decide-internally"
    MEET_CONDITION = "meet-condition"
    PROMISE_OMISSIONS = "promise-omissions"
    SUPPLY_OMISSIONS = "supply-omissions"
    GRANT_WITH_OMISSIONS = "grant-with-omissions"
    MAKE_COMMITMENT = "make-commitment"
    GRANT_ON_COMMITMENT = "grant-on-commitment"
    CHECK_COMMITMENT = "check-commitment"
    REQUEST_DEREGISTRATION = "request-deregistration"
    DEREGISTER = "deregister"
    FORFEIT = "forfeit"
    REQUEST_OPINIONS = "request-opinions"
    GIVE_OPINION = "give-opinion"
    ISSUE_CERTIFICATE = "issue-certificate"
    RECORD_BEGINNING = "record-beginning"
    REQUEST_VALIDITY_EXTENSION = "request-validity-extension"
    EXTEND_VALIDITY = "extend-validity"
    REFUSE_VALIDITY_EXTENSION = "refuse-validity-extension"
    REPORT_SUSPENSION = "report-suspension"
    VERIFY_CERTIFICATE = "verify-certificate"
    LAPSE_APPLICATION = "lapse-application"
    VOID_STUDY = "void-study"


HANDLED = frozenset({Stage.ACCEPTED, Stage.UNDER_EXAMINATION})
_WAITING = frozenset({Stage.SUPPLEMENT_REQUESTED, Stage.SPECIAL_PROCEDURE})
_RECEPTION = frozenset({Stage.RECEIVED, Stage.DEFICIENCIES_NOTIFIED})

Lifecycle = Mapping[Act, frozenset[Stage]]

LICENCE: Lifecycle = {
    Act.NOTIFY_DEFICIENCIES: frozenset({Stage.RECEIVED}),
    Act.REMEDY_DEFICIENCIES: frozenset({Stage.DEFICIENCIES_NOTIFIED}),
    Act.ACCEPT: frozenset({Stage.RECEIVED}),
    Act.DECLINE: _RECEPTION,
    Act.FIND_NOT_REQUIRED: _RECEPTION,
    Act.LAPSE_APPLICATION: frozenset({Stage.DEFICIENCIES_NOTIFIED}),
    Act.REQUEST_SUPPLEMENT: HANDLED,
    Act.RECEIVE_SUPPLEMENT: frozenset({Stage.SUPPLEMENT_REQUESTED}),
    Act.START_SPECIAL_PROCEDURE: HANDLED,
    Act.END_SPECIAL_PROCEDURE: frozenset({Stage.SPECIAL_PROCEDURE}),
    Act.REQUEST_EXTENSION: HANDLED | _WAITING,
    Act.EXTEND: HANDLED | _WAITING,
    Act.REFUSE_EXTENSION: HANDLED | _WAITING,
    Act.EXAMINE: HANDLED,
    Act.GRANT: frozenset({Stage.UNDER_EXAMINATION}),
    Act.REFUSE: frozenset({Stage.UNDER_EXAMINATION}),
    Act.REQUEST_WITHDRAWAL: _RECEPTION | HANDLED | _WAITING,
    Act.REFUSE_WITHDRAWAL: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.WITHDRAW: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.PROMISE_OMISSIONS: frozenset({Stage.RECEIVED}),
    Act.SUPPLY_OMISSIONS: HANDLED | _WAITING | {Stage.RECEIVED, Stage.GRANTED_WITH_OMISSIONS},
    Act.GRANT_WITH_OMISSIONS: frozenset({Stage.UNDER_EXAMINATION}),
    Act.MAKE_COMMITMENT: frozenset({Stage.RECEIVED}),
    Act.GRANT_ON_COMMITMENT: HANDLED | {Stage.RECEIVED},
    Act.CHECK_COMMITMENT: IN_FORCE,
    Act.RETRACT: IN_FORCE,
    Act.REVOKE: IN_FORCE,
    Act.FORFEIT: IN_FORCE,
    Act.REQUEST_DEREGISTRATION: IN_FORCE,
    Act.DEREGISTER: IN_FORCE | {Stage.RETRACTED, Stage.REVOKED, Stage.FORFEITED, Stage.LAPSED},
    Act.REQUEST_OPINIONS: HANDLED,
    Act.GIVE_OPINION: HANDLED | _WAITING,
    Act.ISSUE_CERTIFICATE: IN_FORCE,
    Act.RECORD_BEGINNING: IN_FORCE,
    Act.REQUEST_VALIDITY_EXTENSION: IN_FORCE,
    Act.EXTEND_VALIDITY: IN_FORCE,
    Act.REFUSE_VALIDITY_EXTENSION: IN_FORCE,
    Act.REPORT_SUSPENSION: IN_FORCE,
    Act.VERIFY_CERTIFICATE: IN_FORCE,
    Act.SERVE: IN_FORCE
    | {Stage.REFUSED, Stage.DECLINED, Stage.NOT_REQUIRED, Stage.APPLICATION_LAPSED},
}

FILING: Lifecycle = {
    Act.RECORD_FILING: frozenset({Stage.RECEIVED}),
    Act.RETURN_FILING: frozenset({Stage.RECEIVED}),
    Act.REQUEST_WITHDRAWAL: frozenset({Stage.RECEIVED}),
    Act.REFUSE_WITHDRAWAL: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.WITHDRAW: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.SERVE: frozenset({Stage.FILED, Stage.RETURNED}),
}

_ASKED_BACK: Lifecycle = {
    Act.REQUEST_WITHDRAWAL: frozenset({Stage.RECEIVED}),
    Act.REFUSE_WITHDRAWAL: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.WITHDRAW: frozenset({Stage.WITHDRAWAL_REQUESTED}),
}
# Who else is heard by whoever decides, where the item names any.
_HEARING: Lifecycle = {
    Act.REQUEST_OPINIONS: frozenset({Stage.RECEIVED}),
    Act.GIVE_OPINION: frozenset({Stage.RECEIVED}),
}

REGISTRATION: Lifecycle = {
    Act.REGISTER: frozenset({Stage.RECEIVED}),
    Act.REFUSE_REGISTRATION: frozenset({Stage.RECEIVED}),
    **_ASKED_BACK,
    **_HEARING,
    Act.SERVE: frozenset({Stage.REGISTERED, Stage.REGISTRATION_REFUSED}),
}

PUBLIC_SERVICE: Lifecycle = {
    Act.PROVIDE_SERVICE: frozenset({Stage.RECEIVED}),
    Act.DENY_SERVICE: frozenset({Stage.RECEIVED}),
    **_ASKED_BACK,
    **_HEARING,
}

SELF_REPORTED: Lifecycle = {Act.MAKE_SELF_REPORT: frozenset({Stage.PLANNED})}

TRANSACTION: Lifecycle = {
    Act.CONCLUDE_TRANSACTION: frozenset({Stage.ANNOUNCED}),
    Act.FAIL_TRANSACTION: frozenset({Stage.ANNOUNCED}),
    Act.REQUEST_OPINIONS: frozenset({Stage.ANNOUNCED}),
    Act.GIVE_OPINION: frozenset({Stage.ANNOUNCED}),
}

INTERMEDIARY: Lifecycle = {
    Act.MAKE_COMMITMENT: frozenset({Stage.COMMISSIONED}),
    Act.REQUEST_SUPPLEMENT: frozenset({Stage.COMMISSIONED}),
    Act.RECEIVE_SUPPLEMENT: frozenset({Stage.SUPPLEMENT_REQUESTED}),
    Act.REQUEST_OPINIONS: frozenset({Stage.COMMISSIONED}),
    Act.GIVE_OPINION: frozenset({Stage.COMMISSIONED, Stage.SUPPLEMENT_REQUESTED}),
    Act.DELIVER_STUDY: frozenset({Stage.COMMISSIONED}),
    Act.CHECK_COMMITMENT: frozenset({Stage.DELIVERED}),
    Act.VOID_STUDY: frozenset({Stage.DELIVERED}),
    Act.REQUEST_WITHDRAWAL: frozenset({Stage.COMMISSIONED, Stage.SUPPLEMENT_REQUESTED}),
    Act.REFUSE_WITHDRAWAL: frozenset({Stage.WITHDRAWAL_REQUESTED}),
    Act.WITHDRAW: frozenset({Stage.WITHDRAWAL_REQUESTED}),
}

INTERNAL: Lifecycle = {
    Act.DECIDE_INTERNALLY: frozenset({Stage.RECEIVED}),
    **_HEARING,
}

CONDITION: Lifecycle = {Act.MEET_CONDITION: frozenset({Stage.OUTSTANDING})}

LIFECYCLES: Mapping[ItemKind, Lifecycle] = {
    ItemKind.LICENCE: LICENCE,
    ItemKind.FILING: FILING,
    ItemKind.REGISTRATION: REGISTRATION,
    ItemKind.PUBLIC_SERVICE: PUBLIC_SERVICE,
    ItemKind.SELF_REPORTED: SELF_REPORTED,
    ItemKind.TRANSACTION: TRANSACTION,
    ItemKind.INTERMEDIARY: INTERMEDIARY,
    ItemKind.INTERNAL: INTERNAL,
    ItemKind.CONDITION: CONDITION,
}

# In which words a case of each kind begins.
OPENED_AS: Mapping[ItemKind, type[said.CaseReceived | said.OtherOpeningEvent]] = {
    **dict.fromkeys(ItemKind, said.CaseReceived),
    ItemKind.SELF_REPORTED: said.SelfReportPlanned,
    ItemKind.TRANSACTION: said.TransactionAnnounced,
    ItemKind.INTERMEDIARY: said.StudyCommissioned,
    ItemKind.CONDITION: said.ConditionRaised,
}
