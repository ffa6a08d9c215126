"""Who visits the pages? Somebody without a browser: they read forms, and send them with what they chose."""

from html.parser import HTMLParser
from typing import Any

import httpx

CARDS = {
    "pays": "4242424242424242",
    "declined": "4000000000000002",
    "fails later": "4000000000000341",
    "3-D Secure": "4000000000003220",
    "3-D Secure once": "4000002500003155",
}


class Forms(HTMLParser):
    """The forms of a page, by the words on their button: what each would send."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}
        self._is_button = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if tag == "form":
            self._fields = {}
        if tag in {"input", "button"}:
            self._fields[given["name"]] = given["value"]
        self._is_button = tag == "button"

    def handle_data(self, data: str) -> None:
        if self._is_button:
            self.forms[data] = self._fields
            self._is_button = False


class Visitor:
    """`visit` opens a page; `press` sends a form of it, and follows where that leads within the simulator."""

    def __init__(self, simulator: str) -> None:
        self.simulator = simulator
        self.url, self.text, self.status = "", "", 0

    def visit(self, url: str | None) -> "Visitor":
        assert url
        self._open("GET", url)
        return self

    def press(self, button: str, **chosen: str) -> "Visitor":
        self._open("POST", self.url, Forms(self.text).forms[button] | chosen)
        return self

    @property
    def buttons(self) -> set[str]:
        return set(Forms(self.text).forms)

    def _open(self, method: str, url: str, data: dict[str, str] | None = None) -> None:
        answer = httpx.request(method, url, data=data, timeout=10)
        self.url = url
        if answer.is_redirect:
            self.url = answer.headers["location"]
            if not self.url.startswith(self.simulator):
                return
            answer = httpx.get(self.url, timeout=10)
        self.text, self.status = answer.text, answer.status_code
