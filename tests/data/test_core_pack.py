"""Every file of the core pack: whole, sound, sourced and readable."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from backpain_kb.knowledge import KnowledgeBase, load
from backpain_kb.model.catalogue import KINDS, kind_of
from backpain_kb.model.rules import Confidence, Expectation, Role
from backpain_kb.model.terms import Criterion, Standing
from backpain_kb.packs.check import check
from backpain_kb.packs.merge import merge
from backpain_kb.packs.read import core_folder, core_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

PACK = core_pack()
KB: KnowledgeBase = load()
FILES = sorted({path.relative_to(core_folder()).as_posix() for path in core_folder().rglob("*.toml")} - {"pack.toml"})
IN_FILE: dict[str, list[Any]] = defaultdict(list)
for _entity in PACK.entities:
    IN_FILE[PACK.files[kind_of(_entity), _entity.id]].append(_entity)
PROBLEMS = Counter(
    PACK.files.get(tuple((problem.entity or " ").split(" ", 1)), "?") for problem in check(merge([PACK]))
)

ONE_PER_FILE = ("condition", "treatment", "exercise", "programme")
ITEMS = [*KB.treatments.values(), *KB.exercises.values(), *KB.programmes.values()]
SAFETY_RULES = [rule for rule in KB.catalogue.of_kind("safety_rule").values() if rule.retired is None]

DIAGNOSED_ONLY = {
    "antidepressants",
    "basivertebral_ablation",
    "bending_back_and_turning_with_slipped_vertebra",
    "bending_back_with_slipped_vertebra",
    "dry_needling",
    "facet_sij_injection",
    "foot_orthoses",
    "multidisciplinary_rehab",
    "muscle_relaxants",
    "radiofrequency_denervation",
    "spinal_fusion",
}
"""
Whose criteria name, on purpose, a condition that history alone never makes likely: they count once it is diagnosed.

Procedures, medicines and end-range rules wait for a diagnosis; what people know of themselves has criteria of its own.
"""


@pytest.mark.parametrize("file", FILES)
def test_file(file: str) -> None:
    """A file holds something, of the kind that its folder says, and passes the check."""
    entities = IN_FILE[file]
    assert entities
    folder = file.split("/", maxsplit=1)[0].removesuffix(".toml")
    kinds = {kind_of(entity) for entity in entities}
    assert kinds == {folder if folder in KINDS else folder.removesuffix("s")}
    assert PROBLEMS[file] == 0
    if kinds <= set(ONE_PER_FILE):
        assert [entity.id for entity in entities] == [file.split("/")[1].removesuffix(".toml")]


@pytest.mark.parametrize("rule", KB.rules.values(), ids=KB.rules)
def test_rule_has_its_cases(rule: Any) -> None:
    """A rule shows when it fires, when it is silent, and what it does while something is unknown."""
    expected = {case.expect for case in rule.case}
    assert {Expectation.FIRES, Expectation.SILENT} <= expected
    assert expected & {Expectation.UNKNOWN, Expectation.PRECAUTION}


@pytest.mark.parametrize("kind", KINDS)
def test_sources_exist(kind: str) -> None:
    """Every source that is named exists, and whoever names none says what it rests on."""
    for entity in KB.catalogue.of_kind(kind).values():
        assert [source for source in entity.sources if source not in KB.sources] == []
        if kind in ("rule", "safety_rule", "condition", "treatment", "exercise", "programme"):
            assert entity.sources or entity.basis is not None or getattr(entity, "accuracy", ()), entity.id


@pytest.mark.parametrize("rule", KB.rules.values(), ids=KB.rules)
def test_rule_rests_on_something_that_somebody_read(rule: Any) -> None:
    """A published rule has a source that was checked; a rule of our own says that it is one."""
    if rule.confidence is Confidence.PUBLISHED:
        assert any(KB.sources[source].checked for source in rule.sources)


@pytest.mark.parametrize("treatment", KB.treatments.values(), ids=KB.treatments)
def test_nothing_unchecked_speaks_alone(treatment: Any) -> None:
    """A recommendation that is marked as checked comes from a source that was."""
    for recommendation in treatment.recommendation:
        assert not recommendation.checked or KB.sources[recommendation.source].checked, recommendation.source


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_item_can_be_reached(item: Any) -> None:
    """Everything can come into question: no criterion is a number or an examiner's word alone."""
    for id_ in getattr(item, "helps_with", ()):
        known = id_ in KB.conditions or id_ in KB.definitions or KB.findings[id_].type.value == "boolean"
        assert known, f"{id_} is a number and never true"
    assert getattr(item, "indication", ()) or getattr(item, "helps_with", ())


def _criteria() -> Iterator[tuple[str, Criterion]]:
    """Return every criterion of items and safety rules with whose it is."""
    for item in ITEMS:
        parts = (*getattr(item, "indication", ()), *item.contraindication, *item.caution)
        yield from ((item.id, criterion) for criterion in parts)
    yield from ((rule.id, rule.criterion) for rule in SAFETY_RULES)


def test_every_criterion_can_hold() -> None:
    """A criterion that wants a likely condition names one that can be likely, or waits for a diagnosis on purpose."""
    waiting = {
        owner
        for owner, criterion in _criteria()
        if criterion.conditions
        and criterion.standing is Standing.LIKELY
        and any(KB.conditions[id_].certainty_ceiling is Standing.POSSIBLE for id_ in criterion.conditions)
    }
    assert waiting == DIAGNOSED_ONLY


def test_serious_conditions_hold_everything_back() -> None:
    """Once a serious condition is diagnosed, nothing is recommended beside it."""
    serious = [condition for condition in KB.conditions.values() if condition.kind.value == "serious"]
    for condition in serious:
        who = KB.presentation(present=["pain_low_back"], diagnosed=[condition.id], age_years=40, pain_duration_days=10)
        if condition.id != "suicidal_crisis":
            assert KB.assess(who).plan.recommended == (), condition.id


# Words.

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")
_CLAUSE = re.compile(r"[,;:]\s+|\s+or\s+")
_MOST_WORDS = 20
_ALMOST = {"fall_from_60": 21, "young_athlete_low_back_questions_open": 23}  # Rules whose text waits to be shortened.
_JARGON = re.compile(
    r"\b(aetiolog|analges|anterior|asymptomatic|bilateral|centralis|claudica|comorbid|contraindic|contralateral"
    r"|crumbl|degenerat|differential|dysfunct|etiolog|extension|flexion|haemat|idiopath|ipsilateral|ischaem|lumbar"
    r"|malignan|metasta|myelopath|neurogenic|neuropath|nociplast|oedema|palpat|paraesthes|peripheralis|posterior"
    r"|prognos|prone|radicul|sacral|sequela|supine|systemic|unilateral|unstable|wear and tear|worn)\w*",
    re.IGNORECASE,
)


def _texts() -> Iterator[tuple[str, str, str]]:
    """Return whose text it is, which field, and the text, for what people read."""
    for rule in KB.rules.values():
        yield rule.id, "tell", rule.tell
    for message in KB.catalogue.of_kind("message").values():
        if message.role in (Role.LEVEL, Role.SAFETY_NET, Role.STOP_SIGN):
            yield message.id, message.role.value, message.text
    for item in ITEMS:
        yield from ((item.id, "not_if", contraindication.not_if) for contraindication in item.contraindication)
        yield from ((item.id, "why", contraindication.why) for contraindication in item.contraindication)
        yield from ((item.id, "caution", caution.text) for caution in item.caution)
        yield from ((item.id, "step", step) for step in (*getattr(item, "steps", ()), *getattr(item, "how", ())))
    for rule in SAFETY_RULES:
        yield rule.id, "why", rule.why
        if rule.not_if is not None:
            yield rule.id, "not_if", rule.not_if


def _by_owner() -> dict[str, list[tuple[str, str]]]:
    """Return the texts of each owner, so that a test speaks of one entity."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for owner, field, text in _texts():
        found[owner].append((field, text))
    return found


_TEXTS = _by_owner()


@pytest.mark.parametrize("owner", _TEXTS)
def test_sentences_are_short_and_plain(owner: str) -> None:
    """Sentences have 20 words on average at most (the parts of a list count one by one); no jargon stands bare."""
    for field, text in _TEXTS[owner]:
        parts = [part for part in (_CLAUSE if field == "not_if" else _SENTENCE).split(text) if part.strip()]
        longest = 25 if field in ("why", "caution") else _ALMOST.get(owner, _MOST_WORDS)
        assert sum(len(part.split()) for part in parts) / len(parts) <= longest, (field, text)
        explained = re.sub(r"\([^)]*\)", "", text)
        assert _JARGON.findall(explained) == [], (field, text)


@pytest.mark.parametrize("owner", _TEXTS)
def test_texts_are_clean(owner: str) -> None:
    """A text has no double space, no blank at an end and no dot twice; a "not if" is a part of a sentence."""
    for field, text in _TEXTS[owner]:
        assert text == text.strip()
        assert "  " not in text
        assert ".." not in text
        if field == "not_if":
            assert not text.endswith(".")
            assert text[0].islower() or text.split()[0].isupper(), text
        else:
            assert text.endswith((".", "?", "!", ")")), (field, text)


def test_no_word_of_a_lexicon_stands_twice() -> None:
    """A word or pattern that stands twice in one list is a slip: another was meant."""
    for lexicon in KB.catalogue.of_kind("lexicon").values():
        lists = dict(lexicon.concepts)
        lists |= {f"cue {name}": texts for name, texts in lexicon.cues.items()}
        for wording in lexicon.wording:
            name = f"{wording.finding} {wording.choice}"
            lists[name] = (*lists.get(name, ()), *wording.say, *wording.deny, *wording.broad, *wording.hint)
        twice = {name: [text for text, count in Counter(texts).items() if count > 1] for name, texts in lists.items()}
        assert {} == {name: texts for name, texts in twice.items() if texts}
