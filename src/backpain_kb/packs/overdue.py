"""What nobody has compared with its sources for too long, and what rests on no source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.errors import PackProblemError
from backpain_kb.model.catalogue import kind_of
from backpain_kb.model.evidence import Source
from backpain_kb.model.interview import InterviewGuide
from backpain_kb.model.lexicon import Lexicon
from backpain_kb.model.rules import Message, Scoring

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from backpain_kb.packs.read import Pack

__all__ = ["overdue", "without_source"]

# What holds words, numbers and addresses of its own, and states nothing that a source could say otherwise.
_NEVER_REVIEWED = (Source, Message, Scoring, Lexicon, InterviewGuide)


def overdue(packs: Iterable[Pack], today: dt.date) -> tuple[PackProblemError, ...]:
    """
    Return a warning for each entity whose last review lies further back than its pack allows.

    An entity without a day of its own was reviewed when its pack was.  A pack that states neither a day nor a limit
    promises nothing, and is not warned of.

    Args:
        packs: The packs, as they were read.
        today: The day of today.

    .. versionadded:: 0.1.0
    """
    found = []
    for pack in packs:
        limit = pack.info.review_days
        for entity in pack.entities:
            reviewed = entity.reviewed or pack.info.reviewed
            if limit is None or reviewed is None or entity.retired is not None or isinstance(entity, _NEVER_REVIEWED):
                continue
            age = (today - reviewed).days
            if age > limit:
                text = f"last reviewed on {reviewed}, {age} days ago; the pack wants it every {limit} days"
                kind = kind_of(entity)
                file = f"{pack.info.name}/{pack.files[kind, entity.id]}"
                found.append(
                    PackProblemError(
                        text, file=file, entity=f"{kind} {entity.id}", field="reviewed", pack=pack.info.name
                    )
                )
    return tuple(found)


def without_source(packs: Iterable[Pack]) -> tuple[tuple[str, str, str], ...]:
    """
    Return kind, id and basis of each entity that rests on practice or design and on no publication.

    .. versionadded:: 0.1.0
    """
    return tuple(
        (kind_of(entity), entity.id, entity.basis.value)
        for pack in packs
        for entity in pack.entities
        if entity.basis is not None and not entity.sources and entity.retired is None
    )
