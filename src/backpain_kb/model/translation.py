"""The words of one entity in another language."""

from __future__ import annotations

import re
from typing import Final

import attrs

from backpain_kb.model.terms import FrozenDict, not_empty, valid_id

__all__ = ["LANGUAGE", "Translation"]

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
"""The code of a language, such as "en", "de" or "pt-BR" (BCP 47)."""


@attrs.frozen(kw_only=True)
class Translation:
    """
    What the texts of one entity are in the language of the pack.

    Each text stands beside the one that it translates.  So nobody has to look up what it says there, and when the text
    of the entity changes, an old translation is no longer used for it.

    Attributes:
        of: Id of the entity.
        texts: A text of the entity, word for word, to the same in the language of the pack.
        synonyms: What people say or type for it in that language; they take the place of those of the entity.
        note: For whoever maintains it.

    .. versionadded:: 0.1.0
    """

    of: str = attrs.field(validator=valid_id)
    texts: FrozenDict[str, str] = attrs.field(factory=FrozenDict)
    synonyms: tuple[str, ...] = ()
    note: str | None = attrs.field(default=None, validator=not_empty)

    def __attrs_post_init__(self) -> None:
        """Refuse what translates nothing, or a text by nothing."""
        if not self.texts and not self.synonyms:
            message = "either texts or synonyms is needed"
            raise ValueError(message)
        for text, said in self.texts.items():
            if not said.strip():
                message = f"the translation of {text!r} is empty; leave it out while there is none"
                raise ValueError(message)
