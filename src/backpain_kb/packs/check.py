"""
Check a catalogue: everything that one object cannot know of itself.

`check` returns all faults; a knowledge base is only made of a catalogue without any.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

import attrs

from backpain_kb.errors import PackProblemError, near_misses
from backpain_kb.logic.check import check as check_expression
from backpain_kb.logic.compile import in_order, ordered
from backpain_kb.logic.symbols import ValueType
from backpain_kb.logic.tree import Expression, Name, children, names
from backpain_kb.model.care import (
    IMPACT_WORDS,
    Caution,
    Contraindication,
    Dosage,
    Exercise,
    Interaction,
    Programme,
    ProgrammeItem,
    Recommendation,
    SafetyRule,
    Treatment,
)
from backpain_kb.model.catalogue import Catalogue, kind_of
from backpain_kb.model.evidence import Accuracy, Claim, Condition, DiagnosticTest, Figure, Source, Structure
from backpain_kb.model.follow_up import Better, Measure, Pacing
from backpain_kb.model.interview import InterviewGuide, Opening
from backpain_kb.model.lexicon import Amount, Lexicon, Likeness, Wording
from backpain_kb.model.rules import Message, Role, Scoring, TriageRule, Urgency
from backpain_kb.model.terms import Criterion, Definition, Entity, Finding
from backpain_kb.packs.check_lexicon import check_lexicons
from backpain_kb.packs.check_rules import check_rules
from backpain_kb.packs.matched import MATCHED
from backpain_kb.packs.vocabulary import definitions_in, findings_in, rules_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["check"]

_E = TypeVar("_E", bound=Entity)

_CITED = frozenset({"sources", "source", "basis"})
"""Fields of a part of an entity that name sources: of a figure, a dose, a recommendation."""


def check(catalogue: Catalogue) -> tuple[PackProblemError, ...]:
    """
    Return everything that is wrong with *catalogue*, in order; nothing when it is sound.

    Checked are references, types of expressions, circles, retired ids, sources, what a whole catalogue must hold, and
    that the rules do what their cases and the laws say.

    .. versionadded:: 0.1.0
    """
    checker = _Checker(catalogue)
    problems = checker.run()
    if not problems:
        # The laws of the rules can only be tried on expressions that are sound.
        problems = list(check_rules(catalogue))
    return tuple(sorted(problems, key=lambda problem: (problem.entity or "", problem.field or "", str(problem))))


# Which kind each field of ids refers to.
_REFERENCES: dict[type, dict[str, tuple[str, ...]]] = {
    Entity: {"sources": ("source",)},
    Finding: {"implies": ("finding",)},
    Definition: {"condition": ("condition",)},
    TriageRule: {"tests": ("test",)},
    Condition: {
        "first_line": ("treatment",),
        "differential": ("condition",),
        "structures": ("structure",),
        "implies": ("finding",),
    },
    Accuracy: {"source": ("source",)},
    Figure: {"sources": ("source",)},
    Recommendation: {"source": ("source",)},
    Criterion: {"conditions": ("condition",)},
    Contraindication: {"sources": ("source",)},
    Caution: {"sources": ("source",)},
    Dosage: {"basis": ("source",)},
    Treatment: {"stop_if": ("message",)},
    Exercise: {
        "parent": ("treatment",),
        "helps_with": ("finding", "definition", "condition"),
        "progression_to": ("exercise",),
        "regression_to": ("exercise",),
        "stop_if": ("message",),
    },
    Programme: {"parent": ("treatment",), "helps_with": ("finding", "definition", "condition")},
    ProgrammeItem: {"exercise": ("exercise",)},
    Pacing: {"next": ("programme",)},
    Measure: {"finding": ("finding",)},
    SafetyRule: {"conditions": ("condition",)},
    Opening: {"findings": ("finding",)},
    Interaction: {"between": ("treatment",), "and_": ("treatment", "finding", "definition")},
    DiagnosticTest: {"findings": ("finding",)},
    Claim: {"about": ()},
    Structure: {"part_of": ("structure",)},
    Lexicon: {"lasting": ("finding",)},
    Wording: {"finding": ("finding",)},
    Likeness: {"finding": ("finding",)},
    Amount: {"finding": ("finding",)},
}

_DEEPEST = 100  # Nesting of an expression with the definitions that it uses; the core pack has about 20.

# Fields that hold a number and not yes or no, and fields where precaution may stand.
_NUMERIC = {(Definition, "value")}
_PRECAUTION = {(TriageRule, "when")}

_ANSWERED_WITH = (TriageRule, Condition, Treatment, Exercise, Programme)
"""What an answer can name."""


class _Checker:
    """Goes through one catalogue and keeps what is wrong with it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._problems: list[PackProblemError] = []
        named: tuple[Finding | Definition, ...] = (*findings_in(catalogue), *definitions_in(catalogue))
        self._symbols = {entity.id: entity.symbol for entity in named}
        self._kinds: dict[str, str] = {}
        self._retired: dict[str, Entity] = {}
        for kind, entities in catalogue.entities.items():
            for entity in entities.values():
                self._kinds[entity.id] = kind
                if entity.retired is not None:
                    self._retired[entity.id] = entity
        self._checked_sources = {
            e.id for e in catalogue.of_kind("source").values() if isinstance(e, Source) and e.checked
        }

    def run(self) -> list[PackProblemError]:
        """Return all problems."""
        for entity in self._entities():
            self._parts(entity, entity, "")
            self._sources(entity)
        self._circles()
        self._flags()
        self._hours()
        self._progressions()
        self._matches()
        self._withheld_words()
        self._measures()
        self._whole()
        self._problems += check_lexicons(self._catalogue)
        return self._problems

    def _entities(self) -> Iterator[Entity]:
        """Yield the entities in use."""
        for entities in self._catalogue.entities.values():
            for entity in entities.values():
                if entity.retired is None:
                    yield entity
                elif entity.replaced_by is not None and entity.replaced_by not in self._kinds:
                    self._note(f"replaced_by names {entity.replaced_by!r}, which no pack has", entity, "replaced_by")

    def _note(self, message: str, entity: Entity, field: str | None = None) -> None:
        self._problems.append(PackProblemError(message, entity=f"{kind_of(entity)} {entity.id}", field=field))

    def _parts(self, entity: Entity, part: attrs.AttrsInstance, path: str) -> None:
        """Check every field of *part*, and of the parts inside it."""
        for field in attrs.fields(type(part)):
            value = getattr(part, field.name)
            where = f"{path}{field.name.rstrip('_')}"
            if isinstance(value, Expression):
                self._expression(entity, part, field.name, value, where)
            elif isinstance(value, tuple) and value and attrs.has(type(value[0])):
                for index, inside in enumerate(value):
                    self._parts(entity, inside, f"{where}[{index}].")
            elif attrs.has(type(value)):
                self._parts(entity, value, f"{where}.")
            self._references(entity, part, field.name, value, where)
            if part is not entity and field.name in _CITED and self._unchecked(value):
                self._note("only sources that nobody has checked stand under it", entity, where)

    def _unchecked(self, cited: str | tuple[str, ...] | None) -> bool:
        """Return whether sources are *cited* and none of them was checked; one that is not there is another fault."""
        known = [
            id_ for id_ in ((cited,) if isinstance(cited, str) else cited or ()) if self._kinds.get(id_) == "source"
        ]
        return bool(known) and self._checked_sources.isdisjoint(known)

    def _expression(self, entity: Entity, part: object, field: str, tree: Expression, where: str) -> None:
        expect = ValueType.NUMBER if (type(part), field) in _NUMERIC else ValueType.BOOLEAN
        precaution = (type(part), field) in _PRECAUTION
        retired = [name for name in names(tree) if name in self._retired]
        for name in retired:
            self._note(self._retirement(name), entity, where)
        if retired:
            return
        for problem in check_expression(tree, self._symbols, expect=expect, precaution=precaution):
            self._note(str(problem), entity, where)

    def _references(self, entity: Entity, part: object, field: str, value: object, where: str) -> None:
        """Check that the ids in a field exist, are of the right kind and are in use."""
        kinds = next(
            (refs[field] for cls, refs in _REFERENCES.items() if isinstance(part, cls) and field in refs), None
        )
        if kinds is None or value is None:
            return
        for id_ in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            kind = self._kinds.get(id_)
            if kind is None or (kinds and kind not in kinds):
                wanted = " or ".join(kinds) or "entity"
                known = [other for other, its in self._kinds.items() if not kinds or its in kinds]
                hints = near_misses(id_, known)
                hint = f"; did you mean {hints[0]!r}?" if hints else ""
                is_a = f" (it is a {kind})" if kind is not None else ""
                self._note(f"no {wanted} {id_!r}{is_a}{hint}", entity, where)
            elif id_ in self._retired:
                self._note(self._retirement(id_), entity, where)

    def _retirement(self, id_: str) -> str:
        """Return why *id_* is no longer used, and what to use instead."""
        retired = self._retired[id_]
        instead = f"; use {retired.replaced_by!r}" if retired.replaced_by else ""
        return f"{id_!r} is retired ({retired.retired}){instead}"

    def _sources(self, entity: Entity) -> None:
        """Check that what is said has a source, and that no unchecked source stands alone."""
        if isinstance(entity, Source | Message | Finding | Scoring | Lexicon | InterviewGuide):
            return
        if not entity.sources and isinstance(entity, _ANSWERED_WITH):
            # A fired rule, a candidate and an item of a plan name at least one source (law 8).
            self._note("no source; what stands in an answer names at least one", entity, "sources")
        elif not entity.sources and entity.basis is None and not isinstance(entity, Definition):
            self._note('no source; name one, or say basis = "practice" or "design"', entity, "sources")
        if (
            self._unchecked(entity.sources)
            and entity.basis is None
            and not (isinstance(entity, TriageRule) and entity.confidence.value == "design")
        ):
            self._note("only sources that nobody has checked stand under it", entity, "sources")
        if isinstance(entity, Condition):
            for index, accuracy in enumerate(entity.accuracy):
                self._ratios(entity, accuracy, f"accuracy[{index}]")

    def _ratios(self, entity: Entity, accuracy: Accuracy, where: str) -> None:
        """Recompute likelihood ratios from sensitivity and specificity; published ones were rounded or pooled apart."""
        if accuracy.sens is None or accuracy.spec is None:
            return
        tolerance = {"rel_tol": 0.06, "abs_tol": 0.02} if accuracy.derived else {"rel_tol": 0.15, "abs_tol": 0.05}
        derived = {
            "lr_pos": accuracy.sens / (1 - accuracy.spec) if accuracy.spec < 1 else None,
            "lr_neg": (1 - accuracy.sens) / accuracy.spec if accuracy.spec > 0 else None,
        }
        for name, expected in derived.items():
            stated = getattr(accuracy, name)
            if stated is not None and expected is not None and not math.isclose(stated, expected, **tolerance):
                text = f"{name} {stated:g} does not follow from sensitivity and specificity, which give {expected:.2f}"
                self._note(text, entity, where)

    def _circles(self) -> None:
        """Check that neither definitions nor implications nor progressions run in a circle."""
        definitions = {definition.id: definition for definition in definitions_in(self._catalogue)}
        self._definitions_in_order(definitions)
        findings = {finding.id: finding for finding in findings_in(self._catalogue)}
        self._no_circle(findings, {id_: finding.implies for id_, finding in findings.items()}, "implies")
        exercises = {exercise.id: exercise for exercise in self._of_kind(Exercise)}
        self._no_circle(exercises, {id_: e.progression_to for id_, e in exercises.items()}, "progression_to")

    def _definitions_in_order(self, definitions: Mapping[str, Definition]) -> None:
        """Check that definitions can be worked out one after the other, and are not nested too deeply for it."""
        behind = {id_: definition.expression for id_, definition in definitions.items()}
        try:
            order = in_order(behind)
        except ValueError as error:
            first = str(error).split(" -> ", maxsplit=1)[0]
            self._note(f"definitions use one another in a circle: {error}", definitions[first], "when")
            return
        depths: dict[str, int] = {}
        for id_ in order:
            depths[id_] = _depth(behind[id_], depths)
            if depths[id_] > _DEEPEST:
                self._note(
                    f"with the definitions that it uses it is nested more than {_DEEPEST} deep", definitions[id_]
                )
                return

    def _no_circle(self, entities: Mapping[str, Entity], links: Mapping[str, Sequence[str]], field: str) -> None:
        try:
            ordered(links)
        except ValueError as error:
            first = str(error).split(" -> ", maxsplit=1)[0]
            self._note(f"{field} runs in a circle: {error}", entities[first], field)

    def _flags(self) -> None:
        """Check that what implies or is implied is a boolean finding."""
        findings = {finding.id: finding for finding in findings_in(self._catalogue)}
        implying: list[Finding | Condition] = [*findings.values(), *self._of_kind(Condition)]
        for entity in implying:
            for other in entity.implies:
                if other in findings and findings[other].type is not ValueType.BOOLEAN:
                    self._note(f"it implies {other!r}, which is not yes or no", entity, "implies")

    def _hours(self) -> None:
        """Check the hours of every rule against the cap of its level."""
        scoring = next(iter(self._of_kind(Scoring)), None)
        if scoring is None:
            return
        for rule in rules_in(self._catalogue):
            cap = scoring.max_hours[rule.urgency.value]
            if rule.within_hours > cap:
                text = f"{rule.within_hours} hours are more than the {cap} of the level {rule.urgency.value}"
                self._note(text, rule, "within_hours")

    def _progressions(self) -> None:
        """Check that harder and easier versions point to one another and that the level does not fall."""
        exercises = {exercise.id: exercise for exercise in self._of_kind(Exercise)}
        for exercise in exercises.values():
            for other in (exercises[id_] for id_ in exercise.progression_to if id_ in exercises):
                if exercise.id not in other.regression_to:
                    text = f"{other.id} is a harder version but does not name it as easier"
                    self._note(text, exercise, "progression_to")
                if other.level < exercise.level:
                    self._note(f"{other.id} is called harder but has a lower level", exercise, "progression_to")
            for other in (exercises[id_] for id_ in exercise.regression_to if id_ in exercises):
                if exercise.id not in other.progression_to:
                    text = f"{other.id} is an easier version but does not name it as harder"
                    self._note(text, exercise, "regression_to")

    def _matches(self) -> None:
        """Check that safety rules match what exercises have: a rule that never matches would protect nobody."""
        for rule in self._of_kind(SafetyRule):
            for attribute, values in rule.matches.items():
                if attribute not in MATCHED:
                    hints = near_misses(attribute, MATCHED)
                    hint = f"did you mean {hints[0]!r}?" if hints else f"known are {', '.join(MATCHED)}"
                    self._note(f"exercises cannot be matched by {attribute!r}; {hint}", rule, "matches")
                    continue
                known = MATCHED[attribute]
                for value in values if known else ():
                    if value not in known:
                        text = f"{attribute} is never {value!r}; it is one of {', '.join(known)}"
                        self._note(text, rule, "matches")

    def _withheld_words(self) -> None:
        """Check that what is withheld is something that an item has, so that a typo does not withhold nothing."""
        items: list[Treatment | Exercise | Programme] = [*self._of_kind(Treatment), *self._of_kind(Exercise)]
        items += self._of_kind(Programme)
        known = {"any", *(word for item in items for word in item.has)}.union(*IMPACT_WORDS.values())
        withholding: list[TriageRule | Definition | Condition] = [
            *self._of_kind(TriageRule),
            *self._of_kind(Definition),
        ]
        withholding += self._of_kind(Condition)
        for entity in withholding if items else ():
            for word in entity.withholds:
                if word not in known:
                    hints = near_misses(word, known)
                    hint = f"; did you mean {hints[0]!r}?" if hints else ""
                    self._note(f"no item has {word!r}, so it would withhold nothing{hint}", entity, "withholds")

    def _measures(self) -> None:
        """Check that what gets lower or higher is a number, and that what goes is yes or no."""
        findings = {finding.id: finding for finding in findings_in(self._catalogue)}
        for measure in self._of_kind(Measure):
            finding = findings.get(measure.finding)
            wanted = ValueType.BOOLEAN if measure.better is Better.ABSENT else ValueType.NUMBER
            if finding is not None and finding.type is not wanted:
                is_a = f"{measure.finding!r} is a {finding.type.value}"
                text = f"{is_a}, and better = {measure.better.value!r} is for a {wanted.value}"
                self._note(text, measure, "finding")

    def _whole(self) -> None:
        """Check what a whole catalogue must hold to answer at all."""
        messages = list(self._of_kind(Message))
        for level in Urgency:
            count = sum(message.urgency is level for message in messages)
            if count != 1:
                text = f"exactly one message of the role level is needed for {level.value}, there are {count}"
                self._problems.append(PackProblemError(text, entity="messages"))
        for role in (Role.DISCLAIMER, Role.SAFETY_NET):
            if not any(message.role is role for message in messages):
                self._problems.append(PackProblemError(f"no message of the role {role.value}", entity="messages"))
        count = len(list(self._of_kind(Scoring)))
        if count != 1:
            text = f"exactly one [[scoring]] is needed, there are {count}"
            self._problems.append(PackProblemError(text, entity="scoring"))
        count = len(list(self._of_kind(InterviewGuide)))
        if count > 1:
            text = f"at most one [[interview]] is possible, there are {count}"
            self._problems.append(PackProblemError(text, entity="interview"))

    def _of_kind(self, cls: type[_E]) -> Iterator[_E]:
        """Yield the entities of one class that are in use."""
        for entities in self._catalogue.entities.values():
            for entity in entities.values():
                if isinstance(entity, cls) and entity.retired is None:
                    yield entity


def _depth(tree: Expression, definitions: Mapping[str, int]) -> int:
    """Return how deeply *tree* is nested, the depths of the *definitions* that it uses included."""
    own = definitions.get(tree.id, 0) if isinstance(tree, Name) else 0
    return 1 + max((_depth(part, definitions) for part in children(tree)), default=own)
