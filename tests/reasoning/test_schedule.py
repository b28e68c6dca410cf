import datetime as dt

import pytest

from backpain_kb import LogEntry, Outcome, PresentationError, ScheduleError, UnknownIdError
from backpain_kb.model.terms import FrozenDict

START = dt.date(2026, 12, 1)  # A Tuesday.
GOOD = {"score": 1, "sore_next_day": False}

WORLD = """
    [finding.score]
    max = 10
    [finding.sore_next_day]
    [finding.bone]
    [finding.ready]
    [finding.pill]
    [finding.flag]
    hard_stop = true
    [rule.now]
    when = "flag"
    urgency = "emergency"
    [rule.later]
    when = "bone"
    urgency = "soon"
    withholds = ["impact"]
    [treatment.training]
    [exercise.bridge]
    [programme.strength]
    frequency = "Three times."
    stages = []
    items = [{ exercise = "bridge", dose = "2 x 10" }, { exercise = "bridge", dose = "5", phase = "at the end" }]
    pacing = { days_per_week = { min = 3, max = 4 }, rest_days = 1, days = 7, next = "runs", easier_days = 2, PACE }
    [programme.runs]
    has = ["impact"]
    stages = [
        { label = "Walk", session = "Walk." },
        { label = "Jog", session = "Jog.", enter_when = "You are ready.", enter_if = "ready", weeks_min = 1 },
        { label = "Run", session = "Run.", enter_when = "Two good ones.", weeks_min = 1 },
    ]
    stop_when = "Bone pain: stop."
    contraindication = [{ when = "pill", absolute = false, while_unknown = "ask" }]
    pacing = { days_per_week = { min = 3, max = 3 }, rest_days = 1, MORE, PACE }
    [programme.whenever]
""".replace(
    "MORE",
    "settled_first = true, regress_stages = 2, regress_rest_days = 2, see_after_repeats = 2, back_after_days = [7, 14]",
).replace(
    "PACE",
    "progress_when = 'score <= 2 and not sore_next_day', "
    "regress_when = 'score > 5 or sore_next_day', stop_when = 'bone'",
)
CALM = {"present": ["pain", "ready"], "absent": ["flag", "pill"]}


@pytest.fixture(scope="module")
def kb(small):
    """Return the small world of this file."""
    return small(WORLD)


@pytest.fixture
def plan(kb):
    """Return the schedule of a calm person, with what was logged as days after the start to what was found."""

    def run(programme, log=(), *, today=None, **facts):
        entries = [found if "date" in found else entry(day, found) for day, found in dict(log).items()]
        answer = kb.presentation(**(CALM | facts))
        return kb.schedule(programme, START, entries, answer=answer, today=today)

    return run


def entry(day, found=GOOD, outcome="done", **more):
    """Return an entry of the log, so many days after the start."""
    return {"date": START + dt.timedelta(days=day), "outcome": outcome, "findings": found, **more}


def days(schedule, most=9):
    """Return the planned sessions: days after the start, and the stage."""
    return [((session.date - START).days, session.stage) for session in schedule.planned[:most]]


def said(schedule):
    """Return the step and the first sentence of each advice."""
    return [(advice.step.value, advice.text.split(".")[0]) for advice in schedule.advice]


def test_sessions_leave_days_of_rest(plan):
    """A programme without stages is dated for as long as it says, spread over the week, with what to do."""
    schedule = plan("strength")
    assert [(0, 0), (2, 0), (4, 0)] == days(schedule)
    assert {False} == {session.easier for session in schedule.planned}
    first = schedule.planned[0]
    assert (1, "Strength", ("Bridge: 2 x 10", "Bridge: 5 (at the end)"), None) == (
        first.number,
        first.label,
        first.parts,
        first.must,
    )
    assert (None, (), True, "runs", False) == (
        schedule.step,
        schedule.advice,
        schedule.dated,
        schedule.next,
        schedule.finished,
    )


@pytest.mark.parametrize(
    ("a_week", "expected"),
    [
        (1, [0, 7, 14, 21]),
        (2, [0, 3, 7, 10]),
        (3, [0, 2, 4, 7]),
        (4, [0, 1, 3, 5]),
        (5, [0, 1, 2, 4]),
        (6, [0, 1, 2, 3]),
        (7, [0, 1, 2, 3]),
    ],
)
def test_sessions_are_spread_over_the_week(small, a_week, expected):
    """So many sessions a week lie as far apart as they can."""
    pace = f"{{ min = {a_week}, max = 7 }}"
    world = WORLD.replace("{ min = 3, max = 4 }, rest_days = 1, days = 7", f"{pace}, days = 22")
    schedule = small(world).schedule("strength", START, answer=small(world).presentation(**CALM))
    assert expected == [day for day, _ in days(schedule, 4)]


def test_stages_come_one_after_the_other(plan):
    """Each stage lasts as long as it must, and says what must be met before it."""
    schedule = plan("runs")
    assert [(0, 0), (2, 0), (4, 1), (7, 1), (9, 1), (11, 2), (14, 2), (16, 2)] == days(schedule)
    assert [None, "You are ready.", "Two good ones."] == [schedule.planned[index].must for index in (0, 2, 5)]
    assert (
        "Do more: Better.",
        "Stay: The same.",
        "Step back: Worse.",
        "Stop: Bone pain: stop.",
    ) == schedule.criteria


def test_good_sessions_move_on(plan):
    """Two good sessions in a row move on to the next stage."""
    schedule = plan("runs", {0: GOOD, 2: GOOD})
    assert [(4, 1), (7, 1), (9, 1), (11, 2)] == days(schedule, 4)
    assert [("progress", "You have met what this step asks for")] == said(schedule)
    assert [("done", "progress"), ("done", "progress")] == [
        (session.outcome.value, session.step.value) for session in schedule.sessions if session.outcome
    ]


def test_one_good_session_is_not_enough(plan):
    """One good session stays at its stage."""
    schedule = plan("runs", {0: GOOD})
    assert ("hold", [(2, 0), (4, 1)]) == (schedule.step.value, days(schedule, 2))
    assert [("hold", "A good session")] == said(schedule)


def test_a_week_is_a_week(plan):
    """Good sessions do not shorten the least time of a stage."""
    assert [(9, 1), (11, 2)] == days(plan("runs", {0: GOOD, 2: GOOD, 4: GOOD, 7: GOOD}), 2)


def test_a_stage_that_wants_more_waits_for_it(plan):
    """What a stage wants beside good sessions must be known; the log can say it too."""
    absent = {"present": ["pain"]}
    waiting = plan("runs", {0: GOOD, 2: GOOD}, **absent)
    assert ("hold", [(4, 0), (7, 1)]) == (waiting.step.value, days(waiting, 2))
    told = plan("runs", {0: GOOD, 2: GOOD | {"ready": True}}, **absent)
    assert ("progress", [(4, 1), (7, 1)]) == (told.step.value, days(told, 2))


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (entry(2, {"score": 3, "sore_next_day": False}), "Not yet a good session: do the same again"),
        (entry(2, {"score": 1}), "The log does not say enough, so the session does not count as a good one"),
        (entry(2, {}), "The log does not say enough, so the session does not count as a good one"),
        (entry(2, GOOD, "partly"), "You did part of it: do the same again"),
    ],
)
def test_what_is_not_known_to_be_good_stays(plan, second, sentence):
    """A middling, an unknown or a partial session breaks the row."""
    schedule = plan("runs", {0: GOOD, 2: second, 4: GOOD})
    assert [(7, 0), (9, 1)] == days(schedule, 2)
    assert [("hold", sentence)] == said(plan("runs", {0: GOOD, 2: second}))


def test_repeats_send_to_someone(plan):
    """After so many sessions that were not good somebody should look."""
    middling = {"score": 3, "sore_next_day": False}
    schedule = plan("runs", {0: middling, 2: middling})
    assert ("see_someone", "You have repeated this step 2 times without a good session") == said(schedule)[0]


def test_too_much_steps_back(plan):
    """A session that was too much goes stages back, after days of rest."""
    log = {0: GOOD, 2: GOOD, 4: GOOD, 7: GOOD, 9: GOOD, 11: {"score": 7}}
    schedule = plan("runs", log)
    assert ("step_back", [(14, 0), (16, 0), (18, 1)]) == (schedule.step.value, days(schedule, 3))
    assert "Your last session was too much. Worse." == schedule.advice[0].text


def test_a_step_back_does_half(plan):
    """Where the programme says so, the next session and the days after are done by half."""
    schedule = plan("strength", {0: {"score": 7}})
    assert [(2, True), (4, False)] == [((s.date - START).days, s.easier) for s in schedule.planned[:2]]
    logged = plan("strength", {0: {"score": 7}, 1: GOOD}).sessions[1]
    assert logged.easier


@pytest.mark.parametrize(
    ("a_week", "expected"), [(7, [(1, True), (2, True), (3, False)]), (1, [(7, True), (14, False)])]
)
def test_half_lasts_for_its_days_and_the_next_session(small, a_week, expected):
    """Every session within the days is done by half, and the next one in any case; the log says the same."""
    kb = small(WORLD.replace("min = 3, max = 4 }, rest_days = 1, days = 7", f"min = {a_week}, max = 7 }}, days = 21"))
    too_much = entry(0, {"score": 7})
    schedule = kb.schedule("strength", START, [too_much])
    assert expected == [((s.date - START).days, s.easier) for s in schedule.planned[: len(expected)]]
    log = [too_much, *(entry(day) for day, _ in expected)]
    logged = kb.schedule("strength", START, log).sessions[1 : len(log)]
    assert expected == [((s.date - START).days, s.easier) for s in logged]


def test_the_log_waits_for_what_a_stage_wants(plan):
    """A session that was logged while a stage still waited was one of the stage before."""
    schedule = plan("runs", {0: GOOD, 2: GOOD, 4: GOOD, 7: GOOD | {"ready": True}, 9: GOOD}, present=["pain"])
    assert [0, 0, 0, 0, 1] == [session.stage for session in schedule.sessions[:5]]


def test_whoever_goes_on_after_the_end_is_not_at_the_end(plan):
    """A session after the last one counts: good, it is the end again; too much, it goes back."""
    log = dict.fromkeys((0, 2, 4), GOOD)
    assert plan("strength", {**log, 7: GOOD}).finished
    back = plan("strength", {**log, 7: {"score": 7}})
    assert (False, "step_back", True) == (back.finished, back.step.value, back.dated)


def test_skipped_sessions_are_no_sessions(plan):
    """A session that was left out moves nothing but the date."""
    schedule = plan("runs", {0: GOOD, 2: entry(2, {}, "skipped"), 3: GOOD})
    assert [None, "progress"] == [s.step.value if s.step else None for s in schedule.sessions[1:3]]
    assert [(5, 1)] == days(schedule, 1)
    only = plan("runs", {0: entry(0, {}, "skipped")})
    assert (None, [(1, 0)]) == (only.step, days(only, 1))


def test_a_skipped_session_can_have_a_bad_morning(plan):
    """What was found on a day without a session counts all the same."""
    schedule = plan("strength", {0: GOOD, 1: entry(1, {"sore_next_day": True}, "skipped")})
    assert "step_back" == schedule.step.value


@pytest.mark.parametrize(("today", "stage"), [(17, 2), (18, 1), (24, 1), (25, 0), (90, 0)])
def test_a_break_goes_back(plan, today, stage):
    """After a week without a session one stage back, after two weeks two, and never before the first."""
    log = dict.fromkeys((0, 2, 4, 7, 9, 11), GOOD)
    schedule = plan("runs", log, today=START + dt.timedelta(days=today))
    assert [(today, stage)] == days(schedule, 1)


def test_a_break_within_the_log_goes_back(plan):
    """A break between two entries counts as well."""
    schedule = plan("runs", {**dict.fromkeys((0, 2, 4, 7, 9, 11), GOOD), 18: GOOD})
    assert [0, 0, 1, 1, 1, 2, 1] == [session.stage for session in schedule.sessions[:7]]


def test_today_is_the_earliest_day(plan):
    """No session is planned for a day that has gone."""
    assert [(3, 0), (5, 1)] == days(plan("runs", {0: GOOD}, today=START + dt.timedelta(days=3)), 2)


def test_a_sign_to_stop_stops(plan):
    """A sign to stop ends the sessions, and later good ones do not bring them back."""
    schedule = plan("strength", {0: {"bone": True}, 2: GOOD})
    assert ((), False, "stop") == (schedule.planned, schedule.dated, schedule.step.value)
    assert ("stop", "Your log has a sign to stop") in said(schedule)
    assert ["bone"] == [fact.finding for fact in schedule.advice[0].facts]


def test_a_rule_that_withholds_takes_the_sessions_away(plan):
    """What a rule withholds has no sessions, with or without a date, and the rule says why."""
    schedule = plan("runs", present=["pain", "bone"])
    assert ((), "stop", "contraindicated") == (schedule.planned, schedule.step.value, schedule.item.verdict.value)
    assert ("stop", "Told of later") == said(schedule)[0]
    assert ((), ()) == (schedule.criteria, schedule.questions)


def test_a_rule_of_soon_sends_to_someone(plan):
    """What is not withheld goes on beside the appointment."""
    schedule = plan("strength", present=["pain", "bone"])
    assert ("see_someone", True) == (schedule.step.value, schedule.dated)


def test_a_rule_of_soon_stops_what_it_withholds(plan):
    """Where the programme itself is held back, the rule stops it, and does not only send to someone."""
    schedule = plan("runs", present=["pain", "bone"])
    assert [("stop", "later"), ("stop", None)] == [(each.step.value, each.rule) for each in schedule.advice]
    assert ("guide",) == schedule.advice[0].sources


def test_a_schedule_says_from_what_it_was_made(plan, kb):
    """It names the packs as an assessment does."""
    assert kb.assess(kb.presentation()).knowledge == plan("strength").knowledge


def test_nothing_is_asked_twice(small):
    """What safety asks for already is not asked once more for the programme."""
    kb = small(WORLD.replace('when = "pill", absolute', 'when = "pill or flag", absolute'))
    schedule = kb.schedule("runs", START, answer=kb.presentation(present=["pain", "ready"]))
    asked = [(question.finding, question.kind.value) for question in schedule.questions]
    assert [("flag", "hard_stop"), ("pill", "plan")] == asked


def test_an_emergency_in_the_log_silences_the_rest(plan):
    """A red flag in the log is triaged, stays, and leaves nothing beside the action."""
    schedule = plan("strength", {0: {"flag": True}, 2: {"flag": False}})
    assert ("emergency", (), None) == (schedule.triage.urgency.value, schedule.planned, schedule.item)
    assert [("stop", "Told of now")] == said(schedule)


def test_the_same_day_has_no_session_either(small):
    """At same-day urgency there is nothing but the action, as in an emergency."""
    kb = small(WORLD.replace('urgency = "soon"', 'urgency = "same_day"').replace('withholds = ["impact"]', ""))
    who = kb.presentation(present=["pain", "bone"], absent=["flag", "pill"])
    schedule = kb.schedule("strength", START, answer=who)
    assert ((), None, "stop", ()) == (schedule.planned, schedule.item, schedule.step.value, schedule.for_every_item)


def test_questions_come_before_dates(plan, kb):
    """While something must be answered first, there are the steps, without dates, and the questions."""
    schedule = plan("runs", absent=["flag"])
    assert [(None, 0), (None, 1), (None, 2)] == [(s.date, s.stage) for s in schedule.planned]
    assert (False, ["pill"], "hold") == (
        schedule.dated,
        [question.finding for question in schedule.questions],
        schedule.step.value,
    )
    open_ = plan("runs", absent=["pill"])
    assert ["flag"] == [question.finding for question in open_.questions]
    assert [("hold", "Dates come after the safety questions below are answered")] == said(open_)
    assert not kb.schedule("runs", START).dated


def test_a_programme_without_questions_needs_no_assessment(kb):
    """What nothing speaks against has dates, whatever is known."""
    assert kb.schedule("strength", START).dated


def test_an_assessment_counts_as_what_is_known(kb):
    """The assessment of a person is as good as the presentation."""
    who = kb.presentation(**CALM)
    assert kb.schedule("runs", START, answer=who) == kb.schedule("runs", START, answer=kb.assess(who))


def test_the_end_names_what_follows(plan):
    """At the end of a programme there is the next one."""
    schedule = plan("strength", {0: GOOD, 2: GOOD, 4: GOOD})
    assert (True, (), "progress") == (schedule.finished, schedule.planned, schedule.step.value)
    assert "You have come to the end of this programme. What comes next: Runs." == schedule.advice[0].text


def test_the_end_of_the_last_programme(plan):
    """Where nothing follows, the end is the end."""
    log = dict.fromkeys((0, 2, 4, 7, 9, 11, 14, 16), GOOD)
    schedule = plan("runs", log)
    assert (True, "You have come to the end of this programme.") == (schedule.finished, schedule.advice[0].text)


def test_the_order_of_the_log_does_not_matter(kb):
    """A log is read by date."""
    log = [entry(0), entry(2, {"score": 7}), entry(5), entry(7)]
    assert kb.schedule("strength", START, log) == kb.schedule("strength", START, log[::-1])


def test_numbers_that_leave_one_out_break_the_row(plan):
    """A number that is missing stands for a session of which nothing is known."""
    schedule = plan("runs", {0: entry(0, session=1), 4: entry(4, session=3)})
    assert [1, 3, 4] == [session.number for session in schedule.sessions[:3]]
    assert ("hold", [(6, 0), (8, 1)]) == (schedule.step.value, days(schedule, 2))


def test_entries_may_be_objects(kb):
    """An entry is an object or a mapping."""
    made = LogEntry(date=START, outcome=Outcome.DONE, findings=FrozenDict(GOOD))
    assert kb.schedule("strength", START, [made]) == kb.schedule("strength", START, [entry(0)])
    plain = LogEntry(date=START, outcome="done", findings=dict(reversed(GOOD.items())))
    assert kb.schedule("strength", START, [plain]) == kb.schedule("strength", START, [made])


@pytest.mark.parametrize(
    ("programme", "start", "log", "error", "message"),
    [
        ("strenght", START, (), UnknownIdError, "no programme 'strenght'; did you mean 'strength'?"),
        ("whenever", START, (), ScheduleError, "whenever has no pacing, so that its sessions cannot be dated"),
        ("strength", "2026-12-01", (), ScheduleError, "start is a date such as"),
        ("strength", dt.datetime(2026, 12, 1, tzinfo=dt.UTC), (), ScheduleError, "start is a date such as"),
        ("strength", dt.date(9999, 12, 31), (), ScheduleError, "for which nobody can plan"),
        ("strength", START, "log", ScheduleError, "log is a list of entries"),
        ("strength", START, {}, ScheduleError, "log is a list of entries"),
        ("strength", START, 3, ScheduleError, "log is a list of entries"),
        ("strength", START, [3], ScheduleError, "an entry of the log is a LogEntry, or a mapping"),
        ("strength", START, [{}], ScheduleError, "the date of a log entry is a date"),
        ("strength", START, [{"dat": START}], ScheduleError, "unknown key 'dat'; did you mean 'date'?"),
        ("strength", START, [{"xyz": START}], ScheduleError, "unknown key 'xyz'; known are date, findings"),
        ("strength", START, [entry(0, [])], ScheduleError, "findings of a log entry is a table"),
        ("strength", START, [entry(0, outcome="finished")], ScheduleError, "outcome is one of done, partly, skipped"),
        ("strength", START, [entry(0, session=0)], ScheduleError, "session is the number of a session"),
        ("strength", START, [entry(0, session=True)], ScheduleError, "session is the number of a session"),
        ("strength", START, [entry(-1)], ScheduleError, "the log has 2026-11-30, before the start on 2026-12-01"),
        ("strength", START, [entry(20)], ScheduleError, "which is after today, 2026-12-11"),
        ("strength", START, [entry(1), entry(1)], ScheduleError, "the log has 2026-12-02 twice"),
        (
            "strength",
            START,
            [entry(1, session=2), entry(3, session=1)],
            ScheduleError,
            "the log has session 1 on 2026-12-04, after session 2",
        ),
        ("strength", START, [entry(0, {"scor": 1})], UnknownIdError, "no finding 'scor'; did you mean 'score'?"),
        ("strength", START, [entry(0, {"score": 11})], PresentationError, "score"),
        (
            "strength",
            START,
            [entry(0, {1: True, "score": 1})],
            PresentationError,
            "a finding is named by its id, not by 1",
        ),
        ("strength", START, [LogEntry(date=START, findings=3)], ScheduleError, "findings of a log entry is a table"),
    ],
)
def test_what_cannot_be_is_refused(kb, programme, start, log, error, message):
    """A programme, a start or a log that cannot be so is one clear error."""
    with pytest.raises(error) as caught:
        kb.schedule(programme, start, log, today=dt.date(2026, 12, 11))
    assert message in str(caught.value)
