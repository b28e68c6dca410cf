from __future__ import annotations

import attrs
import pytest

import backpain_kb as bp
from backpain_kb.errors import PresentationError, UnknownIdError
from backpain_kb.model.interview import Purpose
from backpain_kb.reasoning.interview import Interview
from backpain_kb.reasoning.prepared import Prepared

KB = bp.load()
STOPS = [finding.id for finding in KB.findings.values() if finding.hard_stop]


def begun(**facts):
    """Return an interview of somebody whose hard stops are all answered no."""
    return KB.interview(KB.presentation(absent=STOPS, **facts))


def at(purpose, interview):
    """Return *interview* at its first screen for a purpose, everything before it being left open."""
    while interview.question is not None and interview.question.purpose is not purpose:
        interview = interview.dont_know()
    assert interview.question is not None
    return interview


def test_hard_stops_come_first_and_on_one_screen():
    """All hard stops are one screen, with words for ticking none of them."""
    screen = KB.interview().question
    assert (Purpose.HARD_STOP, set(STOPS), True) == (screen.purpose, set(screen.findings), screen.is_ticked)


def test_ticks_are_yes_and_the_rest_is_no():
    """What is ticked is present; what was shown and is not ticked is absent."""
    interview = KB.interview().answer(["fever"])
    assert ({"fever"}, set(STOPS) - {"fever"}) == (
        set(interview.presentation.present),
        set(interview.presentation.absent),
    )


def test_a_mapping_leaves_the_rest_unknown():
    """Of a screen answered with a mapping only what is in it is known, and the rest is not asked again."""
    interview = KB.interview().answer({"fever": False})
    assert {"fever": False} == dict(interview.presentation.facts)
    assert not set(STOPS) & set(interview.question.findings)


def test_what_is_doubtful_is_asked_before_all_else():
    """Red flags that a text left in doubt are the first questions, one by one."""
    screen = KB.interview(ask_first=["saddle_numbness"]).question
    assert (Purpose.DOUBTFUL, ("saddle_numbness",)) == (screen.purpose, screen.findings)


def test_the_opening_comes_after_the_hard_stops():
    """Where it hurts is asked of everybody; what is known by then is left out."""
    screen = begun(pain_low_back=True).question
    assert (Purpose.OPENING, False) == (screen.purpose, "pain_low_back" in screen.findings)


def test_ticks_and_a_form_on_one_screen():
    """Beside ticks there are numbers and choices, with unit and range; what is left out of these stays unknown."""
    interview = begun()
    screen = interview.question
    age = next(each for each in screen.questions if each.finding == "age_years")
    assert ("years", 0, 120, False) == (age.unit, age.min, age.max, "age_years" in screen.ticks)
    facts = interview.answer(["pain_low_back"], age_years=34).presentation.facts
    assert (True, False, 34) == (facts["pain_low_back"], facts["pain_flank"], facts["age_years"])
    assert "sex" not in facts


def test_an_answer_may_settle_that_another_is_not_needed():
    """What the other answers of a screen answer, or make pointless, is not worth asking any more."""
    interview = begun()
    assert "pregnancy_status" in interview.worth_asking({})
    assert "pregnancy_status" in interview.worth_asking({"sex": "female"})
    assert not {"sex", "pregnancy_status"} & set(interview.worth_asking({"sex": "male"}))
    with pytest.raises(PresentationError, match="130"):
        interview.worth_asking({"age_years": 130})


def form():
    """Return an interview at a form without ticks."""
    numbers = ("age_years", "sex", "pain_duration_days")
    opening = attrs.evolve(KB._prepared.guide.opening[0], findings=numbers)
    prepared = Prepared(KB.catalogue)
    prepared.__dict__["guide"] = attrs.evolve(prepared.guide, opening=(opening,))
    return Interview(prepared, KB.presentation(absent=[each.id for each in KB.findings.values() if each.red_flag]))


def test_a_form_is_answered_with_a_mapping():
    """Numbers and choices alone are answered with a mapping."""
    interview = form()
    assert (False, ()) == (interview.question.is_ticked, interview.question.ticks)
    assert 34 == interview.answer({"age_years": 34}).presentation.facts["age_years"]


def test_red_flags_that_are_worth_asking_are_asked():
    """A red flag whose time has come is asked before anything that only helps the plan."""
    interview = at(Purpose.RED_FLAG, begun(pain_low_back=True, age_years=62, pain_severity_now=8))
    assert KB.findings[interview.question.findings[0]].red_flag


def test_at_same_day_only_what_could_be_graver_is_asked():
    """Whoever must be seen today is asked what could make it an emergency, and nothing for the plan."""
    interview = KB.interview(KB.presentation(present=["fever", "pain_low_back"], absent=set(STOPS) - {"fever"}))
    purposes = set()
    while interview.question is not None:
        purposes.add(interview.question.purpose)
        interview = interview.answer([]) if interview.question.is_ticked else interview.dont_know()
    assert purposes <= {Purpose.OPENING, Purpose.RED_FLAG, Purpose.NARROWS}
    assert "someone has to see you" in interview.done


def test_what_graver_rules_wait_for_is_asked_before_the_plan():
    """A fact that is no red flag, and that a graver rule waits for, is asked before what only helps the plan."""
    interview = at(Purpose.NARROWS, begun(pain_low_back=True, age_years=15))
    waits_for = {id_ for rule in interview.assessment.triage.open for id_ in rule.waits_for}
    assert {id_ for id_ in interview.question.findings if not KB.findings[id_].red_flag} & waits_for


def test_the_plan_and_the_candidates_come_last(monkeypatch):
    """Where nothing narrows the urgency any more, the plan is asked for, then what parts the candidates."""
    guide = attrs.evolve(KB._prepared.guide, least_gain=1000, most_answers=30, screen_size=3)
    monkeypatch.setattr(KB._prepared, "guide", guide)
    interview, purposes, sizes = begun(pain_low_back=True, worse_extension=True), [], set()
    while interview.question is not None:
        purposes.append(interview.question.purpose)
        if purposes[-1] in {Purpose.PLAN, Purpose.CANDIDATE}:
            sizes.add(len(interview.question.findings))
        interview = interview.dont_know()
    order = list(Purpose)
    assert purposes == sorted(purposes, key=order.index)
    assert (True, Purpose.CANDIDATE, True) == (Purpose.PLAN in purposes, purposes[-1], max(sizes) <= 4)


def test_one_question_stands_alone_where_screens_hold_one(monkeypatch):
    """A screen of one is no list to tick, and at same day nothing is asked for the plan."""
    guide = attrs.evolve(
        KB._prepared.guide, least_gain=1000, screen_size=1, form_size=1, opening=(), most_urgent_answers=99
    )
    monkeypatch.setattr(KB._prepared, "guide", guide)
    interview = begun(pain_low_back=True, age_years=62, pain_severity_now=8)
    assert (1, False) == (len(interview.question.findings), interview.question.is_ticked)
    urgent = KB.interview(KB.presentation(present=["fever", "pain_low_back"], absent=set(STOPS) - {"fever"}))
    while urgent.question is not None:
        assert urgent.question.purpose is Purpose.RED_FLAG
        urgent = urgent.dont_know()
    assert urgent.assessment.triage.urgency is bp.Urgency.SAME_DAY


def test_nothing_is_asked_that_cannot_change_the_urgency(small):
    """Where no rule could raise it, neither the opening nor a red flag is asked for."""
    interview = small("").interview()
    assert (None, 0) == (interview.question, len(interview.steps))


def test_at_same_day_the_questions_are_few():
    """Whoever must be seen today is not kept by questions: after those for safety there are few."""
    interview = KB.interview(KB.presentation(present=["fever", "pain_low_back"], absent=set(STOPS) - {"fever"}))
    while interview.question is not None:
        if interview.question.purpose is Purpose.NARROWS:
            assert len(interview.steps) < KB._prepared.guide.most_urgent_answers
        interview = interview.dont_know()
    assert interview.assessment.triage.urgency is bp.Urgency.SAME_DAY


def test_a_person_who_keeps_safety_answers_back_is_told():
    """Without answers to the safety questions it is said that the advice stays careful."""
    interview = KB.interview(KB.presentation(present=["pain_low_back"]))
    while interview.question is not None:
        interview = interview.prefer_not_to_say()
    assert "Some safety questions were not answered" in interview.done
    assert all(step.declined for step in interview.steps)


def test_an_interview_may_end_because_nothing_is_left():
    """Where nothing useful is left, it ends before the most answers."""
    interview = begun(pain_low_back=True, age_years=30, pain_duration_days=3)
    while interview.question is not None:
        interview = interview.answer([]) if interview.question.is_ticked else interview.dont_know()
    assert len(interview.steps) <= interview.most_answers
    assert interview.done.startswith(("That is enough", "No more questions"))


def test_back_takes_the_last_answer_back():
    """Going back asks the same again; at the start it changes nothing."""
    first = KB.interview()
    assert (first, first) == (first.answer([]).back(), first.back())
    assert hash(first) == hash(first.answer([]).back())


def test_it_is_over_at_an_emergency():
    """Nothing is asked of whoever needs help now, and no answer is taken."""
    interview = KB.interview(KB.presentation(present=["saddle_numbness"]))
    assert (None, True) == (interview.question, interview.done.startswith("No more questions"))
    with pytest.raises(PresentationError, match="the interview is over: No more questions"):
        interview.answer(True)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("fever", "the answer is the list of those that are ticked, not 'fever'"),
        (True, "the answer is the list of those that are ticked, not True"),
        ({"fever": "yes"}, "fever is present"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(value, message):
    """One clear error says what was asked for; nothing is guessed."""
    with pytest.raises(PresentationError, match=message):
        KB.interview().answer(value)


def test_an_answer_to_something_else_is_refused():
    """Only what was asked can be answered."""
    with pytest.raises(UnknownIdError, match="'fevr'; did you mean 'fever'"):
        KB.interview().answer(["fevr"])


def test_a_form_wants_a_mapping():
    """A form cannot be ticked."""
    interview = form()
    with pytest.raises(PresentationError, match="mapping of each to its value"):
        interview.answer(["age_years"])


def test_a_single_question_takes_its_value():
    """One question is answered with its value, and a wrong one is refused."""
    interview = KB.interview(KB.presentation(absent=STOPS), ask_first=["age_years"])
    assert 34 == interview.answer(34).presentation.facts["age_years"]
    with pytest.raises(PresentationError, match="age_years is a number of years from 0 to 120"):
        interview.answer(200)


def test_it_is_resumed_from_plain_data():
    """What was written down goes on where it stopped."""
    interview = KB.interview(ask_first=["fever"]).answer(False).answer([])
    assert interview == KB.resume(interview.to_dict())
    assert "after 2 answers, asking" in repr(interview)
    assert interview != "interview"


def test_an_interview_that_is_over_says_so():
    """A programmer sees at once that nothing is asked any more."""
    interview = KB.interview()
    while interview.question is not None:
        interview = interview.dont_know()
    assert repr(interview).endswith(" answers, over>")


def test_other_knowledge_is_refused():
    """An interview is not continued with rules that it was not begun with."""
    state = KB.interview().to_dict() | {"knowledge": "0" * 64}
    with pytest.raises(PresentationError, match="begun with other knowledge"):
        KB.resume(state)


@pytest.mark.parametrize("state", [{}, {"knowledge": 1}, {**KB.interview().to_dict(), "steps": [3]}])
def test_what_is_no_state_is_refused(state):
    """Broken data is one clear error."""
    with pytest.raises(PresentationError, match="this is no state of an interview"):
        KB.resume(state)


def test_ask_first_takes_findings():
    """An unknown id is refused with a near miss."""
    with pytest.raises(UnknownIdError, match="saddle_numbness"):
        KB.interview(ask_first=["sadle_numbness"])


def test_without_a_guide_there_is_no_opening(small):
    """A catalogue that says nothing of interviews has no opening of its own."""
    assert () == small("")._prepared.guide.opening
