import pytest

# Whether `swim` is forbidden depends on a condition that it counts from one standing on.
WORLD = """
    [finding.a]
    [finding.b]
    [finding.c]
    [definition.suspected]
    when = "a and b"
    condition = "fracture"
    [condition.fracture]
    lay = "A broken bone"
    feature = [{{ when = "c", effect = "++" }}]
    [condition.strain]
    [treatment.swim]
    [[treatment.swim.contraindication]]
    conditions = {conditions}
    standing = "{standing}"
    while_unknown = "ask"
"""


def swim(small, *present, conditions='["fracture"]', standing="possible", **given):
    """Return what the plan says of swimming."""
    kb = small(WORLD.format(conditions=conditions, standing=standing))
    (item,) = kb.assess(kb.presentation(present=["pain", *present], **given)).plan.items
    return item


def told(item):
    """Return the facts of the first reason of *item*."""
    return [(fact.finding, fact.value) for fact in item.reasons[0].facts]


def test_a_condition_counts_from_its_standing_on(small):
    """A possible condition counts where possible is enough."""
    assert "contraindicated" == swim(small, "c").verdict.value


def test_a_condition_below_its_standing_is_unknown(small):
    """A possible condition may still turn out likely: it must be asked."""
    item = swim(small, "c", standing="likely")
    assert ("ask_first", ("a", "b")) == (item.verdict.value, item.ask)


def test_a_condition_of_which_nothing_is_known_is_unknown(small):
    """Nothing rules it out, so it must be asked, by the findings that its definition waits for."""
    item = swim(small)
    assert ("ask_first", ("a", "b"), [("a", None), ("b", None)]) == (item.verdict.value, item.ask, told(item))


def test_a_condition_that_its_definition_rules_out_does_not_count(small):
    """A false definition settles it, even where the condition is not worth naming."""
    assert "recommended" == swim(small, absent=["a"]).verdict.value


def test_an_unlikely_condition_does_not_count(small):
    """Where something speaks for it and its definition is false, it is unlikely."""
    assert "recommended" == swim(small, "c", absent=["a"]).verdict.value


def test_any_of_several_conditions_counts(small):
    """One condition that holds is enough."""
    item = swim(small, conditions='["strain", "fracture"]', diagnosed=["strain"])
    assert ("contraindicated", [("strain", "likely")]) == (item.verdict.value, told(item))


def test_a_condition_without_definition_stays_unknown(small):
    """Where nothing can rule a condition out, there is nothing to ask either."""
    item = swim(small, conditions='["strain"]')
    assert ("ask_first", (), []) == (item.verdict.value, item.ask, told(item))


def test_a_condition_that_counts_is_told_by_the_facts_that_decide_it(small):
    """The reason names the findings behind the definition."""
    item = swim(small, "a", "b")
    assert ("contraindicated", [("a", True), ("b", True)]) == (item.verdict.value, told(item))


@pytest.mark.parametrize("absent", [(), ("a",)])
def test_a_diagnosis_is_told_by_name(small, absent):
    """What a clinician diagnosed counts, whatever the definition says."""
    item = swim(small, diagnosed=["fracture"], absent=absent)
    assert "contraindicated" == item.verdict.value


def test_the_plain_name_stands_for_a_condition_without_facts(small):
    """A diagnosis that no finding is behind is shown by its plain name."""
    item = swim(small, diagnosed=["fracture"])
    assert [("A broken bone", "likely")] == [(fact.label, fact.value) for fact in item.reasons[0].facts]
