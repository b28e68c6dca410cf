"""Strategies for whole packs: small, random and sound."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import strategies as st

from backpain_kb.logic.closure import Implications
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import Arithmetic, Expression, Name, Number, Or, Possibly, names
from backpain_kb.model.care import (
    Balance,
    Contraindication,
    Direction,
    Dosage,
    EndRange,
    Exercise,
    ExerciseKind,
    Grade,
    Impact,
    Interaction,
    InteractionLevel,
    Load,
    NeuralLoad,
    Position,
    Programme,
    ProgrammeItem,
    Provider,
    Recommendation,
    SafetyAction,
    SafetyRule,
    SpinalDirection,
    Timing,
    Treatment,
    WhileUnknown,
)
from backpain_kb.model.catalogue import PackInfo
from backpain_kb.model.evidence import Certainty, Condition, ConditionKind, Feature, Source, SourceKind
from backpain_kb.model.rules import Effect, Expectation, RuleCase, TriageRule, Urgency
from backpain_kb.model.terms import (
    Basis,
    Criterion,
    Definition,
    Entity,
    Finding,
    FrozenDict,
    KnownBy,
    Range,
    Standing,
)
from backpain_kb.packs.check_rules import standing_of
from backpain_kb.packs.read import Pack
from backpain_kb.packs.vocabulary import Vocabulary
from backpain_kb.testing._expressions import expressions, picked
from backpain_kb.testing.reading import reading_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hypothesis.strategies import DrawFn

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.logic.evaluate import Value

__all__ = ["packs"]

_BORROWED = 4  # Findings of the knowledge base below that a pack reads.
_TRIED = 400  # Assignments that are tried to find the cases of a rule.
_MATCHES: tuple[dict[str, tuple[str, ...]], ...] = ({}, {"impact": ("high",)}, {"load": ("low", "high")})
_HOURS = {Urgency.ROUTINE: 1008, Urgency.SOON: 336, Urgency.SAME_DAY: 24, Urgency.EMERGENCY: 0}


@st.composite
def packs(draw: DrawFn, kb: KnowledgeBase, *, name: str = "generated") -> Pack:
    """
    Return packs that add to *kb* and pass the check: findings, definitions, rules with cases, conditions, care.

    They replace nothing, and none of their ids is one of *kb*, nor one of a pack of another *name*.

    .. versionadded:: 0.1.0
    """
    return _Maker(draw, kb, name).make()


class _Maker:
    """Makes one pack."""

    def __init__(self, draw: DrawFn, kb: KnowledgeBase, name: str) -> None:
        self._draw = draw
        self._kb = kb
        self._name = name
        taken = {entity.id for entity in reading_of(kb).entities}
        prefix = name.replace("-", "_")
        while any(id_.startswith(f"{prefix}_") for id_ in taken):
            prefix += "_x"
        self._prefix = prefix
        self._source = prefix.replace("_", "-")
        self._entities: list[Entity] = []
        self._readable: dict[str, Finding | Definition] = {}

    def _id(self, kind: str, number: int) -> str:
        return f"{self._prefix}_{kind}_{number}"

    def _count(self, least: int, most: int) -> range:
        return range(self._draw(st.integers(least, most)))

    def _add(self, entity: Entity) -> None:
        self._entities.append(entity)

    def make(self) -> Pack:
        """Return the pack."""
        self._add(Source(id=self._source, title="A made-up source", kind=SourceKind.OTHER, checked=True))
        findings = self._findings()
        self._settle_vocabulary(findings)
        conditions = [self._id("condition", number) for number in self._count(0, 2)]
        definitions = self._definitions(conditions)
        self._readable = {**self._readable, **{definition.id: definition for definition in definitions}}
        self._rules(findings, definitions)
        for id_ in conditions:
            self._condition(id_)
        self._care(conditions)
        info = PackInfo(name=self._name, format=1, version="1")
        return Pack(info=info, entities=tuple(self._entities), files={})

    # What can be true of a person.

    def _findings(self) -> list[Finding]:
        made: list[Finding] = []
        for number in self._count(2, 5):
            stop, flag = self._draw(st.sampled_from(((False, False), (False, False), (False, True), (True, True))))
            earlier = [finding.id for finding in made]
            implies = self._draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
            made.append(
                self._finding(
                    number,
                    type=ValueType.BOOLEAN,
                    implies=tuple(implies),
                    red_flag=flag,
                    hard_stop=stop,
                    why_asked="it may be serious" if flag else None,
                    asked_when=Name(self._id("finding", 0)) if flag and not stop else None,
                )
            )
        made.append(self._finding(len(made), type=ValueType.NUMBER, unit="kg", min=0, max=20))
        made.append(self._finding(len(made), type=ValueType.CATEGORY, values=("left", "right", "both")))
        self._entities += made
        return made

    def _finding(self, number: int, **fields: Any) -> Finding:  # noqa: ANN401 - whatever fields a finding has.
        shared: dict[str, Any] = {
            "id": self._id("finding", number),
            "label": f"Finding {number}",
            "known_by": self._draw(st.sampled_from(KnownBy)),
            "question": "Is it so?",
            "group": "made_up",
        }
        return Finding(**{**shared, **fields})

    def _settle_vocabulary(self, findings: Sequence[Finding]) -> None:
        """Choose what may be read, and work out what must not stand under `not`: all that is tied to a red flag."""
        below = reading_of(self._kb).vocabulary
        known = list(self._kb.findings.values())
        borrowed = self._draw(st.lists(picked(known), max_size=_BORROWED, unique_by=_id_of)) if known else []
        self._readable = {finding.id: finding for finding in (*findings, *borrowed)}
        implies = {f.id: f.implies for f in (*self._kb.findings.values(), *findings) if f.implies}
        self._implications = Implications(implies)
        self._flags = below.red_flags | {finding.id for finding in findings if finding.red_flag}
        implications = self._implications
        self._upright = {
            id_
            for id_ in self._readable
            if self._flags & ({id_} | implications.implied_by(id_) | implications.implying(id_))
        }

    def _expression(self, *, precaution: bool = False) -> Expression:
        symbols = {id_: entity.symbol for id_, entity in self._readable.items()}
        return self._draw(expressions(symbols, precaution=precaution, upright=self._upright))

    def _definitions(self, conditions: Sequence[str]) -> list[Definition]:
        made = []
        for number in self._count(0, 2):
            deciding = self._draw(st.sampled_from([None, *conditions]))
            made.append(
                Definition(
                    id=self._id("definition", number),
                    label=f"Definition {number}",
                    why="for the laws",
                    when=self._expression(),
                    condition=deciding,
                    sources=(self._source,),
                )
            )
        weight = next(id_ for id_, entity in self._readable.items() if entity.symbol.type is ValueType.NUMBER)
        half = Arithmetic("/", Name(weight), Number(2))
        id_ = self._id("definition", len(made))
        made.append(Definition(id=id_, label="Half", why="for the laws", value=half, sources=(self._source,)))
        # A definition may read what must not be turned round; it is then not turned round itself.
        self._upright |= {definition.id for definition in made}
        return made

    # How urgent it is.

    def _rules(self, findings: Sequence[Finding], definitions: Sequence[Definition]) -> None:
        numbers = itertools.count()
        levels = (Urgency.SOON, Urgency.SAME_DAY, Urgency.EMERGENCY)
        for finding in findings:
            flag = Name(finding.id)
            if finding.hard_stop:
                self._rule(next(numbers), flag, self._draw(st.sampled_from(levels)))
                self._rule(next(numbers), Possibly(flag), Urgency.ROUTINE)
            elif finding.red_flag:
                level = self._draw(st.sampled_from(tuple(_HOURS)))
                number = next(numbers)
                if not self._rule(number, Or((flag, self._expression())), level):
                    self._rule(number, flag, level)
        for definition in definitions:
            wanted = self._draw(st.sampled_from(((), ("impact",), ("any",)))) if definition.when is not None else ()
            # What withholds treatment must be triaged.
            heard = wanted and self._rule(next(numbers), Name(definition.id), self._draw(st.sampled_from(levels)))
            self._add(attrs.evolve(definition, withholds=wanted) if heard else definition)
        for _ in self._count(0, 2):
            tree = self._expression(precaution=True)
            self._rule(next(numbers), tree, self._draw(st.sampled_from(tuple(_HOURS))))

    def _rule(self, number: int, when: Expression, urgency: Urgency) -> bool:
        """Add a rule with its cases; return whether it was added: the check wants a case of each sort."""
        rule = TriageRule(
            id=self._id("rule", number),
            label=f"Rule {number}",
            urgency=urgency,
            within_hours=_HOURS[urgency],
            when=when,
            action="Act.",
            tell="Act.",
            withholds=self._draw(st.sampled_from(((), (), ("impact",), ("any",)))),
            ambulance=urgency is Urgency.EMERGENCY and self._draw(st.booleans()),
            sources=(self._source,),
        )
        cases = self._cases(rule)
        if cases:
            self._add(attrs.evolve(rule, case=cases))
        return bool(cases)

    def _cases(self, rule: TriageRule) -> tuple[RuleCase, ...]:
        """Return a case of each sort for *rule*, or nothing where none was found in a few hundred tries."""
        definitions = {id_: e.expression for id_, e in self._readable.items() if isinstance(e, Definition)}
        vocabulary = Vocabulary(
            symbols={id_: entity.symbol for id_, entity in self._readable.items()},
            definitions=definitions,
            implications=self._implications,
            red_flags=frozenset(self._flags),
            numeric=tuple(
                id_ for id_, tree in definitions.items() if self._readable[id_].symbol.type is ValueType.NUMBER
            ),
        )
        read = _findings_behind(rule.when, definitions)
        answers = (_answers(self._readable[id_]) for id_ in read)
        found: dict[Expectation, RuleCase] = {}
        for each in itertools.islice(itertools.product(*answers), _TRIED):
            stated = {id_: value for id_, value in zip(read, each, strict=True) if value is not None}
            case = RuleCase(findings=FrozenDict(stated), expect=Expectation.FIRES)
            expect = standing_of(rule, case, vocabulary)
            found.setdefault(expect, attrs.evolve(case, expect=expect))
        unsettled = {Expectation.UNKNOWN, Expectation.PRECAUTION} & found.keys()
        settled = {Expectation.FIRES, Expectation.SILENT} <= found.keys()
        return tuple(found.values()) if settled and unsettled else ()

    # What it could be, and what helps.

    def _condition(self, id_: str) -> None:
        feature = tuple(
            Feature(when=self._expression(), effect=self._draw(st.sampled_from(Effect))) for _ in self._count(0, 3)
        )
        self._add(
            Condition(
                id=id_,
                label=id_,
                lay=id_,
                kind=ConditionKind.SYNDROME,
                certainty_ceiling=self._draw(st.sampled_from((Standing.POSSIBLE, Standing.LIKELY))),
                summary="Made up.",
                feature=feature,
                withholds=self._draw(st.sampled_from(((), ("impact",), ("any",)))),
                sources=(self._source,),
            )
        )

    def _criterion(self, conditions: Sequence[str]) -> dict[str, Any]:
        """Return the fields of a criterion: an expression, or conditions with a standing."""
        if self._draw(st.booleans() if conditions else st.just(value=False)):
            standing = self._draw(st.sampled_from((Standing.POSSIBLE, Standing.LIKELY)))
            return {"conditions": (self._draw(st.sampled_from(conditions)),), "standing": standing}
        return {"when": self._expression()}

    def _contraindications(self, conditions: Sequence[str]) -> tuple[Contraindication, ...]:
        return tuple(
            Contraindication(
                **self._criterion(conditions),
                absolute=self._draw(st.booleans()),
                while_unknown=self._draw(st.sampled_from(WhileUnknown)),
                not_if=f"there is reason {number}",
                why="Made up.",
            )
            for number in self._count(0, 2)
        )

    def _care(self, conditions: Sequence[str]) -> None:
        treatments = [self._treatment(number, conditions) for number in self._count(1, 3)]
        boolean = [id_ for id_, entity in self._readable.items() if entity.symbol.type is ValueType.BOOLEAN]
        exercises = [
            self._exercise(number, self._draw(st.sampled_from(treatments)), [*boolean, *conditions], conditions)
            for number in self._count(0, 2)
        ]
        if exercises:
            self._programme(treatments[0], self._draw(st.sampled_from(boolean)), exercises)
        for number in self._count(0, 2):
            action = self._draw(st.sampled_from(SafetyAction))
            self._add(
                SafetyRule(
                    id=self._id("safety", number),
                    **self._criterion(conditions),
                    action=action,
                    matches=FrozenDict(self._draw(st.sampled_from(_MATCHES))),
                    while_unknown=self._draw(st.sampled_from(WhileUnknown)),
                    not_if=f"there is safety reason {number}",
                    why="Made up.",
                    sources=(self._source,),
                )
            )
        for number in self._count(0, 2):
            self._add(
                Interaction(
                    id=self._id("interaction", number),
                    between=(treatments[0],),
                    and_=(self._draw(st.sampled_from([*treatments, *boolean])),),
                    level=self._draw(st.sampled_from(InteractionLevel)),
                    effect=f"Effect {number}.",
                    sources=(self._source,),
                )
            )

    def _treatment(self, number: int, conditions: Sequence[str]) -> str:
        id_ = self._id("treatment", number)
        recommendation = tuple(
            Recommendation(
                source=self._source,
                direction=self._draw(st.sampled_from(Direction)),
                certainty=self._draw(st.none() | st.sampled_from(Certainty)),
                population=self._expression() if self._draw(st.booleans()) else None,
                population_text="some people",
                year=2020,
            )
            for _ in self._count(0, 2)
        )
        self._add(
            Treatment(
                id=id_,
                label=id_,
                summary="Made up.",
                indication=tuple(Criterion(**self._criterion(conditions)) for _ in self._count(1, 2)),
                certainty=self._draw(st.none() | st.sampled_from(Certainty)),
                recommendation=recommendation,
                contraindication=self._contraindications(conditions),
                providers=(self._draw(st.sampled_from(Provider)),),
                professional=self._draw(st.booleans()),
                has=self._draw(st.sampled_from(((), ("impact",)))),
                sources=(self._source,),
            )
        )
        return id_

    def _exercise(self, number: int, parent: str, helps: Sequence[str], conditions: Sequence[str]) -> str:
        id_ = self._id("exercise", number)
        self._add(
            Exercise(
                id=id_,
                label=id_,
                kind=self._draw(st.sampled_from((ExerciseKind.MOBILITY, ExerciseKind.STRENGTH, ExerciseKind.AEROBIC))),
                purpose="Made up.",
                steps=("Begin.", "Go on.", "End."),
                parent=parent,
                helps_with=tuple(self._draw(st.lists(st.sampled_from(helps), min_size=1, max_size=2, unique=True))),
                spinal_direction=SpinalDirection.NEUTRAL,
                end_range=EndRange.NONE,
                position=Position.STANDING,
                load=self._draw(st.sampled_from(Load)),
                impact=self._draw(st.sampled_from(Impact)),
                neural_load=NeuralLoad.NONE,
                balance_demand=Balance.LOW,
                timing=(self._draw(st.sampled_from(Timing)),),
                level=1,
                dosage=Dosage(reps=Range(min=5, max=10), grade=Grade.PRACTICE),
                contraindication=self._contraindications(conditions),
                sources=(self._source,),
            )
        )
        return id_

    def _programme(self, parent: str, helps: str, exercises: Iterable[str]) -> None:
        self._add(
            Programme(
                id=self._id("programme", 0),
                label="Programme",
                goal="Made up.",
                parent=parent,
                helps_with=(helps,),
                timing=Timing.OFF_DAY,
                frequency="Daily.",
                items=tuple(ProgrammeItem(exercise=id_, dose="a few") for id_ in exercises),
                progress_when="Better.",
                hold_when="The same.",
                regress_when="Worse.",
                basis=Basis.DESIGN,
                sources=(self._source,),
            )
        )


def _id_of(entity: Entity) -> str:
    return entity.id


def _answers(finding: Finding | Definition) -> tuple[Value | None, ...]:
    """Return a few answers to *finding*, no answer first."""
    assert isinstance(finding, Finding)  # Definitions are looked through; this tells the type checker.
    if finding.type is ValueType.BOOLEAN:
        return (None, True, False)
    if finding.type is ValueType.CATEGORY:
        return (None, *finding.values[:3])
    low, high = finding.min, finding.max
    assert low is not None  # A number has a range; this tells the type checker.
    assert high is not None  # Likewise.
    return (None, low, high, int((low + high) / 2))


def _findings_behind(tree: Expression, definitions: Mapping[str, Expression]) -> tuple[str, ...]:
    """Return the findings that *tree* reads through *definitions*."""
    found: dict[str, None] = {}
    waiting = list(reversed(names(tree)))
    while waiting:
        name = waiting.pop()
        if name in definitions:
            waiting.extend(reversed(names(definitions[name])))
        else:
            found[name] = None
    return tuple(found)
