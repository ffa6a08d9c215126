"""Is a password among those that leaked, and are tried first? Looked up here: no password is sent anywhere (P6).

`leaked.txt.gz` has 56,000, in lower case: those of @zxcvbn-ts/language-common 4.1.3 (MIT; Dan Wheeler, Dropbox and
zxcvbn-ts) and of Django's common-passwords.txt.gz (BSD; Royce Williams). `bin/leaked` makes it.
"""

import gzip
import string
import unicodedata
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

LIST = Path(__file__).with_name("leaked.txt.gz")
BASE_LENGTH_MIN = 4  # shorter than that, a word says nothing about the rest
DIFFERENT_CHARACTERS_MIN = 5
AROUND = string.digits + string.punctuation + string.whitespace
INSTEAD = str.maketrans("013457@$!|", "oieastasii")  # the usual "p4$$w0rd"


class LeakedPasswordValidator:
    """Refuse what is in the list, also with other capitals, digits for letters, something around it, or twice."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError("password_too_common")."""
        if is_leaked(password):
            raise ValidationError(
                "This password leaked elsewhere, or is much like one that did.", "password_too_common"
            )

    def get_help_text(self) -> str:
        return "Your password can’t be one that leaked elsewhere."


def is_leaked(password: str) -> bool:
    """Return whether somebody who goes through a list of leaked passwords would find it soon."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < DIFFERENT_CHARACTERS_MIN or plain in _leaked():
        return True
    words = (plain.strip(AROUND), plain.translate(INSTEAD).strip(AROUND), plain.strip(AROUND).translate(INSTEAD))
    return any(len(base) >= BASE_LENGTH_MIN and base in _leaked() for word in words for base in (word, _half(word)))


def _half(word: str) -> str:
    """ "dragondragon" -> "dragon"; else the word."""
    half = word[: len(word) // 2]
    return half if half * 2 == word else word


@cache
def _leaked() -> frozenset[str]:
    return frozenset(gzip.decompress(LIST.read_bytes()).decode().split("\n"))
