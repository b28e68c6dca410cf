import copy
import pickle

import pytest

from backpain_kb.errors import (
    ExpressionError,
    KnowledgeError,
    NotAllowedError,
    PackError,
    PackProblemError,
    PresentationError,
    QueryError,
    ScheduleError,
    UnknownIdError,
    near_misses,
)

PROBLEM = PackProblemError("it is wrong", file="a.toml", entity="rule fever", field="when", pack="club")
OTHER = PackProblemError("it is wrong too")
ERRORS = [
    KnowledgeError("something"),
    UnknownIdError("treatment", "foam_roling", ["foam_rolling", "walking"]),
    UnknownIdError("finding", "old_name", reason="it is retired: it has a clearer name now"),
    PresentationError("age_years is 200", finding="age_years", value=200),
    QueryError("no id was given"),
    ExpressionError("no finding or definition 'x'", text="x or y", column=1),
    PROBLEM,
    PackError("pack 'club' cannot be read", [PROBLEM, OTHER]),
    NotAllowedError("pack 'club' takes caution away", [PROBLEM]),
]


def told(error):
    """Return what an error says and what it keeps; the problems of a group by what they say and keep."""
    kept = {name: value for name, value in vars(error).items() if name != "problems"}
    inside = [told(problem) for problem in getattr(error, "exceptions", ())]
    same = [told(problem) for problem in getattr(error, "problems", ())]
    return type(error), str(error), kept, inside, same


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_can_be_pickled(error, protocol):
    """Every error survives the way to another process with all its facts."""
    assert told(error) == told(pickle.loads(pickle.dumps(error, protocol)))  # noqa: S301 - our own bytes.


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_can_be_copied(error):
    """A copy says the same."""
    assert told(error) == told(copy.deepcopy(error))


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (UnknownIdError, LookupError),
        (UnknownIdError, KeyError),
        (PresentationError, ValueError),
        (QueryError, ValueError),
        (ScheduleError, ValueError),
        (ExpressionError, ValueError),
        (PackProblemError, ValueError),
        (PackError, ExceptionGroup),
        (NotAllowedError, PackError),
    ],
)
def test_an_error_is_the_builtin_that_a_caller_expects(kind, builtin):
    """Each error can be caught as one of this package and as the builtin of its sort."""
    assert issubclass(kind, KnowledgeError)
    assert issubclass(kind, builtin)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ERRORS[1], "no treatment 'foam_roling'; did you mean 'foam_rolling'?"),
        (ERRORS[2], "no finding 'old_name'; it is retired: it has a clearer name now"),
        (UnknownIdError("finding", "xyzzy", ["fever"]), "no finding 'xyzzy'"),
        (
            UnknownIdError("finding", "fevr", ["fever", "fevers"]),
            "no finding 'fevr'; did you mean 'fever' or 'fevers'?",
        ),
        (ERRORS[5], "no finding or definition 'x' (column 1 of 'x or y')"),
        (ExpressionError("too long", text="x" * 300, column=9), f"too long (column 9 of '{'x' * 200}…')"),
        (PROBLEM, "it is wrong @ a.toml, rule fever, when"),
        (OTHER, "it is wrong too"),
        (PackProblemError("it is wrong", entity="scoring"), "it is wrong @ scoring"),
        (
            ERRORS[7],
            "pack 'club' cannot be read: 2 problems\n  it is wrong @ a.toml, rule fever, when\n  it is wrong too",
        ),
        (ERRORS[8], "pack 'club' takes caution away: 1 problem\n  it is wrong @ a.toml, rule fever, when"),
    ],
)
def test_what_an_error_says(error, expected):
    """The message says what is wrong, where, and what was probably meant."""
    assert expected == str(error)


def test_what_an_unknown_id_keeps():
    """The facts are attributes, so that nobody has to read them out of the message."""
    error = UnknownIdError("treatment", "foam_roling", ["foam_rolling"])
    assert ("treatment", "foam_roling", ("foam_rolling",)) == (error.kind, error.id, error.hints)


def test_near_misses_come_nearest_first():
    """Few words are offered, the nearest first, whatever their order was."""
    assert ("fever", "fevers") == near_misses("fevr", ["fevers", "walking", "fever"])
    assert ("rule", "safety_rule") == near_misses("triage_rule", ["safety_rule", "rule", "source"])
    assert ("fever",) == near_misses("fevr", {"fevers", "fever"}, limit=1)
    assert () == near_misses("xyzzy", ["fever"])


def test_a_problem_learns_its_file():
    """A problem that the check found is placed into its file later; one that knows its file keeps it."""
    unplaced, placed = PackProblemError("it is wrong", entity="rule fever"), PackProblemError("x", file="a.toml")
    unplaced.place("core/rules.toml")
    placed.place("b.toml")
    assert ("it is wrong @ core/rules.toml, rule fever", "x @ a.toml") == (str(unplaced), str(placed))


def test_a_problem_without_a_file_stays_without():
    """Where no single file is at fault, none is named."""
    problem = PackProblemError("no message", entity="messages")
    problem.place(None)
    assert "no message @ messages" == str(problem)


@pytest.mark.parametrize("kind", [PackError, NotAllowedError])
def test_a_group_stays_of_its_kind_when_it_is_split(kind):
    """`except*` and `split` hand over groups of the same kind with the right problems."""
    one, rest = kind("wrong", [PROBLEM, OTHER]).split(lambda error: error is OTHER)
    assert (kind, (OTHER,), kind, (PROBLEM,)) == (type(one), one.problems, type(rest), rest.problems)


def test_a_group_can_be_caught_in_part():
    """A caller can take out the problems that it can deal with."""
    seen = []
    try:
        raise PackError("wrong", [PROBLEM, OTHER])
    except* PackProblemError as group:
        seen.extend(group.problems)
    assert [PROBLEM, OTHER] == seen
