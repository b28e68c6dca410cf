"""
What a sentence says of the things that it mentions: that they are so, that they are not, or neither.

The cue words stand in the lexicon; here is only how far each of them reaches.  Where that is not clear the answer is
that it is not clear: a "no" too many hides a red flag, and a "no" too few raises a false alarm.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from backpain_kb.lookup.patterns import Span, mask_of
from backpain_kb.lookup.sentences import AND, ANEW, BREAK, COLON, COMMA, CONTRAST, DASH, OR, SELF, Sentence
from backpain_kb.model.reading import Doubt, Polarity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["ANSWERS", "Context", "Match"]

ANSWERS: Final = {"answer_no": False, "answer_yes": True}
"""Cue to what it answers."""

# Python 3.11 takes long to find a member of an Enum.
_PRESENT, _ABSENT, _UNCERTAIN = Polarity

_DENIALS: Final = ("deny_noun", "deny_verb", "deny_list", "deny_maybe", "deny_unless")

_FARTHEST: Final = 4
"""Most words between a "no" and what it denies."""


class Match(NamedTuple):
    """
    Where something that a sentence mentions stands.

    Attributes:
        start: Its first word.
        end: One after its last.
        mask: Its words.
        clause: Whether it reads as a small sentence of its own ("crotch numb"), and not as a thing ("numb crotch").
        whole: Whether it is a claim of its own ("can pee"), so that no list of things that are denied goes on with it.
        grave: Whether its denial must be plain, because nobody asks again for what is denied.
    """

    start: int
    end: int
    mask: int
    clause: bool
    whole: bool
    grave: bool = False


class Context:
    """
    The cues of one sentence.

    Attributes:
        sentence: The sentence.
        cues: Cue to where it stands; what only looks like a cue is left out.
        negative: Mask of the words that make a claim with "not" in it.
        plain: The words that leave a denial as it is.
        asking: The codes of the words that begin a question.
        answer: What the next sentence answers, if it does: True for yes, False for no.
        over: Whether the next sentence says that it is over.
        taken_back: Says whether the next sentence may take back what is denied in this one.
        masks: The words of all that the sentence mentions, hints aside.
        hints: The words of the hints.
        claims: Where claims such as "can pee" stand.
        denies: Whether anything in the sentence denies something.
    """

    def __init__(  # noqa: PLR0913 - all that is known of the sentence.
        self,
        sentence: Sentence,
        cues: Mapping[str, Sequence[Span]],
        *,
        negative: int,
        plain: frozenset[int],
        asking: frozenset[int],
        answer: bool | None,
        over: bool,
        taken_back: Callable[[], bool],
        masks: Sequence[int],
        hints: int,
        claims: Sequence[Span],
    ) -> None:
        """Take what is known of the sentence."""
        self.sentence = sentence
        self.cues = cues
        self.negative = negative
        self.plain = plain
        self.asking = asking
        self.answer = answer
        self.over = over
        self.taken_back = taken_back
        self.masks = masks
        self.hints = hints
        self.claims = claims
        self.denies = not cues.keys().isdisjoint(_DENIALS)
        self._taken = functools.reduce(int.__or__, masks, 0)
        self._apart: tuple[dict[str, list[Span]], dict[str, list[Span]]] | None = None
        self._numbers: list[int] | None = None

    def judge(self, match: Match, *, lasting: bool = False) -> tuple[Polarity, Doubt | None]:
        """
        Return what the sentence says of *match*.

        Args:
            match: Where it stands.
            lasting: Whether it stays true when it is over.
        """
        if not self.cues and not self.sentence.question and not self.over and not match.whole:
            return _PRESENT, None
        reply = self._reply(match)
        if reply is not None:
            return reply
        doubt = self._doubt(match, lasting=lasting)
        if doubt is None:
            return self._stated(match)
        if doubt is Doubt.SOMEONE_ELSE and self._not_me(match):
            return _ABSENT, None
        return _UNCERTAIN, doubt

    def _stated(self, match: Match) -> tuple[Polarity, Doubt | None]:
        """Return what is said of *match* where nothing puts it in doubt but the way in which it is denied."""
        denied = self._denied(match)
        if denied is None or ((denied or match.whole) and (self._limited(match) or self._unclear(match))):
            return _UNCERTAIN, Doubt.NEGATION
        return (_ABSENT if denied else _PRESENT), None

    # Denied?

    def _limited(self, match: Match) -> bool:
        """Return whether a "no" may hold no longer, or not wholly: "no pain until now", "could pee"."""
        return (
            "limit" in self.cues
            or self._conditional(match)
            or self._taken_back(match)
            or (match.whole and self._gainsaid(match))
            or any(self._but(end, match) for _, end in self.claims)  # "Can control my bowels but not my bladder".
            or self.taken_back()
        )

    def _conditional(self, match: Match) -> bool:
        """Return whether a "no" is said of a time or under a condition: "no fever yesterday", "no pain when I rest"."""
        spans = self.cues.get("then", ())
        if any(self._close(span, match) and not mask_of(*span) & match.mask for span in spans):
            return True
        conditions = (*self.cues.get("fear", ()), *self.cues.get("former", ()))
        return match.grave and any(span[0] >= match.end and self._close(span, match) for span in conditions)

    def _gainsaid(self, match: Match) -> bool:
        """Return whether something speaks against a claim: "the bladder is not working", "can feel it fill: no"."""
        parts = self._parts
        part = {parts[match.start], parts[match.end - 1]}
        beside = self.negative & ~match.mask
        negative = any(beside >> place & 1 and parts[place] in part for place in range(len(parts)))
        answers = self.cues.get("answer_no", ())
        answered = any(start >= match.end and end == len(parts) for start, end in answers)
        return negative or answered or "former" in self.cues

    def _unclear(self, match: Match) -> bool:
        """Return whether a word in the part of a grave *match* is not understood: "no improvement in", "not always"."""
        if not match.grave:
            return False
        understood = self._taken | self.hints
        for span in itertools.chain.from_iterable(self.cues.values()):
            understood |= mask_of(*span)
        parts, words = self._parts, self.sentence.words
        mine = {parts[match.start], parts[match.end - 1]}
        return any(
            part in mine and not understood >> place & 1 and words[place] not in self.plain
            for place, part in enumerate(parts)
        )

    def _taken_back(self, match: Match) -> bool:
        """Return whether what follows *match* may take it back: "no fever, today I do", "can pee but it takes ages"."""
        if any(start >= match.end for start, _ in self.cues.get("change", ())):
            return True
        before, last = self.sentence.before, len(self.sentence.words)
        if any(start == match.end and not before[start] & BREAK for start, _ in self._free("bound", match)):
            return True  # "No fever since Friday" tells of one before.
        for place in range(match.start + 1, last):
            flags = before[place]
            if place < match.end:
                if flags & (CONTRAST | ANEW) and flags & COMMA:
                    return True  # "No numbness in my legs, only in my crotch".
            elif flags & CONTRAST or (flags & ANEW and (flags & BREAK or not match.whole)):
                end = next((end for end in range(place + 1, last) if before[end] & CONTRAST), last)
                clause = mask_of(place, end)
                if not any(mask & clause for mask in self.masks):
                    return True  # Something is said there that nobody understood.
        return False

    def _but(self, end: int, match: Match) -> bool:
        """Return whether a "but" stands between what ends at *end* and *match*."""
        return end <= match.start and _holds(self.sentence.before[end : match.start + 1], CONTRAST)

    def _denied(self, match: Match) -> bool | None:
        """Return whether *match* is denied; None when that is not clear."""
        if not self.denies and "deny_claim" not in self.cues:
            return False
        reach = self._nearest(match)
        claims = sum(self._goes_on(end, match) for _, end in self._free("deny_claim", match))
        if None in reach:
            return None
        times = sum(map(bool, reach))
        if claims:
            return True if claims + times == 1 else None
        if times > 1 or (times and self.negative & match.mask):
            return None
        return bool(times)

    def _nearest(self, match: Match) -> list[bool | None]:
        """Return how the denials reach *match*; those before another that reaches it clearly do not count."""
        spans = sorted([(span, cue) for cue in _DENIALS if cue in self.cues for span in self._free(cue, match)])
        reach: list[bool | None] = []
        for span, cue in spans:
            this = self._reaches(cue, span, match)
            if this and (cue == "deny_maybe" or (cue == "deny_unless" and self._negative_before(span[0]))):
                this = None
            parted = span[0] < len(self.sentence.words) and self.sentence.before[span[0]] & BREAK
            if this and (parted or None in reach):
                reach = []
            reach.append(this)
        return reach

    def _sorted(self) -> tuple[dict[str, list[Span]], dict[str, list[Span]]]:
        """Return the cues that are part of nothing that is mentioned, and the others."""
        free: dict[str, list[Span]] = {}
        bound: dict[str, list[Span]] = {}
        for cue, spans in self.cues.items():
            for span in spans:
                (bound if mask_of(*span) & self._taken else free).setdefault(cue, []).append(span)
        self._apart = free, bound
        return self._apart

    def _negative_before(self, place: int) -> bool:
        """Return whether a "not" stands before *place* in the same part: "cannot walk without pain"."""
        parts = self._parts
        part = parts[min(place, len(parts) - 1)]
        return any(self.negative >> before & 1 and parts[before] == part for before in range(place))

    def _free(self, cue: str, match: Match) -> Sequence[Span]:
        """Return where *cue* stands and is part of nothing that is mentioned, or of what stands inside *match*."""
        free, bound = self._apart or self._sorted()
        found = free.get(cue, ())
        if found and match.mask & self.hints:
            found = [span for span in found if not mask_of(*span) & match.mask]
        if cue in bound:
            inside = [
                (start, end)
                for start, end in bound[cue]
                if match.start < start < match.end and not mask_of(start, end) & match.mask
            ]
            return [*found, *inside]
        return found

    def _reaches(self, cue: str, span: Span, match: Match) -> bool | None:
        """Return whether a denial at *span* reaches *match*; None when that is not clear."""
        start, end = span
        if start > match.start:  # In the middle: "my leg is not numb".
            if start >= match.end:
                return False
            parted = _holds(self.sentence.before[end : match.end], BREAK)
            return None if parted or any(mask_of(start, end) & other for other in self.masks) else True
        if any(end <= first and last <= match.start for first, last in self._free("bound", match)):
            return False
        passed = self.sentence.before[end : match.start + 1]
        if _holds(passed, CONTRAST) or (passed[0] & COMMA and not passed[0] & COLON):
            return False
        if not _holds(passed, BREAK & ~COLON):
            return self._reaches_directly(cue, end, match, passed)
        last = max(place for place, flags in enumerate(passed) if flags & BREAK & ~COLON)
        said_of_me = _holds(passed[last:], SELF | ANEW)
        return self._reaches_in_list(cue, match, joined_by_or=bool(passed[last] & OR), said_of_me=said_of_me)

    def _reaches_in_list(self, cue: str, match: Match, *, joined_by_or: bool, said_of_me: bool) -> bool | None:
        """Return the same where *match* may go on a list: "no fever, chills or numb crotch"."""
        claim = match.whole or bool(self.negative & match.mask)
        if claim or (said_of_me and not joined_by_or):
            return False
        if said_of_me:
            return None
        if cue == "deny_list" or joined_by_or or (self._goes_on_with_or(match) and not match.clause):
            return True
        return None

    def _reaches_directly(self, cue: str, end: int, match: Match, passed: Sequence[int]) -> bool | None:
        """Return the same where nothing parts the two."""
        room = mask_of(end, match.start)
        between = self.hints & room or any(other & room for other in self.masks)
        if _holds(passed, SELF | ANEW):
            if cue not in ("deny_verb", "deny_maybe") and (passed[0] & SELF or between):
                return False  # "No I wet myself", "no fever I wet myself".
            return True if passed[0] & SELF and match.start == end else None
        return None if between or match.start - end > _FARTHEST else True

    def _goes_on_with_or(self, match: Match) -> bool:
        """Return whether the list that *match* is part of ends with "or"."""
        for flags in self.sentence.before[match.start + 1 : -1]:
            if flags & CONTRAST or (flags & BREAK and flags & SELF):
                return False
            if flags & OR:
                return True
        return False

    # In doubt?

    def _doubt(self, match: Match, *, lasting: bool) -> Doubt | None:
        """Return why what is said of *match* is in doubt."""
        cues = self.cues
        if ("others" in cues or "family" in cues) and self._of_another(match):
            return Doubt.SOMEONE_ELSE
        if "fear" in cues and any(self._goes_on(end, match) for _, end in self._free("fear", match)):
            return Doubt.FEARED
        if self.sentence.question and self._asked(match):
            return Doubt.ASKED
        if not lasting and (self.over or "past" in cues or "gone" in cues) and self._past(match):
            return Doubt.PAST
        if "hedge" in cues and any(self._close(span, match) for span in self._free("hedge", match)):
            return Doubt.HEDGED
        return None

    def _of_another(self, match: Match) -> bool:
        """Return whether *match* is said of somebody else."""
        if "family" in self.cues and any(self._close(span, match) for span in self._free("family", match)):
            return True
        for _, end in self._free("others", match):
            if end <= match.start and not _holds(self.sentence.before[end : match.start + 1], CONTRAST | SELF):
                return True
        return False

    def _past(self, match: Match) -> bool:
        """Return whether *match* was so long ago, or is over."""
        if not self._free("start", match) and any(self._same_claim(span, match) for span in self._free("past", match)):
            return True
        return self.over or any(self._ends(span) and self._close(span, match) for span in self._free("gone", match))

    def _goes_on(self, end: int, match: Match) -> bool:
        """Return whether what began before *end* still goes on at *match*."""
        if end > match.start:
            return False
        return not _anew(self.sentence.before[end : match.start + 1])

    def _asked(self, match: Match) -> bool:
        """Return whether a question asks for *match* without claiming it."""
        sentence = self.sentence
        if mask_of(0, len(sentence.words)) == match.mask:
            return True  # "Numb crotch?"
        if sentence.lead(match.start) in self.asking:
            return True
        return sentence.lead(0) in self.asking and not _anew(sentence.before[1 : match.start + 1])

    def _same_claim(self, span: Span, match: Match) -> bool:
        """Return whether nothing new begins between a cue and *match*."""
        start, end = span
        first, last = (end, match.start) if end <= match.start else (match.end, start)
        passed = self.sentence.before[first : last + 1] if first <= last else []
        return not any(flags & CONTRAST or (flags & (COMMA | AND) and flags & (SELF | ANEW)) for flags in passed)

    @property
    def _parts(self) -> list[int]:
        if self._numbers is None:
            self._numbers = self.sentence.parts()
        return self._numbers

    def _ends(self, span: Span) -> bool:
        """Return whether a cue is the last of its part: "it has gone", but not "it has gone numb"."""
        return span[1] == len(self.sentence.words) or bool(self.sentence.before[span[1]] & BREAK)

    def _close(self, span: Span, match: Match) -> bool:
        """Return whether a cue stands in the same part as *match*, or is all of the next part."""
        parts = self._parts
        part = parts[min(span[0], len(parts) - 1)]
        if part in (parts[match.start], parts[match.end - 1]):
            return True
        return part == parts[match.end - 1] + 1 and parts.count(part) == span[1] - span[0]

    def _not_me(self, match: Match) -> bool:
        """Return whether what is said of another is then denied: "my mum had it but I never have"."""
        parts, before = self._parts, self.sentence.before
        for start, end in self.cues.get("deny_verb", ()):
            alone = parts.count(parts[start]) == end - start
            if start >= match.end and alone and before[start] & CONTRAST and before[start] & SELF:
                return True
        return False

    # Answered?

    def _reply(self, match: Match) -> tuple[Polarity, Doubt | None] | None:
        """Return what an answer says of *match*, if there is one: "fever: no"."""
        answered = self._answered(match)
        if answered:
            return _PRESENT, None
        if answered is None:
            return (_UNCERTAIN, Doubt.NEGATION) if self._listed(match) else None
        corrected = "change" in self.cues or self._unclear(match) or self.taken_back()
        return (_UNCERTAIN, Doubt.NEGATION) if corrected else (_ABSENT, None)

    def _answered(self, match: Match) -> bool | None:
        """Return the answer that follows *match*: "fever: no"."""
        if "answer_no" not in self.cues and "answer_yes" not in self.cues:
            return self.answer if self.sentence.question else None
        for cue, answer in ANSWERS.items():
            for start, end in self.cues.get(cue, ()):
                if start == match.end and self._is_answer(start, end):
                    return answer
        return self.answer if self.sentence.question else None

    def _listed(self, match: Match) -> bool:
        """Return whether *match* may be answered in a list without marks: "fever no cancer no"."""
        answers = [span for cue in ANSWERS for span in self.cues.get(cue, ())]
        if not any(start == match.end and not self.sentence.before[start] & BREAK for start, _ in answers):
            return False
        ends = {mask.bit_length() for mask in self.masks}
        return any(start in ends and end == len(self.sentence.words) for start, end in answers)

    def _is_answer(self, start: int, end: int) -> bool:
        before = self.sentence.before
        return not before[start] & (BREAK & ~(COLON | DASH)) and (
            end == len(self.sentence.words) or bool(before[end] & (BREAK & ~AND))
        )


def _holds(passed: Sequence[int], wanted: int) -> bool:
    """Return whether any of the *wanted* flags is among what was *passed*."""
    for flags in passed:  # noqa: SIM110 - asked often, and `any` takes twice as long.
        if flags & wanted:
            return True
    return False


def _anew(passed: Sequence[int]) -> bool:
    """Return whether something new is claimed after what was *passed*: a "but", or a comma and then an "I"."""
    comma = False
    for flags in passed:
        comma = comma or bool(flags & (COMMA | DASH))
        if flags & CONTRAST or (comma and flags & (SELF | ANEW)):
            return True
    return False
