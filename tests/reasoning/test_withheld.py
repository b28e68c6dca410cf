import pytest

# A run and a swim; who or what withholds impact is what differs.
ITEMS = """
    [finding.a]
    [finding.b]
    [treatment.run]
    has = ["impact"]
    [treatment.swim]
"""


def plan_of(kb, *present, **given):
    """Return item to verdict and first reason for whoever has pain."""
    items = kb.assess(kb.presentation(present=["pain", *present], **given)).plan.items
    return {item.item: (item.verdict.value, item.reasons[0]) for item in items}


def verdicts(kb, *present, **given):
    """Return item to verdict."""
    return {item: verdict for item, (verdict, _) in plan_of(kb, *present, **given).items()}


RULE = ITEMS + '[rule.bone]\nwhen = "a and possibly(b)"\nwithholds = ["impact"]\nurgency = "soon"'


def test_a_rule_that_fires_withholds_what_an_item_has(small):
    """What has impact is contraindicated while the rule fires; the rest stands."""
    assert {"swim": "recommended", "run": "contraindicated"} == verdicts(small(RULE), "a", "b")


def test_a_rule_that_does_not_fire_withholds_nothing(small):
    """A silent rule takes nothing away."""
    assert {"swim": "recommended", "run": "recommended"} == verdicts(small(RULE), absent=["a"])


@pytest.mark.parametrize(
    ("present", "facts"),
    [(["a", "b"], [("a", True), ("b", True)]), (["a"], [("b", None)])],
    ids=["true", "precaution"],
)
def test_a_rule_gives_its_words_facts_and_sources(small, present, facts):
    """The reason is what the rule tells, with the facts, or the unknowns, that it rests on."""
    _, reason = plan_of(small(RULE), *present)["run"]
    assert ("Told of bone.", facts, ("guide",)) == (
        reason.text,
        [(fact.finding, fact.value) for fact in reason.facts],
        reason.sources,
    )


def test_any_withholds_everything(small):
    """One word holds back every item."""
    kb = small(ITEMS + '[rule.bone]\nwhen = "a"\nwithholds = ["any"]\nurgency = "soon"')
    assert {"run": "contraindicated", "swim": "contraindicated"} == verdicts(kb, "a")


DEFINITION = ITEMS + '[definition.bone]\nlabel = "A sore bone"\nwhen = "a"\nwithholds = ["impact"]\nsources = ["rival"]'


def test_a_definition_that_is_true_withholds(small):
    """The reason names the definition and its facts."""
    verdict, reason = plan_of(small(DEFINITION), "a")["run"]
    assert ("contraindicated", "This has to be looked at first: A sore bone.", ["a"], ("rival",)) == (
        verdict,
        reason.text,
        [fact.finding for fact in reason.facts],
        reason.sources,
    )


@pytest.mark.parametrize("given", [{}, {"absent": ["a"]}], ids=["unknown", "false"])
def test_a_definition_that_is_not_true_withholds_nothing(small, given):
    """Neither unknown nor false holds anything back."""
    assert {"run": "recommended", "swim": "recommended"} == verdicts(small(DEFINITION), **given)


CONDITION = (
    ITEMS
    + """
    [condition.fracture]
    lay = "A broken bone"
    withholds = ["impact"]
    feature = [{ when = "a", effect = "++" }, { when = "b", effect = "++" }]
"""
)


def test_a_possible_condition_withholds(small):
    """A condition counts from possible on; the reason is its strongest evidence."""
    verdict, reason = plan_of(small(CONDITION), "a")["run"]
    assert ("contraindicated", "This has to be looked at first: A broken bone.", ["a"], ("guide",)) == (
        verdict,
        reason.text,
        [fact.finding for fact in reason.facts],
        reason.sources,
    )


def test_a_condition_can_withhold_from_likely_on(small):
    """A condition may count only when it is likely."""
    kb = small(CONDITION + 'withholds_from = "likely"')
    assert ["recommended", "contraindicated"] == [verdicts(kb, *facts)["run"] for facts in (["a"], ["a", "b"])]


def test_a_diagnosis_withholds_without_further_facts(small):
    """A diagnosis alone holds back, and names no facts."""
    verdict, reason = plan_of(small(CONDITION), diagnosed=["fracture"])["run"]
    assert ("contraindicated", ()) == (verdict, reason.facts)


def test_an_unlikely_condition_withholds_nothing(small):
    """What is unlikely takes nothing away."""
    kb = small(CONDITION.replace('"++"', '"+"'))
    assert "recommended" == verdicts(kb, "a")["run"]


def test_an_exercise_brings_its_impact_and_flags(small):
    """Hopping has impact, walking has walking, and flags can be withheld too."""
    kb = small(
        """
        [finding.a]
        [treatment.training]
        [exercise.hop]
        impact = "high"
        [exercise.stroll]
        impact = "low"
        [exercise.lean]
        flags = ["lean_back"]
        [exercise.lie]
        [rule.bone]
        when = "a"
        withholds = ["impact", "walking", "lean_back"]
        urgency = "soon"
        """
    )
    found = verdicts(kb, "a")
    assert {
        "training": "recommended",
        "lie": "recommended",
        "hop": "contraindicated",
        "stroll": "contraindicated",
        "lean": "contraindicated",
    } == found


def test_a_programme_brings_what_its_exercises_bring(small):
    """A course with one hop in it has impact; one that says so itself has it too."""
    kb = small("""
        [finding.a]
        [treatment.training]
        [exercise.hop]
        impact = "high"
        helps_with = []
        [programme.hopping]
        items = [{ exercise = "hop", dose = "10 times" }]
        [programme.running]
        has = ["impact"]
        [programme.lying]
        [rule.bone]
        when = "a"
        withholds = ["impact"]
        urgency = "soon"
    """)
    assert {
        "training": "recommended",
        "lying": "recommended",
        "hopping": "contraindicated",
        "running": "contraindicated",
    } == verdicts(kb, "a")


def test_the_same_reason_is_given_once(small):
    """A rule that withholds two things of one item is one reason."""
    kb = small("""
        [finding.a]
        [treatment.run]
        has = ["impact", "sweat"]
        [rule.bone]
        when = "a"
        withholds = ["impact", "sweat"]
        urgency = "soon"
    """)
    (item,) = kb.assess(kb.presentation(present=["pain", "a"])).plan.items
    assert ["Told of bone.", "It fits what you told us."] == [reason.text for reason in item.reasons]
