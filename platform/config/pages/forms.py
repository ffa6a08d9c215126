"""What do forms ask, and in which words? The rules are those of the verbs and of allauth."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

from accounts.forms import RegistrationInput
from accounts.models import Team, User
from contacts.models import Tag
from tokens import applications
from tokens.actions import DAYS_DEFAULT, DAYS_MAX, NAME_LENGTH_MAX, Grant
from tokens.oauth_models import ClientType
from tokens.scopes import RESOURCES, SCOPES

USERNAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class Said(forms.CharField):
    """A text that a verb will check; None if it is left empty."""

    def __init__(self, *, required: bool = False, **options: Any) -> None:
        super().__init__(required=required, empty_value=None, **options)


class SignIn(allauth.LoginForm):
    """allauth's, in our words, and for browsers that fill in what they keep."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self, "login", "User name or e-mail address", **USERNAME)


class Register(RegistrationInput):
    """What a customer says to register; see there for the rules."""

    OF_THE_ACCOUNT = ("phone", "street", "city", "region", "postal_code", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self, "email", "E-mail address", "A link to set your password goes there.", autocomplete="email")
        ask(self, "username", "User name", "Letters, digits and . + - _", **USERNAME)
        ask(self, "account", "Name of your organisation", autocomplete="organization")
        ask(self, "name", "Your own name", autocomplete="name")
        ask(self, "phone", "Phone", autocomplete="tel", type="tel")
        ask(self, "street", "Street and number", autocomplete="street-address")
        ask(self, "city", "Town", autocomplete="address-level2")
        ask(self, "region", "Region", autocomplete="address-level1")
        ask(self, "postal_code", "Postal code", autocomplete="postal-code")
        ask(self, "country", "Country", "Two letters, such as GB or NO.", autocomplete="country", maxlength="2")

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked of all."""
        return [self[name] for name in ("email", "username", "account", "name")]

    @property
    def more(self) -> list[forms.BoundField]:
        """What may be told beside it."""
        return [self[name] for name in self.OF_THE_ACCOUNT]

    @property
    def is_more_wrong(self) -> bool:
        """Whether what is folded away must be seen."""
        return any(name in self.errors for name in self.OF_THE_ACCOUNT)


class Profile(forms.Form):
    """What a person tells of themselves; what is left empty is removed."""

    name = Said(label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = Said(label="Phone", widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}))


class Organisation(forms.Form):
    """What a customer tells of itself; all but the name is removed when it is left empty."""

    NAMES = ("name", "phone", "street", "city", "region", "postal_code", "country")

    name = Said(label="Name", required=True, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    phone = Said(label="Phone", widget=forms.TextInput(attrs={"type": "tel"}))
    street = Said(label="Street and number")
    city = Said(label="Town")
    region = Said(label="Region")
    postal_code = Said(label="Postal code")
    country = Said(label="Country", help_text="Two letters, such as GB or NO.", max_length=2)


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


SCOPE_CHOICES = [
    (resource.capitalize(), [(scope, SCOPES[scope]) for scope in (f"{resource}:read", f"{resource}:write")])
    for resource in RESOURCES
]


class NewToken(forms.Form):
    """What a token is to open. Offered are tags of one's own and teams that one is in; the API takes all one sees."""

    name = forms.CharField(
        max_length=NAME_LENGTH_MAX, help_text="What it is for, so that you know it again.", label="Name"
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do in your name",
        help_text="It reaches the records that you reach, and never more. To write implies to read.",
        choices=SCOPE_CHOICES,
        widget=Checks,
    )
    expires_in_days = forms.IntegerField(
        label="Days until it ends", min_value=1, max_value=DAYS_MAX, initial=DAYS_DEFAULT, help_text="At most a year."
    )
    is_read_only = forms.BooleanField(label="It changes nothing, whatever is ticked above", required=False)
    only_owner = forms.ModelChoiceField(
        User.objects.none(), empty_label="Any", label="Only records that this person owns", required=False
    )
    only_tag = forms.ModelChoiceField(
        Tag.objects.none(), empty_label="Any", label="Only records with this tag", required=False
    )
    only_team = forms.ModelChoiceField(
        Team.objects.none(), empty_label="Any", label="Only records shared with this team", required=False
    )
    addresses = Lines(
        label="Only from these addresses",
        required=False,
        help_text="IP addresses or networks, one in each line, such as 192.0.2.0/24.",
    )
    documents = Lines(
        label="Only these GraphQL documents",
        required=False,
        help_text="Their ids, one in each line: sha256: and 64 hexadecimal digits.",
    )
    FURTHER = ("is_read_only", "only_owner", "only_tag", "only_team", "addresses", "documents")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(
            "only_owner", User.objects.filter(account_id=user.account_id, is_active=True, service_of=None), "username"
        )
        self._offer("only_tag", Tag.objects.filter(owner=user), "name")
        self._offer("only_team", Team.objects.filter(group__membership__user=user), "name")

    def grant(self) -> Grant:
        """Return what was said, once it is valid."""
        said = dict(self.cleaned_data)
        return Grant(days=said.pop("expires_in_days"), **said)

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked for every token."""
        return [self[name] for name in ("name", "scopes", "expires_in_days")]

    @property
    def further(self) -> list[forms.BoundField]:
        """What may restrict it."""
        return [self[name] for name in self.FURTHER]

    @property
    def is_further_wrong(self) -> bool:
        """Whether what is folded away must be seen."""
        return any(name in self.errors for name in self.FURTHER)

    def _offer(self, name: str, choices: Any, label: str) -> None:
        field: Any = self.fields[name]
        field.queryset = choices.order_by(label)
        field.label_from_instance = lambda one: getattr(one, label)


class ApplicationForm(forms.Form):
    """What is said of an application that asks people to be let in."""

    name = forms.CharField(
        label="Name", max_length=applications.NAME_LENGTH_MAX, help_text="People are asked by this name."
    )
    redirect_uris = Lines(
        label="Redirect URIs",
        required=False,
        help_text="Where people are sent back to, one in each line. They count letter by letter.",
    )
    scopes = forms.MultipleChoiceField(label="What it may ask for", choices=SCOPE_CHOICES, widget=Checks)

    def values(self) -> applications.ApplicationValues:
        """Return what was said, once it is valid."""
        said = self.cleaned_data
        return applications.ApplicationValues(
            name=said["name"], redirect_uris=said["redirect_uris"] or (), scopes=said["scopes"]
        )


class NewApplication(ApplicationForm):
    """What is said once."""

    client_type = forms.ChoiceField(
        label="Where it runs",
        choices=[
            (ClientType.CONFIDENTIAL, "On a server, where it can keep a secret"),
            (ClientType.PUBLIC, "On people's own devices, where it cannot"),
        ],
        widget=Choice,
        initial=ClientType.CONFIDENTIAL,
    )
    field_order = ("name", "client_type")


def ask(form: forms.Form, name: str, label: str, hint: str = "", **attributes: str) -> None:
    """Give a field of somebody else's form its words, and what browsers fill in."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs |= attributes
