"""How fast is Steward beside its peers? `bin/bench` writes RESULTS.md; README.md says how to read it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, flush=True)
