"""
Read what people write: which findings a text mentions, and what it says of each.

The words are those of the lexicons of a language.  Nothing is guessed: a text without a known phrase gives an empty
reading, and a phrase that may or may not be meant is uncertain.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import attrs

from backpain_kb.errors import QueryError, UnknownIdError
from backpain_kb.logic.symbols import ValueType
from backpain_kb.lookup.candidates import Found, find, places_of, without_parts
from backpain_kb.lookup.patterns import Occurrences, Span, mask_of
from backpain_kb.lookup.phrasing import WHOLE, Kind, Phrasing, Said
from backpain_kb.lookup.polarity import ANSWERS, Context, Match
from backpain_kb.lookup.sentences import ANEW, BREAK, CONTRAST, Sentence
from backpain_kb.model.lexicon import Lexicon
from backpain_kb.model.reading import Doubt, Mention, Polarity, Reading, together
from backpain_kb.model.terms import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backpain_kb.lookup.quantities import Quantity
    from backpain_kb.lookup.texts import Text
    from backpain_kb.model.catalogue import Catalogue

__all__ = ["Reader"]

_Row = tuple[Sentence, Occurrences]
"""A sentence with what was found in it where every word counts."""

# Python 3.11 takes long to find a member of an Enum.
_PRESENT, _ABSENT, _UNCERTAIN = Polarity
_DENY, _BROAD, _HINT = Kind.DENY, Kind.BROAD, Kind.HINT
_VAGUE: Final = Doubt.VAGUE

_VAGUE_SCORE: Final = 0.5
_ALIKE_SCORE: Final = 0.25
_WHOLE: Final = 1e-9


class Reader:
    """
    Reads texts in one language; make one with `Reader.of`.

    .. versionadded:: 0.1.0
    """

    def __init__(self, phrasing: Phrasing, language: str, findings: Mapping[str, Finding]) -> None:
        """Take the words of *language*, and the findings that they are about."""
        self._phrasing = phrasing
        self._language = language
        self._flags = {id_ for id_, finding in findings.items() if finding.red_flag}
        self._stops = {id_ for id_, finding in findings.items() if finding.hard_stop}

    @classmethod
    def of(cls, catalogue: Catalogue, language: str | None = None) -> Reader:
        """
        Return the reader of a *language* that *catalogue* has words for; without one, of the language of its answers.

        Synonyms are read in the language of the answers only: a word of another may mean another thing.

        Raises:
            UnknownIdError: There are no words for that language.

        .. versionadded:: 0.1.0
        """
        kinds = catalogue.of_kind("lexicon"), catalogue.of_kind("finding")
        lexicons = [each for each in kinds[0].values() if isinstance(each, Lexicon) and each.retired is None]
        findings = {id_: each for id_, each in kinds[1].items() if isinstance(each, Finding) and each.retired is None}
        known = {each.language: None for each in lexicons}
        chosen = catalogue.language if language is None else language
        if chosen != catalogue.language and catalogue.translated_by:
            reason = f"the packs translate into {catalogue.language!r}; load those of {chosen!r} alone to read it"
            raise UnknownIdError("language", chosen, reason=reason)
        if chosen not in known:
            raise UnknownIdError("language", chosen, known, reason="no pack has a lexicon of it")
        if chosen != catalogue.language:
            findings = {id_: attrs.evolve(finding, synonyms=()) for id_, finding in findings.items()}
        return cls(Phrasing.of([each for each in lexicons if each.language == chosen], findings), chosen, findings)

    def read(self, text: object) -> Reading:
        """
        Return what *text* says.

        Raises:
            QueryError: *text* is no text.

        .. versionadded:: 0.1.0
        """
        if not isinstance(text, str):
            message = f"a text is needed, not {text!r}"
            raise QueryError(message)
        ways = self._phrasing
        pieces = ways.cutter.cut(text)
        rows = [(sentence, ways.cue_tree.find(sentence.codes)) for sentence in pieces.sentences]
        mentions: list[Mention] = []
        for row, *after in itertools.zip_longest(rows, rows[1:], rows[2:]):
            sentence = row[0]
            found = self._concepts(*row)
            quantities = self._quantities(sentence, pieces, found)
            here: list[Mention] = []
            for each, polarity, doubt in self._mentions(row, found, quantities, after) if found else ():
                start, end = pieces.span(sentence.number(each.start), sentence.number(each.end - 1))
                score = _score(each, sentence, pieces) if pieces.misspelled else 1.0
                here.append(_mention(each, polarity, doubt, score, (start, end, text[start:end])))
            for finding in self._sounds_like(row, found, here):
                start, end = pieces.span(sentence.number(0), sentence.number(len(sentence.words) - 1))
                here.append(_alike(finding, (start, end, text[start:end])))
            mentions += here
        if len(mentions) > 1:
            mentions.sort(key=lambda mention: (mention.start, mention.end, mention.finding, mention.choice or ""))
        return Reading(text=text, language=self._language, mentions=tuple(mentions), ask=self._ask(mentions))

    # One sentence.

    def _concepts(self, sentence: Sentence, whole: Occurrences) -> Occurrences:
        """Return where the concepts stand in *sentence*; *whole* is what was found where every word counts."""
        found = self._phrasing.tree.find(sentence.words)
        for concept, spans in whole.items():
            if concept >= WHOLE:
                telling = [sentence.span(start, end) for start, end, _ in spans]
                places = tuple([(start, end, mask_of(start, end)) for start, end in telling if start < end])
                if places:
                    found[concept - WHOLE] = places
        return found

    def _quantities(self, sentence: Sentence, text: Text, found: Occurrences) -> list[Quantity]:
        """Return the quantities of *sentence*, which stands in *text*, and enter them into what was *found*."""
        ways = self._phrasing
        if ways.numbers.begin.isdisjoint(sentence.words):
            return []
        quantities = ways.numbers.find(sentence, text)
        for quantity in quantities:
            concept = ways.dimensions.get(quantity.dimension)
            if concept is not None:
                place = quantity.start, quantity.end, mask_of(quantity.start, quantity.end)
                found[concept] = (*found.get(concept, ()), place)
        return quantities

    def _mentions(
        self, row: _Row, occurrences: Occurrences, quantities: Sequence[Quantity], after: Sequence[_Row | None] = ()
    ) -> Iterator[tuple[Found, Polarity, Doubt | None]]:
        """Yield what a sentence mentions, with what it says of it."""
        sentence, ways = row[0], self._phrasing
        found = find(ways, sentence, occurrences, quantities)
        if not found:
            return
        cues = self._cues(*row)
        cues.pop("neutral", None)  # It has kept what is part of it from being a cue.
        for span in cues.pop("elsewhere", ()):
            found = [each for each in found if not each.mask & mask_of(*span)]
        negative = self._negative(sentence.words)
        kept, covered = without_parts(found, negative)
        denying = [each for each in kept if each.said.kind is _DENY]
        if cues or negative or denying or sentence.question or any(after):
            yield from self._judged(kept, self._context(row, cues, negative, after, kept), occurrences)
        else:  # Nothing stands there that could say otherwise.
            yield from ((each, *meant) for each in kept if (meant := _meant(each.said, _PRESENT, None)))
        yield from ((each, _UNCERTAIN, _VAGUE) for each in covered)

    def _sounds_like(self, row: _Row, found: Occurrences, said: Sequence[Mention]) -> list[Finding]:
        """Return what a sentence sounds like and does not say."""
        if said and not self._stops.isdisjoint([mention.finding for mention in said]):
            return []
        alike = self._phrasing.likenesses.find(row[0].words, found)
        if not alike or "elsewhere" in self._cues(*row):
            return []
        findings = {mention.finding for mention in said}
        return [finding for finding in alike if finding.id not in findings]

    def _judged(
        self, kept: Sequence[Found], context: Context, occurrences: Occurrences
    ) -> Iterator[tuple[Found, Polarity, Doubt | None]]:
        """Yield what was found, with what the sentence says of it."""
        ways = self._phrasing
        place_mask = places_of(occurrences, ways.places) if context.denies else 0
        for each in kept:
            said = each.said
            clause = bool(place_mask >> each.start & 1 and each.mask & ~place_mask)
            grave = said.finding.id in self._stops
            match = Match(each.start, each.end, each.mask, clause, said.kind is _DENY, grave)
            meant = _meant(said, *context.judge(match, lasting=said.finding.id in ways.lasting))
            if meant is not None:
                yield each, *meant

    def _context(
        self,
        row: _Row,
        cues: Mapping[str, Sequence[Span]],
        negative: int,
        after: Sequence[_Row | None],
        kept: Sequence[Found],
    ) -> Context:
        """Return what is known of a sentence."""
        hints = 0
        masks = []
        for each in kept:
            if each.said.kind is _HINT:
                hints |= each.mask
            else:
                masks.append(each.mask)
        answer, over = self._answer(after[0] if after else None)
        # "Fever? No. Well, last night": the correction stands behind the answer.
        corrections = [each for each in after[: 1 + row[0].question] if each is not None]
        return Context(
            row[0],
            cues,
            negative=negative,
            plain=self._phrasing.plain,
            asking=self._phrasing.asking,
            answer=answer,
            over=over,
            taken_back=lambda: any(map(self._takes_back, corrections)),
            masks=masks,
            hints=hints,
            claims=[(each.start, each.end) for each in kept if each.said.kind is _DENY],
        )

    def _negative(self, words: Sequence[int]) -> int:
        """Return the mask of the *words* that make a claim with "not" in it."""
        negative = self._phrasing.negative
        if negative.isdisjoint(words):
            return 0
        return sum(1 << place for place, word in enumerate(words) if word in negative)

    def _answer(self, following: _Row | None) -> tuple[bool | None, bool]:
        """Return what the next sentence answers, and whether it says that something is over."""
        answer, over = None, False
        if following is not None and following[1]:
            after = following[0]
            words, cues = len(after.words), self._cues(*following)
            for cue, says in ANSWERS.items():
                for start, end in cues.get(cue, ()):
                    if start == 0 and end and (end == words or after.before[end] & BREAK):
                        answer = says
            over = (0, words) in cues.get("gone", ())
        return answer, over

    def _takes_back(self, following: _Row) -> bool:
        """Return whether the next sentence may take back what was denied: "Today I do.", "Just not at night."."""
        sentence = following[0]
        if any(start == 0 for start, _ in self._cues(*following).get("change", ())):
            return True
        if not (sentence.before[0] & (CONTRAST | ANEW) or sentence.before[-1] & CONTRAST):
            return False
        stated = self._mentions(following, self._concepts(*following), ())
        return all(polarity is not _PRESENT for _, polarity, _ in stated)

    def _cues(self, sentence: Sentence, found: Occurrences) -> dict[str, list[Span]]:
        """Return where the cues of *sentence* stand; what is part of a longer one is none."""
        names = self._phrasing.cues
        cues: dict[str, list[Span]] = {}
        longest = (-1, -1)
        for start, minus_end, concept in sorted(
            [(start, -end, concept) for concept, places in found.items() if concept < WHOLE for start, end, _ in places]
        ):
            span = start, -minus_end
            if span[1] > longest[1] or span == longest:
                longest = span
                cues.setdefault(names[concept], []).append(sentence.span(*span))
        return cues

    # All sentences together.

    def _ask(self, mentions: Sequence[Mention]) -> tuple[str, ...]:
        """Return the red flags that are left in doubt, hard stops first."""
        if not [mention for mention in mentions if mention.polarity is not _PRESENT]:
            return ()
        said: dict[str, list[Mention]] = {}
        for mention in [mention for mention in mentions if mention.finding in self._flags]:
            said.setdefault(mention.finding, []).append(mention)
        doubtful = [id_ for id_, each in said.items() if together(each) is _UNCERTAIN]
        return tuple(sorted(doubtful, key=lambda id_: id_ not in self._stops))


def _score(each: Found, sentence: Sentence, text: Text) -> float:
    """Return how well the words of what was found in *sentence* of *text* are written."""
    score = 1.0
    for place in range(each.start, each.end):
        if each.mask >> place & 1:
            score *= text.piece(sentence.number(place)).share
    return score


def _mention(
    each: Found, polarity: Polarity, doubt: Doubt | None, score: float, place: tuple[int, int, str]
) -> Mention:
    """Return what was found as a mention at a *place* in the text."""
    said, finding = each.said, each.said.finding
    value: int | float | None = None
    unit = None
    if said.amount is not None and each.value is not None:
        value = round(each.value / said.amount.per, said.amount.digits)
        value = int(value) if abs(value - int(value)) < _WHOLE else value
        unit = finding.unit or said.amount.dimension
        polarity, doubt = _measured(said, value, polarity, doubt)
    start, end, text = place
    return Mention(
        finding=finding.id,
        type=finding.type,
        polarity=polarity,
        start=start,
        end=end,
        text=text,
        score=round(score * _VAGUE_SCORE, 4) if doubt is _VAGUE else round(score, 4),
        doubt=doubt,
        value=value,
        unit=unit,
        choice=said.choice,
    )


def _alike(finding: Finding, place: tuple[int, int, str]) -> Mention:
    """Return that the sentence at a *place* in the text sounds like *finding*."""
    start, end, text = place
    return Mention(
        finding=finding.id,
        polarity=_UNCERTAIN,
        start=start,
        end=end,
        text=text,
        score=_ALIKE_SCORE,
        doubt=Doubt.ALIKE,
    )


def _meant(said: Said, polarity: Polarity, doubt: Doubt | None) -> tuple[Polarity, Doubt | None] | None:
    """Return what a pattern says where the sentence has *polarity*; None when that is nothing."""
    kind = said.kind
    if kind is _DENY:
        if polarity is _UNCERTAIN:
            return polarity, doubt
        return (_ABSENT, None) if polarity is _PRESENT else (_UNCERTAIN, Doubt.NEGATION)
    if kind is _BROAD or kind is _HINT:
        if polarity is _ABSENT:
            return None if kind is _HINT else (polarity, doubt)
        return _UNCERTAIN, doubt or _VAGUE
    if polarity is _ABSENT and said.finding.type is not ValueType.BOOLEAN:
        return _UNCERTAIN, Doubt.NEGATION
    return polarity, doubt


def _measured(said: Said, value: float, polarity: Polarity, doubt: Doubt | None) -> tuple[Polarity, Doubt | None]:
    """Return what the number *value* says of its finding."""
    finding, amount = said.finding, said.amount
    if polarity is _UNCERTAIN or amount is None:
        return polarity, doubt
    if amount.present_from is not None and amount.absent_below is not None:
        if polarity is _ABSENT:
            return _UNCERTAIN, Doubt.NEGATION
        if value >= amount.present_from:
            return _PRESENT, None
        return (_ABSENT, None) if value < amount.absent_below else (_UNCERTAIN, Doubt.BETWEEN)
    if finding.min is not None and finding.max is not None and not finding.min <= value <= finding.max:
        return _UNCERTAIN, Doubt.OUT_OF_RANGE
    return polarity, doubt
