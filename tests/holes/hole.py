"""What is a hole? A piece of a file, and what a mistake would make of it."""

from dataclasses import dataclass

PREDICATES = "permissions/predicates.py"
VIEWER = "permissions/viewer.py"
NARROWING = "permissions/narrowing.py"
CREDENTIALS = "permissions/credentials.py"
OBJECTS = "graph/objects.py"
PAGES = "graph/pages.py"


@dataclass(frozen=True, kw_only=True)
class Hole:
    """A mistake, to be found by some test: `text`, which is in `file` exactly once, is `patch` instead.

    The suites of bin/mutants look for it one after the other, behind the tests named in `by`.
    """

    name: str
    file: str
    text: str
    patch: str
    by: str | None = None


def hole(name: str, file: str, text: str, patch: str, by: str | None = None) -> Hole:
    """Return a hole, short to write."""
    return Hole(name=name, file=file, text=text, patch=patch, by=by)


def patched(hole: Hole, source: str) -> str:
    """Return the text of its file with the hole in it; raise ValueError if its text is not there exactly once."""
    times = source.count(hole.text)
    if times != 1 or hole.text == hole.patch:
        raise ValueError(f"{hole.name!r} does not apply: its text is {times} times in {hole.file}.")
    return source.replace(hole.text, hole.patch)
