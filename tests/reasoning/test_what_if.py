from __future__ import annotations

import itertools

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import backpain_kb as bp
from backpain_kb.model.terms import FrozenDict
from backpain_kb.model.what_if import Effect, WhatIf
from backpain_kb.testing import strategies

KB = bp.load()
STOPS = [finding.id for finding in KB.findings.values() if finding.hard_stop]
ORDINARY = KB.presentation(present=["pain_low_back"], absent=STOPS, age_years=34, pain_duration_days=4)
WORLD = """
[finding.a]
[finding.b]
[finding.c]
[finding.n]
type = "number"
unit = "days"
min = 0
max = 30
[finding.side]
type = "category"
values = ["left", "right"]
[rule.two]
when = "a and b"
urgency = "same_day"
[rule.long]
when = "n >= 14 and c"
urgency = "soon"
[rule.left]
when = "side == 'left'"
urgency = "routine"
"""


def changed(who, would_be):
    """Return the assessment with the changes of one finding."""
    facts = {**who.facts, **{change.finding: change.after for change in would_be.changes}}
    return KB.assess(attrs.evolve(who, facts=FrozenDict(dict(sorted(facts.items())))))


@pytest.mark.parametrize(
    "who",
    [
        ORDINARY,
        KB.presentation(present=["pain_low_back", "fever"], absent=[id_ for id_ in STOPS if id_ != "fever"]),
        KB.presentation(present=["pain_low_back", "worse_extension", "worse_running"], absent=STOPS, age_years=61),
        KB.presentation(),
    ],
    ids=["ordinary", "fever", "older", "nothing"],
)
def test_each_change_does_what_it_says_and_no_less_does(who):
    """Applied, the changes of each finding have the effect; a part of them has not."""
    now, found = KB.assess(who), KB.what_if(who)
    for each in found.found:
        then = changed(who, each)
        if each.effect is Effect.MORE_URGENT:
            assert then.triage.urgency > now.triage.urgency
        elif each.effect is Effect.LESS_URGENT:
            assert then.triage.urgency < now.triage.urgency
        elif each.effect is Effect.UNLOCKED:
            assert each.item in {item.item for item in (*then.plan.recommended, *then.plan.consider)}
        else:
            assert each.item == then.candidates[0].condition != now.candidates[0].condition
        assert each.urgency is then.triage.urgency
        for size in range(1, len(each.changes)):
            for part in itertools.combinations(each.changes, size):
                less = changed(who, attrs.evolve(each, changes=part)).triage.urgency
                assert less <= now.triage.urgency if each.effect is Effect.MORE_URGENT else less >= now.triage.urgency


def test_an_emergency_cannot_become_graver():
    """Nothing is above an emergency; what would lower it is a fact that made it one."""
    found = KB.what_if(KB.presentation(present=["saddle_numbness", "pain_low_back"]))
    assert () == found.of(Effect.MORE_URGENT)
    assert {"saddle_numbness"} >= {c.finding for each in found.of(Effect.LESS_URGENT) for c in each.changes} - set(
        STOPS
    )


def test_a_step_that_needs_two_facts_names_two(small):
    """Where no single fact raises the urgency, two are named; numbers are those beside a threshold."""
    kb = small(WORLD)
    found = kb.what_if(kb.presentation(present=["pain"], side="right"))
    raising = found.of(Effect.MORE_URGENT)
    assert ["routine"] == [each.urgency.value for each in raising]
    found = kb.what_if(kb.presentation(present=["pain"], side="left"))
    sets = {tuple((c.finding, c.before, c.after) for c in each.changes) for each in found.of(Effect.MORE_URGENT)}
    assert (("a", None, True), ("b", None, True)) in sets
    assert (("n", None, 14), ("c", None, True)) in sets or (("c", None, True), ("n", None, 14)) in sets
    assert {"A", "B", "C", "N", "Side"} >= {c.label for each in found.found for c in each.changes}
    assert [(("side", "left", "right"),)] == [
        tuple((c.finding, c.before, c.after) for c in each.changes) for each in found.of(Effect.LESS_URGENT)
    ]


@pytest.mark.parametrize(("when", "number"), [("n < 14", 13), ("n <= 14", 13), ("n > 14", 15), ("n >= 14", 14)])
def test_numbers_are_those_beside_a_threshold(small, when, number):
    """A number is tried just below a threshold, at it, and just above."""
    kb = small(WORLD + f'[rule.near]\nwhen = "a and {when}"\nurgency = "emergency"\n')
    found = kb.what_if(kb.presentation(present=["pain", "a"], absent=["b", "c"], side="right"))
    sets = [tuple((c.finding, c.after) for c in each.changes) for each in found.of(Effect.MORE_URGENT)]
    assert (("n", number),) in sets


def test_it_is_the_same_every_time():
    """The same person gives the same findings, in the same order."""
    assert KB.what_if(ORDINARY) == KB.what_if(ORDINARY)


def test_it_reads_as_text():
    """Each effect has a heading and its lines."""
    text = str(KB.what_if(ORDINARY))
    assert text.startswith("More urgent\n- With ")
    assert "{" not in text


def test_nothing_to_change_is_said():
    """Where nothing was found that is said."""
    nothing = WhatIf(presentation=ORDINARY, urgency=bp.Urgency.SELF_CARE, found=(), words=KB.assess(ORDINARY).words)
    assert "No one or two answers would change this." == str(nothing)


@settings(max_examples=max(5, settings().max_examples // 20), suppress_health_check=list(HealthCheck), deadline=None)
@given(strategies.presentations(KB))
def test_of_everybody_each_change_is_true_and_none_is_idle(who):
    """For any person each change is a fact that was not so, gives the urgency that is named, and cannot be left out."""
    now = KB.triage(who).urgency
    for would_be in KB.what_if(who).found:
        assert all(change.before != change.after for change in would_be.changes)
        assert would_be.urgency is changed(who, would_be).triage.urgency
        if would_be.effect in {Effect.MORE_URGENT, Effect.LESS_URGENT}:
            raised = would_be.effect is Effect.MORE_URGENT
            assert raised == (would_be.urgency > now)
            for left_out in would_be.changes if len(would_be.changes) > 1 else ():
                fewer = attrs.evolve(would_be, changes=tuple(c for c in would_be.changes if c is not left_out))
                alone = changed(who, fewer).triage.urgency
                assert alone <= now if raised else alone >= now
