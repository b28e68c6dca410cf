import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpain_kb.logic.compile import lookup_in
from backpain_kb.logic.evaluate import evaluate
from backpain_kb.logic.explain import Explanation, explain
from backpain_kb.logic.parse import parse
from backpain_kb.logic.symbols import Symbol, ValueType

T, F, U = True, False, None
DEFINITIONS = {
    "inner": parse("a and b"),
    "outer": parse("inner or c"),
    "ratio": parse("n / m"),
    "twice": parse("2 * ratio"),
}
SYMBOLS = {
    "inner": Symbol(id="inner", type=ValueType.BOOLEAN, derived=True),
    "outer": Symbol(id="outer", type=ValueType.BOOLEAN, derived=True),
    "ratio": Symbol(id="ratio", type=ValueType.NUMBER, derived=True),
    "twice": Symbol(id="twice", type=ValueType.NUMBER, derived=True),
}


def why(text, *, precaution=False, **facts):
    """Explain an expression for a person of whom *facts* are known."""
    present = {name for name, value in facts.items() if value is True}
    absent = {name for name, value in facts.items() if value is False}
    values = {name: value for name, value in facts.items() if not isinstance(value, bool)}
    lookup = lookup_in(present, absent, values, DEFINITIONS, SYMBOLS)
    return explain(parse(text), lookup, DEFINITIONS, precaution=precaution)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("a", {"a": T}, Explanation(T, ("a",))),
        ("a", {"a": F}, Explanation(F, ("a",))),
        ("a", {}, Explanation(U, open=("a",))),
        ("not a", {"a": F}, Explanation(T, ("a",))),
        ("not a", {}, Explanation(U, open=("a",))),
        ("not (a and b)", {"a": F, "b": T}, Explanation(T, ("a",))),
        ("a and b", {"a": T, "b": T}, Explanation(T, ("a", "b"))),
        ("a and b", {"a": T, "b": F}, Explanation(F, ("b",))),
        ("a and b", {"b": F}, Explanation(F, ("b",))),
        ("a and b", {"a": T}, Explanation(U, open=("b",))),
        ("a or b", {"b": T}, Explanation(T, ("b",))),
        ("a or b", {"a": F, "b": F}, Explanation(F, ("a", "b"))),
        ("a or b", {"a": F}, Explanation(U, open=("b",))),
        ("(a and b) or c", {"a": T, "b": T, "c": T}, Explanation(T, ("c",))),
        ("at_least(2, a, b, c)", {"a": T, "c": T}, Explanation(T, ("a", "c"))),
        ("at_least(2, a, b, c)", {"a": F, "c": F}, Explanation(F, ("a", "c"))),
        ("at_least(2, a, b, c)", {"a": T}, Explanation(U, open=("b", "c"))),
        ("n > 3", {"n": 5}, Explanation(T, ("n",))),
        ("n > 3", {}, Explanation(U, open=("n",))),
        ("n < m < 3", {"m": 5}, Explanation(F, ("m",))),
        ("n < m", {"m": 5}, Explanation(U, open=("n",))),
        ("n / m > 1", {"n": 1, "m": 0}, Explanation(U, open=("n", "m"))),
        ("side in ('left', 'both')", {"side": "left"}, Explanation(T, ("side",))),
        ("side == 'left'", {}, Explanation(U, open=("side",))),
    ],
)
def test_reasons(text, facts, expected):
    """A settled expression names the known facts that settle it; an open one the unknowns that it waits for."""
    assert expected == why(text, **facts)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("inner", {"a": T, "b": T}, Explanation(T, ("a", "b"))),
        ("outer", {"c": F, "a": F}, Explanation(F, ("a", "c"))),
        ("outer", {"c": F}, Explanation(U, open=("a", "b"))),
        ("not outer", {"c": T}, Explanation(F, ("c",))),
        ("outer and inner", {"a": T, "b": T}, Explanation(T, ("a", "b"))),
        ("twice >= 4", {"n": 4, "m": 2}, Explanation(T, ("n", "m"))),
        ("twice >= 4", {"n": 4}, Explanation(U, open=("m",))),
        ("twice >= 4", {"n": 4, "m": 0}, Explanation(U, open=("n", "m"))),
    ],
)
def test_definitions_are_looked_through(text, facts, expected):
    """Reasons are findings: a definition is explained by what stands behind it, however deep."""
    assert expected == why(text, **facts)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("possibly(a)", {}, Explanation(T, assumed=("a",))),
        ("possibly(a)", {"a": T}, Explanation(T, ("a",))),
        ("possibly(a)", {"a": F}, Explanation(F, ("a",))),
        ("a and possibly(b or c)", {"a": T, "b": F}, Explanation(T, ("a",), assumed=("c",))),
        ("a and possibly(b)", {}, Explanation(U, open=("a",))),
        ("possibly(a) or b", {"b": T}, Explanation(T, ("b",))),
        ("at_least(2, possibly(a), b, c)", {"b": T, "c": F}, Explanation(T, ("b",), assumed=("a",))),
        ("possibly(inner)", {"a": T}, Explanation(T, assumed=("b",))),
        ("possibly(possibly(a) and b)", {}, Explanation(T, assumed=("b",))),
    ],
)
def test_what_is_assumed_as_a_precaution(text, facts, expected):
    """What `possibly` reads as True is named apart from what is known, and a reason without it is preferred."""
    assert expected == why(text, precaution=True, **facts)


def test_without_precaution_nothing_is_assumed():
    """For the bounds `possibly(x)` is x, and waits for it."""
    assert Explanation(U, open=("a",)) == why("possibly(a)")


@settings(max_examples=50)
@given(data=st.data())
def test_reasons_are_enough(language, data):
    """The value follows from the named facts and assumptions alone."""
    tree = data.draw(language.conditions(precaution=True, arithmetic=False))
    facts = data.draw(language.facts())
    precaution = data.draw(st.booleans())
    found = explain(tree, facts.get, {}, precaution=precaution)
    named = {name: facts[name] for name in found.because}
    assert evaluate(tree, facts.get, precaution=precaution) is found.value
    assert found.value is None or evaluate(tree, named.get, precaution=precaution) is found.value


@settings(max_examples=50)
@given(data=st.data())
def test_open_names_only_what_is_unknown(language, data):
    """An open expression waits for unknown findings, at least one, and for nothing that is known."""
    tree = data.draw(language.conditions(arithmetic=False))
    facts = data.draw(language.facts())
    found = explain(tree, facts.get, {})
    assert (found.value is None) == bool(found.open)
    assert {None} >= {facts[name] for name in found.open}
