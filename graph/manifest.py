"""Where do the trusted documents come from? A JSON file, checked as a whole before anything is served.

{"sha256:7dba4bd7…": "query ($id: ID!) { contact(id: $id) { name } }"}                  made by `steward documents`
{"7dba4bd7…": "query …"}                                                                Relay, with SHA-256
{"format": "apollo-persisted-query-manifest", "operations": [{"id": "7dba4bd7…", "body": "query …"}]}
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from graph.document import IDENTIFIER_PREFIX, identifier
from graph.errors import RequestError
from graph.trusted import TrustedDocuments

APOLLO = "apollo-persisted-query-manifest"


class ManifestError(ImproperlyConfigured):
    """Why nothing is served: one sentence for whoever started us."""


def configured() -> TrustedDocuments:
    """Return the trusted documents that the settings name; raise ManifestError if not all is right with them."""
    path, only = settings.TRUSTED_DOCUMENTS, settings.TRUSTED_DOCUMENTS_ONLY
    if only and not path:
        raise ManifestError("STEWARD_TRUSTED_DOCUMENTS_ONLY needs STEWARD_TRUSTED_DOCUMENTS, the manifest's file.")
    return load(Path(path), only=only) if path else TrustedDocuments({})


def load(path: Path, *, only: bool = False) -> TrustedDocuments:
    """Return the documents of a manifest; raise ManifestError if one of them is not what its id says, or not valid."""
    texts = _texts(path)
    for key, text in texts.items():
        if key != identifier(text):
            raise ManifestError(f'In {path}, "{key}" is not the SHA-256 of its document.')
        check(text, f"In {path}, the document {key}")
    return TrustedDocuments(texts, only=only)


def check(text: str, name: str) -> None:
    """Return for a valid document; raise ManifestError with its name otherwise."""
    try:
        TrustedDocuments({identifier(text): text})
    except RequestError as error:
        reason = error.errors[0]["message"]
        raise ManifestError(f"{name} is not valid: {reason}") from None


def _texts(path: Path) -> dict[str, str]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(f"The manifest of trusted documents, {path}, is not to be had: {error.strerror}.") from None
    except ValueError:
        raise ManifestError(f"The manifest of trusted documents, {path}, is not JSON.") from None
    try:
        return _by_id(given)
    except (AttributeError, KeyError, TypeError):
        raise ManifestError(f"The manifest of trusted documents, {path}, is not an object of ids and texts.") from None


def _by_id(given: Any) -> dict[str, str]:
    """Return texts by id, whichever of the three forms they have; raise TypeError and the like for others."""
    if given.get("format") == APOLLO:
        given = {operation["id"]: operation["body"] for operation in given["operations"]}
    if not all(isinstance(text, str) for text in given.values()):
        raise TypeError
    return {key if ":" in key else f"{IDENTIFIER_PREFIX}{key}": text for key, text in given.items()}
