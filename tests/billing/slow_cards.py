"""What is a card's number, said once more? Each stretch of a text is tried, one after the other, by the book.

For texts without escapes, dates, letters and "+": of what looks like a number and is none it knows nothing.
"""

import unicodedata

JOINERS = " \t\r\n\x0b\x0c\u2028\u2029._-·•∙⋅‐‑‒–—―−"
RANGES = {
    "American Express": ([(34, 34), (37, 37)], {15}),
    "Diners Club": ([(300, 305), (3095, 3095), (36, 36), (38, 39)], {14, 16, 17, 18, 19}),
    "Discover": ([(6011, 6011), (644, 649), (65, 65)], {16, 17, 18, 19}),
    "JCB": ([(3528, 3589)], {16, 17, 18, 19}),
    "Maestro": ([(50, 50), (56, 58), (63, 63), (67, 67)], {13, 14, 15, 16, 17, 18, 19}),
    "Mastercard": ([(51, 55), (2221, 2720)], {16}),
    "UnionPay": ([(62, 62), (81, 81)], {16, 17, 18, 19}),
    "Visa": ([(4, 4)], {13, 16, 19}),
}


def check_sum(digits: str) -> int:
    """Luhn's sum: from the right, every second digit doubled, and its digits added; of a number it ends in 0."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if place % 2 else int(digit)
        total += sum(int(part) for part in str(doubled))
    return total


def is_issued(digits: str) -> bool:
    return any(
        len(digits) in lengths and any(low <= int(digits[: len(str(low))]) <= high for low, high in ranges)
        for ranges, lengths in RANGES.values()
    )


def read(text: str) -> str:
    """Return a text as it is read, character by character."""
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category == "Nd":
            kept.append(str(unicodedata.decimal(character)))
        elif character in JOINERS or category not in ("Cc", "Cf", "Mc", "Me", "Mn"):
            kept.append(character)
    return "".join(kept)


def is_number(text: str, start: int, end: int) -> bool:
    """Whether the number of a card is from `start` up to `end`, both at the edge of a group of digits."""
    stretch, before, behind = text[start:end], text[:start][-1:], text[end:][:1]
    if not ("0" <= stretch[0] <= "9" and "0" <= stretch[-1] <= "9") or before in DIGITS or behind in DIGITS:
        return False
    if any(character not in DIGITS and character not in JOINERS for character in stretch):
        return False
    if any(all(one in JOINERS for one in stretch[n : n + 4]) for n in range(len(stretch) - 4)):
        return False
    digits = "".join(character for character in stretch if character in DIGITS)
    return 13 <= len(digits) <= 19 and is_issued(digits) and check_sum(digits) % 10 == 0


DIGITS = frozenset("0123456789")


def holds_card(text: str) -> bool:
    """Whether a text holds the number of a card."""
    text = read(text)
    return any(
        is_number(text, start, end)
        for start in range(len(text))
        for end in range(start + 13, min(len(text), start + 19 * 4) + 1)
    )
