"""Language packs: other words, the same decisions."""

import typing

import attrs
import pytest

from backpain_kb.errors import PackError
from backpain_kb.logic.tree import And
from backpain_kb.model.care import Contraindication
from backpain_kb.model.catalogue import KINDS
from backpain_kb.model.rules import Message
from backpain_kb.model.terms import Entity
from backpain_kb.packs.merge import content_hash, merge
from backpain_kb.packs.prose import PROSE, prose_of, put
from backpain_kb.packs.read import read_pack
from backpain_kb.packs.translate import Coverage, coverage, doubts, says_what_is_urgent, untranslated

# Texts that are no prose: ids, codes, words that rules match by, publications, and what is for whoever builds on it.
NO_PROSE = {
    "Accuracy": {"cluster", "source"},
    "Amount": {"dimension", "finding", "say"},
    "Anchor": {"joint"},
    "Arrow": {"at"},
    "Caution": {"conditions"},
    "Claim": {"about"},
    "Codes": {"hpo", "icd10", "icd11", "loinc"},
    "Condition": {"differential", "first_line", "implies", "structures", "withholds"},
    "Contraindication": {"conditions"},
    "Criterion": {"conditions"},
    "Definition": {"condition", "withholds"},
    "DiagnosticTest": {"findings"},
    "Dosage": {"basis"},
    "Exercise": {
        *("equipment", "flags", "helps_with", "parent", "progression_to", "regression_to", "stop_if", "targets"),
    },
    "Feature": {"cluster"},
    "Finding": {"group", "implies", "region", "unit", "values"},
    "Frame": {"angles", "contacts", "scale"},
    "Interaction": {"and_", "between"},
    "Lexicon": {
        *("concepts", "cues", "endings", "everyday", "exact", "fillers", "language", "lasting", "numbers", "places"),
        *("signs", "spelling", "times", "unread"),
    },
    "Likeness": {"finding", "points"},
    "Measure": {"finding"},
    "Message": {"unless_withheld", "withheld"},
    "Opening": {"findings"},
    "Pacing": {"next"},
    "Programme": {"has", "helps_with", "parent"},
    "ProgrammeItem": {"exercise"},
    "Prop": {"a", "at", "b"},
    "Recommendation": {"source"},
    "RuleCase": {"findings"},
    "SafetyRule": {"conditions", "matches"},
    "Scoring": {"max_hours", "points"},
    "Source": {"authors", "doi", "pmid", "title", "url", "venue"},
    "Structure": {"part_of"},
    "Treatment": {"has", "stop_if"},
    "TriageRule": {"tests", "withholds"},
    "Unit": {"dimension", "words"},
    "Wording": {"broad", "choice", "deny", "finding", "hint", "say"},
}


def texts_in(cls):
    """Return the fields of a class that hold texts, those that every entity has and synonyms left out."""
    attrs.resolve_types(cls)
    shared = {field.name for field in attrs.fields(Entity)} - {"basis"} | {"synonyms"}
    return {
        field.name
        for field in attrs.fields(cls)
        if field.name not in shared and str in inner(field.type) and And not in inner(field.type)
    }


def inner(kind):
    """Return the plain types in a type expression."""
    parts = typing.get_args(kind)
    return {each for part in parts for each in inner(part)} if parts else {kind}


def classes():
    """Return every class of the model that an entity is made of."""
    found, waiting = set(), list(KINDS.values())
    while waiting:
        cls = waiting.pop()
        if cls not in found:
            found.add(cls)
            attrs.resolve_types(cls)
            parts = {each for field in attrs.fields(cls) for each in inner(field.type)}
            waiting += [each for each in parts if attrs.has(each) and each.__module__.startswith("backpain_kb.model")]
    return sorted(found, key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_every_text_is_prose_or_not(cls):
    """Of each text of the model it is settled whether people read it, so that a new one is not forgotten."""
    assert texts_in(cls) == set(PROSE.get(cls, ())) | NO_PROSE.get(cls.__name__, set())


def german(text, language="de"):
    """Return the files of a language pack."""
    return {"pack.toml": f'name = "german"\nformat = 1\nversion = "1"\nlanguage = "{language}"\n', "words.toml": text}


def row(of, texts=(), more=""):
    """Return the text of one translation."""
    lines = "".join(f'"{text}" = "{said}"\n' for text, said in texts)
    return f'[[translation]]\nof = "{of}"\n{more}' + (f"[translation.texts]\n{lines}" if lines else "")


@pytest.fixture
def translated(core, write):
    """A function that merges a language pack with the tiny core pack."""

    def run(text, language="de", *others):
        return merge([core, read_pack(write(german(text, language), "german")), *others])

    return run


@pytest.fixture
def refused(translated):
    """A function that returns why a language pack is refused."""

    def run(text, language="de", *others):
        with pytest.raises(PackError) as caught:
            translated(text, language, *others)
        return [str(problem) for problem in caught.value.problems]

    return run


FEVER = ("Do you have a fever?", "Haben Sie Fieber?")


def test_texts_and_synonyms_are_put_in_place(translated, tiny):
    """What is translated is said in the other words; what is not stays."""
    catalogue = translated(row("fever", [FEVER], 'synonyms = ["Fieber"]\n'))
    finding = catalogue.of_kind("finding")["fever"]
    assert ("Haben Sie Fieber?", ("Fieber",)) == (finding.question, finding.synonyms)
    assert finding.label in tiny["findings.toml"]


def test_the_catalogue_says_who_translated(translated, core):
    """The language, and the pack that the words come from, are known."""
    catalogue = translated(row("fever", [FEVER]))
    assert ("de", ("german",)) == (catalogue.language, catalogue.translated_by)
    assert ("en", ()) == (merge([core]).language, merge([core]).translated_by)


def test_nothing_but_words_changes(translated, core):
    """With the old words put back, every entity is as it was."""
    catalogue = translated(row("fever", [FEVER]))
    before = merge([core])
    back = {said: text for text, said in [FEVER]}
    for kind, entities in before.entities.items():
        assert dict(entities) == {id_: put(entity, back) for id_, entity in catalogue.of_kind(kind).items()}


def test_the_hash_knows_the_words(translated):
    """Other words are another pack."""
    one, two = (
        translated(row("fever", [(FEVER[0], said)])).packs[1].sha256 for said in ("Fieber?", "Haben Sie Fieber?")
    )
    assert one != two


def test_what_a_text_of_several_parts_says():
    """A text in a part of an entity is put into other words too, and only that."""
    message = Message(id="m", role="phrase", text="One")
    assert "Eins" == put(message, {"One": "Eins"}).text
    assert message is put(message, {"Two": "Zwei"})


def test_prose_is_listed_once(core):
    """The texts of an entity come in the order of its fields, each once."""
    entity = next(entity for entity in core.entities if getattr(entity, "contraindication", ()))
    texts = prose_of(entity)
    assert len(set(texts)) == len(texts)
    parts = [part for part in entity.contraindication if isinstance(part, Contraindication)]
    assert {part.why for part in parts} <= set(texts)


@pytest.mark.parametrize(
    ("text", "language", "message"),
    [
        (row("feverr", [FEVER]), "de", "it translates 'feverr', which no pack has; did you mean 'fever'?"),
        (row("xyzzy", [FEVER]), "de", "it translates 'xyzzy', which no pack has"),
        (row("fever", [FEVER]), "en", "'fever' is in the language 'en' already; to change what it says"),
        (row("level_routine", (), 'synonyms = ["Hinweis"]\n'), "de", "a message has no synonyms"),
        (
            row("level_routine", [("For {n} days", "Seit Tagen")]),
            "de",
            "the translation of 'For {n} days' must have the same places for values (n), not those of 'Seit Tagen'",
        ),
        (
            row("level_routine", [("For days", "Seit {n} Tagen")]),
            "de",
            "must have the same places for values (none), not those of 'Seit {n} Tagen'",
        ),
        (row("fever", [(FEVER[0], " ")]), "de", "the translation of 'Do you have a fever?' is empty"),
        (row("fever"), "de", "either texts or synonyms is needed"),
        (row("fever", [FEVER]) * 2, "de", "the id is used twice, here and in the same file"),
        (row("fever", [FEVER]), "german", "must match regex"),
        (
            '[[translations]]\nof = "fever"\n',
            "de",
            "unknown kind of entity 'translations'; did you mean [[translation]]?",
        ),
    ],
    ids=[
        "near",
        "far",
        "own_language",
        "synonyms",
        "place_lost",
        "place_added",
        "empty",
        "nothing",
        "twice",
        "code",
        "kind",
    ],
)
def test_what_is_wrong_is_said(refused, text, language, message):
    """A translation that cannot be used is refused, with what is wrong and where."""
    (problem,) = refused(text, language)
    assert message in problem


def test_two_languages_are_refused(refused, write):
    """An answer is in one language."""
    other = {**german(row("cough", [("a", "b")]), "es")}
    other["pack.toml"] = other["pack.toml"].replace("german", "spanish")
    problems = refused(row("fever", [FEVER]), "de", read_pack(write(other, "spanish")))
    both = "german translates into 'de' and spanish translates into 'es'"
    assert f"{both}; an answer is in one language: load one of the two" in problems


def test_two_packs_that_translate_one_entity_are_refused(refused, write):
    """Which of two translations is meant is not guessed."""
    other = german(row("fever", [FEVER]))
    other["pack.toml"] = other["pack.toml"].replace("german", "swiss")
    (problem,) = refused(row("fever", [FEVER]), "de", read_pack(write(other, "swiss")))
    assert "'fever' is translated by pack german too" in problem


def test_what_a_pack_replaces_can_be_in_its_language(core, pack, write):
    """What another pack put in the place of a core entity is in the language of that pack."""
    text = '[[structure]]\nid = "spine"\nlabel = "Spine"\nsummary = "Bones."\nbasis = "practice"\n'
    english = pack(text + 'replaces = "spine"\nbecause = "Ours is shorter."\n')
    words = read_pack(write(german(row("spine", [("Spine", "Rücken")])), "german"))
    assert "Rücken" == merge([core, english, words]).of_kind("structure")["spine"].label


def test_a_text_that_changed_keeps_its_own_words(core, write):
    """A translation of what is no longer said is not used, and somebody is told."""
    text = row("fever", [("Do you have fever?", "Haben Sie Fieber?")])
    words = read_pack(write(german(text), "german"))
    assert "Do you have a fever?" == merge([core, words]).of_kind("finding")["fever"].question
    (doubt,) = doubts(entities_of(core), [words])
    assert str(doubt) == (
        "the text 'Do you have fever?' is not there (any more), so its translation is not used; it says now "
        "'Do you have a fever?' @ german/words.toml, translation of fever"
    )


def test_a_text_that_is_far_from_any(core, write):
    """Where no text is near, none is named."""
    words = read_pack(write(german(row("fever", [("zzz", "Haben Sie Fieber?")])), "german"))
    (doubt,) = doubts(entities_of(core), [words])
    assert "so its translation is not used @" in str(doubt)


@pytest.mark.parametrize(
    ("text", "said", "same"),
    [("for 2.5 km", "2,5 km weit", True), ("2 to 3 days", "3 bis 2 Tage", True), ("2 days", "3 Tage", False)],
)
def test_numbers_are_compared(pack, write, text, said, same):
    """A translation that says another number is shown; how decimals are written is no matter."""
    message = pack(f'[[structure]]\nid = "hip"\nlabel = "Hip"\nsummary = "{text}"\nbasis = "practice"\n')
    words = read_pack(write(german(row("hip", [(text, said)])), "german"))
    found = doubts(entities_of(message), [words])
    assert same == (found == ())
    assert same or "does not have the same numbers" in str(found[0])


def entities_of(pack):
    """Return the entities of a pack by id."""
    return {entity.id: entity for entity in pack.entities}


def test_coverage(core, write):
    """How much is translated is counted for what is urgent and by kind."""
    words = read_pack(write(german(row("fever", [FEVER])), "german"))
    entities = entities_of(core)
    found = {each.of: each for each in coverage(entities, [core, words])}
    texts = sum(len(prose_of(entity)) for entity in core.entities if isinstance(entity, KINDS["finding"]))
    assert Coverage(of="finding", texts=texts, translated=1) == found["finding"]
    urgent = sum(len(prose_of(entity)) for entity in core.entities if says_what_is_urgent(entity))
    assert urgent == found["urgent"].texts
    assert "urgent" == next(iter(found))


def test_what_is_urgent_is_translated_first(core, write):
    """What is left to translate begins with what tells of an emergency; what is done is not listed."""
    catalogue = merge([core])
    words = read_pack(write(german(row("fever", [FEVER])), "german"))
    left = untranslated(catalogue, [core, words])
    urgent = [says_what_is_urgent(entity) for entity, _ in left]
    assert urgent == sorted(urgent, reverse=True)
    assert FEVER[0] not in {entity.id: texts for entity, texts in left}["fever"]


def test_the_hash_of_nothing_translated_is_that_of_the_entities(core):
    """A pack without translations has the hash that it always had."""
    assert content_hash(core.entities) == content_hash(core.entities, ())


def test_a_pack_without_its_translations(write):
    """The rest of a language pack stays."""
    words = read_pack(write(german(row("fever", [FEVER])), "german"))
    assert () == words.without_translations().translations
    assert words.info == words.without_translations().info
