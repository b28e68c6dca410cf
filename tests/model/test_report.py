import re

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
    Precaution,
    Question,
    QuestionKind,
    Reason,
    Triage,
)
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.report import facts_in_words
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict, Standing

PLACES = {
    "phrase_fact_yes": "{label}",
    "phrase_fact_no": "no {label}",
    "phrase_fact_unknown": "{label} not known",
    "phrase_fact_value": "{label} {value}",
    "phrase_because": "Because: {facts}.",
    "phrase_because_unknown": "Not known: {facts}.",
    "phrase_more": "{n} more",
    "phrase_not_if": "Not if {not_if}",
    "phrase_knowledge": "From {packs}.",
    "phrase_allowed": "Allowed: {ids}.",
}


class Words(FrozenDict):
    """Words that are their own names, but for those with a place for something."""

    def __getitem__(self, key):
        """Return the words for *key*."""
        return PLACES.get(key, key.upper())


WORDS = Words()
FEVER = Fact(finding="fever", label="Fever", value=True)


def facts(*labels, value=None):
    """Return facts with these labels."""
    return tuple(Fact(finding=label.lower(), label=label, value=value) for label in labels)


LEAD = Lead(rule=None, urgency=Urgency.SELF_CARE, within_hours=None, ambulance=False, action="Rest.", tell="Rest.")
QUIET = Assessment(
    presentation=Presentation(),
    triage=Triage(
        urgency=Urgency.SELF_CARE,
        lead=LEAD,
        lower=Urgency.SELF_CARE,
        upper=Urgency.SELF_CARE,
        settled=True,
        fired=(),
        precautions=(),
        open=(),
    ),
    candidates=(),
    plan=Plan(),
    questions=(),
    safety_net=("Come back.",),
    conflicts=(),
    disclaimer="No diagnosis.",
    knowledge=Knowledge(packs=(PackVersion(name="core", version="1", sha256="0123456789abcdef"),), sha256="0"),
    words=WORDS,
)


def lines_of(**changes):
    """Return the text of an answer, line by line."""
    return str(attrs.evolve(QUIET, **changes)).splitlines()


def test_the_shortest_answer():
    """Level, safety net, disclaimer and packs are always there."""
    expected = [
        "LEVEL_SELF_CARE",
        "",
        "HEADING_SAFETY_NET",
        "- Come back.",
        "",
        "No diagnosis.",
        "From core 1 (0123456789ab).",
    ]
    assert expected == lines_of()


RULE = FiredRule(
    rule="fever_now",
    label="Fever",
    urgency=Urgency.EMERGENCY,
    within_hours=0,
    ambulance=True,
    action="Call.",
    tell="Call now.",
    tests=(),
    facts=(FEVER,),
    assumed=facts(*"ABCDEFGHIJ"),
    sources=("guide-2020",),
)
URGENT = Triage(
    urgency=Urgency.EMERGENCY,
    lead=Lead(
        rule="fever_now", urgency=Urgency.EMERGENCY, within_hours=0, ambulance=True, action="Call.", tell="Call now."
    ),
    lower=Urgency.SELF_CARE,
    upper=Urgency.EMERGENCY,
    settled=False,
    fired=(RULE,),
    precautions=(Precaution(rule="fever_now", urgency=Urgency.EMERGENCY, stand_down=("a",)),),
    open=(),
)


def test_what_to_do_comes_first():
    """Ambulance, what to tell, why, what was assumed and whether more may come stand before everything else."""
    expected = [
        "LEVEL_EMERGENCY",
        "",
        "PHRASE_AMBULANCE",
        "Call now.",
        "Because: fever.",
        "Not known: A; B; C; D; E; F; G; H; 2 more.",
        "PHRASE_NOT_SETTLED",
    ]
    assert expected == lines_of(triage=URGENT)[:7]


def test_only_what_there_is_to_say_is_said():
    """Without ambulance, facts or assumptions the lines for them are left out; few assumptions are all named."""
    lead = attrs.evolve(URGENT.lead, ambulance=False)
    bare = attrs.evolve(RULE, facts=(), assumed=())
    few = attrs.evolve(RULE, facts=(), assumed=facts("A", "B"))
    assert ["LEVEL_EMERGENCY", "", "Call now.", ""] == (
        lines_of(triage=attrs.evolve(URGENT, lead=lead, fired=(bare,), settled=True))[:4]
    )
    assert "Not known: A; B." == lines_of(triage=attrs.evolve(URGENT, lead=lead, fired=(few,)))[3]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (FEVER, "fever"),
        (attrs.evolve(FEVER, value=False), "no fever"),
        (attrs.evolve(FEVER, value=None), "fever not known"),
        (attrs.evolve(FEVER, label="MRI finding"), "MRI finding"),
        (Fact(finding="n", label="Age", value=40.0), "age 40"),
        (Fact(finding="n", label="Side of pain", value="left_leg"), "side of pain left leg"),
    ],
)
def test_a_fact_in_words(fact, expected):
    """What is present, absent, unknown or measured is said in the words of the pack."""
    assert expected == facts_in_words([fact, fact], WORDS)


def candidate(label, standing, **changes):
    """Return a candidate."""
    made = Candidate(
        condition=label.lower(),
        label=label,
        standing=standing,
        given=False,
        decided_by=None,
        for_=(Evidence(facts=(FEVER,), points=1),),
        against=(),
        ask=(),
        sources=(),
    )
    return attrs.evolve(made, **changes)


def test_what_it_could_be():
    """The first few likely and possible conditions are named with the facts that speak for them."""
    candidates = (
        candidate("Strain", Standing.LIKELY, given=True),
        candidate("Disc", Standing.LIKELY),
        candidate("Joint", Standing.POSSIBLE, for_=()),
        candidate("Never", Standing.UNLIKELY),
        candidate("Fourth", Standing.POSSIBLE),
        candidate("Fifth", Standing.POSSIBLE),
    )
    expected = [
        "HEADING_CANDIDATES",
        "- Strain (PHRASE_GIVEN): fever",
        "- Disc (STANDING_LIKELY): fever",
        "- Joint (STANDING_POSSIBLE)",
        "- Fourth (STANDING_POSSIBLE): fever",
        "",
    ]
    assert expected == lines_of(candidates=candidates)[2:8]


def item(label, verdict, **changes):
    """Return an item of a plan."""
    made = PlanItem(
        item=label.lower(),
        kind="treatment",
        label=label,
        verdict=verdict,
        dose=None,
        reasons=(Reason(text="a reason"),),
        cautions=(),
        not_if=(),
        ask=(),
        recommended_by=(),
        advised_against_by=(),
        sources=(),
    )
    return attrs.evolve(made, **changes)


FULL = Plan(
    items=(
        item("Walking", PlanVerdict.RECOMMENDED, dose="ten minutes.", cautions=("Begin slowly.",), not_if=("a", "b")),
        item("Heat", PlanVerdict.RECOMMENDED),
        *(item(f"Maybe{n}", PlanVerdict.CONSIDER) for n in range(10)),
        *(item(f"Ask{n}", PlanVerdict.ASK_FIRST) for n in range(8)),
        item("Rest", PlanVerdict.NOT_RECOMMENDED),
        item("Running", PlanVerdict.CONTRAINDICATED),
    ),
    for_every_item=("Stop when it gets worse.",),
)


def test_the_plan_is_said_in_order():
    """What holds for all, what is recommended with its dose, what to consider, to ask about, to leave alone."""
    text = "\n".join(lines_of(plan=FULL))
    order = [text.index(f"HEADING_{name}") for name in ("EVERY_ITEM", "RECOMMENDED", "CONSIDER", "ASK_FIRST", "AVOID")]
    assert sorted(order) == order
    assert "- Heat." in text
    assert "Not if a; or b." in text
    assert "Ask5: a reason" in text
    assert "Ask6" not in text
    assert text.index("Running: a reason") < text.index("Rest: a reason")


def test_a_plan_may_have_only_part_of_it():
    """A heading without items is left out."""
    text = "\n".join(lines_of(plan=Plan(items=(item("Heat", PlanVerdict.RECOMMENDED),))))
    assert ["HEADING_RECOMMENDED", "HEADING_SAFETY_NET"] == re.findall("HEADING_[A-Z_]+", text)


def test_the_parts_of_a_plan():
    """A plan can be asked for each verdict; what to avoid holds both of the last two."""
    assert (["Walking", "Heat"], 10, 8, ["Rest", "Running"]) == (
        [found.label for found in FULL.recommended],
        len(FULL.consider),
        len(FULL.ask_first),
        [found.label for found in FULL.avoid],
    )


def test_questions_conflicts_and_leave():
    """All hard stops are asked and the first of the rest; contradictions and what was allowed are said."""
    stops = [Question(finding=f"s{n}", text=f"Stop{n}?", kind=QuestionKind.HARD_STOP, why="x") for n in range(3)]
    rest = [Question(finding=f"q{n}", text=f"Rest{n}?", kind=QuestionKind.PLAN, why="x") for n in range(9)]
    text = "\n".join(
        lines_of(
            questions=(*rest, *stops),
            conflicts=(Conflict(present="a", absent="b", text="a and not b"),),
            knowledge=attrs.evolve(QUIET.knowledge, allowed=("fever",)),
        )
    )
    assert ["Stop0", "Stop1", "Stop2", "Rest0", "Rest1", "Rest2", "Rest3", "Rest4"] == re.findall(r"- (\w+)\?", text)
    assert "- a and not b" in text
    assert text.endswith("Allowed: fever.")


def test_ids_of_rules():
    """What fired and what leads can be asked for its id like any entity."""
    assert ("fever_now", "fever_now", None) == (RULE.id, URGENT.lead.id, LEAD.id)
