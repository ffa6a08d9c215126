"""Does it cost more to see more? A list of 50, one connection, for people who see very different amounts."""

from collections import defaultdict
from statistics import mean

from bench import load
from bench.database import DATA, Server
from bench.requests import Person, prepare
from bench.systems import Running

PEOPLE = {  # as data.sql has made users 1 to 6
    "owns 100": 1,
    "owns 10,000": 2,
    "owns 100,000": 3,
    "owns 1,000, granted none": 4,
    "owns 1,000, granted 1,000": 5,
    "owns 1,000, granted 20,000": 6,
}
ROUNDS = 2
SECONDS = 2


def run(asked: Running, server: Server, anybody: Person) -> dict[str, float]:
    """Return the p50 in milliseconds for each of the people."""
    found = defaultdict(list)
    for turn in range(ROUNDS):
        for title, number in list(PEOPLE.items())[:: -1 if turn % 2 else 1]:
            person = Person(**vars(anybody) | {"cookie": f"bench-session-{number}"})
            file = prepare(DATA / "growth.txt", asked.system.dialect, "list", [person])
            found[title].append(load.ask(asked, server, file, connections=1, seconds=SECONDS).p50)
    return {title: mean(found[title]) for title in PEOPLE}
