"""Is somebody told when they signed in where they never did? Once, and without our keeping where they were."""

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

import mails
import worlds
from accounts import devices
from accounts.models import KnownDevice, Session
from tests.accounts.browser import Browser, Browsers, new_name

LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
LABELS = {
    LINUX: "Firefox on Linux",
    CHROME: "Chrome on Windows",
    f"{CHROME} Edg/137.0.0.0": "Edge on Windows",
    f"{CHROME} OPR/120.0.0.0": "Opera on Windows",
    IPHONE: "Safari on iPhone",
    IPHONE.replace("Version/18.5", "CriOS/137.0"): "Chrome on iPhone",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1": "Safari on macOS",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/137.0 Mobile Safari/537.36": "Chrome on Android",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/137.0 Safari/537.36": "Chrome on ChromeOS",
    "Firefox/139.0": "Firefox",
    "curl/8.14.1": None,
    "": None,
    "<script>alert(1)</script>": None,
}
PLACES = {
    "here": (LINUX, "192.0.2.1"),
    "next door": (LINUX, "192.0.99.9"),
    "in another browser": (CHROME, "192.0.2.1"),
    "abroad": (LINUX, "198.51.100.7"),
    "abroad, over IPv6": (LINUX, "2001:db8::1"),
}


def at(browser: Browser, place: str) -> Browser:
    user_agent, address = PLACES[place]
    browser.headers.update({"User-Agent": user_agent, "X-Forwarded-For": address})
    return browser


def notices(name: str) -> list[str]:
    """Return the texts of the notices that were sent to somebody."""
    sent = mails.mails(f"{name}@example.org")
    return [mails.body(each) for each in sent if each["Subject"] == "Signed in on a new device"]


@pytest.mark.parametrize("user_agent", LABELS)
def test_a_device_has_a_short_name_or_none(user_agent: str) -> None:
    assert devices.label(user_agent) == LABELS[user_agent]


def test_a_session_has_the_name_and_not_what_the_browser_said(browser: Browsers) -> None:
    zoe, name = at(browser(), "here"), new_name()
    zoe.sign_up(name)
    [kept] = Session.objects.filter(user__username=name)
    assert kept.device == "Firefox on Linux"
    assert not [value for value in vars(kept).values() if "Mozilla" in str(value) or "192.0.2" in str(value)]


def test_a_sign_in_on_a_new_device_is_told_once(browser: Browsers) -> None:
    name = new_name()
    at(browser(), "here").sign_up(name)
    for place, count in (
        ("here", 0),
        ("next door", 0),
        ("in another browser", 1),
        ("in another browser", 1),
        ("abroad", 2),
        ("abroad, over IPv6", 3),
        ("abroad", 3),
    ):
        assert at(browser(), place).sign_in(username=name).status_code == 200
        assert len(notices(name)) == count, place
    text = notices(name)[0]
    assert name in text and "Chrome on Windows" in text and f"{timezone.now():%Y-%m-%d}" in text
    assert not [where for _, where in PLACES.values() if where in "".join(notices(name))]


def test_a_sign_in_that_is_refused_is_no_device(browser: Browsers) -> None:
    name = new_name()
    at(browser(), "here").sign_up(name)
    assert at(browser(), "abroad").sign_in(username=name, password="incorrect horse").status_code == 400
    assert (notices(name), KnownDevice.objects.filter(user__username=name).count()) == ([], 1)
    assert at(browser(), "abroad").sign_in(username=name).status_code == 200
    assert (len(notices(name)), KnownDevice.objects.filter(user__username=name).count()) == (1, 2)


def test_what_is_kept_of_devices_takes_our_secret() -> None:
    ada, ben = worlds.people("ada", "ben")
    for person in (ada, ben):
        devices.note(person, "Firefox on Linux", "192.0.2.1")
    kept = [device.digest for device in KnownDevice.objects.filter(user__in=[ada, ben])]
    assert (len(set(kept)), {len(digest) for digest in kept}) == (2, {64})
    with override_settings(SECRET_KEY="another key", SECRET_KEY_FALLBACKS=[]):
        assert not devices.is_known(ada.pk, "Firefox on Linux", "192.0.2.1")
    with override_settings(SECRET_KEY="another key", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert devices.is_known(ada.pk, "Firefox on Linux", "192.0.2.1")


def test_a_device_is_known_until_it_is_forgotten() -> None:
    [ada] = worlds.people("ada")
    assert [devices.note(ada, label, "192.0.2.1") for label in ("Chrome", "Firefox", "Firefox")] == [False, True, False]
    KnownDevice.objects.filter(user=ada, digest=devices.digest(ada.pk, "Chrome", "192.0.2.1")).delete()
    assert [devices.note(ada, label, "192.0.2.1") for label in ("Firefox", "Chrome")] == [False, True]
