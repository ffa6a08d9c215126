"""Does the log tell where something was asked, and not which address that was? The key of a link may be in one."""

import logging

import pytest
from django.test import RequestFactory

from config.logs import LineFormatter

KEY = "a7c2-canary"
ROUTES = {
    f"/account/invitation/{KEY}/": "/account/invitation/<str:key>/",
    f"/contacts/{KEY}": "an address that is not there",
    "/account/": "/account/",
}


@pytest.mark.parametrize("path", ROUTES)
def test_the_route_of_a_request_is_told_instead_of_its_address(path: str) -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", ("Not Found", path), None)
    record.request = RequestFactory().get(path)
    assert LineFormatter().format(record) == f"Not Found: {ROUTES[path]}"
    assert record.getMessage() == f"Not Found: {path}"  # for other handlers it is as it was


def test_what_is_not_about_a_request_is_told_as_it_is() -> None:
    record = logging.LogRecord("steward", logging.ERROR, "", 1, "%s is full", ("/account/",), None)
    assert LineFormatter().format(record) == "/account/ is full"
