"""What do forms ask about programs that act for people? The rules are those of the verbs."""

from typing import Any

from django import forms

from accounts.models import Team, User
from config.pages.fields import Checks, Choice, Lines
from contacts.models import Tag
from tokens import applications
from tokens.actions import DAYS_DEFAULT, DAYS_MAX, NAME_LENGTH_MAX, Grant
from tokens.oauth_models import ClientType
from tokens.scopes import RESOURCES, SCOPES

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
