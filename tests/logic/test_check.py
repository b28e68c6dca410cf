import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpain_kb.logic.check import check
from backpain_kb.logic.parse import parse
from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.logic.tree import Arithmetic, Name, to_text

BOOLEAN, NUMBER, CATEGORY = ValueType.BOOLEAN, ValueType.NUMBER, ValueType.CATEGORY
SYMBOLS = {
    symbol.id: symbol
    for symbol in (
        Symbol(id="fever", type=BOOLEAN),
        Symbol(id="cough", type=BOOLEAN),
        Symbol(id="age_years", type=NUMBER, low=0, high=110),
        Symbol(id="change_c", type=NUMBER, low=-20, high=20),
        Symbol(id="load_ratio", type=NUMBER, derived=True),
        Symbol(id="pain_side", type=CATEGORY, choices=("left", "right", "both")),
        Symbol(id="leg_side", type=CATEGORY, choices=("left", "right")),
    )
}
NO_COMPARISON = "compare it with one of left, right, both in quotes"


def problems_of(text, **options):
    """Return pairs of column and reason."""
    return [(problem.column, problem.reason) for problem in check(parse(text), SYMBOLS, **options)]


@pytest.mark.parametrize(
    "text",
    [
        "fever and not cough or at_least(1, fever, possibly(cough))",
        "0 <= age_years <= 110",
        "age_years > 18 and change_c < -5",
        "load_ratio > 9000 and age_years / load_ratio != 3",
        "pain_side == 'left' or 'right' != leg_side",
        "pain_side in ('left', 'both') and leg_side not in ('left',)",
        "age_years * 2 > 500",
    ],
)
def test_what_fits(text):
    """An expression that uses its names as they are meant has no problem."""
    assert [] == problems_of(text)


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("cough and fevr", 11, "no finding or definition 'fevr'; did you mean 'fever'?"),
        ("xyzzy", 1, "no finding or definition 'xyzzy'"),
        ("__builtins__", 1, "no finding or definition '__builtins__'"),
        ("age_years", 1, "yes or no is expected here, this is a number"),
        ("pain_side", 1, "yes or no is expected here, this is a choice"),
        ("not age_years", 5, "yes or no is expected here, 'age_years' is a number"),
        ("fever or pain_side", 10, "yes or no is expected here, 'pain_side' is a choice"),
        ("at_least(1, age_years + 1)", 13, "yes or no is expected here, 'age_years + 1' is a number"),
        ("possibly(3)", 10, "yes or no is expected here, '3' is a number"),
        ("fever > 2", 1, "'fever' is yes or no; write it without a comparison"),
        ("age_years == (cough or fever)", 15, "'cough or fever' is yes or no; write it without a comparison"),
        ("fever + 1 > 2", 1, "a number is expected here, 'fever' is yes or no"),
        ("-fever > 2", 2, "a number is expected here, 'fever' is yes or no"),
        ("1 + pain_side > 2", 5, "a number is expected here, 'pain_side' is a choice"),
        ("age_years > 150", 13, "150 is outside the plausible range of age_years, 0 to 110"),
        ("-1 < age_years", 1, "-1 is outside the plausible range of age_years, 0 to 110"),
        ("change_c < -20.5", 12, "-20.5 is outside the plausible range of change_c, -20 to 20"),
        ("0 < age_years < 111", 17, "111 is outside the plausible range of age_years, 0 to 110"),
        ("pain_side == 'lft'", 14, "pain_side has no choice 'lft'; did you mean 'left'?"),
        ("'up' == pain_side", 1, "pain_side has no choice 'up'; it has left, right, both"),
        ("pain_side in ('left', 'middle')", 23, "pain_side has no choice 'middle'; it has left, right, both"),
        ("pain_side == left", 14, f"pain_side has choices; {NO_COMPARISON}"),
        ("pain_side == 1", 14, f"pain_side has choices; {NO_COMPARISON}"),
        ("pain_side != leg_side", 14, f"pain_side has choices; {NO_COMPARISON}"),
        ("pain_side in (fever, 'left')", 15, f"pain_side has choices; {NO_COMPARISON}"),
        ("pain_side < 3", 1, "'pain_side' has choices; compare it with == or != and one choice"),
        ("fever == 'left'", 10, "the choice 'left' can only be compared with a finding that has choices"),
        ("'left'", 1, "the choice 'left' can only be compared with a finding that has choices"),
        ("age_years in ('left', 'right')", 1, "in needs a finding that has choices on its left"),
        ("fever in ('left', 'right')", 1, "in needs a finding that has choices on its left"),
        ("pain_sid in ('left', 'right')", 1, "no finding or definition 'pain_sid'; did you mean 'pain_side'?"),
        ("not possibly(fever)", 5, "possibly(…) cannot stand under not"),
        ("not (cough or at_least(1, possibly(fever)))", 27, "possibly(…) cannot stand under not"),
    ],
)
def test_what_does_not_fit(text, column, reason):
    """What does not fit is named with its column and, where there is one, a near miss."""
    assert (column, reason) in problems_of(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("fevr and cough", 1),
        ("pain_side == 'lft' and age_years > 150", 2),
        ("'left' == 'right'", 2),
        ("fever == 'left'", 2),
        ("not (age_years and possibly(cogh))", 3),
    ],
)
def test_all_problems_come_at_once(text, count):
    """Everything that is wrong is reported, not the first fault only, and no fault twice."""
    assert count == len(problems_of(text))


def test_problems_come_in_the_order_of_the_text():
    """The first problem is the one that stands first."""
    columns = [column for column, _ in problems_of("age_years in ('x',) and not possibly(fevr) and cough > 1")]
    assert sorted(columns) == columns


def test_a_number_can_be_expected():
    """Where a number is wanted, a number fits."""
    assert [] == problems_of("100 * (load_ratio - 1)", expect=NUMBER)


def test_yes_or_no_where_a_number_is_expected():
    """Where a number is wanted, a condition does not fit."""
    assert [(1, "a number is expected here, this is yes or no")] == problems_of("fever", expect=NUMBER)


def test_precaution_is_for_rules_only():
    """In a definition or a contraindication `possibly` has no meaning."""
    reason = "possibly(…) is a precaution of a rule and cannot stand here"
    assert [(11, reason)] == problems_of("cough and possibly(fever)", precaution=False)


def test_the_column_counts_in_the_text_that_is_quoted():
    """Blanks and needless brackets of the file are not in the quoted text, and the column does not count them."""
    (problem,) = check(parse("   ( cough )   and\n fevr"), SYMBOLS)
    assert ("cough and fevr", 11) == (problem.text, problem.column)


def test_an_open_range_has_no_threshold_outside():
    """A name without a plausible range takes any threshold."""
    assert [] == problems_of("load_ratio > 123456789")


@given(data=st.data())
def test_what_the_strategies_make_passes(language, data):
    """The strategies of these tests make expressions that fit, so that the other tests can rely on it."""
    tree = data.draw(language.conditions(defined=True, arithmetic=False, precaution=True))
    outside = {
        symbol.id: Symbol(id=symbol.id, type=symbol.type, choices=symbol.choices)
        for symbol in language.symbols.values()
    }
    assert () == check(tree, outside)


def test_a_tree_made_by_hand_is_checked():
    """A tree needs no text to be checked; its problems quote the text that it would have."""
    (problem,) = check(Arithmetic("+", Name("fever"), Name("age_years")), SYMBOLS, expect=NUMBER)
    assert to_text(Arithmetic("+", Name("fever"), Name("age_years"))) == problem.text
