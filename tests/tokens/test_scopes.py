"""Do scopes say what they open, and is none of them everything?"""

from tokens.scopes import RESOURCES, SCOPES, held


def test_each_resource_can_be_read_or_written_and_says_so() -> None:
    assert sorted(SCOPES) == sorted(f"{resource}:{verb}" for resource in RESOURCES for verb in ("read", "write"))
    assert all(words.endswith(".") and len(words) > 20 for words in SCOPES.values())
    assert len(set(SCOPES.values())) == len(SCOPES)


def test_to_write_implies_to_read_and_nothing_else_does() -> None:
    for scope in SCOPES:
        resource, verb = scope.split(":")
        assert held([scope]) == ({scope} if verb == "read" else {scope, f"{resource}:read"})


def test_all_of_them_together_are_only_themselves() -> None:
    assert held(SCOPES) == frozenset(SCOPES)
    assert held([]) == frozenset()
