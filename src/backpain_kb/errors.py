"""
The errors that the package raises.

Every error says what was wrong, where, what was expected and, where one exists, a near miss.  All derive from
`KnowledgeError`; each is also the builtin that a caller would expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ExpressionError",
    "KnowledgeError",
    "NotAllowedError",
    "PackError",
    "PackProblemError",
    "PresentationError",
    "QueryError",
    "ScheduleError",
    "UnknownIdError",
    "near_misses",
]


class KnowledgeError(Exception):
    """
    Base of every error of this package.

    .. versionadded:: 0.1.0
    """

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the attributes, since the constructors do not take the message."""
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[KnowledgeError], args: tuple[object, ...], state: dict[str, object]) -> KnowledgeError:
    """Make the error anew without running its constructor."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


def near_misses(wrong: str, known: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """
    Return up to *limit* of the *known* words that look most like *wrong*; one that is a part of it comes first.

    .. versionadded:: 0.1.0
    """
    import difflib  # noqa: PLC0415 - imported where it is needed: nothing that goes right needs it.

    words = sorted(known)
    parts = [part for part in wrong.split("_") if part in words]
    return tuple(dict.fromkeys([*parts, *difflib.get_close_matches(wrong, words, n=limit, cutoff=0.6)]))[:limit]


def _hint(hints: Sequence[str]) -> str:
    """Return the closing words of a message that names near misses."""
    if not hints:
        return ""
    return "; did you mean " + " or ".join(f"{hint!r}" for hint in hints) + "?"


class UnknownIdError(KnowledgeError, KeyError):
    """
    An id that this knowledge base does not have.

    Attributes:
        kind: What was looked for: a kind of entity, or words such as "finding or condition".
        id: The id as it was given.
        hints: Ids that look like it, the nearest first.

    .. versionadded:: 0.1.0
    """

    def __init__(
        self,
        kind: str,
        id: str,  # noqa: A002 - the word of the field.
        known: Iterable[str] = (),
        *,
        reason: str | None = None,
    ) -> None:
        """Keep the facts and write the message; *reason* says why an id that once was is no more."""
        self.kind = kind
        self.id = id
        self.hints = near_misses(id, known)
        super().__init__(f"no {kind} {id!r}{_hint(self.hints)}" + (f"; {reason}" if reason else ""))

    def __str__(self) -> str:
        """Return the message; a plain `KeyError` would quote it."""
        return str(self.args[0])


class PresentationError(KnowledgeError, ValueError):
    """
    A fact about a person that cannot be so: wrong type, out of range, unknown choice, said twice with two values.

    Attributes:
        finding: The finding that the fact is about, or None where it is about the presentation as a whole.
        value: The value that was refused.

    .. versionadded:: 0.1.0
    """

    def __init__(self, message: str, *, finding: str | None = None, value: object = None) -> None:
        """Keep the facts and the message."""
        self.finding = finding
        self.value = value
        super().__init__(message)


class QueryError(KnowledgeError, ValueError):
    """
    A question to the knowledge base that says nothing, or asks for a filter that does not exist.

    .. versionadded:: 0.1.0
    """


class ScheduleError(KnowledgeError, ValueError):
    """
    A start, a log or a programme of which no schedule can be made.

    .. versionadded:: 0.1.0
    """


class ExpressionError(KnowledgeError, ValueError):
    """
    A `when` text that is not of the language, or that does not fit the vocabulary.

    Attributes:
        text: The text that was read.
        column: Where in the text the fault lies, counted from 1.
        reason: What is wrong there.

    .. versionadded:: 0.1.0
    """

    def __init__(self, reason: str, *, text: str, column: int) -> None:
        """Keep the facts and write the message."""
        self.reason = reason
        self.text = text
        self.column = column
        shown = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
        super().__init__(f"{reason} (column {column} of {shown!r})")


_LONGEST_QUOTE = 200  # A message is for a person: a longer text is cut.


class PackProblemError(KnowledgeError, ValueError):
    """
    One fault in one pack.

    Attributes:
        message: What is wrong and what was expected.
        file: The file, relative to the pack, or None where no single file is at fault.
        entity: Kind and id of the entity, such as "rule fever_with_back_pain", or None.
        field: The field within the entity, or None.
        pack: The name of the pack, or None while it is not known.

    .. versionadded:: 0.1.0
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        entity: str | None = None,
        field: str | None = None,
        pack: str | None = None,
    ) -> None:
        """Keep the facts and write the message."""
        self.message = message
        self.file = file
        self.entity = entity
        self.field = field
        self.pack = pack
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        where = ", ".join(part for part in (self.file, self.entity, self.field) if part)
        return f"{self.message} @ {where}" if where else self.message

    def place(self, file: str | None) -> None:
        """Say in which *file* the fault lies, once that is known."""
        self.file = self.file or file
        self.args = (self._sentence(),)


class PackError(KnowledgeError, ExceptionGroup[PackProblemError]):
    """
    All faults of a pack, or of packs that do not go together, reported at once.

    Attributes:
        problems: The faults, in order of file, entity and field.

    .. versionadded:: 0.1.0
    """

    problems: tuple[PackProblemError, ...]

    def __new__(cls, message: str, problems: Sequence[PackProblemError]) -> Self:
        """Make the group."""
        made = super().__new__(cls, message, list(problems))
        made.problems = tuple(problems)
        return made

    def __init__(self, message: str, problems: Sequence[PackProblemError]) -> None:
        """Nothing is left to do: the group is made in `__new__`."""
        super().__init__(message, list(problems))

    def __str__(self) -> str:
        """Return all problems, one a line."""
        lines = [f"{self.message}: {len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"]
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)

    def derive(self, excs: Sequence[PackProblemError]) -> Self:  # type: ignore[override]  # only our own kind is inside.
        """Return a group of the same kind, as `split` and `subgroup` need it."""
        return type(self)(self.message, excs)


class NotAllowedError(PackError):
    """
    A pack takes caution away from the core knowledge, and the application has not allowed that id.

    .. versionadded:: 0.1.0
    """
