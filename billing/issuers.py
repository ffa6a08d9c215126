"""Which digits are the number of a card? Those of an issuer's range, as long as theirs are, with the right check digit.

The ranges are of ISO/IEC 7812's issuer identification numbers, as the networks publish them.
"""

import re
from collections.abc import Collection
from itertools import accumulate

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
BEGINNINGS = frozenset("234568")
PREFIXES = {
    length: re.compile("|".join(prefix for prefix, lengths in ISSUERS.values() if length in lengths))
    for length in range(LENGTH_MIN, LENGTH_MAX + 1)
}
DOUBLED = bytes([0, 2, 4, 6, 8, 1, 3, 5, 7, 9, *range(10, 256)])  # twice a digit, and the sum of its digits
VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))


def is_issued(number: str) -> bool:
    """Whether an issuer gives out numbers that begin so and are as long; the check digit is not looked at."""
    return PREFIXES[len(number)].match(number) is not None


def running_sums(digits: str) -> tuple[bytes, bytes]:
    """Return the last digits of the sums of the first 0, 1, 2 … digits, by Luhn's algorithm (ISO/IEC 7812-1, annex B).

    That doubles every second digit before the last: in the first of the two those at even places, in the second the
    others. So the digits from `start` up to `end` have the right check digit if their sum, a difference of two of
    these, ends in 0: `sums[end % 2][start] == sums[end % 2][end]`.
    """
    even, odd = (_running_sums(digits.encode().translate(VALUES), parity) for parity in (0, 1))
    return even, odd


def _running_sums(values: bytes, parity: int) -> bytes:
    weighed = bytearray(values)
    weighed[parity::2] = values[parity::2].translate(DOUBLED)
    return bytes(total % 10 for total in accumulate(weighed, initial=0))
