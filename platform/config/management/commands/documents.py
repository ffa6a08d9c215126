"""`steward documents`: which documents does an application ask for? Its .graphql files, as a manifest to trust."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from graph.document import identifier
from graph.manifest import check


class Command(BaseCommand):
    """Print {"sha256:…": text} for the files, each of which is one valid document."""

    help = "Print the manifest of trusted documents for .graphql files (STEWARD_TRUSTED_DOCUMENTS)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a document")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        texts = [_text(file) for file in files]
        self.stdout.write(json.dumps({identifier(text): text for text in texts}, indent=2, ensure_ascii=False))


def _text(file: Path) -> str:
    """Return a valid document, byte for byte: its id is of the text as it is, with its last newline."""
    try:
        text = file.read_bytes().decode()
    except OSError as error:
        raise CommandError(f"{file} is not to be had: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not UTF-8.") from None
    check(text, str(file))
    return text
