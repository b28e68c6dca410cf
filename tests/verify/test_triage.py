import attrs
import pytest

from backpain_kb.knowledge import load
from backpain_kb.verify import triage
from backpain_kb.verify.inquiry import Inquiry
from backpain_kb.verify.world import World

FLAG = '[finding.flag]\nasked_when = "pain"\n'


def test_a_value_that_is_taken_back_is_found(small, monkeypatch):
    """Where the certain reading of a rule were lost by an answer, the person and the answer are named."""
    kb = small('[finding.a]\n[rule.now]\nwhen = "a"\n[rule.soon]\nurgency = "routine"\nwhen = "pain"\n')
    world = World(kb)
    real = triage.Terms.truth

    def broken(self, tree, *, precaution=False):
        truth = real(self, tree, precaution=precaution)
        return attrs.evolve(truth, certainly=truth.perhaps) if str(tree) == "a" else truth

    monkeypatch.setattr(triage.Terms, "truth", broken)
    inquiry = Inquiry()
    triage.bounds(world, inquiry)
    expected = "the solver says that the rule now is lost for somebody, the evaluator does not find it so"
    assert [expected] == [failure.says for failure in inquiry.failures]


class Odd:
    """A knowledge base whose triage is not monotone: with both answers it is calm again."""

    def __init__(self, kb, name):
        self._kb = kb
        self._name = name
        self.catalogue = kb.catalogue

    def triage(self, who):
        """Return the triage of *who*, one bound of it spoilt."""
        told = self._kb.triage(who)
        calm = self._kb.triage(attrs.evolve(who, facts=type(who.facts)({})))
        return attrs.evolve(told, **{self._name: getattr(calm, self._name)}) if len(who.facts) > 1 else told


def test_the_last_answer_that_shows_it_is_named(small, monkeypatch):
    """Of several answers the one is told that lowers a bound, with the facts that were there before."""
    kb = small('[finding.a]\n[finding.b]\n[rule.now]\nwhen = "a"\n')
    world = World(kb)
    world.kb = Odd(kb, "lower")
    change = triage.Answered(world, upwards=True)
    before, after, _ = change.views(frozenset("ab"))
    facts = iter(({"a": True}, {"a": True, "b": False}))
    monkeypatch.setattr(triage.People, "facts_in", lambda *_: next(facts))
    pairs = [pair_of(who) for who, pair_of in change.cases(before, after, None)]
    assert [(1, 1), (1, 2), (2, 2)] == [(len(fewer.facts), len(more.facts)) for fewer, more in pairs]
    levels = [(world.kb.triage(one).lower.value, world.kb.triage(two).lower.value) for one, two in pairs]
    assert levels[1] == ("soon", "self_care")


def test_what_an_answer_does_is_said(small):
    """The sentence names the bound, the levels and the answer."""
    kb = small('[finding.a]\n[finding.n]\nmax = 9\n[rule.now]\nwhen = "a"\n')
    levels = kb.triage(kb.presentation(a=True)), kb.triage(kb.presentation(a=False))
    one, two = kb.presentation(a=True), kb.presentation(a=True, n=3)
    up, down = (triage.Answered(World(kb), upwards=upwards) for upwards in (True, False))
    loss = triage.Loss(("lower", "lower"), levels, one, (one, two))
    assert up.says(loss) == "lower falls from soon to self_care when n = 3 is answered"
    loss = triage.Loss(("upper", "upper"), levels, one, (two, one))
    assert down.says(loss) == "upper rises from self_care to soon when n = 3 is answered"
    loss = triage.Loss(("urgency", "urgency"), levels, one, (one, one))
    assert up.says(loss) == "a bound is not kept: soon and self_care stand the wrong way round"


def test_sound_rules_keep_the_bounds(look):
    """Ordinary rules, precautions and numbers among them, are proved."""
    text = FLAG + '[finding.n]\nmax = 9\n[rule.now]\nwhen = "possibly(flag) and not (n > 3 or pain)"\n'
    assert look(triage.bounds, text) == []


@pytest.mark.parametrize(
    ("when", "says", "facts"),
    [
        ("not flag", "lower falls from soon to self_care when flag turns from absent to present", {"flag": False}),
        (
            "possibly(pain) and not flag",
            "lower falls from soon to self_care when flag turns from absent to present",
            {"flag": False, "pain": True},
        ),
        (
            "possibly(pain) and possibly(pain and not flag)",
            "lower falls from soon to self_care when flag turns from absent to present",
            {"flag": False, "pain": True},
        ),
    ],
)
def test_a_red_flag_that_lowers_is_found(look, when, says, facts):
    """A red flag under `not` lowers somebody, and the smallest such person is shown."""
    assert look(triage.red_flags, f'{FLAG}[rule.odd]\nwhen = "{when}"\n') == [(says, facts)]


def test_a_red_flag_that_lowers_through_an_implication_is_found(look):
    """What a red flag implies does not stand under `not` either."""
    text = f'{FLAG}implies = ["sign"]\n[finding.sign]\n[rule.odd]\nwhen = "pain and not sign"\n'
    expected = "upper falls from soon to self_care when flag turns from absent to present"
    assert look(triage.red_flags, text) == [(expected, {"flag": False})]


def test_only_the_flag_that_lowers_is_named(look):
    """Of several flags that may turn, the one is told that lowers somebody."""
    text = f'{FLAG}[finding.other]\nasked_when = "pain"\n[rule.odd]\nwhen = "not other and possibly(flag or pain)"\n'
    expected = "lower falls from soon to self_care when other turns from absent to present"
    ((says, facts),) = look(triage.red_flags, text)
    assert (says, facts["other"]) == (expected, False)


def test_a_red_flag_that_others_make_up_for_lowers_nobody(look):
    """Where another rule of the level stands whenever one is lost, nobody is less urgent."""
    text = f'{FLAG}[rule.odd]\nwhen = "pain and not flag"\n[rule.more]\nwhen = "pain and possibly(pain or flag)"\n'
    assert look(triage.red_flags, text) == []


def test_treatment_withheld_in_silence_is_found(look):
    """A definition that withholds treatment while no rule speaks is named, with the smallest person."""
    text = (
        '[finding.a]\n[definition.ill]\nwhen = "a and pain"\nwithholds = ["any"]\n[rule.one]\nwhen = "a and not pain"\n'
    )
    expected = "the definition ill withholds treatment, and no rule of soon or above speaks"
    assert look(triage.triaged, text) == [(expected, {"a": True, "pain": True})]


def test_treatment_withheld_with_a_rule_is_proved(look):
    """The solver sees what no text shows: that two rules together cover the definition."""
    text = (
        '[finding.n]\nmax = 9\n[definition.ill]\nwhen = "2 < n <= 8"\nwithholds = ["any"]\n'
        '[rule.one]\nwhen = "n <= 5"\n[rule.two]\nwhen = "n > 5"\n'
    )
    assert look(triage.triaged, text) == []


def test_a_red_flag_that_no_rule_reads_is_found(look):
    """Every red flag is read by a rule."""
    assert look(triage.triaged, FLAG) == [("the red flag flag is read by no rule", {})]


def test_the_core_guards_what_its_rules_read(look):
    """Whatever would change a rule is refused by the real merging."""
    text = (
        '[finding.a]\n[finding.n]\nmax = 3\n[condition.ill]\n[definition.bad]\nwhen = "a"\n[rule.now]\nwhen = "bad"\n'
    )
    assert look(triage.guarded, text) == []


def test_a_merging_without_guard_is_found(look, monkeypatch):
    """Were nothing refused, every way to change a rule would be named."""
    monkeypatch.setattr(triage, "merge", lambda _: None)
    found = look(triage.guarded, '[rule.now]\nwhen = "pain"\n')
    assert ["rule now", "finding pain", "finding implying_pain"] == [
        says.split(" the ")[1].split(" without")[0] for says, _ in found
    ]


def added(small, core, more):
    """Return what is said of a pack on top of a core."""
    inquiry = Inquiry()
    triage.additions(World(small(core)), World(small(more)), inquiry)
    return [(failure.says, dict(failure.who.facts)) for failure in inquiry.failures]


def test_a_pack_that_adds_is_proved(small):
    """Another rule, another finding and a graver level lower nobody."""
    core = '[finding.a]\n[rule.now]\nwhen = "a"\n'
    more = '[finding.a]\n[finding.b]\n[rule.now]\nwhen = "a or b"\n[rule.then]\nurgency = "emergency"\nwhen = "b"\n'
    assert added(small, core, more) == []


@pytest.mark.parametrize(
    ("more", "facts"),
    [
        ('[finding.a]\n[rule.now]\nwhen = "a"\nurgency = "routine"\n', {"a": True}),
        ('[finding.a]\n[rule.now]\nwhen = "a and pain"\n', {"a": True}),
        ('[finding.a]\n[rule.now]\nwhen = "a"\nretired = "no"\n', {"a": True}),
        ('[finding.a]\nretired = "no"\n[rule.now]\nwhen = "pain"\n', {"a": True}),
    ],
)
def test_a_pack_that_takes_away_is_found(small, more, facts):
    """A weaker level, a narrower rule, a retired rule or finding lowers somebody, who is shown."""
    ((says, who),) = added(small, '[finding.a]\n[rule.now]\nwhen = "a"\n', more)
    assert says.startswith("lower falls from soon to ")
    assert facts == who


def test_one_law_of_the_core_pack():
    """The core pack keeps law 7 for everybody; the other proofs run with the documentation."""
    from backpain_kb.verify import plans  # noqa: PLC0415

    inquiry = Inquiry()
    plans.silence(World(load()), inquiry)
    assert (inquiry.count, inquiry.failures) == (2, [])
