"""How urgent it is: the rules that fire, the bounds, and whether an answer could still change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.logic.explain import Explainer
from backpain_kb.model.assessment import FiredRule, Lead, OpenRule, Precaution, Triage
from backpain_kb.model.rules import TriageRule, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from backpain_kb.model.terms import Asker, Finding
    from backpain_kb.reasoning.facts import Facts
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["Screening", "askable_flags", "level_if", "screen", "triage"]


@attrs.frozen(kw_only=True)
class Screening:
    """
    Urgency, bounds and rules, without the reasons.

    Attributes:
        urgency: The level to act on now.
        lower: The level that holds whatever the unanswered questions turn out to be.
        upper: The level that it could become.
        fired: The rules that are True, precautions taken; the leading one first.
        open: The rules that could still fire, and what each waits for; empty where that was not asked.
    """

    urgency: Urgency
    lower: Urgency
    upper: Urgency
    fired: tuple[TriageRule, ...]
    open: tuple[OpenRule, ...]


def screen(facts: Facts, *, waiting: bool = False) -> Screening:
    """
    Return urgency, bounds and rules for *facts*; with *waiting* also what the open rules wait for.

    .. versionadded:: 0.1.0
    """
    closed, program, rules = facts.closed, facts.prepared.program, facts.prepared.rules
    open_: tuple[OpenRule, ...] = ()
    # Rules stand in leading order, so the first that is not False is the gravest that it could come to.
    if waiting:
        acting, certain, waiting_, waits_for = facts.screened[:4]
        heads = facts.prepared.rule_heads
        open_ = tuple([OpenRule(*heads[place], names) for place, names in zip(waiting_, waits_for, strict=True)])
        highest = min([*acting[:1], *waiting_[:1]], default=None)
    else:
        acting, certain = program.fired(closed.present, closed.absent, facts.values)
        highest = program.highest(closed.present, closed.absent, facts.values)
    if closed.doubtful:
        # What a contradicted red flag would do counts for what to do now, and not for the bounds.
        acting = program.fired(closed.claimed, closed.absent, facts.values)[0]
        acting_ids = {rules[place].id for place in acting}
        open_ = tuple(rule for rule in open_ if rule.rule not in acting_ids)
    return Screening(
        urgency=rules[acting[0]].urgency if acting else Urgency.SELF_CARE,
        lower=rules[certain[0]].urgency if certain else Urgency.SELF_CARE,
        upper=Urgency.SELF_CARE if highest is None else rules[highest].urgency,
        fired=tuple([rules[position] for position in acting]),
        open=open_,
    )


def triage(facts: Facts, screening: Screening) -> Triage:
    """
    Return how urgent it is, with reasons, precautions and open rules.

    .. versionadded:: 0.1.0
    """
    prepared = facts.prepared
    explainer = Explainer(facts.claimed, prepared.vocabulary.definitions, precaution=True)
    fired = tuple(_fired(rule, facts, explainer) for rule in screening.fired)
    return Triage(
        urgency=screening.urgency,
        lead=_lead(fired, prepared),
        lower=screening.lower,
        upper=screening.upper,
        settled=_settled(facts, screening),
        fired=fired,
        precautions=tuple(
            Precaution(rule=rule.rule, urgency=rule.urgency, stand_down=tuple(fact.finding for fact in rule.assumed))
            for rule in fired
            if rule.assumed
        ),
        open=screening.open,
    )


def _fired(rule: TriageRule, facts: Facts, explainer: Explainer) -> FiredRule:
    """Return *rule* with what made it True."""
    why = explainer.explain(rule.when, value=True)
    return FiredRule(
        rule=rule.id,
        label=rule.label,
        urgency=rule.urgency,
        within_hours=rule.within_hours,
        ambulance=rule.ambulance,
        action=rule.action,
        tell=rule.tell,
        tests=rule.tests,
        facts=facts.facts(why.because, facts.claimed),
        assumed=facts.facts(why.assumed),
        sources=rule.sources,
    )


def _lead(fired: tuple[FiredRule, ...], prepared: Prepared) -> Lead:
    """Return what to do: the leading rule, or the words for self-care."""
    if not fired:
        text = prepared.level_texts[Urgency.SELF_CARE]
        return Lead(rule=None, urgency=Urgency.SELF_CARE, within_hours=None, ambulance=False, action=text, tell=text)
    first = fired[0]
    return Lead(
        rule=first.rule,
        urgency=first.urgency,
        within_hours=first.within_hours,
        ambulance=first.ambulance,
        action=first.action,
        tell=first.tell,
        tests=first.tests,
        sources=first.sources,
    )


def askable_flags(facts: Facts, asker: Asker) -> tuple[Finding, ...]:
    """
    Return the unknown hard stops, and the unknown red flags worth asking, that *asker* can answer; the gravest first.

    .. versionadded:: 0.1.0
    """
    prepared, asked = facts.prepared, facts.screened.asked
    stops = [finding for finding in prepared.hard_stops if facts.is_unknown(finding.id)]
    worth = zip(prepared.asked_red_flags, asked, strict=True)
    flags = [finding for finding, holds in worth if holds is True and facts.is_unknown(finding.id)]
    return tuple([finding for finding in (*stops, *flags) if prepared.can_be_known(finding, asker)])


def _settled(facts: Facts, screening: Screening) -> bool:
    """
    Return whether no askable flag can still change the urgency.

    Red flags never stand under `not` (the check sees to it), so the most that their answers can do is all yes, and the
    least is all no.
    """
    urgency, closed = screening.urgency, facts.closed
    asked = {finding.id for finding in askable_flags(facts, facts.who.asker)}
    if not asked:
        return True
    # Where a bound is reached already, no answer leads beyond it.
    if screening.upper is not urgency and level_if(facts, closed.claimed | asked, closed.absent) is not urgency:
        return False
    return screening.lower is urgency or level_if(facts, closed.claimed - asked, closed.absent | asked) is urgency


def level_if(facts: Facts, present: Iterable[str], absent: AbstractSet[str]) -> Urgency:
    """
    Return the urgency if these were the facts, closed again.

    .. versionadded:: 0.1.0
    """
    prepared = facts.prepared
    closed = prepared.vocabulary.implications.close(present, absent, prepared.vocabulary.red_flags)
    leading = prepared.program.leading(closed.claimed, closed.absent, facts.values)
    return Urgency.SELF_CARE if leading is None else prepared.rules[leading].urgency
