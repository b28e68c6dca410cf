"""A catalogue made ready to answer: sorted, indexed, compiled once."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, TypeVar

from backpain_kb.logic.compile import Program
from backpain_kb.logic.explain import Explanation
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import Name, names_behind
from backpain_kb.model.assessment import Knowledge, PackVersion
from backpain_kb.model.care import Exercise, Interaction, Programme, SafetyRule, Treatment
from backpain_kb.model.catalogue import KINDS, Catalogue
from backpain_kb.model.evidence import Condition
from backpain_kb.model.follow_up import Measure, Review
from backpain_kb.model.interview import InterviewGuide
from backpain_kb.model.rules import Message, Role, Scoring, TriageRule, Urgency
from backpain_kb.model.terms import Asker, Criterion, Definition, Entity, Finding, FrozenDict, KnownBy
from backpain_kb.packs.check_rules import read_names
from backpain_kb.packs.vocabulary import Vocabulary, definitions_in, findings_in, rules_in, vocabulary_of
from backpain_kb.reasoning.dose import dose_in_words
from backpain_kb.reasoning.guidance import Guidance, guidance_of
from backpain_kb.reasoning.items import BroughtBy, Item, brought_by, items_of
from backpain_kb.reasoning.weighing import Weighing, tiers_of, weighings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from backpain_kb.logic.tree import Expression

__all__ = ["Prepared"]

_E = TypeVar("_E", bound=Entity)


class Prepared:
    """
    What every step of an answer needs of a catalogue.

    .. versionadded:: 0.1.0
    """

    def __init__(self, catalogue: Catalogue, program: ModuleType | None = None) -> None:
        """
        Sort and index *catalogue*, which must have passed the check.

        Args:
            catalogue: What to answer from.
            program: Its compiled expressions, where they were made before.
        """
        self.catalogue = catalogue
        self._ready = program
        # The catalogue keeps its trees alive, so the identity of a tree can stand for it.
        self._guidance: dict[tuple[str, tuple[int, ...]], Guidance] = {}
        self._plain: dict[int, tuple[frozenset[str], Mapping[bool | None, Explanation]]] = {}
        self.vocabulary: Vocabulary = vocabulary_of(catalogue)
        self.findings: Mapping[str, Finding] = {finding.id: finding for finding in findings_in(catalogue)}
        self.rules: tuple[TriageRule, ...] = tuple(sorted(rules_in(catalogue), key=_lead_order))
        self.scoring: Scoring = next(self._of_kind(Scoring))

    def _of_kind(self, cls: type[_E]) -> Iterator[_E]:
        """Yield the entities of one class that are in use, in order of id; other kinds need not even be read."""
        kind = next(kind for kind, each in KINDS.items() if each is cls)
        for entity in self.catalogue.of_kind(kind).values():
            if isinstance(entity, cls) and entity.retired is None:
                yield entity

    @functools.cached_property
    def _table(self) -> tuple[tuple[Expression, ...], Mapping[int, int]]:
        """Every expression that is no rule, each once, and the identity of a tree to its position."""
        positions: dict[Expression, int] = {}
        by_identity: dict[int, int] = {}
        for tree in self._other_expressions():
            by_identity[id(tree)] = positions.setdefault(tree, len(positions))
        return tuple(positions), by_identity

    def _other_expressions(self) -> Iterator[Expression]:
        yield from self.definition_names.values()
        for finding in self.findings.values():
            if finding.asked_when is not None:
                yield finding.asked_when
        for condition in self.conditions.values():
            yield from (feature.when for feature in condition.feature)
            parts = (condition.applies_when, *(accuracy.when for accuracy in condition.accuracy))
            yield from (tree for tree in parts if tree is not None)
        for item in self.items:
            criteria: list[Criterion] = [*item.criteria, *(criterion for criterion, _ in item.cautions)]
            criteria += [obstacle.criterion for obstacle in item.obstacles]
            yield from (criterion.when for criterion in criteria if criterion.when is not None)
        for treatment in self.treatments.values():
            yield from (r.population for r in treatment.recommendation if r.population is not None)
        for rule in self.safety_rules:
            if rule.when is not None:
                yield rule.when
        for messages in self.messages.values():
            yield from (message.when for message in messages if message.when is not None)
            yield from (message.unless for message in messages if message.unless is not None)

    @functools.cached_property
    def definition_names(self) -> Mapping[str, Name]:
        """Each yes-or-no definition as an expression that names it."""
        return {d.id: Name(d.id) for d in self.definitions.values() if d.when is not None}

    @functools.cached_property
    def position_of(self) -> Mapping[int, int]:
        """Identity of an expression to its position in what `program.values` returns."""
        return self._table[1]

    @functools.cached_property
    def weighings(self) -> tuple[Weighing, ...]:
        """What counts for and against each condition."""
        conditions = self.conditions.values()
        return tuple(w for each in conditions for w in weighings_of(each, self.scoring, self.position_of))

    @functools.cached_property
    def worth_asking(self) -> Mapping[str, tuple[tuple[Expression, ...], ...]]:
        """Condition to the expressions that bear on it, in tiers: what weighs the same stands together, most first."""
        return {
            each.id: tiers_of(each, [self.definition_names[d.id] for d in self.deciding.get(each.id, ())], self.scoring)
            for each in self.conditions.values()
        }

    @functools.cached_property
    def program(self) -> Program:
        """Rules and all other expressions, compiled when they are first needed."""
        return Program(
            [rule.when for rule in self.rules],
            self._table[0],
            self.vocabulary.definitions,
            self.vocabulary.symbols,
            asked=[finding.asked_when for finding in self.asked_red_flags if finding.asked_when is not None],
            ready=self._ready,
        )

    @functools.cached_property
    def rule_heads(self) -> tuple[tuple[str, Urgency], ...]:
        """Id and level of each rule."""
        return tuple((rule.id, rule.urgency) for rule in self.rules)

    @functools.cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions in use."""
        return {definition.id: definition for definition in definitions_in(self.catalogue)}

    @functools.cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """The conditions in use."""
        return {condition.id: condition for condition in self._of_kind(Condition)}

    @functools.cached_property
    def deciding(self) -> Mapping[str, tuple[Definition, ...]]:
        """Condition to the definitions that decide it."""
        found: dict[str, list[Definition]] = {}
        for definition in self.definitions.values():
            if definition.condition is not None:
                found.setdefault(definition.condition, []).append(definition)
        return {condition: tuple(definitions) for condition, definitions in found.items()}

    @functools.cached_property
    def withholding_definitions(self) -> tuple[Definition, ...]:
        """The definitions that hold something back while they are True."""
        return tuple(definition for definition in self.definitions.values() if definition.withholds)

    @functools.cached_property
    def treatments(self) -> Mapping[str, Treatment]:
        """The treatments in use."""
        return {treatment.id: treatment for treatment in self._of_kind(Treatment)}

    @functools.cached_property
    def exercises(self) -> Mapping[str, Exercise]:
        """The exercises in use."""
        return {exercise.id: exercise for exercise in self._of_kind(Exercise)}

    @functools.cached_property
    def programmes(self) -> Mapping[str, Programme]:
        """The programmes in use."""
        return {programme.id: programme for programme in self._of_kind(Programme)}

    @functools.cached_property
    def safety_rules(self) -> tuple[SafetyRule, ...]:
        """The safety rules in use."""
        return tuple(self._of_kind(SafetyRule))

    @functools.cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        """The interactions in use."""
        return tuple(self._of_kind(Interaction))

    @functools.cached_property
    def measures(self) -> tuple[Measure, ...]:
        """What measures how someone is doing."""
        return tuple(self._of_kind(Measure))

    @functools.cached_property
    def reviews(self) -> tuple[Review, ...]:
        """What to do when someone comes back."""
        return tuple(self._of_kind(Review))

    @functools.cached_property
    def items(self) -> tuple[Item, ...]:
        """Treatments, exercises and programmes with what belongs to each."""
        return items_of(self.treatments, self.exercises, self.programmes, self.safety_rules, self.conditions)

    @functools.cached_property
    def brought_by(self) -> BroughtBy:
        """What brings which items into question."""
        return brought_by(self.items, self.position_of)

    def guidance(self, item: Item, concerning: tuple[int, ...]) -> Guidance:
        """Return what the recommendations at the places *concerning* say of *item*; worked out once for everybody."""
        key = (item.entity.id, concerning)
        found = self._guidance.get(key)
        if found is None:
            every = item.guided_by.recommendation if item.guided_by is not None else ()
            found = self._guidance[key] = guidance_of(item, [every[place] for place in concerning], self.phrases)
        return found

    @functools.cached_property
    def doses(self) -> Mapping[str, str | None]:
        """Item to its dose in words."""
        return {item.entity.id: dose_in_words(item.entity, self.phrases) for item in self.items}

    @functools.cached_property
    def guide(self) -> InterviewGuide:
        """How to lead an interview; where no pack says so, without an opening of its own."""
        return next(self._of_kind(InterviewGuide), InterviewGuide(id="interview"))

    @functools.cached_property
    def messages(self) -> Mapping[Role, tuple[Message, ...]]:
        """Role to its messages."""
        found: dict[Role, list[Message]] = {role: [] for role in Role}
        for message in self._of_kind(Message):
            found[message.role].append(message)
        return {role: tuple(messages) for role, messages in found.items()}

    @functools.cached_property
    def level_texts(self) -> Mapping[Urgency, str]:
        """The words of each level."""
        return {message.urgency: message.text for message in self.messages[Role.LEVEL] if message.urgency is not None}

    @functools.cached_property
    def phrases(self) -> Mapping[str, str]:
        """Headings and phrases by id."""
        return {message.id: message.text for message in self.messages[Role.PHRASE]}

    @functools.cached_property
    def words(self) -> FrozenDict[str, str]:
        """The headings and phrases that an assessment carries, so that it can be printed without the knowledge base."""
        levels = {f"level_{urgency.value}": text for urgency, text in self.level_texts.items()}
        return FrozenDict({**self.phrases, **levels})

    @functools.cached_property
    def weight_of_finding(self) -> Mapping[str, tuple[int, int]]:
        """Finding to the gravest rule that reads it: its rank turned round, then its hours; the gravest is smallest."""
        found: dict[str, tuple[int, int]] = {}
        for rule in self.rules:
            weight = (-rule.urgency.rank, rule.within_hours)
            for finding, _ in read_names(rule.when, self.vocabulary):
                found[finding] = min(weight, found.get(finding, weight))
        return found

    @functools.cached_property
    def hard_stops(self) -> tuple[Finding, ...]:
        """The hard stops, the gravest first."""
        return self._by_weight(finding for finding in self.findings.values() if finding.hard_stop)

    @functools.cached_property
    def asked_red_flags(self) -> tuple[Finding, ...]:
        """The red flags that are no hard stops and are asked when something holds, the gravest first."""
        flags = (finding for finding in self.findings.values() if finding.red_flag and not finding.hard_stop)
        return self._by_weight(finding for finding in flags if finding.asked_when is not None)

    def _by_weight(self, findings: Iterator[Finding]) -> tuple[Finding, ...]:
        least = (0, 0)
        return tuple(sorted(findings, key=lambda f: (self.weight_of_finding.get(f.id, least), f.id)))

    @functools.cached_property
    def knowledge(self) -> Knowledge:
        """The packs and their hash."""
        import hashlib  # noqa: PLC0415 - needed once, and only when somebody asks.

        packs = tuple(
            PackVersion(name=pack.name, version=pack.version, sha256=pack.sha256 or "") for pack in self.catalogue.packs
        )
        joined = json.dumps([[pack.name, pack.sha256] for pack in packs] + [list(self.catalogue.allowed)])
        return Knowledge(
            packs=packs,
            sha256=hashlib.sha256(joined.encode()).hexdigest(),
            language=self.catalogue.language,
            allowed=self.catalogue.allowed,
            translated_by=self.catalogue.translated_by,
        )

    def plain_explanation(
        self,
        tree: Expression,
        value: bool | None,  # noqa: FBT001 - the value is the subject.
        stated: frozenset[str],
    ) -> Explanation | None:
        """
        Return why *tree* has its *value*, where that is the same for everybody; None where it is not.

        It is when *tree* reads one finding, and when none of what it reads is among the *stated* findings.
        """
        plain = self._plain.get(id(tree))
        if plain is None:
            read = names_behind(tree, self.vocabulary.definitions)
            plain = self._plain[id(tree)] = (
                frozenset(read),
                {
                    True: Explanation(True, because=read),  # noqa: FBT003 - as in the language.
                    False: Explanation(False, because=read),  # noqa: FBT003 - as in the language.
                    None: Explanation(None, open=read),
                },
            )
        read_, explanations = plain
        if len(read_) == 1 or (value is None and read_.isdisjoint(stated)):
            return explanations[value]
        return None

    def can_be_known(self, finding: Finding, asker: Asker) -> bool:
        """Return whether *asker* can answer *finding*: a person is never asked for an examiner's sign or a scan."""
        return finding.id in self.knowable[asker]

    @functools.cached_property
    def knowable(self) -> Mapping[Asker, frozenset[str]]:
        """Asker to the findings that they can answer."""
        own = frozenset(id_ for id_, finding in self.findings.items() if finding.known_by is KnownBy.PERSON)
        return {Asker.PERSON: own, Asker.CLINICIAN: frozenset(self.findings)}

    @functools.cached_property
    def booleans(self) -> frozenset[str]:
        """The findings that are yes or no."""
        return frozenset(id_ for id_, finding in self.findings.items() if finding.type is ValueType.BOOLEAN)


def _lead_order(rule: TriageRule) -> tuple[int, bool, int, str]:
    """Sort rules so that the first which fires leads: level, then ambulance, then fewest hours, then id."""
    return (-rule.urgency.rank, not rule.ambulance, rule.within_hours, rule.id)
