"""Becomes the given program, tied to the life of the process that asked for it.

Run by `luodi.process` as `python -I -S launch.py PARENT DEATH_SIGNAL ACCOUNT PROGRAM ARGUMENT …`.
ACCOUNT is `-`, or `uid:gid:reach`, where reach 1 keeps the one capability that lets the account
walk through folders only root may enter (a clone under /root). Linux kills the program with
DEATH_SIGNAL when the parent is gone, however it went; elsewhere the parent's own stop must do.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522


def main(arguments: list[str]) -> None:
    """Drop to the account, ask to die with the parent, and become the program."""
    parent, death, account, *command = arguments
    if account != "-":
        uid, gid, reach = (int(part) for part in account.split(":"))
        _become(uid, gid, reach=bool(reach))
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, int(death))
    if os.getppid() != int(parent):
        sys.exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    try:
        os.execv(command[0], command)
    except OSError as problem:
        sys.exit(f"{command[0]}: {problem.strerror}")


def _become(uid: int, gid: int, *, reach: bool) -> None:
    if reach:
        # keeps the capabilities through setuid, and lets access() count them too
        _prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if reach:
        _keep(_CAP_DAC_OVERRIDE)


def _keep(capability: int) -> None:
    bit = 1 << capability
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    # effective, permitted, inheritable: low words, then high words
    data = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)


def _prctl(option: int, *values: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    padded = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if libc.prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


if __name__ == "__main__":
    main(sys.argv[1:])
