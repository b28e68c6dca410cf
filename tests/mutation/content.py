"""
Do our checks bite?  Seed errors into the core pack, one at a time, and see what notices (`make mutants`).

Each error is tried in a process of its own against one layer after the other, the cheap ones first, until one notices:
the model and the check of the catalogue, the cases beside the rules, the people at the turning points, the tests of the
data, laws, proofs, and last the snapshots of what people are told.  With `--every` all layers are asked, to tell what
each notices alone.  A hash of the content would notice everything, and is not asked.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import backpain_kb
from backpain_kb import knowledge
from backpain_kb.packs.check import check
from backpain_kb.testing.laws import LAWS
from backpain_kb.testing.overlay import changed
from backpain_kb.testing.reading import expressions_in, reading_of
from backpain_kb.testing.suite import try_law
from backpain_kb.verify import prove

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from seeding import Mutant

    from backpain_kb import KnowledgeBase
    from backpain_kb.model.terms import Entity

TESTS = Path(__file__).parent.parent
sys.path[:0] = [str(TESTS / "snapshots"), str(TESTS / "data")]

import outcomes  # noqa: E402 - the line above says where it is.
import turning_points  # noqa: E402 - as above.
from seeding import mutants_of  # noqa: E402 - it stands beside this file.

DATA_TESTS = (
    "test_doses.py",
    "test_cases.py",
    "test_personas.py",
    "test_guideline_conflicts.py",
    "test_core_pack.py",
    "test_queries.py",
    "test_never_recommend.py",
    "test_programmes.py",
    "test_ordinary_back.py",
    "test_numbers.py",
)
ALL_TESTS = frozenset(DATA_TESTS)
_TRIAGE = frozenset({"test_cases.py", "test_personas.py", "test_ordinary_back.py"})
_CARE = ALL_TESTS - {"test_cases.py", "test_ordinary_back.py"}
# Kind of entity to the tests that can tell of it; all of them, where none are named.
_TOLD_BY = {
    "claim": frozenset(),
    "definition": _TRIAGE | {"test_never_recommend.py", "test_numbers.py"},
    "exercise": _CARE,
    "finding": _TRIAGE,
    "interaction": _CARE,
    "programme": _CARE,
    "rule": _TRIAGE,
    "safety_rule": _CARE,
    "treatment": _CARE,
}
_MANY_ALIKE = (
    "grid",
    "ordinary_people",
    "reads_as_prose",
    "every_aggravating",
    "test_file",
    "texts",
    "sentences",
    "nobody_is",
)
LAYERS = ("model", "check", "rule cases", "turning points", "data tests", "laws", "proofs", "snapshots")
# The other laws compare the code with the data, whatever that says; the other proofs take long.
TRIED_LAWS = ("triaged", "bounds", "red_flags", "bone_first", "no_harm", "no_interference", "emergency", "reasons")
TRIED_PROOFS = (
    "obstacles heeded",
    "withholding heeded",
    "bone first",
    "emergency",
    "triaged",
    "no idle rule",
    "no contradiction",
    "no constant definition",
)
LAW_EXAMPLES = 10
LAYER_LIMIT_S = 30
KEPT = turning_points.read()


def sample(mutants: Sequence[Mutant], count: int, seed: int, *, plain: bool = False) -> list[Mutant]:
    """
    Return *count* of *mutants*.

    They are spread over the operators, as many of each, as far as there are so many; with *plain* all are alike.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret.
    if plain:
        return chance.sample(list(mutants), count)
    by_operator: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_operator[mutant.operator].append(mutant)
    for some in by_operator.values():
        chance.shuffle(some)
    chosen: list[Mutant] = []
    while len(chosen) < count and any(by_operator.values()):
        for name in sorted(by_operator):
            if by_operator[name] and len(chosen) < count:
                chosen.append(by_operator[name].pop())
    return chosen


class Collected:
    """The tests of the data, collected once by pytest; they are called again and again."""

    def __init__(self) -> None:
        """Collect nothing yet."""
        self.session: pytest.Session | None = None
        self.then: Callable[[], None] = lambda: None

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take over from pytest once it has collected."""
        self.session = session
        self.then()
        return True

    def failing(self, kb: KnowledgeBase, kind: str, id_: str) -> str | None:  # noqa: C901 - one plain test after the other.
        """Return the first test that fails where *kb* is what is loaded, of those that can tell of the entity."""
        assert self.session is not None
        replaced = lambda *_, **__: kb  # noqa: E731 - shorter than a function of its own.
        for module in (backpain_kb, knowledge):
            module.load = replaced  # type: ignore[attr-defined]
        items = [item for item in self.session.items if item.path.name in _TOLD_BY.get(kind, ALL_TESTS)]
        for module in {item.module for item in items}:  # type: ignore[attr-defined]
            for name in ("KB", "load"):
                if hasattr(module, name):
                    setattr(module, name, kb if name == "KB" else replaced)
        stops = tuple(finding.id for finding in kb.findings.values() if finding.hard_stop)
        for item in items:
            if any(word in item.name for word in _MANY_ALIKE):
                continue
            assert isinstance(item, pytest.Function)
            given = dict(item.callspec.params) if hasattr(item, "callspec") else {}
            about = given.get("row", {}).get("item", "*")
            if kind in {"treatment", "exercise", "programme"} and not {"*", id_}.intersection(
                [about] if isinstance(about, str) else about
            ):
                continue  # A row about another item.
            for name in item.fixturenames:
                if name in {"kb", "hard_stops"}:
                    given[name] = kb if name == "kb" else stops
            if set(item.fixturenames) - set(given) - {"request"}:
                continue  # It takes what only pytest can give.
            try:
                item.obj(**given)
            except Exception:  # noqa: BLE001 - whatever a test fails with.
                return item.nodeid
        return None


def noticed(mutant: Mutant, kb: KnowledgeBase, tests: Collected, *, every: bool) -> dict[str, str]:
    """Return what notices *mutant*, and what it says: the first layer, or with *every* each that does."""
    try:
        entity = mutant.make()
    except ValueError as error:
        return {"model": str(error)}
    wrong = changed(kb, entity)
    found: dict[str, str] = {}
    for layer, look in _LOOKS:
        said = _in_time(lambda look=look: look(mutant, entity, wrong, kb, tests))
        if said:
            found[layer] = said
            if not every:
                break
    return found


def _in_time(look: Callable[[], str | None]) -> str | None:
    """Return what *look* finds; nothing where it takes too long, so that the next layer is asked."""
    import signal  # noqa: PLC0415 - of the child only.

    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LAYER_LIMIT_S)
    try:
        return look()
    except _TooLongError:
        return None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class _TooLongError(BaseException):
    """A layer takes too long; no test may catch it."""


def _checked(_: Mutant, __: Entity, wrong: KnowledgeBase, *___: object) -> str | None:
    return next((str(problem) for problem in check(wrong.catalogue) if not _of_a_case(str(problem))), None)


def _rule_cases(_: Mutant, __: Entity, wrong: KnowledgeBase, *___: object) -> str | None:
    return next((str(problem) for problem in check(wrong.catalogue) if _of_a_case(str(problem))), None)


def _of_a_case(problem: str) -> bool:
    return "expected " in problem and ", but it is " in problem


def _turned(mutant: Mutant, _: Entity, wrong: KnowledgeBase, *__: object) -> str | None:
    """Return what comes out differently for the people of the entity itself, else of any."""
    own = next(turning_points.wrong(wrong, KEPT, mutant.entity.__eq__), None)
    return own or next(turning_points.wrong(wrong, KEPT, lambda named: named != mutant.entity), None)


def _data_test(mutant: Mutant, _: Entity, wrong: KnowledgeBase, __: KnowledgeBase, tests: Collected) -> str | None:
    return tests.failing(wrong, *mutant.entity.split())


def _law(mutant: Mutant, _: Entity, wrong: KnowledgeBase, *__: object) -> str | None:
    return _broken_law(wrong) if _is_reasoned_with(mutant) else None


def _is_reasoned_with(mutant: Mutant) -> bool:
    """Return whether what was changed is more than printed: no law and no proof reads doses or claims."""
    return mutant.operator not in {"break a dose", "turn a verdict"}


def _unproved(mutant: Mutant, _: Entity, wrong: KnowledgeBase, *__: object) -> str | None:
    if not _is_reasoned_with(mutant):
        return None
    return next((proof.name for proof in prove(wrong, only=TRIED_PROOFS) if not proof.proved), None)


def _snapshot(mutant: Mutant, entity: Entity, wrong: KnowledgeBase, kb: KnowledgeBase, _: Collected) -> str | None:
    before = kb.catalogue.of_kind(mutant.entity.split()[0])[entity.id]
    widely = mutant.operator in {"drop what an item brings", "soften an interaction"}  # What reads it is elsewhere.
    return _changed_line(wrong, None if widely else _about(before, kb) | _about(entity, wrong))


_LOOKS: tuple[tuple[str, Callable[..., str | None]], ...] = (
    ("check", _checked),
    ("rule cases", _rule_cases),
    ("turning points", _turned),
    ("data tests", _data_test),
    ("laws", _law),
    ("proofs", _unproved),
    ("snapshots", _snapshot),
)


def _about(entity: Entity, kb: KnowledgeBase) -> frozenset[str]:
    """Return the findings and conditions that *entity* reads or is."""
    reading = reading_of(kb)
    found = {entity.id}
    for tree in expressions_in(entity):
        found.update(reading.findings_behind(tree))
    for part in (entity, *getattr(entity, "contraindication", ()), *getattr(entity, "indication", ())):
        for name in ("conditions", "helps_with", "condition", "implies", "and_"):
            value = getattr(part, name, None) or ()
            found.update((value,) if isinstance(value, str) else value)
    for id_ in sorted(found & kb.definitions.keys()):
        found.update(reading.findings_behind(kb.definitions[id_].expression))
    return frozenset(found)


def _broken_law(kb: KnowledgeBase) -> str | None:
    """Return the name of the first law that *kb* is seen to break."""
    for law in LAWS:
        if law.name in TRIED_LAWS:
            try:
                try_law(law, kb, max_examples=LAW_EXAMPLES)
            except AssertionError:
                return law.name
    return None


def _changed_line(kb: KnowledgeBase, about: frozenset[str] | None) -> str | None:
    """Return the first line of a snapshot that differs for *kb*; of the long ones, only what is *about* something."""
    for snapshot in outcomes.SNAPSHOTS:
        expected = snapshot.path.read_text(encoding="utf-8").splitlines()
        if snapshot.of in {outcomes.one_more_fact, outcomes.patterns}:
            known = set(expected)
            different = (line for line in snapshot.of(kb, about) if line not in known)
        else:
            pairs = itertools.zip_longest(expected, snapshot.of(kb))
            different = (str(new) for old, new in pairs if old != new)
        for line in different:
            return f"{snapshot.path.name}: {line}"
    return None


def in_a_process(mutant: Mutant, kb: KnowledgeBase, tests: Collected, *, every: bool) -> dict[str, str]:
    """Return what `noticed` returns, found out in a process of its own, so that nothing of it stays."""
    with tempfile.TemporaryFile("w+") as told:
        pid = os.fork()
        if pid == 0:
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    found = noticed(mutant, kb, tests, every=every)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and not counted as noticed.
                found = {"crash": f"{type(error).__name__}: {error}"}
            json.dump(found, told)
            told.flush()
            os._exit(0)
        os.waitpid(pid, 0)
        told.seek(0)
        text = told.read()
    found = json.loads(text) if text else {"crash": "no answer in time"}
    assert isinstance(found, dict)
    return found


_NOT_NOTICED = frozenset({"", "crash"})
Row = dict[str, Any]
"""What one error was, and what noticed it: operator, entity, what, layer, noticed (layer to what it said)."""


def report(rows: Sequence[Row]) -> str:
    """Return the figures and the survivors as Markdown."""
    caught = sum(row["layer"] not in _NOT_NOTICED for row in rows)
    total = Counter(row["operator"] for row in rows)
    by_layer = Counter(row["layer"] for row in rows)
    alone = Counter(layer for row in rows for layer in row["noticed"])
    layers = [layer for layer in (*LAYERS, "crash") if by_layer[layer]]
    without = caught - by_layer["snapshots"]
    lines = [
        f"{len(rows)} errors were seeded: {caught} were noticed ({caught / len(rows):.1%}).",
        f"Before the snapshots were asked it was {without} ({without / len(rows):.1%}).",
        "Layers that noticed: " + ", ".join(f"{layer} {alone[layer]}" for layer in (*LAYERS, "crash")) + ".",
        "",
        "| error | seeded | " + " | ".join(layers) + " | survived |",
        "| --- | --: | " + "--: | " * len(layers) + "--: |",
    ]
    for operator in sorted(total):
        found = Counter(row["layer"] for row in rows if row["operator"] == operator)
        cells = [str(found[layer] or "") for layer in (*layers, "")]
        lines.append(f"| {operator} | {total[operator]} | " + " | ".join(cells) + " |")
    lines.append(f"| **all** | {len(rows)} | " + " | ".join(str(by_layer[layer]) for layer in (*layers, "")) + " |")
    lines += ["", "Survivors:", ""]
    lines += [f"- {row['operator']}, {row['entity']}: `{row['what']}`" for row in rows if row["layer"] in _NOT_NOTICED]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Try a sample of the errors, print the figures, and return 1 where fewer than enough were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400, help="how many errors to seed (400)")
    parser.add_argument("--seed", type=int, default=20_261_127, help="of the sample")
    parser.add_argument("--plain", action="store_true", help="draw from all errors alike, not as many of each sort")
    parser.add_argument("--part", default="1/1", help="which part of the sample, such as 2/3, to share the work")
    parser.add_argument("--least", type=float, default=0.95, help="the share that must be noticed (0.95)")
    parser.add_argument("--every", action="store_true", help="ask every layer, to tell what each notices alone (slow)")
    parser.add_argument(
        "--rows", type=Path, help="a file for what noticed each error; what it holds is not tried again"
    )
    parser.add_argument("--again", type=Path, nargs="+", help="files that --rows wrote: try what survived once more")
    parser.add_argument("--summarise", type=Path, nargs="+", help="files that --rows wrote: only print the figures")
    options = parser.parse_args()
    if options.summarise:
        lines = [line for file in options.summarise for line in file.read_text(encoding="utf-8").splitlines()]
        print(report([json.loads(line) for line in lines]))
        return 0

    kb = backpain_kb.load()
    part, parts = map(int, options.part.split("/"))
    chosen = sample(list(mutants_of(kb.catalogue)), options.count, options.seed, plain=options.plain)[part - 1 :: parts]
    if options.again:
        lines = [line for file in options.again for line in file.read_text(encoding="utf-8").splitlines()]
        alive = {(row["entity"], row["what"]) for row in map(json.loads, lines) if not row["layer"]}
        chosen = [each for each in mutants_of(kb.catalogue) if (each.entity, each.what) in alive][part - 1 :: parts]
    tests = Collected()
    known = options.rows.read_text(encoding="utf-8").splitlines() if options.rows and options.rows.exists() else []
    rows: list[Row] = [row for row in map(json.loads, known) if row["layer"] not in {"", "crash"}]
    seen = {(row["entity"], row["what"]) for row in rows}
    chosen = [mutant for mutant in chosen if (mutant.entity, mutant.what) not in seen]
    if options.rows:
        options.rows.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def try_all() -> None:
        gc.collect()
        gc.freeze()  # So that the processes share what is read.
        for number, mutant in enumerate(chosen, start=1):
            began = time.monotonic()
            noticed_by = in_a_process(mutant, kb, tests, every=options.every)
            layer = next(iter(noticed_by), "")
            took = f"{time.monotonic() - began:.1f} s"
            row = {"layer": layer, "operator": mutant.operator, "entity": mutant.entity, "what": mutant.what}
            rows.append({**row, "noticed": noticed_by, "took": took})
            if options.rows:
                with options.rows.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(rows[-1]) + "\n")
            print(f"{number}/{len(chosen)} {layer or 'SURVIVED'} ({took}) {mutant.operator}", file=sys.__stderr__)

    tests.then = try_all
    files = [str(TESTS / "data" / name) for name in DATA_TESTS if (TESTS / "data" / name).exists()]
    pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", "-W", "ignore", *files], plugins=[tests])
    print(report(rows))
    return int(sum(row["layer"] not in _NOT_NOTICED for row in rows) < options.least * len(rows))


if __name__ == "__main__":
    sys.exit(main())
