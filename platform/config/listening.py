"""Which worker gets a connection? Whichever is free: each takes one, and sees to what else it has before the next.

uvloop takes all that wait at once. Connections are kept, and those that arrive together would all be one worker's, for
as long as they last.
"""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

import uvloop

RETRY_SECONDS = 1.0  # asyncio's own ACCEPT_RETRY_DELAY
EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

ProtocolFactory = Callable[[], asyncio.BaseProtocol]


class Listener:
    """Takes connections from a socket on which other processes listen too."""

    def __init__(self, loop: asyncio.AbstractEventLoop, factory: ProtocolFactory, listening: socket.socket) -> None:
        self._loop, self._factory, self._socket = loop, factory, listening
        self._starting: set[asyncio.Task[Any]] = set()
        self._is_closed = False
        listening.setblocking(False)
        self._listen()

    def close(self) -> None:
        """Take no more."""
        self._is_closed = True
        self._loop.remove_reader(self._socket)

    async def wait_closed(self) -> None:
        """Return when all that were taken have been handed on."""
        await asyncio.gather(*self._starting, return_exceptions=True)

    def _listen(self) -> None:
        if not self._is_closed:
            self._loop.add_reader(self._socket, self._accept)

    def _accept(self) -> None:
        try:
            connection, _ = self._socket.accept()
        except OSError as error:  # another worker was faster, or the client has gone, or there is no room
            if error.errno in EXHAUSTED:
                self._loop.remove_reader(self._socket)
                self._loop.call_later(RETRY_SECONDS, self._listen)
            return
        task = self._loop.create_task(self._loop.connect_accepted_socket(self._factory, connection))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)


class Loop(uvloop.Loop):
    """uvloop's event loop, save for how it takes connections."""

    async def create_server(  # type: ignore[override]  # of its many ways, uvicorn goes this one
        self, protocol_factory: ProtocolFactory, *, sock: socket.socket, ssl: None = None, backlog: int = 100
    ) -> Listener:
        """Return a server on a socket that is bound."""
        sock.listen(backlog)
        return Listener(self, protocol_factory, sock)
