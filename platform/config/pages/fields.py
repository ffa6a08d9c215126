"""Which fields and widgets have forms of ours beside Django's?"""

from typing import Any

from django import forms


class Said(forms.CharField):
    """A text that a verb will check; None if it is left empty."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        super().__init__(required=required, empty_value=None, **options)


class Checks(forms.CheckboxSelectMultiple):
    """Boxes to tick, under a heading for each group."""

    template_name = "forms/checks.html"


class Choice(forms.RadioSelect):
    """One of several, all in sight."""

    template_name = "forms/checks.html"


class Lines(forms.CharField):
    """Several things, one in each line; none is None."""

    widget = forms.Textarea(attrs={"rows": "3", "spellcheck": "false", "class": "code"})

    def to_python(self, value: Any) -> Any:
        """Return the lines that have something in them."""
        return (super().to_python(value) or "").split() or None


def ask(form: forms.Form, name: str, label: str, hint: str = "", **attributes: str) -> None:
    """Give a field of somebody else's form its words, and what browsers fill in."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs |= attributes
