"""As which operating-system user does PostgreSQL run? As ours, or as steward-db when we are root: never as root."""

import os
import pwd
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT_RUNS_AS = "steward-db"
STATE = Path("/var/lib/steward")  # what root keeps where that user can reach it
LAUNCHER = Path(__file__).with_name("launch.py")
# Nothing of our environment: it may hold secrets, and PG… variables that mean another server.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}


class EmbeddedError(Exception):
    """Why the embedded server cannot run: one sentence for whoever started us."""


@dataclass(frozen=True, kw_only=True)
class SystemUser:
    """An entry of the user database. What it starts ends when the thread that started it ends."""

    name: str
    uid: int
    gid: int

    def start(
        self, command: list[str], *, log: int | IO[bytes], stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start `command` out of reach of the terminal's Ctrl-C, so that we alone end it, in order."""
        steps = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(self.uid), str(self.gid), *command]
        return subprocess.Popen(  # noqa: S603  # our own programs and options
            steps,
            stdin=stdin,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )

    def run(self, command: list[str], *, stdin: str = "") -> str:
        """Return what `command` printed; raise EmbeddedError with its last line if it failed."""
        process = self.start(command, log=subprocess.PIPE, stdin=subprocess.PIPE)
        output = process.communicate(stdin.encode())[0].decode(errors="replace").strip()
        if process.returncode:
            last_line = output.rpartition("\n")[2]
            raise EmbeddedError(f"{Path(command[0]).name} failed: {last_line}")
        return output


def system_user_name() -> str:
    """The name alone; the user of root's server may be still to be made."""
    if os.geteuid() == 0:
        return ROOT_RUNS_AS
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise EmbeddedError(f"PostgreSQL needs a user with a name; user id {os.geteuid()} has none.") from None


def system_user() -> SystemUser:
    """Who runs PostgreSQL for us; makes steward-db when root needs it."""
    name = system_user_name()
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        entry = _make(name)
    return SystemUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid)


def us() -> SystemUser:
    """Whoever runs this process."""
    entry = pwd.getpwuid(os.geteuid())
    return SystemUser(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def is_reachable(path: Path) -> bool:
    """Whether that user can get to `path` through the folders above it. It belongs to no group of theirs."""
    return os.geteuid() != 0 or all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents if folder.exists())


def shared_folder(folder: Path) -> Path:
    """Make `folder` where that user can walk through it, but not change it, whatever our umask."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder


def _make(name: str) -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    try:
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # as above, constant
        return pwd.getpwnam(name)  # also when somebody else made it in the same moment
    except (FileNotFoundError, KeyError):
        raise EmbeddedError(
            f"PostgreSQL must not run as root and the user {name} could not be made: "
            f"run Steward as an ordinary user, set DATABASE_URL, or make the user by `{' '.join(command)}`."
        ) from None
