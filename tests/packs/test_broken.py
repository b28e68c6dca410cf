import pytest

from backpain_kb import load
from backpain_kb.errors import NotAllowedError, PackError

SPINE = '[[structure]]\nid = "club_spine"\nlabel = "Spine"\nsummary = "The back."\nbasis = "practice"\n'


def answer_of(knowledge):
    """Return an answer in plain words."""
    return str(knowledge.assess(knowledge.presentation(present=["fever"])))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not TOML", "pack 'club' cannot be read: 1 problem"),
        (SPINE.replace("club_spine", "fever"), "the packs club, core do not go together: 1 problem"),
        (SPINE + 'part_of = ["nowhere"]\n', "the packs core, club do not pass the check: 1 problem"),
    ],
    ids=["file", "merge", "check"],
)
def test_a_broken_pack_leaves_the_rest_usable(write, text, message):
    """A broken pack raises for itself; the core knowledge still answers, as before."""
    before = answer_of(load())
    with pytest.raises(PackError) as caught:
        load(str(write({"a.toml": text}, "club")))
    assert message == str(caught.value).splitlines()[0]
    assert before == answer_of(load())


def test_a_problem_of_the_check_names_its_file(write):
    """What is found after merging is placed into the file of the pack that it came from."""
    with pytest.raises(PackError) as caught:
        load(str(write({"deep/a.toml": SPINE + 'part_of = ["nowhere"]\n'}, "club")))
    assert ["no structure 'nowhere' @ club/deep/a.toml, structure club_spine, part_of"] == list(
        map(str, caught.value.problems)
    )


def test_caution_is_not_taken_away_by_loading(write):
    """The same protection holds where an application loads a pack."""
    text = (
        '[[message]]\nid = "club_words"\nrole = "disclaimer"\ntext = "Trust us."\n'
        f'replaces = "{next(id_ for id_, message in load().catalogue.of_kind("message").items() if message.urgency)}"\n'
        'because = "Ours is shorter."\n'
    )
    with pytest.raises(NotAllowedError):
        load(str(write({"a.toml": text}, "club")))


def test_a_sound_pack_adds_to_the_core(write):
    """A pack without a fault is merged, and the answer names it."""
    knowledge = load(str(write({"a.toml": SPINE}, "club")))
    assert "club_spine" in knowledge.structures
    assert ["club", "core"] == [pack.name for pack in knowledge.assess(knowledge.presentation()).knowledge.packs]
