"""Packs merged and checked: all entities by kind and id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import attrs

from backpain_kb.model.care import Exercise, Interaction, Programme, SafetyRule, Treatment
from backpain_kb.model.evidence import Claim, Condition, DiagnosticTest, Source, Structure
from backpain_kb.model.follow_up import Measure, Review
from backpain_kb.model.interview import InterviewGuide
from backpain_kb.model.lexicon import Lexicon
from backpain_kb.model.rules import Message, Scoring, TriageRule
from backpain_kb.model.terms import Definition, Entity, Finding, not_empty
from backpain_kb.model.translation import LANGUAGE

__all__ = ["KINDS", "Catalogue", "PackInfo", "kind_of"]

KINDS: Final[Mapping[str, type[Entity]]] = {
    "finding": Finding,
    "definition": Definition,
    "rule": TriageRule,
    "condition": Condition,
    "treatment": Treatment,
    "exercise": Exercise,
    "programme": Programme,
    "test": DiagnosticTest,
    "claim": Claim,
    "structure": Structure,
    "source": Source,
    "safety_rule": SafetyRule,
    "interaction": Interaction,
    "measure": Measure,
    "review": Review,
    "message": Message,
    "scoring": Scoring,
    "lexicon": Lexicon,
    "interview": InterviewGuide,
}
"""The kinds of entity, by the word that a file uses for them."""

_BY_CLASS = {entity_class: kind for kind, entity_class in KINDS.items()}


def kind_of(entity: Entity) -> str:
    """
    Return the kind of *entity*, such as "finding".

    .. versionadded:: 0.1.0
    """
    return _BY_CLASS[type(entity)]


@attrs.frozen(kw_only=True)
class PackInfo:
    """
    What `pack.toml` says of a pack.

    Attributes:
        name: Its name, kebab-case.
        format: The version of the file format; 1.
        version: Its version; the core pack has a date.
        language: The language of its texts, such as "en" or "de"; that of its translations too.
        title: What it is, in a few words.
        publisher: Who answers for it.
        licence: SPDX expression of its licence.
        reviewed: The day when the pack as a whole was last compared with its sources; for entities that state none.
        review_days: After so many days `check` warns that something wants a review; never, where it is left out.
        sha256: Hash of its content: what it says, not how its files are laid out.

    .. versionadded:: 0.1.0
    """

    name: str = attrs.field(validator=attrs.validators.matches_re(r"[a-z0-9]+(?:-[a-z0-9]+)*"))
    format: int
    version: str = attrs.field(validator=not_empty)
    language: str = attrs.field(default="en", validator=attrs.validators.matches_re(LANGUAGE))
    title: str | None = attrs.field(default=None, validator=not_empty)
    publisher: str | None = attrs.field(default=None, validator=not_empty)
    licence: str | None = attrs.field(default=None, validator=not_empty)
    reviewed: dt.date | None = None
    review_days: int | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.ge(1)))
    sha256: str | None = None


@attrs.frozen(kw_only=True)
class Catalogue:
    """
    All entities of one or more packs, merged and checked.

    Attributes:
        packs: The packs, in order of name.
        entities: Kind to id to entity; ids in order.
        allowed: Ids of core entities that an application allowed to be replaced, and that were.
        language: The language that answers are in.
        translated_by: Names of the packs that translate into it what was in another language.

    .. versionadded:: 0.1.0
    """

    packs: tuple[PackInfo, ...]
    entities: Mapping[str, Mapping[str, Entity]]
    allowed: tuple[str, ...] = ()
    language: str = "en"
    translated_by: tuple[str, ...] = ()

    def of_kind(self, kind: str) -> Mapping[str, Entity]:
        """Return the entities of *kind*, retired ones included."""
        return self.entities.get(kind, {})
