"""Is it the passkey that was registered, and here? allauth's WebAuthn, held to two rules more.

The origin is our own and no subdomain's; and a passkey that counts how often it was used never counts back, or there
are two of it (WebAuthn Level 2, section 6.1.1). The forms serve allauth's pages as well as its headless API.
"""

import struct
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms
from django.db import transaction
from fido2.webauthn import AuthenticationResponse, CollectedClientData, RegistrationResponse

from accounts.second_factors import public

NAME_LENGTH_MAX = 100
# What reading CBOR, JSON and base64 of somebody else's may raise.
UNREADABLE = (TypeError, ValueError, KeyError, IndexError, AttributeError, struct.error)


class Add(forms.AddWebAuthnForm):
    """A new passkey, of which only what is public is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = NAME_LENGTH_MAX

    def clean_name(self) -> str:
        name: str = super().clean_name()
        return name[:NAME_LENGTH_MAX]

    def clean_credential(self) -> dict[str, Any]:
        """Return what is kept of the passkey."""
        said = self.cleaned_data["credential"]
        try:
            _refuse_other_origins(RegistrationResponse.from_dict(said).response.client_data)
            return public(said)
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class _Used:
    """The use of a passkey, whatever for."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """Return whose it is."""
        try:
            said = AuthenticationResponse.from_dict(self.cleaned_data["credential"]).response
            _refuse_other_origins(said.client_data)
            authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]  # a form's
        except UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        _count(authenticator, said.authenticator_data.counter)
        return authenticator


class Authenticate(_Used, forms.AuthenticateWebAuthnForm):
    """A passkey as second factor."""


class Login(_Used, forms.LoginWebAuthnForm):
    """A passkey alone."""


class Reauthenticate(_Used, forms.ReauthenticateWebAuthnForm):
    """A passkey, once more."""


def _refuse_other_origins(said: CollectedClientData) -> None:
    request = context.request
    if said.origin != f"{request.scheme}://{request.get_host()}":
        raise get_adapter().validation_error("incorrect_code")


@transaction.atomic
def _count(authenticator: Authenticator, count: int) -> None:
    """Keep how often the passkey was used; refuse one that has counted further before. Always zero: it never counts."""
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    last = kept.data.get("count", kept.wrap().authenticator_data.counter)
    if (count or last) and count <= last:
        raise get_adapter().validation_error("incorrect_code")
    kept.data["count"] = count
    kept.save(update_fields=["data"])
