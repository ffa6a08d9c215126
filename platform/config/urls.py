"""Which addresses Django answers; POST /graphql is answered before it (config/asgi.py)."""

from django.urls import include, path

from config.health import healthz
from config.pages.front import index, overview

urlpatterns = [
    path("", index, name="index"),
    path("account/", overview, name="settings"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("auth/", include("accounts.urls")),
    path("auth/", include("allauth.headless.urls")),
    path("healthz", healthz),
]
