from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict


def test_what_is_stated():
    """Present and absent are told apart; numbers and choices are neither; the rest is unknown."""
    person = Presentation(facts=FrozenDict({"fever": False, "night_pain": True, "age_years": 1, "pain_side": "left"}))
    assert (("night_pain",), ("fever",)) == (person.present, person.absent)
