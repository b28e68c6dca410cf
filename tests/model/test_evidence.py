import pytest

from backpain_kb.model.evidence import Certainty, Condition, ConditionKind, Source, SourceKind
from backpain_kb.model.terms import Standing

CONDITION = {
    "id": "strain",
    "label": "Lumbar strain",
    "lay": "A pulled muscle",
    "kind": ConditionKind.SYNDROME,
    "certainty_ceiling": Standing.LIKELY,
    "summary": "A muscle is sore.",
}


def test_certainty_is_ranked():
    """Very low is 0, high is 3."""
    ranked = (Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH)
    assert [0, 1, 2, 3] == [certainty.rank for certainty in ranked]


@pytest.mark.parametrize("field", ["certainty_ceiling", "withholds_from"])
def test_unlikely_is_no_ceiling(field):
    """A condition that could never be shown, or that withholds while it is unlikely, is refused."""
    with pytest.raises(ValueError, match="certainty_ceiling and withholds_from are possible or likely"):
        Condition(**(CONDITION | {field: Standing.UNLIKELY}))


def test_a_condition_that_can_be():
    """The same without a fault is taken."""
    assert Standing.POSSIBLE is Condition(**CONDITION).withholds_from


SOURCE = {"id": "guide-2020", "title": "A guideline", "kind": SourceKind.GUIDELINE, "checked": True}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "guide_2020"}, "a source id is kebab-case, such as nice-ng59-2020, not 'guide_2020'"),
        ({"doi": "doi:10.1000/x"}, "a DOI begins with 10"),
        ({"doi": "10.1000/x y"}, "a DOI begins with 10"),
        ({"pmid": "PMID1"}, "'pmid' must match regex"),
        ({"year": 2101}, "'year' must be <= 2100: 2101"),
    ],
)
def test_a_source_that_cannot_be(changes, message):
    """What could not lead a reader to the publication is refused."""
    with pytest.raises(ValueError, match=message):
        Source(**(SOURCE | changes))
