import pytest

from backpain_kb.model.assessment import Plan
from backpain_kb.verify import plans
from backpain_kb.verify.people import Truth
from backpain_kb.verify.terms import Terms

HOP = '[exercise.hop]\nimpact = "high"\n[treatment.training]\n'
BONE = '[condition.crack]\nkind = "bone_injury"\ncertainty_ceiling = "possible"\n'
BARRED = 'contraindication = [{ when = "a", absolute = true }]\n'


def test_what_withholds_impact_holds_back_what_has_it(look):
    """A bone injury that withholds impact from possible on is proved for every item with impact."""
    text = f'{HOP}{BONE}withholds = ["impact"]\n[definition.broken]\nwhen = "pain"\ncondition = "crack"\n'
    assert look(plans.bone_first, text) == []


def test_a_bone_injury_that_withholds_nothing_is_found(look):
    """Somebody with the injury, by a definition or a diagnosis, may hop: the bone and the item are named."""
    text = f'{HOP}{BONE}[finding.a]\n[definition.broken]\nwhen = "a"\ncondition = "crack"\n'
    ((says, facts),) = look(plans.bone_first, text)
    assert facts == {"a": True, "pain": True}
    assert says == "the exercise hop has impact and is not contraindicated in spite of the condition crack"


def test_a_definition_that_withholds_nothing_is_found(look, monkeypatch):
    """Were a definition that withholds not heeded, it would be named with the smallest person."""
    monkeypatch.setattr(plans.Plans, "_withheld", lambda *_: [])
    monkeypatch.setattr("backpain_kb.reasoning.plan.withheld", lambda *_: ())
    text = f'{HOP}[finding.a]\n[definition.no]\nwhen = "a"\nwithholds = ["impact"]\n'
    expected = "the exercise hop has impact and is not contraindicated in spite of the definition no"
    assert look(plans.bone_first, text) == [(expected, {"a": True, "pain": True})]


def test_a_bone_injury_that_withholds_too_late_is_found(look):
    """What withholds only from likely on does not hold back for whom it is possible."""
    text = f'{HOP}{BONE.replace("possible", "likely")}withholds = ["impact"]\nwithholds_from = "likely"\n'
    ((says, _),) = look(plans.bone_first, text)
    assert says.endswith("in spite of the condition crack")


def test_rules_and_definitions_that_withhold_are_proved(look):
    """What a rule or a definition withholds is contraindicated by it."""
    text = f'{HOP}[finding.a]\n[rule.stop]\nwhen = "a"\nwithholds = ["impact"]\n'
    assert look(plans.bone_first, f'{text}[definition.no]\nwhen = "a and pain"\nwithholds = ["impact"]\n') == []


def test_without_bones_nothing_is_asked(look):
    """Where nothing withholds impact there is nothing to prove."""
    assert look(plans.bone_first, HOP) == []


PROGRAMME = '[programme.daily]\nitems = [{ exercise = "hop", dose = "a few" }]\n'


def test_a_programme_heeds_what_its_exercises_do(look):
    """Whoever must not do an exercise must not do a programme with it."""
    text = f'[finding.a]\n[treatment.training]\n[exercise.hop]\n{BARRED}{PROGRAMME}[safety_rule.no]\nwhen = "a"\n'
    assert look(plans.no_harm, text) == []


def test_a_programme_that_does_not_heed_its_exercise_is_found(look, monkeypatch):
    """Were a contraindication of the exercise lost on the way, the programme would be named."""
    whole = plans.Plans.forbidden
    monkeypatch.setattr(
        plans.Plans,
        "forbidden",
        lambda self, item: whole(self, item) if item.kind == "exercise" else plans.z3.BoolVal(val=False),
    )
    text = f"[finding.a]\n[treatment.training]\n[exercise.hop]\n{BARRED}{PROGRAMME}"
    expected = "the programme daily can be had while its exercise hop is contraindicated"
    assert look(plans.no_harm, text) == [(expected, {})]


def test_a_contraindication_that_an_answer_takes_back_is_found(look, monkeypatch):
    """Were unknown read as True, an answer would take a contraindication back."""
    real = Terms.truth

    def hasty(self, tree, *, precaution=False):
        truth = real(self, tree, precaution=precaution)
        return Truth(truth.perhaps, truth.perhaps)

    monkeypatch.setattr(Terms, "truth", hasty)
    ((says, facts),) = look(plans.no_harm, f"[finding.a]\n[treatment.training]\n{BARRED}")
    assert (says, facts) == ("an answer takes the contraindication a back", {})


def test_an_emergency_is_silent_for_everybody(look):
    """The plan is empty without a look at the person."""
    assert look(plans.silence, "") == []


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda facts, *_: facts.prepared, "at same_day the plan depends on what is known of the person: prepared"),
        (lambda _, __, found: list(found), "at same_day the plan depends on what is known of the person: candidates"),
        (lambda *_: Plan(for_every_item=("Rest.",)), "at same_day something stands beside the action"),
    ],
)
def test_an_emergency_that_is_not_silent_is_found(look, monkeypatch, make, says):
    """A plan that looks at the person, or holds anything, is named."""
    monkeypatch.setattr(plans, "make_plan", make)
    found = [said for said, _ in look(plans.silence, "")]
    assert [says, says.replace("same_day", "emergency")] == found
