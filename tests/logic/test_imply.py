import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpain_kb.logic.closure import Implications
from backpain_kb.logic.compile import lookup_in
from backpain_kb.logic.evaluate import evaluate
from backpain_kb.logic.imply import surely_implies, surely_implies_one
from backpain_kb.logic.parse import parse
from backpain_kb.logic.tree import And, AtLeast, Compare, Member, Name, Not, Number, Or, names, walk

NOTHING = Implications({})
VALUES = {
    **dict.fromkeys("abcd", (True, False, None)),
    **dict.fromkeys("nm", (None, -2, 1.5, 3)),
    "side": (None, "left", "right", "both"),
}


def implies(if_, then, definitions=None, implications=NOTHING):
    """Ask for a proof about two texts."""
    defined = {name: parse(text) for name, text in (definitions or {}).items()}
    return surely_implies(parse(if_), parse(then), defined, implications)


@pytest.mark.parametrize(
    ("if_", "then"),
    [
        ("a", "a"),
        ("a and b", "b"),
        ("a", "a or b"),
        ("a and b", "b and a"),
        ("a and (b and c)", "c and a"),
        ("a", "possibly(a)"),
        ("a and c", "at_least(2, a, b, c)"),
        ("n > 5", "n > 3"),
        ("n > 5", "n > 5"),
        ("n > 5", "n >= 5"),
        ("n >= 5", "n >= 5"),
        ("n < 3", "n <= 5"),
        ("n < 3", "n < 3"),
        ("n <= 3", "n < 5"),
        ("side == 'left'", "side in ('left', 'both')"),
        ("side in ('left',)", "side in ('both', 'left')"),
        ("not a", "not a"),
        ("n + 1 > m", "n + 1 > m or b"),
    ],
)
def test_what_is_shown(if_, then):
    """A consequence that can be read off the text is shown."""
    assert implies(if_, then)


@pytest.mark.parametrize(
    ("if_", "then"),
    [
        ("a", "b"),
        ("a or b", "a"),
        ("a", "a and b"),
        ("a", "not b"),
        ("a", "at_least(2, a, b, c)"),
        ("possibly(a)", "a"),
        ("n > 3", "n > 5"),
        ("n >= 5", "n > 5"),
        ("n > 5", "n < 9"),
        ("n <= 3", "n < 3"),
        ("n > 5", "m > 3"),
        ("n == 5", "n > 3"),
        ("side == 'right'", "side in ('left', 'both')"),
        ("side != 'right'", "side in ('left', 'both')"),
        ("side not in ('left',)", "side in ('both', 'left')"),
        ("side in ('left', 'both')", "side in ('left',)"),
        ("leg == 'left'", "side in ('left',)"),
    ],
)
def test_what_is_not_shown(if_, then):
    """What does not follow, or cannot be read off the text, is never claimed."""
    assert not implies(if_, then)


def test_definitions_are_looked_through_on_both_sides():
    """A definition stands for its expression, as a fact and as a goal."""
    assert implies("fact", "goal", {"fact": "inner and c", "inner": "a and b", "goal": "b or d"})


def test_implications_are_followed():
    """What a finding implies by meaning is known with it."""
    assert implies("a", "c", implications=Implications({"a": ["b"], "b": ["c"]}))


def test_many_uses_of_a_definition_cost_little():
    """A definition that each of the next uses twice is proved once, not a billion times."""
    chain = {"d0": "a"} | {f"d{n}": f"d{n - 1} and d{n - 1}" for n in range(1, 41)}
    assert implies("a", "d40", chain)


def one_of(if_, *then):
    """Ask for a proof that one of several texts holds."""
    return surely_implies_one(parse(if_), [parse(text) for text in then], {}, NOTHING)


def test_an_or_is_taken_apart():
    """Each part of an `or` may lead to another of the goals."""
    assert one_of("c and (a or b)", "a and c", "b")


def test_every_part_must_lead_somewhere():
    """One part without a goal breaks the proof."""
    assert not one_of("a or b or c", "a", "b")


def test_ors_are_taken_apart_one_after_the_other():
    """Several `or`s are combined, nested ones included."""
    assert one_of("(a or b) and (c or (d and (a or b)))", "a and c", "b and c", "d")


def test_without_goals_nothing_is_shown():
    """Nothing follows into an empty list."""
    assert not one_of("a")


@pytest.mark.parametrize(("pairs", "shown"), [(8, True), (12, False)])
def test_a_proof_that_grows_too_large_is_given_up(pairs, shown):
    """Taking twelve `or`s apart would take longer than the answer is worth; it is then "not surely"."""
    if_ = " and ".join(f"(a{n} or b{n})" for n in range(pairs))
    goal = f"at_least({pairs}, {', '.join(f'a{n}, b{n}' for n in range(pairs))})"
    assert shown is one_of(if_, goal)


@st.composite
def questions(draw, language):
    """Draw two expressions, the second often made of parts of the first; definitions; implications."""
    definitions = draw(language.definitions(max_leaves=2))
    parts = draw(st.lists(language.conditions(defined=True, max_leaves=4), min_size=2, max_size=3))
    other = language.conditions(defined=True, arithmetic=False, max_leaves=3, precaution=True)
    some = [node for node in walk(And(tuple(parts))) if isinstance(node, Not | And | Or | AtLeast | Compare | Member)]
    part = st.sampled_from([*some, *parts])
    then = draw(
        other
        | part
        | st.builds(lambda one, two: Or((one, two)), other, part)
        | st.builds(lambda one, two, three: AtLeast(2, (one, two, three)), part, part, other)
    )
    direct = draw(st.sampled_from([{}, {"a": ["b"]}, {"a": ["b"], "b": ["c", "d"]}, {"a": ["d"], "c": ["d"]}]))
    return draw(st.sampled_from([And(tuple(parts)), Or(tuple(parts))])), then, definitions, Implications(direct)


@settings(max_examples=30)
@given(data=st.data())
def test_what_is_shown_holds_for_every_assignment(language, data):
    """Soundness: whenever the proof says yes, brute force over all three-valued facts agrees."""
    if_, then, definitions, implications = data.draw(questions(language))
    if surely_implies(if_, then, definitions, implications):
        assert_holds(if_, [then], definitions, implications, language.symbols)


@settings(max_examples=30)
@given(data=st.data())
def test_one_of_several_holds_for_every_assignment(language, data):
    """Soundness with several goals: in each assignment where the first is True, one of the goals is."""
    if_, then, definitions, implications = data.draw(questions(language))
    goals = [then, *data.draw(st.lists(language.conditions(max_leaves=2), max_size=3))]
    if surely_implies_one(if_, goals, definitions, implications):
        assert_holds(if_, goals, definitions, implications, language.symbols)


def assert_holds(if_, goals, definitions, implications, symbols):
    """Try every three-valued assignment of what is read that the implications allow."""
    read = {name for tree in (if_, *goals, *definitions.values()) for name in names(tree)}
    possible = {name: values for name, values in VALUES.items() if name in read}
    for chosen in itertools.product(*possible.values()):
        facts = dict(zip(possible, chosen, strict=True))
        present = frozenset(name for name, value in facts.items() if value is True)
        absent = frozenset(name for name, value in facts.items() if value is False)
        closed = implications.close(present, absent)
        lookup = lookup_in(closed.present, closed.absent, facts, definitions, symbols)
        if not closed.broken and evaluate(if_, lookup) is True:
            assert any(evaluate(goal, lookup) is True for goal in goals)


def test_a_number_is_no_goal():
    """What is not a condition follows from nothing."""
    assert not surely_implies(Name("a"), Number(1), {}, NOTHING)
