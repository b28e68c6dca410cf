import collections

import pytest

from backpain_kb import load
from backpain_kb.lookup.words import words_of
from backpain_kb.model.terms import Finding

FINDINGS = load().findings

# What nobody says of a back; most share a word with the knowledge ("crash", "drops", "press").
ELSEWHERE = """
    pizza recipe / weather tomorrow / quarterly tax return / blue elephant / mortgage interest rate / guitar chords
    who won the election / stock market crash / birthday present ideas / wifi password / earache drops / wedding dress
    tomato plants / parking ticket / dog food / chocolate cake / hair loss / contact lenses / asdf qwerty / hello world
"""


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=lambda finding: finding.id)
def test_synonyms_find_their_finding(finding: Finding):
    """Every synonym of a finding finds that finding first, among findings and through everything."""
    found = {synonym: load().search(synonym, kind="finding")[0] for synonym in finding.synonyms}
    assert {synonym: load().search(synonym)[0].entity.id for synonym in found} == dict.fromkeys(found, finding.id)
    assert {synonym: (match.entity.id, match.score) for synonym, match in found.items()} == dict.fromkeys(
        finding.synonyms, (finding.id, 1.0)
    )


def test_synonyms_are_of_one_finding():
    """No two findings share a synonym."""
    owners = collections.defaultdict(set)
    for finding in FINDINGS.values():
        for synonym in finding.synonyms:
            owners[words_of(synonym)].add(finding.id)
    assert {synonym: ids for synonym, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("numb betwen my legs", "saddle_numbness"),
        ("can't feel when I wipe", "saddle_numbness"),
        ("scaitica", "pain_below_knee"),
        ("backache", "pain_low_back"),
        ("hurts when I lean back after hill runs", "worse_extension"),
        ("foot slaps on the ground", "foot_drop"),
        ("buttok pain", "pain_buttock"),
    ],
)
def test_what_people_type(text: str, id_: str):
    """What people type finds the finding that they mean."""
    assert load().search(text, kind="finding")[0].entity.id == id_


@pytest.mark.parametrize("text", ["foam roling", "foam roller"])
def test_treatment_by_its_lay_name(text: str):
    """A treatment is found by what people call it."""
    assert load().search(text, kind="treatment")[0].entity.id == "recovery_modalities"


def test_slipped_disk():
    """The condition that people call a slipped disc is found with either spelling."""
    assert load().search("slipped disk", kind="condition")[0].entity.id == "lumbar_disc_herniation_radiculopathy"


@pytest.mark.parametrize(
    "text", [text.strip() for line in ELSEWHERE.split("\n") for text in line.split("/") if text.strip()]
)
def test_elsewhere(text: str):
    """A query about something else finds no finding."""
    assert load().search(text, kind="finding") == ()
