"""
Throw malformed expressions, case files and packs at what reads them (`make fuzz`).

Nothing may fail but with an error of our own, nothing may be accepted that does not evaluate and come back from what is
written of it, nothing may take more than a second, and memory may not grow with the count.
"""

from __future__ import annotations

import argparse
import functools
import io
import math
import resource
import sys
import tempfile
import time
import tomllib
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest import mock

import tomli_w
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import backpain_kb
from backpain_kb.cli import case as case_files
from backpain_kb.errors import ExpressionError, KnowledgeError, PackError
from backpain_kb.logic.check import check as check_expression
from backpain_kb.logic.evaluate import evaluate
from backpain_kb.logic.parse import parse
from backpain_kb.logic.tree import names, to_text
from backpain_kb.packs.codec import from_data, to_data
from backpain_kb.packs.read import read_pack
from backpain_kb.render.case import as_case
from backpain_kb.testing.overlay import bare, overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

__all__ = ["FAMILIES", "SLOWEST_S", "run"]

SLOWEST_S = 1.0
KB = backpain_kb.load()
SYMBOLS = {
    **{finding.id: finding.symbol for finding in KB.findings.values()},
    **{definition.id: definition.symbol for definition in KB.definitions.values()},
}
BEHIND = {definition.id: definition.expression for definition in KB.definitions.values()}
WRITTEN = tuple(to_text(rule.when) for rule in KB.rules.values())
IDS = tuple(KB.findings)


# Expressions.

_TOKENS = st.sampled_from(
    (
        *("and", "or", "not", "in", "is", "if", "else", "lambda", "await", "True", "None", "possibly", "at_least"),
        *("(", ")", "((", "))", ",", "[", "]", "{", "}", ".", ":", ":=", "=", "==", "!=", "<", "<=", ">", ">="),
        *(
            "+",
            "-",
            "*",
            "/",
            "**",
            "//",
            "%",
            "@",
            "~",
            "\\",
            "'",
            '"',
            "'left'",
            "f'x'",
            "b'x'",
            "#",
            ";",
            "\n",
            "\t",
        ),
        *("0", "1", "2", "60", "1e9", "1_0", "0x1", "1.5", ".5", "1.", "9" * 15, "9" * 16, "1j", "nan", "inf"),
        *(
            "age_years",
            "fever",
            "pain_side",
            "pain_low_back",
            "session_spike_percent",
            "__import__",
            "x.y",
            "é",
            "\x00",
        ),
    )
)
_SOUP = st.lists(_TOKENS, max_size=14).map(" ".join)
_NESTED = st.builds(
    lambda opening, count, inside, closing: opening * count + inside + closing * count,
    st.sampled_from(("(", "not ", "-", "possibly(", "fever and (", "1 + (", "at_least(1, ")),
    st.integers(0, 900),
    st.sampled_from(("fever", "age_years", "1", "", "(")),
    st.sampled_from((")", "", " ")),
)


def _broken(text: str, at: int, gone: int, put: str) -> str:
    place = at % (len(text) + 1)
    return text[:place] + put + text[place + gone :]


def _mangled(texts: SearchStrategy[str]) -> SearchStrategy[str]:
    """Return texts with something cut out and something put in."""
    once = st.builds(_broken, texts, st.integers(0, 5000), st.integers(0, 9), _TOKENS | st.text(max_size=3))
    return once | st.builds(_broken, once, st.integers(0, 5000), st.integers(0, 3), _TOKENS)


_EXPRESSIONS = _SOUP | _mangled(st.sampled_from(WRITTEN)) | _mangled(_SOUP) | st.text(max_size=40) | _NESTED


def try_expression(text: str) -> str:
    """Read *text*; what is read comes back from its text, and evaluates where it passes the check."""
    try:
        tree = parse(text)
    except ExpressionError as error:
        assert str(error)
        return "refused"
    assert parse(to_text(tree)) == tree, "the text of the tree is another tree"
    if check_expression(tree, SYMBOLS, precaution=True):
        return "faulty"
    for value in (None, True, False):

        def lookup(name: str, value: bool | None = value) -> Any:
            symbol = SYMBOLS[name]
            if value is None:
                return None
            if symbol.choices:
                return symbol.choices[0 if value else -1]
            low, high = symbol.low or 0, symbol.high or 1
            return value if symbol.type.value == "boolean" else (low if value else high)

        assert evaluate(tree, lookup, precaution=True) in {True, False, None}
    assert set(names(tree)) <= set(SYMBOLS)
    return "accepted"


# Case files.

_JUNK: SearchStrategy[Any] = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates()
    | st.sampled_from((2**63, -(2**63), 10**400, 0.1, -0.0, 1e308, "left", "yes")),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3),
    max_leaves=4,
)
_VALUE = st.booleans() | st.integers(-5, 120) | st.sampled_from(("left", "right", "both", 37.5, 0)) | _JUNK
_KEY = st.sampled_from(IDS) | st.sampled_from(("asker", "present", "absent", "diagnosed", "self", "", "fevr", "pain.x"))
_CASE: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "findings": st.dictionaries(_KEY | st.text(max_size=5), _VALUE, max_size=6) | _JUNK,
        "diagnosed": st.lists(st.sampled_from((*KB.conditions, "nothing")), max_size=3) | _JUNK,
        "asker": st.sampled_from(("person", "clinician", "nobody")) | _JUNK,
        "title": st.text(max_size=5) | _JUNK,
        "findngs": _JUNK,
    },
)


def _as_toml(case: dict[str, Any]) -> bytes:
    try:
        return tomli_w.dumps(case).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError):
        return repr(case).encode("utf-8", "replace")


_PLAIN = st.dictionaries(st.sampled_from(IDS), st.booleans() | st.integers(0, 50), min_size=1, max_size=6)
_FILES = st.one_of(
    _CASE.map(_as_toml),
    _PLAIN.map(lambda findings: _as_toml({"findings": findings})),
    _mangled(_CASE.map(lambda case: _as_toml(case).decode("utf-8", "replace"))).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    ),
    st.binary(max_size=60),
    st.integers(0, 3000).map(lambda depth: b"findings = " + b"[" * depth + b"]" * depth),
    st.integers(0, 1500).map(lambda depth: b"findings" + b".x" * depth + b" = 1"),
)


def try_case(content: bytes) -> str:
    """Read a case file; whoever is accepted is answered, and comes back from the case written of them."""
    try:
        with mock.patch.object(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content))):
            case = case_files.read_case("-")
        who = case_files.presentation_of(case, KB)
    except KnowledgeError as error:
        assert str(error)
        return "refused"
    triage = KB.triage(who)
    assert triage.lower <= triage.urgency <= triage.upper
    said = case.get("findings", {})
    assert {id_: said[id_] for id_ in said} == dict(who.facts), "not all that was said is kept"
    assert all(math.isfinite(value) for value in who.facts.values() if isinstance(value, float))
    assert case_files.presentation_of(tomllib.loads(as_case(who)), KB) == who, "the case written of them is another"
    return "accepted"


# Packs.

_PACK = {
    "pack.toml": 'name = "fuzzed"\nformat = 1\nversion = "1"\nlanguage = "de"\n',
    "words.toml": """[[translation]]
of = "phrase_not_if"
[translation.texts]
"Not if {not_if}." = "Nicht, wenn {not_if}."
""",
    "findings.toml": """[[finding]]
id = "fz_hot"
label = "Hot"
type = "boolean"
known_by = "person"
question = "Is it hot?"
group = "fz"
red_flag = true
why_asked = "it may be an infection"
asked_when = "fz_ache"

[[finding]]
id = "fz_ache"
label = "Ache"
type = "boolean"
known_by = "person"
question = "Does it ache?"
group = "fz"
implies = []

[[finding]]
id = "fz_days"
label = "Days"
type = "number"
known_by = "person"
question = "For how many days?"
group = "fz"
unit = "days"
min = 0
max = 40
""",
    "rules.toml": """[[source]]
id = "fz-study"
title = "A study"
kind = "rct"
checked = true

[[rule]]
id = "fz_hot_soon"
label = "Hot"
urgency = "soon"
within_hours = 336
when = "fz_hot and fz_days >= 2"
action = "Be seen."
tell = "Be seen."
sources = ["fz-study"]
case = [
  { findings = { fz_hot = true, fz_days = 3 }, expect = "fires" },
  { findings = { fz_hot = true, fz_days = 1 }, expect = "silent" },
  { findings = { fz_hot = true }, expect = "unknown" },
]
""",
}
_WORDS = st.sampled_from(
    (
        *("true", "false", "1", "-1", "1e400", "nan", "inf", "''", '"soon"', "[]", "{}", "[[", "]]", "=", "\n", "#"),
        *('id = "fz_ache"\n', '"fz_hot"', "implies", "hard_stop = true\n", 'retired = "x"\n', "1979-05-27", '"""'),
        *("[[rule]]\n", "[[findng]]\n", "[finding]\n", "[[finding]]\n", 'when = "("\n', "\x00", "é", "fz_days", "not "),
    )
)
_EDITS = st.lists(
    st.tuples(
        st.sampled_from(sorted(_PACK)),
        st.integers(0, 900),
        st.sampled_from((0, 0, 1, 3, 12, 60)),
        _WORDS | st.text(max_size=4),
    ),
    max_size=3,
)


@functools.cache
def _below() -> backpain_kb.KnowledgeBase:
    return bare(KB)


def try_pack(edits: Sequence[tuple[str, int, int, str]]) -> str:
    """Read a pack that was tampered with; what is accepted answers, and comes back from its data."""
    files = dict(_PACK)
    for name, at, gone, put in edits:
        files[name] = _broken(files[name], at, gone, put)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            pack = read_pack(Path(folder))
            kb = overlay(_below(), pack)
        except PackError as error:
            assert error.exceptions
            assert all(str(problem) for problem in error.exceptions)
            return "refused"
    assert all(from_data(to_data(each), type(each)) == each for each in (*pack.entities, *pack.translations))
    kb.triage(kb.presentation(present=[id_ for id_, finding in kb.findings.items() if finding.type.value == "boolean"]))
    return "accepted"


FAMILIES: dict[str, tuple[SearchStrategy[Any], Callable[[Any], str], float]] = {
    "expressions": (_EXPRESSIONS, try_expression, 0.5),
    "cases": (_FILES, try_case, 0.45),
    "packs": (_EDITS, try_pack, 0.05),
}
"""Name to what is drawn, what is done with it, and its share of the count."""


def run(family: str, count: int, start: int = 0) -> tuple[Counter[str], float, str]:
    """Try *count* examples of *family*; return how they ended, the seconds of the slowest, and the slowest itself."""
    drawn, try_one, _ = FAMILIES[family]
    ended: Counter[str] = Counter()
    slowest = (0.0, "")

    @seed(start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def once(example: Any) -> None:
        nonlocal slowest
        began = time.process_time()
        ended[try_one(example)] += 1
        took = time.process_time() - began
        if took > slowest[0]:
            slowest = (took, repr(example)[:200])

    once()
    return ended, *slowest


def main() -> int:
    """Try as many as were asked for; return 1 where one was too slow. A crash shows its smallest example."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100_000, help="how many in all (100,000)")
    parser.add_argument("--batch", type=int, default=5_000, help="how many with one seed (5,000)")
    parser.add_argument("--only", choices=sorted(FAMILIES), help="one family")
    options = parser.parse_args()
    slow = False
    for family, (_, _, share) in FAMILIES.items():
        if options.only not in {None, family}:
            continue
        wanted = int(options.count * (share if options.only is None else 1))
        ended: Counter[str] = Counter()
        worst, which = 0.0, ""
        memory: list[int] = []
        start = 0
        while ended.total() < wanted:
            some, took, example = run(family, min(options.batch, wanted - ended.total()), start)
            start += 1
            ended += some
            worst, which = max((worst, which), (took, example))
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        slow |= worst > SLOWEST_S
        told = ", ".join(f"{number:,} {word}" for word, number in sorted(ended.items()))
        print(
            f"{family}: {ended.total():,} tried ({told}); slowest {worst * 1000:.0f} ms; "
            f"memory {memory[0]} MB after the first batch, {memory[-1]} MB at the end",
            flush=True,
        )
        if worst > SLOWEST_S:
            print(f"  too slow: {which}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
