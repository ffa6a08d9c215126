"""Which digits are the number of a card? Those of an issuer's range, as long as theirs are, with the right check digit.

The ranges are of ISO/IEC 7812's issuer identification numbers, as the networks publish them.
"""

import re
from collections.abc import Collection

LENGTH_MIN, LENGTH_MAX = 13, 19

# How the numbers of a network begin, and how many digits they have.
ISSUERS: dict[str, tuple[str, Collection[int]]] = {
    "American Express": (r"3[47]", {15}),
    "Diners Club": (r"30[0-5]|3095|3[689]", {14, *range(16, 20)}),
    "Discover": (r"6011|64[4-9]|65", range(16, 20)),
    "JCB": (r"35(?:2[89]|[3-8][0-9])", range(16, 20)),
    "Maestro": (r"50|5[6-8]|63|67", range(13, 20)),
    "Mastercard": (r"5[1-5]|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720", {16}),
    "UnionPay": (r"62|81", range(16, 20)),
    "Visa": (r"4", {13, 16, 19}),
}
PREFIXES = {
    length: re.compile("|".join(prefix for prefix, lengths in ISSUERS.values() if length in lengths))
    for length in range(LENGTH_MIN, LENGTH_MAX + 1)
}
VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))
DOUBLED = bytes.maketrans(bytes(range(10)), bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]))  # the sum of its two digits, if two


def is_issued(number: str) -> bool:
    """Whether some digits are the number of a card."""
    prefix = PREFIXES.get(len(number))
    return prefix is not None and prefix.match(number) is not None and _has_check_digit(number)


def _has_check_digit(number: str) -> bool:
    """Whether the digits, every second before the last one doubled, add up to a ten (ISO/IEC 7812-1, annex B: Luhn)."""
    values = number.encode().translate(VALUES)
    return (sum(values[-1::-2]) + sum(values[-2::-2].translate(DOUBLED))) % 10 == 0
