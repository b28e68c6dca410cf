"""`backpain-kb translate`, and what `check` says of translations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backpain_kb.cli.arguments import DONE, Add, load, named
from backpain_kb.cli.printing import print_json
from backpain_kb.model.catalogue import KINDS, kind_of
from backpain_kb.packs.merge import merge
from backpain_kb.packs.read import core_pack, find_pack, read_pack
from backpain_kb.packs.translate import coverage, doubts, untranslated

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from backpain_kb.errors import PackProblemError
    from backpain_kb.model.catalogue import Catalogue
    from backpain_kb.model.terms import Entity
    from backpain_kb.packs.read import Pack
    from backpain_kb.packs.translate import Coverage

__all__ = ["language_lines", "register", "translation_of"]

_EXAMPLES = """\
examples:
  backpain-kb translate --kind message > messages.toml      # a pack to begin with
  backpain-kb translate ./german --limit 20                 # what is to be translated next
"""


def register(add: Add) -> None:
    """Add the command."""
    text = "print what nobody has translated yet, as rows to fill in, the most urgent first"
    parser = add("translate", _translate, text, _EXAMPLES)
    parser.add_argument("folders", metavar="PACK", nargs="*", help="the folder of a language pack, or an installed one")
    parser.add_argument("--kind", choices=list(KINDS), help="only entities of this kind")
    parser.add_argument("--limit", type=int, metavar="N", help="at most so many entities")


def _translate(args: argparse.Namespace) -> int:
    """Print what is not translated yet."""
    args.packs_after += args.folders
    load(args)  # Whatever is wrong with the packs is said first.
    read = [core_pack(), *(read_pack(find_pack(name)) for name in named(args))]
    own = _own(args, read)
    left = [pair for pair in untranslated(own, read) if args.kind in (None, kind_of(pair[0]))][: args.limit]
    if args.json:
        return print_json([{"of": entity.id, "kind": kind_of(entity), "texts": list(texts)} for entity, texts in left])
    begun = {each.of for pack in read for each in pack.translations}
    for entity, texts in left:
        print("\n".join(_row(entity, texts, begun=entity.id in begun)))
    if not left:
        print("# everything is translated")
    return DONE


def _row(entity: Entity, texts: Sequence[str], *, begun: bool) -> Iterator[str]:
    """Yield the lines that translate *texts*; what is *begun* has its one row already."""
    if begun:
        yield f"# {kind_of(entity)} {entity.id}: add to its row"
    else:
        yield f"# {kind_of(entity)}"
        yield "[[translation]]"
        yield f"of = {_quoted(entity.id)}"
        synonyms: tuple[str, ...] = getattr(entity, "synonyms", ())
        if synonyms:
            yield f"# synonyms = [{', '.join(map(_quoted, synonyms))}]"
        yield "[translation.texts]"
    yield from (f'{_quoted(text)} = ""' for text in texts)
    yield ""


def _quoted(text: str) -> str:
    """Return *text* as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def _own(args: argparse.Namespace, read: Sequence[Pack]) -> Catalogue:
    """Return the catalogue of the packs, as they were read, in its own words."""
    return merge([pack.without_translations() for pack in read], allow=(*args.allow_before, *args.allow_after))


def translation_of(
    args: argparse.Namespace, read: Sequence[Pack]
) -> tuple[tuple[Coverage, ...], tuple[PackProblemError, ...]]:
    """Return how much the packs translate, and what somebody should look at; nothing, where they translate nothing."""
    if not any(pack.translations for pack in read):
        return (), ()
    own = _own(args, read)
    entities: Mapping[str, Entity] = {id_: each for kind in own.entities.values() for id_, each in kind.items()}
    return coverage(entities, read), doubts(entities, read)


def language_lines(language: str, covered: Sequence[Coverage]) -> Iterator[str]:
    """Yield how much is translated into *language*, a line for each sort of text."""
    if covered:
        yield f"translated into {language}:"
    for each in covered:
        yield f"  {each.of:<11}  {each.translated:>5} of {each.texts} texts ({each.translated / each.texts:.0%})"
