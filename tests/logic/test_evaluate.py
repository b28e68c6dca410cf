import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpain_kb.logic.evaluate import evaluate, evaluate_number
from backpain_kb.logic.parse import parse

T, F, U = True, False, None

AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}


def value_of(text, **facts):
    """Return the value of an expression; what is not among the facts is unknown."""
    return evaluate(parse(text), facts.get)


def number_of(text, **facts):
    """Return the number that an expression comes to."""
    return evaluate_number(parse(text), facts.get)


@pytest.mark.parametrize(("a", "b"), AND)
def test_and(a, b):
    """One False decides an `and`; without one, an unknown leaves it unknown."""
    assert AND[a, b] is value_of("a and b", a=a, b=b)


@pytest.mark.parametrize(("a", "b"), OR)
def test_or(a, b):
    """One True decides an `or`; without one, an unknown leaves it unknown."""
    assert OR[a, b] is value_of("a or b", a=a, b=b)


@pytest.mark.parametrize(("a", "expected"), [(T, F), (F, T), (U, U)])
def test_not(a, expected):
    """`not` turns what is known and leaves what is unknown."""
    assert expected is value_of("not a", a=a)


@pytest.mark.parametrize("values", list(itertools.product([T, F, U], repeat=3)))
@pytest.mark.parametrize("count", [1, 2, 3])
def test_at_least(count, values):
    """`at_least` is True or False as soon as no unknown can change it."""
    completed = {sum(filled) >= count for filled in itertools.product(*([v] if v is not U else [T, F] for v in values))}
    expected = completed.pop() if len(completed) == 1 else U
    assert expected is value_of(f"at_least({count}, a, b, c)", **dict(zip("abc", values, strict=True)))


@pytest.mark.parametrize(
    ("a", "bound", "acting"),
    [(T, T, T), (F, F, F), (U, U, T)],
)
def test_possibly(a, bound, acting):
    """`possibly(x)` is x for the bounds and reads unknown as True for what to do now."""
    tree = parse("possibly(a)")
    assert (bound, acting) == (evaluate(tree, {"a": a}.get), evaluate(tree, {"a": a}.get, precaution=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("possibly(a) and b", U),
        ("possibly(a) or b", T),
        ("at_least(2, possibly(a), possibly(b), c)", T),
        ("possibly(a and b)", T),
        ("a and possibly(b)", U),
    ],
)
def test_precaution_reaches_only_what_stands_under_possibly(text, expected):
    """With nothing known, only what stands under `possibly` counts as True."""
    assert expected is evaluate(parse(text), {}.get, precaution=True)


@pytest.mark.parametrize(
    ("operator", "below", "same", "above"),
    [("<", T, F, F), ("<=", T, T, F), (">", F, F, T), (">=", F, T, T), ("==", F, T, F), ("!=", T, F, T)],
)
def test_comparison(operator, below, same, above):
    """A comparison of known numbers is True or False; of an unknown one it is unknown."""
    text = f"n {operator} 3"
    assert (below, same, above, U) == tuple(value_of(text, n=n) for n in (2, 3, 3.5, None))


@pytest.mark.parametrize(
    ("n", "m", "expected"),
    [(1, 2, T), (2, 1, F), (1, U, U), (U, 9, F), (U, 2, U), (U, U, U)],
)
def test_a_chain_is_the_conjunction_of_its_links(n, m, expected):
    """One False link settles a chain, whatever is unknown in the others."""
    assert expected is value_of("n < m < 5", n=n, m=m)


@pytest.mark.parametrize(
    ("n", "expected"),
    [(8, T), (14, T), (20, T), (21, F), (U, U)],
)
def test_a_chained_range_holds_both_ends(n, expected):
    """`8 <= n <= 20` is True at both ends."""
    assert expected is value_of("8 <= n <= 20", n=n)


@pytest.mark.parametrize(
    ("text", "left", "right", "unknown"),
    [
        ("side == 'left'", T, F, U),
        ("'left' == side", T, F, U),
        ("side != 'left'", F, T, U),
        ("side in ('left', 'both')", T, F, U),
        ("side not in ('left', 'both')", F, T, U),
    ],
)
def test_choices(text, left, right, unknown):
    """A choice is compared as a whole; while it is unknown, so is the answer."""
    assert (left, right, unknown) == tuple(value_of(text, side=side) for side in ("left", "right", None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("n + 2", 5), ("n - 2", 1), ("n * 2", 6), ("n / 2", 1.5), ("-n", -3), ("100 * (n / 2 - 1)", 50), ("7", 7)],
)
def test_arithmetic(text, expected):
    """Arithmetic on known numbers is that of Python."""
    assert expected == number_of(text, n=3)


@pytest.mark.parametrize("text", ["u + 1", "1 - u", "u * 0", "0 / u", "-u", "u"])
def test_arithmetic_on_unknown_is_unknown(text):
    """No operation guesses at an unknown, not even a multiplication by zero."""
    assert number_of(text) is None


@pytest.mark.parametrize("text", ["1 / 0", "n / (n - 3)", "1 / (n - 3) * 0"])
def test_division_by_zero_is_unknown(text):
    """A division by zero leaves everything unknown that uses it."""
    assert number_of(text, n=3) is None


def test_a_comparison_with_a_division_by_zero_is_unknown():
    """A division by zero is no error within a comparison."""
    assert value_of("n / m > 1", n=3, m=0) is None


@pytest.mark.parametrize(
    "text",
    [
        "n * n",
        "-n - n",
        "n / 0.0001",
        " * ".join(["999999999999999"] * 25),
        f"({' * '.join(['999999999999999'] * 25)}) / 2",
    ],
)
def test_a_result_too_large_to_hold_is_unknown(text):
    """Neither an infinite result nor a whole number beyond every decimal fraction is used."""
    assert number_of(text, n=1.7e308) is None


@pytest.mark.parametrize("text", ["1", "'left'", "n + 1", "-n"])
def test_a_number_or_choice_is_not_a_condition(text):
    """What the check refuses is refused here too, not guessed at."""
    with pytest.raises(TypeError, match="is not yes or no; check the expression before it is evaluated"):
        value_of(text)


@pytest.mark.parametrize("text", ["a and b", "'left'", "n > 1"])
def test_a_condition_is_not_a_number(text):
    """What the check refuses is refused here too, not guessed at."""
    with pytest.raises(TypeError, match="is not a number; check the expression before it is evaluated"):
        number_of(text)


@settings(max_examples=50)
@given(data=st.data())
def test_what_is_settled_stays_settled(language, data):
    """Answering an unknown never changes a True or a False (Kleene logic is monotone in information)."""
    tree = data.draw(language.conditions(precaution=True))
    known = data.draw(language.facts())
    fewer = {name: data.draw(st.sampled_from([value, None])) for name, value in known.items()}
    before = evaluate(tree, fewer.get)
    assert before is None or before is evaluate(tree, known.get)


@settings(max_examples=50)
@given(data=st.data())
def test_precaution_only_adds(language, data):
    """Reading unknown as True under `possibly` never takes a True away."""
    tree = data.draw(language.conditions(precaution=True))
    known = data.draw(language.facts())
    assert evaluate(tree, known.get) is not True or evaluate(tree, known.get, precaution=True) is True
