"""What is logged? That something happened and where in the code, never with which values."""

import logging
import traceback
from copy import copy
from types import TracebackType

from django.urls import Resolver404, resolve

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """Leaves out the message of an exception: PostgreSQL's quote the row that broke a rule, and rows are Data.

    One that came from another process has a `trace` of the same form. Of a request it tells the route.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; Django gives its records the request they are about, and names its address in them."""
        path = getattr(getattr(record, "request", None), "path", None)
        if path is not None and isinstance(record.args, tuple):
            record = copy(record)
            record.args = tuple(route(path) if argument == path else argument for argument in record.args or ())
        return super().format(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  # logging's name
        kind, error, trace = ei
        lines = "".join(traceback.format_tb(trace))
        causes = []
        while error is not None:
            causes.append(getattr(error, "trace", type(error).__qualname__))
            error = error.__cause__
        return f"{lines}{' caused by '.join(causes)}" if kind else lines


def route(path: str) -> str:
    """ "/account/invitation/0192…/" -> "/account/invitation/<str:key>/": keys of links are in addresses."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "an address that is not there"
