"""
The laws that every knowledge base keeps, as functions that can be called with any person.

Each returns whether it had anything to say of what it was given (a law about a red flag says nothing where answers
contradict one another), and raises `AssertionError` with the person as a case file where it is broken.  What is right
is worked out from the entities, so that a new rule, red flag or hard stop is covered as soon as it is in the data.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from backpain_kb.render.case import as_case
from backpain_kb.testing.laws.answers import law_everywhere, law_order, law_reasons, law_refused, law_total
from backpain_kb.testing.laws.coming_back import law_coming_back
from backpain_kb.testing.laws.harm import law_bone_first, law_no_date, law_no_harm
from backpain_kb.testing.laws.language import law_translations
from backpain_kb.testing.laws.packs import (
    law_additions,
    law_empty_pack,
    law_one_replacement,
    law_pack_order,
    law_round_trip,
)
from backpain_kb.testing.laws.plans import (
    law_emergency,
    law_fewer_contraindications,
    law_more_contraindications,
    law_queries,
)
from backpain_kb.testing.laws.triage import law_bounds, law_no_interference, law_one_meaning, law_red_flags, law_triaged
from backpain_kb.testing.metamorphic import law_left_and_right, law_numbers, law_one_fact, law_split_packs
from backpain_kb.testing.solver import INSTALLED, law_solver_terms

__all__ = [
    "LAWS",
    "Law",
    "as_case",
    "law_additions",
    "law_bone_first",
    "law_bounds",
    "law_coming_back",
    "law_emergency",
    "law_empty_pack",
    "law_everywhere",
    "law_fewer_contraindications",
    "law_left_and_right",
    "law_more_contraindications",
    "law_no_date",
    "law_no_harm",
    "law_no_interference",
    "law_numbers",
    "law_one_fact",
    "law_one_meaning",
    "law_one_replacement",
    "law_order",
    "law_pack_order",
    "law_queries",
    "law_reasons",
    "law_red_flags",
    "law_refused",
    "law_round_trip",
    "law_solver_terms",
    "law_split_packs",
    "law_total",
    "law_translations",
    "law_triaged",
]


@attrs.frozen(kw_only=True)
class Law:
    """
    One law, ready to be tried.

    Attributes:
        number: Its number in the design.
        name: A short name.
        says: What it says, in a sentence.
        check: The function that tries it once.
        needs: What *check* takes after the knowledge base: "who", "fact", "flag", "ids", …; `suite.arguments` makes it.
        share: The share of the usual number of examples that is enough, for a law that is costly to try.

    .. versionadded:: 0.1.0
    """

    number: int
    name: str
    says: str
    check: Callable[..., bool]
    needs: tuple[str, ...] = ()
    share: float = 1.0


def _law(number: int, check: Callable[..., bool], *needs: str, share: float = 1.0) -> Law:
    says = " ".join((check.__doc__ or "").split("\n\n", maxsplit=1)[0].split())
    name = check.__name__.removeprefix("law_")
    return Law(number=number, name=name, says=says, check=check, needs=needs, share=share)


LAWS: tuple[Law, ...] = (
    _law(1, law_total, "who"),
    _law(1, law_refused, "who", "invalid"),
    _law(2, law_bounds, "who", "fact"),
    _law(3, law_red_flags, "who", "flag"),
    _law(4, law_no_interference, "who", "fact"),
    _law(5, law_no_harm, "planned"),
    _law(6, law_bone_first, "withheld"),
    _law(6, law_no_date, "withheld", share=0.1),
    _law(7, law_emergency, "who"),
    _law(8, law_reasons, "planned"),
    _law(9, law_order, "who"),
    _law(9, law_numbers, "who", share=0.5),
    _law(9, law_one_fact, "who", "fact", share=0.5),
    _law(9, law_left_and_right, "sided", share=0.2),
    _law(9, law_everywhere, "people", "packs", "allow", share=0),
    _law(10, law_fewer_contraindications, "who and barrier", share=0.1),
    _law(10, law_more_contraindications, "who and added", share=0.1),
    _law(11, law_additions, "who", "pack", share=0.05),
    _law(11, law_translations, "who", "packs", "allow", share=0.3),
    _law(12, law_one_meaning, "who"),
    *((_law(12, law_solver_terms, "who and tree"),) if INSTALLED else ()),
    _law(13, law_round_trip, share=0),
    _law(13, law_empty_pack, share=0),
    _law(13, law_pack_order, "pack", "other", share=0.05),
    _law(13, law_split_packs, "pack", share=0.05),
    _law(13, law_one_replacement, "entity", share=0.05),
    _law(14, law_queries, "ids"),
    _law(15, law_triaged, "withheld"),
    _law(16, law_coming_back, "who", "before", share=0.5),
)
"""All laws, in the order of the design."""
