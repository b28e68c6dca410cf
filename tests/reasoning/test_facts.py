import pytest

from backpain_kb import Presentation, PresentationError, UnknownIdError
from backpain_kb.model.terms import Asker, FrozenDict

WORLD = """
    [finding.fever]
    [finding.chills]
    implies = ["fever"]
    [finding.age_years]
    max = 110
    [finding.pain_side]
    values = ["left", "right", "both"]
    [condition.strain]
    [condition.sciatica]
"""


@pytest.fixture(scope="module")
def kb(small):
    """The small world above, ready to answer."""
    return small(WORLD)


def refusal(make):
    """Return the error that calling *make* raises, as its class and its message."""
    with pytest.raises((PresentationError, UnknownIdError)) as caught:
        make()
    return type(caught.value), str(caught.value)


REFUSED = {
    "unknown finding": (
        {"present": ["feverr"]},
        UnknownIdError,
        "no finding 'feverr'; did you mean 'fever'?",
    ),
    "unknown finding without a near miss": ({"absent": ["xyz"]}, UnknownIdError, "no finding 'xyz'"),
    "unknown value": ({"age_year": 3}, UnknownIdError, "no finding 'age_year'; did you mean 'age_years'?"),
    "nothing instead of a list": (
        {"present": None},
        PresentationError,
        "present is a list of findings, not None",
    ),
    "text instead of a list, present": (
        {"present": "fever"},
        PresentationError,
        "present is a list of findings, not the text 'fever'; write present=['fever']",
    ),
    "text instead of a list, absent": (
        {"absent": "fever"},
        PresentationError,
        "absent is a list of findings, not the text 'fever'; write absent=['fever']",
    ),
    "text instead of a list, diagnosed": (
        {"diagnosed": "strain"},
        PresentationError,
        "diagnosed is a list of conditions, not the text 'strain'; write diagnosed=['strain']",
    ),
    "a number as an id": ({"present": [3]}, PresentationError, "a finding is named by its id, not by 3"),
    "a list as an id": ({"absent": [["fever"]]}, PresentationError, "a finding is named by its id, not by ['fever']"),
    "unknown condition": (
        {"diagnosed": ["strains"]},
        UnknownIdError,
        "no condition 'strains'; did you mean 'strain'?",
    ),
    "a list as a condition": (
        {"diagnosed": [["strain"]]},
        PresentationError,
        "a condition is named by its id, not by ['strain']",
    ),
    "a number for yes or no": (
        {"fever": 1},
        PresentationError,
        "fever is present (true) or absent (false), not 1; leave it out while it is unknown",
    ),
    "a number listed as present": (
        {"present": ["age_years"]},
        PresentationError,
        "age_years is a number of years from 0 to 110, not True",
    ),
    "a text for a number": (
        {"age_years": "34"},
        PresentationError,
        "age_years is a number of years from 0 to 110, not '34'",
    ),
    "too high": (
        {"age_years": 111},
        PresentationError,
        "age_years is a number of years from 0 to 110; 111 is outside it",
    ),
    "too low": ({"age_years": -1}, PresentationError, "age_years is a number of years from 0 to 110; -1 is outside it"),
    "not a number": (
        {"age_years": float("nan")},
        PresentationError,
        "age_years is a number of years from 0 to 110; nan is outside it",
    ),
    "unknown choice": (
        {"pain_side": "lef"},
        PresentationError,
        "pain_side is one of left, right, both, not 'lef'; did you mean 'left'?",
    ),
    "present and absent": (
        {"present": ["fever"], "absent": ["fever"]},
        PresentationError,
        "fever was given twice, as True and as False",
    ),
    "present and valued": (
        {"present": ["fever"], "fever": False},
        PresentationError,
        "fever was given twice, as True and as False",
    ),
    "bad asker": ({"asker": "robot"}, PresentationError, "asker is one of person, clinician, not 'robot'"),
}


@pytest.mark.parametrize(("given", "error", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused(kb, given, error, message):
    """A presentation that cannot be is refused with one clear sentence."""
    assert (error, message) == refusal(lambda: kb.presentation(**given))


def test_a_refusal_keeps_finding_and_value(kb):
    """The error tells a program which finding was wrong, and with what value."""
    with pytest.raises(PresentationError) as caught:
        kb.presentation(age_years=400)
    assert ("age_years", 400) == (caught.value.finding, caught.value.value)


def test_a_refused_contradiction_keeps_finding_and_value(kb):
    """What was said twice, and how the second time, is told to a program too."""
    with pytest.raises(PresentationError) as caught:
        kb.presentation(present=["fever"], absent=["fever"])
    assert ("fever", False) == (caught.value.finding, caught.value.value)


def test_a_refused_asker_is_kept(kb):
    """Who was named as the asker is told to a program too."""
    with pytest.raises(PresentationError) as caught:
        kb.presentation(asker="neighbour")
    assert "neighbour" == caught.value.value


def test_a_refused_id_keeps_its_near_misses(kb):
    """The error tells a program which ids look alike."""
    with pytest.raises(UnknownIdError) as caught:
        kb.presentation(present=["feverr"])
    assert ("finding", "feverr", ("fever",)) == (caught.value.kind, caught.value.id, caught.value.hints)


def test_order_and_repetition_do_not_matter(kb):
    """The same facts in another order, or said twice, are the same presentation."""
    one = kb.presentation(present=["pain", "fever", "pain"], diagnosed=["strain", "sciatica", "strain"], age_years=34)
    other = kb.presentation(age_years=34, present=["fever", "pain"], fever=True, diagnosed=["sciatica", "strain"])
    assert repr(one) == repr(other)


def test_facts_stand_in_order_of_their_ids(kb):
    """A presentation lists its facts by id."""
    who = kb.presentation(present=["pain"], absent=["fever"], pain_side="left", age_years=0)
    assert [("age_years", 0), ("fever", False), ("pain", True), ("pain_side", "left")] == list(who.facts.items())


def test_an_iterator_of_ids_will_do(kb):
    """Ids may come from anything that yields them."""
    assert kb.presentation(present=["fever"]) == kb.presentation(present=iter({"fever": 1}))


@pytest.mark.parametrize("asker", ["clinician", Asker.CLINICIAN])
def test_the_asker_is_named_by_text_or_member(kb, asker):
    """The asker is given as a text or as a member of the enumeration."""
    assert Asker.CLINICIAN is kb.presentation(asker=asker).asker


def test_an_empty_presentation_is_answered(kb):
    """Nothing known is a presentation too."""
    assert "self_care" == kb.assess(kb.presentation()).triage.urgency.value


FOREIGN = {
    "finding": (Presentation(facts=FrozenDict({"limp": True})), UnknownIdError, "no finding 'limp'"),
    "finding by number": (
        Presentation(facts=FrozenDict({3: True})),
        PresentationError,
        "a finding is named by its id, not by 3",
    ),
    "value": (
        Presentation(facts=FrozenDict({"age_years": 200})),
        PresentationError,
        "age_years is a number of years from 0 to 110; 200 is outside it",
    ),
    "condition": (Presentation(diagnosed=("gout",)), UnknownIdError, "no condition 'gout'"),
}


@pytest.mark.parametrize(("who", "error", "message"), FOREIGN.values(), ids=FOREIGN.keys())
def test_a_presentation_of_another_knowledge_base_is_validated_anew(kb, who, error, message):
    """What does not belong to this knowledge base is refused, wherever the presentation was made."""
    assert (error, message) == refusal(lambda: kb.assess(who))


@pytest.mark.parametrize("method", ["assess", "triage"])
def test_what_is_no_presentation_is_refused(kb, method):
    """Facts in a plain dictionary are no presentation."""
    expected = (PresentationError, "a Presentation is wanted, made with kb.presentation(…), not dict")
    assert expected == refusal(lambda: getattr(kb, method)({"fever": True}))


def test_facts_are_closed_under_implications(small):
    """What a stated finding implies holds too, and lets rules fire."""
    kb = small(WORLD + '[rule.r]\nwhen = "fever"')
    assert ["fever"] == [fact.finding for fact in kb.triage(kb.presentation(present=["chills"])).fired[0].facts]
