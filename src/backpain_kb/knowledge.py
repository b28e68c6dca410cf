"""`load` and `KnowledgeBase`: the face through which everything else is reached."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, cast

from backpain_kb.errors import PackError, PresentationError
from backpain_kb.model.entities import Entities
from backpain_kb.model.evidence import Certainty, Claim, Condition, DiagnosticTest, Source, Structure
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import Asker, Definition, Entity, Finding
from backpain_kb.reasoning.assess import assess
from backpain_kb.reasoning.facts import Facts, make_presentation
from backpain_kb.reasoning.interview import Interview, resume
from backpain_kb.reasoning.prepared import Prepared
from backpain_kb.reasoning.queries import stretches_for, treatments_for
from backpain_kb.reasoning.triage import screen, triage
from backpain_kb.reasoning.what_if import what_if
from backpain_kb.reasoning.why import why

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

    from backpain_kb.lookup.reader import Reader
    from backpain_kb.model.assessment import Assessment, Triage
    from backpain_kb.model.care import Exercise, Programme, Provider, Timing, Treatment
    from backpain_kb.model.catalogue import Catalogue
    from backpain_kb.model.matches import Match, Matches
    from backpain_kb.model.reading import Reading
    from backpain_kb.model.reassessment import Reassessment
    from backpain_kb.model.rules import TriageRule
    from backpain_kb.model.schedule import LogEntry, Schedule
    from backpain_kb.model.what_if import WhatIf

__all__ = ["Entities", "KnowledgeBase", "load", "to_dict"]


class KnowledgeBase:
    """
    A catalogue made ready to answer.

    It is a value: built once, never changed, safe to share between threads.

    .. versionadded:: 0.1.0
    """

    def __init__(self, catalogue: Catalogue, program: ModuleType | None = None) -> None:
        """
        Take a catalogue; `load` makes one.

        Args:
            catalogue: What to answer from; it must have passed the check.
            program: Its compiled expressions, where they were made before.
        """
        self._prepared = Prepared(catalogue, program)
        self._entities: dict[str, Entities[Any]] = {}
        self._readers: dict[str | None, Reader] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The packs merged, with all entities by kind and id, retired ones included."""
        return self._prepared.catalogue

    def _of(self, kind: str) -> Entities[Any]:
        if kind not in self._entities:
            self._entities[kind] = Entities(kind, self.catalogue.of_kind(kind))
        return self._entities[kind]

    @property
    def findings(self) -> Entities[Finding]:
        """What can be true of a person."""
        return self._of("finding")

    @property
    def definitions(self) -> Entities[Definition]:
        """Named expressions over findings."""
        return self._of("definition")

    @property
    def rules(self) -> Entities[TriageRule]:
        """The triage rules."""
        return self._of("rule")

    @property
    def conditions(self) -> Entities[Condition]:
        """What it could be."""
        return self._of("condition")

    @property
    def treatments(self) -> Entities[Treatment]:
        """What can be done."""
        return self._of("treatment")

    @property
    def exercises(self) -> Entities[Exercise]:
        """The movements, stretches among them."""
        return self._of("exercise")

    @functools.cached_property
    def stretches(self) -> Entities[Exercise]:
        """The exercises that people would call a stretch."""
        return Entities("stretch", {id_: exercise for id_, exercise in self.exercises.items() if exercise.is_stretch})

    @property
    def programmes(self) -> Entities[Programme]:
        """The plans of exercises."""
        return self._of("programme")

    @property
    def tests(self) -> Entities[DiagnosticTest]:
        """The diagnostic tests."""
        return self._of("test")

    @property
    def claims(self) -> Entities[Claim]:
        """Popular statements and what the evidence says of them."""
        return self._of("claim")

    @property
    def structures(self) -> Entities[Structure]:
        """The parts of the body."""
        return self._of("structure")

    @property
    def sources(self) -> Entities[Source]:
        """The bibliography."""
        return self._of("source")

    def presentation(
        self,
        *,
        present: Iterable[str] = (),
        absent: Iterable[str] = (),
        diagnosed: Iterable[str] = (),
        asker: str | Asker = Asker.PERSON,
        **values: bool | float | str,
    ) -> Presentation:
        """
        Return what is known of one person; what is not given is unknown.

        Args:
            present: Ids of findings that are present.
            absent: Ids of findings that are absent.
            diagnosed: Ids of conditions that a clinician has diagnosed.
            asker: Who answers the questions: "person" or "clinician".
            values: Finding to value: a number in the finding's unit and range, a choice, or True or False.

        Raises:
            UnknownIdError: A finding or condition is not known; the message names near misses.
            PresentationError: A value has the wrong type, is out of range or no choice of the finding, or a finding was
                given twice with two values.  Nothing is clipped.

        Example:
            >>> who = load().presentation(present=["pain_low_back"], absent=["fever"], age_years=34)
            >>> who.facts["age_years"]
            34

        .. versionadded:: 0.1.0
        """
        return make_presentation(
            self._prepared, present=present, absent=absent, diagnosed=diagnosed, asker=asker, values=values
        )

    def assess(self, who: Presentation, *, guidelines: Iterable[str] = ()) -> Assessment:
        """
        Return the answer to one presentation: how urgent, what it could be, what helps, what to ask next.

        Args:
            who: What is known of the person.
            guidelines: Ids of guidelines that are preferred where they speak of an item.

        Raises:
            UnknownIdError: A finding, condition or guideline is not known to this knowledge base.
            PresentationError: A value cannot be so.

        Example:
            >>> kb = load()
            >>> kb.assess(kb.presentation(present=["pain_low_back", "saddle_numbness"])).triage.urgency.value
            'emergency'

        .. versionadded:: 0.1.0
        """
        return assess(self._prepared, _presentation(who), _texts("guidelines", guidelines))

    def reassess(
        self,
        previous: Assessment | Presentation,
        now: Presentation,
        *,
        days_since: float | None = None,
        guidelines: Iterable[str] = (),
    ) -> Reassessment:
        """
        Return how someone is doing who comes back: the trend, what changed, and what to do about it.

        Unknown is never better: a trend rests on what is known both times.  What called for caution last time and is
        not mentioned now counts as it was, is said so, and is asked about first.

        Args:
            previous: The assessment of last time, or what was known then; it is assessed anew, so that a change of the
                knowledge does not look like one of the person.
            now: What is known now.
            days_since: The days between the two; where it is left out, the difference of how long the pain has lasted.
            guidelines: Ids of guidelines that are preferred where they speak of an item.

        Raises:
            UnknownIdError: A finding, condition or guideline is not known to this knowledge base.
            PresentationError: A value or the number of days cannot be so.

        Example:
            >>> kb = load()
            >>> before = kb.presentation(present=["pain_low_back"], pain_severity_now=6)
            >>> kb.reassess(before, kb.presentation(present=["pain_low_back"], pain_severity_now=3)).trend.value
            'better'

        .. versionadded:: 0.1.0
        """
        from backpain_kb.reasoning.reassess import reassess  # noqa: PLC0415 - only who comes back needs it.

        before = previous if isinstance(previous, Presentation) else getattr(previous, "presentation", previous)
        return reassess(
            self._prepared,
            _presentation(before),
            _presentation(now),
            days_since=days_since,
            guidelines=_texts("guidelines", guidelines),
        )

    def schedule(
        self,
        programme: str,
        start: dt.date,
        log: Iterable[LogEntry | Mapping[str, Any]] = (),
        *,
        answer: Assessment | Presentation | None = None,
        today: dt.date | None = None,
    ) -> Schedule:
        """
        Return a programme as dated sessions, moved on, held, taken back or stopped by what was logged.

        The programme is judged for the person first, with what the log says: where it is to be left alone there are
        no sessions, where something must be answered or agreed first they have no dates.  Without *answer* nothing is
        known of the person; a programme with running in it then has no dates.  No clock is read.

        Args:
            programme: Id of the programme.
            start: The first day.
            log: What was logged, in any order: entries, or mappings with date, outcome ("done", "partly" or
                "skipped"), session (its number) and findings.
            answer: The assessment of the person, or what is known of the person.
            today: The day on which it is asked; no session is planned before it, and a break until then counts.

        Raises:
            UnknownIdError: The programme or a finding is not known.
            ScheduleError: The start, the log or the programme cannot be so.
            PresentationError: A value cannot be so.

        Example:
            >>> import datetime as dt
            >>> plan = load().schedule("trunk_hip_6wk_a", dt.date(2026, 12, 1))
            >>> [session.date.day for session in plan.planned]
            [1, 3, 5, 8, 10, 12]

        .. versionadded:: 0.1.0
        """
        from backpain_kb.reasoning.schedule import schedule  # noqa: PLC0415 - only who comes back needs it.

        who = Presentation() if answer is None else getattr(answer, "presentation", answer)
        return schedule(self._prepared, programme, start, log, who=_presentation(who), today=today)

    def what_if(self, who: Presentation) -> WhatIf:
        """
        Return the fewest changed or added facts that would change the answer, each tried by a real assessment.

        It looks for what raises or lowers the urgency (one fact, else two), and for single answers that allow what
        is held back or that put another condition first.  It takes up to a few hundred assessments.

        Raises:
            UnknownIdError: A finding or condition is not known to this knowledge base.
            PresentationError: A value cannot be so.

        Example:
            >>> kb = load()
            >>> found = kb.what_if(kb.presentation(present=["saddle_numbness"]))
            >>> found.urgency.value
            'emergency'

        .. versionadded:: 0.1.0
        """
        return what_if(self._prepared, _presentation(who))

    def triage(self, who: Presentation) -> Triage:
        """
        Return only how urgent it is, with its reasons; the same as `assess(who).triage`, sooner.

        .. versionadded:: 0.1.0
        """
        facts = Facts(self._prepared, _presentation(who))
        return triage(facts, screen(facts, waiting=True))

    def explain(self, answer: Assessment, id_: str) -> str:
        """
        Return the whole why of one rule, condition, treatment, exercise, programme or finding in *answer*, as text.

        Raises:
            UnknownIdError: No entity of this knowledge base has that id.

        .. versionadded:: 0.1.0
        """
        return why(self._prepared, answer, id_)

    def interview(self, who: Presentation | None = None, *, ask_first: Iterable[str] = ()) -> Interview:
        """
        Return an interview: the next best question, one answer after the other.

        It asks for hard stops first, all on one screen, then for what narrows the urgency, for what unlocks something
        in the plan, and for what parts the candidates.  It never asks for what is known or implied, never twice, and
        a person never for an examiner's finding; it ends when nothing asked could change what to do.

        Args:
            who: What is known already; nothing, where it is left out.
            ask_first: Findings to ask before anything else, such as red flags that a text left in doubt.

        Raises:
            UnknownIdError: A finding or condition is not known to this knowledge base.
            PresentationError: A value cannot be so.

        Example:
            >>> interview = load().interview()
            >>> interview = interview.answer([])  # None of the hard stops.
            >>> interview.question.heading
            'Where does it hurt, what came with it, and what fits you? Pick all that fit. Then a little about you.'

        .. versionadded:: 0.1.0
        """
        start = self.presentation() if who is None else _presentation(who)
        return Interview(self._prepared, start, _texts("ask_first", ask_first))

    def resume(self, state: Mapping[str, Any]) -> Interview:
        """
        Return the interview that `Interview.to_dict` wrote down.

        Raises:
            PresentationError: It is no such state, or it was made with other knowledge.
            UnknownIdError: A finding or condition is not known to this knowledge base.

        .. versionadded:: 0.1.0
        """
        return resume(self._prepared, state)

    def treatments_for(
        self,
        *ids: str,
        provider: str | Provider | None = None,
        min_certainty: str | Certainty = Certainty.LOW,
    ) -> Matches[Treatment]:
        """
        Return the treatments that an assessment of just these facts would allow, the most useful first.

        What guidelines advise against or a contraindication forbids is left out, never ranked last.  At same-day
        urgency and above nothing is returned but `.triage`, which says what to do.

        Args:
            ids: Findings (taken as present) or conditions (taken as diagnosed); at least one.
            provider: Only what this provider gives, such as "self".
            min_certainty: Weakest certainty of evidence (GRADE) that is still shown.  What nobody graded counts as low
                where guidelines agree on it, else as very low.

        Raises:
            UnknownIdError: An id is not known; the message names near misses.
            QueryError: No id was given, or a filter is not known.

        Example:
            >>> [match.entity.id for match in load().treatments_for("nonspecific_lbp_acute")][:1]
            ['stay_active']

        .. versionadded:: 0.1.0
        """
        return treatments_for(self._prepared, ids, provider=provider, min_certainty=min_certainty)

    def stretches_for(self, *ids: str, timing: str | Timing | None = None) -> Matches[Exercise]:
        """
        Return the stretches that an assessment of just these facts would allow, the most useful first.

        Args:
            ids: Findings (taken as present) or conditions (taken as diagnosed); at least one.
            timing: Only what fits there: "pre_run", "post_run", "off_day", "desk_break" or "anytime".

        Raises:
            UnknownIdError: An id is not known; the message names near misses.
            QueryError: No id was given, or the timing is not known.

        .. versionadded:: 0.1.0
        """
        return stretches_for(self._prepared, ids, timing=timing)

    def search(self, text: str, *, kind: str | None = None, limit: int = 10) -> tuple[Match[Entity], ...]:
        """
        Return what people could mean by *text*: entities by name, lay synonym or typo, the best first.

        Args:
            text: What somebody typed.
            kind: Only entities of this kind, such as "finding".
            limit: At most so many.

        Raises:
            QueryError: The text is empty.
            UnknownIdError: The kind is not known.

        Example:
            >>> load().search("numb betwen my legs", kind="finding")[0].entity.id
            'saddle_numbness'

        .. versionadded:: 0.1.0
        """
        return cast("tuple[Match[Entity], ...]", self._index.search(text, kind=kind, limit=limit))

    @functools.cached_property
    def _index(self) -> Any:  # noqa: ANN401 - named where it is imported.
        from backpain_kb.lookup.search import Index  # noqa: PLC0415 - built at the first search.

        return Index.build(self.catalogue)

    def parse(self, text: str, *, language: str | None = None) -> Reading:
        """
        Return what *text* says: which findings it mentions, and whether they are there, are not, or may be.

        What is not mentioned is unknown.  A text that holds nothing known gives an empty reading.

        Args:
            text: What somebody typed.
            language: The language to read it in; without it, that of the answers: "en", where no pack translates.

        Raises:
            QueryError: *text* is no text.
            UnknownIdError: No pack has words for the language.

        Example:
            >>> reading = load().parse("no numbness, but I wet myself")
            >>> reading.present
            ('urinary_incontinence_new',)

        .. versionadded:: 0.1.0
        """
        if language not in self._readers:
            from backpain_kb.lookup.reader import Reader  # noqa: PLC0415 - made ready at the first text.

            self._readers[language] = Reader.of(self.catalogue, language)
        return self._readers[language].read(text)

    def presentation_of(
        self, reading: Reading, *, diagnosed: Iterable[str] = (), asker: str | Asker = Asker.PERSON
    ) -> Presentation:
        """
        Return the presentation that *reading* states; what it leaves in doubt stays unknown.

        Ask what stands in `reading.ask` next: those are red flags.

        Args:
            reading: What was read.
            diagnosed: Ids of conditions that a clinician has diagnosed.
            asker: Who answers the questions: "person" or "clinician".

        Example:
            >>> kb = load()
            >>> kb.assess(kb.presentation_of(kb.parse("I can't pee and my back hurts"))).triage.urgency.value
            'emergency'

        .. versionadded:: 0.1.0
        """
        return self.presentation(
            present=reading.present, absent=reading.absent, diagnosed=diagnosed, asker=asker, **reading.values
        )

    def program_source(self) -> str:
        """Return the compiled expressions as the source of a module, for the form that ships in a wheel."""
        return self._prepared.program.source()

    def __repr__(self) -> str:
        """Show the packs."""
        packs = ", ".join(f"{pack.name} {pack.version}" for pack in self.catalogue.packs)
        return f"<KnowledgeBase of {packs}>"


def _presentation(who: object) -> Presentation:
    """Return *who*, refusing what is no presentation."""
    if not isinstance(who, Presentation):
        message = f"a Presentation is wanted, made with kb.presentation(…), not {type(who).__name__}"
        raise PresentationError(message, value=who)
    return who


def _texts(name: str, given: Iterable[str]) -> Sequence[str]:
    """Return *given* as a list, refusing one text where a list of them is meant."""
    if isinstance(given, str):
        message = f"{name} is a list, not the text {given!r}; write {name}=[{given!r}]"
        raise PresentationError(message, value=given)
    return tuple(given)


def load(*packs: str, allow: Iterable[str] = ()) -> KnowledgeBase:
    """
    Return a knowledge base of the core pack and of *packs*.

    The core pack alone is read once and kept; further calls return the same object.

    Args:
        packs: Folders (a path has a separator) or names of installed packs; none is loaded by itself.
        allow: Ids of core entities that those packs may replace or weaken.

    Raises:
        PackError: A pack is broken, or does not go with the others; every problem is named.
        NotAllowedError: A pack takes caution away without leave.
        UnknownIdError: No pack of that name is installed.

    Example:
        >>> load() is load()
        True

    .. versionadded:: 0.1.0
    """
    if isinstance(allow, str):
        message = f"allow is a list of ids, not the text {allow!r}; write allow=[{allow!r}]"
        raise TypeError(message)
    allowed = tuple(allow)
    if not packs and not allowed:
        return _core()
    return KnowledgeBase(catalogue_of(*packs, allow=allowed))


@functools.cache
def _core() -> KnowledgeBase:
    """Return the knowledge base of the core pack, made once: of the form in a wheel, of TOML in a source tree."""
    from backpain_kb.packs.shipped import read_shipped, shipped_module  # noqa: PLC0415 - needed once.

    forms = shipped_module()
    if forms is not None:
        return KnowledgeBase(read_shipped(forms), shipped_module("program"))
    return KnowledgeBase(catalogue_of())


def catalogue_of(*packs: str, allow: Iterable[str] = (), translate: bool = True) -> Catalogue:
    """
    Return the checked catalogue of the core pack and of *packs*.

    Args:
        packs: Folders (a path has a separator) or names of installed packs.
        allow: Ids of core entities that those packs may replace or weaken.
        translate: Whether their translations are used; without, every text is as its own pack says it.

    Raises:
        PackError: Something is wrong; every problem is named.

    .. versionadded:: 0.1.0
    """
    from backpain_kb.packs.check import check  # noqa: PLC0415 - the shipped form was checked when it was made.
    from backpain_kb.packs.merge import merge  # noqa: PLC0415 - likewise.
    from backpain_kb.packs.read import core_pack, find_pack, read_pack  # noqa: PLC0415 - likewise.

    read = [core_pack(), *(read_pack(find_pack(name)) for name in packs)]
    catalogue = merge(read if translate else [pack.without_translations() for pack in read], allow=allow)
    problems = check(catalogue)
    if problems:
        files = {key: f"{pack.info.name}/{file}" for pack in read for key, file in pack.files.items()}
        for problem in problems:
            kind, _, id_ = (problem.entity or "").partition(" ")
            problem.place(files.get((kind, id_)))
        names = ", ".join(pack.info.name for pack in read)
        raise PackError(f"the packs {names} do not pass the check", problems)
    return catalogue


def to_dict(value: object) -> Any:  # noqa: ANN401 - plain data has no narrower type.
    """
    Return an assessment, an entity or a part of one as plain JSON data.

    Args:
        value: Anything that this package hands out.

    Example:
        >>> kb = load()
        >>> to_dict(kb.assess(kb.presentation()))["triage"]["urgency"]
        'routine'

    .. versionadded:: 0.1.0
    """
    from backpain_kb.packs.codec import to_data  # noqa: PLC0415 - the codec imports cattrs.

    return to_data(value)
