"""Can what we seal be read, altered, or used for something else? Not without our keys."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from database.sealing import seal, unseal

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def octets(sealed: str) -> bytearray:
    return bytearray(urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))


def text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


@given(TEXTS)
def test_what_is_sealed_is_opened(said: str) -> None:
    assert unseal(seal(said, purpose="a"), purpose="a") == said


@given(st.data(), TEXTS)
def test_with_one_bit_flipped_nothing_is_opened(data: st.DataObject, said: str) -> None:
    sealed = octets(seal(said, purpose="a"))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    assert unseal(text(sealed), purpose="a") is None


@given(st.data())
def test_cut_or_lengthened_nothing_is_opened(data: st.DataObject) -> None:
    sealed = seal("said", purpose="a")
    cut = data.draw(st.integers(0, len(sealed) - 1))
    assert unseal(sealed[:cut], purpose="a") is None
    for longer in (f"{sealed}A", f"{sealed}=", f" {sealed}", f"{sealed}\n"):
        assert unseal(longer, purpose="a") is None


@pytest.mark.parametrize("length", range(1, 7))
def test_of_the_spellings_of_the_same_octets_one_is_ours(length: int) -> None:
    sealed = seal("x" * length, purpose="a")
    others = [sealed[:-1] + last for last in map(chr, range(128)) if last != sealed[-1]]
    assert {unseal(other, purpose="a") for other in others} == {None}
    assert unseal(sealed, purpose="a") == "x" * length


@given(st.text(max_size=300))
def test_what_was_never_sealed_is_not_opened(said: str) -> None:
    assert unseal(said, purpose="a") is None


def test_what_is_sealed_for_one_purpose_is_not_opened_for_another() -> None:
    assert unseal(seal("said", purpose="a"), purpose="b") is None


def test_the_same_is_never_sealed_alike() -> None:
    assert len({seal("said", purpose="a") for _ in range(100)}) == 100


def test_the_text_is_not_in_it_in_any_encoding() -> None:
    sealed = seal("correct horse battery", purpose="a")
    assert b"horse" not in octets(sealed)
    assert "horse" not in sealed


def test_an_old_key_still_opens_and_seals_no_more() -> None:
    before = seal("said", purpose="a")
    with override_settings(SECRET_KEY="new " * 16, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        after = seal("said", purpose="a")
        assert unseal(before, purpose="a") == unseal(after, purpose="a") == "said"
    assert unseal(after, purpose="a") is None
    with override_settings(SECRET_KEY="new " * 16, SECRET_KEY_FALLBACKS=[]):
        assert unseal(before, purpose="a") is None
        assert unseal(after, purpose="a") == "said"
