from typing import Any

import pytest

from backpain_kb.errors import QueryError, UnknownIdError
from backpain_kb.logic.symbols import ValueType
from backpain_kb.lookup.search import LONE_THRESHOLD, THRESHOLD, Index
from backpain_kb.model.care import Provider, Treatment
from backpain_kb.model.catalogue import KINDS, Catalogue, kind_of
from backpain_kb.model.evidence import Source, SourceKind
from backpain_kb.model.rules import Message, Role
from backpain_kb.model.terms import Entity, Finding, KnownBy


def finding(id_: str, label: str, *synonyms: str, question: str = "Is it so?", retired: str | None = None) -> Finding:
    """Return a finding that somebody can have."""
    return Finding(
        id=id_,
        label=label,
        synonyms=synonyms,
        question=question,
        type=ValueType.BOOLEAN,
        known_by=KnownBy.PERSON,
        group="some",
        retired=retired,
    )


def treatment(id_: str, label: str, *synonyms: str) -> Treatment:
    """Return something that can be done."""
    return Treatment(id=id_, label=label, synonyms=synonyms, summary="Something.", providers=(Provider.SELF,))


def index_of(*entities: Entity) -> Index:
    """Return an index of a catalogue of *entities*."""
    by_kind: dict[str, dict[str, Entity]] = {kind: {} for kind in KINDS}
    for entity in sorted(entities, key=lambda entity: entity.id):
        by_kind[kind_of(entity)][entity.id] = entity
    return Index.build(Catalogue(packs=(), entities=by_kind))


ENTITIES = (
    finding("saddle_numbness", "Saddle numbness", "numb between my legs", "cannot feel when I wipe"),
    finding("leg_numbness", "Leg numbness", "numb leg", "dead leg"),
    finding("pain_below_knee", "Leg pain below the knee", "sciatica", "pain down to my foot"),
    finding("pain_low_back", "Low back pain", "back ache", "bad back", "sore lower back"),
    finding("worse_extension", "Worse bending backwards", "hurts to lean back", "leaning back hurts"),
    finding("brain_tumour", "Brain tumour", "growth in the head"),
    finding("pain_onset", "How it started", question="How did the pain start, and was it after a fall from a ladder?"),
    treatment("foam_rolling", "Foam rolling", "foam roller"),
    treatment("deadlifting", "Deadlifts", "lifting a bar from the floor"),
    treatment("disc_surgery", "Discectomy", "operation for a slipped disc"),
    treatment("physio", "Physiotherapy", "sore lower back"),
    Source(
        id="foam-2020", title="Foam rolling and recovery: a review", kind=SourceKind.SYSTEMATIC_REVIEW, checked=True
    ),
    Message(id="net_fever", role=Role.SAFETY_NET, text="Be seen for fever. " * 10),
)


@pytest.fixture(scope="module")
def index() -> Index:
    """Return an index of a few entities."""
    return index_of(*ENTITIES)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("numb betwen my legs", "saddle_numbness"),
        ("saddle_numbness", "saddle_numbness"),
        ("Can’t feel when I wipe", "saddle_numbness"),  # noqa: RUF001 - a curly apostrophe is what is tested.
        ("legs, numb: between", "saddle_numbness"),
        ("numbness of the leg", "leg_numbness"),
        ("scaitica", "pain_below_knee"),
        ("SCIATIC", "pain_below_knee"),
        ("backache", "pain_low_back"),
        ("brain tumor", "brain_tumour"),
        ("foam roling", "foam_rolling"),
        ("dead lifts", "deadlifting"),
        ("slipped disk operation", "disc_surgery"),
        ("hurts when I lean backwards", "worse_extension"),
    ],
)
def test_first(index: Index, text: str, id_: str):
    """What people type finds what they mean, whatever its spelling, order and typing errors."""
    assert index.search(text)[0].entity.id == id_


def test_exact_name(index: Index):
    """A name word for word scores 1, and the reason names it."""
    match = index.search("Numb between my legs")[0]
    assert (match.score, match.why) == (1.0, "synonym: numb between my legs")


def test_similar_name(index: Index):
    """What is not a name word for word scores less than 1."""
    assert 0.8 < index.search("numb betwen my legs")[0].score < 1


def test_question_is_weak(index: Index):
    """The words of a question are found, but count less than a name."""
    match = index.search("fall from a ladder")[0]
    assert (match.entity.id, match.why.partition(":")[0], match.score < 0.7) == ("pain_onset", "question", True)


def test_long_name_is_cut(index: Index):
    """The reason quotes a long text only in part."""
    assert index.search("be seen for fever")[0].why == "text: " + ("Be seen for fever. " * 10)[:99] + "…"


def test_kind(index: Index):
    """Only entities of the kind that was asked for are found."""
    assert [match.entity.id for match in index.search("foam rolling", kind="source")] == ["foam-2020"]


def test_order_of_ties(index: Index):
    """Of equal scores the earlier kind comes first."""
    assert [match.entity.id for match in index.search("sore lower back")[:2]] == ["pain_low_back", "physio"]


def test_ids_order_ties():
    """Of equal scores and kinds the first id comes first."""
    both = index_of(finding("b_two", "Shared name"), finding("a_one", "Shared name"))
    assert [match.entity.id for match in both.search("shared name")] == ["a_one", "b_two"]


def test_limit(index: Index):
    """No more matches come back than were asked for."""
    assert len(index.search("leg numb pain back", limit=2)) == 2


@pytest.mark.parametrize("text", ["pizza recipe", "zxcv", "my car will not start", "and of the", "!!!", "12345"])
def test_nothing_similar(index: Index, text: str):
    """Where nothing is similar nothing is returned, not the nearest nonsense."""
    assert index.search(text) == ()


def test_lone_word_of_several(index: Index):
    """One word in common with a query of several needs a higher score than two words in common."""
    assert index.search("back rates") == ()
    assert THRESHOLD < index.search("lower back rates")[0].score < LONE_THRESHOLD


def test_retired_is_left_out():
    """A retired entity is not found."""
    assert index_of(finding("old_one", "Old name", retired="It said two things.")).search("old name") == ()


def test_parts_of_sentences_are_left_out():
    """A message that is but a part of sentences is not found; one that people read whole is."""
    part = Message(id="dose_every_day", role=Role.PHRASE, text="every single day")
    whole = Message(id="net_every_day", role=Role.SAFETY_NET, text="Worse every single day: be seen.")
    assert ["net_every_day"] == [match.entity.id for match in index_of(part, whole).search("every single day")]


def test_empty_catalogue():
    """An index of nothing finds nothing."""
    assert index_of().search("back pain") == ()


def test_name_without_words():
    """A name of signs alone does no harm and is not found by signs."""
    assert index_of(finding("odd_one", "Odd", "?!")).search("?!") == ()


def test_word_twice(index: Index):
    """Saying a word twice changes nothing."""
    once, twice = index.search("sore lower backs"), index.search("sore sore lower backs")
    assert [(match.entity.id, match.score) for match in twice] == [(match.entity.id, match.score) for match in once]


def test_same_every_time():
    """Two indexes of the same entities give the same matches."""
    texts = ("numb betwen my legs", "leg pain", "foam")
    assert [index_of(*ENTITIES).search(text) for text in texts] == [
        index_of(*ENTITIES[::-1]).search(text) for text in texts
    ]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_empty_query(index: Index, text: str):
    """An empty query is refused, not answered with everything."""
    with pytest.raises(QueryError, match="nothing to search for"):
        index.search(text)


def test_limit_below_one(index: Index):
    """A limit that lets nothing through is refused."""
    with pytest.raises(QueryError, match="limit is at least 1, not 0"):
        index.search("back", limit=0)


def test_unknown_kind(index: Index):
    """An unknown kind is refused with a hint."""
    with pytest.raises(UnknownIdError, match="no kind of entity 'fnding'; did you mean 'finding'"):
        index.search("back", kind="fnding")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"text": None}, "a text is needed, not None"),
        ({"text": "numb", "limit": 2.5}, "a whole number as limit is needed, not 2.5"),
    ],
)
def test_query_of_another_type(index: Index, given: dict[str, Any], expected: str):
    """What is no text, or no whole number as limit, is refused with one clear error."""
    with pytest.raises(QueryError) as caught:
        index.search(**given)
    assert expected == str(caught.value)
