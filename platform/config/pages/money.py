"""How is an amount written? As people read it, from the currency's smallest unit."""

# ISO 4217's minor units, where they are not two; Stripe counts as it does.
DIGITS = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"), 0
) | dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3)


def money(amount: int, currency: str) -> str:
    """(123456, "USD") -> "1,234.56 USD"; (900, "jpy") -> "900 JPY"."""
    code = currency.upper()
    digits = DIGITS.get(code, 2)
    return f"{amount / 10**digits:,.{digits}f} {code}"
