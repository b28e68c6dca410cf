"""Laws 1, 8 and 9: every person is answered, with reasons, and nothing but the facts changes the answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import attrs

from backpain_kb.errors import PresentationError, UnknownIdError
from backpain_kb.knowledge import KnowledgeBase, to_dict
from backpain_kb.model.assessment import Fact
from backpain_kb.model.catalogue import kind_of
from backpain_kb.model.evidence import Condition
from backpain_kb.model.terms import FrozenDict
from backpain_kb.testing.laws.telling import as_bytes, broken
from backpain_kb.testing.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from backpain_kb.model.presentation import Presentation

__all__ = ["law_everywhere", "law_order", "law_reasons", "law_refused", "law_total"]


def law_total(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Every valid presentation is answered: as an object, as plain data, as text, for every entity that is asked about.

    .. versionadded:: 0.1.0
    """
    answer = kb.assess(who)
    as_bytes(answer)
    if answer.triage != kb.triage(who):
        broken("total", "assess and triage do not agree", who)
    if not str(answer).strip() or not answer.disclaimer:
        broken("total", "the answer says nothing as text, or has no disclaimer", who)
    asked = [*answer.triage.fired[:1], *answer.candidates[:1], *answer.plan.items[:1]]
    for part in asked:
        id_ = str(getattr(part, "rule", None) or getattr(part, "condition", None) or getattr(part, "item", None))
        if not kb.explain(answer, id_).strip():
            broken("total", f"there is no explanation of {id_}", who)
    return True


def law_refused(kb: KnowledgeBase, who: Presentation, invalid: tuple[str, object]) -> bool:
    """
    A fact that cannot be is refused with one clear error that names it, however the presentation was made.

    .. versionadded:: 0.1.0
    """
    id_, value = invalid
    made: dict[str, Callable[[], object]] = {
        "presentation": lambda: kb.presentation(**{**who.facts, id_: value}),  # type: ignore[arg-type]  # wrong on purpose.
        "assess": lambda: kb.assess(attrs.evolve(who, facts=FrozenDict({**who.facts, id_: value}))),  # type: ignore[dict-item]  # as above.
    }
    for name, make in made.items():
        try:
            make()
        except (PresentationError, UnknownIdError) as error:
            if id_ not in str(error):
                broken("refused", f"the error of {name} does not name {id_}: {error}", who)
        except Exception as error:  # noqa: BLE001 - anything else is what the law forbids.
            broken("refused", f"{name} fails on {id_} = {value!r} with {type(error).__name__}: {error}", who)
        else:
            broken("refused", f"{name} takes {id_} = {value!r}", who)
    return True


def law_reasons(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Every fired rule, candidate and plan item names facts or unknowns and a source; every source exists.

    .. versionadded:: 0.1.0
    """
    for said in (*kb.rules.values(), *kb.conditions.values(), *reading_of(kb).items.values()):
        measured = [accuracy.source for accuracy in said.accuracy] if isinstance(said, Condition) else []
        _sourced(kb, f"{kind_of(said)} {said.id}", (*said.sources, *measured))
    answer = kb.assess(who)
    for rule in answer.triage.fired:
        _reasoned(kb, who, f"rule {rule.rule}", (*rule.facts, *rule.assumed), rule.sources)
    for candidate in answer.candidates:
        pieces = (*candidate.for_, *candidate.against)
        facts = [fact for piece in pieces for fact in piece.facts]
        cited = (*candidate.sources, *(piece.source for piece in pieces if piece.source is not None))
        # A diagnosis that was given is itself the fact.
        label = Fact(finding=candidate.condition, label=candidate.label)
        _reasoned(kb, who, f"condition {candidate.condition}", (*facts, label) if candidate.given else facts, cited)
    for item in answer.plan.items:
        facts = [fact for reason in item.reasons for fact in reason.facts]
        cited = (*item.sources, *item.recommended_by, *item.advised_against_by)
        _reasoned(kb, who, f"{item.kind} {item.item}", facts, cited)
        _reasoned(kb, who, f"{item.kind} {item.item}", facts, [s for reason in item.reasons for s in reason.sources])
    return bool(answer.triage.fired or answer.candidates or answer.plan.items)


def _reasoned(kb: KnowledgeBase, who: Presentation, what: str, facts: Iterable[Fact], sources: Iterable[str]) -> None:
    if not list(facts):
        broken("reasons", f"{what} names no fact and no unknown", who)
    _sourced(kb, what, sources, who)


def _sourced(kb: KnowledgeBase, what: str, sources: Iterable[str], who: Presentation | None = None) -> None:
    cited = list(sources)
    if not cited:
        broken("reasons", f"{what} names no source", who)
    missing = [source for source in cited if source not in kb.sources]
    if missing:
        broken("reasons", f"{what} names the source {missing[0]!r}, which does not exist", who)


def law_order(kb: KnowledgeBase, who: Presentation) -> bool:
    """
    Facts in another order, said twice or asked twice give the same bytes.

    .. versionadded:: 0.1.0
    """
    wanted = as_bytes(kb.assess(who))
    others = {id_: value for id_, value in who.facts.items() if not isinstance(value, bool)}
    turned = kb.presentation(
        present=[*reversed(who.present), *who.present],
        absent=[*who.absent[1:], *who.absent[:1]],
        diagnosed=[*reversed(who.diagnosed), *who.diagnosed],
        asker=who.asker.value,
        **dict(reversed(others.items())),
    )
    for again, how in ((who, "asked again"), (turned, "told in another order")):
        if as_bytes(kb.assess(again)) != wanted:
            broken("order", f"the answer is another when it is {how}", who)
    return True


_ELSEWHERE = """
import json, sys
from backpain_kb.knowledge import load, to_dict
asked = json.load(sys.stdin)
kb = load(*asked["packs"], allow=asked["allow"])
print(json.dumps([to_dict(kb.assess(kb.presentation(**who))) for who in asked["people"]]))
"""

_PLACES = (
    # The last place on earth to reach a day, and the first: their dates always differ.
    {"PYTHONHASHSEED": "1", "TZ": "Etc/GMT+12", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
)


def law_everywhere(
    kb: KnowledgeBase, people: Sequence[Presentation], packs: Sequence[str] = (), allow: Sequence[str] = ()
) -> bool:
    """
    Another process with another hash seed, date and locale gives the same bytes.

    Args:
        kb: What `load(*packs, allow=allow)` returned here.
        people: Who is assessed.
        packs: The packs, as `load` takes them.
        allow: What was allowed.

    .. versionadded:: 0.1.0
    """
    told = [{**who.facts, "diagnosed": who.diagnosed, "asker": who.asker.value} for who in people]
    asked = json.dumps({"packs": list(packs), "allow": list(allow), "people": told})
    here = json.dumps([to_dict(kb.assess(who)) for who in people])
    for place in _PLACES:
        run = subprocess.run(  # noqa: S603 - our own interpreter with our own text.
            [sys.executable, "-c", _ELSEWHERE],
            input=asked,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **place},
        )
        if run.returncode:
            broken("everywhere", f"the same cannot be asked under {place}:\n{run.stderr.strip()}")
        if run.stdout.strip() != here:
            there = json.loads(run.stdout)
            pairs = zip(people, there, strict=True)
            who = next((who for who, answer in pairs if json.dumps(answer) != as_bytes(kb.assess(who))), None)
            broken("everywhere", f"the answer is another under {place}", who)
    return True
