import pytest

from backpain_kb import QuestionKind

WORLD = """
    [finding.hard]
    hard_stop = true
    [finding.harder]
    hard_stop = true
    [finding.flag]
    asked_when = "pain"
    why_asked = "It could be a fracture."
    [finding.quiet_flag]
    asked_when = "drug"
    [finding.drug]
    [finding.stiff]
    [finding.sign]
    known_by = "clinician"
    hard_stop = true
    [rule.on_hard]
    when = "hard or sign"
    urgency = "soon"
    [rule.on_harder]
    when = "harder"
    urgency = "emergency"
    [rule.on_flag]
    when = "flag or quiet_flag"
    urgency = "soon"
    [treatment.pills]
    contraindication = [{ when = "drug", while_unknown = "ask" }]
    [condition.strain]
    feature = [{ when = "pain", effect = "++" }, { when = "stiff", effect = "+" }]
"""


def asked(kb, *present, **given):
    """Return the questions as pairs of finding and kind."""
    answer = kb.assess(kb.presentation(present=present, **given))
    return [(question.finding, question.kind.value) for question in answer.questions]


def test_questions_stand_in_order(small):
    """Hard stops, gravest first; then red flags, what unlocks the plan, what parts the candidates."""
    expected = [
        ("harder", "hard_stop"),
        ("hard", "hard_stop"),
        ("flag", "red_flag"),
        ("drug", "plan"),
        ("stiff", "candidate"),
    ]
    assert expected == asked(small(WORLD), "pain")


def test_a_clinician_is_asked_for_signs_too(small):
    """An examiner's sign is a question for a clinician only."""
    assert ("sign", "hard_stop") in asked(small(WORLD), "pain", asker="clinician")


def test_a_red_flag_is_asked_when_it_is_worth_it(small):
    """Nothing known makes no red flag worth asking but the hard stops."""
    assert [("harder", "hard_stop"), ("hard", "hard_stop")] == asked(small(WORLD))


def test_what_is_answered_is_not_asked(small):
    """Known findings are no questions any more."""
    assert [] == asked(small(WORLD), "pain", absent=["hard", "harder", "flag", "drug", "stiff"])


def test_at_a_certain_emergency_nothing_is_asked(small):
    """Nothing may delay what is to be done now."""
    assert [] == asked(small(WORLD), "pain", "harder")


def test_each_question_says_why(small):
    """A red flag gives its own reason, the others name what they serve."""
    kb = small(WORLD)
    questions = kb.assess(kb.presentation(present=["pain"])).questions
    assert [
        ("Flag?", QuestionKind.RED_FLAG, "It could be a fracture."),
        ("Drug?", QuestionKind.PLAN, "Your answer decides whether this can be suggested: Pills."),
        ("Stiff?", QuestionKind.CANDIDATE, "It helps to tell whether this is behind it: Strain."),
    ] == [(question.text, question.kind, question.why) for question in questions[2:]]


def many(count, row):
    """Return *count* findings, and *row* for each."""
    names = [f"f{number:02}" for number in range(count)]
    return "\n".join(f"[finding.{name}]\n{row.format(name=name)}" for name in names)


def test_the_plan_asks_for_eight_things_at_most(small):
    """A person answers a handful, not a form."""
    barred = '[treatment.t_{name}]\ncontraindication = [{{ when = "{name}", while_unknown = "ask" }}]'
    assert [(f"f{number:02}", "plan") for number in range(8)] == asked(small(many(12, barred)), "pain")


def test_what_unlocks_most_is_asked_first(small):
    """A question that two treatments wait for goes before one that only one waits for."""
    kb = small("""
        [finding.a]
        [finding.b]
        [treatment.one]
        contraindication = [{ when = "a", while_unknown = "ask" }, { when = "b", while_unknown = "ask" }]
        [treatment.two]
        contraindication = [{ when = "b", while_unknown = "ask" }]
    """)
    assert [("b", "plan"), ("a", "plan")] == asked(kb, "pain")


def test_the_candidates_ask_for_eight_things_at_most(small):
    """Candidates take turns until there are enough questions."""
    rows = many(12, "")
    for condition, numbers in (("one", range(5)), ("two", range(4, 9)), ("three", range(9, 12))):
        features = ", ".join(f'{{ when = "f{number:02}", effect = "+" }}' for number in numbers)
        rows += f'\n[condition.{condition}]\nfeature = [{{ when = "pain", effect = "++" }}, {features}]'
    expected = ["f00", "f09", "f04", "f01", "f10", "f05", "f02", "f11"]
    assert [(name, "candidate") for name in expected] == asked(small(rows), "pain")


def test_unlikely_and_given_conditions_ask_nothing(small):
    """What is diagnosed, and what is unlikely, needs no telling apart."""
    kb = small("""
        [finding.a]
        [finding.b]
        [condition.given]
        feature = [{ when = "a", effect = "+" }]
        [condition.unlikely]
        feature = [{ when = "pain", effect = "+" }, { when = "b", effect = "+" }]
    """)
    assert [] == asked(kb, "pain", diagnosed=["given"])


def test_what_all_answers_leave_open_is_not_asked_again(small):
    """Where the facts are known and only the sum cannot be worked out, there is nothing to ask."""
    kb = small("""
        [finding.longest_km]
        max = 100
        [finding.last_km]
        max = 100
        [treatment.run]
        contraindication = [{ when = "last_km / longest_km > 1", while_unknown = "ask" }]
    """)
    assert [] == asked(kb, "pain", longest_km=0, last_km=10)


@pytest.mark.parametrize("verdict", ["tell", "ask"])
def test_only_what_must_be_asked_is_a_question(small, verdict):
    """What is merely told is no question."""
    kb = small(f'[finding.a]\n[treatment.t]\ncontraindication = [{{ when = "a", while_unknown = "{verdict}" }}]')
    assert ([("a", "plan")] if verdict == "ask" else []) == asked(kb, "pain")


GATED = """
    [finding.sex]
    values = ["male", "female"]
    [finding.expecting]
    red_flag = false
    asked_when = "sex != 'male'"
    [treatment.pills]
    contraindication = [{ when = "expecting", while_unknown = "ask" }]
"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, ["sex"]), ({"sex": "female"}, ["expecting"]), ({"sex": "male"}, [])],
)
def test_a_question_waits_until_it_is_worth_asking(small, given, expected):
    """What decides whether a question is worth asking is asked first; what is not is never asked."""
    assert expected == [finding for finding, _ in asked(small(GATED), "pain", **given)]
