"""Prove for all people what a solver can settle."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import attrs

from backpain_kb.verify import heeded, hygiene, plans, triage
from backpain_kb.verify.inquiry import PATIENCE, Inquiry, Proof
from backpain_kb.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backpain_kb.knowledge import KnowledgeBase

__all__ = ["prove"]

_Look = Callable[[World, Inquiry], None]


@attrs.frozen
class _Aim:
    """One thing to be proved; see `Proof`."""

    law: int | None
    name: str
    of: str
    says: str
    look: _Look
    how: str = "proved for all people"


_EXHAUSTED = "tried on the real plan without exception"

_AIMS = (
    _Aim(
        2,
        "bounds",
        "rules",
        "Urgency lies between its bounds, and answers that contradict nothing only narrow them.",
        triage.bounds,
    ),
    _Aim(
        3,
        "red flags",
        "pairs of a rule and a red flag that touches it",
        "A red flag that turns from absent or unknown to present lowers neither the urgency nor a bound.",
        triage.red_flags,
    ),
    _Aim(
        5,
        "no harm",
        "contraindications, and pairs of a programme and one of its exercises",
        "No answer takes back a contraindication that is True, or frees an item that must wait for another answer; "
        "a programme is contraindicated whenever one of its exercises is.",
        plans.no_harm,
    ),
    _Aim(
        5,
        "obstacles heeded",
        "pairs of an item and a contraindication or safety rule that is True or unknown",
        "One contraindication alone is enough: absolute and True it forbids; relative and True, or unknown where it "
        "must be asked, it makes the item wait; unknown it is told.",
        heeded.obstacles_heeded,
        _EXHAUSTED,
    ),
    _Aim(
        6,
        "bone first",
        "items with impact",
        "While an injured bone is likely or possible, or anything withholds impact, every item with impact is "
        "contraindicated, however the points of the condition add up.",
        plans.bone_first,
    ),
    _Aim(
        6,
        "withholding heeded",
        "pairs of an item and something that withholds it",
        "A rule, a definition or a condition alone is enough: what it withholds is contraindicated.",
        heeded.withholding_heeded,
        _EXHAUSTED,
    ),
    _Aim(
        7,
        "emergency",
        "levels",
        "At same-day and above the plan is empty without a look at the person, so it is empty for everybody.",
        plans.silence,
        "proved on the real plan",
    ),
    _Aim(
        15,
        "triaged",
        "definitions that withhold",
        "While a definition withholds treatment a rule of soon or above acts; every red flag is read by a rule.",
        triage.triaged,
    ),
    _Aim(None, "no idle rule", "rules", "Every rule fires for somebody.", hygiene.idle_rules),
    _Aim(
        None,
        "no drowned rule",
        "rules",
        "Every rule leads for somebody, or adds an action, a test or something withheld to what a leading rule says.",
        hygiene.drowned_rules,
    ),
    _Aim(
        None,
        "no contradiction",
        "pairs of rules of one level",
        "No two rules of one level that act together contradict: the one that leads never allows more time, and the "
        "same action never comes with another time or another word on the ambulance.",
        hygiene.contradictions,
    ),
    _Aim(
        None,
        "no constant definition",
        "definitions",
        "Every definition is True for somebody and False for somebody; every number can be another.",
        hygiene.constant_definitions,
    ),
    _Aim(
        None,
        "no unreachable item",
        "treatments, exercises and programmes",
        "For every item there is somebody below same-day whose plan has it, not contraindicated.",
        hygiene.unreachable_items,
    ),
)


_ALONE = _Aim(
    11,
    "packs add caution",
    "changes that a pack could make to what core rules read",
    "A pack that only adds lowers nobody's urgency: whatever would change a core rule is refused without leave.",
    triage.guarded,
    "tried on the real merging without exception",
)


def _with_packs(core: KnowledgeBase) -> _Aim:
    """Return what is to be proved of packs on top of *core*."""
    below = World(core)
    return _Aim(
        11,
        "packs add caution",
        "core rules",
        "With the packs nobody is less urgent than with the core pack alone.",
        lambda world, inquiry: triage.additions(below, world, inquiry),
    )


def prove(
    kb: KnowledgeBase,
    *,
    core: KnowledgeBase | None = None,
    only: Collection[str] = (),
    patience: int = PATIENCE,
) -> Iterator[Proof]:
    """
    Yield what was proved of *kb* for all people, one thing after the other, and where it could not be proved.

    Args:
        kb: The knowledge base.
        core: The core pack alone, where *kb* holds other packs on top of it.
        only: Names of the proofs that are wanted; all, where none is given.
        patience: Milliseconds after which one question to the solver is given up; that is a failure too.

    Example:
        >>> import backpain_kb as bp
        >>> from backpain_kb.verify import prove
        >>> (proof,) = prove(bp.load(), only=["emergency"])
        >>> proof.law, proof.proved
        (7, True)

    .. versionadded:: 0.1.0
    """
    world = World(kb)
    aims = (*_AIMS, _ALONE if core is None else _with_packs(core))
    for aim in sorted(aims, key=lambda aim: (aim.law is None, aim.law or 0)):
        if only and aim.name not in only:
            continue
        began = time.perf_counter()
        inquiry = Inquiry(patience)
        aim.look(world, inquiry)
        yield Proof(
            name=aim.name,
            says=aim.says,
            law=aim.law,
            count=inquiry.count,
            of=aim.of,
            how=aim.how,
            failures=tuple(inquiry.failures),
            notes=tuple(inquiry.notes),
            seconds=time.perf_counter() - began,
        )
