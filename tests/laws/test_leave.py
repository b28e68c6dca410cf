"""
Law 11: every way in which a pack could take caution away from the core pack needs the leave of the application.

The table of replacements is made of the fields of the classes, so a new kind or a new field is in it by itself.
"""

from __future__ import annotations

import functools

import attrs
import pytest

from backpain_kb.errors import NotAllowedError
from backpain_kb.knowledge import KnowledgeBase, load
from backpain_kb.logic.parse import parse
from backpain_kb.logic.tree import Expression
from backpain_kb.model.care import Direction
from backpain_kb.model.catalogue import KINDS, PackInfo
from backpain_kb.model.follow_up import Measure
from backpain_kb.model.lexicon import Lexicon, Wording
from backpain_kb.model.terms import Definition, FrozenDict
from backpain_kb.packs.check import check
from backpain_kb.packs.merge import merge
from backpain_kb.packs.read import Pack
from backpain_kb.testing.overlay import as_pack

KB = load()
RECORD = {"id", "sources", "basis", "reviewed", "note", "replaces", "because"}

# What may be said in other words, or may gain, without leave; everything else of these kinds may not change.
FREE = {
    "claim": "everything",
    "source": "everything",
    "structure": "everything",
    "test": "everything",
    "treatment": {"label", "synonyms", "summary", "how"},
    "exercise": {"label", "synonyms", "purpose", "steps", "evidence", "equipment", "targets", "pose"},
    "programme": {"label", "synonyms", "goal"},
}


@functools.cache
def core():
    """Return the core pack as one pack."""
    return as_pack(KB)


def merged(*entities, allow=()):
    """Return the catalogue of the core pack and a pack of *entities*."""
    club = Pack(info=PackInfo(name="club", format=1, version="1"), entities=entities, files={})
    return merge([core(), club], allow=allow)


def replacing(entity, **changes):
    """Return *entity* with *changes*, as one that replaces it."""
    return attrs.evolve(entity, replaces=entity.id, because="The test tries it.", **changes)


def needs_leave(entity, id_):
    """Assert that *entity* is refused without leave for *id_*, and that the catalogue names it where it is given."""
    with pytest.raises(NotAllowedError) as caught:
        merged(entity)
    (problem,) = caught.value.problems
    assert str(problem).partition(" @ ")[0].endswith(f"the application must allow {id_!r}")
    assert (id_,) == merged(entity, allow=[id_]).allowed


def less(value):  # noqa: PLR0911 - one line for each form of value.
    """Return what is less than *value*, or another: a tuple without its first, a flag turned, a text reworded."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, tuple):
        return value[1:]
    if isinstance(value, FrozenDict):
        return FrozenDict(dict(list(value.items())[1:]))
    if isinstance(value, Expression):
        return parse("fever") if value != parse("fever") else parse("pain_low_back")
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + " Or not."
    if attrs.has(type(value)):
        held = next(field.name for field in attrs.fields(type(value)) if getattr(value, field.name) is not None)
        return attrs.evolve(value, **{held: less(getattr(value, held))})
    members = list(type(value))  # An enum.
    return members[(members.index(value) + 1) % len(members)]


def ways():
    """Yield each kind with each of its fields, and an entity in which that field can be made less."""
    for kind, cls in KINDS.items():
        for field in attrs.fields(cls):
            if field.name not in RECORD | {"retired", "replaced_by"}:
                for entity in KB.catalogue.of_kind(kind).values():
                    if entity.retired is None and getattr(entity, field.name) not in {None, False, (), FrozenDict()}:
                        yield kind, field.name, entity.id
                        break


def changed(entity, field):
    """Return *entity* with less in *field*; None where the class itself refuses that."""
    value = getattr(entity, field)
    try:
        return replacing(entity, **{field: less(value)})
    except ValueError:
        return None


TABLE = list(ways())
TRIED = [row for row in TABLE if changed(KB.catalogue.of_kind(row[0])[row[2]], row[1]) is not None]


@pytest.mark.parametrize(("kind", "field", "id_"), TRIED)
def test_a_field_made_less_needs_leave(kind, field, id_):
    """A core entity with one field made less is refused without leave; of what is free, only words may change."""
    entity = changed(KB.catalogue.of_kind(kind)[id_], field)
    free = FREE.get(kind, set())
    if free == "everything" or field in free:
        assert () == merged(entity).allowed
    else:
        needs_leave(entity, id_)


def test_nearly_every_field_can_be_tried():
    """The table is not empty by accident: of the fields that hold something, few are refused by the class itself."""
    assert len(TABLE) > 150
    assert len(TRIED) > 0.85 * len(TABLE)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if FREE.get(kind) != "everything"])
def test_taking_out_of_use_needs_leave(kind):
    """Nothing of the core pack that protects anybody is retired by another pack without leave."""
    entity = next(each for each in KB.catalogue.of_kind(kind).values() if each.retired is None)
    needs_leave(replacing(entity, retired="We do not need it."), entity.id)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KB.catalogue.of_kind(kind)])
def test_a_replacement_that_changes_no_word(kind):
    """The same again is free for what only words can be changed of, and needs leave for what decides."""
    entity = next(each for each in KB.catalogue.of_kind(kind).values() if each.retired is None)
    words_only = {"claim", "source", "structure", "test", "treatment", "exercise", "programme"}
    if kind in words_only:
        assert () == merged(replacing(entity)).allowed
    else:
        needs_leave(replacing(entity), entity.id)


ITEM = next(each for each in KB.treatments.values() if each.contraindication and each.recommendation)
AGAINST = attrs.evolve(ITEM.recommendation[0], direction=Direction.AGAINST, year=2030)
FOR = attrs.evolve(ITEM.recommendation[0], direction=Direction.FOR, year=2031)


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        ({"recommendation": (*ITEM.recommendation, AGAINST)}, True),
        ({"recommendation": (*ITEM.recommendation, FOR)}, False),
        ({"recommendation": ITEM.recommendation[1:]}, False),
        ({"contraindication": (*ITEM.contraindication, attrs.evolve(ITEM.contraindication[0], why="More."))}, True),
        ({"professional": True}, True),
        ({"dose": "As much as you like."}, False),
    ],
    ids=["against", "for", "one_less", "contraindication", "professional", "dose"],
)
def test_what_a_treatment_may_gain(changes, free):
    """What speaks against a treatment may be added; what speaks for it, and its dose, may not."""
    entity = replacing(ITEM, **changes)
    if free:
        assert () == merged(entity).allowed
    else:
        needs_leave(entity, ITEM.id)


def condition(**fields):
    """Return a condition of a pack."""
    like = next(each for each in KB.conditions.values() if not each.implies)
    return attrs.evolve(like, id="club_condition", **fields)


ADDITIONS = {
    "an implication of a finding": attrs.evolve(KB.findings["fever"], id="club_hot", implies=("fever",)),
    "an implication of a condition": condition(implies=("fever",)),
    "a definition that decides": Definition(
        id="club_decides", label="Ours", why="We say so.", when=parse("fever"), condition="nonspecific_lbp_acute"
    ),
    "a measure that decides the trend": attrs.evolve(
        next(each for each in KB.catalogue.of_kind("measure").values() if isinstance(each, Measure) and each.main),
        id="club_measure",
    ),
    "words that deny": Lexicon(
        id="club_words", language="en", wording=(Wording(finding="saddle_numbness", deny=("numb between my legs",)),)
    ),
    "any words of a language that is read": Lexicon(id="club_words", language="en", fillers=("numb",)),
}


@pytest.mark.parametrize("entity", ADDITIONS.values(), ids=ADDITIONS)
def test_an_addition_that_reaches_into_the_core_needs_leave(entity):
    """What is new, and changes how something of the core pack is judged or read, needs leave under its own id."""
    needs_leave(entity, entity.id)


FREELY = {
    "a finding": attrs.evolve(KB.findings["fever"], id="club_hot", red_flag=False, hard_stop=False),
    "a condition": condition(),
    "words of another language": Lexicon(id="club_words", language="xx", fillers=("das",)),
    "a claim": attrs.evolve(next(iter(KB.claims.values())), id="club_claim"),
    "a rule": attrs.evolve(next(iter(KB.rules.values())), id="club_rule"),
    "a treatment": attrs.evolve(ITEM, id="club_treatment"),
    "a message": attrs.evolve(KB.catalogue.of_kind("message")["safety_net_bone"], id="club_net"),
}


@pytest.mark.parametrize("entity", FREELY.values(), ids=FREELY)
def test_what_only_adds_is_free(entity):
    """What is new and leaves the core as it is needs no leave."""
    assert () == merged(entity).allowed


@pytest.mark.parametrize("entity", [attrs.evolve(KB.catalogue.of_kind("scoring")["scoring"], id="club_scoring")])
def test_what_there_is_one_of(entity):
    """A second scoring does not pass the check: which of two counts would be a guess."""
    assert any("exactly one [[scoring]]" in str(problem) for problem in check(merged(entity)))


@pytest.mark.parametrize("kind", ["rule", "finding", "message", "treatment", "lexicon"])
def test_the_answer_says_what_was_allowed(kind):
    """Whoever reads an answer sees, as data and in words, what of the core knowledge was replaced by leave."""
    entity = next(each for each in KB.catalogue.of_kind(kind).values() if each.retired is None)
    other = replacing(entity, note="Ours.") if kind != "treatment" else replacing(entity, dose="Less.")
    kb = KnowledgeBase(merged(other, allow=[entity.id]))
    answer = kb.assess(kb.presentation(present=["pain_low_back"]))
    assert (entity.id,) == answer.knowledge.allowed
    assert f"replaced parts of the core knowledge: {entity.id}" in " ".join(str(answer).split())


def test_leave_that_nobody_needs_is_not_named():
    """An id that was allowed and not used is not in the answer."""
    assert () == merged(FREELY["a claim"], allow=["fever"]).allowed


def test_every_kind_is_in_the_table():
    """No kind of entity is forgotten."""
    assert set(KINDS) == {kind for kind, _, _ in TRIED}
