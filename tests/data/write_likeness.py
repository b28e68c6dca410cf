"""
Write the likenesses of the lexicon anew, from all phrases beside this file and from the patterns.

    make likeness

Each hard stop gets a logistic regression on the words and concepts of a sentence; its weights are the points.  With
`--aside` it prints instead what points that were not made from a set do for it.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
from phrase_book import BLIND, FOLDER, UNTUNED, Phrase, phrases
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from backpain_kb import load
from backpain_kb.lookup.phrasing import Phrasing
from backpain_kb.lookup.reader import Reader
from backpain_kb.lookup.words import stem, words_of
from backpain_kb.model.lexicon import Lexicon, Likeness, little_words
from backpain_kb.model.reading import Doubt
from backpain_kb.model.terms import FrozenDict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from backpain_kb import KnowledgeBase

FILE: Final = Path(__file__).parents[2] / "src" / "backpain_kb" / "data" / "core" / "lexicon" / "likeness.toml"
LANGUAGE: Final = "en"
STRENGTH: Final = 10.0  # Of the regression; higher fits the phrases more closely.
SURE: Final = 1.5  # How far above even odds a sentence must be (log odds): 1.5 is 9 in 11.
LEAST: Final = 1.0  # Points below this are left out.
FEWEST: Final = 2  # Phrases in which a word must stand.
FILLED: Final = 2  # Ways in which each pattern is filled with words.

HEADER: Final = """\
# What makes a sentence sound like a hard stop where no pattern says it; what does is asked and never believed.
# Made by `make likeness` from the phrases in tests/data/phrases and the patterns: change those, and make it anew.
[[lexicon]]
id = "lexicon_en_likeness"
language = "en"
basis = "design"
"""

Features = dict[str, float]


def lexicons(kb: KnowledgeBase) -> list[Lexicon]:
    """Return the lexicons of the language, without likenesses."""
    found = [each for each in kb.catalogue.of_kind("lexicon").values() if isinstance(each, Lexicon)]
    return [attrs.evolve(each, likeness=()) for each in found if each.language == LANGUAGE]


class Teacher:
    """Knows the words of all phrases, and makes points of them."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Take the knowledge."""
        self.kb = kb
        self.stops = sorted(id_ for id_, finding in kb.findings.items() if finding.hard_stop)
        self.lexicons = lexicons(kb)
        self.sets = {path.stem: phrases(path.stem) for path in sorted(FOLDER.glob("*.toml"))}
        self.little = {word for text in little_words(self.lexicons) for word in words_of(text)}
        self.reader = self._reader_of(self._new_words())
        names = self.reader._phrasing.tree._names.items()
        self.names = {number: f"{{{name}}}" for name, number in names if name[0] not in "=["}
        vocabulary = self.reader._phrasing.cutter._vocabulary
        self.words: dict[int, str] = {}
        for word in sorted(set(vocabulary._bases.values()), key=lambda word: (len(word), word)):
            self.words.setdefault(vocabulary.number(word), word)

    def _reader_of(self, words: Collection[str]) -> Reader:
        """Return a reader that knows *words*, too."""
        points = FrozenDict(dict.fromkeys(sorted(words), 1))
        return self.reading_with([Likeness(finding=self.stops[0], limit=1e9, points=points)])

    def _new_words(self) -> set[str]:
        """Return the words of the phrases that stand in several of them and that are spelled right."""
        vocabulary = self._reader_of(())._phrasing.cutter._vocabulary
        seen: Counter[str] = Counter()
        written: dict[str, str] = {}
        for phrase in (each for given in self.sets.values() for each in given):
            words = {word for word in words_of(phrase.text) if word.isalpha()}
            for word in sorted(words - self.little):
                seen[stem(word)] += 1
                written.setdefault(stem(word), word)
        common = {written[key] for key, count in seen.items() if count >= FEWEST and len(key) > 1}
        return {word for word in common if word in vocabulary._everyday or word in vocabulary._bases}

    def sentences(self, text: str) -> Iterator[set[str]]:
        """Yield the words and concepts of each sentence of *text*."""
        ways = self.reader._phrasing
        pieces = ways.cutter.cut(text)
        for sentence in pieces.sentences:
            found = self.reader._concepts(sentence, ways.cue_tree.find(sentence.codes))
            self.reader._quantities(sentence, pieces, found)
            words = {self.words.get(word, "?") for word in sentence.words}
            yield words | {self.names[concept] for concept in found if concept in self.names}

    def features(self, text: str) -> Features:
        """Return the words and concepts of *text*, each as much as it weighs."""
        traits = {trait for sentence in self.sentences(text) for trait in sentence}
        return dict.fromkeys(sorted(traits), max(len(traits), 1) ** -0.5)

    def patterns(self) -> Iterator[tuple[str, set[str]]]:
        """Yield texts made of the patterns, and of the words for the findings, with the finding that each is about."""
        concepts: dict[str, list[str]] = {}
        for lexicon in self.lexicons:
            for name, texts in lexicon.concepts.items():
                concepts.setdefault(name, []).extend(texts)
        for wording in (wording for lexicon in self.lexicons for wording in lexicon.wording):
            for pattern in (*wording.say, *wording.deny):
                chance = random.Random(pattern)  # noqa: S311 - the same texts, whatever other patterns there are.
                plain = re.sub(r"\{#\w+\}", "3", re.sub(r"\.\.\.|[&\[\]]", " ", pattern))
                for _ in range(FILLED):
                    yield (
                        re.sub(r"\{(\w+)\}", lambda name, chance=chance: chance.choice(concepts[name[1]]), plain),
                        {wording.finding},
                    )
        for finding in self.kb.findings.values():
            yield from ((text, {finding.id}) for text in (finding.label, finding.question, *finding.synonyms) if text)

    def likenesses(self, aside: str | None = None) -> list[Likeness]:
        """Return the points of every hard stop, made from all sets but *aside*."""
        given = [phrase for name, each in self.sets.items() if name != aside for phrase in each]
        texts = [*self.patterns(), *((phrase.text, _about(phrase)) for phrase in given)]
        vectorizer = DictVectorizer()
        matrix = vectorizer.fit_transform([self.features(text) for text, _ in texts])
        names = vectorizer.get_feature_names_out()
        often = (matrix > 0).sum(axis=0).A1 >= FEWEST
        columns = [place for place, name in enumerate(names) if often[place] and name != "?"]
        found = []
        for stop in self.stops:
            model = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=0)
            model.fit(matrix[:, columns], [stop in about for _, about in texts])
            weights = zip((names[place] for place in columns), model.coef_[0], strict=True)
            points = {name: round(float(weight), 1) for name, weight in weights if abs(weight) >= LEAST}
            limit = round(SURE - float(model.intercept_[0]), 2)
            found.append(Likeness(finding=stop, limit=limit, points=FrozenDict(dict(sorted(points.items())))))
        return found

    def reading_with(self, likenesses: Sequence[Likeness]) -> Reader:
        """Return a reader with these likenesses."""
        more = Lexicon(id="lexicon_more", language=LANGUAGE, likeness=tuple(likenesses))
        findings = dict(self.kb.findings)
        return Reader(Phrasing.of([*self.lexicons, more], findings), LANGUAGE, findings)


def _about(phrase: Phrase) -> set[str]:
    """Return all that *phrase* speaks of, whatever it says of it."""
    return {*phrase.present, *phrase.absent, *phrase.uncertain, *phrase.open, *(id_ for id_, _ in phrase.values)}


def show_aside(teacher: Teacher) -> None:
    """Print what the points do for a set that they were not made from."""
    plain = teacher.reading_with(())
    print("| set | hard stops | read, or asked for a pattern | asked for a likeness | asked needlessly | phrases |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in (*BLIND, *UNTUNED):
        reader = teacher.reading_with(teacher.likenesses(aside=name))
        stated = noticed = alike = needless = 0
        for phrase in teacher.sets[name]:
            stops = {*phrase.present, *phrase.uncertain}.intersection(teacher.stops)
            without = plain.read(phrase.text)
            seen = {mention.finding for mention in without.mentions}
            more = {
                mention.finding for mention in reader.read(phrase.text).mentions if mention.doubt is Doubt.ALIKE
            } - seen
            stated, noticed, alike = stated + len(stops), noticed + len(stops & seen), alike + len(stops & more)
            needless += len(more - _about(phrase))
        print(f"| {name} | {stated} | {noticed} | {alike} | {needless} | {len(teacher.sets[name])} |")


def written(likenesses: Sequence[Likeness]) -> str:
    """Return the file of *likenesses*."""
    parts = [HEADER]
    for likeness in likenesses:
        points = ", ".join(f"{_key(name)} = {weight:g}" for name, weight in likeness.points.items())
        head = f'\n[[lexicon.likeness]]\nfinding = "{likeness.finding}"\nlimit = {likeness.limit}\n'
        parts.append(f"{head}points = {{ {points} }}\n")
    return "".join(parts)


def _key(name: str) -> str:
    """Return *name* as a key of TOML."""
    return name if name.isascii() and name.isalpha() else f'"{name}"'


def main() -> None:
    """Write the file, or print the table."""
    teacher = Teacher(load())
    if "--aside" in sys.argv:
        show_aside(teacher)
        return
    FILE.write_text(written(teacher.likenesses()), encoding="utf-8")
    print(f"wrote {FILE.name}")


if __name__ == "__main__":
    main()
