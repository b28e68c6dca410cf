from hypothesis import given
from hypothesis import strategies as st

from backpain_kb.logic.closure import Closed, Implications

NAMES = ("a", "b", "c", "d", "e")
CHAIN = Implications({"a": ["b"], "b": ["c"], "x": ["c"]})


def of(*names):
    """Return a set of names."""
    return frozenset(names)


def test_present_goes_forward():
    """Whoever has the first has all that follows from it."""
    assert Closed(of("a", "b", "c"), of(), claimed=of("a", "b", "c")) == CHAIN.close(["a"], [])


def test_absent_goes_backward():
    """Whoever lacks the last has none of those that would imply it."""
    assert Closed(of(), of("a", "b", "c", "x")) == CHAIN.close([], ["c"])


def test_present_does_not_go_backward():
    """What is implied says nothing about what could imply it."""
    assert Closed(of("c"), of(), claimed=of("c")) == CHAIN.close(["c"], [])


def test_absent_does_not_go_forward():
    """Lacking the first leaves open what it would imply."""
    assert Closed(of(), of("a")) == CHAIN.close([], ["a"])


def test_a_broken_implication_makes_both_ends_and_all_between_doubtful():
    """Where a present implies an absent, neither is believed, nor what lies between."""
    assert Closed(of(), of(), (("a", "c"),), of("a", "b", "c")) == CHAIN.close(["a"], ["c"])


def test_the_same_finding_present_and_absent_is_broken():
    """A contradiction may be about one finding alone."""
    assert ((("d", "d"),), of("d")) == (CHAIN.close(["d"], ["d"]).broken, CHAIN.close(["d"], ["d"]).doubtful)


def test_a_conflict_leaves_the_rest_alone():
    """What has nothing to do with a contradiction stays known."""
    closed = Implications({"a": ["b"], "d": ["e"]}).close(["a", "d"], ["b", "f"])
    assert (of("d", "e"), of("f")) == (closed.present, closed.absent)


def test_every_broken_pair_is_named():
    """Two that imply the same absent finding make two pairs."""
    assert (("a", "c"), ("x", "c")) == CHAIN.close(["a", "x"], ["c"]).broken


def test_a_doubtful_name_to_insist_on_is_still_claimed():
    """A contradicted red flag counts where urgency is decided, with what it implies."""
    assert of("b", "c") == CHAIN.close(["a"], ["c"], of("b")).claimed


def test_what_is_not_insisted_on_is_not_claimed():
    """Without insistence a doubtful name counts for nothing."""
    assert of() == CHAIN.close(["a"], ["c"]).claimed


def test_what_follows_is_known_in_both_directions():
    """The implications can be asked for what follows and for what leads there."""
    assert (of("b", "c"), of("a", "b", "x"), of(), of()) == (
        CHAIN.implied_by("a"),
        CHAIN.implying("c"),
        CHAIN.implied_by("c"),
        CHAIN.implying("a"),
    )


@st.composite
def situations(draw):
    """Implications without a circle, and facts."""
    direct = {
        name: draw(st.lists(st.sampled_from(NAMES[index + 1 :]), max_size=2, unique=True))
        for index, name in enumerate(NAMES[:-1])
    }
    subsets = st.sets(st.sampled_from(NAMES), max_size=3)
    return direct, draw(subsets), draw(subsets), frozenset(draw(subsets))


@given(situations())
def test_closure_is_consistent(situation):
    """After closure nothing is both present and absent, and no implication is broken any more."""
    direct, present, absent, insist = situation
    closed = Implications(direct).close(present, absent, insist)
    assert of() == closed.present & closed.absent == closed.doubtful & (closed.present | closed.absent)
    assert [] == [
        (name, other)
        for name, others in direct.items()
        for other in others
        if (name in closed.present and other not in closed.present)
        or (other in closed.absent and name not in closed.absent)
    ]
    assert closed.present <= closed.claimed
    assert of() == closed.claimed & closed.absent


@given(situations())
def test_closing_again_changes_nothing(situation):
    """The closure of closed facts is itself."""
    direct, present, absent, _ = situation
    implications = Implications(direct)
    closed = implications.close(present, absent)
    again = implications.close(closed.present, closed.absent)
    assert (closed.present, closed.absent) == (again.present, again.absent)


@given(situations())
def test_a_conflict_is_named_exactly_when_something_is_doubtful(situation):
    """No name is doubtful without a pair of statements that contradict one another."""
    direct, present, absent, _ = situation
    closed = Implications(direct).close(present, absent)
    assert bool(closed.broken) == bool(closed.doubtful)
