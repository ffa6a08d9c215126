"""How long may an archive be that comes back? As STEWARD_ARCHIVE_OCTETS_MAX says; whoever sends more is not heard out.

Django would write all of it to the disk first, whoever sends it (django.core.handlers.asgi).
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from graph.asgi import Receive, Scope, Send

ADDRESS = "/archives"
MESSAGE = b"This is longer than any archive that is taken here.\n"


class Upload:
    """The octets of a request on their way. One that gets too long ends as if its sender had gone."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._left = settings.ARCHIVE_OCTETS_MAX
        length = dict(scope["headers"]).get(b"content-length", b"0")
        self.is_too_long = int(length) > self._left

    async def receive(self) -> Mapping[str, Any]:
        """Return the next message."""
        message = {"type": "http.disconnect"} if self.is_too_long else await self._receive()
        self._left -= len(message.get("body") or b"")
        self.is_too_long = self.is_too_long or self._left < 0
        return {"type": "http.disconnect"} if self.is_too_long else message


async def refuse(send: Send) -> None:
    """Answer 413."""
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": MESSAGE})
