"""What does `bin/bench` do? Loads once, starts everyone, has them agree, measures in turns, writes it down."""

import os
import signal
from argparse import ArgumentParser, Namespace

from bench import database

os.environ.update(database.ENVIRONMENT)

from bench import run  # Django's settings read the environment


def main() -> None:
    """Run what the command line asks for; everything without arguments."""
    names = lambda text: tuple(text.split(","))  # noqa: E731  # a type for argparse
    numbers = lambda text: tuple(map(int, text.split(",")))  # noqa: E731  # as above
    parser = ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("--only", type=names, default=run.EVERYONE, help=f"whom to measure: {','.join(run.EVERYONE)}")
    parser.add_argument("--queries", type=names, default=run.QUERIES, help=f"which of {','.join(run.QUERIES)}")
    parser.add_argument("--connections", type=numbers, default=(1, 8, 32), help="how many at once: 1,8,32")
    parser.add_argument("--seconds", type=int, default=2, help="of each window, after one that does not count (2)")
    parser.add_argument("--rounds", type=int, default=4, help="each second one goes through everyone in reverse (4)")
    parser.add_argument(
        "--check", action="store_true", help="first check that all give the same records; the whole run does"
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # unwind, and stop everybody on the way
    run.main(arguments, is_whole=_is_whole(parser, arguments))


def _is_whole(parser: ArgumentParser, arguments: Namespace) -> bool:
    """Whether nothing was left out, so that the results are to be written down."""
    return vars(arguments) == vars(parser.parse_args([]))


main()
