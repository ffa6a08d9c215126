"""What happens on `steward COMMAND`? Django's command, with the data folder chosen and its database running.

`--data DIR`, anywhere on the line, or STEWARD_DATA names the folder that holds everything; else it is `var/`.
"""

import argparse
import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from database import address, embedded

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_DATABASE = {
    "",
    "archive",
    "check",
    "compilemessages",
    "diffsettings",
    "documents",
    "help",
    "makemessages",
    "receipt",
    "restore",
    "schema",
    "startapp",
    "stripe-simulator",
    "version",
}
ASKS_ONLY = {"-h", "--help", "--version"}


def main() -> None:
    """Run the command of sys.argv. What must be told is told in one sentence, and the exit code is 1."""
    arguments, data = take_data(sys.argv)
    os.environ["STEWARD_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Being told to end is the same, whoever says it: unwind, and stop the database on the way.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _database(arguments, data):
            # The database's user may have to walk through the data folder: what we write there is for us alone.
            os.umask(0o077)
            execute_from_command_line(arguments)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except (embedded.EmbeddedError, ImproperlyConfigured) as error:
        sys.exit(f"steward: {error}")


def take_data(arguments: list[str]) -> tuple[list[str], Path]:
    """["steward", "serve", "--data", "x"] -> (["steward", "serve"], Path("/…/x"))."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path, default=os.environ.get("STEWARD_DATA") or _home() / "var")
    options, others = parser.parse_known_args(arguments)
    return others, Path(options.data).resolve()


def _home() -> Path:
    """The clone we run from; where the user is, if we were installed."""
    return ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()


def _database(arguments: list[str], data: Path) -> AbstractContextManager[None]:
    if not address.is_embedded() or not needs_database(arguments):
        return nullcontext()
    return embedded.running(data, say=partial(print, file=sys.stderr, flush=True))


def needs_database(arguments: list[str]) -> bool:
    """Whether the command does; `makemigrations` is among those that do, for it compares with what is applied."""
    command, *others = [*arguments[1:], ""]
    if command in ASKS_ONLY or ASKS_ONLY & set(others):
        return False
    return command not in WITHOUT_DATABASE or any(other.startswith("--database") for other in others)


if __name__ == "__main__":
    main()
