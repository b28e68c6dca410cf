import itertools

import attrs
import pytest

from backpain_kb.errors import NotAllowedError, PackError
from backpain_kb.packs.check import check
from backpain_kb.packs.merge import content_hash, merge

STRUCTURE = '[[structure]]\nid = "{id}"\nlabel = "Hip"\nsummary = "A joint."\nbasis = "practice"\n'
REPLACES = 'replaces = "{id}"\nbecause = "Ours is newer."\n'
FINDING = """
[[finding]]
id = "{id}"
label = "Something"
type = "boolean"
known_by = "person"
question = "Do you have it?"
group = "general"
"""


def structure(id_, replaces=None):
    """Return the text of one structure, which may replace another."""
    return STRUCTURE.format(id=id_) + (REPLACES.format(id=replaces) if replaces else "")


def refusals(*packs, error=PackError, allow=()):
    """Return why packs do not go together."""
    with pytest.raises(PackError) as caught:
        merge(packs, allow=allow)
    assert error is type(caught.value)
    return [str(problem) for problem in caught.value.problems]


def block(tiny, file, id_):
    """Return the text of one entity of the tiny core pack."""
    kind = "[[" + file.removesuffix("s.toml") + "]]"
    (found,) = [part for part in tiny[file].split(kind) if f'\nid = "{id_}"\n' in part]
    return kind + found


def replacing(text, id_, new_id=None):
    """Return the text of an entity as one that replaces *id_*."""
    return text.replace(f'id = "{id_}"\n', f'id = "{new_id or id_}"\n' + REPLACES.format(id=id_), 1)


def test_merging_is_a_union(core, pack):
    """Every entity of every pack is in the catalogue, ids in order."""
    catalogue = merge([core, pack(structure("hip") + structure("ankle"))])
    assert ["ankle", "hip", "lumbar_spine", "spine"] == list(catalogue.of_kind("structure"))


def test_a_merged_catalogue_passes_the_check(core, pack):
    """What is added does not disturb the rest."""
    assert () == check(merge([core, pack(structure("hip"))]))


def test_the_order_of_packs_does_not_matter(core, pack):
    """Every order gives the same catalogue, byte for byte the same hash."""
    packs = [core, pack(structure("hip"), "a-club"), pack(structure("spine", "spine"), "b-club")]
    first, *others = [merge(order) for order in itertools.permutations(packs)]
    assert [first] * 5 == others


def test_an_empty_pack_changes_only_the_list_of_packs(core, pack):
    """A pack without entities adds its name and nothing else."""
    alone, both = merge([core]), merge([core, pack("")])
    assert (alone.entities, alone.allowed, ("club", "core")) == (
        both.entities,
        both.allowed,
        tuple(info.name for info in both.packs),
    )


def test_each_pack_is_named_with_its_hash(core):
    """The catalogue says which packs it is made of, with the hash of what they say."""
    (info,) = merge([core]).packs
    assert attrs.evolve(core.info, sha256=content_hash(core.entities)) == info


def test_merging_nothing():
    """Without packs there are no entities, and all kinds are empty."""
    catalogue = merge([])
    assert ((), {0}) == (catalogue.packs, {len(entities) for entities in catalogue.entities.values()})


def test_a_kind_that_does_not_exist_is_empty(core):
    """Asking a catalogue for an unknown kind returns nothing."""
    assert {} == merge([core]).of_kind("wish")


# The hash of what a pack says.


def test_the_hash_does_not_depend_on_files_or_order(tiny, write):
    """However the same entities are laid out, the hash is the same."""
    from backpain_kb.packs.read import read_pack  # noqa: PLC0415 - only here two layouts are read.

    as_it_is = read_pack(write(tiny, "as-it-is"))
    moved = {f"deep/{name}": text for name, text in tiny.items() if name not in ("pack.toml", "others.toml")}
    kinds = tiny["others.toml"].split("\n\n[[")
    rest = "\n\n[[".join(["", *reversed([kinds[0].removeprefix("[["), *kinds[1:]])])
    laid_out = read_pack(write({"pack.toml": tiny["pack.toml"], "z.toml": rest, **moved}, "laid-out"))
    assert content_hash(as_it_is.entities) == content_hash(laid_out.entities)
    assert as_it_is.entities != laid_out.entities


def test_the_hash_depends_on_every_word(core):
    """A changed word is a changed hash."""
    first, *rest = core.entities
    changed = attrs.evolve(first, note="Another word.")
    assert content_hash(core.entities) != content_hash([changed, *rest])


def test_the_hash_of_known_content():
    """The hash is the same on every machine, in every run."""
    assert "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945" == content_hash([])


# Packs that do not go together.


def test_an_id_in_two_packs(core, pack):
    """The same id twice is refused with both packs and files, and with the way out."""
    expected = (
        "the id is used already by structure spine of pack club (entities.toml); "
        "to change it, say replaces and because @ core/others.toml, structure spine"
    )
    assert [expected] == refusals(core, pack(structure("spine")))


def test_an_id_of_another_kind(core, pack):
    """Ids are unique across kinds, because expressions use them."""
    expected = (
        "the id is used already by structure fever of pack club (entities.toml); "
        "to change it, say replaces and because @ core/findings.toml, finding fever"
    )
    assert [expected] == refusals(core, pack(structure("fever")))


def test_two_packs_of_one_name(core, pack):
    """A name stands for one pack."""
    assert ["two packs have the name 'club'"] == refusals(pack(structure("hip")), pack("", "club"))
    assert "two packs have the name 'core'" in refusals(core, pack("", "core"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (structure("hip", "spin"), "it replaces 'spin', which no pack has; did you mean 'spine'?"),
        (structure("hip", "xyzzy"), "it replaces 'xyzzy', which no pack has"),
        (structure("hip", "hip"), "it replaces 'hip', which no pack has"),
        (
            structure("ankle") + structure("hip", "ankle"),
            "it replaces 'ankle' of its own pack; change that one instead",
        ),
        (structure("hip", "fever"), "a structure cannot replace the finding fever"),
    ],
)
def test_a_replacement_that_cannot_be(core, pack, text, expected):
    """A replacement takes the place of an entity of the same kind in another pack."""
    assert [f"{expected} @ club/entities.toml, structure hip"] == refusals(core, pack(text))


@pytest.mark.parametrize(("first", "second"), [("spine", "spine"), ("spine", "hip"), ("ankle", "hip")])
def test_two_packs_that_replace_one_entity(core, pack, first, second):
    """Which of two replacements to take is not guessed, whatever ids they have."""
    packs = pack(structure(first, "spine"), "a-club"), pack(structure(second, "spine"), "b-club")
    expected = f"'spine' is replaced by pack a-club too @ b-club/entities.toml, structure {second}"
    assert [expected] == refusals(core, *packs)


@pytest.mark.parametrize("order", [("a-club", "b-club"), ("b-club", "a-club")])
def test_a_replacement_is_not_replaced_again(core, pack, order):
    """A chain of replacements is refused, whichever pack comes first in the alphabet."""
    packs = pack(structure("hip", "spine"), order[0]), pack(structure("ankle", "hip"), order[1])
    expected = f"it replaces 'hip' of pack {order[0]}, which itself replaces 'spine'"
    assert [f"{expected} @ {order[1]}/entities.toml, structure ankle"] == refusals(core, *packs)


def test_all_that_does_not_go_together_is_said_at_once(core, pack):
    """Problems come together, in order."""
    found = refusals(core, pack(structure("hip", "xyzzy") + structure("ankle", "fever")))
    assert (2, sorted(found)) == (len(found), found)


# Caution that is taken away.


def test_a_replacement_takes_the_place(core, pack):
    """A structure says nothing about caution, and is replaced freely."""
    catalogue = merge([core, pack(structure("spine", "spine"))])
    assert ("Hip", ()) == (catalogue.of_kind("structure")["spine"].label, catalogue.allowed)


def test_a_replacement_may_have_another_id(core, pack):
    """The old id is then gone."""
    structures = merge([core, pack(structure("hip", "spine"))]).of_kind("structure")
    assert ["hip", "lumbar_spine"] == list(structures)


@pytest.mark.parametrize(
    ("file", "id_"),
    [
        ("rules.toml", "fever_today"),
        ("findings.toml", "stiff_back"),
        ("definitions.toml", "suspected_fracture"),
        ("conditions.toml", "fracture"),
    ],
)
def test_replacing_what_decides_needs_leave(tiny, core, pack, file, id_):
    """A rule, a finding, a definition or a condition of the core pack is not replaced without leave."""
    club = pack(replacing(block(tiny, file, id_), id_))
    kind = file.removesuffix("s.toml")
    expected = (
        f"it replaces the core {kind} {id_}, which may weaken it; the application must allow '{id_}' "
        f"@ club/entities.toml, {kind} {id_}"
    )
    assert [expected] == refusals(core, club, error=NotAllowedError)


def test_what_was_allowed_is_named(tiny, core, pack):
    """With leave it is replaced, and the catalogue says so; leave that nothing needed is not named."""
    club = pack(replacing(block(tiny, "rules.toml", "fever_today"), "fever_today"))
    assert ("fever_today",) == merge([core, club], allow=["spine", "fever_today"]).allowed


def test_leave_for_another_id_is_no_leave(tiny, core, pack):
    """Leave is given id by id."""
    club = pack(replacing(block(tiny, "rules.toml", "fever_today"), "fever_today"))
    assert 1 == len(refusals(core, club, error=NotAllowedError, allow=["no_all_clear"]))


def test_a_pack_that_is_not_core_may_be_replaced(pack):
    """Only the core pack is protected; what clubs do among themselves is theirs."""
    one = pack(FINDING.format(id="limp"), "a-club")
    two = pack(FINDING.format(id="limp") + REPLACES.format(id="limp"), "b-club")
    assert "Ours is newer." == merge([one, two]).of_kind("finding")["limp"].because


@pytest.mark.parametrize(
    ("file", "id_", "old", "new", "free"),
    [
        ("treatments.toml", "walking", "", "", True),
        ("treatments.toml", "walking", 'summary = "Walking at', 'summary = "Strolling at', True),
        ("treatments.toml", "walking", 'not_if = "a bone is broken"', 'not_if = "all is well"', False),
        ("treatments.toml", "walking", 'providers = ["self"]', 'providers = ["self"]\nprofessional = true', True),
        ("treatments.toml", "rest", 'has = ["lying"]', 'has = ["lying", "impact"]', True),
        ("treatments.toml", "rest", 'has = ["lying"]', "", False),
        ("treatments.toml", "rest", 'has = ["lying"]', 'has = ["lying"]\nretired = "No."', False),
        ("exercises.toml", "bridge", 'label = "Bridge"', 'label = "Hip bridge"', True),
        ("exercises.toml", "bridge", 'flags = ["supine_hold"]', 'flags = ["supine_hold", "prone"]', True),
        ("exercises.toml", "bridge", 'flags = ["supine_hold"]', "", False),
        ("exercises.toml", "bridge", 'load = "low"', 'load = "high"', False),
        ("exercises.toml", "bridge", 'timing = ["off_day"]', 'timing = ["anytime"]', False),
        ("exercises.toml", "single_leg_bridge", "isometric_hold = true", "isometric_hold = false", False),
        ("programmes.toml", "bridges", 'parent = "walking"', 'parent = "rest"', False),
        ("programmes.toml", "bridges", 'goal = "Stronger hips."', 'goal = "Strong hips."', True),
        ("programmes.toml", "bridges", 'exercise = "bridge"', 'exercise = "single_leg_bridge"', False),
        ("programmes.toml", "bridges", "weeks_min = 1.5", 'weeks_min = 1, enter_if = "stiff_back"', False),
        ("programmes.toml", "bridges", "regress_when = 'night_pain'", "regress_when = 'fever'", False),
        ("programmes.toml", "bridges", ", enter_if = 'stiff_back'", "", False),
    ],
)
def test_items_may_gain_caution_and_not_lose_it(tiny, core, pack, file, id_, old, new, free):
    """An item keeps its contraindications and what safety rules match; then it is replaced without leave."""
    text = block(tiny, file, id_)
    assert old in text
    club = pack(replacing(text.replace(old, new, 1) if old else text, id_))
    if free:
        assert () == merge([core, club]).allowed
    else:
        assert 1 == len(refusals(core, club, error=NotAllowedError))


def test_a_treatment_that_asks_for_a_professional_keeps_asking(tiny, write, pack):
    """What needs a professional may not lose that."""
    from backpain_kb.packs.read import read_pack  # noqa: PLC0415 - only here another core pack is read.

    treatments = tiny["treatments.toml"].replace('has = ["lying"]', "professional = true")
    strict = tiny | {"treatments.toml": treatments}
    club = pack(replacing(block(strict, "treatments.toml", "rest"), "rest").replace("professional = true", ""))
    assert 1 == len(refusals(read_pack(write(strict)), club, error=NotAllowedError))


MESSAGE = '[[message]]\nid = "{id}"\nrole = "{role}"\ntext = "Words."\n'


@pytest.mark.parametrize(
    ("id_", "role"), [("phrase_because", "phrase"), ("come_back", "safety_net"), ("not_a_device", "disclaimer")]
)
def test_replacing_a_message_needs_leave(core, pack, id_, role):
    """Whatever a person is told may be caution: "Not if {not_if}." is a phrase too."""
    club = pack(MESSAGE.format(id=id_, role=role) + REPLACES.format(id=id_))
    assert 1 == len(refusals(core, club, error=NotAllowedError))
    assert (id_,) == merge([core, club], allow=[id_]).allowed


def test_an_implication_into_core_findings_needs_leave(core, pack):
    """A finding that makes a core finding present or absent could silence a rule."""
    club = pack(FINDING.format(id="limp") + 'implies = ["stiff_back"]\n')
    expected = "it adds an implication into core findings; the application must allow 'limp'"
    assert [f"{expected} @ club/entities.toml, finding limp"] == refusals(core, club, error=NotAllowedError)
    assert ("limp",) == merge([core, club], allow=["limp"]).allowed


DEFINITION = '[[definition]]\nid = "{id}"\nlabel = "x"\nwhy = "x"\nwhen = "stiff_back"\ncondition = "{condition}"\n'


def test_deciding_a_core_condition_needs_leave(core, pack):
    """A definition that decides a core condition could rule it out."""
    club = pack(DEFINITION.format(id="surely_strain", condition="strain"))
    expected = (
        "it decides the core condition strain; the application must allow 'surely_strain' "
        "@ club/entities.toml, definition surely_strain"
    )
    assert [expected] == refusals(core, club, error=NotAllowedError)


@pytest.mark.parametrize("main", [True, False])
def test_a_measure_that_can_make_the_trend_better_needs_leave(core, pack, main):
    """What decides that someone is better lets them do more; what can only hold them back is free."""
    text = '[[measure]]\nid = "fits"\nlabel = "Fits"\nfinding = "fever"\nbetter = "absent"\nbasis = "design"\n'
    club = pack(text + ("main = true\n" if main else ""))
    if main:
        expected = (
            "it can make the trend better by itself; the application must allow 'fits' "
            "@ club/entities.toml, measure fits"
        )
        assert [expected] == refusals(core, club, error=NotAllowedError)
    else:
        assert () == merge([core, club]).allowed


def test_findings_and_conditions_of_ones_own_are_free(core, pack, tiny):
    """A pack may tie its own findings together and decide its own conditions."""
    strain = block(tiny, "conditions.toml", "strain").replace('id = "strain"', 'id = "sprain"')
    own = FINDING.format(id="limp") + 'implies = ["hop"]\n' + FINDING.format(id="hop")
    club = pack(own + strain + DEFINITION.format(id="surely_sprain", condition="sprain"))
    assert () == merge([core, club]).allowed


def test_leave_is_asked_for_once(tiny, core, pack):
    """A replaced finding that implies core findings needs leave for itself, not again for the implication."""
    club = pack(replacing(block(tiny, "findings.toml", "chills"), "chills"))
    assert ("chills",) == merge([core, club], allow=["chills"]).allowed


# What adding can do to the whole.


SCORING = """
[[scoring]]
id = "ours"
points = { "++" = 2, "+" = 1, "0" = 0, "-" = -1, "--" = -2 }
points_per_doubling = 1
points_cap = 3
likely_from = 3
possible_from = 0.5
specific_from = 1
max_hours = { emergency = 0, same_day = 24, soon = 336, routine = 1008 }
"""
WITHHELD = "it withholds treatment, but no rule of soon or above is sure to fire while it is True"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            MESSAGE.format(id="ours", role="level") + 'urgency = "emergency"\n',
            "exactly one message of the role level is needed for emergency, there are 2 @ messages",
        ),
        (SCORING, "exactly one [[scoring]] is needed, there are 2 @ scoring"),
        (
            '[[interview]]\nid = "ours"\nbasis = "design"\n[[interview]]\nid = "theirs"\nbasis = "design"\n',
            "at most one [[interview]] is possible, there are 2 @ interview",
        ),
        (
            FINDING.format(id="limp") + 'red_flag = true\nwhy_asked = "x"\nasked_when = "fever"\n',
            "this red flag is read by no rule @ finding limp, red_flag",
        ),
        (
            DEFINITION.format(id="limp", condition="x").replace('condition = "x"', 'withholds = ["any"]'),
            f"{WITHHELD} @ definition limp, withholds",
        ),
        (
            '[[measure]]\nid = "m"\nlabel = "M"\nfinding = "fever"\nbetter = "lower"\nleast = 1\nbasis = "design"\n',
            "'fever' is a boolean, and better = 'lower' is for a number @ measure m, finding",
        ),
        (
            '[[measure]]\nid = "m"\nlabel = "M"\nfinding = "age_years"\nbetter = "absent"\nbasis = "design"\n',
            "'age_years' is a number, and better = 'absent' is for a boolean @ measure m, finding",
        ),
    ],
    ids=["level", "scoring", "interview", "red_flag", "withholds", "measured_sign", "measured_number"],
)
def test_an_added_entity_is_checked_with_the_rest(core, pack, text, expected):
    """What a pack adds must fit into the whole."""
    assert [expected] == list(map(str, check(merge([core, pack(text)]))))


def test_definitions_nested_too_deeply_are_refused(core, pack):
    """A chain of definitions that no evaluation could follow is refused, at the first that is too deep."""
    rows = ['[[definition]]\nid = "d0"\nlabel = "x"\nwhy = "x"\nwhen = "stiff_back"\n']
    rows += [f'[[definition]]\nid = "d{n}"\nlabel = "x"\nwhy = "x"\nwhen = "not d{n - 1}"\n' for n in range(1, 1200)]
    expected = "with the definitions that it uses it is nested more than 100 deep @ definition d50"
    assert [expected] == list(map(str, check(merge([core, pack("\n".join(rows))]))))


def test_a_tangle_of_implications_is_checked_quickly(core, pack):
    """Implications that part and meet again forty times are followed once each."""
    rows = []
    for n in range(40):
        links = f'implies = ["l{n + 1}", "r{n + 1}"]\n' if n < 39 else ""
        rows += [FINDING.format(id=f"{side}{n}") + links for side in "lr"]
    assert () == check(merge([core, pack("".join(rows))]))
