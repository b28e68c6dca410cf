import attrs
import pytest

from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.verify import affected
from backpain_kb.verify.affected import diff
from backpain_kb.verify.difference import EntityChange, FieldChange, How, entity_changes
from backpain_kb.verify.shipped import shipped_people

BASE = '[finding.a]\n[finding.b]\n[rule.now]\nwhen = "a"\n'


def who(*diagnosed, **facts):
    """Return a presentation that nobody has checked."""
    return Presentation(facts=FrozenDict(facts), diagnosed=diagnosed)


def urgencies(shifts):
    """Return old level, new level, facts and names of each shift."""
    return [(shift.old.value, shift.new.value, dict(shift.who.facts), shift.personas) for shift in shifts]


def advised(difference):
    """Return item, old verdict, new verdict and facts of each piece of advice."""
    return [
        (shift.item, shift.old and shift.old.value, shift.new and shift.new.value, dict(shift.who.facts))
        for shift in difference.advice
    ]


# Entities.


def test_entities_that_changed_are_named(small):
    """What was added, changed, retired and removed, with the fields and what stood in them."""
    old = small('[finding.a]\n[finding.gone]\n[finding.late]\n[rule.now]\nwhen = "a"\nnote = "x"\n')
    new = small('[finding.a]\n[finding.late]\nretired = "no use"\n[finding.more]\n[rule.now]\nwhen = "a or pain"\n')
    assert list(entity_changes(old.catalogue, new.catalogue)) == [
        EntityChange(kind="finding", id="gone", how=How.REMOVED),
        EntityChange(kind="finding", id="late", how=How.RETIRED, fields=(FieldChange(name="retired", new='"no use"'),)),
        EntityChange(kind="finding", id="more", how=How.ADDED),
        EntityChange(
            kind="rule",
            id="now",
            how=How.CHANGED,
            fields=(FieldChange(name="when", old='"a"', new='"a or pain"'), FieldChange(name="note", old='"x"')),
        ),
    ]


# Urgency.


def test_nothing_changed_affects_nobody(small):
    """The same knowledge is no difference for anybody."""
    kb = small(BASE)
    found = diff(kb, kb, people={"anna": who(a=True)})
    assert found == attrs.evolve(found, entities=(), less_urgent=(), more_urgent=(), advice=(), unsettled=())
    assert found.old == found.new == (f"small 1 {'0' * 64}",)


@pytest.mark.parametrize(
    ("change", "less", "more"),
    [
        ('"a and b"', [("soon", "self_care", {"a": True}, ())], []),
        ('"a or b"', [], [("self_care", "soon", {"b": True}, ())]),
        (
            '"a and not b or b and not a"',
            [("soon", "self_care", {"a": True}, ())],
            [("self_care", "soon", {"a": False, "b": True}, ())],
        ),
        ('"a"\nurgency = "emergency"', [], [("soon", "emergency", {"a": True}, ())]),
        ('"a"\nwithin_hours = 400', [("soon", "soon", {"a": True}, ())], []),
        ('"a"\nambulance = true', [], [("soon", "soon", {"a": True}, ())]),
        ('"a"\nretired = "no"', [("soon", "self_care", {"a": True}, ())], []),
        ('"a"\nlabel = "Other words"', [], []),
    ],
)
def test_who_is_more_or_less_urgent(small, change, less, more):
    """A level, the hours and the ambulance count; each is shown by the smallest person."""
    found = diff(small(BASE), small(BASE.replace('"a"', change)), people={})
    assert (less, more) == (urgencies(found.less_urgent), urgencies(found.more_urgent))


def test_a_shift_names_rules_hours_and_shipped_people(small):
    """The rules that lead, their hours, and those of the people who are given to whom the same happens."""
    new = small(BASE.replace('"a"', '"a"\nurgency = "routine"'))
    found = diff(small(BASE), new, people={"anna": who(a=True, b=True), "ben": who(b=True), "cleo": who(a=True)})
    (shift,) = found.less_urgent
    assert (shift.old_rule, shift.old_hours, shift.new_rule, shift.new_hours) == ("now", 336, "now", 1008)
    assert (dict(shift.who.facts), shift.personas) == ({"a": True}, ("anna", "cleo"))
    (back,) = diff(new, small(BASE), people={}).more_urgent
    assert (back.old_rule, back.old_hours, back.new_rule, back.new_hours) == ("now", 1008, "now", 336)


def test_a_definition_that_changes_reaches_its_rules(small):
    """What a rule reads through a definition counts as well."""
    old = '[finding.n]\nmax = 90\n[definition.old]\nwhen = "n >= {}"\n[rule.now]\nwhen = "old"\n'
    found = diff(small(old.format(60)), small(old.format(65)), people={})
    ((_, _, facts, _),) = urgencies(found.less_urgent)
    assert 60 <= facts["n"] < 65
    assert found.more_urgent == ()


def test_findings_that_only_one_knows_are_unknown_to_the_other(small):
    """A red flag that can no longer be told makes somebody less urgent; a new one makes somebody more urgent."""
    less = small('[finding.b]\n[rule.now]\nwhen = "b"\n')
    found = diff(small(BASE), less, people={"anna": who(a=True, b=True)})
    assert urgencies(found.less_urgent) == [("soon", "self_care", {"a": True}, ())]
    assert urgencies(found.more_urgent) == [("self_care", "soon", {"b": True}, ())]


def test_a_renamed_finding_is_the_same(small):
    """What took the place of a finding is told in its stead."""
    new = small(
        '[finding.a]\nretired = "renamed"\nreplaced_by = "clearer"\n[finding.clearer]\n[finding.b]\n'
        '[rule.now]\nwhen = "clearer"\n'
    )
    found = diff(small(BASE), new, people={"anna": who(a=True)})
    assert (found.less_urgent, found.more_urgent) == ((), ())
    found = diff(small(BASE), small(BASE.replace('"a"', '"a and b"')), people={})
    assert found.less_urgent


def test_values_that_only_one_takes_are_not_told(small):
    """A choice, a number or a type that only one knows is no difference of urgency by itself."""
    old = '[finding.side]\nvalues = ["left", "right"]\n[finding.n]\nmax = 9\n[finding.c]\n'
    new = '[finding.side]\nvalues = ["left", "both"]\n[finding.n]\nmin = 5\nmax = 20\n[finding.c]\nmax = 3\n'
    rule = "[rule.now]\nwhen = \"side == 'left' or n > {}\"\n"
    found = diff(small(old + rule.format(8)), small(new + rule.format(8)), people={"anna": who(c=True, side="right")})
    assert (found.less_urgent, found.more_urgent) == ((), ())
    found = diff(small(old + rule.format(8)), small(new + rule.format(6)), people={})
    ((_, _, facts, _),) = urgencies(found.more_urgent)
    assert 6 < facts["n"] <= 8


def test_an_implication_that_goes_is_seen(small):
    """The same statement may come to less when a finding implies less."""
    old = '[finding.a]\nimplies = ["b"]\n[finding.b]\n[rule.now]\nwhen = "b"\n'
    found = diff(small(old), small(old.replace('implies = ["b"]', "")), people={})
    assert urgencies(found.less_urgent) == [("soon", "self_care", {"a": True}, ())]


def test_a_diagnosis_that_implies_less_is_seen(small):
    """So may a diagnosis; the case names it."""
    old = '[finding.b]\n[condition.ill]\nimplies = ["b"]\n[rule.now]\nwhen = "b"\n'
    found = diff(small(old), small(old.replace('implies = ["b"]', "")), people={})
    (shift,) = found.less_urgent
    assert shift.who == who("ill")


def test_what_cannot_be_settled_is_said(small):
    """Where the solver gives up, the difference says of what."""
    hard = '[finding.n]\nmax = 1000\n[finding.m]\nmax = 1000\n[finding.k]\nmax = 1000\n[rule.now]\nwhen = "{}"\n'
    old = "n * n * n + m * m * m == k * k * k + 2 and n > 3 and m > n and n * m * k == 77.5"
    found = diff(small(hard.format(old)), small(hard.format(f"{old} and m > 7")), people={}, patience=1)
    assert any(text.startswith("nothing could be settled about the rule now") for text in found.unsettled)


# Advice.

CARE = "[finding.a]\n[finding.b]\n[treatment.care]\n"


def barred(when, *, absolute="true", unknown="tell"):
    """Return a contraindication."""
    return f'contraindication = [{{ when = "{when}", absolute = {absolute}, while_unknown = "{unknown}" }}]\n'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", 'indication = [{ when = "a" }]\n', {("care", "recommended", None), ("care", None, "recommended")}),
        ("", barred("b"), {("care", "recommended", "contraindicated")}),
        (barred("b"), "", {("care", "contraindicated", "recommended")}),
        ("", barred("b", absolute="false"), {("care", "recommended", "ask_first")}),
        (barred("b", unknown="ask"), barred("b"), {("care", "ask_first", "recommended")}),
        ("", 'recommendation = [{ direction = "against" }]\n', {("care", "recommended", "not_recommended")}),
        ("", 'label = "Other words"\n', set()),
    ],
)
def test_advice_that_changes_is_shown(small, old, new, expected):
    """What appears, vanishes, is forbidden, freed, to be asked about or advised against, each with a person."""
    found = diff(small(CARE + old), small(CARE + new), people={})
    assert expected == {(item, before, after) for item, before, after, _ in advised(found)}


def test_advice_is_shown_by_the_smallest_person(small):
    """No fact of the person can be left out."""
    found = diff(small(CARE), small(CARE + barred("b")), people={})
    assert advised(found) == [("care", "recommended", "contraindicated", {"b": True, "pain": True})]


def test_items_that_come_and_go_are_advice(small):
    """An item that is new appears in a plan, one that was retired vanishes from it."""
    found = diff(small(CARE), small(CARE.replace("care", "other")), people={})
    assert advised(found) == [
        ("care", "recommended", None, {"pain": True}),
        ("other", None, "recommended", {"pain": True}),
    ]


def test_one_person_serves_for_many_items(small):
    """Who shows one item shows others too, so that few people need to be looked at."""
    many = CARE + "[treatment.rest]\n"
    new = '[finding.a]\n[finding.b]\n[rule.no]\nwhen = "b"\nwithholds = ["any"]\n[treatment.care]\n[treatment.rest]\n'
    found = diff(small(many), small(new), people={})
    assert {shift.who for shift in found.advice} == {who(b=True, pain=True)}
    assert len(found.advice) == 2


def test_what_a_condition_stands_for_counts(small):
    """An indication or a barrier by a condition, decided or diagnosed, is seen; one that must be asked waits."""
    ill = '[condition.ill]\n[definition.is_ill]\nwhen = "b"\ncondition = "ill"\n[condition.other]\n'
    new = 'contraindication = [{ conditions = ["ill"], absolute = true, while_unknown = "ask" }]\n'
    found = diff(small(CARE + ill), small(CARE + new + ill), people={})
    assert {(before, after) for _, before, after, _ in advised(found)} == {
        ("recommended", "contraindicated"),
        ("recommended", "ask_first"),
    }
    undecided = new.replace('"ill"', '"ill", "other"')
    found = diff(small(CARE + ill), small(CARE + undecided + ill), people={})
    assert ("recommended", "ask_first") in {(before, after) for _, before, after, _ in advised(found)}


def test_shipped_people_show_what_points_change(small):
    """What the solver does not know of, the points, is seen in the people who are given."""
    ill = '[condition.ill]\nwithholds = ["any"]\nfeature = [{{ when = "a", effect = "{}" }}]\n'
    people = {"anna": who(a=True, pain=True), "ben": who(pain=True), "cleo": who(a=True, b=True, pain=True)}
    found = diff(small(CARE + ill.format("+")), small(CARE + ill.format("++")), people=people)
    (shift,) = found.advice
    assert (shift.item, shift.new.value, shift.personas) == ("care", "contraindicated", ("anna", "cleo"))
    assert shift.who == people["anna"]


def test_an_emergency_is_no_advice(small):
    """Who is sent somewhere at once has no plan; that is a matter of urgency."""
    now = CARE + '[rule.now]\nwhen = "a"\nurgency = "emergency"\n'
    found = diff(small(CARE), small(now), people={"anna": who(a=True, pain=True)})
    assert found.advice == ()
    assert [shift.personas for shift in found.more_urgent] == [("anna",)]


def test_points_in_the_way_are_tried_round(small, monkeypatch):
    """Where points keep an item from differing, a few others are tried, and then it is left."""
    asked = []
    real = affected._verdicts
    monkeypatch.setattr(affected, "_verdicts", lambda change, each: asked.append(each) or real(change, each))
    ill = '[condition.ill]\nwithholds = ["any"]\nfeature = [{ when = "b", effect = "++" }]\n'
    found = diff(small(CARE + ill), small(CARE + barred("b") + ill), people={})
    assert found.advice == ()
    assert 1 <= len(asked) <= affected._TRIES


def test_the_shipped_people_can_be_told_to_the_core_pack():
    """Each persona and each example is a person with facts; the asker is kept."""
    people = shipped_people()
    assert {"cauda_equina", "clinician_disc", "ordinary_post_run_back"} <= people.keys()
    assert people["clinician_disc"].asker.value == "clinician"
    assert all(each.facts for each in people.values())
