import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backpain_kb.logic.compile import Program, in_order, lookup_in, ordered
from backpain_kb.logic.evaluate import evaluate
from backpain_kb.logic.explain import explain
from backpain_kb.logic.parse import parse
from backpain_kb.logic.symbols import Symbol, ValueType
from backpain_kb.logic.tree import Name

SYMBOLS = {
    **{name: Symbol(id=name, type=ValueType.BOOLEAN) for name in "abc"},
    **{name: Symbol(id=name, type=ValueType.NUMBER) for name in "nm"},
    "side": Symbol(id="side", type=ValueType.CATEGORY, choices=("left", "right")),
    "both": Symbol(id="both", type=ValueType.BOOLEAN, derived=True),
    "ratio": Symbol(id="ratio", type=ValueType.NUMBER, derived=True),
}
DEFINITIONS = {"both": parse("a and b"), "ratio": parse("n / m")}


def program_of(*rules, others=(), **options):
    """Compile a few texts."""
    return Program(list(map(parse, rules)), list(map(parse, others)), DEFINITIONS, SYMBOLS, **options)


def screened(program, present, absent, values):
    """Return the positions of rules that act, are certain and wait, and see that the shorter functions agree."""
    acting, certain, waiting = program.screen(present, absent, values)[:3]
    assert (acting, certain) == program.fired(present, absent, values)
    assert min([*acting, *waiting], default=None) == program.highest(present, absent, values)
    assert min(acting, default=None) == program.leading(present, absent, values)
    return acting, certain, waiting


def values(program, *given_):
    """Return the values of the other expressions of a program."""
    return program.values(program.screen(*given_).known)


def split(facts):
    """Return facts as the functions take them: present, absent, other values."""
    present = frozenset(name for name, value in facts.items() if value is True)
    absent = frozenset(name for name, value in facts.items() if value is False)
    values = {name: value for name, value in facts.items() if value is not None and not isinstance(value, bool)}
    return present, absent, values


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("a", {"a": True}, ([0], [0], [])),
        ("a", {"a": False}, ([], [], [])),
        ("a", {}, ([], [], [0])),
        ("possibly(a)", {}, ([0], [], [])),
        ("possibly(a)", {"a": True}, ([0], [0], [])),
        ("possibly(a)", {"a": False}, ([], [], [])),
        ("a and possibly(b)", {}, ([], [], [0])),
        ("a and possibly(b)", {"a": True}, ([0], [], [])),
        ("at_least(2, possibly(a), possibly(b), c)", {"a": True}, ([0], [], [])),
        ("both", {"a": True}, ([], [], [0])),
        ("not both", {"a": False}, ([0], [0], [])),
        ("possibly(not both)", {"a": True}, ([0], [], [])),
        ("n > 3", {"n": 4}, ([0], [0], [])),
        ("-3 < n", {"n": -4}, ([], [], [])),
        ("0 <= n <= 3", {}, ([], [], [0])),
        ("side == 'left'", {"side": "left"}, ([0], [0], [])),
        ("'left' != side", {"side": "left"}, ([], [], [])),
        ("side in ('left',)", {"side": "right"}, ([], [], [])),
        ("side not in ('left',)", {"side": "right"}, ([0], [0], [])),
        ("n + 1 > m", {"n": 1, "m": 1}, ([0], [0], [])),
        ("n < m", {"n": 1}, ([], [], [0])),
        ("ratio > 2", {"n": 6, "m": 2}, ([0], [0], [])),
        ("ratio > 2", {"n": 6, "m": 0}, ([], [], [0])),
        ("possibly(ratio > 2)", {"n": 6}, ([0], [], [])),
    ],
)
def test_how_a_rule_stands(rule, facts, expected):
    """A rule acts with precautions taken, is certain without them, or waits; one that is False is in no list."""
    assert expected == screened(program_of(rule), *split(facts))


def test_rules_are_told_by_their_position():
    """Each rule is named by its place in the list."""
    assert ([0, 2], [0], [3]) == screened(program_of("a", "b", "possibly(c)", "c"), *split({"a": True, "b": False}))


@pytest.mark.parametrize(
    ("rule", "facts", "waits_for"),
    [
        ("a and b", {}, ("a", "b")),
        ("a and b", {"a": True}, ("b",)),
        ("not (a or c)", {"a": False}, ("c",)),
        ("at_least(2, a, b, c)", {"a": True, "b": False}, ("c",)),
        ("both or c", {"c": False, "a": True}, ("b",)),
        ("c and both", {"c": True}, ("a", "b")),
        ("n > 3", {}, ("n",)),
        ("ratio > 3", {"n": 3}, ("m",)),
        ("ratio > 3", {"n": 3, "m": 0}, ("n", "m")),
        ("a and possibly(b)", {}, ("a", "b")),
        ("(a and b) or (a and c)", {"b": True}, ("a", "c")),
    ],
)
def test_what_a_rule_waits_for(rule, facts, waits_for):
    """An open rule names the unknown findings that could still settle it, each once."""
    assert ([], [], [0], [waits_for]) == program_of(rule).screen(*split(facts))[:4]


def test_what_definitions_wait_for():
    """An open definition names what it waits for, once for all rules; one that is settled waits for nothing."""
    program = program_of("both", "not both and c")
    found = [program.screen(*split(facts)).undecided for facts in ({}, {"a": True}, {"a": False})]
    assert [["a", "b"], ["b"], []] == [list(undecided["both"]) for undecided in found]


def test_what_is_known_and_worth_asking():
    """The screen also tells the value of each known finding and yes-or-no definition, and of each question."""
    program = program_of("both", asked=[parse("a"), parse("ratio > 1"), parse("not b")])
    screened_ = program.screen(*split({"a": True, "b": False, "n": 3}))
    assert {"a": True, "b": False, "n": 3, "both": False} == screened_.known
    assert [True, None, True] == screened_.asked


def test_values_of_other_expressions():
    """Other expressions come with their Kleene value."""
    program = program_of(others=["a", "both", "n > 3", "side == 'left'", "ratio > 1", "b"])
    assert [True, None, False, None, True, None] == values(program, *split({"a": True, "n": 3, "m": 2}))


@pytest.mark.parametrize(
    ("text", "value"), [("n < 3 < 2", False), ("2 > 3 > n", False), ("n < 2 < 3", None), ("2 < n < 3", None)]
)
def test_a_chain_with_two_numbers_side_by_side(text, value):
    """What two numbers of a chain say is known while the finding is not."""
    program = program_of(f"a and {text}", others=[text])
    given_ = split({"a": True})
    assert [value] == values(program, *given_)
    assert ([], [], [] if value is False else [0]) == screened(program, *given_)
    assert [] == program.screen(*given_).acting


def test_without_rules_nothing_stands():
    """A program may be empty."""
    program = Program([], [], {}, {})
    assert (([], [], []), ([], [], [], [], {}, {}, []), []) == (
        screened(program, frozenset(), frozenset(), {}),
        program.screen(frozenset(), frozenset(), {}),
        values(program, frozenset(), frozenset(), {}),
    )


def ready_made(source):
    """Return the module that the source of a program becomes."""
    module = types.ModuleType("ready")
    exec(source, vars(module))  # noqa: S102 - what a wheel holds as a file.
    return module


@pytest.mark.parametrize("rule", ["a and ratio > 2", "a and n > 2"])
def test_ready_made_functions_answer_alike(rule):
    """The functions of a wheel answer as those that are made now, with and without help from the interpreter."""
    texts = {"rules": [rule], "others": ["possibly(a)", "n + 1 > m"] if "ratio" in rule else ["a"]}
    made = program_of(*texts["rules"], others=texts["others"])
    ready = program_of(*texts["rules"], others=texts["others"], ready=ready_made(made.source()))
    for facts in ({}, {"a": True}, {"a": True, "n": 6, "m": 2}, {"a": False}):
        given_ = split(facts)
        assert screened(made, *given_) == screened(ready, *given_)
        assert made.screen(*given_) == ready.screen(*given_)
        assert values(made, *given_) == values(ready, *given_)


@settings(max_examples=30)
@given(data=st.data())
def test_compiled_and_interpreted_agree(language, data):
    """The compiled functions and the evaluator give one meaning to every expression (law 12)."""
    definitions = data.draw(language.definitions())
    rules = data.draw(st.lists(language.conditions(defined=True, precaution=True), min_size=1, max_size=3))
    others = data.draw(st.lists(language.conditions(defined=True), max_size=2))
    program = Program(rules, others, definitions, language.symbols)
    for facts in data.draw(st.lists(language.facts(), min_size=3, max_size=6)):
        given_ = split(facts)
        lookup = lookup_in(*given_, definitions, language.symbols)
        plain = [evaluate(rule, lookup) for rule in rules]
        acting = [evaluate(rule, lookup, precaution=True) for rule in rules]
        open_ = [position for position, value in enumerate(acting) if value is None]
        expected = (
            [position for position, value in enumerate(acting) if value is True],
            [position for position, value in enumerate(plain) if value is True],
            open_,
        )
        assert expected == screened(program, *given_)
        waits_for = [explain(rules[position], lookup, definitions).open for position in open_]
        found = program.screen(*given_)
        assert (*expected, waits_for) == found[:4]
        waiting = {name: tuple(names) for name, names in found.undecided.items()}
        assert {name: explain(Name(name), lookup, definitions).open for name in waiting} == waiting
        assert {name: lookup(name) for name in found.known} == found.known
        assert [evaluate(other, lookup) for other in others] == values(program, *given_)


def test_the_deepest_expression_compiles():
    """The limit of nesting is within what Python itself can compile."""
    deep = "a"
    for _ in range(19):
        deep = f"not at_least(1, b, {deep})"
    facts = {"a": True, "b": False}
    assert ([], [], []) == screened(program_of(deep), *split(facts))
    assert ([0], [0], []) == screened(program_of(f"not ({deep})"), *split(facts))


def test_definitions_that_use_others_twice_cost_little():
    """Forty definitions, each of which uses the one before it twice, wait for one finding, named once."""
    definitions = {"d0": parse("a and b")} | {f"d{n}": parse(f"d{n - 1} or not d{n - 1}") for n in range(1, 41)}
    symbols = SYMBOLS | {name: Symbol(id=name, type=ValueType.BOOLEAN, derived=True) for name in definitions}
    program = Program([parse("d40")], [], definitions, symbols)
    assert ([], [], [0], [("b",)]) == program.screen(*split({"a": True}))[:4]


def test_the_widest_expression_compiles():
    """Many parts side by side are no nesting."""
    wide = "at_least(100, " + ", ".join(["a", "b"] * 300) + ")"
    assert ([0], [0], []) == screened(program_of(wide), *split({"a": True}))


def test_order_puts_each_after_those_that_it_leads_to():
    """Whatever the order of the input, what is used comes first; names without an entry are left out."""
    assert ("z", "m", "a") == ordered({"a": ["m", "x"], "m": ["z"], "z": []})


def test_a_long_chain_is_no_trouble():
    """A chain longer than the stack of Python is put in order all the same."""
    links = {f"d{n}": [f"d{n + 1}"] for n in range(5000)}
    assert "d4999" == ordered(links)[0]


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ({"a": "a"}, "a -> a"),
        ({"c": "b", "b": "a or x", "a": "c"}, "a -> c -> b -> a"),
        ({"x": "b", "b": "a and b2", "a": "b", "b2": "y"}, "a -> b -> a"),
    ],
)
def test_a_circle_is_named(definitions, message):
    """Definitions that use one another have no order; the message shows the way round."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        in_order({name: parse(text) for name, text in definitions.items()})


def test_a_lookup_works_out_a_definition_once():
    """What a definition comes to is kept for the next time that it is asked for."""
    lookup = lookup_in(frozenset("ab"), frozenset("c"), {"n": 3, "m": 2}, DEFINITIONS, SYMBOLS)
    assert (True, False, 1.5, 1.5, True, None) == tuple(map(lookup, ("a", "c", "ratio", "ratio", "both", "side")))
