"""Which addresses Django answers; POST /graphql is answered before it (config/asgi.py)."""

from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("auth/", include("accounts.urls")),
    path("auth/", include("allauth.headless.urls")),
    path("healthz", healthz),
]
