"""Opening a ledger that a stranger sent, in the words that refusals of ledgers have."""

from zipfile import ZipFile

from shared.adapters import workbooks
from shared.adapters.workbooks import Bounds, Fault, Unsafe
from shared.kernel.rejected import Rejected

MOST_BYTES = 20_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500

_BOUNDS = Bounds(sent=MOST_BYTES, unpacked=MOST_UNPACKED, parts=MOST_PARTS)
_CODES = {
    Fault.TOO_LARGE: "ledger-too-large",
    Fault.OLD_FORMAT: "ledger-old-format",
    Fault.PASSWORD_PROTECTED: "ledger-password-protected",
    Fault.NOT_A_WORKBOOK: "ledger-not-a-workbook",
    Fault.HAS_MACROS: "ledger-has-macros",
    Fault.DAMAGED: "ledger-damaged",
}


def open_archive(data: bytes) -> ZipFile:
    """Return the workbook's parts, or raise Rejected with what is wrong with the file."""
    try:
        return workbooks.open_archive(data, _BOUNDS)
    except Unsafe as unsafe:
        facts = {} if unsafe.most is None else {"most": unsafe.most}
        raise Rejected(_CODES[unsafe.fault], unsafe.detail, **facts) from None
