"""How do tests get what npm has? By a lock in their folder, on the first run; where npm is missing they say so."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

SECONDS_MAX = 300


def need(missing: str, say: Callable[[str], None]) -> None:
    """Go on if there is npm; else skip and say what is missing, or fail in CI."""
    if not shutil.which("npm"):
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        say(missing)
        pytest.skip(missing)


def install(folder: Path, missing: str, say: Callable[[str], None]) -> None:
    """Have the packages of the folder's lock; `missing` is what it means if they cannot be had."""
    need(missing, say)
    # npm's own copy of the lock tells what is installed.
    installed, lock = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run("npm", "ci", "--ignore-scripts", folder=folder)


def extract(folder: Path, package: str, member: str, missing: str, say: Callable[[str], None]) -> Path:
    """Return one file of a package of the folder's lock, without installing the rest, which may be large."""
    need(missing, say)
    lock = json.loads((folder / "package-lock.json").read_text())["packages"][f"node_modules/{package}"]
    found = folder / "node_modules" / f"{package}-{lock['version']}" / Path(member).name
    if not found.exists():
        found.parent.mkdir(parents=True, exist_ok=True)
        name = json.loads(run("npm", "pack", "--json", f"{package}@{lock['version']}", folder=found.parent))[0][
            "filename"
        ]
        archive = found.parent / name
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        assert lock["integrity"] == f"sha512-{digest}", "the package is another than the lock's"
        with tarfile.open(archive) as files:
            source = files.extractfile(f"package/{member}")
            assert source is not None
            found.write_bytes(source.read())
        archive.unlink()
    return found


def run(*command: str, folder: Path) -> str:
    """Run a command of npm's or Node's in a folder; return what it prints."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS_MAX)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
