"""What do forms ask whoever needs help? The rules are those of the verbs."""

from typing import Any

from django import forms

from config.pages.fields import Checks, Said
from config.pages.naming import Names


class Naming(forms.Form):
    """Which records something is about: ticked among those that were found, one look after the other."""

    find = Said(label="Find a contact or company of yours", help_text="By its name, an e-mail address, or its id.")
    records = forms.MultipleChoiceField(
        label="What it is about",
        help_text="Agents can ask to read these, and no others.",
        widget=Checks,
        required=False,
    )

    def __init__(self, *args: Any, ticked: Names, found: Names | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found  # None if nothing was looked for
        self.offered = ticked | (found or {})
        self.fields["records"].choices = [("Found", list(self.offered.items()))]  # type: ignore[attr-defined]  # Django's own


class OpenCase(Naming):
    """What somebody needs help with."""

    subject = Said(label="What is it about?", help_text="In a line.", required=True)
    text = Said(
        label="What is wrong?",
        help_text="Agents read it.",
        required=True,
        widget=forms.Textarea(attrs={"rows": "5"}),
    )


class Reply(Naming):
    """What somebody has to say in a case."""

    text = Said(label="Say something more", required=True, widget=forms.Textarea(attrs={"rows": "4"}))


class Approve(forms.Form):
    """For how long an agent is let to read."""

    hours = forms.IntegerField(label="Hours", required=False)
