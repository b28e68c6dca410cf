import attrs
import pytest

from backpain_kb.model.assessment import PlanVerdict
from backpain_kb.verify import heeded

WORLD = """
[finding.a]
[finding.b]
[condition.ill]
withholds = ["impact"]
[condition.serious]
kind = "serious"
withholds = ["any"]
withholds_from = "likely"
[definition.no]
when = "b"
withholds = ["any"]
[rule.stop]
when = "b"
withholds = ["impact"]
[treatment.care]
contraindication = [
  {{ when = "a", absolute = {0}, while_unknown = "{1}" }},
  {{ conditions = ["ill"], absolute = {0}, while_unknown = "{1}" }},
]
[treatment.training]
[exercise.hop]
impact = "high"
[safety_rule.everywhere]
when = "a"
"""
KINDS = [(absolute, unknown) for absolute in ("true", "false") for unknown in ("ask", "tell")]


@pytest.mark.parametrize(("absolute", "unknown"), KINDS)
def test_one_obstacle_is_enough(look, absolute, unknown):
    """Each contraindication and safety rule, alone, True or unknown, is heeded by the real plan."""
    assert look(heeded.obstacles_heeded, WORLD.format(absolute, unknown)) == []


def test_whatever_withholds_is_enough(look):
    """Each rule, definition and condition that withholds, alone, is heeded by the real plan."""
    assert look(heeded.withholding_heeded, WORLD.format("true", "ask")) == []


@pytest.mark.parametrize(
    ("absolute", "unknown", "says"),
    [
        ("true", "tell", "the treatment care is recommended although it is absolutely not for: a is barred"),
        ("false", "tell", "the treatment care is recommended although this is True: a is barred"),
        ("true", "ask", "the treatment care is recommended although this is unknown, and must be asked: a is barred"),
        ("true", "tell", "the treatment care does not tell: not if a is barred"),
    ],
)
def test_an_obstacle_that_is_not_heeded_is_found(look, monkeypatch, absolute, unknown, says):
    """Were the verdict always the best and nothing told, each obstacle would be named."""
    judge = heeded.judge
    monkeypatch.setattr(
        heeded, "judge", lambda *given: attrs.evolve(judge(*given), verdict=PlanVerdict.RECOMMENDED, not_if=())
    )
    text = WORLD.format(absolute, unknown).replace("{{ when", "{ when")
    assert says.replace("a is barred", "") in " ".join(said for said, _ in look(heeded.obstacles_heeded, text))


def test_withholding_that_is_not_heeded_is_found(look, monkeypatch):
    """Were nothing withheld, each pair would be named."""
    monkeypatch.setattr("backpain_kb.reasoning.plan.withheld", lambda *_: ())
    found = [says for says, _ in look(heeded.withholding_heeded, WORLD.format("true", "tell"))]
    assert "the exercise hop is recommended in spite of the rule stop" in found
    assert "the treatment care is recommended in spite of the definition no" in found
    assert "the exercise hop is recommended in spite of the condition ill, possible" in found
    assert "the treatment care is recommended in spite of the condition serious, likely" in found
    assert not any("serious, possible" in says for says in found)
