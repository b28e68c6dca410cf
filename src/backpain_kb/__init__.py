"""
Low back pain in runners and other active adults: how urgent, what it could be, what helps, what to ask next.

It informs; it does not diagnose.  It has not been assessed as a medical device, and whoever deploys it for care may
become the manufacturer of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backpain_kb.errors import (
        ExpressionError,
        KnowledgeError,
        NotAllowedError,
        PackError,
        PackProblemError,
        PresentationError,
        QueryError,
        ScheduleError,
        UnknownIdError,
    )
    from backpain_kb.knowledge import KnowledgeBase, load, to_dict
    from backpain_kb.model.assessment import (
        Assessment,
        Candidate,
        Plan,
        PlanItem,
        PlanVerdict,
        Question,
        QuestionKind,
        Triage,
    )
    from backpain_kb.model.follow_up import Step, Trend
    from backpain_kb.model.matches import Match, Matches
    from backpain_kb.model.presentation import Presentation
    from backpain_kb.model.reading import Doubt, Mention, Polarity, Reading
    from backpain_kb.model.reassessment import Reassessment
    from backpain_kb.model.rules import Urgency
    from backpain_kb.model.schedule import LogEntry, Outcome, Schedule
    from backpain_kb.model.terms import Asker, Standing
    from backpain_kb.reasoning.interview import Interview

__all__ = [
    "Asker",
    "Assessment",
    "Candidate",
    "Doubt",
    "ExpressionError",
    "Interview",
    "KnowledgeBase",
    "KnowledgeError",
    "LogEntry",
    "Match",
    "Matches",
    "Mention",
    "NotAllowedError",
    "Outcome",
    "PackError",
    "PackProblemError",
    "Plan",
    "PlanItem",
    "PlanVerdict",
    "Polarity",
    "Presentation",
    "PresentationError",
    "QueryError",
    "Question",
    "QuestionKind",
    "Reading",
    "Reassessment",
    "Schedule",
    "ScheduleError",
    "Standing",
    "Step",
    "Trend",
    "Triage",
    "UnknownIdError",
    "Urgency",
    "load",
    "to_dict",
]

_ROOM = {
    "Asker": "model.terms",
    "Assessment": "model.assessment",
    "Candidate": "model.assessment",
    "Doubt": "model.reading",
    "Interview": "reasoning.interview",
    "KnowledgeBase": "knowledge",
    "LogEntry": "model.schedule",
    "Match": "model.matches",
    "Matches": "model.matches",
    "Outcome": "model.schedule",
    "Mention": "model.reading",
    "Plan": "model.assessment",
    "PlanItem": "model.assessment",
    "PlanVerdict": "model.assessment",
    "Polarity": "model.reading",
    "Presentation": "model.presentation",
    "Question": "model.assessment",
    "QuestionKind": "model.assessment",
    "Reassessment": "model.reassessment",
    "Schedule": "model.schedule",
    "Reading": "model.reading",
    "Standing": "model.terms",
    "Step": "model.follow_up",
    "Trend": "model.follow_up",
    "Triage": "model.assessment",
    "Urgency": "model.rules",
    "load": "knowledge",
    "to_dict": "knowledge",
}


if not TYPE_CHECKING:  # A type checker reads the imports above, and must see a name that is none of them.

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - as above.
        """Import a public name when it is first used (PEP 562), so that importing the package stays light."""
        if name not in __all__:
            message = f"module 'backpain_kb' has no attribute {name!r}"
            raise AttributeError(message)
        import importlib  # noqa: PLC0415 - as above.

        value = getattr(importlib.import_module(f"backpain_kb.{_ROOM.get(name, 'errors')}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
