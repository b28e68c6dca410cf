import attrs
import pytest

from backpain_kb import UnknownIdError

WORLD = """
    [finding.a]
    [finding.b]
    [finding.c]
    [finding.chills]
    implies = ["fever"]
    [finding.fever]
    hard_stop = true
    [finding.age_years]
    max = 110
    [definition.both]
    when = "a and b"
    [definition.decades]
    value = "age_years / 10"
    [rule.careful]
    when = "a and possibly(b)"
    [rule.ill]
    when = "fever"
    [condition.strain]
    lay = "A pulled muscle"
    accuracy = [
        { test = "bend_test", when = "b", lr_pos = 4, ci_lr_pos = [2, 8.5], setting = "a clinic", source = "rival" },
        { test = "Squat", when = "c", lr_neg = 0.5, source = "rival" },
    ]
    feature = [{ when = "a", effect = "++" }, { when = "chills", effect = "+" }]
    [condition.sprain]
    [treatment.walking]
    recommendation = [{ direction = "for" }, { direction = "against", source = "rival" }]
    contraindication = [{ when = "b", not_if = "b holds" }]
    caution = [{ when = "pain", text = "Slowly." }]
    [treatment.surgery]
    indication = [{ when = "fever" }]
    [treatment.old_belt]
    retired = "It never helped."
"""


@pytest.fixture(scope="module")
def kb(small):
    """The small world above, ready to answer."""
    return small(WORLD)


def told(kb, id_, *present, **given):
    """Return the whole why of one entity, line by line."""
    return kb.explain(kb.assess(kb.presentation(present=present, **given)), id_).split("\n")


def test_a_candidate(kb):
    """A condition tells its standing, what speaks for and against it, what to ask, and its sources."""
    assert [
        "A pulled muscle (strain): likely",
        "What speaks for it",
        "- A",
        "- B; likelihood ratio 4 (2 to 8.5) for bend test, a clinic [rival]",
        "What speaks against it",
        "- no C; likelihood ratio 0.5 for Squat [rival]",
        "Please answer next",
        "- Chills?",
        "Sources",
        "- guide: The guide",
    ] == told(kb, "strain", "a", "b", absent=["c"])


def test_a_ratio_without_the_name_of_a_test(small):
    """Only a test that has a name is named."""
    kb = small("""
        [finding.b]
        [condition.strain]
        accuracy = [{ test = "bend_test", when = "b", lr_pos = 4, source = "rival" }]
    """)
    answer = kb.assess(kb.presentation(present=["b"]))
    nameless = attrs.evolve(answer.candidates[0].for_[0], test=None)
    candidates = (attrs.evolve(answer.candidates[0], for_=(nameless,)),)
    told_ = kb.explain(attrs.evolve(answer, candidates=candidates), "strain")
    assert "- B; likelihood ratio 4 for  [rival]" in told_.split("\n")


def test_a_diagnosis(kb):
    """What a clinician diagnosed says so, and nothing that is not there."""
    assert ["Sprain (sprain): diagnosed by a clinician", "Sources", "- guide: The guide"] == told(
        kb, "sprain", diagnosed=["sprain"]
    )


def test_an_item(kb):
    """A plan item tells its verdict, reasons, cautions, "not if", guidelines and sources."""
    assert [
        "Walking (walking): worth considering",
        "- Guidelines advise it.",
        "- Guidelines advise against it.",
        "- It fits what you told us. (pain)",
        "- Slowly.",
        "- Not if b holds.",
        "- Advised by guide",
        "- Advised against by rival",
        "Sources",
        "- guide: The guide",
        "- rival: The rival",
    ] == told(kb, "walking", "pain")


def test_an_item_without_guidelines(small):
    """Where no guideline speaks and nothing is cited, nothing of it is said."""
    kb = small('[treatment.belt]\nrecommendation = []\nsources = []\nbasis = "practice"')
    assert [
        "Belt (belt): worth considering",
        "- No guideline recommends it; it rests on weaker evidence or on common practice.",
        "- It fits what you told us. (pain)",
    ] == told(kb, "belt", "pain")


@pytest.mark.parametrize("id_", ["surgery", "sprain", "old_belt"])
def test_what_is_not_in_question(kb, id_):
    """What nothing brings into question says so, retired or not."""
    label = {"surgery": "Surgery", "sprain": "Sprain", "old_belt": "Old belt"}[id_]
    assert [f"{label} ({id_})", "Nothing that is known brings it into question."] == told(kb, id_)


SOURCES = ["Sources", "- guide: The guide"]


def test_a_rule_that_fires(kb):
    """A rule that is true names the facts."""
    assert ["Careful (careful)", "Yes.", "Why: A; B", *SOURCES] == told(kb, "careful", "a", "b")


def test_a_rule_that_fires_as_a_precaution(kb):
    """What was taken as yes is named apart."""
    assert ["Careful (careful)", "Yes.", "Why: A", "Not known yet, so we count it in: B", *SOURCES] == told(
        kb, "careful", "a"
    )


def test_a_rule_that_is_open(kb):
    """A rule that is unknown names what it waits for."""
    assert ["Careful (careful)", "Not known.", "It waits for: A", *SOURCES] == told(kb, "careful")


def test_a_rule_that_is_false(kb):
    """A rule that is false names what rules it out."""
    assert ["Careful (careful)", "No.", "Why: no A", *SOURCES] == told(kb, "careful", absent=["a"])


def test_a_rule_that_fires_for_a_contradicted_red_flag(kb):
    """The why of a rule agrees with the triage: a contradicted red flag counts."""
    assert ["Ill (ill)", "Yes.", "Why: fever", *SOURCES] == told(kb, "ill", "chills", absent=["fever"])


@pytest.mark.parametrize(
    ("present", "absent", "expected"),
    [
        (["a", "b"], [], ["Yes.", "Why: A; B"]),
        ([], ["a"], ["No.", "Why: no A"]),
        (["a"], [], ["Not known.", "It waits for: B"]),
    ],
)
def test_a_definition(kb, present, absent, expected):
    """A definition tells its value and what it rests on."""
    assert ["Both (both)", *expected] == told(kb, "both", *present, absent=absent)


@pytest.mark.parametrize(("values", "expected"), [({"age_years": 45}, "4.5"), ({}, "Not known.")])
def test_a_number_that_is_defined(kb, values, expected):
    """A numeric definition tells its value."""
    assert ["Decades (decades)", expected] == told(kb, "decades", **values)


@pytest.mark.parametrize(
    ("id_", "given", "expected"),
    [
        ("fever", {"present": ["chills"]}, "Yes."),
        ("chills", {"absent": ["fever"]}, "No."),
        ("a", {}, "Not known."),
        ("age_years", {"age_years": 34}, "34"),
    ],
)
def test_a_finding(kb, id_, given, expected):
    """A finding tells its value after closure."""
    answer = kb.assess(kb.presentation(**given))
    assert expected == kb.explain(answer, id_).split("\n")[1]


def test_an_unknown_id_is_refused_with_a_hint(kb):
    """What no entity is called is refused."""
    with pytest.raises(UnknownIdError) as caught:
        told(kb, "walkin")
    message = (
        "no rule, condition, treatment, exercise, programme, definition or finding 'walkin'; "
        "did you mean 'walking' or 'pain'?"
    )
    assert message == str(caught.value)


def test_what_is_no_id_is_refused(kb):
    """A number is the id of nothing."""
    with pytest.raises(UnknownIdError) as caught:
        told(kb, 3)
    assert "no rule, condition, treatment, exercise, programme, definition or finding '3'" == str(caught.value)
