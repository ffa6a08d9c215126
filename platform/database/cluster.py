"""What is in a database cluster of ours, and who may connect to it? Made whole or not at all."""

import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

from database.binaries import Binaries
from database.place import APP_ROLE, BACKUP_ROLE, DATABASE, OWNER_ROLE, PORT, Place
from database.system_user import STATE, EmbeddedError, SystemUser, shared_folder

UNFINISHED = "postgres.new-"
BUILTIN_LOCALE_SINCE = 17
BOOTSTRAP_ROLE = "steward_bootstrap"  # the superuser that initdb insists on; no line of pg_ident ever names it
ROLES = f"""
CREATE ROLE {OWNER_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS
CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS
CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC
GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP_ROLE}
"""
# Made by itself, in whatever cluster has none: those from before there were backups have not.
BACKUP = (
    f"DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{BACKUP_ROLE}') THEN "
    f"CREATE ROLE {BACKUP_ROLE} LOGIN REPLICATION NOSUPERUSER NOBYPASSRLS; END IF; END$$\n"
)
WITH_BACKUP = "steward_backup_role"  # a file that says that it has

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # What a receiver of the log that is gone may have kept for it; then the disk is worth more.
    "max_slot_wal_keep_size": "4GB",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    # What the log must not hold: statements, parameters, and rows, which are quoted in DETAIL lines and in errors.
    # "log" is above "error": what went wrong in a statement is told to its client only.
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def server_command(place: Place, binaries: Binaries, *, durable: bool) -> list[str]:
    """The command line of the server. All its settings are here: none can be changed by ALTER SYSTEM."""
    files = {
        "unix_socket_directories": f'"{place.sockets}"',
        "hba_file": str(place.hba),
        "ident_file": str(place.ident),
    }
    settings = SETTINGS | files | ({} if durable else FOR_TESTS)
    return [binaries["postgres"], "-D", str(place.cluster), *_options(settings)]


def prepare(place: Place, binaries: Binaries, user: SystemUser, *, durable: bool) -> None:
    """Bring the folders, the cluster and the rules of access into their place."""
    _refuse_out_of_reach(place, user)
    open_home(place)
    for abandoned in place.home.glob(f"{UNFINISHED}*"):
        shutil.rmtree(abandoned, ignore_errors=True)  # a start was killed; its initdb may be about to do the same
    if not place.cluster.exists():
        _create(place, binaries, user, durable=durable)
    _refuse_other_version(place.cluster, binaries)
    _let_back_up(place.cluster, binaries, user, durable=durable)
    _make_private(place.sockets, user)
    _write_access(place)


def adopt(place: Place, user: SystemUser) -> Path:
    """Return an empty folder in which a cluster from elsewhere is put together."""
    open_home(place)
    _make_private(place.cluster, user)
    return place.cluster


def _refuse_out_of_reach(place: Place, user: SystemUser) -> None:
    left = place.data / place.cluster.name
    if place.cluster.exists():
        _refuse_foreign(place.cluster, user)
    elif left.exists():
        raise EmbeddedError(
            f"The user {user.name} cannot reach the database in {left} any more: open its parent folders."
        )


def open_home(place: Place) -> None:
    """Let the database's user walk through the data folder, if it is another; never through any folder above."""
    if place.home != place.data:
        shared_folder(STATE)
        shared_folder(place.home)
    elif os.geteuid() == 0:
        place.home.chmod(stat.S_IMODE(place.home.stat().st_mode) | stat.S_IXOTH)


def _create(place: Place, binaries: Binaries, user: SystemUser, *, durable: bool) -> None:
    fresh = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.home))
    _make_private(fresh, user)
    user.run(_initdb(fresh, binaries, durable=durable))
    _as_superuser(ROLES.lstrip(), fresh, binaries, user, durable=durable)
    fresh.rename(place.cluster)
    flush(place.home)


def _let_back_up(cluster: Path, binaries: Binaries, user: SystemUser, *, durable: bool) -> None:
    marked = cluster / WITH_BACKUP
    if not marked.exists():
        _as_superuser(BACKUP, cluster, binaries, user, durable=durable)
        marked.touch()


def _as_superuser(statements: str, folder: Path, binaries: Binaries, user: SystemUser, *, durable: bool) -> None:
    """Run statements, one a line, without any network, socket or rule of access: all that the superuser ever does."""
    options = _options({"exit_on_error": "on"} | ({} if durable else FOR_TESTS))
    user.run([binaries["postgres"], "--single", "-D", str(folder), *options, "template1"], stdin=statements)


def _initdb(folder: Path, binaries: Binaries, *, durable: bool) -> list[str]:
    locale = ["--locale=C.UTF-8", *(["--locale-provider=builtin"] if binaries.major >= BUILTIN_LOCALE_SINCE else [])]
    checks = ["--data-checksums", "--auth=reject", *([] if durable else ["--no-sync"])]
    return [binaries["initdb"], "-D", str(folder), "-U", BOOTSTRAP_ROLE, "--encoding=UTF8", *locale, *checks]


def _write_access(place: Place) -> None:
    """Whoever runs us is the owner and the app, nobody else is anybody. Not the database's user's files to change."""
    us = pwd.getpwuid(os.geteuid()).pw_name
    place.hba.write_text(f"local all all peer map=steward\nlocal replication {BACKUP_ROLE} peer map=steward\n")
    place.ident.write_text("".join(f'steward "{us}" {role}\n' for role in (OWNER_ROLE, APP_ROLE, BACKUP_ROLE)))
    for file in (place.hba, place.ident):
        file.chmod(0o644)


def _make_private(folder: Path, user: SystemUser) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and folder.lstat().st_uid == 0:
        os.chown(folder, user.uid, user.gid, follow_symlinks=False)
    _refuse_foreign(folder, user)
    folder.chmod(0o700)


def _refuse_foreign(folder: Path, user: SystemUser) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid:
        raise EmbeddedError(f"{folder} is not a folder of the user {user.name}, as whom PostgreSQL would run.")


def _refuse_other_version(cluster: Path, binaries: Binaries) -> None:
    made_by = (cluster / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.major):
        raise EmbeddedError(f"{cluster} is of PostgreSQL {made_by}, but {binaries.version} is what there is.")


def flush(folder: Path) -> None:
    """Fsync the folder's entries: without, a power cut may undo a rename under data that is safe already."""
    entries = os.open(folder, os.O_RDONLY)
    os.fsync(entries)
    os.close(entries)


def _options(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
