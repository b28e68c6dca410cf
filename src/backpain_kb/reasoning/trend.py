"""How someone is doing, compared with last time: what measures it, and what that comes to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from backpain_kb.errors import PresentationError
from backpain_kb.model.follow_up import Better, Measure, Trend
from backpain_kb.model.reassessment import MeasureChange

if TYPE_CHECKING:
    from backpain_kb.logic.evaluate import Value
    from backpain_kb.model.terms import Number
    from backpain_kb.reasoning.facts import Facts

__all__ = ["days_between", "left_out", "measured", "trend_of"]


def measured(before: Facts, now: Facts) -> tuple[MeasureChange, ...]:
    """
    Return what each measure says, for those of which something was or is known.

    .. versionadded:: 0.1.0
    """
    made = []
    for measure in now.prepared.measures:
        (first,), (second,) = before.facts([measure.finding]), now.facts([measure.finding])
        if measure.better is Better.ELAPSED or (first.value is None and second.value is None):
            continue
        made.append(
            MeasureChange(
                measure=measure.id,
                label=measure.label,
                before=first,
                now=second,
                trend=_compared(measure, first.value, second.value),
            )
        )
    return tuple(made)


def _compared(measure: Measure, before: Value | None, now: Value | None) -> Trend:
    """Return what two values of one measure come to; it takes two to compare."""
    if before is None or now is None:
        return Trend.UNCLEAR
    if measure.better is Better.ABSENT:
        return Trend.SAME if before == now else Trend.WORSE if now is True else Trend.BETTER
    gain = float(now) - float(before)
    if measure.better is Better.LOWER:
        gain = -gain
    in_percent = math.inf if not before else 100 * abs(gain) / abs(float(before))
    # Half of a millionth keeps 0.3 of 1 from falling short of 30 per cent.
    enough_percent = measure.least_percent is None or in_percent >= measure.least_percent - 5e-7
    enough = measure.least is None or abs(gain) >= measure.least - 5e-7
    if gain > 0 and enough and enough_percent:
        return Trend.BETTER
    # To be worse, it takes the smallest difference alone: of the two readings the careful one.
    counts = enough if measure.least is not None else enough_percent
    return Trend.WORSE if gain < 0 and counts else Trend.SAME


def left_out(changes: tuple[MeasureChange, ...]) -> tuple[MeasureChange, ...]:
    """
    Return the measures that told something last time and are not mentioned now.

    .. versionadded:: 0.1.0
    """
    return tuple(change for change in changes if change.now.value is None and change.before.value is not False)


def _newly_said(changes: tuple[MeasureChange, ...]) -> tuple[MeasureChange, ...]:
    """Return the signs that are there now and of which nothing was known last time: whoever has one may be worse."""
    return tuple(change for change in changes if change.before.value is None and change.now.value is True)


def trend_of(facts: Facts, changes: tuple[MeasureChange, ...], *, worse: bool, open_: bool) -> Trend:
    """
    Return the trend: one measure that is worse makes it worse; it is better only when nothing is left open.

    Args:
        facts: The facts of now, for the measures of their pack.
        changes: What the measures say.
        worse: Whether something else has got worse: the urgency, a red flag that came.
        open_: Whether something that called for caution last time is not mentioned now.

    .. versionadded:: 0.1.0
    """
    main = {measure.id for measure in facts.prepared.measures if measure.main}
    said = {change.trend for change in changes}
    if worse or Trend.WORSE in said:
        return Trend.WORSE
    if open_ or left_out(changes) or _newly_said(changes):
        return Trend.UNCLEAR
    said_by_main = {change.trend for change in changes if change.measure in main} - {Trend.UNCLEAR}
    if Trend.BETTER in said_by_main:
        return Trend.BETTER
    return Trend.SAME if said_by_main or said == {Trend.SAME} else Trend.UNCLEAR


def days_between(before: Facts, now: Facts, stated: object) -> Number | None:
    """
    Return the days that went by: as *stated*, else the difference of the finding that counts them, else None.

    Raises:
        PresentationError: What is stated is no number of days.

    .. versionadded:: 0.1.0
    """
    if stated is not None:
        if isinstance(stated, bool) or not isinstance(stated, int | float) or not 0 <= stated < math.inf:
            message = f"days_since is a number of days from 0 on, not {stated!r}"
            raise PresentationError(message, value=stated)
        return stated
    for measure in now.prepared.measures:
        first, second = before.values.get(measure.finding), now.values.get(measure.finding)
        if measure.better is Better.ELAPSED and isinstance(first, int | float) and isinstance(second, int | float):
            # Fewer days than last time is another episode, and says nothing of when the last one was.
            return second - first if second >= first else None
    return None
