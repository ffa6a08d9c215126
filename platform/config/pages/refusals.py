"""Where on a form does a refusal go? Beside the field that it names; what is no field of the form, above all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm

from database.refusals import Refused


@contextmanager
def told(form: BaseForm) -> Iterator[None]:
    """Run a verb; what it refuses becomes errors of the form, which is not valid any more."""
    try:
        yield
    except Refused as refused:
        for refusal in refused.refusals:
            field = _python_name(refusal.field or "")
            form.add_error(field if field in form.fields else None, refusal.message)


def _python_name(field: str) -> str:
    """ "redirectUris.0" -> "redirect_uris"."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda capital: f"_{capital[0].lower()}", field.partition(".")[0])
