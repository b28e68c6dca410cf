import pytest

from backpain_kb import load
from backpain_kb.model.matches import Match


def test_is_a_sequence():
    """Matches are counted, indexed, cut and gone through like any sequence."""
    matches = load().stretches_for("stiff_after_running")
    assert (len(matches), matches[0], matches[1:], tuple(matches)) == (
        len(matches.items),
        matches.items[0],
        matches.items[1:],
        matches.items,
    )


@pytest.mark.parametrize("score", [-0.1, 1.1])
def test_score_is_a_share(score: float):
    """A score below 0 or above 1 is refused."""
    with pytest.raises(ValueError, match="'score' must be"):
        Match(entity=load().findings["fever"], score=score, why="because")
