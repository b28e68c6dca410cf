import pytest

from backpain_kb.verify import hygiene
from backpain_kb.verify.inquiry import Inquiry
from backpain_kb.verify.world import World


def said(look, proof, text):
    """Return only the sentences."""
    return [says for says, _ in look(proof, text)]


def test_a_rule_that_can_never_fire_is_found(look):
    """What contradicts itself, through implications and numbers too, is True for nobody."""
    text = (
        '[finding.a]\nimplies = ["b"]\n[finding.b]\n[finding.n]\nmax = 9\n[rule.fine]\nwhen = "a and b"\n'
        '[rule.never]\nwhen = "a and not b"\n[rule.nor]\nwhen = "n > 5 and n < 5.5 and n < 4"\n'
    )
    expected = ["the rule never can never fire", "the rule nor can never fire"]
    assert sorted(said(look, hygiene.idle_rules, text)) == expected


GRAVE = (
    '[finding.a]\n[finding.b]\n[rule.grave]\nwhen = "a or b"\nurgency = "emergency"\naction = "Go."\ntests = ["scan"]\n'
)


def test_a_rule_that_is_always_drowned_is_found(look):
    """One that never leads, and whose words a graver one always says, is of no use."""
    text = f'{GRAVE}[rule.drowned]\nwhen = "a and pain"\naction = "Go."\ntests = ["scan"]\n'
    assert said(look, hygiene.drowned_rules, text) == ["the rule drowned never leads and adds nothing of its own"]


@pytest.mark.parametrize(
    ("more", "adds"),
    [
        ('action = "Call."', "its action"),
        ('action = "Go."\ntests = ["blood"]', "the test blood"),
        ('action = "Go."\nwithholds = ["impact"]', "that impact is withheld"),
    ],
)
def test_a_drowned_rule_that_adds_something_is_noted(small, more, adds):
    """An action, a test or something withheld of its own is noted, not refused."""
    inquiry = Inquiry()
    hygiene.drowned_rules(World(small(f'{GRAVE}[rule.drowned]\nwhen = "a and pain"\n{more}\n')), inquiry)
    assert (inquiry.failures, inquiry.notes) == ([], [f"the rule drowned never leads; it adds {adds}"])


def test_what_withholds_everything_says_so_for_all(look):
    """A graver rule that withholds everything withholds what the drowned one does."""
    text = f'{GRAVE}withholds = ["any"]\n[rule.drowned]\nwhen = "a"\naction = "Go."\nwithholds = ["impact"]\n'
    assert said(look, hygiene.drowned_rules, text) == ["the rule drowned never leads and adds nothing of its own"]


TWO = '[finding.a]\n[finding.b]\n[rule.one]\nwhen = "a"\n{}\n[rule.two]\nwhen = "b"\n{}\n'


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ("ambulance = true", "within_hours = 24", "and the one that leads allows 336 hours, the other 24"),
        ('action = "Go."', 'action = "Go."\nwithin_hours = 24', None),
    ],
)
def test_rules_that_contradict_are_found(look, one, two, why):
    """The one that leads allows no more time; the same action comes with the same time.  Who shows it is shown."""
    same = "with the same action, but another time or another word on the ambulance"
    ((says, who),) = look(hygiene.contradictions, TWO.format(one, two))
    assert says.endswith(f"act together, {why or same}")
    assert who == {"a": True, "b": True}


def test_rules_that_never_act_together_do_not_contradict(look):
    """Different words for different people, and different levels, are no contradiction."""
    text = TWO.format("ambulance = true", "within_hours = 24").replace('"b"', '"b and not a"')
    assert look(hygiene.contradictions, text) == []
    assert look(hygiene.contradictions, TWO.format('urgency = "routine"', "")) == []


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        ('when = "a and not a or n > 9"', "the definition odd is never True"),
        ('when = "n >= 0"', "the definition odd is never False"),
        ('value = "n - n"', "the definition odd is always the same number"),
        ('value = "1 / (n - n)"', "the definition odd is never known"),
        ('when = "n > 8 or a"', None),
        ('value = "n / 2"', None),
    ],
)
def test_definitions_that_are_constant_are_found(look, definition, says):
    """Never True, never False, never known, always one number: each is named."""
    found = said(
        look, hygiene.constant_definitions, f"[finding.a]\n[finding.n]\nmax = 9\n[definition.odd]\n{definition}\n"
    )
    assert found == ([] if says is None else [says])


def test_an_item_that_nobody_can_have_is_found(look):
    """What is contraindicated whenever it comes into question, or only in an emergency, is named."""
    text = (
        '[finding.a]\n[rule.now]\nwhen = "a"\nurgency = "same_day"\n[treatment.fine]\n'
        '[treatment.barred]\ncontraindication = [{ when = "pain" }]\n'
        '[treatment.late]\nindication = [{ when = "a" }]\n'
    )
    end = "is contraindicated, or the person urgent, whenever it comes into question"
    assert said(look, hygiene.unreachable_items, text) == [f"the treatment barred {end}", f"the treatment late {end}"]


def test_an_item_for_a_diagnosis_can_be_had(look):
    """Somebody in whom it was diagnosed has it."""
    text = '[finding.a]\n[condition.ill]\nimplies = ["a"]\n[treatment.care]\nindication = [{ conditions = ["ill"] }]\n'
    assert look(hygiene.unreachable_items, text) == []


def test_points_that_stand_in_the_way_are_got_round(look):
    """Where points, which the solver does not know, forbid an item for one person, another is looked for."""
    text = (
        '[finding.a]\n[finding.b]\n[condition.ill]\nwithholds = ["any"]\nfeature = [{ when = "a", effect = "++" }]\n'
        '[treatment.care]\nindication = [{ when = "a" }, { when = "b" }]\n'
    )
    assert look(hygiene.unreachable_items, text) == []


def test_points_that_always_stand_in_the_way_are_found(look):
    """Where they forbid it for all whom the solver proposes, that is said."""
    text = (
        '[finding.a]\n[condition.ill]\nwithholds = ["any"]\nfeature = [{ when = "a", effect = "++" }]\n'
        '[treatment.care]\nindication = [{ when = "a" }]\n'
    )
    assert said(look, hygiene.unreachable_items, text) == ["nobody was found who can have the treatment care"]


def test_only_so_many_people_are_tried(look, monkeypatch):
    """After some people the search ends."""
    monkeypatch.setattr(hygiene, "_usable", lambda *_: [])
    text = "".join(f"[finding.f{number}]\n" for number in range(9)) + "[treatment.care]\nindication = ["
    text += ", ".join(f'{{ when = "f{number}" }}' for number in range(9)) + "]\n"
    assert said(look, hygiene.unreachable_items, text) == ["nobody was found who can have the treatment care"]


def test_the_people_of_the_cases_save_asking(small, monkeypatch):
    """What somebody of a rule's own cases shows is not asked of the solver."""
    case = 'case = [{ findings = { a = true, pain = true }, expect = "fires" }]\n'
    world = World(small(f'[finding.a]\n[rule.now]\nwhen = "a"\n{case}[treatment.care]\n'))
    monkeypatch.setattr(Inquiry, "_ask", lambda *_: pytest.fail("nothing need be asked"))
    for proof in (hygiene.drowned_rules, hygiene.unreachable_items):
        inquiry = Inquiry()
        proof(world, inquiry)
        assert (inquiry.count, inquiry.failures) == (1, [])
