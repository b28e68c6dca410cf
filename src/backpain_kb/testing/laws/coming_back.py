"""Law 16: coming back, unknown is never better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.model.follow_up import Step, Trend
from backpain_kb.model.rules import Urgency
from backpain_kb.testing.laws.telling import as_bytes, broken
from backpain_kb.testing.reading import Person

if TYPE_CHECKING:
    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.model.presentation import Presentation

__all__ = ["law_coming_back"]


def law_coming_back(kb: KnowledgeBase, who: Presentation, before: Presentation) -> bool:
    """
    Unknown is never better: nobody does more by silence, with a new red flag, or by the same facts once more.

    .. versionadded:: 0.1.0
    """
    answer = kb.reassess(before, who)
    as_bytes(answer)
    was, is_ = Person(kb, before), Person(kb, who)
    flags = [finding.id for finding in kb.findings.values() if finding.red_flag and was.value(finding.id) is True]
    silent = [id_ for id_ in flags if id_ not in who.facts and is_.is_unknown(id_) and not is_.conflict]
    carried = {fact.finding for fact in answer.carried}
    for flag in silent:
        if flag not in carried:
            broken("coming_back", f"the red flag {flag} of last time is gone without a word", who)
    present = [finding.id for finding in kb.findings.values() if finding.red_flag and is_.value(finding.id) is True]
    new = [id_ for id_ in present if was.value(id_) is not True]
    if answer.step is Step.PROGRESS and (
        silent or new or not answer.triage.settled or answer.trend is not Trend.BETTER
    ):
        broken("coming_back", f"there is more to do although {', '.join((*silent, *new)) or 'it is not better'}", who)
    if answer.triage.urgency >= Urgency.SAME_DAY and (answer.step is not Step.STOP or len(answer.advice) > 1):
        broken("coming_back", "something stands beside the action", who)
    same = kb.reassess(who, who)
    if same.changes or same.plan or same.candidates or same.carried or same.step is Step.PROGRESS:
        broken("coming_back", "the same facts change something", who)
    if same.trend in {Trend.BETTER, Trend.WORSE}:
        broken("coming_back", f"the same facts are {same.trend.value}", who)
    return bool(silent or new) or answer.trend is not Trend.UNCLEAR
