"""Do libraries of OAuth write down what they hand out? At no level, whatever the settings of logging say."""

import logging
from collections.abc import Iterator

import pytest

LOGGERS = ("oauth2_provider", "oauthlib", "oauthlib.oauth2.rfc6749.grant_types.authorization_code")


class Noting(logging.Handler):
    """What a handler of the settings would write."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@pytest.fixture
def root() -> Iterator[Noting]:
    handler = Noting()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("name", LOGGERS)
def test_what_they_log_is_told_nobody(name: str, root: Noting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    logging.getLogger(name).critical("Saving grant %s", {"code": "canary"})
    assert root.said == []
    logging.getLogger("steward.oauth").critical("Refused")
    assert root.said == ["Refused"]
