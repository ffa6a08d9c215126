"""What may be said to join? The inputs of our endpoints under /auth/, in the manner of allauth's."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.headless.internal.restkit.inputs import Input
from django import forms

from accounts import invitations, joining
from accounts.countries import country_code
from accounts.models import User
from accounts.phones import e164
from database.checks import TEXT_LENGTH_MAX, clean_line


class Said(forms.CharField):
    """A text that a function cleans, which raises ValueError; null if nothing is said."""

    def __init__(self, clean: Callable[[str | None], str | None] = clean_line, **options: Any) -> None:
        super().__init__(max_length=TEXT_LENGTH_MAX, empty_value=None, **options)
        self.clean_said = clean

    def clean(self, value: Any) -> str | None:
        """Return the cleaned text."""
        try:
            return self.clean_said(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class PersonInput(Input):
    """A user name of their choice, and what they are called."""

    username = forms.CharField(max_length=150)
    name = Said(required=False)

    def clean_username(self) -> str:
        """Return the name in lower case, if it can be had."""
        return str(get_adapter().clean_username(self.cleaned_data["username"]))


class AcceptInput(PersonInput):
    """What accepting an invitation takes: the link's key and a password; another user name than proposed, if one likes.

    What is wrong with a key is told before all else, and always alike.
    """

    key = forms.CharField()
    password = forms.CharField()
    field_order = ("key",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].required = False

    def clean_key(self) -> str:
        """Return the key of an invitation that is open."""
        self.invitation = invitations.find(self.cleaned_data["key"])
        if self.invitation is None:
            raise forms.ValidationError("This invitation does not count any more.", code="invalid_invitation")
        return str(self.cleaned_data["key"])

    def clean_username(self) -> str:
        """Return the name in lower case, if it can be had; "" for the one that was proposed."""
        return super().clean_username() if self.cleaned_data["username"] else ""

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is weak, or like the person's user name or address."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("password") and said.get("key") and self.invitation:
            name = said.get("username") or self.invitation.username
            person = User(username=name, email=self.invitation.email, name=said.get("name"))
            try:
                get_adapter().clean_password(said["password"], user=person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return said


class RegistrationInput(PersonInput):
    """What sign-up takes. Names of account and user and an e-mail address are enough (P2)."""

    # First, since cleaning the user name frees what had it for this address.
    email = forms.EmailField(max_length=254)
    account = Said()
    country = Said(country_code, required=False)
    phone = Said(required=False)
    street = Said(required=False)
    city = Said(required=False)
    region = Said(required=False)
    postal_code = Said(required=False)
    field_order = ("email", "username")

    def clean_email(self) -> str:
        """Return the address in lower case."""
        return str(self.cleaned_data["email"].lower())

    def clean_username(self) -> str:
        """Return the name in lower case, if it can be had now."""
        joining.free_expired(self.cleaned_data["username"], self.cleaned_data.get("email", ""))
        return super().clean_username()

    def clean(self) -> dict[str, Any]:
        """Read the phone number as one of the country."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("phone"):
            try:
                said["phone"] = e164(said["phone"], said.get("country"))
            except ValueError as error:
                self.add_error("phone", forms.ValidationError(str(error), code="invalid"))
        return said

    def values(self) -> joining.Registration:
        """Return what was said, once it is valid."""
        return joining.Registration(**self.cleaned_data)
