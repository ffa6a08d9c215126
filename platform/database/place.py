"""Where does the embedded server of a data folder live? Told from the folder and from who asks; nothing is started."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from database.system_user import STATE, is_reachable, system_user_name

DATABASE = "steward"
OWNER_ROLE = "steward_owner"
APP_ROLE = "steward_app"
BACKUP_ROLE = "steward_backup"  # copies the whole cluster, and can ask nothing
PORT = "5432"  # only a part of the socket's name: nothing listens on the network
SOCKET_PATH_BYTES_MAX = 107  # unix(7): sun_path, less its closing zero


@dataclass(frozen=True, kw_only=True)
class Place:
    """`data` is the folder we were given; `home` is the same, unless the database's user cannot reach it."""

    data: Path
    home: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    @property
    def hba(self) -> Path:
        return self.home / "pg_hba.conf"

    @property
    def ident(self) -> Path:
        return self.home / "pg_ident.conf"

    @property
    def log(self) -> Path:
        return self.data / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.data / "postgres.lock"

    def connection(self, role: str) -> dict[str, str]:
        """Libpq's keywords. `requirepeer` refuses a socket that somebody else has put in place of ours."""
        return {
            "host": str(self.sockets),
            "port": PORT,
            "dbname": DATABASE,
            "user": role,
            "requirepeer": system_user_name(),
        }


def place(data: Path) -> Place:
    """The same answer for every process of the same user, before, while and after the server runs."""
    data = data.resolve()
    home = _home(data)
    return Place(data=data, home=home, sockets=_sockets(data, home))


def _home(data: Path) -> Path:
    elsewhere = STATE / _name(data)
    # What was put elsewhere once stays there, also when the folders above the data are opened later.
    is_elsewhere = os.geteuid() == 0 and (elsewhere.exists() or not is_reachable(data))
    return elsewhere if is_elsewhere else data


def _sockets(data: Path, home: Path) -> Path:
    beside = home / "run"
    path = os.fsencode(beside / f".s.PGSQL.{PORT}")
    # A comma separates hosts for libpq and folders for the server, which also gives a meaning to the quote.
    if len(path) <= SOCKET_PATH_BYTES_MAX and not set(path) & set(b',"'):
        return beside
    if os.geteuid() == 0:
        return STATE / f"{_name(data)}-run"
    return Path(f"/tmp/steward-{os.geteuid()}-{_digest(data)}")  # noqa: S108  # refused unless it is ours


def _name(data: Path) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", data.name.lower()).strip("-")[:20]
    return f"{slug or 'data'}-{_digest(data)}"


def _digest(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
