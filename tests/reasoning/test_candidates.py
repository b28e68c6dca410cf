import pytest

from backpain_kb import Standing


def candidates_of(kb, *present, **given):
    """Return the candidates of these facts by id."""
    answer = kb.assess(kb.presentation(present=present, **given))
    return {candidate.condition: candidate for candidate in answer.candidates}


def standings_of(kb, *present, **given):
    """Return condition to standing, in the order of the answer."""
    return {id_: found.standing.value for id_, found in candidates_of(kb, *present, **given).items()}


def points_of(evidence):
    """Return what each piece of evidence adds or takes."""
    return [piece.points for piece in evidence]


WEIGHED = """
    [finding.a]
    [finding.b]
    [finding.c]
    [finding.d]
    [condition.strain]
    feature = [
        { when = "a", effect = "++" }, { when = "b", effect = "+" },
        { when = "c", effect = "-" }, { when = "d", effect = "0" },
    ]
"""


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (["a", "b"], {"strain": "likely"}),
        (["a"], {"strain": "possible"}),
        (["b"], {"strain": "unlikely"}),
        (["c"], {"strain": "unlikely"}),
        ([], {}),
        (["d"], {}),
    ],
)
def test_points_of_present_features_make_the_standing(small, present, expected):
    """Weights add up to likely, possible or unlikely; where nothing weighs, the condition is not named."""
    assert expected == standings_of(small(WEIGHED), *present)


def test_evidence_shows_for_and_against_strongest_first(small):
    """Each side lists its points, the strongest first."""
    kb = small("""
        [finding.a]
        [finding.b]
        [finding.c]
        [finding.d]
        [condition.strain]
        feature = [
            { when = "b", effect = "+" }, { when = "a", effect = "++" },
            { when = "c", effect = "-" }, { when = "d", effect = "--" },
        ]
    """)
    found = candidates_of(kb, "a", "b", "c", "d")["strain"]
    assert [[3, 1], [-3, -1]] == [points_of(found.for_), points_of(found.against)]


def test_an_absent_feature_weighs_nothing(small):
    """A weight counts when its feature is present, and says nothing when it is absent."""
    assert {} == standings_of(small(WEIGHED), absent=["a", "b", "c"])


def test_of_one_cluster_the_strongest_counts(small):
    """Features that say the same thing are not added up."""
    kb = small("""
        [finding.a]
        [finding.b]
        [finding.c]
        [condition.strain]
        feature = [
            { when = "a", effect = "+", cluster = "bend" },
            { when = "b", effect = "++", cluster = "bend" },
            { when = "c", effect = "-", cluster = "bend" },
        ]
    """)
    assert [3] == points_of(candidates_of(kb, "a", "b", "c")["strain"].for_)


def test_what_reads_one_finding_is_one_cluster(small):
    """Two thresholds of one number say the same thing."""
    kb = small("""
        [finding.age_years]
        max = 110
        [condition.worn_joint]
        feature = [{ when = "age_years >= 50", effect = "+" }, { when = "age_years >= 70", effect = "++" }]
    """)
    assert [3] == points_of(candidates_of(kb, age_years=80)["worn_joint"].for_)


def test_what_reads_several_findings_stands_for_itself(small):
    """A feature of several findings is a cluster of its own."""
    kb = small("""
        [finding.a]
        [finding.b]
        [condition.strain]
        feature = [{ when = "a", effect = "+" }, { when = "a and b", effect = "+" }]
    """)
    assert [1, 1] == points_of(candidates_of(kb, "a", "b")["strain"].for_)


def measured(**changed):
    """Return a world in which `a` was measured for `strain`, and weighs too."""
    fields = {"test": '"The test"', "when": '"a"', "lr_pos": "2", "lr_neg": "0.5", "source": '"guide"', **changed}
    row = ", ".join(f"{key} = {value}" for key, value in fields.items() if value is not None)
    return f"""
        [finding.a]
        [condition.strain]
        accuracy = [{{ {row} }}]
        feature = [{{ when = "a", effect = "++" }}]
    """


def test_a_measured_ratio_takes_the_place_of_a_weight(small):
    """What was measured goes before what was weighed, even where it is weaker."""
    (piece,) = candidates_of(small(measured()), "a")["strain"].for_
    assert (1, 2, "guide") == (piece.points, piece.likelihood_ratio, piece.source)


def test_a_measured_ratio_shows_how_it_was_measured(small):
    """Evidence names test, setting and interval of its ratio."""
    kb = small(measured(ci_lr_pos="[1.5, 2.5]", ci_lr_neg="[0.4, 0.6]", setting='"a clinic"'))
    (piece,) = candidates_of(kb, "a")["strain"].for_
    assert ("The test", "a clinic", (1.5, 2.5)) == (piece.test, piece.setting, piece.interval)


def test_a_negative_test_counts_by_its_own_ratio(small):
    """Answered no, the ratio of a negative test and its interval count."""
    kb = small(measured(ci_lr_pos="[1.5, 2.5]", ci_lr_neg="[0.4, 0.6]"))
    (piece,) = candidates_of(kb, absent=["a"])["strain"].against
    assert (-1, 0.5, (0.4, 0.6)) == (piece.points, piece.likelihood_ratio, piece.interval)


@pytest.mark.parametrize(("ratio", "points"), [("1024", 3), ("4", 2), ("2.1", 1.07)])
def test_one_ratio_never_counts_for_more_than_the_cap(small, ratio, points):
    """Points grow with the logarithm of the ratio, up to the cap."""
    (piece,) = candidates_of(small(measured(lr_pos=ratio)), "a")["strain"].for_
    assert points == piece.points


def test_one_ratio_never_takes_more_than_the_cap(small):
    """The cap holds for evidence against it too."""
    (piece,) = candidates_of(small(measured(lr_neg="0.001")), absent=["a"])["strain"].against
    assert -3 == piece.points


@pytest.mark.parametrize(
    "changed",
    [{"checked": "false"}, {"lr_pos": None}, {"lr_pos": "0"}, {"lr_pos": "1"}, {"when": None}],
    ids=["unchecked", "not stated", "zero", "one", "no finding carries it"],
)
def test_a_ratio_that_says_nothing_leaves_the_weight(small, changed):
    """Without a ratio that was checked and says something, the ordinal weight counts."""
    (piece,) = candidates_of(small(measured(**changed)), "a")["strain"].for_
    assert (3, None) == (piece.points, piece.likelihood_ratio)


def test_an_unknown_measurement_adds_nothing(small):
    """Neither ratio counts while the test is unknown."""
    assert {} == standings_of(small(measured()))


def test_nothing_stands_above_its_ceiling(small):
    """A condition that cannot be told from the history stays possible."""
    assert {"strain": "possible"} == standings_of(
        small("""
            [finding.a]
            [finding.b]
            [condition.strain]
            certainty_ceiling = "possible"
            feature = [{ when = "a", effect = "++" }, { when = "b", effect = "++" }]
        """),
        "a",
        "b",
    )


APPLIES = """
    [finding.a]
    [finding.b]
    [finding.age_years]
    max = 110
    [condition.strain]
    applies_when = "age_years >= 18"
    feature = [{ when = "a", effect = "++" }, { when = "b", effect = "++" }]
"""


@pytest.mark.parametrize(
    ("values", "expected"), [({"age_years": 12}, "unlikely"), ({"age_years": 30}, "likely"), ({}, "likely")]
)
def test_outside_its_limits_a_condition_is_unlikely(small, values, expected):
    """Where the condition does not apply it is unlikely; while that is unknown it may stand."""
    assert {"strain": expected} == standings_of(small(APPLIES), "a", "b", **values)


DECIDED = """
    [finding.a]
    [finding.b]
    [finding.c]
    [finding.d]
    [definition.suspected]
    when = "a and b"
    condition = "fracture"
    [condition.fracture]
    feature = [{ when = "c", effect = "++" }, { when = "d", effect = "+" }]
"""


def test_a_definition_that_is_true_decides(small):
    """The condition is likely, and the facts of the definition come first."""
    found = candidates_of(small(DECIDED), "a", "b", "d")["fracture"]
    assert (Standing.LIKELY, "suspected", [(["a", "b"], 0), (["d"], 1)]) == (
        found.standing,
        found.decided_by,
        [([fact.finding for fact in piece.facts], piece.points) for piece in found.for_],
    )


def test_a_definition_decides_up_to_the_ceiling(small):
    """A definition too goes no further than the ceiling."""
    kb = small(DECIDED + 'certainty_ceiling = "possible"')
    assert {"fracture": "possible"} == standings_of(kb, "a", "b")


def test_a_definition_that_is_false_decides(small):
    """Whatever the features say, the condition is unlikely."""
    found = candidates_of(small(DECIDED), "c", absent=["a"])["fracture"]
    assert (Standing.UNLIKELY, "suspected") == (found.standing, found.decided_by)


def test_a_false_definition_without_features_names_nothing(small):
    """What is ruled out, and for which nothing speaks, is not worth naming."""
    assert {} == standings_of(small(DECIDED), absent=["a"])


def test_while_the_definition_is_unknown_a_specific_feature_makes_it_possible(small):
    """Unknown is never absent: one specific feature keeps the condition possible, and never more."""
    assert {"fracture": "possible"} == standings_of(small(DECIDED), "c", "d")


def test_while_the_definition_is_unknown_a_weak_feature_names_nothing(small):
    """Without a specific feature such a condition is not named, and never called unlikely."""
    assert {} == standings_of(small(DECIDED), "d")


def test_while_the_definition_is_unknown_points_against_are_heeded(small):
    """A specific feature does not stand against what speaks more strongly against it."""
    kb = small("""
        [finding.a]
        [finding.b]
        [finding.c]
        [definition.suspected]
        when = "a"
        condition = "fracture"
        [condition.fracture]
        feature = [{ when = "b", effect = "++" }, { when = "c", effect = "--" }]
    """)
    assert {} == standings_of(kb, "b", "c")


TWO_WAYS = """
    [finding.a]
    [finding.b]
    [definition.one]
    when = "a"
    condition = "fracture"
    [definition.two]
    when = "b"
    condition = "fracture"
    [condition.fracture]
    feature = [{ when = "pain", effect = "++" }]
"""


@pytest.mark.parametrize(
    ("absent", "expected"),
    [(["a"], ("likely", "two")), (["a", "b"], ("unlikely", "one"))],
)
def test_of_several_definitions_one_true_or_all_false_decide(small, absent, expected):
    """One true definition is enough; to rule it out, all must be false."""
    present = ["pain"] if "b" in absent else ["pain", "b"]
    found = candidates_of(small(TWO_WAYS), *present, absent=absent)["fracture"]
    assert expected == (found.standing.value, found.decided_by)


def test_one_false_definition_leaves_it_open(small):
    """While another definition is unknown the condition is not ruled out."""
    found = candidates_of(small(TWO_WAYS), "pain", absent=["a"])["fracture"]
    assert (Standing.POSSIBLE, None) == (found.standing, found.decided_by)


def test_what_a_clinician_diagnosed_is_likely_and_marked(small):
    """A diagnosis goes before the definition, and is not put down to it."""
    found = candidates_of(small(DECIDED), absent=["a"], diagnosed=["fracture"])["fracture"]
    assert (Standing.LIKELY, True, None) == (found.standing, found.given, found.decided_by)


def test_candidates_stand_in_order(small):
    """Likely before possible, a diagnosis before a guess, more points before fewer, then by id."""
    kb = small("""
        [finding.a]
        [finding.b]
        [condition.given]
        [condition.strong]
        feature = [{ when = "a", effect = "++" }, { when = "b", effect = "++" }]
        [condition.middle_b]
        feature = [{ when = "a", effect = "++" }]
        [condition.middle_a]
        feature = [{ when = "a", effect = "++" }]
        [condition.weak]
        feature = [{ when = "b", effect = "+" }]
    """)
    order = list(candidates_of(kb, "a", "b", diagnosed=["given"]))
    assert ["given", "strong", "middle_a", "middle_b", "weak"] == order


def test_a_retired_condition_is_no_candidate(small):
    """What is retired answers nothing."""
    assert {} == standings_of(small(WEIGHED + 'retired = "It was unclear."'), "a", "b")


def test_a_candidate_names_its_sources_or_those_of_its_measurements(small):
    """Where the condition cites nothing itself, its measurements do."""
    kb = small("""
        [finding.a]
        [condition.strain]
        sources = []
        accuracy = [
            { test = "One", when = "a", lr_pos = 8, source = "rival" },
            { test = "Two", when = "pain", lr_pos = 8, source = "guide" },
            { test = "Three", lr_pos = 8, source = "rival" },
        ]
    """)
    assert ("rival", "guide") == candidates_of(kb, "a")["strain"].sources


def test_it_asks_for_what_bears_most(small):
    """The findings that wait stand by weight, then by id."""
    kb = small("""
        [finding.a]
        [finding.b]
        [finding.c]
        [finding.d]
        [finding.e]
        [condition.strain]
        feature = [
            { when = "pain", effect = "++" }, { when = "c", effect = "+" }, { when = "b", effect = "--" },
            { when = "a and c", effect = "++" }, { when = "d", effect = "0" }, { when = "e", effect = "-" },
        ]
    """)
    assert ("a", "b", "c", "e") == candidates_of(kb, "pain")["strain"].ask


def test_it_asks_for_five_things_at_most(small):
    """A candidate names a handful of questions."""
    findings = "\n".join(f"[finding.{letter}]" for letter in "abcdefg")
    features = ", ".join(f'{{ when = "{letter}", effect = "+" }}' for letter in "abcdefg")
    kb = small(f'{findings}\n[condition.strain]\nfeature = [{{ when = "pain", effect = "++" }}, {features}]')
    assert tuple("abcde") == candidates_of(kb, "pain")["strain"].ask


SIGN = """
    [finding.sign]
    known_by = "clinician"
    [condition.strain]
    feature = [{ when = "pain", effect = "++" }, { when = "sign", effect = "++" }]
"""


@pytest.mark.parametrize(("asker", "expected"), [("person", ()), ("clinician", ("sign",))])
def test_it_asks_only_what_the_asker_can_know(small, asker, expected):
    """A person is not asked for an examiner's sign."""
    assert expected == candidates_of(small(SIGN), "pain", asker=asker)["strain"].ask


def test_it_asks_for_what_its_definition_waits_for(small):
    """An open definition wants its findings answered."""
    assert ("a", "b", "d") == candidates_of(small(DECIDED), "c")["fracture"].ask


def test_it_does_not_ask_for_what_a_settled_definition_no_longer_needs(small):
    """Once the definition is true, only the features wait."""
    assert ("d",) == candidates_of(small(DECIDED), "a", "b", "c")["fracture"].ask


def test_every_candidate_asks_for_its_own_definition(small):
    """What one open definition waits for is never asked in the name of another."""
    letters = "abcdefgh"
    kb = small(
        "\n".join(f"[finding.{letter}]" for letter in letters)
        + "".join(
            f'\n[definition.suspected_{letter}]\nwhen = "{letter}"\ncondition = "c_{letter}"'
            f'\n[condition.c_{letter}]\nfeature = [{{ when = "pain", effect = "++" }}]'
            for letter in letters
        )
    )
    found = {candidate.condition: candidate.ask for candidate in candidates_of(kb, "pain").values()}
    assert {f"c_{letter}": (letter,) for letter in letters} == found
