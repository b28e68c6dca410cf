import datetime as dt

import icalendar
import pytest

from backpain_kb import load
from backpain_kb.interop.calendar import to_ical

KB = load()
STOPS = [finding.id for finding in KB.findings.values() if finding.hard_stop]
START = dt.date(2026, 12, 1)
WHO = KB.presentation(present=["runs_regularly", "return_to_running_readiness"], absent=STOPS, age_years=34)
GOOD = {"pain_during_exercise": 1, "pain_not_settled_next_morning": False}


def events(content):
    """Return the events of a calendar, read back."""
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


@pytest.mark.parametrize("programme", sorted(KB.programmes))
def test_each_session_is_an_event_of_a_day(programme):
    """Every planned session is there, on its day, as a whole day, with its title and another identity."""
    schedule = KB.schedule(programme, START, answer=WHO)
    found = events(to_ical(schedule))
    assert [session.date for session in schedule.planned] == [event.decoded("dtstart") for event in found]
    assert {dt.timedelta(days=1)} == {event.decoded("dtend") - event.decoded("dtstart") for event in found}
    assert len(found) == len({event["uid"] for event in found})
    assert all(str(event["summary"]).startswith(f"{schedule.label}: session") for event in found)


def test_an_event_says_dose_criteria_and_what_it_is_not():
    """The description holds what to do, when, when not, and the disclaimer."""
    schedule = KB.schedule("walk_run_return", START, answer=WHO)
    first, second = (str(event["description"]) for event in events(to_ical(schedule))[:2])
    for part in (*schedule.planned[0].parts, *schedule.criteria, schedule.disclaimer, "Not if", "Only if"):
        assert part in first
    assert "Only if" not in second


def test_the_same_schedule_gives_the_same_bytes():
    """Nothing of the moment is in a calendar, and its lines are those of the standard."""
    one, other = (to_ical(KB.schedule("walk_run_return", START, answer=WHO)) for _ in range(2))
    assert one == other
    lines = one.split(b"\r\n")
    assert (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"") == (lines[0], lines[-2], lines[-1])
    assert max(map(len, lines)) <= 75
    assert {"20261201T000000Z"} == {event["dtstamp"].to_ical().decode() for event in events(one)}


def test_a_log_moves_the_same_events():
    """After a session is logged, those to come keep their identity and have a higher sequence."""
    before = events(to_ical(KB.schedule("walk_run_return", START, answer=WHO)))
    log = [{"date": START + dt.timedelta(days=1), "findings": GOOD}]
    after = events(to_ical(KB.schedule("walk_run_return", START, log, answer=WHO)))
    assert [event["uid"] for event in before[1:3]] == [event["uid"] for event in after[:2]]
    assert ({0}, {1}) == tuple({int(event["sequence"]) for event in found} for found in (before, after))
    assert START + dt.timedelta(days=3) == after[0].decoded("dtstart")


def test_without_dates_there_are_no_events():
    """What has no date is in no calendar."""
    assert [] == events(to_ical(KB.schedule("walk_run_return", START)))


def test_the_program_with_nothing_to_mind():
    """An item without open contraindications has no such line."""
    import attrs  # noqa: PLC0415 - only here an answer is taken apart.

    schedule = KB.schedule("trunk_hip_6wk_a", START, answer=WHO)
    bare = attrs.evolve(schedule, item=attrs.evolve(schedule.item, not_if=()))
    assert "Not if" not in str(events(to_ical(bare))[0]["description"])
