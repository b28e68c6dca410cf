"""
People in pain, as they would come: the right thing first or second, the level, what must and what must never be said.

Each file of `personas/`, which ships beside the core pack, is a case file: title, findings, and where there are some
the asker and what was diagnosed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import backpain_kb
from backpain_kb import KnowledgeBase
from backpain_kb.model.assessment import Assessment, PlanVerdict
from backpain_kb.model.rules import Urgency
from backpain_kb.model.terms import Standing

FOLDER = Path(backpain_kb.__file__).parent / "data" / "personas"
RUNNING = {"graded_return_to_running", "relative_rest_running", "easy_run", "walk_run_interval", "strides", "pogo_hop"}
BONE = RUNNING | {
    "oral_nsaid",
    "massage",
    "spinal_manipulation",
    "footwear_change",
    "cadence_retraining",
    "surface_change",
}
BACK = {"education_reassurance", "stay_active"}

# file: (lowest level, highest level, condition among the first two, recommended or to be asked first, never usable)
EXPECTED: dict[str, tuple[str, str, str, set[str], set[str]]] = {
    "aneurysm": ("emergency", "emergency", "abdominal_aortic_aneurysm", set(), set()),
    "anticoagulated": ("self_care", "routine", "nonspecific_lbp_acute", BACK, {"oral_nsaid", "spinal_manipulation"}),
    "axial_spondyloarthritis": (
        "routine",
        "soon",
        "axial_spondyloarthritis",
        {"exercise_general", "oral_nsaid"},
        set(),
    ),
    "cancer_history": ("same_day", "emergency", "spinal_malignancy", set(), set()),
    "cauda_equina": ("emergency", "emergency", "cauda_equina_syndrome", set(), set()),
    "clinician_disc": (
        "self_care",
        "routine",
        "lumbar_disc_herniation_radiculopathy",
        BACK,
        {"slump_tensioner_seated"},
    ),
    "coccyx": ("self_care", "routine", "coccydynia", BACK, {"facet_sij_injection"}),
    "contradictory": ("routine", "soon", "nonspecific_lbp_acute", BACK, set()),
    "deep_gluteal": ("self_care", "soon", "deep_gluteal_syndrome", BACK, set()),
    "desk_worker": ("self_care", "self_care", "nonspecific_lbp_acute", BACK | {"heat"}, RUNNING),
    "disc_sciatica": (
        "self_care",
        "routine",
        "lumbar_disc_herniation_radiculopathy",
        BACK,
        {"slump_tensioner_seated", "oral_corticosteroids", "gabapentinoids", "bed_rest"},
    ),
    "energy_deficiency": ("soon", "same_day", "relative_energy_deficiency", {"reds_care"}, RUNNING),
    "facet": (
        "self_care",
        "routine",
        "facet_joint_pain",
        BACK | {"heat"},
        {"facet_sij_injection", "standing_back_extension"},
    ),
    "femoral_neck_bone_stress": (
        "soon",
        "emergency",
        "femoral_neck_bone_stress_injury",
        {"bsi_management"},
        BONE | {"brisk_walk", "heat"},
    ),
    "fever": ("same_day", "emergency", "spinal_infection", set(), set()),
    "gluteal_tendon": (
        "self_care",
        "routine",
        "gluteal_tendinopathy",
        {"education_reassurance"},
        {"tfl_cross_leg_lean", "figure_four_supine", "heat"},
    ),
    "hip_arthritis": (
        "routine",
        "routine",
        "hip_osteoarthritis",
        {"education_reassurance", "resistance_training"},
        RUNNING,
    ),
    "kidney_stone": ("same_day", "emergency", "renal_colic", set(), set()),
    "lasting_pain_with_fear": (
        "routine",
        "routine",
        "chronic_primary_lbp",
        {"cbt", "exercise_general", "education_reassurance"},
        RUNNING | {"paracetamol", "spinal_fusion", "bed_rest"},
    ),
    "load_error": ("self_care", "routine", "training_load_error", BACK, {"bed_rest"}),
    "masters_on_ibuprofen": ("self_care", "routine", "nonspecific_lbp_acute", BACK, {"oral_nsaid"}),
    "older_beginner": ("self_care", "routine", "nonspecific_lbp_acute", BACK | {"heat"}, {"benzodiazepines"}),
    "osteoporosis": (
        "self_care",
        "routine",
        "nonspecific_lbp_acute",
        BACK | {"bone_nutrition"},
        {"childs_pose", "seated_flexion_chair", "knees_to_chest_double", "curl_up", "traction"},
    ),
    "pars_teenager": (
        "soon",
        "same_day",
        "pars_bone_stress_injury",
        {"bsi_management"},
        RUNNING
        | {
            "standing_back_extension",
            "prone_press_up",
            "oral_nsaid",
            "traction",
            "foot_orthoses",
            "facet_sij_injection",
        },
    ),
    "postpartum": (
        "self_care",
        "routine",
        "pelvic_girdle_pain",
        BACK,
        {"pogo_hop", "easy_run"},
    ),
    "pregnant_runner": (
        "routine",
        "soon",
        "pelvic_girdle_pain",
        {"education_reassurance"},
        RUNNING | {"oral_nsaid", "topical_nsaid", "prone_lying", "prone_press_up", "benzodiazepines"},
    ),
    "sacral_bone_stress": (
        "soon",
        "same_day",
        "sacral_bone_stress_injury",
        {"bsi_management", "reds_care"},
        BONE | {"figure_four_supine", "stretching"},
    ),
    "sacroiliac": ("routine", "routine", "sacroiliac_joint_pain", BACK, {"facet_sij_injection"}),
    "soreness_after_race": ("self_care", "routine", "delayed_onset_muscle_soreness", {"stay_active"}, {"bed_rest"}),
    "stenosis": (
        "routine",
        "routine",
        "lumbar_spinal_stenosis",
        {"exercise_general", "stenosis_friendly"},
        RUNNING | {"standing_back_extension", "prone_press_up", "epidural_steroid_injection", "oral_corticosteroids"},
    ),
    "thoracolumbar": ("self_care", "routine", "thoracolumbar_junction_syndrome", BACK, set()),
}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """Return the knowledge base of the core pack."""
    return backpain_kb.load()


def _answer(kb: KnowledgeBase, name: str) -> Assessment:
    """Return the assessment of the person in the file *name*."""
    case: dict[str, Any] = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert case.pop("title")
    return kb.assess(kb.presentation(**case.pop("findings"), **case))


def test_every_persona_is_expected() -> None:
    """No file without an expectation, none the other way round, and at least 30 of them."""
    assert sorted(EXPECTED) == sorted(path.stem for path in FOLDER.glob("*.toml"))
    assert len(EXPECTED) >= 30


@pytest.mark.parametrize("name", EXPECTED)
def test_persona(kb: KnowledgeBase, name: str) -> None:
    """Level, candidates and plan are what a clinician would give this person."""
    lowest, highest, condition, wanted, unwanted = EXPECTED[name]
    answer = _answer(kb, name)
    assert Urgency(lowest) <= answer.triage.urgency <= Urgency(highest), answer.triage.lead.rule
    shown = [candidate.condition for candidate in answer.candidates if candidate.standing is not Standing.UNLIKELY]
    assert condition in shown[:2]
    offered = {
        item.item for item in answer.plan.items if item.verdict in (PlanVerdict.RECOMMENDED, PlanVerdict.ASK_FIRST)
    }
    assert sorted(wanted - offered) == []
    usable = {
        item.item for item in answer.plan.items if item.verdict in (PlanVerdict.RECOMMENDED, PlanVerdict.CONSIDER)
    }
    assert sorted(unwanted & usable) == []
    assert bool(answer.plan.items) is (answer.triage.urgency < Urgency.SAME_DAY)


@pytest.mark.parametrize("name", EXPECTED)
def test_persona_reads_as_prose(kb: KnowledgeBase, name: str) -> None:
    """The printed answer has no hole, no id and no empty heading in it."""
    text = str(_answer(kb, name))
    assert not any(mark in text for mark in ("{", "}", "None", "True", "_", "  .", ". .", "..", " ,"))


def test_bone_injury_is_told_that_only_no_pain_will_do(kb: KnowledgeBase) -> None:
    """While a bone may be injured, the plan opens with 0 of 10, and gives no date to run."""
    for name in ("sacral_bone_stress", "femoral_neck_bone_stress", "pars_teenager"):
        plan = _answer(kb, name).plan
        assert any("0 of 10" in text and "date to run" in text for text in plan.for_every_item)


def test_contradiction_is_named(kb: KnowledgeBase) -> None:
    """Answers that cannot both be right are named, and the careful one counts."""
    (conflict,) = _answer(kb, "contradictory").conflicts
    assert (conflict.present, conflict.absent) == ("night_pain_unrelieved", "night_pain")
