"""What is logged of a request? Its id, operation, document and end; never its variables, its text or its headers.

request 5f0c-17 operation=Contacts document=sha256:9f86… code=TIMEOUT milliseconds=5012
"""

import logging

from billing.cards import note_refusal
from graph.document import identifier, is_identifier
from graph.errors import Code
from graph.http import Asked

NAME_LENGTH_MAX = 64  # characters
LINE = "request %s operation=%s document=%s code=%s milliseconds=%d"
log = logging.getLogger("steward.graph")


def answered(request_id: str, asked: Asked, seconds: float) -> None:
    """Log a request that was answered with data: as INFO, which is off unless it is asked for."""
    if log.isEnabledFor(logging.INFO):
        log.info(LINE, request_id, _operation(asked), _document(asked), "-", seconds * 1000)


def refused(request_id: str, asked: Asked | None, code: Code, seconds: float) -> None:
    """Log the exception that is being handled: with the trace what nobody foresaw, as a warning what was our fault."""
    if code is Code.CARD_NUMBER_REFUSED:
        # The number may be in the document, whose id would give it away; it is not in a name that was taken.
        note_refusal(f"/graphql operation={_operation(asked)}")
        asked = None
    level = logging.INFO if code.status < Code.INTERNAL.status else logging.WARNING
    unforeseen = code is Code.INTERNAL
    if log.isEnabledFor(level):
        values = (request_id, _operation(asked), _document(asked), code.name, seconds * 1000)
        log.log(logging.ERROR if unforeseen else level, LINE, *values, exc_info=unforeseen)


def _operation(asked: Asked | None) -> str:
    """Return the name that the client gave, if it can be one: it is written down, so it must not pass for a line."""
    name = (asked and asked.operation_name) or "-"
    is_name = name.isascii() and name.replace("_", "a").isalnum()
    return name[:NAME_LENGTH_MAX] if is_name else "-"


def _document(asked: Asked | None) -> str:
    """Return the id of the document, trusted or not."""
    if asked is None:
        return "-"
    given = identifier(asked.query) if asked.query else asked.document_id or ""
    return given if is_identifier(given) else "-"
