import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpain_kb.logic.parse import parse
from backpain_kb.logic.tree import (
    And,
    Arithmetic,
    AtLeast,
    Choice,
    Compare,
    Member,
    Name,
    Negative,
    Not,
    Number,
    Or,
    Possibly,
    children,
    names,
    to_text,
    walk,
)

numbers = st.integers(0, 10**15 - 1) | st.floats(0.001, 1000).map(lambda value: round(value, 4))
leaves = (
    st.sampled_from(["a", "fever", "n_2", "_x"]).map(Name)
    | numbers.map(Number)
    | st.sampled_from(["left", "two words", "it's", 'a "b"', "2nd", "((", "not not"]).map(Choice)
)


def listed(parts, least):
    """Return tuples of parts."""
    return st.lists(parts, min_size=least, max_size=3).map(tuple)


def built(parts):
    """Return every form of the language over *parts*, whether their types fit or not."""
    words = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    return st.one_of(
        st.builds(And, listed(parts, 2)),
        st.builds(Or, listed(parts, 2)),
        st.builds(Not, parts),
        listed(parts, 1).flatmap(lambda of: st.builds(AtLeast, st.integers(1, len(of)), st.just(of))),
        st.builds(Possibly, parts),
        listed(parts, 2).flatmap(lambda of: st.builds(Compare, st.tuples(*[words] * (len(of) - 1)), st.just(of))),
        st.builds(Member, parts, listed(parts, 1), st.booleans()),
        st.builds(Arithmetic, st.sampled_from("+-*/"), parts, parts),
        st.builds(Negative, parts),
    )


@st.composite
def trees(draw):
    """Any tree that a text can have."""
    return draw(st.recursive(leaves, built, max_leaves=12))


@settings(max_examples=60)
@given(trees())
def test_the_text_of_a_tree_reads_back_as_that_tree(tree):
    """Text and tree say the same, brackets where they are needed (law 13 for expressions)."""
    assert tree == parse(to_text(tree))


@pytest.mark.parametrize(
    "text",
    [
        "a and b or not c",
        "(a or b) and c",
        "not (a and b)",
        "not a < b",
        "(not a) == b",
        "(a < b) < c",
        "n - (m - 1)",
        "n - m - 1",
        "-(n + 1) * 2",
        "-n / -2",
        "a in ('left',)",
        "(not a) in ('left', 'right')",
        "at_least(2, a or b, c, possibly(d))",
    ],
)
def test_text_has_no_needless_brackets(text):
    """A text with just the brackets that it needs is written as it was read."""
    assert text == str(parse(text))


@pytest.mark.parametrize(
    "tree",
    [
        Name("a"),
        Number(1),
        Choice("x"),
        Not(Name("a")),
        And((Name("a"), Name("b"))),
        Or((Name("a"), Name("b"))),
        AtLeast(1, (Name("a"),)),
        Possibly(Name("a")),
        Compare(("<",), (Name("n"), Number(1))),
        Member(Name("n"), (Choice("x"),)),
        Arithmetic("+", Name("n"), Number(1)),
        Negative(Name("n")),
    ],
    ids=lambda tree: type(tree).__name__,
)
def test_str_is_the_text(tree):
    """Every form shows itself as text."""
    assert to_text(tree) == str(tree)


def test_columns_do_not_count():
    """Two trees are equal when they say the same, wherever it stood."""
    assert parse("a and b") == parse("(a)   and\n(b)")


def test_children_come_in_the_order_of_the_text():
    """The parts of a tree are listed from left to right."""
    assert ("n", "'x'", "'y'") == tuple(map(str, children(parse("n in ('x', 'y')"))))


def test_walk_meets_every_node_in_the_order_of_the_text():
    """A walk begins at the top and goes from left to right."""
    assert ["a and -n < 2", "a", "-n < 2", "-n", "n", "2"] == [str(node) for node in walk(parse("a and -n < 2"))]


def test_names_lists_each_name_once():
    """A name that is read twice is listed where it is read first."""
    assert ("b", "a", "n") == names(parse("b and (a or b) and n + n > 1"))
