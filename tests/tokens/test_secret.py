"""Is a token told from all else, and never kept?"""

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tokens.secret import ACCESS, ALPHABET, PERSONAL, REFRESH, RESTRICTED, digest, issue, prefix_of

PREFIXES = (PERSONAL, RESTRICTED, ACCESS, REFRESH)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_token_has_its_prefix_and_a_checksum(prefix: str) -> None:
    token = issue(prefix)
    random, checksum = token[len(prefix) : -6], token[-6:]
    number = 0
    for character in checksum:
        number = number * 62 + ALPHABET.index(character)
    assert (prefix_of(token), len(random), number) == (prefix, 30, crc32(random.encode()))


def test_no_two_tokens_are_alike() -> None:
    assert len({issue(PERSONAL) for _ in range(1_000)}) == 1_000


@given(st.sampled_from(PREFIXES), st.data())
def test_one_altered_character_is_noticed(prefix: str, data: st.DataObject) -> None:
    token = issue(prefix)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda character: character != token[at]))
    altered = f"{token[:at]}{other}{token[at + 1 :]}"
    # The letter in the middle of the prefix may make another prefix of it; what follows is the same token's.
    assert prefix_of(altered) in (None, *(of for of in PREFIXES if altered.startswith(of) and at < len(prefix)))
    assert digest(altered) != digest(token)


@given(st.text(max_size=60))
def test_other_texts_are_no_tokens(text: str) -> None:
    assert prefix_of(text) is None


@pytest.mark.parametrize("cut", range(1, 44))
def test_a_token_that_was_cut_off_is_none(cut: int) -> None:
    token = issue(PERSONAL)
    assert prefix_of(token[:-cut]) is None
    assert prefix_of(token[cut:]) is None
    assert prefix_of(f"{token}\n") is prefix_of(f" {token}") is None


def test_what_is_stored_is_a_digest() -> None:
    token = issue(PERSONAL)
    assert len(digest(token)) == 64
    assert token not in digest(token)
