"""Are forms read as Stripe's library writes them?"""

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from billing.simulator.control import spelled
from billing.simulator.errors import ApiError
from billing.simulator.parameters import Fields, ListOf, Metadata, Number, Text, Times, decode

NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
LEAVES = st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])) | st.integers(0, 10**9)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
)


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_what_the_library_writes_is_read(said: dict[str, Any]) -> None:
    assert decode(urlencode(list(_api_encode(said)))) == spelled(said)


def test_a_list_may_leave_its_places_out() -> None:
    assert decode("a[]=b&a[]=c&d=") == {"a": {"0": "b", "1": "c"}, "d": ""}


@pytest.mark.parametrize("form", ["a=1&a[b]=2", "a[b]=1&a[b][c]=2", "a" + "[b]" * 40 + "=1"])
def test_a_form_that_means_nothing_is_refused(form: str) -> None:
    with pytest.raises(ApiError):
        decode(form)


def test_a_value_is_what_its_reader_says() -> None:
    reader = Fields(n=Number(least=1, words=("now",)), t=Text(("x",)), l=ListOf(Text()), m=Metadata(), at=Times())
    said = {"n": "7", "t": "x", "l": {"0": "a"}, "m": {"k": ""}, "at": "5"}
    assert reader.read(said) == {"n": 7, "t": "x", "l": ["a"], "m": {"k": ""}, "at": {"gte": 5, "lte": 5}}
    assert reader.read({"n": "now", "t": "", "l": "", "m": ""}) == {"n": "now", "t": None, "l": None, "m": None}


@pytest.mark.parametrize(
    ("said", "param"),
    [
        ({"n": "0"}, "n"),
        ({"n": "seven"}, "n"),
        ({"n": {"0": "7"}}, "n"),
        ({"t": "y"}, "t"),
        ({"t": {"a": "x"}}, "t"),
        ({"l": "a"}, "l"),
        ({"l": {"k": "a"}}, "l"),
        ({"l": {"0": {"k": "a"}}}, "l[0]"),
        ({"m": {"k": {"k": "v"}}}, "m"),
        ({"at": {"around": "5"}}, "at[around]"),
    ],
)
def test_a_value_that_is_not_is_refused_by_name(said: dict[str, Any], param: str) -> None:
    reader = Fields(n=Number(least=1), t=Text(("x",)), l=ListOf(Text()), m=Metadata(), at=Times())
    with pytest.raises(ApiError) as refused:
        reader.read(said)
    assert refused.value.error["param"] == param
