"""
Close stated facts under implications: present forward, absent backward.

An implication holds by meaning: whoever has the first has the others; whoever lacks one of the others lacks the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Closed", "Implications"]

_NONE: frozenset[str] = frozenset()


@attrs.frozen
class Closed:
    """
    Facts after closure.

    Attributes:
        present: What is present, stated or implied.
        absent: What is absent, stated or implied.
        broken: Pairs of a stated present and a stated absent that cannot both be so.
        doubtful: What lies between such a pair, both ends included; it counts as unknown.
        claimed: *present*, and also what the doubtful ones among a chosen set would imply; see `Implications.close`.

    .. versionadded:: 0.1.0
    """

    present: frozenset[str]
    absent: frozenset[str]
    broken: tuple[tuple[str, str], ...] = ()
    doubtful: frozenset[str] = _NONE
    claimed: frozenset[str] = _NONE


class Implications:
    """
    Implications between names, with everything that follows worked out once.

    .. versionadded:: 0.1.0
    """

    def __init__(self, direct: Mapping[str, Iterable[str]]) -> None:
        """
        Take the implications.

        Args:
            direct: Name to the names that it directly implies; no name may, through others, imply itself.
        """
        self._forward = _reachable({name: tuple(others) for name, others in direct.items()})
        back: dict[str, list[str]] = {}
        for name, others in direct.items():
            for other in others:
                back.setdefault(other, []).append(name)
        self._backward = _reachable({name: tuple(others) for name, others in back.items()})

    def implied_by(self, name: str) -> frozenset[str]:
        """Return what is present whenever *name* is."""
        return self._forward.get(name, _NONE)

    def implying(self, name: str) -> frozenset[str]:
        """Return what is absent whenever *name* is."""
        return self._backward.get(name, _NONE)

    def close(self, present: Iterable[str], absent: Iterable[str], insist: frozenset[str] = _NONE) -> Closed:
        """
        Return the facts closed under the implications.

        Where a stated present implies a stated absent, both and all between them become doubtful: neither present nor
        absent.  Those of the doubtful that are in *insist* still count in `Closed.claimed`, with what they imply.

        .. versionadded:: 0.1.0
        """
        stated_present, stated_absent = frozenset(present), frozenset(absent)
        all_present = self._spread(stated_present, self._forward)
        all_absent = self._spread(stated_absent, self._backward)
        doubtful = all_present & all_absent
        if not doubtful:
            return Closed(all_present, all_absent, claimed=all_present)
        broken = tuple(
            (name, other)
            for name in sorted(stated_present & doubtful)
            for other in sorted(stated_absent & doubtful)
            if other == name or other in self.implied_by(name)
        )
        sure = self._spread(stated_present - doubtful, self._forward)
        claimed = sure | self._spread(doubtful & insist, self._forward)
        return Closed(sure, self._spread(stated_absent - doubtful, self._backward), broken, doubtful, claimed)

    @staticmethod
    def _spread(names: frozenset[str], links: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """Return *names* and all that they lead to."""
        more = [links[name] for name in names if name in links]
        return names.union(*more) if more else names


def _reachable(direct: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Return for each name all that it leads to, itself left out."""
    reached: dict[str, frozenset[str]] = {}
    for start in direct:
        found: set[str] = set()
        waiting = list(direct[start])
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(direct.get(name, ()))
        reached[start] = frozenset(found)
    return reached
