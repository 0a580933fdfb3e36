"""What an answer means: arrived, try again, slower, look into it, or gone."""

from dataclasses import dataclass, field
from enum import StrEnum

_OK = range(200, 300)
_CLIENT_ERROR = range(400, 500)
_REDIRECT = range(300, 400)
_GONE = 410
_TOO_MANY = 429
_UNAVAILABLE = 503
_TRANSIENT = frozenset({408, 425})
_REFUSALS = frozenset({401, 403, 404})


class Failure(StrEnum):
    """没有应答的原因: why there is no status."""

    TIMEOUT = "timeout"
    NOT_CONNECTED = "not-connected"
    NAME_UNKNOWN = "name-unknown"
    TLS = "tls"
    ADDRESS_REFUSED = "address-refused"
    BROKEN_OFF = "broken-off"
    LOST = "lost"


class Verdict(StrEnum):
    """投递结论: done 已送达, retry 重试, throttle 放慢, config 配置有误, gone 已撤销."""

    OK = "ok"
    RETRY = "retry"
    THROTTLE = "throttle"
    CONFIG = "config"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Timings:
    """用时: milliseconds from the start of the try; None where it did not get that far."""

    dns_ms: float | None = None
    connect_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """应答: what came back of one try."""

    status: int | None = None
    failure: Failure | None = None
    detail: str = ""
    retry_after: str | None = None
    body_head: bytes = b""
    remote: str | None = None
    timings: Timings = field(default_factory=Timings)

    @property
    def is_refusal(self) -> bool:
        """Tell whether the receiver knows us not, wants us not, or is not at that address."""
        return self.status in _REFUSALS


def judge(answer: Answer) -> Verdict:
    """Return what is to be done after an answer.

    A redirect is a failure: following it would turn the POST into a GET of something else. A status
    the receiver cannot mean passingly is tried again slowly, and its owner told.
    """
    status = answer.status
    if status is None:
        wrong_for_good = {Failure.TLS, Failure.ADDRESS_REFUSED}
        return Verdict.CONFIG if answer.failure in wrong_for_good else Verdict.RETRY
    if status in _OK:
        return Verdict.OK
    if status == _GONE:
        return Verdict.GONE
    if status == _TOO_MANY or (status == _UNAVAILABLE and answer.retry_after is not None):
        return Verdict.THROTTLE
    if status in _REDIRECT or (status in _CLIENT_ERROR and status not in _TRANSIENT):
        return Verdict.CONFIG
    return Verdict.RETRY
