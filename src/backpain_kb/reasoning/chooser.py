"""The next screen of an interview: safety first, then what narrows the urgency, the plan, and the candidates."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.assessment import QuestionKind
from backpain_kb.model.interview import Asked, Purpose, Screen
from backpain_kb.model.rules import Urgency
from backpain_kb.reasoning.questions import worth_asking
from backpain_kb.reasoning.triage import askable_flags, level_if

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backpain_kb.logic.tree import Expression
    from backpain_kb.model.assessment import OpenRule
    from backpain_kb.model.terms import Finding
    from backpain_kb.reasoning.facts import Facts
    from backpain_kb.reasoning.interview import Interview

__all__ = ["Chooser"]


class Chooser:
    """
    Chooses the next screen: safety first, then what narrows the urgency, the plan, and the candidates.

    .. versionadded:: 0.1.0
    """

    def __init__(self, facts: Facts, interview: Interview) -> None:
        """Take what is known, and the interview that it comes from."""
        self._facts = facts
        self._prepared = facts.prepared
        self._guide = facts.prepared.guide
        self._interview = interview
        self._triage = interview.assessment.triage

    def why_over(self) -> str:
        """
        Return the phrase that says why nothing is asked.

        .. versionadded:: 0.1.0
        """
        if self._triage.urgency >= Urgency.SAME_DAY:
            return "phrase_interview_urgent"
        if not self._triage.settled:
            return "phrase_interview_unanswered"
        if len(self._interview.steps) >= self._guide.most_answers:
            return "phrase_interview_enough"
        return "phrase_interview_settled"

    def screens(self) -> Iterator[Screen]:
        """
        Yield the screens that could come next, the best first; only what is yielded is worked out.

        .. versionadded:: 0.1.0
        """
        yield from self._safety()
        urgent = self._triage.urgency >= Urgency.SAME_DAY
        most = self._guide.most_urgent_answers if urgent else self._guide.most_answers
        if len(self._interview.steps) >= most:
            return
        yield from self._narrowing()
        if not urgent:
            yield from self._for_the_plan()

    def _can_ask(self, id_: str) -> bool:
        """Return whether *id_* is unknown, was not asked for before, and can be known by who answers."""
        facts = self._facts
        knowable = self._prepared.knowable[facts.who.asker]
        return facts.is_unknown(id_) and id_ not in self._interview.answered and id_ in knowable

    def _safety(self) -> Iterator[Screen]:
        """Yield what is doubtful, the hard stops, the opening, and the red flags that are worth asking."""
        doubtful = [id_ for id_ in self._interview.ask_first if self._can_ask(id_)]
        yield from (self._single(Purpose.DOUBTFUL, id_, "phrase_interview_doubtful") for id_ in doubtful)
        flags = [flag for flag in askable_flags(self._facts, self._facts.who.asker) if self._can_ask(flag.id)]
        stops = [flag.id for flag in flags if flag.hard_stop]
        if stops:
            yield self._several(Purpose.HARD_STOP, stops, "phrase_interview_hard_stops")
        if self._triage.upper is not self._triage.urgency:
            red = [flag.id for flag in flags if not flag.hard_stop]
            urgent = self._triage.urgency >= Urgency.SAME_DAY
            yield from self._opening(red if urgent else red[: self._guide.screen_size])
            red += self._decisive()
            if red:
                yield self._mixed(Purpose.RED_FLAG, (*red, *self._narrow()), "phrase_interview_red_flags")

    def _decisive(self) -> list[str]:
        """Return the red flags that alone make it an emergency, where it is open whether they are worth asking."""
        closed = self._facts.closed
        return [
            flag.id
            for flag, worth in zip(self._prepared.asked_red_flags, self._facts.screened.asked, strict=True)
            if worth is None
            and self._can_ask(flag.id)
            and level_if(self._facts, closed.claimed | {flag.id}, closed.absent) is Urgency.EMERGENCY
        ]

    def _opening(self, flags: Sequence[str]) -> Iterator[Screen]:
        """Yield the screens that every interview begins with; the *flags* that are worth asking by now go with them."""
        for opening in self._guide.opening:
            asked = [id_ for id_ in opening.findings if self._can_ask(id_)]
            if asked:
                yield self._screen(Purpose.OPENING, tuple(dict.fromkeys((*flags, *asked))), opening.heading)

    def _narrowing(self) -> Iterator[Screen]:
        """Yield what graver rules wait for, and what decides which of their red flags are worth asking."""
        asked = self._narrow()
        if asked:
            yield self._mixed(Purpose.NARROWS, asked, "phrase_interview_narrows")

    def _narrow(self) -> tuple[str, ...]:
        """Return what narrows the urgency, the most first."""
        urgent = self._triage.urgency >= Urgency.SAME_DAY
        most = self._guide.most_urgent_answers if urgent else self._guide.most_narrowing
        if len(self._interview.steps) >= most:
            return ()
        gains = self._gains()
        enough = [id_ for id_ in gains if gains[id_] >= self._guide.least_gain]
        enough.sort(key=lambda id_: (-gains[id_], id_))
        return tuple(dict.fromkeys(before for id_ in enough for before in self._worth_asking(id_)))

    def _gains(self) -> dict[str, float]:
        """Return finding to how much an answer would narrow the urgency, counted in levels."""
        gains: dict[str, float] = {}

        def share(levels: float, waits_for: Sequence[str]) -> None:
            """Give each of those that are waited for an equal part; the fewer they are, the nearer is the answer."""
            for id_ in waits_for:
                gains[id_] = gains.get(id_, 0.0) + levels / len(waits_for)

        now, weight = self._triage.urgency.rank, self._guide.rule_weight
        for rule in self._graver():
            share(weight * (rule.urgency.rank - now), rule.waits_for)
        red_flags = self._prepared.vocabulary.red_flags
        # A red flag has its own time; what counts here is what has to be known before.
        gains = {id_: gain for id_, gain in gains.items() if id_ not in red_flags}
        stakes = self._stakes()
        for flag, worth in zip(self._prepared.asked_red_flags, self._facts.screened.asked, strict=True):
            if worth is None and flag.id in stakes and self._can_ask(flag.id):
                share(stakes[flag.id].rank - now, self._facts.explain(_asked_when(flag)).open)
        return gains

    def _worth_asking(self, id_: str) -> tuple[str, ...]:
        """Return *id_*, or what is to be asked before; *id_* all the same where that was asked and is not known."""
        first = worth_asking(self._facts, id_)
        can_ask = tuple(each for each in first if self._can_ask(each))
        return can_ask or tuple(each for each in (id_,) if first and self._can_ask(id_))

    def _for_the_plan(self) -> Iterator[Screen]:
        """Yield what unlocks something in the plan, then what parts the candidates."""
        for kind, purpose, phrase in (
            (QuestionKind.PLAN, Purpose.PLAN, "phrase_interview_plan"),
            (QuestionKind.CANDIDATE, Purpose.CANDIDATE, "phrase_interview_candidates"),
        ):
            asked = [q.finding for q in self._interview.assessment.questions if q.kind is kind]
            asked = [id_ for id_ in asked if self._can_ask(id_)]
            if asked:
                yield self._grouped(purpose, asked, phrase)

    # Screens.

    def _grouped(self, purpose: Purpose, ids: Sequence[str], phrase: str) -> Screen:
        """Return the first of *ids* with those that are answered alike: ticks, or a form of numbers and choices."""
        findings = self._prepared.findings
        ticked = findings[ids[0]].type is ValueType.BOOLEAN
        alike = [id_ for id_ in ids if (findings[id_].type is ValueType.BOOLEAN) is ticked]
        if ticked:
            return self._several(purpose, alike[: self._guide.screen_size], phrase)
        return self._screen(purpose, alike[: self._guide.form_size], self._prepared.phrases[phrase])

    def _mixed(self, purpose: Purpose, ids: Sequence[str], phrase: str) -> Screen:
        """Return the first of *ids*: so many ticks, and so many numbers and choices beside them."""
        findings, room = self._prepared.findings, {True: self._guide.screen_size, False: self._guide.form_size}
        chosen = []
        for id_ in dict.fromkeys(ids):
            boolean = findings[id_].type is ValueType.BOOLEAN
            if room[boolean]:
                room[boolean] -= 1
                chosen.append(id_)
        return self._several(purpose, chosen, phrase)

    def _single(self, purpose: Purpose, id_: str, phrase: str) -> Screen:
        return self._screen(purpose, [id_], self._prepared.phrases[phrase])

    def _several(self, purpose: Purpose, ids: Sequence[str], phrase: str) -> Screen:
        if len(ids) == 1:
            return self._single(purpose, ids[0], phrase)
        phrases = self._prepared.phrases
        return self._screen(purpose, ids, phrases["phrase_interview_any"].format(reason=phrases[phrase]))

    def _screen(self, purpose: Purpose, ids: Sequence[str], heading: str) -> Screen:
        """Return a screen."""
        findings, stakes = self._prepared.findings, self._stakes()
        ticked = sum(findings[id_].type is ValueType.BOOLEAN for id_ in ids) > 1
        return Screen(
            purpose=purpose,
            heading=heading,
            questions=tuple(_asked(findings[id_], stakes.get(id_)) for id_ in ids),
            none_text=self._prepared.phrases["phrase_interview_none"] if ticked else None,
        )

    def _stakes(self) -> dict[str, Urgency]:
        """Return finding to the gravest level of the rules that wait for it, where that is above the present one."""
        found: dict[str, Urgency] = {}
        for rule in self._graver():
            for id_ in rule.waits_for:
                found.setdefault(id_, rule.urgency)
        return found

    def _graver(self) -> Iterator[OpenRule]:
        """Yield the open rules that would raise the urgency, the gravest first."""
        return itertools.takewhile(lambda rule: rule.urgency > self._triage.urgency, self._triage.open)


def _asked_when(flag: Finding) -> Expression:
    """Return when *flag*, which is no hard stop, is worth asking."""
    assert flag.asked_when is not None  # noqa: S101 - the pack was checked for it; this tells the type checker.
    return flag.asked_when


def _asked(finding: Finding, at_stake: Urgency | None) -> Asked:
    """Return *finding* as a question."""
    return Asked(
        finding=finding.id,
        text=finding.question,
        type=finding.type,
        why=finding.why_asked or "",
        at_stake=at_stake,
        unit=finding.unit,
        min=finding.min,
        max=finding.max,
        values=finding.values,
    )
