"""Tell the whole why of one entity in an answer, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.errors import UnknownIdError
from backpain_kb.logic.explain import Explanation, explain
from backpain_kb.model.report import facts_in_words
from backpain_kb.reasoning.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backpain_kb.model.assessment import Assessment, Candidate, Fact, PlanItem
    from backpain_kb.reasoning.prepared import Prepared

__all__ = ["why"]


def why(prepared: Prepared, answer: Assessment, id_: str) -> str:
    """
    Return why *id_* stands as it does in *answer*.

    Raises:
        UnknownIdError: No entity has that id.

    .. versionadded:: 0.1.0
    """
    teller = _Teller(prepared, answer)
    for candidate in answer.candidates:
        if candidate.condition == id_:
            return "\n".join(teller.candidate(candidate))
    for item in answer.plan.items:
        if item.item == id_:
            return "\n".join(teller.item(item))
    for kind in ("rule", "definition", "finding", "condition", "treatment", "exercise", "programme"):
        entities = prepared.catalogue.of_kind(kind)
        if id_ in entities:
            return "\n".join(teller.other(kind, id_))
    every = [other for entities in prepared.catalogue.entities.values() for other in entities]
    raise UnknownIdError("rule, condition, treatment, exercise, programme, definition or finding", str(id_), every)


class _Teller:
    """Tells about one answer."""

    def __init__(self, prepared: Prepared, answer: Assessment) -> None:
        self._prepared = prepared
        self._answer = answer
        self._words = answer.words
        self._facts = Facts(prepared, answer.presentation)

    def _say(self, phrase: str, **values: object) -> str:
        return self._words[phrase].format(**values)

    def _sources(self, ids: Iterable[str]) -> list[str]:
        """Return the bibliography lines of *ids*."""
        sources = self._prepared.catalogue.of_kind("source")
        listed = [f"- {id_}: {getattr(sources[id_], 'title', id_)}" for id_ in dict.fromkeys(ids) if id_ in sources]
        return [self._words["heading_sources"], *listed] if listed else []

    def _line(self, text: str, facts: tuple[Fact, ...]) -> str:
        return f"- {text}" + (f" ({facts_in_words(facts, self._words)})" if facts else "")

    def candidate(self, candidate: Candidate) -> list[str]:
        """Return why a condition stands as it does."""
        words = self._words
        standing = words["phrase_given"] if candidate.given else words[f"standing_{candidate.standing.value}"]
        lines = [f"{candidate.label} ({candidate.condition}): {standing}"]
        for heading, pieces in (("heading_for", candidate.for_), ("heading_against", candidate.against)):
            if pieces:
                lines.append(words[heading])
            for piece in pieces:
                line = f"- {facts_in_words(piece.facts, words)}"
                if piece.likelihood_ratio is not None:
                    interval = f" ({piece.interval[0]:g} to {piece.interval[1]:g})" if piece.interval else ""
                    line += "; " + self._say(
                        "phrase_ratio",
                        ratio=f"{piece.likelihood_ratio:g}{interval}",
                        test=(piece.test or "").replace("_", " "),
                        setting=f", {piece.setting}" if piece.setting else "",
                        source=piece.source,
                    )
                lines.append(line)
        if candidate.ask:
            findings = self._prepared.findings
            lines += [words["heading_questions"], *(f"- {findings[name].question}" for name in candidate.ask)]
        return [*lines, *self._sources(candidate.sources)]

    def item(self, item: PlanItem) -> list[str]:
        """Return why a plan item has its verdict."""
        words = self._words
        lines = [f"{item.label} ({item.item}): {words[f'verdict_{item.verdict.value}']}"]
        lines += [self._line(reason.text, reason.facts) for reason in item.reasons]
        lines += [f"- {caution}" for caution in item.cautions]
        told = " ".join(reason.text for reason in item.reasons)
        lines += ["- " + self._say("phrase_not_if", not_if=text) for text in item.not_if if text not in told]
        for phrase, ids in (
            ("phrase_recommended_by", item.recommended_by),
            ("phrase_advised_against_by", item.advised_against_by),
        ):
            if ids:
                lines.append("- " + self._say(phrase, ids=", ".join(ids)))
        return [*lines, *self._sources(item.sources)]

    def other(self, kind: str, id_: str) -> list[str]:
        """Return how an expression stands, or that nothing brings the entity into question."""
        lines = [f"{getattr(self._prepared.catalogue.of_kind(kind)[id_], 'label', id_)} ({id_})"]
        rule = next((rule for rule in self._prepared.rules if rule.id == id_), None)
        if rule is not None:
            found = explain(rule.when, self._facts.claimed, self._prepared.vocabulary.definitions, precaution=True)
            return [*lines, self._value(found.value), *self._settled(found), *self._sources(rule.sources)]
        if id_ in self._prepared.definitions:
            name = self._prepared.definition_names.get(id_)
            settled = self._settled(self._facts.explain(name)) if name is not None else []
            return [*lines, self._value(self._facts.lookup(id_)), *settled]
        if id_ in self._prepared.findings:
            return [*lines, self._value(self._facts.lookup(id_))]
        return [*lines, self._words["phrase_not_in_question"]]

    def _value(self, value: object) -> str:
        if value is None:
            return self._words["phrase_value_unknown"]
        if isinstance(value, bool):
            return self._words["phrase_value_yes" if value else "phrase_value_no"]
        return str(value)

    def _settled(self, found: Explanation) -> list[str]:
        """Return the facts that settle an expression, what was assumed, and what it waits for."""
        lines = []
        if found.because:
            facts = self._facts.facts(found.because, self._facts.claimed)
            lines.append(self._say("phrase_because", facts=facts_in_words(facts, self._words)))
        if found.assumed:
            labels = "; ".join(fact.label for fact in self._facts.facts(found.assumed))
            lines.append(self._say("phrase_because_unknown", facts=labels))
        if found.open:
            labels = "; ".join(fact.label for fact in self._facts.facts(found.open))
            lines.append(self._say("phrase_waits_for", facts=labels))
        return lines
