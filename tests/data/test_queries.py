"""
What a symptom or a condition alone brings.

The table is a clinician's list: what must be among the answers, and what must never be.
"""

import pytest

import backpain_kb
from backpain_kb import KnowledgeBase
from backpain_kb.model.rules import Urgency

CORE = {"education_reassurance", "exercise_general", "stay_active"}
"""What guidelines name first for a back, whatever hurts it."""

NEVER = {
    "bed_rest",
    "benzodiazepines",
    "discectomy",
    "facet_sij_injection",
    "foot_orthoses",
    "gabapentinoids",
    "kinesiotape",
    "lumbar_belt",
    "oral_corticosteroids",
    "paracetamol",
    "spinal_fusion",
    "tens_electrotherapy",
    "therapeutic_ultrasound",
    "traction",
}
"""What guidelines advise against; no symptom alone may bring it."""

TREATMENTS = {
    ("pain_low_back",): (
        CORE | {"heat", "motor_control_core"},
        {"slump_nerve_mobilisation", "epidural_steroid_injection"},
    ),
    ("worse_extension",): (CORE | {"heat", "mckenzie_mdt"}, set()),
    ("worse_flexion",): (CORE | {"heat", "mckenzie_mdt"}, set()),
    ("worse_sitting",): (CORE | {"heat", "stretching"}, set()),
    ("worse_standing",): (CORE, set()),
    ("worse_walking",): (CORE, {"graded_return_to_running"}),
    ("worse_lifting",): (CORE | {"heat", "lifting_advice"}, set()),
    ("worse_rotation",): (CORE | {"heat"}, set()),
    ("worse_coughing",): (CORE, set()),
    ("worse_running",): (CORE | {"graded_return_to_running"}, set()),
    ("worse_downhill",): (CORE | {"graded_return_to_running"}, set()),
    ("worse_footstrike",): ({"education_reassurance", "footwear_change"}, {"graded_return_to_running"}),
    ("worse_hard_surface",): (CORE, set()),
    ("stiff_after_running",): (CORE | {"stretching"}, set()),
    ("stiff_before_running",): (CORE | {"stretching"}, set()),
    ("morning_stiffness",): (CORE | {"heat", "stretching"}, set()),
    ("onset_lift_twist",): (CORE | {"heat", "lifting_advice"}, set()),
    ("back_locks_up",): (CORE | {"heat"}, set()),
    ("relieved_flexion",): (CORE | {"mckenzie_mdt"}, set()),
    ("relieved_extension",): (CORE | {"mckenzie_mdt"}, set()),
    ("relieved_movement",): (CORE | {"stretching"}, set()),
    ("pain_buttock",): (CORE | {"stretching"}, {"heat"}),
    ("pain_below_knee",): (CORE, {"heat", "massage", "mckenzie_mdt"}),
    ("pain_below_knee", "pain_leg_worse_than_back", "leg_tingling"): (CORE, {"heat", "massage"}),
    ("pain_groin",): ({"education_reassurance"}, {"graded_return_to_running", "heat", "stay_active", "stretching"}),
    ("pain_lateral_hip",): ({"education_reassurance"}, {"heat", "stretching"}),
    ("pain_sacral",): (CORE, {"slump_nerve_mobilisation"}),
    ("pain_tailbone",): (CORE, set()),
    ("fear_of_movement",): ({"education_reassurance"}, {"surface_change"}),
    ("nonspecific_lbp_acute",): (
        {"education_reassurance", "heat", "stay_active"},
        {"antidepressants", "spinal_fusion"},
    ),
    ("chronic_primary_lbp",): ({"aerobic_exercise", "cbt", "exercise_general", "yoga"}, {"radiofrequency_denervation"}),
    ("lumbar_disc_herniation_radiculopathy",): (CORE, {"heat", "slump_nerve_mobilisation"}),
    ("facet_joint_pain",): ({"education_reassurance", "exercise_general"}, {"radiofrequency_denervation"}),
    ("sacroiliac_joint_pain",): ({"education_reassurance", "exercise_general"}, set()),
    ("axial_spondyloarthritis",): ({"education_reassurance", "exercise_general"}, set()),
    ("sacral_bone_stress_injury",): (set(), {"graded_return_to_running", "stretching", "exercise_general"}),
    ("femoral_neck_bone_stress_injury",): (set(), {"graded_return_to_running", "stay_active", "walking_programme"}),
}

STRETCHES = {
    ("worse_extension",): (
        {"childs_pose", "knee_to_chest_single", "pelvic_tilt_supine"},
        {"prone_press_up", "standing_back_extension"},
    ),
    ("worse_flexion",): (
        {"prone_lying", "standing_back_extension"},
        {"childs_pose", "knees_to_chest_double", "seated_flexion_chair"},
    ),
    ("worse_sitting",): ({"pelvic_tilt_seated", "standing_back_extension"}, {"seated_flexion_chair"}),
    ("worse_standing",): ({"childs_pose", "seated_flexion_chair"}, {"standing_back_extension"}),
    ("worse_running",): ({"cat_camel", "hip_flexor_half_kneeling"}, set()),
    ("stiff_after_running",): (
        {"hip_flexor_half_kneeling", "standing_quad_stretch", "supine_hamstring_strap"},
        {"a_skip"},
    ),
    ("stiff_before_running",): ({"leg_swing_frontal", "leg_swing_sagittal"}, {"calf_stretch_wall"}),
    ("morning_stiffness",): ({"cat_camel", "lower_trunk_rotation"}, set()),
    ("onset_lift_twist",): ({"lower_trunk_rotation", "pelvic_tilt_supine"}, set()),
    ("relieved_flexion",): ({"childs_pose", "knee_to_chest_single"}, {"prone_press_up"}),
    ("relieved_extension",): ({"prone_lying", "standing_back_extension"}, {"childs_pose"}),
    ("worse_rest_inactivity",): ({"cat_camel", "lower_trunk_rotation"}, set()),
    ("pain_low_back",): ({"cat_camel", "lower_trunk_rotation"}, set()),
    ("pain_buttock",): ({"figure_four_supine"}, set()),
    ("pain_below_knee",): ({"prone_lying"}, {"supine_hamstring_strap", "knees_to_chest_double"}),
    ("tight_hamstrings",): ({"supine_hamstring_strap"}, set()),
    ("tight_calves",): ({"calf_stretch_wall"}, set()),
    ("lumbar_spinal_stenosis",): (
        {"childs_pose", "seated_flexion_chair"},
        {"prone_press_up", "standing_back_extension"},
    ),
    ("gluteal_tendinopathy",): (set(), {"figure_four_supine", "tfl_cross_leg_lean"}),
    ("pain_groin",): (set(), {"hip_flexor_half_kneeling", "lateral_lunge"}),
    ("sacral_bone_stress_injury",): (set(), {"figure_four_supine", "hip_flexor_half_kneeling"}),
}

GROUPS = ("aggravating", "relieving")
ELSEWHERE = {
    "relieved_nsaid_48h",
    "worse_lying_on_side",
    "worse_single_leg_load",
    "worse_deep_hip_bend",
    "worse_hamstring_load",
    "worse_out_of_proportion",
}
"""Features that speak of something other than the back; they bring education all the same."""


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """Return the knowledge base of the core pack."""
    return backpain_kb.load()


def _named(table: dict[tuple[str, ...], tuple[set[str], set[str]]]) -> dict[str, object]:
    """Return the rows of a table as arguments of `parametrize`."""
    return {
        "argnames": ("asked", "wanted", "unwanted"),
        "argvalues": [(asked, *row) for asked, row in table.items()],
        "ids": ["+".join(asked) for asked in table],
    }


@pytest.mark.parametrize(**_named(TREATMENTS))
def test_treatments(kb: KnowledgeBase, asked: tuple[str, ...], wanted: set[str], unwanted: set[str]) -> None:
    """A query for treatments holds what a clinician would look for, and nothing that does not fit."""
    found = {match.entity.id for match in kb.treatments_for(*asked)}
    assert sorted(wanted - found) == []
    assert sorted((unwanted | NEVER) & found) == []


@pytest.mark.parametrize(**_named(STRETCHES))
def test_stretches(kb: KnowledgeBase, asked: tuple[str, ...], wanted: set[str], unwanted: set[str]) -> None:
    """A query for stretches holds what fits the direction, and not its opposite."""
    found = {match.entity.id for match in kb.stretches_for(*asked)}
    assert sorted(wanted - found) == []
    assert sorted(unwanted & found) == []


@pytest.mark.parametrize(
    "feature",
    [
        finding.id
        for finding in backpain_kb.load().findings.values()
        if finding.group in GROUPS and finding.type.value == "boolean"
    ],
)
def test_every_aggravating_or_relieving_feature_brings_something(kb: KnowledgeBase, feature: str) -> None:
    """What makes a back better or worse brings information at least, and nearly always staying active."""
    matches = kb.treatments_for(feature)
    found = {match.entity.id for match in matches}
    assert matches.triage.urgency <= Urgency.ROUTINE
    assert "education_reassurance" in found
    assert "stay_active" in found or feature in ELSEWHERE


@pytest.mark.parametrize("elsewhere", ["chest_pain", "pain_abdominal", "pain_flank", "neck_pain", "pain_pelvic"])
def test_what_is_not_the_back_brings_nothing(kb: KnowledgeBase, elsewhere: str) -> None:
    """Pain elsewhere brings no care for the back."""
    assert not kb.treatments_for(elsewhere)
    assert not kb.stretches_for(elsewhere)


@pytest.mark.parametrize("timing", ["pre_run", "post_run", "desk_break"])
def test_timing_narrows(kb: KnowledgeBase, timing: str) -> None:
    """A timing leaves what fits there, and a stiff runner finds something for it."""
    asked = {"pre_run": "stiff_before_running", "post_run": "stiff_after_running", "desk_break": "worse_sitting"}[
        timing
    ]
    some = kb.stretches_for(asked, timing=timing)
    assert some
    assert {match.entity.id for match in some} <= {match.entity.id for match in kb.stretches_for(asked)}
    static = [match.entity.id for match in some if match.entity.kind.value == "static_stretch"]
    assert timing != "pre_run" or static == []
