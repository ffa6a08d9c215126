"""What do forms ask of agents? The rules are those of the verbs."""

from django import forms

from config.pages.fields import Checks, Lines, Said
from graph.ids import decode
from permissions.support.models import HOURS_MAX


class Answer(forms.Form):
    """What to say to whoever needs help."""

    text = Said(label="Answer", widget=forms.Textarea(attrs={"rows": "5"}))


class AskToRead(forms.Form):
    """Which of the records that were named in a case an agent asks to read."""

    records = forms.MultipleChoiceField(label="Records", widget=Checks, required=False)
    reason = Said(label="Reason", help_text="Their owner reads it.", widget=forms.Textarea(attrs={"rows": "3"}))
    hours = forms.IntegerField(label="Hours", initial=1, help_text=f"At most {HOURS_MAX}; the owner can shorten it.")

    def __init__(self, *args: object, named: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        self.fields["records"].choices = [("Named in the case", [(each, _kind(each)) for each in named])]  # type: ignore[attr-defined]


class Order(forms.Form):
    """What a legal order has an agent ask."""

    account = Said(label="Account", help_text="By its id: acc_…")
    records = Lines(label="Records", help_text="All of one owner's, by their ids, one in a line.")
    order = Said(label="The order", help_text="Their owner reads it.", widget=forms.Textarea(attrs={"rows": "3"}))
    hours = forms.IntegerField(label="Hours", initial=1, help_text=f"At most {HOURS_MAX}.")


def _kind(record_id: str) -> str:
    """ "con_0192f3…" -> "Contact"."""
    return decode(record_id)[0].__name__
