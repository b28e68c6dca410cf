import pytest
import z3
from hypothesis import assume, given
from hypothesis import strategies as st

from backpain_kb.logic.closure import Implications
from backpain_kb.logic.compile import lookup_in
from backpain_kb.logic.evaluate import evaluate
from backpain_kb.logic.parse import parse
from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.vocabulary import Vocabulary
from backpain_kb.testing import strategies
from backpain_kb.verify.people import People
from backpain_kb.verify.terms import Terms

BOOLEANS = ("a", "b", "c", "d")
SYMBOLS = {id_: Symbol(id=id_, type=ValueType.BOOLEAN) for id_ in BOOLEANS}
SYMBOLS["n"] = Symbol(id="n", type=ValueType.NUMBER, low=0, high=10)
SYMBOLS["m"] = Symbol(id="m", type=ValueType.NUMBER, low=-5, high=5)
SYMBOLS["side"] = Symbol(id="side", type=ValueType.CATEGORY, choices=("left", "right", "both"))
DEFINED = {
    "twice": parse("2 * n - -m"),
    "share": parse("n / m"),
    "strange": parse("(a and not b) or twice > 4 or share <= 0.5"),
}
DERIVED = {
    "twice": Symbol(id="twice", type=ValueType.NUMBER, derived=True),
    "share": Symbol(id="share", type=ValueType.NUMBER, derived=True),
    "strange": Symbol(id="strange", type=ValueType.BOOLEAN, derived=True),
}
VOCABULARY = Vocabulary(
    symbols={**SYMBOLS, **DERIVED},
    definitions=DEFINED,
    implications=Implications({"a": ("b",), "b": ("c",)}),
    red_flags=frozenset("a"),
    numeric=("twice", "share"),
)
NUMBERS = st.integers(-5, 5) | st.sampled_from((0.5, 2.5, -0.25))
FACTS = st.fixed_dictionaries(
    {},
    optional={
        **{id_: st.booleans() for id_ in BOOLEANS},
        "n": NUMBERS.map(abs),
        "m": NUMBERS,
        "side": st.sampled_from(("left", "right", "both")),
    },
)
TREES = strategies.expressions(SYMBOLS, precaution=True) | st.sampled_from(
    [
        parse(text)
        for text in (
            "strange",
            "not strange or possibly(d)",
            "twice >= 6",
            "share == 2",
            "share != 2 and a",
            "n - m < m + 1",
            "'left' == side",
            "0 <= n < share <= 3",
            "at_least(2, strange, a, possibly(d))",
        )
    ]
)


def known(facts):
    """Return the lookup of somebody who states *facts*; None where they contradict one another."""
    present = [id_ for id_, value in facts.items() if value is True]
    absent = [id_ for id_, value in facts.items() if value is False]
    closed = VOCABULARY.implications.close(present, absent)
    values = {id_: value for id_, value in facts.items() if not isinstance(value, bool)}
    lookup = lookup_in(closed.present, closed.absent, values, VOCABULARY.definitions, VOCABULARY.symbols)
    return None if closed.broken else lookup


@given(TREES, FACTS, st.booleans())
def test_terms_say_what_the_evaluator_says(tree, facts, precaution):
    """For every expression and person the terms come to what the evaluator comes to."""
    lookup = known(facts)
    assume(lookup is not None)
    terms = Terms(People(VOCABULARY, SYMBOLS))
    assert evaluate(tree, lookup, precaution=precaution) == terms.value(tree, facts, precaution=precaution)


def test_what_cannot_be_stated_is_unknown():
    """A finding that is not among those of the people is unknown, of whatever type."""
    terms = Terms(People(VOCABULARY, ["d"]))
    for text in ("a", "n > 1", "side == 'left'", "share > 1"):
        assert terms.value(parse(text), {}) is None


def test_a_person_is_read_from_a_model():
    """What was stated, and what was diagnosed, comes back from the model of the solver."""
    people = People(VOCABULARY, SYMBOLS, diagnosed={"gout": ["c"], "flu": []})
    terms = Terms(people)
    claims = [terms.truth(parse(text)).certainly for text in ("n == 2.5", "m == 3", "side == 'both'", "not c")]
    solver = z3.Solver()
    solver.add(*people.rules, *claims, people.diagnosed("flu"))
    assert solver.check() == z3.sat
    facts = people.facts_in(solver.model())
    assert {"n": 2.5, "m": 3, "side": "both", "c": False} == {id_: facts[id_] for id_ in ("n", "m", "side", "c")}
    assert people.diagnosed_in(solver.model()) == ("flu",)


def test_a_number_that_is_no_fraction_comes_back_close():
    """Where only a root will do, the nearest decimals are taken."""
    terms = Terms(People(VOCABULARY, ["n"]))
    solver = z3.Solver()
    solver.add(*terms.people.rules, terms.truth(parse("n * n == 2")).certainly)
    assert solver.check() == z3.sat
    assert terms.people.facts_in(solver.model())["n"] == pytest.approx(2**0.5)


def test_a_contradiction_cannot_be_stated():
    """Nobody has what implies something without having that."""
    terms = Terms(People(VOCABULARY, BOOLEANS))
    solver = z3.Solver()
    solver.add(*terms.people.rules, terms.people.stated("a", value=True), terms.people.stated("c", value=False))
    assert solver.check() == z3.unsat


@pytest.mark.parametrize(("method", "text"), [("truth", "1 + 1"), ("amount", "a and b")])
def test_what_was_not_checked_is_refused(method, text):
    """A number where yes or no is meant, or the other way round, is an error that names the expression."""
    with pytest.raises(TypeError, match="check the expression before it is turned into a term"):
        getattr(Terms(People(VOCABULARY, SYMBOLS)), method)(parse(text))


def test_who_states_the_same_is_known():
    """Each fact and diagnosis of somebody is a term, whatever its type; what others cannot state is left out."""
    people = People(VOCABULARY, ["a", "n", "side"], diagnosed={"gout": ()})
    who = Presentation(facts=FrozenDict({"a": False, "n": 3, "side": "left", "d": True}), diagnosed=("gout", "flu"))
    said = dict(people.said({"a": True, "n": 1, "side": "both"}))
    said[people.diagnosed("gout")] = z3.BoolVal(val=True)
    terms = people.knowing(who)
    assert len(terms) == 4
    assert all(z3.is_true(z3.simplify(z3.substitute(term, *said.items()))) for term in terms)


def test_a_number_that_does_not_matter_is_any():
    """Where the solver leaves a stated number open, any will do."""
    people = People(VOCABULARY, ["n"])
    solver = z3.Solver()
    solver.add(people.stated("n"))
    assert solver.check() == z3.sat
    assert people.facts_in(solver.model()) == {"n": 0}
