"""What does a part of ours cost? Steward with it and without, in so many short turns that the noise evens out."""

from statistics import mean

from bench import load, say
from bench.database import DATA, Server
from bench.systems import Running

PAIRS = {"ours-by-token": "point", "ours-unaudited": "mutation"}  # and what both are asked
ROUNDS = 20
SECONDS = 1
CONNECTIONS = (8, 32)


def run(up: dict[str, Running], server: Server) -> dict[str, list[float]]:
    """Return how many times as much as each of PAIRS Steward answers, at each of CONNECTIONS."""
    return {name: [_ratio(up, server, name, connections) for connections in CONNECTIONS] for name in PAIRS}


def _ratio(up: dict[str, Running], server: Server, name: str, connections: int) -> float:
    both: tuple[str, ...] = ("ours", name)
    rates: dict[str, list[float]] = {one: [] for one in both}
    for _ in range(ROUNDS):
        for one in both:
            file = DATA / f"{one}-{PAIRS[name]}.txt"
            found = load.ask(up[one], server, file, connections=connections, seconds=SECONDS, warm_up=0)
            rates[one].append(found.rate)
        both = both[::-1]
    ratio = mean(rates["ours"]) / mean(rates[name])
    say(f"{name:16} {PAIRS[name]:9} {connections:3}  ours answers {ratio:.3f} times as much")
    return ratio
