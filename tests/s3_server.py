"""Which S3-compatible store do tests have? moto's, as a process of its own, which looks at keys and signatures.

It is reached by a door that can be closed: then it is away, and has lost nothing.
"""

import re
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from processes import python, read_until

SERVER = """
import logging
import sys

from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer("127.0.0.1", 0)
server.start()
print("moto is on", server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""
BUCKET = "backups"
PAGE = 7  # names in one page of a list; Amazon's have a thousand
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
SIGNED = "AWS4-HMAC-SHA256 Credential=x/20261130/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x"


@dataclass(kw_only=True)
class Door:
    """A port of loopback that leads to another while it is open; it closes itself after `octets_left` went through."""

    leads_to: int
    port: int = 0
    octets_left: float = float("inf")
    _listening: socket.socket | None = None
    _through: set[socket.socket] = field(default_factory=set)

    def open(self) -> None:
        self.octets_left = float("inf")
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._admit, args=(self._listening,), daemon=True).start()

    def close(self) -> None:
        for each in (self._listening, *self._through):
            if each:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        self._listening = None
        self._through.clear()

    def _admit(self, listening: socket.socket) -> None:
        with suppress(OSError):  # closed
            while True:
                here, _ = listening.accept()
                there = socket.create_connection(("127.0.0.1", self.leads_to))
                self._through |= {here, there}
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def _pass(self, sender: socket.socket, receiver: socket.socket) -> None:
        with suppress(OSError):
            while octets := sender.recv(1 << 16):
                self.octets_left -= len(octets)
                if self.octets_left < 0:
                    self.close()
                receiver.sendall(octets)
        for each in (sender, receiver):
            self._through.discard(each)
            each.close()


@dataclass(frozen=True, kw_only=True)
class S3:
    door: Door
    key: str
    secret: str

    @property
    def variables(self) -> dict[str, str]:
        """What says to programs where it is, and who they are."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.door.port}",
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }


@contextmanager
def s3_server() -> Iterator[S3]:
    """Hold a store with one bucket, and somebody who may use it."""
    with python("-c", SERVER, MOTO_S3_DEFAULT_MAX_KEYS=str(PAGE)) as process:
        port = int(read_until(process, "moto is on").split()[-1])
        _ask(port, f"/{BUCKET}", "PUT")
        _manage(port, "CreateUser")
        _manage(port, "PutUserPolicy", PolicyName="all", PolicyDocument=POLICY)
        made = _manage(port, "CreateAccessKey")
        key, secret = (re.search(rf"<{name}>(.+?)<", made)[1] for name in ("AccessKeyId", "SecretAccessKey"))  # type: ignore[index]  # it makes both
        _ask(port, "/moto-api/reset-auth", "POST", b"0", {"Content-Type": "text/plain"})  # from now on all is checked
        door = Door(leads_to=port)
        door.open()
        yield S3(door=door, key=key, secret=secret)
        door.close()


def _manage(port: int, action: str, **said: str) -> str:
    form = urlencode({"Action": action, "Version": "2010-05-08", "UserName": "steward"} | said).encode()
    return _ask(port, "/", "POST", form, {"Authorization": SIGNED})


def _ask(port: int, path: str, method: str, data: bytes = b"", headers: dict[str, str] | None = None) -> str:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers or {}, method=method)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return answer.read().decode()
