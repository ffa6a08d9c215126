"""Which addresses under /auth/ do we answer by rules of our own? Joining, and what takes what a passkey says."""

from allauth.headless.constants import Client
from allauth.headless.internal.restkit.inputs import Input
from allauth.headless.mfa import views
from django.urls import path

from accounts import passkeys
from accounts.endpoints import Invitation, SignUp


class AddInput(passkeys.Add, Input):
    """A new passkey."""


class AuthenticateInput(passkeys.Authenticate, Input):
    """A passkey as second factor."""


class LoginInput(passkeys.Login, Input):
    """A passkey alone."""


class ReauthenticateInput(passkeys.Reauthenticate, Input):
    """A passkey, once more."""


class ManageView(views.ManageWebAuthnView):
    """The passkeys of who is signed in."""

    input_class = {**views.ManageWebAuthnView.input_class, "POST": AddInput}


class AuthenticateView(views.AuthenticateWebAuthnView):
    """The second factor of who has given a password."""

    input_class = {"POST": AuthenticateInput}


class LoginView(views.LoginWebAuthnView):
    """Signing in without a password."""

    input_class = {"POST": LoginInput}


class ReauthenticateView(views.ReauthenticateWebAuthnView):
    """Proving again who one is."""

    input_class = {"POST": ReauthenticateInput}


# In front of allauth's own.
urlpatterns = [
    path("browser/v1/auth/signup", SignUp.as_api_view(client=Client.BROWSER)),
    path("browser/v1/auth/invitation", Invitation.as_api_view(client=Client.BROWSER)),
    path("browser/v1/account/authenticators/webauthn", ManageView.as_api_view(client=Client.BROWSER)),
    path("browser/v1/auth/webauthn/authenticate", AuthenticateView.as_api_view(client=Client.BROWSER)),
    path("browser/v1/auth/webauthn/login", LoginView.as_api_view(client=Client.BROWSER)),
    path("browser/v1/auth/webauthn/reauthenticate", ReauthenticateView.as_api_view(client=Client.BROWSER)),
]
