"""
Write the pages that are made of the core pack and of the model classes into `docs/reference/knowledge/`.

`conf.py` calls `generate` before Sphinx reads the sources.  The same knowledge gives the same bytes; a page that did
not change is not written again, so that Sphinx does not build it again.
"""

# ruff: noqa: ANN401 - entities come by their kind, a word; what a type hint can be has no narrower type either.
# ruff: noqa: INP001 - imported by `conf.py` beside it, not a package.

from __future__ import annotations

import re
import types
from collections import defaultdict
from enum import Enum
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import attrs

import backpain_kb as bp
from backpain_kb.logic.tree import Expression, names
from backpain_kb.model.catalogue import KINDS, PackInfo, kind_of
from backpain_kb.model.terms import Definition, Entity, FrozenDict, Number
from backpain_kb.model.translation import Translation
from backpain_kb.packs.read import core_folder, read_pack
from backpain_kb.reasoning.dose import dose_in_words
from backpain_kb.render import figure as picture_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["fields_of", "generate"]

_EXPRESSIONS = get_args(Expression)


def generate(folder: Path) -> None:
    """Write all pages into *folder*; remove those that are not written any more."""
    pages = {**_Pages(bp.load()).pages(), **_field_tables()}
    for path in sorted(folder.rglob("*.md"), reverse=True):
        if path.relative_to(folder).as_posix() not in pages:
            path.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


# The tables of fields, from the classes and their docstrings.


def fields_of(cls: type[attrs.AttrsInstance]) -> list[tuple[str, str, str, str]]:
    """Return name, type, default and meaning of each field of *cls* that it does not share with every entity."""
    meanings = _meanings(cls)
    hints = get_type_hints(cls)
    shared = {field.name for field in attrs.fields(Entity)} if cls is not Entity and issubclass(cls, Entity) else set()
    rows = []
    for field in attrs.fields(cls):
        if field.name in shared:
            continue
        if field.default is attrs.NOTHING:
            default = "**required**"
        elif isinstance(field.default, bool):
            default = f"`{str(field.default).lower()}`"
        elif isinstance(field.default, Enum):
            default = f'`"{field.default.value}"`'
        else:
            default = ""
        rows.append((field.name.rstrip("_"), _type_in_words(hints[field.name]), default, meanings.get(field.name, "")))
    return rows


def _meanings(cls: type) -> dict[str, str]:
    """Return field to meaning, as the section "Attributes" of the docstring says it."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        section = (base.__doc__ or "").partition("Attributes:\n")[2].partition(".. versionadded")[0]
        for field, text in re.findall(r"^ {8}(\w+): (.+(?:\n {9,}.+)*)", section, flags=re.MULTILINE):
            found[field] = " ".join(text.split())
    return found


def _type_in_words(kind: Any) -> str:  # noqa: PLR0911 - one line for each form.
    """Return what a field holds, as somebody who writes TOML would say it."""
    parts = set(get_args(kind)) - {types.NoneType} if get_origin(kind) in {Union, types.UnionType} else {kind}
    if parts == set(_EXPRESSIONS):
        return "[expression](when_language.md)"
    if parts == set(get_args(Number)):
        return "number"
    if len(parts) > 1:
        return "true or false, number or text"
    (one,) = parts
    if get_origin(one) is tuple:
        return f"list of {_type_in_words(get_args(one)[0])}"
    if get_origin(one) is FrozenDict:
        return f"table of {_type_in_words(get_args(one)[1])}"
    if isinstance(one, type) and issubclass(one, Enum):
        return ", ".join(f'`"{member.value}"`' for member in one)
    if attrs.has(one):
        return f"[{one.__name__}](#format-{one.__name__.lower()})"
    words = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return words.get(one, "date")


def _field_tables() -> dict[str, str]:
    """Return one table for each kind and for each part of one."""
    classes: dict[str, type[attrs.AttrsInstance]] = {
        "pack": PackInfo,
        "entity": Entity,
        **KINDS,
        "translation": Translation,
    }
    parts: dict[str, type[attrs.AttrsInstance]] = {}
    waiting = list(classes.values())
    while waiting:
        for hint in get_type_hints(waiting.pop()).values():
            for one in _classes_in(hint):
                if one.__name__.lower() not in parts:
                    parts[one.__name__.lower()] = one
                    waiting.append(one)
    pages = {f"_fields/{name}.md": _field_table(cls) for name, cls in classes.items()}
    listed = []
    for name, cls in sorted(parts.items()):
        summary = (cls.__doc__ or "").strip().partition("\n\n")[0]
        listed += [f"(format-{name})=", f"### {cls.__name__}", "", " ".join(summary.split()), "", _field_table(cls)]
    pages["_fields/parts.md"] = "\n".join(listed)
    return pages


def _classes_in(hint: Any) -> Iterator[type[attrs.AttrsInstance]]:
    """Yield the model classes that a type hint names, expressions left out."""
    if isinstance(hint, type) and attrs.has(hint) and hint not in _EXPRESSIONS:
        yield hint
    for inside in get_args(hint):
        yield from _classes_in(inside)


def _field_table(cls: type[attrs.AttrsInstance]) -> str:
    rows = [(f"`{name}`", kind, default, meaning) for name, kind, default, meaning in fields_of(cls)]
    return _table(("field", "what it holds", "default", "meaning"), rows)


# Markdown.


def _text(text: str) -> str:
    """Return *text* with everything that Markdown would read as a sign made harmless."""
    return re.sub(r"([\\`*_\[\]<>|{}#~$])", r"\\\1", text)


def _code(text: object) -> str:
    return f"`{text}`"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, tuple("---" for _ in head), *(tuple(row) for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def _bullets(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _section(heading: str, body: str, level: int = 2) -> str:
    """Return a heading with its body; nothing where there is no body."""
    return f"{'#' * level} {heading}\n\n{body.rstrip()}\n\n" if body.strip() else ""


def _facts(*rows: tuple[str, str]) -> str:
    """Return short facts as a list of what they are about; those without content are left out."""
    return _bullets(f"**{name}**: {text}" for name, text in rows if text)


def _in_words(value: object) -> str:
    """Return the value of an attribute as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.value if isinstance(value, Enum) else value).replace("_", " ")


def _words(values: Iterable[object]) -> str:
    return ", ".join(_text(_in_words(value)) for value in values)


def _picture(exercise: Any) -> str:
    """Return the picture of *exercise* as part of the page, so that it has the colour of the text around it."""
    if exercise.pose is None:
        return ""
    picture = picture_of(exercise).replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
    return f"```{{raw}} html\n{picture}\n```\n\n"


class _Pages:
    """Writes the pages of one knowledge base."""

    def __init__(self, kb: bp.KnowledgeBase) -> None:
        self._kb = kb
        self._entities: dict[str, Entity] = {
            id_: entity
            for kind in KINDS
            for id_, entity in kb.catalogue.of_kind(kind).items()
            if entity.retired is None
        }
        self._files = read_pack(core_folder()).files
        self._phrases = {id_: getattr(entity, "text", "") for id_, entity in kb.catalogue.of_kind("message").items()}
        self._messages = self._phrases
        self._readers: dict[str, list[Entity]] = defaultdict(list)
        for entity in self._entities.values():
            for id_ in sorted(self._read_by(entity)):
                self._readers[id_].append(entity)

    def pages(self) -> dict[str, str]:
        """Return file name to text."""
        found: dict[str, str] = {}
        for kind, folder, page in (
            ("condition", "conditions", self._condition),
            ("treatment", "treatments", self._treatment),
            ("exercise", "exercises", self._exercise),
            ("programme", "programmes", self._programme),
        ):
            entities = sorted(self._of(kind), key=self._label)
            for entity in entities:
                head = f"{_ORPHAN}(kb-{entity.id})=\n# {self._name(entity)}\n\n"
                found[f"{folder}/{entity.id}.md"] = head + page(entity)
            found[f"{folder}/index.md"] = self._index(folder, [(self._name(e), e.id) for e in entities])
        for kind, folder, part in (
            ("rule", "rules", self._rule),
            ("finding", "symptoms", self._finding),
            ("definition", "definitions", self._definition),
            ("safety_rule", "safety_rules", self._safety_rule),
            ("claim", "claims", self._claim),
            ("source", "sources", self._source),
        ):
            found |= self._grouped(kind, folder, part)
        for kind, part in (
            ("test", self._test),
            ("structure", self._structure),
            ("interaction", self._interaction),
            ("measure", self._measure),
            ("review", self._review),
        ):
            title, words = _SINGLE[f"{kind}s"]
            body = "".join(self._entry(entity, part(entity)) for entity in self._of(kind))
            found[f"{kind}s.md"] = f"# {title}\n\n{words}\n\n{body}"
        found["index.md"] = self._contents()
        return {name: re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n" for name, text in found.items()}

    # What is where.

    def _of(self, kind: str) -> list[Any]:
        return [entity for entity in self._entities.values() if kind_of(entity) == kind]

    @staticmethod
    def _label(entity: Any) -> str:
        for field in ("lay", "label", "title"):
            label = getattr(entity, field, None)
            if label and not (field == "lay" and kind_of(entity) == "test"):
                return str(label)
        return entity.id.replace("_", " ").capitalize()

    def _name(self, entity: Entity) -> str:
        return _text(self._label(entity)).rstrip(".")

    def _link(self, id_: str) -> str:
        return f"[{self._name(self._entities[id_])}](#kb-{id_})"

    def _links(self, ids: Iterable[str]) -> str:
        return ", ".join(self._link(id_) for id_ in ids)

    def _sources(self, ids: Iterable[str]) -> str:
        return ", ".join(f"[{id_}](#kb-{id_})" for id_ in ids)

    def _entry(self, entity: Entity, body: str) -> str:
        return f"(kb-{entity.id})=\n## {self._name(entity)}\n\n{body}\n"

    def _grouped(self, kind: str, folder: str, part: Any) -> dict[str, str]:
        """Return one page for each file of the pack that holds entities of *kind*."""
        groups: dict[str, list[Entity]] = defaultdict(list)
        for entity in self._of(kind):
            groups[self._files[kind, entity.id].rpartition("/")[2].removesuffix(".toml")].append(entity)
        found = {
            f"{folder}/{stem}.md": f"{_ORPHAN}# {_title(stem)}\n\n" + "".join(self._entry(e, part(e)) for e in entities)
            for stem, entities in groups.items()
        }
        found[f"{folder}/index.md"] = self._index(folder, [(_title(stem), stem) for stem in sorted(groups)])
        return found

    @staticmethod
    def _index(folder: str, entries: list[tuple[str, str]]) -> str:
        title, words = _FOLDERS[folder]
        return f"# {title}\n\n{words}\n\n" + _bullets(f"[{name}]({page}.md)" for name, page in entries)

    def _contents(self) -> str:
        pack = self._kb.catalogue.packs[0]
        rows = [(f"[{title}]({folder}/index.md)", words) for folder, (title, words) in _FOLDERS.items()]
        rows += [(f"[{title}]({page}.md)", words) for page, (title, words) in _SINGLE.items()]
        tree = "\n".join([*(f"{folder}/index" for folder in _FOLDERS), *_SINGLE])
        said = f"These pages are made of the core pack, version {pack.version}."
        return (
            f"# What the core pack says\n\n{said}\nThey show the knowledge; how it becomes an answer for one person "
            "stands in [](../../explanation/how_an_answer_is_made.md).\nThey inform; they do not diagnose.\n\n"
            + _table(("pages", "what is there"), rows)
            + f"\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"
        )

    # Who reads what.

    def _read_by(self, entity: Entity) -> set[str]:
        """Return the findings that *entity* reads, directly or through definitions."""
        waiting = list(_names_in(entity)) + [id_ for id_ in getattr(entity, "helps_with", ()) if id_ in self._entities]
        seen: set[str] = set()
        while waiting:
            id_ = waiting.pop()
            if id_ not in seen:
                seen.add(id_)
                other = self._entities[id_]
                if isinstance(other, Definition):
                    waiting += names(other.expression)
        return {id_ for id_ in seen if id_ in self._kb.findings}

    # One method for each kind.

    def _finding(self, finding: Any) -> str:
        kind = {"number": f"{finding.min:g} to {finding.max:g} {_text(finding.unit)}"} if finding.unit else {}
        facts = [
            ("id", _code(finding.id)),
            ("question", _text(finding.question)),
            ("answer", kind.get("number") or _words(finding.values) or "yes or no"),
            ("known by", _words([finding.known_by])),
            ("people say", _text("; ".join(finding.synonyms))),
            ("red flag", "hard stop: everyone is asked" if finding.hard_stop else "yes" if finding.red_flag else ""),
            ("why it is asked", _text(finding.why_asked or "")),
            ("asked when", _code(finding.asked_when) if finding.asked_when else ""),
            ("implies", self._links(finding.implies)),
        ]
        readers = self._readers[finding.id]
        facts += [
            (f"read by {words}", self._links(entity.id for entity in readers if kind_of(entity) == kind))
            for kind, words in _READERS.items()
        ]
        return _facts(*facts)

    def _definition(self, definition: Any) -> str:
        return f"{_text(definition.why)}\n\n" + _facts(
            ("id", _code(definition.id)),
            ("is", _code(definition.expression)),
            ("decides", self._link(definition.condition) if definition.condition else ""),
            ("withholds", _words(definition.withholds)),
            ("sources", self._sources(definition.sources)),
            ("basis", _words([definition.basis]) if definition.basis else ""),
        )

    def _rule(self, rule: Any) -> str:
        cases = [
            (
                ", ".join(_code(f"{id_} = {_toml(value)}") for id_, value in case.findings.items()) or "nothing known",
                case.expect.value,
            )
            for case in rule.case
        ]
        facts = _facts(
            ("id", _code(rule.id)),
            ("urgency", _in_words(rule.urgency)),
            ("within", f"{rule.within_hours} hours" if rule.within_hours else "at once"),
            ("ambulance", "yes" if rule.ambulance else ""),
            ("when", _code(rule.when)),
            ("action", _text(rule.action)),
            ("tell", _text(rule.tell)),
            ("tests", self._links(rule.tests)),
            ("withholds", _words(rule.withholds)),
            ("rests on", self._sources(rule.sources) or _words([rule.basis])),
            ("confidence", _words([rule.confidence])),
            ("reviewed", _date(rule.reviewed)),
        )
        return facts + "\n" + _table(("case", "expected"), cases)

    def _condition(self, condition: Any) -> str:
        features = [(_code(f.when), f"`{f.effect.value}`", _words([f.cluster or ""])) for f in condition.feature]
        measured = [
            (
                _words([a.test]),
                *(_figure(a, name) for name in ("sens", "spec", "lr_pos", "lr_neg")),
                _text(a.setting or ""),
                self._sources([a.source]) + ("" if a.checked else " (not checked)"),
            )
            for a in condition.accuracy
        ]
        deciding = [d.id for d in self._of("definition") if d.condition == condition.id]
        treats = [
            entity.id
            for kind in ("treatment", "exercise", "programme")
            for entity in self._of(kind)
            if condition.id in self._brought_by(entity)
        ]
        return (
            f"{_text(condition.summary)}\n\n"
            + _facts(
                ("id", _code(condition.id)),
                ("clinical name", _text(condition.label)),
                ("also called", _text("; ".join(condition.synonyms))),
                ("kind", _words([condition.kind])),
                ("never more than", _words([condition.certainty_ceiling])),
                ("usual pattern", _text(condition.pattern or "")),
                ("see a clinician", _text(condition.refer_when or "")),
                ("only when", _code(condition.applies_when) if condition.applies_when else ""),
                ("decided by", self._links(deciding)),
                (
                    "withholds",
                    _words(condition.withholds) + f" from {condition.withholds_from.value} on"
                    if condition.withholds
                    else "",
                ),
                ("tried first", self._links(condition.first_line)),
                ("easily taken for it", self._links(condition.differential)),
                ("parts of the body", self._links(condition.structures)),
                ("codes", self._codes(condition.codes)),
                ("reviewed", _date(condition.reviewed)),
            )
            + "\n"
            + _section(
                "What speaks for and against it",
                _table(("when", "weight", "counted once with"), features) if features else "",
            )
            + _section("What was measured", _table(_MEASURED, measured) if measured else "")
            + _section("How it runs", _bullets(self._figures(condition.course)))
            + _section("What may bring relief", _bullets(self._link(id_) for id_ in treats))
            + self._bibliography(condition)
        )

    def _treatment(self, treatment: Any) -> str:
        recommendations = [
            (
                self._sources([r.source]),
                _in_words(r.direction)
                + (" (disputed)" if r.disputed else "")
                + ("" if r.checked else " (not checked)"),
                _words([r.strength]) if r.strength else "",
                _words([r.certainty]) if r.certainty else "",
                _text(r.population_text),
            )
            for r in sorted(treatment.recommendation, key=lambda r: (-r.year, r.source))
        ]
        moves = [e.id for kind in ("exercise", "programme") for e in self._of(kind) if e.parent == treatment.id]
        met = [e.id for e in self._of("interaction") if treatment.id in (*e.between, *e.and_)]
        return (
            f"{_text(treatment.summary)}\n\n"
            + _facts(
                ("id", _code(treatment.id)),
                ("also called", _text("; ".join(treatment.synonyms))),
                ("how much", _text(treatment.dose or "")),
                ("given by", _words(treatment.providers)),
                ("needs a professional", "yes" if treatment.professional else ""),
                ("certainty of the evidence", _words([treatment.certainty]) if treatment.certainty else ""),
                ("look again after", f"{treatment.reassess_days} days" if treatment.reassess_days else ""),
                ("exercises and programmes", self._links(moves)),
                ("must not meet", self._links(met)),
                ("reviewed", _date(treatment.reviewed)),
            )
            + "\n"
            + _section("How to do it", "".join(f"{n}. {_text(step)}\n" for n, step in enumerate(treatment.how, 1)))
            + _section("When it comes into question", _bullets(self._criterion(c) for c in treatment.indication))
            + _section("What it does", _bullets(self._figures(treatment.effect)))
            + _section("What guidelines say", _table(_SAID, recommendations) if recommendations else "")
            + self._barriers(treatment)
            + _section("What can go wrong", _bullets(self._figures(treatment.harms)))
            + self._stop_signs(treatment)
            + self._bibliography(treatment)
        )

    def _exercise(self, exercise: Any) -> str:
        attributes = [
            (name.replace("_", " "), _words(value if isinstance(value, tuple) else [value]))
            for name in _ATTRIBUTES
            if (value := getattr(exercise, name))
        ]
        within = [p.id for p in self._of("programme") if exercise.id in {part.exercise for part in p.items}]
        return (
            f"{_text(exercise.purpose)}\n\n"
            + _picture(exercise)
            + "".join(f"{n}. {_text(step)}\n" for n, step in enumerate(exercise.steps, 1))
            + "\n"
            + _facts(
                ("id", _code(exercise.id)),
                ("how much", _text(dose_in_words(exercise, self._phrases) or "")),
                (
                    "the dose rests on",
                    _words([exercise.dosage.grade])
                    + (f", {self._sources([exercise.dosage.basis])}" if exercise.dosage.basis else ""),
                ),
                ("also called", _text("; ".join(exercise.synonyms))),
                ("part of", self._link(exercise.parent)),
                ("helps with", self._links(exercise.helps_with)),
                ("easier", self._links(exercise.regression_to)),
                ("harder", self._links(exercise.progression_to)),
                ("in programmes", self._links(within)),
                ("needed", _words(exercise.equipment)),
                ("evidence", _text(exercise.evidence or "")),
                ("reviewed", _date(exercise.reviewed)),
            )
            + "\n"
            + self._barriers(exercise)
            + self._stop_signs(exercise)
            + _section("What safety rules look at", _table(("attribute", "value"), attributes))
            + self._bibliography(exercise)
        )

    def _programme(self, programme: Any) -> str:
        items = [(self._link(item.exercise), _text(item.dose), _text(item.phase or "")) for item in programme.items]
        stages = [(_text(s.label), _text(s.session), _text(s.enter_when or "")) for s in programme.stages]
        return (
            f"{_text(programme.goal)}\n\n"
            + _facts(
                ("id", _code(programme.id)),
                ("how often", _text(programme.frequency)),
                ("when", _words([programme.timing])),
                ("part of", self._link(programme.parent)),
                ("helps with", self._links(programme.helps_with)),
                ("do more", _text(programme.progress_when)),
                ("stay", _text(programme.hold_when)),
                ("step back", _text(programme.regress_when)),
                ("stop and be seen", _text(programme.stop_when or "")),
                ("reviewed", _date(programme.reviewed)),
            )
            + "\n"
            + _section("A session", _table(("exercise", "how much", "phase"), items) if items else "")
            + _section("Stages", _table(("stage", "session", "enter when"), stages) if stages else "")
            + (self._pacing(programme.pacing) if programme.pacing is not None else "")
            + self._barriers(programme)
            + self._bibliography(programme)
        )

    def _safety_rule(self, rule: Any) -> str:
        matched = [exercise.id for exercise in self._of("exercise") if _matches(rule, exercise)]
        return f"{_text(rule.why)}\n\n" + _facts(
            ("id", _code(rule.id)),
            ("does", _words([rule.action])),
            ("when", self._criterion(rule.criterion)),
            (
                "matches",
                "; ".join(f"{_words([name])}: {_words(values)}" for name, values in rule.matches.items())
                or "everything",
            ),
            ("exercises", self._links(matched)),
            ("rests on", self._sources(rule.sources) or _words([rule.basis])),
        )

    def _interaction(self, interaction: Any) -> str:
        return f"{_text(interaction.effect)}\n\n" + _facts(
            ("level", _words([interaction.level])),
            ("between", self._links(interaction.between)),
            ("and", self._links(interaction.and_)),
            ("rests on", self._sources(interaction.sources) or _words([interaction.basis])),
        )

    def _measure(self, measure: Any) -> str:
        per_cent = f"{measure.least_percent:g} per cent" if measure.least_percent is not None else ""
        return _facts(
            ("finding", self._link(measure.finding)),
            ("better is", _words([measure.better])),
            ("counts from", " and ".join(filter(None, (f"{measure.least:g}" if measure.least else "", per_cent)))),
            ("makes the trend better", "yes" if measure.main else "no, only worse"),
            ("rests on", self._sources(measure.sources) or _words([measure.basis])),
        )

    def _review(self, review: Any) -> str:
        return f"{_text(review.tell)}\n\n" + _facts(
            ("does", _words([review.step])),
            ("trend", _words(review.trend)),
            ("when", _code(review.when) if review.when is not None else ""),
            ("only if new", "yes" if review.new else ""),
            ("was last time", _words(review.was)),
            ("unless", _code(review.unless) if review.unless is not None else ""),
            ("rests on", self._sources(review.sources) or _words([review.basis])),
        )

    def _pacing(self, pacing: Any) -> str:
        """Return how the sessions of a programme are dated and moved on."""
        return _section(
            "How it is dated and moved on",
            _facts(
                ("days a week", str(pacing.days_per_week)),
                ("days of rest between", str(pacing.rest_days)),
                ("a good session", _code(pacing.progress_when)),
                ("so many in a row move on", str(pacing.progress_after)),
                ("too much", _code(pacing.regress_when)),
                ("a sign to stop", _code(pacing.stop_when)),
                ("dates after the safety questions", "yes" if pacing.settled_first else ""),
                ("then", self._link(pacing.next) if pacing.next else ""),
            ),
        )

    def _claim(self, claim: Any) -> str:
        return _facts(
            ("id", _code(claim.id)),
            ("verdict", _words([claim.verdict])),
            ("why", _text(claim.why)),
            ("instead", _text(claim.instead or "")),
            ("about", self._links(claim.about)),
            ("rests on", self._sources(claim.sources) or _words([claim.basis])),
            ("reviewed", _date(claim.reviewed)),
        )

    def _test(self, test: Any) -> str:
        asked = [rule.id for rule in self._of("rule") if test.id in rule.tests]
        return f"{_text(test.lay or '')}\n\n" + _facts(
            ("id", _code(test.id)),
            ("shows", _text(test.shows)),
            ("does not show", _text(test.does_not_show or "")),
            ("worth doing", _text(test.useful_when or "")),
            ("not worth doing", _text(test.not_when or "")),
            ("answers", self._links(test.findings)),
            ("asked for by", self._links(asked)),
            ("rests on", self._sources(test.sources) or _words([test.basis])),
        )

    def _structure(self, structure: Any) -> str:
        concerned = [c.id for c in self._of("condition") if structure.id in c.structures]
        return f"{_text(structure.summary)}\n\n" + _facts(
            ("id", _code(structure.id)),
            ("part of", self._links(structure.part_of)),
            ("why it matters", _text(structure.why_it_matters or "")),
            ("concerned in", self._links(concerned)),
            ("rests on", self._sources(structure.sources) or _words([structure.basis])),
        )

    @staticmethod
    def _source(source: Any) -> str:
        return _facts(
            ("id", _code(source.id)),
            ("by", _text(source.authors or "")),
            ("in", ", ".join(_text(str(part)) for part in (source.venue, source.year) if part)),
            ("kind", _words([source.kind])),
            ("DOI", f"<https://doi.org/{source.doi}>" if source.doi else ""),
            ("PubMed", f"<https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/>" if source.pmid else ""),
            ("address", f"<{source.url}>" if source.url and "doi.org/" not in source.url else ""),
            ("checked", "yes" if source.checked else "no: from memory or second hand"),
        )

    # Parts.

    def _brought_by(self, entity: Any) -> set[str]:
        """Return the conditions that bring *entity* into question."""
        if kind_of(entity) == "treatment":
            return {id_ for criterion in entity.indication for id_ in criterion.conditions}
        return set(entity.helps_with) & set(self._kb.conditions)

    def _criterion(self, criterion: Any) -> str:
        if criterion.when is not None:
            return _code(criterion.when)
        return f"{self._links(criterion.conditions)} at least {criterion.standing.value}"

    def _figures(self, figures: Iterable[Any]) -> Iterator[str]:
        for figure in figures:
            certainty = f", certainty {_in_words(figure.certainty)}" if figure.certainty else ""
            unchecked = "" if figure.checked else ", figures not checked"
            yield f"{_text(figure.text)} ({self._sources(figure.sources)}{certainty}{unchecked})"

    def _barriers(self, entity: Any) -> str:
        """Return when to leave *entity* alone, when to ask first and what to mind."""
        parts = [entity] if kind_of(entity) == "exercise" else []
        if kind_of(entity) == "programme":
            parts = [self._kb.exercises[part.exercise] for part in entity.items]
        rules = [rule for rule in self._of("safety_rule") if any(_matches(rule, part) for part in parts)]
        never, first, minding = [], [], []
        for whole in dict.fromkeys([entity, *parts]):
            for barrier in whole.contraindication:
                line = f"{_text(barrier.not_if)}. {_text(barrier.why)} ({self._criterion(barrier)})"
                (never if barrier.absolute else first).append(line)
            minding += [f"{_text(caution.text)} ({self._criterion(caution)})" for caution in whole.caution]
        for rule in rules:
            lines = {"avoid": never, "ask": first, "caution": minding}[rule.action.value]
            said = f"{rule.not_if}. {rule.why}" if rule.not_if else rule.why
            lines.append(f"{_text(said)} ([safety rule](#kb-{rule.id}): {self._criterion(rule.criterion)})")
        return (
            _section("Not if", _bullets(dict.fromkeys(never)))
            + _section("Only after asking if", _bullets(dict.fromkeys(first)))
            + _section("What to mind", _bullets(dict.fromkeys(minding)))
        )

    def _stop_signs(self, entity: Any) -> str:
        return _section("Stop if", _bullets(_text(self._messages[id_]) for id_ in entity.stop_if))

    def _bibliography(self, entity: Entity) -> str:
        return _section("Sources", _bullets(f"{self._link(id_)} ({_code(id_)})" for id_ in entity.sources))

    @staticmethod
    def _codes(codes: Any) -> str:
        return ", ".join(f"{n.upper()} {v}" for n, v in attrs.asdict(codes).items() if v) if codes else ""


# With hundreds of pages in the table of contents of each page, the build would take minutes; index pages link them.
_ORPHAN = "---\norphan: true\n---\n\n"
_FOLDERS = {
    "symptoms": (
        "Findings: an index by symptom",
        "What can be true of a person, and who reads it: rules, conditions, treatments and exercises.",
    ),
    "definitions": ("Definitions", "Named expressions over findings."),
    "rules": ("Triage rules", "When to send someone where, how fast."),
    "conditions": ("Conditions", "What it could be."),
    "treatments": ("Treatments", "What can be done, or what people do, with what guidelines say of it."),
    "exercises": ("Exercises and stretches", "Movements, step by step, with dose and what forbids them."),
    "programmes": ("Programmes", "Plans of exercises, staged or repeated."),
    "safety_rules": ("Safety rules for exercises", "What forbids or softens exercises by what they ask of the body."),
    "claims": ("Popular claims", "What people say, and what the evidence says."),
    "sources": ("Sources", "The bibliography; each entry says whether someone has seen that it says so."),
}
_SINGLE = {
    "tests": ("Diagnostic tests", "What a scan or a blood test can show, what it cannot, and when it is worth doing."),
    "structures": ("Parts of the body", "What they are, and what they mean for back pain."),
    "interactions": ("What must not meet", "Treatments that harm, or help, one another."),
    "measures": ("What measures the trend", "What shows whether somebody is better, and the difference that counts."),
    "reviews": (
        "What to do when somebody comes back",
        "Emergencies and appointments come from the triage rules first.",
    ),
}
_READERS = {
    "rule": "rules",
    "definition": "definitions",
    "condition": "conditions",
    "treatment": "treatments",
    "exercise": "exercises",
    "programme": "programmes",
    "safety_rule": "safety rules",
}
_MEASURED = ("test", "sensitivity", "specificity", "LR+", "LR-", "setting", "source")
_SAID = ("guideline", "says", "strength", "certainty", "for whom")
_ATTRIBUTES = (
    "kind",
    "spinal_direction",
    "end_range",
    "position",
    "load",
    "impact",
    "neural_load",
    "balance_demand",
    "isometric_hold",
    "per_side",
    "flags",
    "timing",
    "level",
)


def _title(stem: str) -> str:
    return stem.replace("_", " ").capitalize()


def _matches(rule: Any, exercise: Any) -> bool:
    """Return whether a safety rule names attributes, and *exercise* has one of the values of each."""
    attributes = rule.matches.items()
    return bool(attributes) and all(_plain(getattr(exercise, name)) & set(values) for name, values in attributes)


def _plain(value: object) -> set[str]:
    """Return the value of an attribute as the words that a file uses."""
    if isinstance(value, tuple):
        return {word for part in value for word in _plain(part)}
    return {str(value).lower() if isinstance(value, bool) else str(getattr(value, "value", value))}


def _date(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else f"{value:g}"


def _figure(accuracy: Any, name: str) -> str:
    """Return a figure with its interval or, where none was pooled, its spread."""
    value = getattr(accuracy, name)
    interval = getattr(accuracy, f"ci_{name}") or getattr(accuracy, f"range_{name}")
    shown = "" if value is None else f"{value:g}"
    return f"{shown} ({interval[0]:g} to {interval[1]:g})".strip() if interval else shown


def _names_in(part: object) -> Iterator[str]:
    """Yield the names in every expression of *part* and of the parts inside it."""
    for field in attrs.fields(type(part)):  # type: ignore[arg-type]  # only model objects come here.
        value = getattr(part, field.name)
        for inside in value if isinstance(value, tuple) else (value,):
            if isinstance(inside, _EXPRESSIONS):
                yield from names(inside)
            elif attrs.has(type(inside)):
                yield from _names_in(inside)
