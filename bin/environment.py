"""Which Python runs us: `.venv`, made from the locked requirements, once, however many start at the same time."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def enter(requirements: str, command: list[str]) -> None:
    """Replace this process by `.venv/bin/COMMAND`, after bringing .venv up to requirements/REQUIREMENTS.txt."""
    if sys.version_info < (3, 11):
        sys.exit(f"Steward needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    with open(ROOT / ".venv.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(requirements)
    os.execv(VENV / "bin" / command[0], [str(VENV / "bin" / command[0]), *command[1:]])


def _install(requirements: str) -> None:
    stamp, wanted = VENV / f".{requirements}", _fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing requirements/{requirements}.txt into .venv …", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    if not (VENV / "bin" / "python").exists():
        _run([uv, "venv", "-q", "--python", sys.executable, VENV] if uv else [sys.executable, "-m", "venv", VENV])
    pip = [uv, "pip", "install", "--python", VENV] if uv else [VENV / "bin" / "python", "-m", "pip", "install"]
    _run([*pip, "-q", "--require-hashes", "-r", ROOT / "requirements" / f"{requirements}.txt"])
    _run([*pip, "-q", "--no-deps", "--no-build-isolation", "-e", ROOT])
    stamp.write_text(wanted)


def _fingerprint(requirements: str) -> str:
    """A digest of what the environment is made from, so that a changed lock or a moved clone installs again."""
    parts = [ROOT / "requirements" / f"{requirements}.txt", ROOT / "pyproject.toml"]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts) + bytes(ROOT)).hexdigest()


def _run(command: list[object]) -> None:
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run([str(part) for part in command], env=environment, stdout=sys.stderr)
    if done.returncode:
        sys.exit(f"Could not install: {' '.join(str(part) for part in command[:4])} … failed, see above.")
