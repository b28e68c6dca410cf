"""Laws of coming back: what a reassessment and a schedule keep, whoever asks and whatever was logged."""

from __future__ import annotations

import datetime as dt
import itertools
import json

import attrs
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from backpain_kb import Step, Trend, Urgency, load, to_dict
from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.reasoning.facts import Facts
from backpain_kb.testing import LAWS, laws, try_law
from backpain_kb.testing.strategies import Mix, presentations

KB = load()
FEW = settings(max_examples=max(20, settings().max_examples // 4), deadline=None)
START = dt.date(2026, 12, 1)
FLAGS = {finding.id for finding in KB.findings.values() if finding.red_flag}
RESPONSE = {
    "pain_during_exercise": st.integers(0, 10),
    "pain_not_settled_next_morning": st.booleans(),
    "peripheralising_symptoms": st.booleans(),
    "limping": st.booleans(),
    "course_trend": st.sampled_from(KB.findings["course_trend"].values),
    "leg_numbness": st.booleans(),
    "focal_bone_pain": st.booleans(),
}
CALM = KB.presentation(
    present=["pain_low_back", "runs_regularly", "return_to_running_readiness"],
    absent=[finding.id for finding in KB.findings.values() if finding.hard_stop],
    age_years=34,
)
PEOPLE = presentations(KB)
PROGRAMMES = st.sampled_from(sorted(KB.programmes))


@st.composite
def logs(draw, rare=True):
    """Return logs of up to twelve days; with *rare*, signs to stop are among what was found."""
    days = draw(st.lists(st.integers(0, 40), max_size=12, unique=True))
    found = dict(RESPONSE) if rare else {id_: RESPONSE[id_] for id_ in list(RESPONSE)[:2]}
    return [
        {
            "date": START + dt.timedelta(days=day),
            "outcome": draw(st.sampled_from(["done", "done", "done", "partly", "skipped"])),
            "findings": draw(st.fixed_dictionaries({}, optional=found)),
        }
        for day in days
    ]


def settled(who, flag):
    """Return whether other facts of *who* settle *flag*, contradict one another about it, or still make it count."""
    if flag in Facts(KB._prepared, who).closed.claimed:
        return True  # Something that is contradicted itself implies it, and counts on the safe side.
    answer = KB.assess(who)
    text = KB.explain(answer, flag)
    contradicted = flag in {id_ for conflict in answer.conflicts for id_ in (conflict.present, conflict.absent)}
    return contradicted or answer.words["phrase_value_unknown"] not in text


# Coming back.


@FEW
@given(PEOPLE, PEOPLE)
def test_every_pair_is_answered(before, now):
    """Any two presentations are compared: as an object, as data, as text; and the same again."""
    answer = KB.reassess(before, now)
    assert json.dumps(to_dict(answer)) == json.dumps(to_dict(KB.reassess(before, now)))
    assert str(answer).strip()
    assert answer.step.rank == max((advice.step.rank for advice in answer.advice), default=Step.HOLD.rank)
    if answer.triage.urgency >= Urgency.SAME_DAY:
        assert (Step.STOP, 1) == (answer.step, len(answer.advice))


@FEW
@given(PEOPLE)
def test_the_same_facts_change_nothing(who):
    """Nothing changes of the same facts, nobody gets better or worse by them, and nobody does more."""
    answer = KB.reassess(who, who)
    assert answer.trend in {Trend.SAME, Trend.UNCLEAR}
    assert answer.step is not Step.PROGRESS
    assert ((), (), (), (), (), ()) == (
        answer.changes,
        answer.candidates,
        answer.plan,
        answer.red_flags,
        answer.gone,
        answer.carried,
    )
    assert answer.previous == answer.now


@FEW
@given(PEOPLE, PEOPLE)
def test_a_red_flag_never_lets_anyone_do_more(before, now):
    """With a red flag that is new, or that is no longer mentioned, nobody does more."""
    answer = KB.reassess(before, now)
    open_flags = FLAGS & {fact.finding for fact in answer.carried}
    if answer.red_flags or open_flags:
        assert answer.step is not Step.PROGRESS
    if answer.step is Step.PROGRESS:
        assert (True, Trend.BETTER) == (answer.triage.settled, answer.trend)


@FEW
@given(PEOPLE, st.data())
def test_a_red_flag_does_not_vanish(who, data):
    """A red flag that is left out still counts as much, is told, and is asked about where the person can know it."""
    flags = sorted(FLAGS & set(who.present))
    assume(flags)
    flag = data.draw(st.sampled_from(flags))
    now = KB.presentation(
        present=set(who.present) - {flag},
        absent=who.absent,
        diagnosed=who.diagnosed,
        asker=who.asker,
        **{id_: value for id_, value in who.facts.items() if type(value) is not bool},
    )
    answer = KB.reassess(who, now)
    shown = {fact.finding for fact in answer.carried}
    # Another answer can say no to it; that is no silence, and it is told too.
    assume(flag not in {fact.finding for fact in answer.gone})
    assert answer.triage.urgency == KB.triage(who).urgency
    implied = settled(now, flag)
    assert flag in shown or implied
    if flag in shown and KB.findings[flag].known_by.value == "person":
        assert flag in {question.finding for question in answer.questions}


@FEW
@given(PEOPLE)
def test_unknown_is_never_better(who):
    """Whoever comes back and says nothing is not better."""
    assert KB.reassess(who, KB.presentation()).trend in {Trend.UNCLEAR, Trend.WORSE}


# Schedules.


@FEW
@given(PROGRAMMES, logs())
@example("walk_run_return", [])
def test_dates_are_in_order(programme, log):
    """Sessions come one after the other, after what was logged, with the days of rest that the programme wants."""
    schedule = KB.schedule(programme, START, log, answer=CALM)
    planned = schedule.planned
    dates = [session.date for session in planned if session.date is not None]
    logged = [entry["date"] for entry in log]
    assert dates == sorted(set(dates))
    assert not logged or not dates or dates[0] > max(logged)
    pacing = KB.programmes[programme].pacing
    held = sorted(entry["date"] for entry in log if entry["outcome"] != "skipped")[-1:] + dates
    gaps = [(later - sooner).days for sooner, later in itertools.pairwise(held)]
    assert all(gap > pacing.rest_days for gap in gaps)
    for index, date in enumerate(dates):
        assert sum(date <= other < date + dt.timedelta(days=7) for other in dates[index:]) <= pacing.days_per_week.min
    assert str(schedule).strip()
    assert json.dumps(to_dict(schedule)) == json.dumps(to_dict(KB.schedule(programme, START, log, answer=CALM)))


@FEW
@given(PROGRAMMES, logs(), st.randoms(use_true_random=False))
def test_the_order_of_the_log_does_not_matter(programme, log, random):
    """A log in another order gives the same schedule."""
    other = list(log)
    random.shuffle(other)
    assert KB.schedule(programme, START, log, answer=CALM) == KB.schedule(programme, START, other, answer=CALM)


@FEW
@given(PROGRAMMES, logs(rare=False), st.integers(-1000, 1000))
def test_another_start_moves_all_dates(programme, log, by):
    """A start so many days later, with the log, moves every date by as much and changes nothing else."""
    moved = dt.timedelta(days=by)
    later = [{**entry, "date": entry["date"] + moved} for entry in log]
    one = KB.schedule(programme, START, log, answer=CALM)
    other = KB.schedule(programme, START + moved, later, answer=CALM)
    assert [session.date and session.date + moved for session in one.sessions] == [s.date for s in other.sessions]
    assert [session.stage for session in one.sessions] == [session.stage for session in other.sessions]


@FEW
@given(PROGRAMMES, presentations(KB) | presentations(KB, mixes=[Mix.CALM]), logs())
def test_no_date_where_the_plan_has_none(programme, who, log):
    """Dates are only for what may be done; while bone stress is likely or possible there is no date to run."""
    schedule = KB.schedule(programme, START, log, answer=who)
    bone = {
        condition.id
        for condition in KB.conditions.values()
        if "impact" in condition.withholds or "any" in condition.withholds
    }
    if schedule.triage.urgency >= Urgency.SAME_DAY:
        assert ((), None, Step.STOP) == (schedule.planned, schedule.item, schedule.step)
    elif schedule.dated:
        assert schedule.item.verdict in {PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER}
        if "impact" in KB.programmes[programme].has:
            answer = KB.assess(who)
            ranks = {each.condition: each.standing.rank for each in answer.candidates}
            held = {id_ for id_ in bone if ranks.get(id_, -1) >= KB.conditions[id_].withholds_from.rank}
            # What was logged can clear nobody either, but it can change an answer; without a log nothing does.
            assert log or not held
    elif schedule.planned:
        assert {None} == {session.date for session in schedule.planned}


@FEW
@given(logs(rare=False))
def test_unknown_never_moves_on(log):
    """A log without a word on how it was stays at its stage."""
    silent = [{**entry, "findings": {}} for entry in log]
    schedule = KB.schedule("walk_run_return", START, silent, answer=CALM)
    assert {0} >= {session.stage for session in schedule.sessions if session.outcome is not None}
    assert not schedule.finished


@FEW
@given(PROGRAMMES, logs())
def test_a_session_that_was_too_much_never_moves_on(programme, log):
    """No session is at a later stage than the one before, unless that one was not too much."""
    sessions = [s for s in KB.schedule(programme, START, log, answer=CALM).sessions if s.outcome is not None]
    for before, after in itertools.pairwise(sessions):
        if before.step in {Step.STEP_BACK, Step.STOP, Step.HOLD}:
            assert after.stage <= before.stage


# The laws that ship: they bite.


@pytest.mark.parametrize("law", [law for law in LAWS if law.number == 16], ids=lambda law: law.name)
def test_the_core_pack_keeps_the_law(law):
    """The core pack keeps the law, which has something to say of it."""
    assert try_law(law, KB, max_examples=settings().max_examples // 2) > 0


def changed_answer(kb, **changes):
    """Return a `reassess` that is wrong about two different people."""

    def reassess(before, who):
        answer = kb.reassess(before, who)
        return attrs.evolve(answer, **changes) if before != who else answer

    return reassess


def test_coming_back_bites(small, stub):
    """A red flag that goes by silence, more to do without reason, and words beside the action break the law."""
    numb, calm = small.presentation(present=["demo_numb"]), small.presentation(absent=["demo_numb", "demo_hot"])
    silent = small.presentation(present=["demo_ache"])
    forgetful = stub(small, reassess=changed_answer(small, carried=()))
    with pytest.raises(AssertionError, match="the red flag demo_numb of last time is gone without a word"):
        laws.law_coming_back(forgetful, silent, numb)
    bold = stub(small, reassess=changed_answer(small, step=Step.PROGRESS))
    with pytest.raises(AssertionError, match="there is more to do although demo_numb"):
        laws.law_coming_back(bold, numb, calm)
    with pytest.raises(AssertionError, match="there is more to do although it is not better"):
        laws.law_coming_back(bold, calm, silent)
    chatty = stub(small, reassess=changed_answer(small, step=Step.HOLD))
    with pytest.raises(AssertionError, match="something stands beside the action"):
        laws.law_coming_back(chatty, numb, calm)
    assert laws.law_coming_back(small, numb, calm)
    assert not laws.law_coming_back(small, calm, calm)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"step": Step.PROGRESS}, "the same facts change something"),
        ({"trend": Trend.BETTER}, "the same facts are better"),
    ],
)
def test_coming_back_bites_on_a_change_of_nothing(small, stub, changes, message):
    """The same facts that come to something else break the law."""
    calm = small.presentation(absent=["demo_numb", "demo_hot"])
    who = small.presentation(present=["demo_ache"], absent=["demo_numb", "demo_hot"])

    def reassess(before, now):
        answer = small.reassess(before, now)
        return attrs.evolve(answer, **changes) if before == now else answer

    with pytest.raises(AssertionError, match=message):
        laws.law_coming_back(stub(small, reassess=reassess), who, calm)


def test_no_date_bites(small, stub):
    """Dates for what is withheld, beside an emergency, before a question or without rest break the law."""
    calm = small.presentation(present=["demo_ache"], absent=["demo_numb", "demo_hot"], demo_days=1)
    dated = small.schedule("demo_plan", START, answer=calm)
    assert dated.dated
    assert not laws.law_no_date(small, calm)

    reckless = stub(small, schedule=lambda *_, **__: dated)
    withheld = small.presentation(present=["demo_ache", "demo_hot"], absent=["demo_numb"], demo_days=3)
    with pytest.raises(AssertionError, match=r"demo_plan has dates although .* withholds any"):
        laws.law_no_date(reckless, withheld)
    for urgent in (small.presentation(present=["demo_numb"]), small.presentation(present=["demo_ache"])):
        with pytest.raises(AssertionError, match="demo_plan has dates before what comes first"):
            laws.law_no_date(reckless, urgent)
    undated = attrs.evolve(dated, sessions=tuple(attrs.evolve(each, date=None) for each in dated.sessions))
    with pytest.raises(AssertionError, match="demo_plan has sessions beside the action"):
        laws.law_no_date(stub(small, schedule=lambda *_, **__: undated), small.presentation(present=["demo_numb"]))
    crowded = attrs.evolve(dated, sessions=(dated.sessions[0], dated.sessions[0]))
    with pytest.raises(AssertionError, match="the sessions of demo_plan are not 1 days of rest apart"):
        laws.law_no_date(stub(small, schedule=lambda *_, **__: crowded), calm)
