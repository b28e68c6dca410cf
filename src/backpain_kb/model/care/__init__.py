"""What can be done: treatments, exercises, programmes, the rules that keep them safe."""

from __future__ import annotations

from backpain_kb.model.care.exercises import Dosage, Exercise, Grade, Timing
from backpain_kb.model.care.guidelines import Direction, Recommendation, Strength
from backpain_kb.model.care.movements import (
    IMPACT_WORDS,
    Balance,
    EndRange,
    ExerciseKind,
    Impact,
    Load,
    NeuralLoad,
    Position,
    SpinalDirection,
)
from backpain_kb.model.care.obstacles import Caution, Contraindication, WhileUnknown
from backpain_kb.model.care.programmes import Programme, ProgrammeItem, ProgrammeStage
from backpain_kb.model.care.safety import Interaction, InteractionLevel, SafetyAction, SafetyRule
from backpain_kb.model.care.treatments import Provider, Treatment

__all__ = [
    "IMPACT_WORDS",
    "Balance",
    "Caution",
    "Contraindication",
    "Direction",
    "Dosage",
    "EndRange",
    "Exercise",
    "ExerciseKind",
    "Grade",
    "Impact",
    "Interaction",
    "InteractionLevel",
    "Load",
    "NeuralLoad",
    "Position",
    "Programme",
    "ProgrammeItem",
    "ProgrammeStage",
    "Provider",
    "Recommendation",
    "SafetyAction",
    "SafetyRule",
    "SpinalDirection",
    "Strength",
    "Timing",
    "Treatment",
    "WhileUnknown",
]
