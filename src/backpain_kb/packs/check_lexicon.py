"""Check the lexicons of a catalogue: that what they name is there, and that a text can be read by them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from backpain_kb.errors import PackProblemError, near_misses
from backpain_kb.logic.symbols import ValueType
from backpain_kb.model.lexicon import BETWEEN, Amount, Lexicon, Likeness, Wording, little_words
from backpain_kb.packs.vocabulary import findings_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backpain_kb.model.catalogue import Catalogue
    from backpain_kb.model.terms import Finding

__all__ = ["check_lexicons"]

_CONCEPT: Final = re.compile(r"\{([^}]*)\}")
_PLAIN: Final = "number"
_STEP: Final = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\.\.\.")
"""What parts the words of a pattern."""

_SINGLE: Final = (*BETWEEN, "negative", "ask")
"""Cues that are single words."""


def check_lexicons(catalogue: Catalogue) -> Iterator[PackProblemError]:
    """
    Yield what is wrong with the lexicons of *catalogue*.

    .. versionadded:: 0.1.0
    """
    by_language: defaultdict[str, list[Lexicon]] = defaultdict(list)
    for lexicon in catalogue.of_kind("lexicon").values():
        if isinstance(lexicon, Lexicon) and lexicon.retired is None:
            by_language[lexicon.language].append(lexicon)
    findings = {finding.id: finding for finding in findings_in(catalogue)}
    for lexicons in by_language.values():
        concepts = {name for lexicon in lexicons for name in lexicon.concepts}
        dimensions = {unit.dimension for lexicon in lexicons for unit in lexicon.unit}
        dimensions |= {amount.dimension for lexicon in lexicons for amount in lexicon.amount}
        known = concepts | {f"#{dimension}" for dimension in dimensions | {_PLAIN, "score", "time"}}
        little = little_words(lexicons)
        for lexicon in lexicons:
            for field, problem in _problems(lexicon, concepts, known, little, findings):
                yield PackProblemError(problem, entity=f"lexicon {lexicon.id}", field=field)


def _problems(
    lexicon: Lexicon, concepts: set[str], known: set[str], little: set[str], findings: dict[str, Finding]
) -> Iterator[tuple[str, str]]:
    """Yield the fields of *lexicon* that are wrong, and why."""
    for field in ("signs", "places"):
        yield from ((field, problem) for name in getattr(lexicon, field) for problem in _missing([name], concepts))
    for cue, texts in lexicon.cues.items():
        field = f"cues.{cue}"
        yield from ((field, problem) for text in texts for problem in _missing(_CONCEPT.findall(text), concepts))
        if cue in _SINGLE:
            yield from ((field, f"{text!r} is more than one word") for text in texts if len(text.split()) > 1)
    for index, wording in enumerate(lexicon.wording):
        field = f"wording[{index}]"
        patterns = [*wording.say, *wording.deny, *wording.broad, *wording.hint]
        yield from ((field, problem) for text in patterns for problem in _faults(text, known, little))
        yield from ((field, problem) for problem in _unfit(wording, findings.get(wording.finding)))
    for index, likeness in enumerate(lexicon.likeness):
        field = f"likeness[{index}]"
        yield from ((field, problem) for problem in _unlike(likeness, known, little, findings.get(likeness.finding)))
    for index, amount in enumerate(lexicon.amount):
        field = f"amount[{index}]"
        yield from ((field, problem) for text in amount.say for problem in _faults(text, known, little))
        yield from ((field, problem) for problem in _unmeasured(amount, findings.get(amount.finding)))


def _missing(names: Iterable[str], known: set[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            hints = near_misses(name, known)
            yield f"no concept {name!r}" + (f"; did you mean {hints[0]!r}?" if hints else "")


def _faults(pattern: str, known: set[str], little: set[str]) -> Iterator[str]:
    """Yield what is wrong with a pattern; *little* words do not count in it."""
    yield from _missing(_CONCEPT.findall(pattern), known)
    if not all(part.strip(" .") for part in pattern.split("&")):
        yield f"the pattern {pattern!r} has a part without words"
    for words in _STEP.sub("&", pattern).split("&"):
        if words.strip() and little.issuperset(words.casefold().split()):
            yield f"{words.strip()!r} in {pattern!r} does not count, so it is never found: put it in brackets"


def _unfit(wording: Wording, finding: Finding | None) -> Iterator[str]:
    """Yield why a wording does not go with its finding."""
    if finding is None:
        return  # That there is no such finding is said elsewhere.
    if finding.type is ValueType.NUMBER:
        yield f"{finding.id} is a number: say how it is read with an amount"
    elif finding.type is ValueType.BOOLEAN and wording.choice is not None:
        yield f"{finding.id} is yes or no and has no choices"
    elif finding.type is ValueType.CATEGORY and wording.choice not in finding.values:
        yield f"{wording.choice!r} is no choice of {finding.id}; it has {', '.join(finding.values)}"
    if finding.type is ValueType.CATEGORY and (wording.deny or wording.broad):
        yield "deny and broad belong to a yes-or-no finding"


def _unlike(likeness: Likeness, known: set[str], little: set[str], finding: Finding | None) -> Iterator[str]:
    """Yield what is wrong with a likeness."""
    if finding is not None and not finding.red_flag:
        yield f"{finding.id} is no red flag, so that it is not worth a question that nobody may have raised"
    for text in likeness.points:
        yield from _missing(_CONCEPT.findall(text), known)
        if len(text.split()) > 1 or text.casefold() in little:
            yield f"{text!r} is more than one word, or one that does not count"


def _unmeasured(amount: Amount, finding: Finding | None) -> Iterator[str]:
    """Yield why a measure does not go with its finding."""
    if finding is None:
        return  # As above.
    limits = amount.present_from is not None
    if finding.type is ValueType.CATEGORY or (finding.type is ValueType.BOOLEAN) != limits:
        yield f"{finding.id} is no number; only a yes-or-no finding has present_from and absent_below, and needs them"
