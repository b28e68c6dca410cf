"""How much, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backpain_kb.model.care import Dosage, Exercise, Programme, Treatment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backpain_kb.model.terms import Range

__all__ = ["dose_in_words"]


_DAYS_OF_A_WEEK = 7


def dose_in_words(item: Treatment | Exercise | Programme, phrases: Mapping[str, str]) -> str | None:
    """
    Return the dose of *item* as a sentence of the pack's words; None where there is nothing to say.

    .. versionadded:: 0.1.0
    """
    if isinstance(item, Treatment):
        return item.dose
    if isinstance(item, Programme):
        return item.frequency
    return _dosage(item.dosage, phrases, per_side=item.per_side)


def _dosage(dosage: Dosage, phrases: Mapping[str, str], *, per_side: bool) -> str:
    """Return sets, repetitions, hold, minutes and how often, as far as they are stated."""
    sets = dosage.sets if dosage.sets is not None and dosage.sets.max > 1 else None  # One set goes without saying.
    parts = [
        phrases[phrase].format(n=_span(value, phrases))
        for phrase, value in (
            ("phrase_dose_sets", sets),
            ("phrase_dose_reps", dosage.reps),
            ("phrase_dose_hold_s", dosage.hold_s),
            ("phrase_dose_duration_min", dosage.duration_min),
        )
        if value is not None
    ]
    if per_side:
        parts.append(phrases["phrase_dose_per_side"])
    often = []
    if dosage.times_per_day is not None:
        once = dosage.times_per_day.min == dosage.times_per_day.max == 1
        phrase = phrases["phrase_dose_once_a_day" if once else "phrase_dose_times_per_day"]
        often.append(phrase.format(n=_span(dosage.times_per_day, phrases)))
    if dosage.days_per_week is not None:
        every = dosage.days_per_week.min == dosage.days_per_week.max == _DAYS_OF_A_WEEK
        phrase = phrases["phrase_dose_every_day" if every else "phrase_dose_days_per_week"]
        often.append(phrase.format(n=_span(dosage.days_per_week, phrases)))
    return ", ".join([*parts, *often])


def _span(span: Range, phrases: Mapping[str, str]) -> str:
    """Return "2 to 4" in the words of the pack, or "3" where both ends are the same."""
    if span.min == span.max:
        return f"{span.min:g}"
    return phrases["phrase_span"].format(low=f"{span.min:g}", high=f"{span.max:g}")
