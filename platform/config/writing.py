"""How is a response sent? Head and body in one write: uvicorn's two are two system calls, and wake the client twice."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HELD_MAX = 65_536  # octets; more than this is sent at once, so that whoever writes hears when it is too much


class Joining:
    """A transport that sends together what is written in one turn of the event loop; else, the one it is given."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []
        self._length = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send the data when this turn of the event loop is over."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)
        self._length += len(data)
        if self._length > HELD_MAX:
            self._send()

    def close(self) -> None:
        """Send what was written, and close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        held, self._held, self._length = self._held, [], 0
        if held and not self._transport.is_closing():
            self._transport.writelines(held)


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, on such a transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin with a connection."""
        super().connection_made(Joining(transport, self.loop))  # type: ignore[arg-type]  # it has all that is used
