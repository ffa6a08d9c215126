"""Who answers? POST /graphql goes to graph.asgi, everything else to Django."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  # needs the environment
from django.core.asgi import get_asgi_application  # noqa: E402  # needs the settings

from config import uploads  # noqa: E402  # needs the settings
from graph.asgi import GraphQL, Receive, Scope, Send  # noqa: E402  # needs the settings

graphql = GraphQL()
pages = get_asgi_application()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one ASGI connection."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/graphql" and not _in_clear(scope):
        await graphql(scope, receive, send)
    elif scope["type"] == "http" and scope["path"] == uploads.ADDRESS:
        upload = uploads.Upload(scope, receive)
        await pages(scope, upload.receive, send)
        if upload.is_too_long:
            await uploads.refuse(send)
    else:
        await pages(scope, receive, send)


def _in_clear(scope: Scope) -> bool:
    """Whether a request came over HTTP where HTTPS is wanted: Django redirects it."""
    return settings.HTTPS and scope["scheme"] == "http"


async def _live(receive: Receive, send: Send) -> None:
    """Open and close what the GraphQL application needs (ASGI specification, Lifespan)."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await graphql.startup()
            await send({"type": "lifespan.startup.complete"})
        else:
            await graphql.shutdown()
            await send({"type": "lifespan.shutdown.complete"})
            return
