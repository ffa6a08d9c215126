"""How does a customer join? allauth's headless sign-up, extended by the account that its first user founds."""

from typing import Any

from allauth.headless.adapter import DefaultHeadlessAdapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest

from accounts.actions import found_account
from accounts.countries import country_code
from accounts.models import User
from accounts.signing_in import SigningIn
from database import ids

# No "@", so that a user name is never somebody's e-mail address, and no space.
USERNAME_VALIDATORS = [RegexValidator(r"\A[\w.+-]+\Z", "A user name has letters, digits and . + - _ only.")]


class AccountForm(forms.Form):
    """What sign-up asks beyond user name, e-mail and password. Only the account's name is required (P2)."""

    account = forms.CharField(max_length=200)
    country = forms.CharField(required=False)

    def clean_country(self) -> str | None:
        try:
            return country_code(self.cleaned_data["country"])
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def clean(self) -> dict[str, Any]:
        """Refuse a password like the user name or e-mail address: allauth's own check knows neither."""
        said = super().clean() or self.cleaned_data
        if password := said.get("password"):
            person = User(username=said.get("username", ""), email=said.get("email", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return said

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing: allauth wants the method, the adapter has done it."""


class Adapter(SigningIn):
    """allauth's hooks: a new user founds an account and is its first ADMIN."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        with transaction.atomic():
            user.account = found_account(form.cleaned_data["account"], country=form.cleaned_data["country"])
            user.role = "ADMIN"
            super().save_user(request, user, form, commit=True)
        return user


class HeadlessAdapter(DefaultHeadlessAdapter):
    """allauth's answers: a user has the same id there as in the schema."""

    def user_as_dataclass(self, user: User) -> Any:
        """Return what /auth/ says of the user."""
        said = super().user_as_dataclass(user)
        said.id = ids.encode(User.ID_PREFIX, user.pk)
        return said
