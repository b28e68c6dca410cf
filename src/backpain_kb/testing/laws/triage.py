"""Laws 2, 3, 4, 12 and 15: bounds, red flags, what may change a rule, one meaning, what stops treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.model.rules import Urgency
from backpain_kb.testing.laws.telling import broken, shown, with_facts
from backpain_kb.testing.reading import Person, reading_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.assessment import Triage
    from backpain_kb.model.presentation import Presentation

__all__ = ["law_bounds", "law_no_interference", "law_one_meaning", "law_red_flags", "law_triaged"]


def law_bounds(kb: KnowledgeBase, who: Presentation, fact: tuple[str, Value]) -> bool:
    """
    Urgency lies between its bounds; answering what is unknown, without a conflict, only narrows them.

    .. versionadded:: 0.1.0
    """
    before = kb.triage(who)
    _in_bounds(before, who)
    id_, value = fact
    if not Person(kb, who).is_unknown(id_):
        return False
    told = with_facts(kb, who, **{id_: value})
    if Person(kb, told).conflict:
        return False
    after = kb.triage(told)
    _in_bounds(after, told)
    if after.lower < before.lower:
        what = f"lower falls from {before.lower.value} to {after.lower.value} when {shown(id_, value)} is answered"
        broken("bounds", what, who)
    if after.upper > before.upper:
        what = f"upper rises from {before.upper.value} to {after.upper.value} when {shown(id_, value)} is answered"
        broken("bounds", what, who)
    return True


def _in_bounds(triage: Triage, who: Presentation) -> None:
    if not triage.lower <= triage.urgency <= triage.upper:
        found = f"{triage.lower.value} <= {triage.urgency.value} <= {triage.upper.value}"
        broken("bounds", f"{found} does not hold", who)


def law_red_flags(kb: KnowledgeBase, who: Presentation, flag: str) -> bool:
    """
    Turning a red flag from absent or unknown to present lowers neither the urgency nor a bound.

    .. versionadded:: 0.1.0
    """
    present = with_facts(kb, who, **{flag: True})
    if Person(kb, present).conflict:
        return False
    after = kb.triage(present)
    for was in (None, False):
        before_who = with_facts(kb, who, **{flag: was})
        if Person(kb, before_who).conflict:
            continue
        before = kb.triage(before_who)
        for name in ("urgency", "lower", "upper"):
            old, new = getattr(before, name), getattr(after, name)
            if new < old:
                word = "unknown" if was is None else "absent"
                what = f"{name} falls from {old.value} to {new.value} when {flag} turns from {word} to present"
                broken("red_flags", what, before_who)
    return True


def law_no_interference(kb: KnowledgeBase, who: Presentation, fact: tuple[str, Value]) -> bool:
    """
    A fact that a rule does not read, directly or through definitions and implications, does not change it.

    .. versionadded:: 0.1.0
    """
    id_, value = fact
    other = with_facts(kb, who, **{id_: None if who.facts.get(id_) == value else value})
    reading = reading_of(kb)
    conflict = Person(kb, who).conflict or Person(kb, other).conflict
    # Where answers contradict one another, all between them is doubtful, whichever way the implications point.
    touched = reading.connected(id_) if conflict else reading.tied(id_)
    before, after = _states(kb.triage(who)), _states(kb.triage(other))
    for rule, read in reading.read_by_rule.items():
        old, new = before.get(rule, "silent"), after.get(rule, "silent")
        if old != new and not read & touched:
            what = f"rule {rule} turns from {old} to {new} by {shown(id_, value)}, or by leaving it out"
            broken("no_interference", f"{what}, which it does not read", who)
    return True


def _states(triage: Triage) -> Mapping[str, str]:
    """Return rule to how it stands; what is not there is silent."""
    states = {rule.rule: "open" for rule in triage.open}
    states.update((rule.rule, "fired") for rule in triage.fired)
    states.update((rule.rule, "precaution") for rule in triage.precautions)
    return states


def law_one_meaning(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    The compiled rules stand as the interpreter says, one rule at a time, and so do urgency and bounds.

    .. versionadded:: 0.1.0
    """
    person = Person(kb, who)
    triage = kb.triage(who)
    found = {rule.rule: "open" for rule in triage.open} | {rule.rule: "fired" for rule in triage.fired}
    levels: dict[str, list[Urgency]] = {"certain": [], "acting": [], "open": [], "silent": []}
    for rule in kb.rules.values():
        state = person.state_of(rule.when)
        levels[state].append(rule.urgency)
        expected = "fired" if state in {"certain", "acting"} else state
        if found.get(rule.id, "silent") != expected:
            what = f"rule {rule.id} is {found.get(rule.id, 'silent')}, evaluated alone it is {state}"
            broken("one_meaning", what, who)
    for name, states in _BOUND_BY.items():
        highest = max([Urgency.SELF_CARE, *(level for state in states for level in levels[state])])
        if getattr(triage, name) is not highest:
            what = f"{name} is {getattr(triage, name).value}, by the rules one by one it is {highest.value}"
            broken("one_meaning", what, who)
    return True


_BOUND_BY = {"lower": ("certain",), "urgency": ("certain", "acting"), "upper": ("certain", "acting", "open")}


def law_triaged(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    While a definition that withholds treatment is True urgency is at least soon; every red flag is read by a rule.

    .. versionadded:: 0.1.0
    """
    reading = reading_of(kb)
    read = frozenset().union(*reading.read_by_rule.values())
    for finding in kb.findings.values():
        if finding.red_flag and finding.id not in read:
            broken("triaged", f"the red flag {finding.id} is read by no rule")
    person = Person(kb, who)
    urgency = kb.triage(who).urgency
    withholding = [d for d in kb.definitions.values() if d.withholds and person.holds(d.expression) is True]
    for definition in withholding:
        if urgency < Urgency.SOON:
            broken("triaged", f"definition {definition.id} withholds treatment at {urgency.value}", who)
    return bool(withholding)
