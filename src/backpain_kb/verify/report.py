"""The report of what was proved and what was sampled, as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from backpain_kb.render.case import as_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backpain_kb.knowledge import KnowledgeBase
    from backpain_kb.verify.inquiry import Failure, Proof

__all__ = ["Sample", "as_markdown", "in_words"]


@attrs.frozen(kw_only=True)
class Sample:
    """
    One law that was tried on generated people or packs.

    Attributes:
        name: Its short name.
        says: What it says, in a sentence.
        law: Its number.
        tried: How often it was tried.
        concerned: How often it had something to say.
        broken: How it is broken, with the smallest person found; None where it was kept.
        seconds: How long it took.

    .. versionadded:: 0.1.0
    """

    name: str
    says: str
    law: int
    tried: int
    concerned: int
    broken: str | None = None
    seconds: float = 0.0


def in_words(failure: Failure) -> str:
    """
    Return a failure as a sentence, with the person who shows it as a case file.

    .. versionadded:: 0.1.0
    """
    by = f"\nShown by this case:\n{as_case(failure.who)}" if failure.who is not None else ""
    return f"{failure.says}{by}"


def as_markdown(kb: KnowledgeBase, proofs: Sequence[Proof], samples: Sequence[Sample] = ()) -> str:
    """
    Return the report as a page of Markdown.

    Args:
        kb: What was looked at.
        proofs: What `prove` yielded.
        samples: The laws that were sampled.

    .. versionadded:: 0.1.0
    """
    return "\n".join(_lines(kb, proofs, samples)) + "\n"


def _lines(kb: KnowledgeBase, proofs: Sequence[Proof], samples: Sequence[Sample]) -> Iterator[str]:
    yield "# What is proved, and what is sampled"
    yield ""
    yield "This page is made by `backpain-kb check --prove --report FILE.md`, never by hand."
    yield ""
    for pack in kb.catalogue.packs:
        yield f"- Pack {pack.name}, version {pack.version}, SHA-256 `{pack.sha256}`"
    yield f"- Solver: z3 {_version()}"
    proved, kept = sum(proof.proved for proof in proofs), sum(sample.broken is None for sample in samples)
    yield f"- Proved: {proved} of {len(proofs)}, in {sum(proof.seconds for proof in proofs):.0f} s"
    sampled = f"{kept} of {len(samples)} kept, in {sum(sample.seconds for sample in samples):.0f} s"
    yield f"- Sampled: {sampled if samples else 'nothing'}"
    yield ""
    yield "## Laws"
    yield ""
    rows: list[tuple[int, int, tuple[str, ...]]] = [
        (proof.law, 0, _proof(proof)) for proof in proofs if proof.law is not None
    ]
    rows += [(sample.law, 1, _sample(sample)) for sample in samples]
    yield from _table(
        ("law", "what holds", "how it was established", "result", "seconds"), (row for *_, row in sorted(rows))
    )
    yield ""
    yield "## Hygiene of the rules"
    yield ""
    hygiene = [_proof(proof)[1:] for proof in proofs if proof.law is None]
    yield from _table(("what holds", "how it was established", "result", "seconds"), hygiene)
    for proof in proofs:
        yield from _found(proof.name, [*map(in_words, proof.failures), *proof.notes])
    for sample in samples:
        yield from _found(sample.name, [sample.broken] if sample.broken else [])


def _proof(proof: Proof) -> tuple[str, ...]:
    how = f"{proof.how}, for {proof.count} {proof.of}"
    return str(proof.law), proof.says, how, "holds" if proof.proved else "**fails**", f"{proof.seconds:.1f}"


def _sample(sample: Sample) -> tuple[str, ...]:
    how = f"sampled {sample.tried} times, concerned {sample.concerned} times (`{sample.name}`)"
    return str(sample.law), sample.says, how, "**fails**" if sample.broken else "kept", f"{sample.seconds:.1f}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (head, tuple("---" for _ in head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _found(name: str, found: Sequence[str]) -> Iterator[str]:
    """Yield what was found besides, each as a block of text that nothing in it can break."""
    if found:
        yield from ("", f"## Found: {name}")
    for text in found:
        yield from ("", "````text", text, "````")


def _version() -> str:
    import z3  # noqa: PLC0415 - only its version is wanted.

    return str(z3.get_version_string())
