"""The part of `backpain-kb check` that proves, and the report of it."""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

import backpain_kb
from backpain_kb.cli.arguments import DONE, FAULTS
from backpain_kb.errors import KnowledgeError, QueryError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from backpain_kb.verify.inquiry import Proof
    from backpain_kb.verify.report import Sample

__all__ = ["add_options", "need_extra", "prove"]

_EXAMPLES = 50  # Of each law; the tests try more, the page shows that the laws were tried on just these packs.


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let *parser* ask for proofs and for the report."""
    parser.add_argument(
        "--prove", action="store_true", help="also prove for all people what a solver can settle (extra: verify)"
    )
    parser.add_argument(
        "--report", metavar="FILE", help="prove, sample the laws, and write a page about it; - is standard output"
    )


def need_extra(library: str, extra: str) -> None:
    """Refuse to go on without *library*, and say which extra installs it."""
    if importlib.util.find_spec(library) is None:
        message = f"{library} is not installed; this needs the extra: pip install 'backpain-kb[{extra}]'"
        raise KnowledgeError(message)


def prove(args: argparse.Namespace, kb: backpain_kb.KnowledgeBase) -> tuple[int, dict[str, Any]]:
    """Prove what can be proved of *kb*, print it or write the report; return the exit code, and all as plain data."""
    if args.json and args.report == "-":
        message = "--json and --report - would both write to standard output; give the report a file"
        raise QueryError(message)
    need_extra("z3", "verify")
    if args.report is not None:
        need_extra("pytest", "testing")
        need_extra("hypothesis", "testing")
    from backpain_kb.verify import prove as proofs_of  # noqa: PLC0415 - the solver takes a while to load.
    from backpain_kb.verify.report import as_markdown, in_words  # noqa: PLC0415 - as above.

    core = backpain_kb.load() if len(kb.catalogue.packs) > 1 else None
    proofs: list[Proof] = []
    for proof in proofs_of(kb, core=core):
        proofs.append(proof)
        _say(f"{'proved' if proof.proved else 'NOT PROVED'}: {_title(proof)} ({proof.count} {proof.of})", proof.seconds)
    samples: list[Sample] = []
    if args.report is not None:
        samples += _samples(args, kb)
        _write(args.report, as_markdown(kb, proofs, samples))
    failed = any(not proof.proved for proof in proofs) or any(sample.broken for sample in samples)
    if not args.json and args.report != "-":
        for proof in proofs:
            print(f"{'holds' if proof.proved else 'FAILS'}: {_title(proof)}")
            for failure in proof.failures:
                print(in_words(failure))
        for sample in samples:
            print(
                f"{'FAILS' if sample.broken else 'kept'}: law {sample.law}, {sample.name}, tried {sample.tried} times"
            )
            if sample.broken:
                print(sample.broken)
    data = {
        "proved": not failed,
        "proofs": [backpain_kb.to_dict(proof) for proof in proofs],
        "samples": [backpain_kb.to_dict(sample) for sample in samples],
    }
    return FAULTS if failed else DONE, data


def _title(proof: Proof) -> str:
    law = f"law {proof.law}, " if proof.law is not None else ""
    return f"{law}{proof.name}"


def _say(text: str, seconds: float) -> None:
    """Tell on standard error how far it has come."""
    print(f"backpain-kb: [{seconds:5.1f} s] {text}", file=sys.stderr, flush=True)


def _samples(args: argparse.Namespace, kb: backpain_kb.KnowledgeBase) -> Iterator[Sample]:
    """Try every law on generated people and packs."""
    from backpain_kb.testing import LAWS, Law, try_law  # noqa: PLC0415 - extra: testing.
    from backpain_kb.verify.report import Sample  # noqa: PLC0415 - extra: verify.

    packs = tuple(dict.fromkeys((*args.packs_before, *args.packs_after)))
    allow = (*args.allow_before, *args.allow_after)
    for law in LAWS:
        tried = 0

        def check(*arguments: object, law: Law = law) -> bool:
            nonlocal tried
            tried += 1
            return law.check(*arguments)

        began, concerned, broken = time.perf_counter(), 0, None
        try:
            concerned = try_law(attrs.evolve(law, check=check), kb, packs=packs, allow=allow, max_examples=_EXAMPLES)
        except AssertionError as error:
            broken = str(error)
        sample = Sample(
            name=law.name,
            says=law.says,
            law=law.number,
            tried=tried,
            concerned=concerned,
            broken=broken,
            seconds=time.perf_counter() - began,
        )
        _say(f"{'BROKEN' if broken else 'kept'}: law {law.number}, {law.name} (tried {tried} times)", sample.seconds)
        yield sample


def _write(name: str, text: str) -> None:
    if name == "-":
        print(text, end="")
        return
    try:
        Path(name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"the report cannot be written to {name!r}: {error.strerror or error}"
        raise KnowledgeError(message) from error
