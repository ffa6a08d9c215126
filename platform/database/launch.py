"""How does PostgreSQL start? As its own user, and it ends with its parent. A script: launch.py PARENT UID GID COMMAND….

It starts as whoever we are and steps down itself, so that the database's user need not reach this file or Python: both
may live under a closed /root. `setpriv` would do the same, where it is installed.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def launch(parent: int, uid: int, gid: int, command: list[str]) -> None:
    """Become `command`. Return only if the parent is gone already."""
    os.umask(0o077)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        # After the change of user, which clears it. SIGINT is PostgreSQL's fast and orderly shutdown.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGINT))
    if os.getppid() == parent:
        os.execv(command[0], command)  # noqa: S606  # no shell is the point


if __name__ == "__main__":
    launch(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
