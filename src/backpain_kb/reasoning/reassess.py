"""Someone comes back: two presentations in, one reassessment out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.model.assessment import Assessment, Fact, FiredRule, PlanVerdict, Question, QuestionKind, Reason
from backpain_kb.model.follow_up import Step, Trend
from backpain_kb.model.reassessment import (
    Advice,
    CandidateChange,
    FactChange,
    MeasureChange,
    PlanChange,
    Reassessment,
)
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict, Number
from backpain_kb.reasoning.assess import assess
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.trend import days_between, left_out, measured, trend_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from backpain_kb.model.assessment import PlanItem
    from backpain_kb.model.care import Treatment
    from backpain_kb.model.follow_up import Review
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["carried_over", "reassess"]

_CAREFUL = (PlanVerdict.ASK_FIRST, PlanVerdict.NOT_RECOMMENDED, PlanVerdict.CONTRAINDICATED)


def reassess(
    prepared: Prepared,
    before: Presentation,
    now: Presentation,
    *,
    days_since: object = None,
    guidelines: Sequence[str] = (),
) -> Reassessment:
    """
    Return how someone is doing, what changed and what to do, compared with *before*.

    Raises:
        UnknownIdError: A finding, condition or guideline is not known.
        PresentationError: A value, or the number of days, cannot be so.

    .. versionadded:: 0.1.0
    """
    first, second = Facts(prepared, before), Facts(prepared, now)
    days = days_between(first, second, days_since)
    previous = assess(prepared, before, guidelines)
    carried, together = carried_over(first, second, previous)
    answer = assess(prepared, together, guidelines)
    red_flags, gone = _red_flags(first, second, prepared)
    changes = measured(first, second)
    came = any(first.lookup(flag.finding) is False for flag in red_flags)
    trend = trend_of(second, changes, worse=came or _more_urgent(previous, answer), open_=bool(carried))
    comparison = _Comparison(
        before=first,
        now=Facts(prepared, together),
        previous=previous,
        answer=answer,
        carried=carried,
        red_flags=red_flags,
        trend=trend,
        days=days,
    )
    advice = comparison.advice()
    return Reassessment(
        previous=previous,
        stated=now,
        carried=carried,
        now=answer,
        days=days,
        trend=trend,
        measures=changes,
        step=advice[0].step if advice else Step.HOLD,
        advice=advice,
        changes=_changes(first, second),
        red_flags=red_flags,
        gone=gone,
        candidates=_candidates(previous, answer),
        plan=tuple(comparison.plan()),
        questions=comparison.questions(left_out(changes)),
    )


def _more_urgent(previous: Assessment, answer: Assessment) -> bool:
    """Return whether it is more urgent than last time; for a mere want of answers an appointment is no sign of that."""
    was, is_ = previous.triage, answer.triage
    return is_.lower > was.lower or (is_.urgency > was.urgency and is_.urgency >= Urgency.SOON)


def carried_over(before: Facts, now: Facts, previous: Assessment) -> tuple[tuple[Fact, ...], Presentation]:
    """
    Return what called for caution last time and is not mentioned now, and *now* together with it.

    These are red flags that were present, facts that made a rule fire or kept an item of the plan back, and what a
    clinician has diagnosed.

    .. versionadded:: 0.1.0
    """
    prepared = now.prepared
    called: dict[str, None] = dict.fromkeys(sorted(before.closed.claimed & prepared.vocabulary.red_flags))
    for rule in previous.triage.fired:
        called.update(dict.fromkeys(fact.finding for fact in rule.facts))
    for item in previous.plan.items:
        if item.verdict in _CAREFUL:
            # The last reason says what the item is for; those before it decided the verdict.
            called.update(dict.fromkeys(fact.finding for reason in item.reasons[:-1] for fact in reason.facts))
    # An answer that another contradicts is unknown too, but it was given.
    ids = [id_ for id_ in called if id_ in prepared.findings and id_ not in now.who.facts and now.claimed(id_) is None]
    facts = tuple(fact for fact in before.facts(ids, before.claimed) if fact.value is not None)
    stated = {**{fact.finding: fact.value for fact in facts if fact.value is not None}, **now.who.facts}
    together = attrs.evolve(
        now.who,
        facts=FrozenDict(dict(sorted(stated.items()))),
        diagnosed=tuple(sorted({*before.who.diagnosed, *now.who.diagnosed})),
    )
    return facts, together if facts or together.diagnosed != now.who.diagnosed else now.who


def _red_flags(before: Facts, now: Facts, prepared: Prepared) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return the red flags that are new, and those that are answered no by now."""
    was, is_ = (facts.closed.claimed & prepared.vocabulary.red_flags for facts in (before, now))
    gone = [id_ for id_ in sorted(was - is_) if now.lookup(id_) is False]
    return now.facts(sorted(is_ - was), now.claimed), now.facts(gone)


def _changes(before: Facts, now: Facts) -> tuple[FactChange, ...]:
    """Return the stated findings whose values differ."""
    ids = sorted({*before.who.facts, *now.who.facts})
    pairs = zip(before.facts(ids), now.facts(ids), strict=True)
    return tuple(FactChange(before=first, now=second) for first, second in pairs if first.value != second.value)


def _candidates(previous: Assessment, answer: Assessment) -> tuple[CandidateChange, ...]:
    """Return the conditions that stand otherwise: those of now in their order, then those that went."""
    was, is_ = ({each.condition: each for each in one.candidates} for one in (previous, answer))
    made = []
    for id_ in dict.fromkeys([*is_, *was]):
        first, second = was.get(id_), is_.get(id_)
        before = first.standing if first is not None else None
        now = second.standing if second is not None else None
        if before is not now:
            label = (second or was[id_]).label
            made.append(CandidateChange(condition=id_, label=label, before=before, now=now))
    return tuple(made)


@attrs.frozen(kw_only=True, eq=False)
class _Comparison:
    """Two assessments of one person, side by side."""

    before: Facts
    now: Facts
    previous: Assessment
    answer: Assessment
    carried: tuple[Fact, ...]
    red_flags: tuple[Fact, ...]
    trend: Trend
    days: Number | None

    @property
    def _phrases(self) -> Mapping[str, str]:
        return self.now.prepared.phrases

    # What to do.

    def advice(self) -> tuple[Advice, ...]:
        """Return what to do, the gravest first; at same-day and above nothing stands beside the action."""
        urgency = self.answer.triage.urgency
        if urgency >= Urgency.SAME_DAY:
            return (self._seen(self.answer.triage.fired[0], Step.STOP),)
        found = [*self._by_urgency(urgency), *self._reviews(), *self._open(), *self._time_up()]
        found.sort(key=lambda advice: -advice.step.rank)
        return tuple(advice for advice in found if self._fits(advice, found))

    @staticmethod
    def _fits(advice: Advice, found: Sequence[Advice]) -> bool:
        """Return whether *advice* is said beside the rest, which is in order: nobody stays, and goes back one step."""
        lead = found[0].step
        if advice.step is Step.PROGRESS:
            return lead is Step.PROGRESS
        if advice.step.rank >= Step.SEE_SOMEONE.rank:
            return True
        if advice.rule is None:
            # What is carried, new or open is told all the same; to whoever is to stop, only with what it is about.
            return lead is not Step.STOP or bool(advice.facts)
        paces = [each.step for each in found if each.rule is not None and each.step.rank < Step.SEE_SOMEONE.rank]
        return lead is not Step.STOP and advice.step is paces[0]

    def _seen(self, rule: FiredRule, step: Step) -> Advice:
        facts = rule.facts or rule.assumed
        return Advice(step=step, text=rule.tell, facts=facts, sources=rule.sources, rule=rule.rule)

    def _by_urgency(self, urgency: Urgency) -> Iterator[Advice]:
        """Yield what the rules and the new red flags ask for."""
        fired = self.answer.triage.fired
        if urgency is Urgency.SOON:
            yield self._seen(fired[0], Step.SEE_SOMEONE)
        elif urgency is Urgency.ROUTINE and urgency > self.previous.triage.urgency:
            # A rule that only waits for an answer sends nobody to an appointment.
            yield self._seen(fired[0], Step.HOLD if fired[0].assumed else Step.SEE_SOMEONE)
        if self.red_flags:
            read = {fact.finding for rule in fired for fact in rule.facts}
            step = Step.SEE_SOMEONE if any(flag.finding in read for flag in self.red_flags) else Step.HOLD
            sources = dict.fromkeys(source for rule in fired for source in rule.sources)
            yield Advice(
                step=step, text=self._phrases["phrase_new_red_flag"], facts=self.red_flags, sources=tuple(sources)
            )

    def _open(self) -> Iterator[Advice]:
        """Yield what has to be answered before anyone does more."""
        if self.carried:
            yield Advice(step=Step.HOLD, text=self._phrases["phrase_carried"], facts=self.carried)
        if not self.answer.triage.settled:
            yield Advice(step=Step.HOLD, text=self._phrases["phrase_not_settled"])

    def _reviews(self) -> Iterator[Advice]:
        """Yield what the reviews of the pack say."""
        for review in self.now.prepared.reviews:
            facts = self._behind(review)
            if facts is not None:
                yield Advice(step=review.step, text=review.tell, facts=facts, sources=review.sources, rule=review.id)

    def _behind(self, review: Review) -> tuple[Fact, ...] | None:
        """Return the facts behind *review*, None where it does not apply."""
        last, urgency = self.previous.triage, self.answer.triage.urgency
        facts: tuple[Fact, ...] = ()
        if review.trend and self.trend not in review.trend:
            return None
        if review.unless is not None and self.now.explain(review.unless).value is True:
            return None
        if review.was:
            if last.urgency not in review.was or urgency >= last.urgency:
                return None
            facts = last.fired[0].facts
        if review.when is not None:
            why = self.now.explain(review.when)
            if why.value is not True or (review.new and self.before.explain(review.when).value is True):
                return None
            facts = self.now.facts(why.because)
        return facts

    def _time_up(self) -> Iterator[Advice]:
        """Yield the treatments that had their time and made nothing better."""
        if self.days is None or self.trend is Trend.BETTER:
            return
        treatments = self.now.prepared.treatments
        tried = [
            treatments[item.item]
            for item in self.previous.plan.recommended
            if item.kind == "treatment" and self._over(treatments[item.item], self.days)
        ]
        if tried:
            names = "; ".join(treatment.label for treatment in tried)
            text = self._phrases["phrase_time_up"].format(items=names)
            sources = dict.fromkeys(source for treatment in tried for source in treatment.sources)
            yield Advice(step=Step.HOLD, text=text, sources=tuple(sources))

    @staticmethod
    def _over(treatment: Treatment, days: Number) -> bool:
        return treatment.reassess_days is not None and days >= treatment.reassess_days.max

    # What the plan says otherwise.

    def plan(self) -> Iterator[PlanChange]:
        """Yield the items that are judged otherwise, those of now in their order, then those that went."""
        was, is_ = ({item.item: item for item in one.plan.items} for one in (self.previous, self.answer))
        for id_ in dict.fromkeys([*is_, *was]):
            first, second = was.get(id_), is_.get(id_)
            before = first.verdict if first is not None else None
            now = second.verdict if second is not None else None
            if before is not now:
                item = second or was[id_]
                yield PlanChange(
                    item=id_, kind=item.kind, label=item.label, before=before, now=now, reason=self._why(second)
                )

    def _why(self, item: PlanItem | None) -> Reason:
        """Return why an item stands as it does now: what decided it, or what it is for, or why it went."""
        if item is not None:
            return item.reasons[-1] if item.verdict is PlanVerdict.RECOMMENDED else item.reasons[0]
        fired = self.answer.triage.fired
        if self.answer.triage.urgency >= Urgency.SAME_DAY:
            return Reason(text=self._phrases["phrase_first_be_seen"], facts=fired[0].facts, sources=fired[0].sources)
        return Reason(text=self._phrases["phrase_not_in_question"])

    # What to ask.

    def questions(self, unsaid: Iterable[MeasureChange]) -> tuple[Question, ...]:
        """Return what to ask: what is carried, what shows the trend, then what any assessment asks."""
        asked: dict[str, Question] = {}
        wanted = [*((fact.finding, "phrase_carried_why") for fact in self.carried)]
        wanted += [(change.now.finding, "phrase_trend_why") for change in unsaid]
        prepared = self.now.prepared
        if self.answer.triage.urgency < Urgency.SAME_DAY:
            applying = [each.unless for each in prepared.reviews if each.unless and self._behind(each) is not None]
            wanted += [(id_, "phrase_unless_why") for tree in applying for id_ in self.now.explain(tree).open]
        if self.trend is Trend.UNCLEAR:
            main = [measure.finding for measure in prepared.measures if measure.main]
            wanted += [(id_, "phrase_trend_next_why") for id_ in main if self.now.is_unknown(id_)]
        for id_, why in wanted:
            finding = prepared.findings[id_]
            if id_ not in asked and prepared.can_be_known(finding, self.now.who.asker):
                kind = QuestionKind.PLAN
                if finding.red_flag:
                    kind = QuestionKind.HARD_STOP if finding.hard_stop else QuestionKind.RED_FLAG
                asked[id_] = Question(finding=id_, text=finding.question, kind=kind, why=self._phrases[why])
        for question in self.answer.questions:
            asked.setdefault(question.finding, question)
        return tuple(asked.values())
