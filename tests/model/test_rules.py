import operator

import pytest

from backpain_kb.logic.parse import parse
from backpain_kb.model.rules import Effect, Message, Role, Scoring, TriageRule, Urgency

LEVELS = [Urgency.SELF_CARE, Urgency.ROUTINE, Urgency.SOON, Urgency.SAME_DAY, Urgency.EMERGENCY]


def test_urgency_is_ordered():
    """Every level is below all that follow."""
    for compare in (operator.lt, operator.le, operator.gt, operator.ge):
        expected = [[compare(one, other) for other in range(5)] for one in range(5)]
        assert expected == [[compare(one, other) for other in LEVELS] for one in LEVELS]


def test_urgency_is_ranked():
    """Self-care is 0, emergency is 4."""
    assert [0, 1, 2, 3, 4] == [level.rank for level in LEVELS]


def test_no_rule_for_self_care():
    """Self-care is what is left when no rule fires."""
    with pytest.raises(ValueError, match="self_care is the floor and needs no rule"):
        TriageRule(
            id="a", label="A", urgency=Urgency.SELF_CARE, within_hours=0, when=parse("fever"), action="x", tell="x"
        )


@pytest.mark.parametrize(
    "fields", [{"role": Role.LEVEL}, {"role": Role.PHRASE, "urgency": Urgency.SOON}], ids=["without", "too_many"]
)
def test_only_a_level_message_has_a_level(fields):
    """The text of a level names it; no other message does."""
    with pytest.raises(ValueError, match="urgency belongs to a message of the role level, and to no other"):
        Message(id="a", text="Words.", **fields)


GOOD = {
    "id": "weights",
    "points": {effect.value: 0 for effect in Effect},
    "points_per_doubling": 1,
    "points_cap": 3,
    "likely_from": 3,
    "possible_from": 1,
    "specific_from": 1,
    "max_hours": {"routine": 1008, "soon": 336, "same_day": 24, "emergency": 0},
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": {"++": 2}}, r"points needs exactly the keys \+, \+\+, -, --, 0"),
        ({"possible_from": 3}, "likely_from must be above possible_from"),
        ({"max_hours": {"routine": 1008}}, "max_hours needs routine, soon, same_day and emergency"),
        ({"points_cap": 0}, "'points_cap' must be > 0: 0"),
    ],
)
def test_scoring_that_cannot_be(changes, message):
    """Scoring is whole and in order, or it is refused."""
    with pytest.raises(ValueError, match=message):
        Scoring(**(GOOD | changes))


def test_scoring_that_can_be():
    """The same without a fault is taken."""
    assert 3 == Scoring(**GOOD).likely_from
