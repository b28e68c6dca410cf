"""What is proved of triage: the bounds, red flags, added packs, and that what stops treatment is triaged."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING

import attrs
import z3

from backpain_kb.errors import NotAllowedError
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import Name
from backpain_kb.model.catalogue import PackInfo, kind_of
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import FrozenDict
from backpain_kb.packs.merge import as_core, merge
from backpain_kb.packs.read import Pack
from backpain_kb.verify.compared import ALL_THREE, Compared, tied
from backpain_kb.verify.levels import ByLevel, Loss, Pair, View, loss_of
from backpain_kb.verify.people import People, Term
from backpain_kb.verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.rules import TriageRule
    from backpain_kb.model.terms import Entity
    from backpain_kb.verify.inquiry import Inquiry
    from backpain_kb.verify.world import World

__all__ = ["Answered", "Turned", "additions", "bounds", "guarded", "red_flags", "triaged"]


class Answered(ByLevel):
    """Someone answers any number of open questions, without contradicting what was said."""

    def __init__(self, world: World, *, upwards: bool) -> None:
        """
        Take the knowledge base.

        Args:
            world: The knowledge base.
            upwards: Whether to look at what answers must not lower (what is certain), or at what they must not raise.
        """
        self.world = world
        self.upwards = upwards

    @property
    def bounds(self) -> tuple[tuple[str, str], ...]:
        """What is certain stays so and acts; what acts or could stand after answers could stand before them."""
        if self.upwards:
            return (("certain", "certain"), ("certain", "acting"))
        return (("perhaps", "perhaps"), ("acting", "perhaps"))

    def read(self, rule: TriageRule) -> frozenset[str]:
        """Return the findings that *rule* reads."""
        return self.world.read(rule.when)

    def views(self, findings: frozenset[str]) -> tuple[View, View, list[Term]]:
        """Return people with fewer and with more answers; for what must not rise, the other way round."""
        vocabulary = self.world.vocabulary
        fewer, more = People(vocabulary, findings), People(vocabulary, findings, tag="then ")
        limits = [*fewer.rules, *more.rules]
        for id_ in fewer.findings:
            symbol = vocabulary.symbols[id_]
            kept = (None,) if symbol.type is ValueType.NUMBER else symbol.choices or (True, False)
            limits += [z3.Implies(fewer.stated(id_, value), more.stated(id_, value)) for value in kept]
        both = [View(self.world, Terms(people)) for people in (fewer, more)]
        first, second = both if self.upwards else reversed(both)
        return first, second, limits

    def cases(
        self, before: View, after: View, model: Term
    ) -> Iterator[tuple[Presentation, Callable[[Presentation], Pair]]]:
        """Yield the person of *model* as the answers come in, one by one."""
        both = before.terms.people.facts_in(model), after.terms.people.facts_in(model)
        fewer, more = both if self.upwards else reversed(both)
        said = dict(fewer)
        yield self.world.person(said), lambda who: (who, who)
        for id_ in [id_ for id_ in more if id_ not in fewer]:
            yield self.world.person(said), functools.partial(self._pair, id_, more[id_])
            said[id_] = more[id_]
        yield self.world.person(said), lambda who: (who, who)

    def _pair(self, id_: str, value: Value, who: Presentation) -> Pair:
        told = attrs.evolve(who, facts=FrozenDict({**who.facts, id_: value}))
        return (who, told) if self.upwards else (told, who)

    def says(self, loss: Loss) -> str:
        """Return what an answer has done, as a sentence."""
        fewer, more = loss.pair if self.upwards else reversed(loss.pair)
        if fewer == more:
            return f"a bound is not kept: {loss.old.value} and {loss.new.value} stand the wrong way round"
        ((id_, value),) = more.facts.items() - fewer.facts.items()
        levels = (loss.old, loss.new) if self.upwards else (loss.new, loss.old)
        word = "lower falls" if self.upwards else "upper rises"
        return f"{word} from {levels[0].value} to {levels[1].value} when {id_} = {json.dumps(value)} is answered"


class Turned(ByLevel):
    """Red flags turn from absent or unknown to present, and nothing contradicts them."""

    bounds = ALL_THREE

    def __init__(self, world: World) -> None:
        """Take the knowledge base."""
        self.world = world

    def read(self, rule: TriageRule) -> frozenset[str]:
        """Return the findings that *rule* reads, and the red flags that are tied to one of them."""
        read = self.world.read(rule.when)
        return read | (tied(self.world, read) & self.world.vocabulary.red_flags)

    def views(self, findings: frozenset[str]) -> tuple[View, View, list[Term]]:
        """Return the same people, before and after any of the red flags turned to present."""
        vocabulary = self.world.vocabulary
        turned = {id_: _turned(id_) for id_ in findings & vocabulary.red_flags}
        before, after = People(vocabulary, findings), People(vocabulary, findings, turned=turned)
        return View(self.world, Terms(before)), View(self.world, Terms(after)), [*before.rules, *after.rules]

    def cases(
        self, before: View, after: View, model: Term
    ) -> Iterator[tuple[Presentation, Callable[[Presentation], Pair]]]:
        """Yield the person of *model* as the flags turn, one by one."""
        facts = before.terms.people.facts_in(model)
        for flag in after.terms.people.findings:
            if z3.is_true(model.eval(_turned(flag))) and facts.get(flag) is not True:
                yield self.world.person(facts), functools.partial(self._pair, flag)
                facts[flag] = True

    @staticmethod
    def _pair(flag: str, who: Presentation) -> Pair:
        return who, attrs.evolve(who, facts=FrozenDict({**who.facts, flag: True}))

    @staticmethod
    def says(loss: Loss) -> str:
        """Return what the flag has done, as a sentence."""
        before, after = loss.pair
        ((flag, _),) = after.facts.items() - before.facts.items()
        was = "absent" if flag in before.facts else "unknown"
        levels = f"from {loss.old.value} to {loss.new.value}"
        return f"{loss.bounds[0]} falls {levels} when {flag} turns from {was} to present"


def _turned(flag: str) -> Term:
    return z3.Bool(f"{flag} turned")


def additions(core: World, world: World, inquiry: Inquiry) -> None:
    """
    Look where law 11 fails: who is less urgent with the packs than with the core pack alone.

    .. versionadded:: 0.1.0
    """
    change = Compared(core, world)
    for rule in core.rules:
        inquiry.count += 1
        loss = loss_of(inquiry, change, rule)
        if loss is not None:
            inquiry.fail(f"{loss.bounds[0]} falls from {loss.old.value} to {loss.new.value} with the packs", loss.who)


def guarded(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 11 fails for packs that nobody has written yet.

    The urgency can only fall by what changes a rule that is there.  So each way to change one is tried, with the real
    merging and without leave: to replace each rule, definition and finding, and to add an implication, by a finding and
    by a diagnosis, into each finding.  Every one of these must be refused.

    .. versionadded:: 0.1.0
    """
    prepared, because = world.prepared, "tried for the law"
    tried: list[Entity] = [
        attrs.evolve(entity, replaces=entity.id, because=because)
        for entity in (*prepared.rules, *prepared.definitions.values(), *prepared.findings.values())
    ]
    booleans = [finding for finding in prepared.findings.values() if finding.id in prepared.booleans]
    tried += [attrs.evolve(each, id=f"implying_{each.id}", implies=(each.id,)) for each in booleans]
    for condition in [*prepared.conditions.values()][:1]:
        tried += [attrs.evolve(condition, id=f"diagnosed_{each.id}", implies=(each.id,)) for each in booleans]
    inquiry.count = len(tried)
    pack = Pack(info=PackInfo(name="zz-tried", format=1, version="1"), entities=tuple(tried), files={})
    refused: set[str | None] = set()
    try:
        merge([as_core(world.kb.catalogue), pack])
    except NotAllowedError as error:
        refused = {problem.entity for problem in error.problems}
    for entity in tried:
        name = f"{kind_of(entity)} {entity.id}"
        if name not in refused:
            inquiry.fail(f"a pack may bring the {name} without leave, and change what core rules read")


def bounds(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 2 fails: `lower <= urgency <= upper`, and answers only narrow the bounds.

    .. versionadded:: 0.1.0
    """
    inquiry.count = len(world.rules)
    for change in (Answered(world, upwards=True), Answered(world, upwards=False)):
        for rule in world.rules:
            loss = loss_of(inquiry, change, rule)
            if loss is not None:
                inquiry.fail(change.says(loss), loss.who)


def red_flags(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 3 fails: a red flag that turns to present lowers neither urgency nor a bound.

    .. versionadded:: 0.1.0
    """
    change = Turned(world)
    for rule in world.rules:
        inquiry.count += len(change.read(rule) & world.vocabulary.red_flags)
        loss = loss_of(inquiry, change, rule)
        if loss is not None:
            inquiry.fail(change.says(loss), loss.who)


def triaged(world: World, inquiry: Inquiry) -> None:
    """
    Look where law 15 fails: a definition withholds treatment, or a red flag is there, and no rule speaks.

    .. versionadded:: 0.1.0
    """
    read = frozenset[str]().union(*(world.read(rule.when) for rule in world.rules))
    for id_ in sorted(world.vocabulary.red_flags - read):
        inquiry.fail(f"the red flag {id_} is read by no rule")
    soon = world.rules_from(Urgency.SOON)
    solver = inquiry.solver([*world.everyone.people.rules, *(z3.Not(world.acts(rule)) for rule in soon)])
    for definition in world.prepared.withholding_definitions:
        inquiry.count += 1
        about = f"the definition {definition.id}"
        model = inquiry.model(about, world.everyone.truth(Name(definition.id)).certainly, solver=solver)
        if model is not None:
            who = world.smallest(world.person_in(model), functools.partial(_silent, world, definition.id))
            inquiry.fail(f"{about} withholds treatment, and no rule of soon or above speaks", who)


def _silent(world: World, definition: str, who: Presentation) -> bool:
    """Return whether *definition* is True of *who* while urgency is below soon."""
    return world.facts(who).lookup(definition) is True and world.kb.triage(who).urgency < Urgency.SOON
