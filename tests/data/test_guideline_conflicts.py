"""
Where guidelines disagree, the pack says so: the 20 conflicts of the evidence (treatments.md, section 5).

A conflict is data: both sides stand in the recommendations with their source, population and year, and the plan shows
both instead of an average.
"""

from __future__ import annotations

from typing import Any

import pytest

import backpain_kb
from backpain_kb import KnowledgeBase
from backpain_kb.model.assessment import PlanItem, PlanVerdict
from backpain_kb.model.care import Direction, Recommendation

FOR = (Direction.FOR, Direction.CONDITIONAL_FOR)
AGAINST = (Direction.AGAINST, Direction.CONDITIONAL_AGAINST)
SILENT = (Direction.NO_RECOMMENDATION,)

SIDES: dict[str, tuple[str, dict[str, tuple[Direction, ...]]]] = {
    "C01 acupuncture": (
        "acupuncture",
        {"nice-ng59-2020": AGAINST, "acp-2017": FOR, "who-2023": FOR, "danish-2018": AGAINST},
    ),
    "C02 manipulation": (
        "spinal_manipulation",
        {
            "apta-2021": (Direction.FOR,),
            "acp-2017": (Direction.FOR,),
            "who-2023": (Direction.CONDITIONAL_FOR,),
            "nice-ng59-2020": (Direction.CONDITIONAL_FOR,),
        },
    ),
    "C03 massage": (
        "massage",
        {"acp-2017": FOR, "nice-ng59-2020": (Direction.CONDITIONAL_FOR,), "who-2023": (Direction.CONDITIONAL_FOR,)},
    ),
    "C04 radiofrequency denervation": (
        "radiofrequency_denervation",
        {"nice-ng59-2020": (Direction.CONDITIONAL_FOR,), "bmj-rapidrec-2025": (Direction.AGAINST,)},
    ),
    "C05 epidural steroid": (
        "epidural_steroid_injection",
        {"nice-ng59-2020": FOR + AGAINST, "bmj-rapidrec-2025": (Direction.AGAINST,)},
    ),
    "C06 duloxetine": ("antidepressants", {"acp-2017": FOR, "nice-ng59-2020": AGAINST, "who-2023": AGAINST}),
    "C07 opioids, lasting pain": (
        "opioids",
        {"acp-2017": (Direction.CONDITIONAL_FOR,), "nice-ng59-2020": AGAINST, "who-2023": AGAINST},
    ),
    "C09 muscle relaxants": ("muscle_relaxants", {"acp-2017": FOR, "who-2023": AGAINST}),
    "C10 anti-inflammatory tablets": (
        "oral_nsaid",
        {"nice-ng59-2020": FOR + SILENT, "acp-2017": FOR, "danish-2018": AGAINST},
    ),
    "C11 paracetamol": (
        "paracetamol",
        {"nice-ng59-2020": AGAINST, "nvl-2017": AGAINST, "danish-2018": AGAINST, "who-2023": SILENT},
    ),
    "C12 mindfulness": ("mindfulness_mbsr", {"acp-2017": FOR, "who-2023": SILENT}),
    "C13 heat": ("heat", {"acp-2017": (Direction.FOR,)}),
    "C14 TENS": ("tens_electrotherapy", {"nice-ng59-2020": AGAINST, "who-2023": AGAINST}),
    "C16 taping": ("kinesiotape", {"nvl-2017": AGAINST}),
    "C17 oral steroid": ("oral_corticosteroids", {"acp-2017": AGAINST, "nice-ng59-2020": AGAINST}),
    "C18 exercise": (
        "exercise_general",
        {"apta-2021": FOR, "nice-ng59-2020": (Direction.CONDITIONAL_FOR,), "danish-2018": FOR},
    ),
    "C19 stratified care": ("stratified_care", {"nice-ng59-2020": (Direction.CONDITIONAL_FOR,)}),
    "C20 basivertebral ablation": ("basivertebral_ablation", {"isass-2022-bvn": FOR}),
}
"""Which way each guideline points; C08 and C15 are tests of their own, because one of their sides is no guideline."""

_MILD = {"pain_severity_worst_24h": 3, "pain_severe_in_words": False, "worse_walking": False}
_NO_LEG = {
    "pain_below_knee": False,
    "pain_single_nerve_pattern": False,
    "leg_tingling": False,
    "leg_numbness": False,
    "radicular_bilateral": False,
    "worse_walking": False,
}

PLANS: dict[str, tuple[str, dict[str, Any], tuple[PlanVerdict, ...], set[str], set[str]]] = {
    "C01 new pain": (
        "acupuncture",
        {"pain_duration_days": 20},
        (PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST),
        {"acp-2017"},
        {"nice-ng59-2020", "danish-2018"},
    ),
    "C01 lasting pain": (
        "acupuncture",
        {"pain_duration_days": 120},
        (PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST),
        {"acp-2017", "who-2023"},
        {"nice-ng59-2020"},
    ),
    "C02 new pain": (
        "spinal_manipulation",
        {"pain_duration_days": 20},
        (PlanVerdict.ASK_FIRST,),
        {"nice-ng59-2020", "acp-2017", "apta-2021", "danish-2018"},
        set(),
    ),
    "C02 pain of ten weeks": (
        "spinal_manipulation",
        {"pain_duration_days": 70},
        (PlanVerdict.ASK_FIRST,),
        {"nice-ng59-2020", "acp-2017", "danish-2018"},
        set(),
    ),
    "C02 lasting pain": (
        "spinal_manipulation",
        {"pain_duration_days": 120},
        (PlanVerdict.ASK_FIRST,),
        {"nice-ng59-2020", "acp-2017", "who-2023", "apta-2021"},
        set(),
    ),
    "C03 new pain": (
        "massage",
        {"pain_duration_days": 20},
        (PlanVerdict.CONSIDER,),
        {"nice-ng59-2020", "acp-2017", "apta-2021"},
        set(),
    ),
    "C03 pain of ten weeks": (
        "massage",
        {"pain_duration_days": 70},
        (PlanVerdict.CONSIDER,),
        {"nice-ng59-2020", "acp-2017"},
        set(),
    ),
    "C03 lasting pain": (
        "massage",
        {"pain_duration_days": 120},
        (PlanVerdict.CONSIDER,),
        {"nice-ng59-2020", "who-2023", "apta-2021"},
        set(),
    ),
    "C04 selected": (
        "radiofrequency_denervation",
        {
            "pain_duration_days": 200,
            "nonsurgical_care_failed": True,
            "diagnostic_block_positive": True,
            "pain_severity_worst_24h": 6,
            "pain_below_knee": False,
            "pain_single_nerve_pattern": False,
            "leg_tingling": False,
            "leg_numbness": False,
            "worse_walking": False,
        },
        (PlanVerdict.ASK_FIRST,),
        {"nice-ng59-2020"},
        {"bmj-rapidrec-2025"},
    ),
    "C05 acute severe sciatica": (
        "epidural_steroid_injection",
        {"pain_duration_days": 20, "pain_below_knee": True, "pain_severity_now": 8, "worse_walking": False},
        (PlanVerdict.ASK_FIRST,),
        {"nice-ng59-2020"},
        set(),
    ),
    "C05 lasting sciatica": (
        "epidural_steroid_injection",
        {"pain_duration_days": 120, "pain_below_knee": True, "pain_severity_now": 8, "worse_walking": False},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"bmj-rapidrec-2025"},
    ),
    "C05 sciatica of ten weeks": (
        "epidural_steroid_injection",
        {"pain_duration_days": 70, "pain_below_knee": True, "pain_severity_now": 8, "worse_walking": False},
        (PlanVerdict.ASK_FIRST,),
        set(),
        set(),
    ),
    "C05 new sciatica that is mild": (
        "epidural_steroid_injection",
        {"pain_duration_days": 20, "pain_below_knee": True, "pain_severity_now": 3, **_MILD},
        (PlanVerdict.ASK_FIRST,),
        set(),
        set(),
    ),
    "C05 lasting pain of the back alone": (
        "epidural_steroid_injection",
        {"pain_duration_days": 120, **_NO_LEG},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"nice-ng59-2020", "bmj-rapidrec-2025"},
    ),
    "C05 back pain between 84 and 90 days": (
        "epidural_steroid_injection",
        {"pain_duration_days": 87, **_NO_LEG},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"nice-ng59-2020"},
    ),
    "C05 a narrow canal": (
        "epidural_steroid_injection",
        {
            "pain_duration_days": 60,
            **_NO_LEG,
            "worse_walking": True,
            "relieved_sitting": True,
            "pain_leg_bilateral": True,
            "course_trend": "same",
        },
        (PlanVerdict.CONTRAINDICATED,),
        set(),
        {"nice-ng59-2020"},
    ),
    "C06 lasting pain": (
        "antidepressants",
        {"pain_duration_days": 120},
        (PlanVerdict.ASK_FIRST,),
        {"acp-2017"},
        {"nice-ng59-2020", "who-2023"},
    ),
    "C07 lasting pain": (
        "opioids",
        {"pain_duration_days": 120, "nonsurgical_care_failed": True},
        (PlanVerdict.ASK_FIRST,),
        {"acp-2017"},
        {"nice-ng59-2020", "who-2023"},
    ),
    "C08 new pain": (
        "opioids",
        {"pain_duration_days": 20},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"nice-ng59-2020", "danish-2018", "acsqhc-2022"},
    ),
    "C09 new pain": (
        "muscle_relaxants",
        {"pain_duration_days": 20},
        (PlanVerdict.ASK_FIRST,),
        {"acp-2017"},
        {"nvl-2017"},
    ),
    "C09 lasting pain": (
        "muscle_relaxants",
        {"pain_duration_days": 120},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"who-2023", "nvl-2017"},
    ),
    "C10 new pain": (
        "oral_nsaid",
        {"pain_duration_days": 20},
        (PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST),
        {"nice-ng59-2020", "acp-2017"},
        {"danish-2018"},
    ),
    "C11 any duration": (
        "paracetamol",
        {"pain_duration_days": 20},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"nice-ng59-2020", "nvl-2017", "danish-2018"},
    ),
    "C12 lasting pain": (
        "mindfulness_mbsr",
        {"pain_duration_days": 120},
        (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER),
        {"acp-2017"},
        set(),
    ),
    "C13 new pain": ("heat", {"pain_duration_days": 20}, (PlanVerdict.RECOMMENDED,), {"acp-2017", "nvl-2017"}, set()),
    "C13 pain of ten weeks": (
        "heat",
        {"pain_duration_days": 70},
        (PlanVerdict.RECOMMENDED,),
        {"acp-2017", "nvl-2017"},
        set(),
    ),
    "C13 lasting pain": ("heat", {"pain_duration_days": 120}, (PlanVerdict.CONSIDER,), set(), set()),
    "C14 any duration": (
        "tens_electrotherapy",
        {"pain_duration_days": 20},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"nice-ng59-2020"},
    ),
    "C16 any duration": (
        "kinesiotape",
        {"pain_duration_days": 20},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"nvl-2017"},
    ),
    "C17 sciatica": (
        "oral_corticosteroids",
        {"pain_duration_days": 20, "pain_below_knee": True},
        (PlanVerdict.NOT_RECOMMENDED,),
        set(),
        {"acp-2017", "nice-ng59-2020"},
    ),
    "C18 new pain": (
        "exercise_general",
        {"pain_duration_days": 20},
        (PlanVerdict.CONSIDER,),
        {"apta-2021", "nice-ng59-2020", "danish-2018"},
        set(),
    ),
    "C19 obstacles to recovery": (
        "stratified_care",
        {"pain_duration_days": 60},
        (PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST),
        {"nice-ng59-2020", "apta-2021"},
        set(),
    ),
    "C20 selected": (
        "basivertebral_ablation",
        {
            "pain_duration_days": 200,
            "nonsurgical_care_failed": True,
            "imaging_done": True,
            "mri_modic_type": "type_2",
            **_NO_LEG,
        },
        (PlanVerdict.ASK_FIRST,),
        {"isass-2022-bvn"},
        set(),
    ),
    "C18 lasting pain": (
        "exercise_general",
        {"pain_duration_days": 120},
        (PlanVerdict.RECOMMENDED,),
        {"acp-2017", "apta-2021", "nice-ng59-2020", "who-2023"},
        set(),
    ),
}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """Return the knowledge base of the core pack."""
    return backpain_kb.load()


@pytest.mark.parametrize(("treatment", "sides"), SIDES.values(), ids=SIDES.keys())
def test_both_sides_stand_in_the_data(
    kb: KnowledgeBase, treatment: str, sides: dict[str, tuple[Direction, ...]]
) -> None:
    """Each guideline of a conflict has its recommendation, pointing its way, with year and population."""
    said = kb.treatments[treatment].recommendation
    for source, directions in sides.items():
        own = [recommendation for recommendation in said if recommendation.source == source]
        assert own, source
        assert {recommendation.direction for recommendation in own} <= set(directions), source
        assert all(recommendation.year > 2000 and recommendation.population_text for recommendation in own)


WORDS: dict[str, tuple[str, set[str]]] = {
    "C02 manipulation": (
        "spinal_manipulation",
        {
            "nice-ng59-2020 2016 conditional_for weak | back_or_leg_pain and age_years >= 16",
            "acp-2017 2017 for - | back_pain",
            "who-2023 2023 conditional_for conditional | chronic_episode",
            "apta-2021 2021 for strong | acute_episode and back_pain",
            "apta-2021 2021 for strong | chronic_episode and back_pain",
            "danish-2018 2018 for - | back_or_leg_pain and pain_duration_days < 84",
        },
    ),
    "C03 massage": (
        "massage",
        {
            "nice-ng59-2020 2016 conditional_for weak | back_or_leg_pain and age_years >= 16",
            "acp-2017 2017 for - | back_pain and pain_duration_days < 84",
            "who-2023 2023 conditional_for conditional | chronic_episode",
            "apta-2021 2021 conditional_for - | acute_episode and back_pain",
            "apta-2021 2021 conditional_for - | chronic_episode and back_pain",
        },
    ),
    "C05 epidural steroid": (
        "epidural_steroid_injection",
        {
            "nice-ng59-2020 2016 conditional_for weak | acute_severe_sciatica and age_years >= 16",
            "nice-ng59-2020 2016 against strong | neurogenic_claudication and age_years >= 16",
            "nice-ng59-2020 2016 against strong | axial_pain and age_years >= 16",
            "bmj-rapidrec-2025 2025 against strong disputed | radicular_pain and pain_duration_days >= 90",
            "bmj-rapidrec-2025 2025 against strong disputed | axial_pain and pain_duration_days >= 90",
        },
    ),
    "C13 heat": (
        "heat",
        {
            "acp-2017 2017 for strong | back_pain and pain_duration_days < 84",
            "nvl-2017 2017 conditional_for - unseen | back_pain",
        },
    ),
    "C19 stratified care": (
        "stratified_care",
        {
            "nice-ng59-2020 2020 conditional_for weak | age_years >= 16",
            "apta-2021 2021 conditional_for - unseen | everybody",
        },
    ),
    "C20 basivertebral ablation": (
        "basivertebral_ablation",
        {
            (
                "isass-2022-bvn 2022 conditional_for consensus | axial_pain and pain_duration_days >= 180 "
                "and nonsurgical_care_failed and mri_modic_type in ('type_1', 'type_2')"
            ),
        },
    ),
}
"""Where the sides differ in firmness or in silence: all that is said, with strength, year and population."""


def _line(said: Recommendation) -> str:
    marks = [mark for mark, holds in (("disputed", said.disputed), ("unseen", not said.checked)) if holds]
    strength = said.strength.value if said.strength is not None else "-"
    population = str(said.population) if said.population is not None else "everybody"
    return " ".join([said.source, str(said.year), said.direction.value, strength, *marks, "|", population])


@pytest.mark.parametrize(("treatment", "words"), WORDS.values(), ids=WORDS.keys())
def test_each_side_speaks_as_firmly_as_its_guideline(kb: KnowledgeBase, treatment: str, words: set[str]) -> None:
    """Direction, strength, year and population are those of each guideline, and nobody speaks who is silent."""
    assert words == {_line(each) for each in kb.treatments[treatment].recommendation}


@pytest.mark.parametrize("treatment", ["spinal_manipulation", "massage"])
def test_c02_and_c03_nice_only_in_a_package(kb: KnowledgeBase, treatment: str) -> None:
    """The guideline that allows treatment by hand only beside exercise is told so, and the pair is stored."""
    (recommendation,) = _recommendations(kb, treatment, "nice-ng59-2020")
    assert recommendation.note is not None
    assert "package with exercise" in recommendation.note
    together = kb.catalogue.of_kind("interaction")["passive_care_with_exercise"]
    assert treatment in together.between


def test_c05_the_new_side_is_disputed_and_not_on_new_pain(kb: KnowledgeBase) -> None:
    """The strong advice against the injection is disputed and leaves out acute pain; the short benefit is told."""
    newer = _recommendations(kb, "epidural_steroid_injection", "bmj-rapidrec-2025")
    assert [True, True] == [each.disputed for each in newer]
    assert all(each.note is not None and "does not cover acute pain" in each.note for each in newer)
    assert not any(each.disputed for each in _recommendations(kb, "epidural_steroid_injection", "nice-ng59-2020"))
    assert {"aan-2025", "oliveira-2020-esi", "bmj-nma-interventional-2025"} <= {
        source for figure in kb.treatments["epidural_steroid_injection"].effect for source in figure.sources
    }


@pytest.mark.parametrize(("item", "facts", "verdicts", "for_", "against"), PLANS.values(), ids=PLANS.keys())
def test_the_plan_shows_both_sides(
    kb: KnowledgeBase,
    item: str,
    facts: dict[str, Any],
    verdicts: tuple[PlanVerdict, ...],
    for_: set[str],
    against: set[str],
) -> None:
    """A person sees who recommends and who advises against, and a verdict that averages nothing."""
    found = _item(kb, item, facts)
    assert found.verdict in verdicts
    assert for_ == set(found.recommended_by)
    assert against == set(found.advised_against_by)


def _listed(kb: KnowledgeBase, facts: dict[str, Any], item: str) -> bool:
    return item in _plan(kb, facts)


def _item(kb: KnowledgeBase, item: str, facts: dict[str, Any]) -> PlanItem:
    """Return *item* of the plan of a calm back with *facts*."""
    return _plan(kb, facts)[item]


def _plan(kb: KnowledgeBase, facts: dict[str, Any]) -> dict[str, PlanItem]:
    """Return the plan of a calm back with *facts*, by id."""
    stops = {
        finding.id: False
        for finding in kb.findings.values()
        if finding.hard_stop and finding.id not in {"leg_weakness_bilateral", "leg_weakness_worsening"}
    }
    who = kb.presentation(**{"pain_low_back": True, "age_years": 45, **stops, **facts})
    return {found.item: found for found in kb.assess(who).plan.items}


def _recommendations(kb: KnowledgeBase, treatment: str, source: str) -> list[Recommendation]:
    return [each for each in kb.treatments[treatment].recommendation if each.source == source]


def test_c04_the_newer_side_is_marked_as_disputed(kb: KnowledgeBase) -> None:
    """The strong advice of 2025 against denervation is openly disputed, and says so."""
    assert all(each.disputed for each in _recommendations(kb, "radiofrequency_denervation", "bmj-rapidrec-2025"))


def test_c08_the_trial_stands_beside_the_guideline(kb: KnowledgeBase) -> None:
    """The trial that found no benefit of opioids in new pain is among what is said of their effect."""
    sources = {source for figure in kb.treatments["opioids"].effect for source in figure.sources}
    assert any("opal" in source for source in sources)


def test_c15_no_back_guideline_speaks_for_the_gel(kb: KnowledgeBase) -> None:
    """The guideline that recommends the gel is on other body parts and does not count for the back."""
    assert kb.treatments["topical_nsaid"].recommendation == ()
    found = _item(kb, "topical_nsaid", {"pain_duration_days": 20, "nsaid_hypersensitivity": False})
    assert found.verdict in (PlanVerdict.CONSIDER, PlanVerdict.ASK_FIRST)


def test_c14_and_c15_other_body_parts_do_not_count(kb: KnowledgeBase) -> None:
    """No recommendation of the pack comes from the guideline on other body parts."""
    assert not [
        treatment.id
        for treatment in kb.treatments.values()
        for recommendation in treatment.recommendation
        if recommendation.source == "acp-aafp-2020"
    ]


def test_c16_the_newer_review_stands_beside_the_guideline(kb: KnowledgeBase) -> None:
    """The review of 2025 that found a small benefit of taping is among what is said of its effect."""
    assert len({source for figure in kb.treatments["kinesiotape"].effect for source in figure.sources}) > 1


def test_c17_the_small_benefit_is_told(kb: KnowledgeBase) -> None:
    """That oral steroids help a little in sciatica is told, with the harms beside it."""
    treatment = kb.treatments["oral_corticosteroids"]
    assert treatment.effect
    assert treatment.harms


def test_c18_the_placebo_review_is_told(kb: KnowledgeBase) -> None:
    """That exercise was no better than placebo in new pain is told beside the guidelines."""
    assert any("cashin-2025-placebo-sr" in figure.sources for figure in kb.treatments["exercise_general"].effect)


def test_c19_both_trials_are_told(kb: KnowledgeBase) -> None:
    """The trial that found a gain and the one that found none both stand in the effects of stratified care."""
    said = {source: figure.text for figure in kb.treatments["stratified_care"].effect for source in figure.sources}
    assert {"hill-2011", "match-2018"} == set(said)
    assert "improved" in said["hill-2011"]
    assert "no benefit" in said["match-2018"]


def test_c20_the_interest_is_told(kb: KnowledgeBase) -> None:
    """The only recommendation for the ablation comes from a society of those who do it, and its note says so."""
    (recommendation,) = kb.treatments["basivertebral_ablation"].recommendation
    assert recommendation.source == "isass-2022-bvn"
    assert recommendation.note is not None
    assert "mind the interest" in recommendation.note
    assert "General guidelines are silent" in recommendation.note


def test_c20_nothing_is_said_for_whom_it_is_not_meant(kb: KnowledgeBase) -> None:
    """Without such changes on the scan nothing brings the ablation into question."""
    facts = {"pain_duration_days": 200, "nonsurgical_care_failed": True, "imaging_done": True, **_NO_LEG}
    assert _listed(kb, {**facts, "mri_modic_type": "type_1"}, "basivertebral_ablation")
    assert not _listed(kb, {**facts, "mri_modic_type": "type_3"}, "basivertebral_ablation")
    assert not _listed(kb, {**facts, "mri_modic_type": "type_1", "pain_duration_days": 150}, "basivertebral_ablation")
