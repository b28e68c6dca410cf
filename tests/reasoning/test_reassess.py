import pytest

from backpain_kb import PresentationError, UnknownIdError

WORLD = """
    [finding.score]
    max = 10
    [finding.days]
    max = 1000
    [finding.flag]
    hard_stop = true
    [finding.warning]
    asked_when = "pain"
    [finding.brittle]
    [finding.seen]
    [finding.pill]
    [finding.sign]
    known_by = "clinician"
    [measure.m_score]
    finding = "score"
    better = "lower"
    least = 2
    main = true
    [measure.m_days]
    finding = "days"
    better = "elapsed"
    [rule.now]
    when = "flag"
    urgency = "emergency"
    [rule.today]
    when = "pill and brittle"
    urgency = "same_day"
    [rule.later]
    when = "warning"
    urgency = "soon"
    [rule.look]
    when = "sign"
    urgency = "routine"
    [rule.maybe]
    when = "pain and possibly(pill)"
    urgency = "routine"
    [treatment.run]
    contraindication = [{ when = "brittle" }]
    reassess_days = { min = 7, max = 14 }
    [treatment.walk]
    [review.r_better]
    step = "progress"
    trend = ["better"]
    [review.r_worse]
    step = "step_back"
    trend = ["worse"]
    [review.r_score]
    step = "stop"
    when = "score >= 9"
    new = true
    [review.r_urgent]
    step = "see_someone"
    was = ["same_day", "emergency"]
    unless = "seen"
    [review.r_soon]
    step = "hold"
    was = ["soon"]
    [review.r_days]
    step = "see_someone"
    trend = ["same"]
    when = "days >= 42"
"""
CALM = {"present": ["pain"], "absent": ["flag", "warning", "brittle", "pill"]}


@pytest.fixture(scope="module")
def kb(small):
    """Return the small world of this file."""
    return small(WORLD)


@pytest.fixture
def again(kb):
    """Return the reassessment of a calm person, with what is different before and now."""

    def run(before, now, **given):
        return kb.reassess(kb.presentation(**(CALM | before)), kb.presentation(**(CALM | now)), **given)

    return run


def said(answer):
    """Return step and rule or first words of each advice."""
    return [(advice.step.value, advice.rule or advice.text.split(".")[0]) for advice in answer.advice]


def test_better_may_do_more(again):
    """Whoever is better, with nothing in the way, may do more."""
    answer = again({"score": 6}, {"score": 3})
    assert ("better", "progress", [("progress", "r_better")]) == (answer.trend.value, answer.step.value, said(answer))


def test_nothing_said_is_hold(again):
    """Where no advice fits, stay."""
    answer = again({"score": 6}, {"score": 6})
    assert ("same", "hold", []) == (answer.trend.value, answer.step.value, said(answer))


def test_the_same_facts_change_nothing(again):
    """Of the same facts twice, nothing has changed."""
    answer = again({"score": 6, "days": 3}, {"score": 6, "days": 3})
    changed = (answer.changes, answer.candidates, answer.plan, answer.carried, answer.red_flags, answer.gone)
    assert ((),) * 6 == changed
    assert answer.previous == answer.now


def test_an_assessment_counts_as_what_was_known(kb):
    """The assessment of last time is as good as its presentation."""
    before, now = kb.presentation(**CALM, score=6), kb.presentation(**CALM, score=3)
    assert kb.reassess(before, now) == kb.reassess(kb.assess(before), now)


def test_what_is_no_presentation_is_refused(kb):
    """Something else in place of what was known is refused."""
    with pytest.raises(PresentationError, match="a Presentation is wanted"):
        kb.reassess({"score": 3}, kb.presentation())
    with pytest.raises(UnknownIdError, match="no guideline 'nobody'"):
        kb.reassess(kb.presentation(), kb.presentation(), guidelines=["nobody"])


def test_new_holds_only_where_it_was_not_so(again):
    """A review about what is new says nothing of what was there last time."""
    assert [("stop", "r_score")] == said(again({"score": 3}, {"score": 9}))
    assert [("stop", "r_score")] == said(again({}, {"score": 9}))
    assert [] == said(again({"score": 9}, {"score": 9}))


def test_whoever_is_to_stop_does_not_stay_at_a_step(small):
    """Beside a sign to stop there is no word on how to go on, but what is carried is told."""
    kb = small(WORLD + '[review.r_stay]\nstep = "hold"\nwhen = "score >= 5"')
    before = kb.presentation(**CALM | {"present": ["pain", "brittle"], "absent": ["flag", "warning", "pill"]}, score=3)
    now = kb.presentation(present=["pain"], absent=["flag", "warning", "pill"], score=9)
    assert [
        ("stop", "r_score"),
        ("hold", "You told us of this last time, and not whether it is still so"),
    ] == said(kb.reassess(before, now))


def test_one_pace_at_a_time(small):
    """Whoever goes one step back is not told to stay as well, with or without an appointment."""
    kb = small(
        WORLD
        + """
        [review.r_stay]
        step = "hold"
        when = "score >= 5"
        [review.r_back]
        step = "step_back"
        when = "score >= 6"
        """
    )
    before, now = kb.presentation(**CALM, score=6, days=40), kb.presentation(**CALM, score=6, days=41)
    assert [("step_back", "r_back")] == said(kb.reassess(before, now))
    late = kb.reassess(before, kb.presentation(**CALM, score=6, days=42))
    assert [("see_someone", "r_days"), ("step_back", "r_back")] == said(late)


def test_a_time_limit(again):
    """No better after the time that the pack gives: see someone, with the facts behind it."""
    answer = again({"score": 5, "days": 40}, {"score": 5, "days": 42})
    assert [("see_someone", "r_days")] == said(answer)
    assert [("days", 42)] == [(fact.finding, fact.value) for fact in answer.advice[0].facts]


def test_a_treatment_whose_time_is_up(again):
    """What was recommended and has had its time is named when nothing got better, and not before."""
    late = again({"score": 5, "days": 1}, {"score": 5, "days": 15})
    assert ["If you did these, they have had their time and you are not better. Talk about changing them: Run."] == [
        advice.text for advice in late.advice
    ]
    assert [] == said(again({"score": 5, "days": 1}, {"score": 5, "days": 14}))
    assert "progress" == again({"score": 5, "days": 1}, {"score": 1, "days": 30}).step.value


def test_at_an_emergency_nothing_stands_beside_the_action(again):
    """At same-day and above there is one advice: what the leading rule tells."""
    answer = again({"score": 6}, {"score": 2, "present": ["pain", "flag"], "absent": []})
    assert [("stop", "now")] == said(answer)
    assert {"Being seen comes first."} == {change.reason.text for change in answer.plan if change.now is None}


def test_the_action_is_that_of_the_rule(again):
    """What a rule says to whoever comes back is what it tells, with its facts and its sources."""
    (advice,) = again({"score": 6}, {"score": 2, "present": ["pain", "flag"], "absent": []}).advice
    assert ("Told of now.", ["flag"], ("guide",)) == (
        advice.text,
        [fact.finding for fact in advice.facts],
        advice.sources,
    )


def test_treatments_whose_time_is_up_are_told_apart(small):
    """Several treatments that have had their time stand in one sentence."""
    kb = small(WORLD + "[treatment.swim]\nreassess_days = { min = 7, max = 14 }\n")
    before = kb.presentation(**CALM, score=5, days=1)
    (advice,) = kb.reassess(before, kb.presentation(**CALM, score=5, days=15)).advice
    assert advice.text.endswith(": Run; Swim.")


def test_a_new_red_flag_never_lets_anyone_do_more(again):
    """A red flag that came makes it worse, and sends to someone where a rule reads it."""
    answer = again({"score": 6}, {"score": 2, "present": ["pain", "warning"], "absent": ["flag"]})
    assert ("worse", ["warning"]) == (answer.trend.value, [flag.finding for flag in answer.red_flags])
    assert [
        ("see_someone", "later"),
        ("see_someone", "This is new in your answers and can be a warning sign"),
        ("step_back", "r_worse"),
    ] == said(answer)
    assert ["warning"] == [fact.finding for fact in answer.advice[1].facts]


def test_a_red_flag_that_no_rule_acts_on_holds(small):
    """A new red flag without a rule that fires is a reason to stay."""
    kb = small(WORLD.replace('when = "warning"', 'when = "warning and sign"'))
    before = kb.presentation(present=["pain"], absent=["flag", "pill"], score=6)
    now = kb.presentation(present=["pain", "warning"], absent=["flag", "pill"], score=2)
    answer = kb.reassess(before, now)
    assert ("better", "hold") == (answer.trend.value, answer.step.value)


def test_a_red_flag_that_is_not_mentioned_stays(again):
    """What was a red flag last time and is left out now counts, is told, and is asked about first."""
    answer = again({"present": ["pain", "flag"], "absent": []}, {"absent": ["warning", "pill"]})
    assert ("emergency", "unclear", "stop") == (
        answer.triage.urgency.value,
        answer.trend.value,
        answer.step.value,
    )
    assert [("flag", True)] == [(fact.finding, fact.value) for fact in answer.carried]
    assert "flag" not in answer.stated.facts
    assert ("flag", "hard_stop") == (answer.questions[0].finding, answer.questions[0].kind.value)


def test_a_red_flag_that_is_answered_no_is_gone(again):
    """Answered no it is gone, and said so; whoever was told to be seen at once is told once more."""
    answer = again({"score": 6, "present": ["pain", "flag"], "absent": ["pill"]}, {"score": 2})
    assert [("flag", False)] == [(fact.finding, fact.value) for fact in answer.gone]
    assert [("see_someone", "r_urgent")] == said(answer)
    assert [("flag", True)] == [(fact.finding, fact.value) for fact in answer.advice[0].facts]


def test_whoever_was_seen_is_not_sent_again(again):
    """Where the pack says unless, that stands the advice down; unknown does not."""
    before = {"score": 6, "present": ["pain", "flag"], "absent": ["pill"]}
    assert [("progress", "r_better")] == said(again(before, {"score": 2, "present": ["pain", "seen"]}))
    assert [("see_someone", "r_urgent")] == said(again(before, {"score": 2, "absent": [*CALM["absent"], "seen"]}))
    unknown = again(before, {"score": 2})
    assert [("seen", "Your answer may change what to do next.")] == [(q.finding, q.why) for q in unknown.questions]


def test_what_is_as_urgent_as_before_speaks_for_itself(again):
    """Advice about last time is for those to whom it is less urgent now."""
    soon = {"score": 6, "present": ["pain", "warning"], "absent": ["flag", "pill"]}
    assert [("see_someone", "later")] == said(again(soon, soon))


def test_an_appointment_is_kept(again):
    """Whoever was to be seen soon does not do more before that."""
    answer = again({"score": 6, "present": ["pain", "warning"], "absent": ["flag", "pill"]}, {"score": 2})
    assert [("hold", "r_soon")] == said(answer)


def test_caution_is_carried(again):
    """A fact that kept an item back and is not mentioned now keeps it back, and is asked about."""
    absent = ["flag", "warning", "pill"]
    answer = again({"present": ["pain", "brittle"], "absent": absent, "score": 6}, {"absent": absent, "score": 2})
    assert ["brittle"] == [fact.finding for fact in answer.carried]
    assert ["run"] == [item.item for item in answer.now.plan.avoid]
    assert [("hold", "You told us of this last time, and not whether it is still so")] == said(answer)
    assert ("brittle", "plan") == (answer.questions[0].finding, answer.questions[0].kind.value)


def test_a_red_flag_that_is_no_hard_stop_is_asked_as_one(again):
    """What is carried is asked with the weight that it has."""
    answer = again({"present": ["pain", "warning"], "absent": ["flag", "pill"]}, {"absent": ["flag", "pill"]})
    assert ("warning", "red_flag") == (answer.questions[0].finding, answer.questions[0].kind.value)


def test_a_person_is_not_asked_for_a_sign(again):
    """What only an examiner can know is carried, and not asked of a person."""
    answer = again({"present": ["pain", "sign"]}, {})
    assert ["sign"] == [fact.finding for fact in answer.carried]
    assert "sign" not in [question.finding for question in answer.questions]


def test_a_diagnosis_is_carried(small):
    """What a clinician has diagnosed does not go by being left out."""
    kb = small(WORLD + "[condition.strain]")
    before = kb.presentation(**CALM, diagnosed=["strain"])
    answer = kb.reassess(before, kb.presentation(**CALM))
    assert (("strain",), ()) == (answer.now.presentation.diagnosed, answer.stated.diagnosed)


def test_a_more_urgent_appointment(again):
    """A rule that newly asks for an appointment sends to it, and makes the trend worse."""
    answer = again({"score": 6, "absent": [*CALM["absent"], "sign"]}, {"score": 2, "present": ["pain", "sign"]})
    assert ("worse", [("see_someone", "look"), ("step_back", "r_worse")]) == (answer.trend.value, said(answer))


def test_an_appointment_for_want_of_an_answer(kb):
    """A rule that fires only for want of an answer sends nobody anywhere."""
    before = kb.presentation(absent=["pain", "flag"], score=6)
    answer = kb.reassess(before, kb.presentation(present=["pain"], absent=["flag", "warning"], score=2))
    assert ("hold", "maybe") in said(answer)


def test_open_safety_questions_hold(kb):
    """While a hard stop is not answered nobody does more."""
    before, now = (kb.presentation(present=["pain"], absent=["warning", "pill"], score=score) for score in (6, 2))
    assert [("hold", "Some safety questions are still open")] == said(kb.reassess(before, now))


def test_what_would_show_the_trend_is_asked(again):
    """A measure that is left out is asked about."""
    answer = again({"score": 6}, {})
    assert [("score", "It shows whether you are better: you answered it last time.")] == [
        (question.finding, question.why) for question in answer.questions
    ]


def test_what_will_show_the_trend_next_time_is_asked(again):
    """Where no trend can be seen, the main measures are asked for the next time."""
    assert [("score", "With it we can tell next time whether you are better.")] == [
        (question.finding, question.why) for question in again({}, {}).questions
    ]


def test_changes_of_plan_and_candidates(small):
    """Items and conditions that stand otherwise are named with what they were and are."""
    kb = small(
        WORLD
        + """
        [condition.strain]
        feature = [{ when = "score >= 5", effect = "++" }]
        [treatment.heat]
        indication = [{ when = "score >= 5" }]
        """
    )
    before = kb.presentation(**CALM, score=6)
    now = kb.presentation(present=["pain", "brittle"], absent=["flag", "warning", "pill"], score=2)
    answer = kb.reassess(before, now)
    assert [("run", "recommended", "contraindicated", "It harms with run."), ("heat", "recommended", None)] == [
        (change.item, change.before.value, change.now.value, change.reason.text)
        if change.now
        else (change.item, change.before.value, None)
        for change in answer.plan
    ]
    back = kb.reassess(now, before)
    fits = "It fits what you told us."
    assert [("heat", "recommended", fits), ("run", "recommended", fits)] == [
        (change.item, change.now.value, change.reason.text) for change in back.plan
    ]
    assert [("strain", "possible")] == [(each.condition, each.before.value) for each in answer.candidates]


def test_a_condition_that_comes_into_question(small):
    """A condition that was not in question before has no standing before."""
    kb = small(WORLD + '[condition.strain]\nfeature = [{ when = "score >= 5", effect = "++" }]')
    answer = kb.reassess(kb.presentation(), kb.presentation(score=6))
    assert [(None, "possible")] == [(each.before, each.now.value) for each in answer.candidates]
    back = kb.reassess(kb.presentation(score=6), kb.presentation())
    assert [("possible", None)] == [(each.before.value, each.now) for each in back.candidates]
