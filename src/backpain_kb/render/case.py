"""One person as the text of a case file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backpain_kb.model.terms import Asker

if TYPE_CHECKING:
    from backpain_kb.model.presentation import Presentation

__all__ = ["as_case"]


def as_case(who: Presentation) -> str:
    """
    Return *who* as the text of a case file, which `backpain-kb assess` reads.

    Example:
        >>> import backpain_kb as bp
        >>> print(as_case(bp.load().presentation(present=["pain_low_back"], age_years=34)))
        [findings]
        age_years = 34
        pain_low_back = true

    .. versionadded:: 0.1.0
    """
    lines = [f"asker = {json.dumps(who.asker.value)}"] if who.asker is not Asker.PERSON else []
    lines += [f"diagnosed = {json.dumps(list(who.diagnosed))}"] if who.diagnosed else []
    return "\n".join([*lines, "[findings]", *(f"{id_} = {json.dumps(value)}" for id_, value in who.facts.items())])
