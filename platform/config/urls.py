"""Which addresses Django answers; POST /graphql is answered before it (config/asgi.py)."""

from django.urls import include, path, re_path

from config.health import healthz
from config.pages.front import index, overview
from config.pages.mailbox import mailbox
from config.pages.passwords import SetPassword
from config.pages.tokens import new_token, revoke_token, tokens

LINK_IN_A_MAIL = r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("", index, name="index"),
    # Ours in front of allauth's, under allauth's names.
    path("account/", overview, name="settings"),
    re_path(LINK_IN_A_MAIL, SetPassword.as_view(), name="account_reset_password_from_key"),
    path("account/tokens/", tokens, name="tokens"),
    path("account/tokens/new/", new_token, name="new_token"),
    path("account/tokens/<uuid:token_id>/revoke/", revoke_token, name="revoke_token"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("auth/", include("accounts.urls")),
    path("auth/", include("allauth.headless.urls")),
    path("healthz", healthz),
    path("", include("tokens.oauth.urls")),
    path("mailbox", mailbox, name="mailbox"),
]
