"""Where do the peers on Node come from? From package-lock.json by `npm ci`, Node itself among them."""

import platform
import shutil
import subprocess
import sys
from pathlib import Path

from bench import say

FOLDER = Path(__file__).parent / "peers" / "node"
MACHINE = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
BINARY = FOLDER / "node_modules" / f"node-linux-{MACHINE}" / "bin" / "node"
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"  # npm writes it last


def install() -> None:
    """Bring node_modules up to the lock."""
    lock = FOLDER / "package-lock.json"
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= lock.stat().st_mtime:
        return
    if not shutil.which("npm"):
        sys.exit("PostGraphile and mercurius need npm to be installed; leave them out with --only, or install npm.")
    say("Installing the peers on Node …")
    # Nothing may run on installing: Node comes as a package of its own.
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit"], cwd=FOLDER, check=True)
