"""What a reassessment and a schedule say as text; the words are those of the core pack."""

import datetime as dt
import re

import attrs
import pytest

from backpain_kb import load

KB = load()
STOPS = [finding.id for finding in KB.findings.values() if finding.hard_stop]
START = dt.date(2026, 12, 1)
GOOD = {"pain_during_exercise": 1, "pain_not_settled_next_morning": False}


def who(*present, absent=STOPS, **values):
    """Return a calm runner with a sore back."""
    ids = ["pain_low_back", "runs_regularly", *present]
    return KB.presentation(present=ids, absent=[id_ for id_ in absent if id_ not in present], age_years=34, **values)


def text(answer):
    """Return what is printed, on one line."""
    return re.sub(r"\s+", " ", str(answer))


def headings(answer):
    """Return the lines that are no item, no continuation and no full sentence."""
    return [line for line in str(answer).splitlines() if line and line[0] not in "- " and not line.endswith(".")]


def test_better():
    """Whoever is better reads it, what changed, and what next."""
    said = text(KB.reassess(who(pain_severity_now=6), who(pain_severity_now=3)))
    assert (
        "Going by what you told us both times, you are better. Next: do a little more - You may do a little more"
        in said
    )
    assert "What changed - Pain now, 0 to 10: was 6, is 3" in said
    assert said.endswith(")")


def test_worse_with_a_plan_that_changes():
    """What is now to be left alone, now possible and no longer there stands under its own heading, cut to size."""
    before = who("worse_sitting", pain_severity_now=3, pain_duration_days=3)
    now = who("worse_extension", pain_severity_now=6, pain_duration_days=10, pregnancy_status="pregnant")
    answer = KB.reassess(before, now)
    shown = [
        "Next: one step back",
        "What changed",
        "Now to be left alone, or asked about first",
        "Now possible",
        "No longer in your plan",
    ]
    assert shown == [line for line in headings(answer) if line in shown]
    assert "and 4 more Now possible" in text(answer)
    assert "Worse bending backwards: was not known, is yes" in text(answer)
    assert "Worse with sitting: was yes, is not known" in text(answer)


def test_many_changes_are_cut():
    """More changes than anyone reads are counted."""
    many = [finding.id for finding in KB.findings.values() if finding.group == "ability"][:10]
    assert "and 2 more Now possible" in text(KB.reassess(who(), who(*many)))


def test_a_step_says_more_than_a_level():
    """Where the step is to be seen, no level stands before it that says that nothing needs an appointment."""
    before, now = who("pain_below_knee", pain_severity_now=6), who("pain_below_knee", "leg_numbness")
    said = text(KB.reassess(before, now))
    assert said.startswith("We cannot yet say")
    assert "Next: stop and be seen - Numbness, lasting tingling or weakness" in said
    assert "You can begin by yourself" not in said
    assert "Some safety questions are still open." in said
    assert "Now possible" not in said


def test_a_warning_sign_that_is_gone():
    """What was a warning sign and is answered no is said."""
    answer = KB.reassess(who("saddle_numbness"), who())
    assert "Warning signs from last time that you now answer no - saddle numbness" in text(answer)
    assert "saddle numbness: was yes, is no" in text(answer).lower()


def test_an_emergency_that_is_carried():
    """At an emergency there is the action, what is taken as still so, and what to ask; no plan and no trend."""
    answer = KB.reassess(who("saddle_numbness"), KB.presentation(present=["pain_low_back"]))
    said = text(answer)
    assert "Until we know, we take it that it is. - saddle numbness Please answer next" in said
    assert "both times" not in said
    assert "Next:" not in said


def test_an_emergency_now():
    """Nothing of the comparison stands beside the action."""
    said = text(KB.reassess(who(), who("saddle_numbness")))
    assert said.startswith("Emergency: get help now.")
    assert "What changed" not in said


def test_a_schedule():
    """A schedule shows the sessions, what is done once for each stage, and how to move on."""
    said = text(KB.schedule("walk_run_return", START, answer=who("return_to_running_readiness", pain_severity_now=1)))
    assert said.startswith(
        "Walk-run return Your sessions - Stage 0: walk: 2026-12-01, 2026-12-03: 30 minutes of walking. Only if: Nothing"
    )
    assert "- Stage 1: run 1, walk 4: 2026-12-05, 2026-12-08, 2026-12-10: 5 minutes of brisk walking" in said
    assert "2027-02-04: 5 minutes of brisk walking" in said
    assert "Only the next session is certain." in said
    assert "Stop: Any pain on one spot of bone" in said
    assert "Not if a leg is weak." in said


def test_a_schedule_with_a_log():
    """What was logged is shown with what it came to, and a step back is done by half."""
    log = [
        {"date": START, "findings": GOOD},
        {"date": START + dt.timedelta(2), "outcome": "skipped"},
        {"date": START + dt.timedelta(4), "findings": {"pain_during_exercise": 7}},
    ]
    said = text(KB.schedule("trunk_hip_6wk_a", START, log, answer=who()))
    assert "Next: one step back - Your last session was too much." in said
    assert "- 2026-12-01: session 1: done; a good session - 2026-12-03: session 2: left out - 2026-12-05" in said
    assert "Your sessions - 2026-12-07 (do half), 2026-12-09," in said


def test_a_log_of_stages_names_them():
    """Where a programme has stages, what was logged names its stage."""
    log = [{"date": START, "findings": GOOD}]
    assert "- 2026-12-01: session 1, Stage 0: walk: done; a good session" in text(
        KB.schedule("walk_run_return", START, log, answer=who("return_to_running_readiness"))
    )


def test_a_long_schedule_is_cut():
    """More days than anyone plans by are counted."""
    schedule = KB.schedule("desk_break", START, answer=who())
    longer = attrs.evolve(schedule, sessions=schedule.sessions * 4)
    assert "and 16 more, the last on 2026-12-14" in text(longer)
    assert "more, the last on" not in text(schedule)


def test_a_schedule_of_one_session_is_no_forecast():
    """Where one session is left, nothing is forecast."""
    days = (0, 2, 4, 7, 9)
    log = [{"date": START + dt.timedelta(day), "findings": GOOD} for day in days]
    said = text(KB.schedule("trunk_hip_6wk_a", START, log, answer=who()))
    assert "Your sessions - 2026-12-12: " in said
    assert "Only the next session is certain." not in said


def test_a_schedule_without_dates():
    """Without answers there are steps without dates, and the questions."""
    said = text(KB.schedule("walk_run_return", START))
    assert "Next: stay where you are - Dates come after the safety questions below are answered." in said
    assert "- and 12 more The steps, without dates for now - Stage 0: walk: 30 minutes of walking." in said
    assert "Stage 8: run 30: 5 minutes" in said
    assert "2026-" not in said.partition("Knowledge:")[0]
    assert said.index("Please answer next") < said.index("The steps")


@pytest.mark.parametrize(
    ("present", "starts"),
    [
        (["saddle_numbness"], "Walk-run return Emergency: get help now."),
        (["collapse_or_faint", "pain_abdominal", "aneurysm_known"], "Walk-run return Emergency: get help now."),
        (["focal_bone_pain", "worse_footstrike"], "Walk-run return Be seen soon"),
    ],
)
def test_a_schedule_that_must_not_be(present, starts):
    """Where something comes first there is that, and no session."""
    schedule = KB.schedule("walk_run_return", START, answer=who(*present))
    assert text(schedule).startswith(starts)
    assert "Next: stop and be seen" in text(schedule)
    assert "30 minutes of walking" not in text(schedule)
    assert schedule.triage.lead.ambulance == ("Call an ambulance." in text(schedule))
