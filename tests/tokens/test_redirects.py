"""Which redirect URIs may be registered, and what is the same one?"""

import pytest

from tokens.oauth.redirects import fault, matches

FOR_ALL = ["https://a.example/b", "https://a.example", "https://a.example:8443/b?c=d", "https://localhost/b"]
ON_DEVICES = [
    "http://127.0.0.1/back",
    "http://127.0.0.1:8080/back",
    "http://[::1]/back",
    "com.example.app:/back",
    "com.example.app://back",
    "com.example.app:/back/again",
]
NEVER = [
    "",
    "back",
    "/back",
    "//a.example/b",
    "http://a.example/b",
    "http://localhost/b",
    "http://127.0.0.1.evil.example/b",
    "http://127.0.0.1@evil.example/b",
    "http://127.0.0.1",
    "https:///b",
    "https://user@a.example/b",
    "https://user:password@a.example/b",
    "https://a.example/b#c",
    "https://a.example/b#",
    "https://*.a.example/b",
    "https://a.example/../b",
    "https://a.example\\b",
    "https://a.example/b c",
    "https://a.example/\u00e4",
    "https://a.example:99999/b",
    "https://a.example/" + "b" * 500,
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "app:/back",
    "com.example.app:",
    "com.example.app:/",
    "com.example.app:///back",
    "com.example.app:/../back",
    "com.example.app:/back\n",
    "\0",
]


@pytest.mark.parametrize("uri", FOR_ALL)
def test_https_is_for_all(uri: str) -> None:
    assert fault(uri, on_devices=False) is fault(uri, on_devices=True) is None


@pytest.mark.parametrize("uri", ON_DEVICES)
def test_loopback_and_private_schemes_are_for_what_runs_on_devices(uri: str) -> None:
    assert fault(uri, on_devices=True) is None
    assert fault(uri, on_devices=False)


@pytest.mark.parametrize("uri", NEVER)
def test_whatever_else_is_refused(uri: str) -> None:
    assert fault(uri, on_devices=True)
    assert fault(uri, on_devices=False)


@pytest.mark.parametrize("uri", [*FOR_ALL, *ON_DEVICES])
def test_a_uri_is_itself_alone(uri: str) -> None:
    assert matches(uri, uri)
    for at in range(len(uri)):
        other = f"{uri[:at]}{'x' if uri[at] != 'x' else 'y'}{uri[at + 1 :]}"
        assert not matches(other, uri)
        assert not matches(f"{uri[:at]}{uri[at + 1 :]}", uri) or uri == "http://127.0.0.1:8080/back"
    for other in (f"{uri}/", f"{uri}?", f"{uri}#", f"{uri}x", uri.upper(), f" {uri}"):
        assert not matches(other, uri)


@pytest.mark.parametrize("port", ["", ":1", ":8080", ":65535"])
def test_of_a_loopback_uri_the_port_may_differ(port: str) -> None:
    for host in ("127.0.0.1", "[::1]"):
        assert matches(f"http://{host}{port}/back", f"http://{host}:8000/back")
        assert matches(f"http://{host}{port}/back", f"http://{host}/back")
    assert not matches(f"http://127.0.0.1{port}/back", "http://[::1]/back")
    assert not matches(f"http://localhost{port}/back", "http://127.0.0.1/back")
    assert not matches(f"http://127.0.0.1{port}/other", "http://127.0.0.1/back")
    assert not matches(f"http://127.0.0.1{port}@evil.example/back", "http://127.0.0.1/back")
    assert not matches(f"https://a.example{port}x/back", "https://a.example/back")
