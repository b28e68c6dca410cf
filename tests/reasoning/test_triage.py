import pytest

from backpain_kb import Urgency
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.triage import screen

# One finding for each rule; what differs is the level, the ambulance, the hours and the id.
LEADING = """
    [finding.a]
    [rule.routine]
    when = "a"
    urgency = "routine"
    [rule.soon]
    when = "a"
    urgency = "soon"
    [rule.same_day]
    when = "a"
    urgency = "same_day"
    [rule.go_later]
    when = "a"
    urgency = "same_day"
    within_hours = 12
    [rule.emergency_b]
    when = "a"
    urgency = "emergency"
    [rule.emergency_a]
    when = "a"
    urgency = "emergency"
    [rule.emergency_z]
    when = "a"
    urgency = "emergency"
    ambulance = true
"""


def triage_of(kb, *present, absent=(), asker="person", **values):
    """Return the triage of these facts."""
    return kb.triage(kb.presentation(present=present, absent=absent, asker=asker, **values))


def levels(triage):
    """Return lower, urgency and upper as words."""
    return triage.lower.value, triage.urgency.value, triage.upper.value


def test_rules_fire_in_leading_order(small):
    """The gravest level stands first, then the ambulance, then the fewest hours, then the id."""
    fired = [rule.id for rule in triage_of(small(LEADING), "a").fired]
    assert ["emergency_z", "emergency_a", "emergency_b", "go_later", "same_day", "soon", "routine"] == fired


def test_the_lead_is_the_first_rule(small):
    """The lead takes action, words, hours, ambulance, tests and sources of the leading rule."""
    lead = triage_of(small(LEADING), "a").lead
    expected = (
        "emergency_z",
        Urgency.EMERGENCY,
        0,
        True,
        "Act on emergency_z.",
        "Told of emergency_z.",
        (),
        ("guide",),
    )
    assert expected == (
        lead.id,
        lead.urgency,
        lead.within_hours,
        lead.ambulance,
        lead.action,
        lead.tell,
        lead.tests,
        lead.sources,
    )


def test_without_a_rule_the_lead_is_self_care(small):
    """Where no rule fires the words of the lowest level lead."""
    kb = small(LEADING)
    lead = triage_of(kb, absent=["a"]).lead
    text = kb.catalogue.of_kind("message")["level_self_care"].text
    assert (None, Urgency.SELF_CARE, None, False, text, text) == (
        lead.id,
        lead.urgency,
        lead.within_hours,
        lead.ambulance,
        lead.action,
        lead.tell,
    )


def test_without_rules_everything_is_self_care(small):
    """A world without rules knows no urgency."""
    assert ("self_care", "self_care", "self_care") == levels(triage_of(small("")))


BOUNDS = """
    [finding.a]
    [finding.b]
    [finding.c]
    [rule.certain]
    when = "a"
    urgency = "routine"
    [rule.careful]
    when = "a and possibly(b)"
    urgency = "soon"
    [rule.perhaps]
    when = "c"
    urgency = "emergency"
"""


def test_the_bounds_hold_the_urgency(small):
    """Lower is what is certain, urgency takes precautions, upper is what could come."""
    assert ("routine", "soon", "emergency") == levels(triage_of(small(BOUNDS), "a"))


def test_answers_narrow_the_bounds(small):
    """With everything answered, the three levels are one."""
    assert ("routine", "routine", "routine") == levels(triage_of(small(BOUNDS), "a", absent=["b", "c"]))


def test_upper_is_the_acting_rule_where_nothing_graver_is_open(small):
    """A rule that fires as a precaution counts for the upper bound."""
    assert ("routine", "soon", "soon") == levels(triage_of(small(BOUNDS), "a", absent=["c"]))


def test_a_precaution_says_what_would_stand_it_down(small):
    """A rule that fired for an unknown names the finding to answer."""
    (precaution,) = triage_of(small(BOUNDS), "a").precautions
    assert ("careful", Urgency.SOON, ("b",)) == (precaution.rule, precaution.urgency, precaution.stand_down)


def test_a_precaution_shows_facts_and_unknowns_apart(small):
    """Of a rule that fired as a precaution one sees what is known and what was assumed."""
    first = triage_of(small(BOUNDS), "a").fired[0]
    found = [[(fact.finding, fact.value) for fact in facts] for facts in (first.facts, first.assumed)]
    assert [[("a", True)], [("b", None)]] == found


def test_a_rule_that_is_true_anyway_is_no_precaution(small):
    """Once the finding is answered yes, nothing is assumed."""
    assert () == triage_of(small(BOUNDS), "a", "b").precautions


def test_an_open_rule_names_what_it_waits_for(small):
    """A rule that could still fire lists its unknown findings, definitions looked through."""
    kb = small("""
        [finding.a]
        [finding.b]
        [finding.age_years]
        max = 110
        [definition.old]
        when = "age_years >= 60"
        [rule.r]
        when = "a and b and old"
    """)
    (rule,) = triage_of(kb, "a").open
    assert ("r", Urgency.SOON, ("b", "age_years")) == (rule.rule, rule.urgency, rule.waits_for)


def test_a_rule_that_cannot_fire_is_not_open(small):
    """One absent part closes a rule."""
    assert ["careful", "certain"] == [rule.rule for rule in triage_of(small(BOUNDS), absent=["c"]).open]


CONTRADICTED = """
    [finding.fever]
    hard_stop = true
    [finding.chills]
    asked_when = "pain"
    implies = ["fever"]
    [finding.tired]
    [rule.ill]
    when = "fever"
    urgency = "same_day"
    [rule.tired_and_ill]
    when = "fever and tired"
    urgency = "emergency"
"""


def test_a_contradicted_red_flag_counts_for_the_urgency_and_not_for_the_bounds(small):
    """Yes to chills and no to fever: act on the fever, but call it neither certain nor closed."""
    triage = triage_of(small(CONTRADICTED), "chills", absent=["fever", "tired"])
    assert ("self_care", "same_day", "same_day") == levels(triage)


def test_a_contradicted_red_flag_shows_as_present_in_the_rule_that_it_fires(small):
    """The facts of the rule are those that it was judged by."""
    fired = triage_of(small(CONTRADICTED), "chills", absent=["fever"]).fired
    assert [("ill", [("fever", True)])] == [(rule.id, [(f.finding, f.value) for f in rule.facts]) for rule in fired]


def test_a_rule_that_fires_for_a_contradicted_red_flag_is_not_open(small):
    """What acts already does not wait as well; what else is open still does."""
    assert [("tired_and_ill", ("fever", "tired"))] == [
        (rule.rule, rule.waits_for) for rule in triage_of(small(CONTRADICTED), "chills", absent=["fever"]).open
    ]


SETTLED = """
    [finding.hard]
    hard_stop = true
    [finding.flag]
    asked_when = "pain"
    [finding.sign]
    asked_when = "pain"
    known_by = "clinician"
    [rule.on_hard]
    when = "hard"
    urgency = "emergency"
    [rule.on_flag]
    when = "flag or sign"
    urgency = "same_day"
"""


def test_an_unanswered_hard_stop_leaves_it_unsettled(small):
    """A hard stop is always worth asking."""
    assert False is triage_of(small(SETTLED)).settled


def test_an_answered_hard_stop_settles_it(small):
    """Where nothing speaks for asking the red flag, the hard stop alone decides."""
    assert True is triage_of(small(SETTLED), absent=["hard"]).settled


def test_a_red_flag_worth_asking_leaves_it_unsettled(small):
    """Pain makes the red flag worth asking."""
    assert False is triage_of(small(SETTLED), "pain", absent=["hard"]).settled


def test_an_examiners_sign_does_not_hold_up_a_person(small):
    """A person is not kept waiting for what only an examiner can see."""
    assert True is triage_of(small(SETTLED), "pain", absent=["hard", "flag"]).settled


def test_an_examiners_sign_can_hold_up_a_clinician(small):
    """A clinician can look for the sign, so it counts."""
    assert False is triage_of(small(SETTLED), "pain", absent=["hard", "flag"], asker="clinician").settled


def test_it_is_settled_when_no_answer_can_raise_it_further(small):
    """At the highest level open red flags change nothing."""
    assert True is triage_of(small(SETTLED), "pain", "hard").settled


def test_a_precaution_that_an_answer_would_lower_leaves_it_unsettled(small):
    """Where no would lower the urgency, the question still matters."""
    kb = small("""
        [finding.hard]
        hard_stop = true
        [rule.until_asked]
        when = "possibly(hard)"
        urgency = "routine"
    """)
    assert False is triage_of(kb).settled


def test_a_no_that_changes_nothing_leaves_it_settled(small):
    """Where a rule acts as a precaution, and would whatever the flags are, their answers change nothing."""
    kb = small("""
        [finding.hard]
        hard_stop = true
        [finding.drug]
        [rule.careful]
        when = "pain and possibly(drug)"
        urgency = "soon"
        [rule.on_hard]
        when = "hard and pain"
        urgency = "soon"
    """)
    triage = triage_of(kb, "pain")
    assert ("self_care", "soon", "soon", True) == (
        triage.lower.value,
        triage.urgency.value,
        triage.upper.value,
        triage.settled,
    )


@pytest.mark.parametrize(("absent", "expected"), [((), False), (("hard",), True)])
def test_the_least_level_without_any_rule_is_self_care(small, absent, expected):
    """Where the answer no leaves no rule, the urgency falls to self-care."""
    kb = small("""
        [finding.hard]
        hard_stop = true
        [rule.until_asked]
        when = "possibly(hard)"
        urgency = "routine"
    """)
    assert expected is triage_of(kb, absent=absent).settled


@pytest.mark.parametrize("given", [{"present": ["chills"]}, {"present": ["chills"], "absent": ["fever"]}])
def test_the_screen_alone_says_the_same_and_nothing_of_open_rules(small, given):
    """Whoever wants only the levels and the rules gets them sooner."""
    kb = small(CONTRADICTED)
    who = kb.presentation(**given)
    triage, alone = kb.triage(who), screen(Facts(kb._prepared, who))
    assert (levels(triage), [rule.id for rule in triage.fired], ()) == (
        levels(alone),
        [rule.id for rule in alone.fired],
        alone.open,
    )


def test_a_diagnosis_brings_what_it_implies(small):
    """What a diagnosed condition implies is present, and rules read it."""
    kb = small("""
        [finding.serious]
        [condition.infection]
        implies = ["serious"]
        [rule.known]
        when = "serious"
        urgency = "soon"
    """)
    without, given = (kb.triage(kb.presentation(diagnosed=ids)) for ids in ([], ["infection"]))
    assert ([], ["known"]) == ([rule.id for rule in without.fired], [rule.id for rule in given.fired])
