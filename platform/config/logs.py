"""What is logged? That something happened and where in the code, never with which values."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """Leaves out the message of an exception: PostgreSQL's quote the row that broke a rule, and rows are Data.

    One that came from another process has a `trace` of the same form.
    """

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  # logging's name
        kind, error, trace = ei
        lines = "".join(traceback.format_tb(trace))
        causes = []
        while error is not None:
            causes.append(getattr(error, "trace", type(error).__qualname__))
            error = error.__cause__
        return f"{lines}{' caused by '.join(causes)}" if kind else lines
