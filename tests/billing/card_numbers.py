"""Which numbers of cards do tests use? Those that processors publish for it, and made up ones with a check digit."""

from tests.billing.slow_cards import check_sum


def numbered(beginning: str) -> str:
    """Return digits with the right check digit behind them."""
    return beginning + str(-check_sum(f"{beginning}0") % 10)


CARD = "4242424242424242"
NUMBERS = {
    "Visa": "4242424242424242",
    "Visa, 13 digits": "4222222222222",
    "Visa, 19 digits": numbered("498808000000666699"),
    "Mastercard": "5555555555554444",
    "Mastercard of the range that begins with 2": "2223003122003222",
    "Mastercard, the last of it": numbered("272099272099272"),
    "American Express": "378282246310005",
    "American Express, 34": numbered("34343434343434"),
    "Discover": "6011111111111117",
    "Discover, 65": numbered("650000000000000"),
    "Diners Club": "30569309025904",
    "Diners Club, 36": "36227206271667",
    "JCB": "3566002020360505",
    "UnionPay": "6200000000000005",
    "UnionPay, 19 digits": "6205500000000000004",
    "Maestro": "6759649826438453",
    "Maestro, 13 digits": numbered("501800000000"),
}
