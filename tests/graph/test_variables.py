"""How are variables taken? The quick way wherever it comes to the same as coercion, and else by coercion."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.arguments import mark
from graph.document import coerce, read
from graph.errors import RequestError
from graph.variables import take

TEXT = """query($a: ID!, $b: String, $n: Int) {
    contact(id: $a) { id } contacts(first: $n, filter: {lastName: {eq: $b}}) { totalCount }
}"""
VALUES = st.one_of(
    st.none(), st.booleans(), st.text(max_size=3), st.floats(), st.lists(st.text(max_size=2), max_size=2),
    st.integers(), st.sampled_from([2**31 - 1, 2**31, -(2**31), -(2**31) - 1]),
)  # fmt: skip


def outcome(taken: Any) -> Any:
    try:
        return taken()
    except RequestError as error:
        return error.errors


@settings(suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(st.dictionaries(st.sampled_from(["a", "b", "n", "other"]), VALUES))
def test_both_ways_come_to_the_same(variables: dict[str, Any]) -> None:
    operation = read(TEXT).operation(None)

    def slowly() -> Any:
        values = coerce(operation, variables)
        return values, mark(operation, values)

    assert outcome(lambda: take(operation, variables)) == outcome(slowly)


def test_the_quick_way_is_taken() -> None:
    operation = read(TEXT).operation(None)
    taken = [take(operation, {"a": "x", "b": "y", "n": number})[1] for number in (1, 2)]
    assert taken[0] is taken[1]
