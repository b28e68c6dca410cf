"""What a type checker must see of the public names; read by pyright and mypy, never executed."""

from __future__ import annotations

import datetime as dt
from typing import assert_type

import backpain_kb as bp
from backpain_kb.model.assessment import Candidate, Plan, PlanItem, Question, Triage
from backpain_kb.model.care import Exercise, Programme, Treatment
from backpain_kb.model.evidence import Condition, Source
from backpain_kb.model.terms import Entity, Finding

kb = bp.load("./clinic_pack", "club_rules", allow=("oral_nsaid",))
assert_type(kb, bp.KnowledgeBase)

assert_type(kb.findings["fever"], Finding)
assert_type(kb.conditions["facet_joint_pain"], Condition)
assert_type(kb.treatments["heat"], Treatment)
assert_type(kb.exercises["bird_dog"], Exercise)
assert_type(kb.stretches["cat_camel"], Exercise)
assert_type(kb.programmes["flare_72h"], Programme)
assert_type(kb.sources["nice-ng59-2020"], Source)

who = kb.presentation(present=["pain_low_back"], absent=("fever",), age_years=34, pain_side="left", asker="clinician")
assert_type(who, bp.Presentation)

answer = kb.assess(who, guidelines=["nice-ng59-2020"])
assert_type(answer, bp.Assessment)
assert_type(answer.triage, Triage)
assert_type(answer.triage.urgency, bp.Urgency)
assert_type(answer.triage.urgency >= bp.Urgency.SOON, bool)
assert_type(answer.triage.lead.within_hours, int | None)
assert_type(answer.candidates, tuple[Candidate, ...])
assert_type(answer.candidates[0].standing, bp.Standing)
assert_type(answer.plan, Plan)
assert_type(answer.plan.recommended, tuple[PlanItem, ...])
assert_type(answer.questions, tuple[Question, ...])
assert_type(answer.safety_net, tuple[str, ...])
assert_type(kb.explain(answer, "heat"), str)

treatments = kb.treatments_for("worse_extension", provider="self", min_certainty="low")
assert_type(treatments, bp.Matches[Treatment])
assert_type(treatments[0], bp.Match[Treatment])
assert_type(treatments[0].entity, Treatment)
assert_type(treatments.triage, Triage)
assert_type(kb.stretches_for("stiff_after_running", timing="post_run"), bp.Matches[Exercise])
assert_type(kb.search("numb between my legs", kind="finding"), tuple[bp.Match[Entity], ...])

again = kb.reassess(answer, answer.presentation, days_since=7)
assert_type(again, bp.Reassessment)
assert_type(again.trend, bp.Trend)
assert_type(again.step, bp.Step)
assert_type(again.triage, Triage)
assert_type(again.now, bp.Assessment)
assert_type(again.questions, tuple[Question, ...])

entry = bp.LogEntry(date=dt.date(2026, 12, 1), outcome=bp.Outcome.DONE)
schedule = kb.schedule(
    "walk_run_return", dt.date(2026, 12, 1), [entry, {"date": dt.date(2026, 12, 3)}], answer=again.now
)
assert_type(schedule, bp.Schedule)
assert_type(schedule.planned[0].date, dt.date | None)
assert_type(schedule.step, bp.Step | None)
