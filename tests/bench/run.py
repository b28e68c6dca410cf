"""
Compare the library with the same rules in other hands; `make bench` runs this.

All times are the shortest of many alternating rounds; a ratio compares the sums over all people, and the worst person
is shown beside it.  The run fails only when the contents differ: machines are too noisy to gate on times.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Any

from asking import next_question
from generate import knowledge_of, reasons_of, three_valued, two_valued
from measure import Row, best_times, show
from people import people
from rivals import RIVALS
from scale import growth
from sentences import reading
from startup import first_answer, light_import

import backpain_kb
from backpain_kb.reasoning.facts import Facts
from backpain_kb.reasoning.triage import screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generate import Knowledge
    from people import Person
    from rivals import Rival

    from backpain_kb import KnowledgeBase, Presentation
    from backpain_kb.reasoning.triage import Screening


Calls = dict[str, list[Callable[[], Any]]]
"""Name to calls without arguments, one for each person."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and print the table; return 1 when a rival's content differs from ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="for a first look")
    parser.add_argument("--only", default="a,b,c,d,e,f,g,h,i", help="which comparisons, such as a,b")
    options = parser.parse_args(arguments)
    parts, seconds = options.only, 6 if options.quick else 60

    kb = backpain_kb.load()
    crowd, knowledge = people(kb), knowledge_of(kb)
    print(f"{len(crowd)} people, {len(knowledge.rules)} rules; Python {sys.version.split()[0]}")
    rivals = [make(knowledge) for make in RIVALS] if "d" in parts else []
    calls = _calls(kb, crowd, knowledge, rivals)
    differences = [text for number, person in enumerate(crowd) for text in _differences(person, number, calls, rivals)]
    for difference in differences:
        print(f"DIFFERENT: {difference}", file=sys.stderr)

    rows = _compared(calls, [pair for pair in _pairs(rivals) if pair[0][0] in parts], seconds)
    if "e" in parts:
        rows += light_import(seconds / 4)
    if "f" in parts:
        rows += first_answer(seconds / 2)
    if "g" in parts:
        rows += growth(kb, crowd[::8], seconds)
    if "h" in parts:
        rows += reading(kb, seconds)
    if "i" in parts:
        rows += next_question(kb, crowd[::8], seconds / 4)
    print()
    show(rows)
    return 1 if differences else 0


def _calls(kb: KnowledgeBase, crowd: Sequence[Person], knowledge: Knowledge, rivals: Sequence[Rival]) -> Calls:
    """Return what runs inside one process."""
    prepared, two, three = kb._prepared, two_valued(knowledge), three_valued(knowledge)

    def screened(who: Presentation) -> Screening:
        return screen(Facts(prepared, who))

    return {
        "screen": [partial(screened, person.who) for person in crowd],
        "triage": [partial(kb.triage, person.who) for person in crowd],
        "assess": [partial(kb.assess, person.who) for person in crowd],
        "two-valued ifs": [partial(two, person.facts) for person in crowd],
        "three-valued ifs": [partial(three, person.facts) for person in crowd],
        **{rival.name: [rival.ready(person.facts) for person in crowd] for rival in rivals},
    }


def _pairs(rivals: Sequence[Rival]) -> list[tuple[str, str, str, float]]:
    """Return what is compared: title, our call, the other's call, limit."""
    pairs = [
        ("a. urgency, bounds, rule ids : two-valued ifs", "screen", "two-valued ifs", 3.0),
        ("b. triage with reasons : three-valued ifs", "triage", "three-valued ifs", 2.0),
        ("c. full assessment : two-valued ifs", "assess", "two-valued ifs", 100.0),
    ]
    for rival in rivals:
        title = f"{rival.name} {metadata.version(rival.package)}"
        pairs.append((f"d. urgency, bounds, rule ids : {title}", "screen", rival.name, 1.0))
        pairs.append((f"d. triage with reasons : {title}", "triage", rival.name, 1.0))
    return pairs


def _compared(calls: Calls, pairs: Sequence[tuple[str, str, str, float]], seconds: float) -> list[Row]:
    """Measure *pairs*, all of them by turns."""
    wanted = {name for _, ours, rival, _ in pairs for name in (ours, rival)}
    best = best_times({name: calls[name] for name in calls if name in wanted}, seconds) if wanted else {}
    return [Row.of(what, best[ours], best[rival], limit) for what, ours, rival, limit in pairs]


def _differences(person: Person, number: int, calls: Calls, rivals: Sequence[Rival]) -> Iterator[str]:
    """Yield where a rival says something else about *person*, who has the *number* among the calls."""
    answer = calls["triage"][number]()
    fired = set(calls["two-valued ifs"][number]()[1])
    certain = {rule.rule for rule in answer.fired if not rule.assumed}
    if not certain <= fired:
        yield f"{person.id}: two-valued ifs miss {sorted(certain - fired)}"
    if reasons_of(answer) != calls["three-valued ifs"][number]():
        yield f"{person.id}: three-valued ifs give other reasons"
    for rival in rivals:
        other = fired.symmetric_difference(calls[rival.name][number]())
        if other:
            yield f"{person.id}: {rival.name} and two-valued ifs differ in {sorted(other)}"


if __name__ == "__main__":
    sys.exit(main())
