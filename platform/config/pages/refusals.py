"""Where on a form does a refusal go? Beside the field that it names; what is no field of the form, above all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from billing.seats import SeatCostUnconfirmed
from database.refusals import Refused


@contextmanager
def told(form: BaseForm) -> Iterator[None]:
    """Run a verb; what it refuses becomes errors of the form, which is not valid any more."""
    try:
        yield
    except SeatCostUnconfirmed:
        raise  # nothing is wrong: the page is to say what it costs, and to ask (config/pages/members.py)
    except Refused as refused:
        for refusal in refused.refusals:
            names = [_python_name(part) for part in (refusal.field or "").split(".")]
            form.add_error(next((name for name in names if name in form.fields), None), refusal.message)


def _python_name(part: str) -> str:
    """ "redirectUris", of "redirectUris.0", -> "redirect_uris"."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda capital: f"_{capital[0].lower()}", part)
