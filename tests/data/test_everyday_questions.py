"""What people ask in everyday words about the topics of the popular article finds what answers it."""

import tomllib
from pathlib import Path

import pytest

from backpain_kb import load

KB = load()
TOPICS = tomllib.loads((Path(__file__).parent / "everyday_questions.toml").read_text(encoding="utf-8"))
ENTITIES = {id_ for entities in KB.catalogue.entities.values() for id_ in entities}
ARTICLE = Path(__file__).parents[2] / "docs" / "explanation" / "origin_article.md"
OF_THE_ARTICLE = {
    "Stretching": "stretching",
    "Posture": "posture",
    "Carrying loads": "carrying_loads",
    "Steroid injections": "steroid_injections",
    "Facet joints": "facet_joints",
    "Sacroiliac joints": "sacroiliac_joints",
    "Massage": "massage",
    "Running surface": "running_surface",
    "Heat": "heat",
    "The seated slump": "seated_slump",
    "Backing off for some days": "backing_off",
    "Nerve studies": "nerve_studies",
    "Slipped discs": "slipped_discs",
    "Hydration": "hydration",
}
FEWEST = 4


@pytest.mark.parametrize("topic", TOPICS)
def test_the_topic_is_well_written(topic):
    """A topic names what the pack has, and is asked in four ways or more."""
    assert set(TOPICS[topic]["ids"]) <= ENTITIES
    assert FEWEST <= len(set(TOPICS[topic]["asked"])) == len(TOPICS[topic]["asked"])


def test_every_topic_of_the_article_is_asked_about():
    """Each heading of the page on the article has its questions."""
    headings = [line[3:] for line in ARTICLE.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert [*OF_THE_ARTICLE, "What the article left out"] == headings
    assert set(OF_THE_ARTICLE.values()) <= set(TOPICS)


@pytest.mark.parametrize(
    ("topic", "asked"),
    [pytest.param(topic, asked, id=f"{topic}: {asked}") for topic, row in TOPICS.items() for asked in row["asked"]],
)
def test_everyday_words_find_the_answer(topic, asked):
    """What answers the question is among the first three that a search through everything finds."""
    found = [match.entity.id for match in KB.search(asked, limit=3)]
    assert set(found) & set(TOPICS[topic]["ids"]), found
