"""What goes over the wire when a mail is sent? A mail server on loopback (RFC 5321), which keeps the octets it gets."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import settings


class _Session(socketserver.StreamRequestHandler):
    """Takes whatever it is told, and each mail as it comes."""

    def handle(self) -> None:
        self._say("220 mail.example.org")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._take()
            else:
                self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.server.taken.append(b"".join(lines))  # type: ignore[attr-defined]  # ours
        self._say("250 ok")

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Have mail go to a server meanwhile; the octets of each, the oldest first."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as server, monkeypatch.context() as patched:
        server.daemon_threads, server.taken = True, []  # type: ignore[attr-defined]  # for the sessions
        patched.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        patched.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        patched.setattr(settings, "EMAIL_PORT", server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.taken  # type: ignore[attr-defined]  # as above
        server.shutdown()


def read(octets: bytes) -> EmailMessage:
    """Return a mail as its reader's program has it."""
    return message_from_bytes(octets, policy=policy.default)  # type: ignore[return-value]  # as its policy says
