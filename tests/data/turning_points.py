"""
People at the turning points: for whom one term, one number or one choice alone decides.

The files in `turning_points/` keep small people, each with what came out for them.  A file is read like this:

    rule fever_with_spinal_pain, when
      fever, pain_low_back -> yes
        -fever -> no
        ?fever -> unknown

The head names an entity and what is looked at.  A person stands on a line, two spaces in; the lines below, four spaces
in, say what is different for the next person: `-fever` is no, `?fever` is not known, `age_years=60` a number,
`pain_side=left` a choice, `diagnosed:gout` what a clinician said, `guideline:nice-ng59-2020` a guideline that is
preferred.  `nothing` is somebody of whom nothing is known, `no_hard_stop` says no to every hard stop.

What is looked at is a field with an expression (`when`, `feature.when`, …), or one of `ASPECTS`.  A field that holds
many expressions has many such blocks; their order does not count, since each block must be met by one expression.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from backpain_kb.errors import PresentationError
from backpain_kb.logic.evaluate import Value, evaluate, evaluate_number
from backpain_kb.logic.tree import Expression
from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.model.catalogue import kind_of
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Entity
from backpain_kb.packs.vocabulary import vocabulary_of
from backpain_kb.reasoning.candidates import candidates
from backpain_kb.reasoning.criteria import Criteria
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.interactions import keep_apart
from backpain_kb.reasoning.plan import _Planner
from backpain_kb.reasoning.triage import screen
from backpain_kb.reasoning.withheld import withheld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from backpain_kb import KnowledgeBase
    from backpain_kb.model.assessment import Candidate

__all__ = ["ASPECTS", "FOLDER", "Block", "Line", "World", "expressions_of", "read", "wrong"]

FOLDER = Path(__file__).with_name("turning_points")
_NO_CASES = {"case", "pose", "codes"}


def _in_order(facts: Iterable[tuple[str, Value]]) -> tuple[tuple[str, Value], ...]:
    """Return *facts*, what is so before what is not."""
    return tuple(sorted(facts, key=lambda fact: (fact[1] is False, fact[0])))


@attrs.frozen
class Who:
    """
    One small person.

    Attributes:
        facts: Finding to value.
        diagnosed: What a clinician said.
        guidelines: Guidelines that are preferred.
        no_hard_stop: Whether every hard stop that is not among the facts, nor implied by them, is answered no.
        not_answered: The hard stops that are not answered all the same.
    """

    facts: tuple[tuple[str, Value], ...] = attrs.field(default=(), converter=_in_order)
    diagnosed: tuple[str, ...] = ()
    guidelines: tuple[str, ...] = ()
    no_hard_stop: bool = False
    not_answered: tuple[str, ...] = ()

    def facts_dict(self) -> dict[str, Value]:
        """Return the facts."""
        return dict(self.facts)

    def tokens(self) -> tuple[str, ...]:
        """Return the words that say all this in a file."""
        found = ["no_hard_stop"] if self.no_hard_stop else []
        found += [f"?{id_}" for id_ in self.not_answered]
        found += [f"diagnosed:{id_}" for id_ in self.diagnosed]
        found += [f"guideline:{id_}" for id_ in self.guidelines]
        for id_, value in self.facts:
            if isinstance(value, bool):
                found.append(id_ if value else f"-{id_}")
            else:
                found.append(f"{id_}={value}")
        return tuple(found)


def _who(tokens: Iterable[str]) -> Who:
    """Return the person that *tokens* describe; what comes later counts."""
    facts: dict[str, Value] = {}
    others: dict[str, dict[str, None]] = {"diagnosed": {}, "guideline": {}, "not answered": {}}
    words = [token for token in tokens if token not in {"nothing", "no_hard_stop"}]
    for word in words:
        kind, _, id_ = word.removeprefix("?").partition(":")
        if word.startswith("?"):
            known: dict[str, Any] = others[kind] if id_ else facts
            if known.pop(id_ or kind, _NOBODY) is _NOBODY:
                others["not answered"][kind] = None
        elif id_:
            others[kind][id_] = None
        else:
            name, _, text = word.partition("=")
            facts[name.removeprefix("-")] = _value(text) if text else not name.startswith("-")
    return Who(
        tuple(facts.items()),
        tuple(others["diagnosed"]),
        tuple(others["guideline"]),
        no_hard_stop=len(words) < sum(token != "nothing" for token in tokens),  # noqa: S105 - a word of the files.
        not_answered=tuple(others["not answered"]),
    )


_NOBODY = object()


def _value(text: str) -> Value:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


@attrs.frozen
class Line:
    """One person of a block, and what came out."""

    who: Who
    outcome: str


@attrs.frozen
class Block:
    """What is looked at of one entity, and the people for whom it is."""

    entity: str
    aspect: str
    lines: tuple[Line, ...]


def read(folder: Path = FOLDER) -> tuple[Block, ...]:
    """Return the blocks of every file."""
    return tuple(block for path in sorted(folder.glob("*.txt")) for block in _blocks(path.read_text(encoding="utf-8")))


def _blocks(text: str) -> Iterator[Block]:
    head: tuple[str, str] | None = None
    lines: list[Line] = []
    person: tuple[str, ...] = ()
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            if head is not None:
                yield Block(*head, tuple(lines))
            entity, _, aspect = line.partition(", ")
            head, lines = (entity, aspect), []
            continue
        left, _, outcome = line.strip().partition(" -> ")
        tokens = tuple(left.split(", "))
        if not line.startswith("    "):
            person = tokens
        else:
            tokens = (*person, *tokens)
        lines.append(Line(_who(tokens), outcome))
    if head is not None:
        yield Block(*head, tuple(lines))


def written(blocks: Iterable[Block]) -> str:
    """Return *blocks* as the text of a file."""
    return "".join(f"{block.entity}, {block.aspect}\n{_laid_out(block.lines)}" for block in blocks)


def _laid_out(lines: tuple[Line, ...]) -> str:
    """Return the people of a block: each below the one that it is most like, as what is different."""
    bases: list[tuple[Who, str, list[str]]] = []
    for line in lines:
        changes = [(_changes(base, line.who), below) for base, _, below in bases]
        known = [(change, below) for change, below in changes if change is not None]
        best = min(known, key=lambda pair: len(", ".join(pair[0])), default=None)
        whole = ", ".join(line.who.tokens()) or "nothing"
        if best is not None and best[0] and len(", ".join(best[0])) <= max(40, len(whole) // 2):
            best[1].append(f"    {', '.join(best[0])} -> {line.outcome}\n")
        else:
            bases.append((line.who, f"  {whole} -> {line.outcome}\n", []))
    return "".join(f"{first}{''.join(below)}" for _, first, below in bases)


def _changes(base: Who, other: Who) -> list[str] | None:
    """Return what is different for *other*; None where it cannot be said as a change."""
    if base.no_hard_stop != other.no_hard_stop or base.not_answered:
        return None
    before, after = dict(base.facts), dict(other.facts)
    found = [f"?{id_}" for id_ in before if id_ not in after]
    found += [f"?diagnosed:{id_}" for id_ in base.diagnosed if id_ not in other.diagnosed]
    found += [f"?guideline:{id_}" for id_ in base.guidelines if id_ not in other.guidelines]
    different = Who(
        tuple((id_, value) for id_, value in after.items() if id_ not in before or before[id_] != value),
        tuple(id_ for id_ in other.diagnosed if id_ not in base.diagnosed),
        tuple(id_ for id_ in other.guidelines if id_ not in base.guidelines),
        not_answered=other.not_answered,
    )
    return [*found, *different.tokens()]


def expressions_of(entity: Any) -> dict[str, list[Expression]]:
    """Return field to the expressions in it, and in the parts inside it."""
    found: dict[str, list[Expression]] = {}
    for field in attrs.fields(type(entity)):
        value = getattr(entity, field.name)
        if field.name in _NO_CASES:
            continue
        if isinstance(value, Expression):
            found.setdefault(field.name, []).append(value)
        for part in value if isinstance(value, tuple) else (value,):
            if attrs.has(type(part)) and not isinstance(part, Entity | Expression):
                for name, trees in expressions_of(part).items():
                    found.setdefault(f"{field.name}.{name}", []).extend(trees)
    return found


class World:
    """A knowledge base that people are tried in."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Take *kb*; what is slow is worked out when it is needed."""
        self.kb = kb
        self.vocabulary = vocabulary_of(kb.catalogue)
        self.hard_stops = tuple(f.id for f in kb.findings.values() if f.hard_stop)
        self._answered: dict[Who, tuple[Facts, Any, tuple[Candidate, ...]]] = {}

    @property
    def prepared(self) -> Any:
        """The knowledge base, sorted and indexed."""
        return self.kb._prepared

    @functools.cached_property
    def items(self) -> Mapping[str, Any]:
        """Id to item of a plan."""
        return {item.entity.id: item for item in self.prepared.items}

    def facts_of(self, who: Who) -> dict[str, Value]:
        """Return the facts of *who*, what is meant by `no_hard_stop` among them."""
        facts = dict(who.facts)
        if who.no_hard_stop:
            implications = self.vocabulary.implications
            said = [id_ for id_, value in facts.items() if value is True]
            said += [each for id_ in who.diagnosed for each in self.kb.conditions[id_].implies]
            open_ = {each for id_ in said for each in (id_, *implications.implied_by(id_))}
            open_ |= set(who.not_answered)
            facts |= {id_: False for id_ in self.hard_stops if id_ not in open_ and id_ not in facts}
        return facts

    def close(self, facts: Mapping[str, Value]) -> tuple[Any, Any]:
        """Return the closure of *facts*, and a lookup."""
        present = [id_ for id_, value in facts.items() if value is True]
        absent = [id_ for id_, value in facts.items() if value is False]
        values = {id_: value for id_, value in facts.items() if not isinstance(value, bool)}
        closed = self.vocabulary.implications.close(present, absent, self.vocabulary.red_flags)
        return closed, self.vocabulary.lookup(closed.present, closed.absent, values)

    def stands(self, tree: Expression, facts: Mapping[str, Value]) -> str:
        """Return how *tree* stands for *facts*: yes, precaution, unknown, no; or its number."""
        closed, lookup = self.close(facts)
        if closed.broken:
            return "contradicts itself"
        if tree in self._numbers:
            number = evaluate_number(tree, lookup)
            return "unknown" if number is None else f"{number:g}"
        value = evaluate(tree, lookup)
        if value is None and evaluate(tree, lookup, precaution=True) is True:
            return "precaution"
        return {True: "yes", False: "no", None: "unknown"}[value]

    @functools.cached_property
    def _numbers(self) -> frozenset[Expression]:
        return frozenset(self.vocabulary.definitions[id_] for id_ in self.vocabulary.numeric)

    def answer(self, who: Who) -> tuple[Facts, Any, tuple[Candidate, ...]]:
        """Return the facts, the screening and the candidates of *who*."""
        key = attrs.evolve(who, guidelines=())
        if key not in self._answered:
            facts = Facts(self.prepared, self.presentation(who))
            self._answered[key] = facts, screen(facts), candidates(facts)
        return self._answered[key]

    def presentation(self, who: Who) -> Any:
        """Return *who* as a presentation."""
        return self.kb.presentation(diagnosed=who.diagnosed, **self.facts_of(who))


# What is looked at beside expressions: the entity and a person in, a few words out.


def _then(world: World, rule: Any, who: Who) -> str:
    """Say what a rule does when it fires, and what is held back then."""
    triage = world.kb.triage(world.presentation(who))
    fired = next((each for each in triage.fired if each.rule == rule.id), None)
    if fired is None:
        return "does not fire"
    words = [f"{fired.urgency.value} within {fired.within_hours} h"]
    words += ["ambulance"] if fired.ambulance else []
    words += [f"tests {' '.join(fired.tests)}"] if fired.tests else []
    held = sorted({each.what for each in withheld(*world.answer(who)) if each.reason.text == fired.tell})
    return ", ".join([*words, *([f"holds back {' '.join(held)}"] if held else [])])


def _held(world: World, who: Who) -> list[str]:
    held = sorted({each.what for each in withheld(*world.answer(who))})
    return [f"holds back {' '.join(held)}"] if held else []


def _weighs(world: World, condition: Any, who: Who) -> str:
    """Say what speaks for and against a condition that a clinician has diagnosed, in points."""
    found = next((each for each in world.answer(who)[2] if each.condition == condition.id), None)
    points = [] if found is None else [*found.for_, *found.against]
    return " ".join(f"{each.points:+g}" for each in points) or "nothing"


def _stands(world: World, condition: Any, who: Who) -> str:
    """Say how a condition stands, and what is held back."""
    found = next((each for each in world.answer(who)[2] if each.condition == condition.id), None)
    return ", ".join([found.standing.value if found is not None else "not shown", *_held(world, who)])


def _verdict(world: World, entity: Any, who: Who) -> str:
    """
    Say what the plan says of an item.

    Where somebody must be seen today there is no plan, and where guidelines advise against nothing is asked; what would
    be said and asked behind that is told as well, since it is the second barrier, should the first ever go.
    """
    facts, screening, found = world.answer(who)
    planner = _Planner(facts, screening, found, who.guidelines)
    matched = next((criteria for item, criteria in planner.in_question() if item.entity.id == entity.id), None)
    if matched is None:
        return "not in question"
    item = world.items[entity.id]
    made = planner.item(item, matched)[1]
    words = [f"{made.verdict.value} for {len(matched)} causes, {len(made.reasons)} reasons"]
    asks = planner._to_ask([obstacle for obstacle, value in planner._barriers(item) if value is None])
    words += [f"{'asks' if made.ask else 'would ask'} {' '.join(asks)}"] if asks else []
    own = {barrier.not_if for barrier in entity.contraindication}  # Those of safety rules are told with each rule.
    words += [f"{len(own.intersection(made.not_if))} not if"] if own.intersection(made.not_if) else []
    voices = f"+{len(made.recommended_by)}-{len(made.advised_against_by)}"
    words += [f"guidelines {voices}"] if voices != "+0-0" else []
    return ", ".join([*(["no plan"] if screening.urgency >= Urgency.SAME_DAY else []), *words])


def _catches(world: World, rule: Any, who: Who) -> str:
    """Say which exercises a safety rule stands in the way of, and how."""
    facts, screening, found = world.answer(who)
    planner = _Planner(facts, screening, found, ())
    criteria = planner._criteria
    assert isinstance(criteria, Criteria)
    does: dict[str, list[str]] = {}
    for id_ in sorted(world.kb.exercises):
        item = world.items[id_]
        for obstacle, value in planner._barriers(item):
            if obstacle.why == rule.why:
                known = "forbids" if obstacle.absolute else "asks first of"
                word = known if value else "waits with" if obstacle.ask else "tells of"
                does.setdefault(word, []).append(id_)
        if any(text == rule.why and criteria.is_true(criterion) for criterion, text in item.cautions):
            does.setdefault("minds", []).append(id_)
    return "; ".join(f"{word} {' '.join(ids)}" for word, ids in sorted(does.items())) or "nothing"


def _meets(world: World, interaction: Any, who: Who) -> str:
    """Say what an interaction does to the items on its sides, if nothing else stood in their way."""
    facts, screening, found = world.answer(who)
    planner = _Planner(facts, screening, found, ())
    items = [world.items[id_] for id_ in dict.fromkeys((*interaction.between, *interaction.and_)) if id_ in world.items]
    usable = [attrs.evolve(planner.item(item, [])[1], verdict=PlanVerdict.RECOMMENDED) for item in items]
    does = []
    for item in keep_apart(facts, usable):
        if item.verdict is not PlanVerdict.RECOMMENDED and item.reasons[0].text == interaction.effect:
            does.append(f"{item.item} {item.verdict.value}")
        minds = [text.replace(interaction.effect, "") for text in item.cautions if interaction.effect in text]
        others = sorted(each.entity.id for each in items if any(each.entity.label in text for text in minds))
        if minds:
            does.append(f"{item.item} minds {' '.join(others)}".rstrip())
    return "; ".join(does) or "nothing"


def _implies(world: World, entity: Any, who: Who) -> str:
    """Say what is present by meaning alone."""
    facts, _, _ = world.answer(who)
    return " ".join(sorted(facts.closed.present - {entity.id})) or "nothing"


def _settles(world: World, _: Any, who: Who) -> str:
    """Say whether the urgency is settled."""
    return "settled" if world.kb.triage(world.presentation(who)).settled else "open"


def _holds_back(world: World, _: Any, who: Who) -> str:
    """Say what is held back."""
    return " ".join(sorted({each.what for each in withheld(*world.answer(who))})) or "nothing"


def _brings(world: World, entity: Any, _: Who) -> str:
    """Say what an item brings with it that may be held back."""
    return " ".join(sorted(world.items[entity.id].has)) or "nothing"


ASPECTS: Mapping[str, Callable[[World, Any, Who], str]] = {
    "then": _then,
    "weighs": _weighs,
    "stands": _stands,
    "verdict": _verdict,
    "catches": _catches,
    "meets": _meets,
    "implies": _implies,
    "settles": _settles,
    "brings": _brings,
    "holds back": _holds_back,
}


def outcome_of(world: World, aspect: str, entity: Any, who: Who) -> str:
    """Return what comes out for *who*."""
    try:
        return ASPECTS[aspect](world, entity, who)
    except PresentationError as error:
        return f"refused: {error}"


def misses(world: World, tree: Expression, block: Block) -> list[str]:
    """Return what is different where the expression of *block* is *tree*."""
    found = []
    for line in block.lines:
        outcome = world.stands(tree, world.facts_of(line.who))
        if outcome != line.outcome:
            found.append(f"{', '.join(line.who.tokens()) or 'nothing'}: kept {line.outcome}, now {outcome}")
    return found


def wrong(kb: KnowledgeBase, blocks: Iterable[Block], only: Callable[[str], bool] = lambda _: True) -> Iterator[str]:
    """
    Yield what is not as it was kept: of the entities that *only* lets through, or of all.

    An expression without people is wrong too, and people whose expression is gone.
    """
    world = World(kb)
    kept: dict[tuple[str, str], list[Block]] = {}
    for block in blocks:
        if only(block.entity):
            kept.setdefault((block.entity, block.aspect), []).append(block)
    for entity in (entity for kind in kb.catalogue.entities.values() for entity in kind.values()):
        named = f"{kind_of(entity)} {entity.id}"
        if entity.retired is None and only(named):
            for field, trees in expressions_of(entity).items():
                yield from _of_field(world, f"{named}, {field}", trees, kept.pop((named, field), []))
    for (named, aspect), some in kept.items():
        kind_, _, id_ = named.partition(" ")
        entity = kb.catalogue.of_kind(kind_).get(id_)
        if entity is None or aspect not in ASPECTS:
            yield f"{named}, {aspect}: what these people are about is gone"
        else:
            yield from _of_aspect(world, aspect, entity, some)


def _of_aspect(world: World, aspect: str, entity: Entity, blocks: list[Block]) -> Iterator[str]:
    """Compare what comes out now with what was kept."""
    for line in (line for block in blocks for line in block.lines):
        outcome = outcome_of(world, aspect, entity, line.who)
        if outcome != line.outcome:
            people = ", ".join(line.who.tokens()) or "nothing"
            yield f"{blocks[0].entity}, {aspect}: {people}: kept {line.outcome}, now {outcome}"


def _of_field(world: World, where: str, trees: list[Expression], blocks: list[Block]) -> Iterator[str]:
    """Compare the expressions of one field with its blocks: each must be met by one of the other."""
    free = list(dict.fromkeys(trees))
    waiting = []
    for block in blocks:
        fits = next((tree for tree in free if not misses(world, tree, block)), None)
        if fits is None:
            waiting.append(block)
        else:
            free.remove(fits)
    for block in waiting:
        near = min((misses(world, tree, block) for tree in free), key=len, default=None)
        yield f"{where}: {near[0] if near else 'no expression is left that these people are about'}"
    if len(free) > len(waiting):
        yield f"{where}: nobody is kept for {free[-1]}; see tests/data/write_turning_points.py"
