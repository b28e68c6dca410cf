import attrs
import pytest

from backpain_kb.model.assessment import (
    Assessment,
    Candidate,
    Conflict,
    Evidence,
    Fact,
    FiredRule,
    Knowledge,
    Lead,
    PackVersion,
    Plan,
    PlanItem,
    PlanVerdict,
    Question,
    QuestionKind,
    Reason,
    Session,
    Triage,
)
from backpain_kb.model.evidence import ConditionKind
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.report import facts_in_words, report
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict, Standing

# Short words in the place of those of a pack.
WORDS = FrozenDict(
    {
        **{f"level_{urgency.value}": f"LEVEL {urgency.value}" for urgency in Urgency},
        **{f"standing_{standing.value}": standing.value for standing in Standing},
        "heading_conflicts": "CONFLICTS",
        "heading_scope": "SCOPE",
        "heading_candidates": "CANDIDATES",
        "heading_every_item": "EVERY ITEM",
        "heading_today": "TODAY",
        "heading_programme": "PROGRAMME",
        "heading_session": "SESSION {minutes}",
        "phrase_not_if_session": "none if {not_if}",
        "heading_consider": "CONSIDER",
        "heading_ask_first": "ASK FIRST",
        "heading_avoid": "AVOID",
        "heading_questions": "QUESTIONS",
        "heading_safety_net": "SAFETY NET",
        "phrase_allowed": "allowed {ids}",
        "phrase_ambulance": "Ambulance!",
        "phrase_because": "because {facts}",
        "phrase_because_unknown": "assuming {facts}",
        "phrase_details_first": "Look them up.",
        "phrase_fact_no": "no {label:small}",
        "phrase_fact_unknown": "{label:small}?",
        "phrase_fact_value": "{label:small} = {value}",
        "phrase_fact_yes": "{label:small}",
        "phrase_given": "diagnosed",
        "phrase_knowledge": "knowledge {packs}",
        "phrase_more": "and {n} more",
        "phrase_not_if": "Not if {not_if}.",
        "phrase_or": "or",
        "phrase_not_settled": "Not settled.",
    }
)
END = ["", "It informs.", "knowledge core 1 (000000000000)"]

SELF_CARE = Triage(
    urgency=Urgency.SELF_CARE,
    lead=Lead(rule=None, urgency=Urgency.SELF_CARE, within_hours=None, ambulance=False, action="Begin.", tell="Begin."),
    lower=Urgency.SELF_CARE,
    upper=Urgency.SELF_CARE,
    settled=True,
    fired=(),
    precautions=(),
    open=(),
)
NOTHING = Assessment(
    presentation=Presentation(),
    triage=SELF_CARE,
    candidates=(),
    plan=Plan(),
    questions=(),
    safety_net=(),
    conflicts=(),
    disclaimer="It informs.",
    knowledge=Knowledge(
        packs=(PackVersion(name="core", version="1", sha256="0" * 64),), sha256="1" * 64, language="en"
    ),
    words=WORDS,
)


def printed(**changed):
    """Return the lines of a report of nothing but what is *changed*, without the first and the last ones."""
    lines = report(attrs.evolve(NOTHING, **changed)).split("\n")
    assert ["LEVEL self_care", *END] == [lines[0], *lines[-3:]]
    return lines[1:-3]


def fact(label, value=True):
    """Return a fact with that label."""
    return Fact(finding=label.lower().replace(" ", "_"), label=label, value=value)


def test_a_report_of_nothing():
    """The level, the disclaimer and the knowledge are always there."""
    assert "\n".join(["LEVEL self_care", *END]) == report(NOTHING)


def test_an_assessment_prints_as_its_report():
    """`print(answer)` shows the report."""
    assert report(NOTHING) == str(NOTHING)


# What to do.


def fired(*, ambulance=False, facts=(), assumed=()):
    """Return a triage at same-day with one rule that fired."""
    shared = {
        "urgency": Urgency.SAME_DAY,
        "within_hours": 12,
        "ambulance": ambulance,
        "action": "Act.",
        "tell": "Go today.",
    }
    rule = FiredRule(rule="ill", label="Ill", tests=(), facts=facts, assumed=assumed, sources=(), **shared)
    return attrs.evolve(SELF_CARE, urgency=Urgency.SAME_DAY, fired=(rule,), lead=Lead(rule="ill", **shared))


def first(triage):
    """Return what the report says before its closing lines."""
    return report(attrs.evolve(NOTHING, triage=triage)).split("\n")[:-3]


def test_the_leading_rule_tells_what_to_do():
    """Below the level stand the words of the leading rule."""
    assert ["LEVEL same_day", "", "Go today."] == first(fired())


def test_the_ambulance_comes_first():
    """Whether to call an ambulance is said before anything else."""
    assert ["LEVEL same_day", "", "Ambulance!", "Go today."] == first(fired(ambulance=True))


def test_it_says_why():
    """The facts of the leading rule follow."""
    triage = fired(facts=(fact("Fever"), fact("Chills", value=False)))
    assert ["LEVEL same_day", "", "Go today.", "because fever; no chills"] == first(triage)


def test_it_says_what_was_assumed():
    """What was taken as yes stands apart."""
    assert ["LEVEL same_day", "", "Go today.", "assuming Fever"] == first(fired(assumed=(fact("Fever", None),)))


def test_a_long_list_of_assumptions_is_left_out():
    """More than four of them say no more than that the questions are open."""
    lists = [fired(assumed=tuple(fact(f"F{number}", None) for number in range(count))) for count in (4, 5)]
    assert ["assuming F0; F1; F2; F3", "Go today."] == [first(triage)[-1] for triage in lists]


def test_it_says_that_questions_are_open():
    """While it is not settled, that is said."""
    assert ["LEVEL self_care", "Not settled."] == first(attrs.evolve(SELF_CARE, settled=False))


# The sections.


def test_conflicts():
    """Answers that contradict one another are told."""
    conflict = Conflict(present="chills", absent="fever", text="Both cannot be.")
    assert ["", "CONFLICTS", "- Both cannot be."] == printed(conflicts=(conflict,))


def candidate(label, standing=Standing.POSSIBLE, *, given=False, for_=(), kind=None):
    """Return a candidate with that label."""
    return Candidate(
        condition=label.lower(),
        label=label,
        standing=standing,
        given=given,
        decided_by=None,
        for_=for_,
        against=(),
        ask=(),
        sources=(),
        kind=kind,
    )


@pytest.mark.parametrize(
    ("urgency", "shown"),
    [
        (Urgency.SAME_DAY, ["- Infection (possible)", "- Tear (diagnosed)"]),
        (Urgency.ROUTINE, ["- Strain (likely)", "- Infection (possible)", "- Tear (diagnosed)"]),
    ],
)
def test_candidates_that_only_mislead(urgency, shown):
    """Beside a reason to go at once what is harmless is not told, unless it was diagnosed or there is nothing else."""
    strain = candidate("Strain", Standing.LIKELY, kind=ConditionKind.SYNDROME)
    infection = candidate("Infection", kind=ConditionKind.SERIOUS)
    tear = candidate("Tear", given=True, kind=ConditionKind.TISSUE_SOURCE)
    hurried = attrs.evolve(NOTHING, triage=attrs.evolve(SELF_CARE, urgency=urgency))
    lines = report(attrs.evolve(hurried, candidates=(strain, infection, tear))).split("\n")
    assert shown == [line for line in lines if line.startswith("- ")]
    assert "- Strain (likely)" in report(attrs.evolve(hurried, candidates=(strain,)))


def test_candidates_show_standing_and_reasons():
    """Each candidate says how it stands and what speaks for it."""
    evidence = (Evidence(facts=(fact("Stiff back"),), points=1), Evidence(facts=(fact("Age", 34),), points=1))
    found = (candidate("Strain", Standing.LIKELY, for_=evidence), candidate("Sprain", Standing.LIKELY, given=True))
    assert ["", "CANDIDATES", "- Strain (likely): stiff back; age = 34", "- Sprain (diagnosed)"] == printed(
        candidates=found
    )


def test_unlikely_candidates_are_not_shown():
    """What is unlikely would only frighten."""
    assert [] == printed(candidates=(candidate("Tumour", Standing.UNLIKELY),))


def test_four_candidates_at_most():
    """More would read as a list of fears."""
    shown = printed(candidates=tuple(candidate(f"C{number}") for number in range(6)))
    assert [f"- C{number} (possible)" for number in range(4)] == shown[2:]


def test_four_pieces_of_evidence_at_most():
    """The strongest evidence is reason enough."""
    evidence = tuple(Evidence(facts=(fact(f"F{number}"),), points=1) for number in range(6))
    assert "- C (possible): F0; F1; F2; F3" == printed(candidates=(candidate("C", for_=evidence),))[-1]


def item(label, verdict, *, dose=None, cautions=(), not_if=()):
    """Return a plan item with that label."""
    return PlanItem(
        item=label.lower(),
        kind="treatment",
        label=label,
        verdict=verdict,
        dose=dose,
        reasons=(Reason(text=f"reason for {label}"),),
        cautions=cautions,
        not_if=not_if,
        ask=(),
        recommended_by=(),
        advised_against_by=(),
        sources=(),
    )


def planned(*items, said=(), today=(), session=None):
    """Return the lines of a report with a plan."""
    return printed(plan=Plan(items=items, for_every_item=said, today=today, session=session))


def test_what_holds_for_every_item_comes_first():
    """The plan opens with what holds for all of it."""
    lines = planned(item("Heat", PlanVerdict.RECOMMENDED), said=("Mind.",), today=("heat",))
    assert ["", "EVERY ITEM", "- Mind.", "", "TODAY", "- Heat."] == lines


def test_what_is_for_today_tells_dose_cautions_and_not_if():
    """What helps is told with all that belongs to it."""
    heat = item(
        "Heat",
        PlanVerdict.RECOMMENDED,
        dose="twice a day.",
        cautions=("Slowly.", "Mind"),
        not_if=("it burns", "it is dark"),
    )
    assert ["- Heat. Twice a day. Slowly. Mind. Not if it burns; or it is dark."] == planned(heat, today=("heat",))[2:]


def test_a_programme_stands_alone():
    """A programme is told with all that belongs to it."""
    lines = planned(item("Hills", PlanVerdict.RECOMMENDED, dose="daily"), session=Session(programme="hills"))
    assert ["", "PROGRAMME", "- Hills. Daily."] == lines


def test_what_forbids_several_exercises_is_said_once():
    """What forbids one exercise stands with it; what forbids several stands once, after them all."""
    one = item("One", PlanVerdict.CONSIDER, not_if=("it burns", "it is dark"))
    two = item("Two", PlanVerdict.CONSIDER, not_if=("it is dark",))
    lines = planned(one, two, session=Session(exercises=("one", "two"), minutes=7))
    assert ["", "SESSION 7", "- One. Not if it burns.", "- Two.", "none if it is dark"] == lines


def test_exercises_without_anything_against_them():
    """Where nothing forbids several, nothing is said after them."""
    lines = planned(item("One", PlanVerdict.CONSIDER), session=Session(exercises=("one",), minutes=2))
    assert ["", "SESSION 2", "- One."] == lines


def test_what_can_be_considered_is_named():
    """What is worth considering stands in one line, to be looked up."""
    lines = planned(item("Heat", PlanVerdict.CONSIDER), item("Cold", PlanVerdict.CONSIDER))
    assert ["", "CONSIDER", "- Heat; Cold. Look them up."] == lines


def test_a_long_list_to_consider_is_cut():
    """After eight names the number of the rest is enough."""
    (line,) = planned(*(item(f"T{number}", PlanVerdict.CONSIDER) for number in range(10)))[2:]
    assert "- T0; T1; T2; T3; T4; T5; T6; T7; and 2 more. Look them up." == line


@pytest.mark.parametrize(
    ("verdict", "heading"),
    [
        (PlanVerdict.ASK_FIRST, "ASK FIRST"),
        (PlanVerdict.NOT_RECOMMENDED, "AVOID"),
        (PlanVerdict.CONTRAINDICATED, "AVOID"),
    ],
)
def test_the_rest_is_named_with_its_reason(verdict, heading):
    """What waits or is to be left alone stands with its first reason."""
    assert ["", heading, "- Heat: reason for Heat"] == planned(item("Heat", verdict))


def test_what_is_forbidden_stands_before_what_is_advised_against():
    """What harms goes before what does not help."""
    lines = planned(item("Rest", PlanVerdict.NOT_RECOMMENDED), item("Run", PlanVerdict.CONTRAINDICATED))
    assert ["- Run: reason for Run", "- Rest: reason for Rest"] == lines[2:]


def test_a_long_list_to_ask_about_is_cut():
    """After six the number of the rest is enough."""
    lines = planned(*(item(f"T{number}", PlanVerdict.ASK_FIRST) for number in range(8)))
    assert ["- T5: reason for T5", "- and 2 more"] == lines[-2:]


def question(text, kind):
    """Return a question with that text."""
    return Question(finding=text.lower(), text=text, kind=kind, why="")


def test_all_hard_stops_are_asked():
    """However many they are; then nothing else is."""
    stops = tuple(question(f"Stop {number}?", QuestionKind.HARD_STOP) for number in range(10))
    shown = printed(questions=(*stops, question("Stiff?", QuestionKind.PLAN)))
    assert ["", "QUESTIONS", *(f"- Stop {number}?" for number in range(10))] == shown


def test_other_questions_fill_up_to_eight():
    """Beside the hard stops there is room for a few more."""
    asked = (
        question("Stop?", QuestionKind.HARD_STOP),
        *(question(f"Flag {number}?", QuestionKind.RED_FLAG) for number in range(9)),
    )
    assert ["- Stop?", *(f"- Flag {number}?" for number in range(7))] == printed(questions=asked)[2:]


def test_the_safety_net():
    """When to come back is told."""
    assert ["", "SAFETY NET", "- If it gets worse."] == printed(safety_net=("If it gets worse.",))


def test_what_an_application_allowed_is_said_last():
    """Whoever reads it sees that parts of the core were replaced."""
    knowledge = attrs.evolve(NOTHING.knowledge, allowed=("fever", "rest"))
    assert "allowed fever, rest" == report(attrs.evolve(NOTHING, knowledge=knowledge)).split("\n")[-1]


def test_long_lines_are_wrapped():
    """No line is longer than a page, and the rest of an entry is set in."""
    lines = printed(safety_net=("word " * 40,))
    assert (True, "  word") == (all(len(line) <= 96 for line in lines), lines[-1][:6])


# Facts in words.


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([fact("Night pain")], "night pain"),
        ([fact("Night pain", value=False)], "no night pain"),
        ([fact("Night pain", None)], "night pain?"),
        ([fact("MRI done")], "MRI done"),
        ([fact("Age", 34)], "age = 34"),
        ([fact("Age", 0.5)], "age = 0.5"),
        ([fact("Side", "left_leg")], "side = left leg"),
        ([fact("Fever"), fact("Pain"), fact("Fever")], "fever; pain"),
        ([], ""),
    ],
)
def test_facts_in_words(given, expected):
    """Facts stand as present, absent, unknown or with their value, each once."""
    assert expected == facts_in_words(given, WORDS)
