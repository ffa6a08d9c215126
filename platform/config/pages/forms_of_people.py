"""What do forms ask of people, and in which words? The rules are those of the verbs and of allauth."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html

from accounts.forms import AcceptInput, RegistrationInput
from accounts.models import CUSTOMER_ROLES, Role
from config.pages.fields import Said, ask

USERNAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class SignIn(allauth.LoginForm):
    """allauth's, in our words, and for browsers that fill in what they keep."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self, "login", "User name or e-mail address", **USERNAME)


class ForgottenPassword(allauth.ResetPasswordForm):
    """allauth's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"


class AnotherEmail(allauth.AddEmailForm):
    """allauth's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"


class AnotherPassword(allauth.ChangePasswordForm):
    """allauth's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Present password"
        _word_new_password(self)


class FirstPassword(allauth.ResetPasswordKeyForm):
    """allauth's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_new_password(self)


def _word_new_password(form: forms.Form) -> None:
    form.fields["password1"].label, form.fields["password2"].label = "New password", "New password, again"


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


class Accept(AcceptInput):
    """What somebody says who follows the link of an invitation; see there for the rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].widget = forms.HiddenInput()
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        ask(self, "username", "User name", "You can choose another, of letters, digits and . + - _", **USERNAME)
        ask(self, "name", "Your own name", autocomplete="name")
        ask(self, "password", "Password", password_validators_help_text_html())


class Adding(forms.Form):
    """That somebody is to be added, and what they are known to cost."""

    seat_cost = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def known(self) -> int | None:
        """The cost that was shown when the button was pressed; None if there was none."""
        return self.cleaned_data["seat_cost"] if self.is_valid() else None


class Invite(Adding):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label="E-mail address", help_text="The invitation goes there, and counts for seven days.", max_length=254
    )
    role = forms.ChoiceField(
        label="Role", choices=[(role.value, role.label) for role in CUSTOMER_ROLES], initial=Role.MEMBER
    )


class Profile(forms.Form):
    """What a person tells of themselves; what is left empty is removed."""

    name = Said(label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = Said(label="Phone", widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}))


class Mail(forms.Form):
    """Which mail somebody wants, beside what the service needs."""

    service_updates = forms.BooleanField(label="Updates about the service", required=False)
    company_news = forms.BooleanField(label="News of the company", required=False)


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


class Find(forms.Form):
    """Which contact somebody looks for."""

    find = Said(label="Find a contact of yours", help_text="By its name, an e-mail address, or its id.", required=True)
