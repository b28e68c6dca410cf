import pytest

WORLD = """
    [finding.takes_thinner]
    [finding.a]
    [definition.thin_blood]
    when = "takes_thinner and a"
    [treatment.pills]
    [treatment.gel]
    [treatment.heat]
"""


def plan_of(kb, *present, **given):
    """Return the items of whoever has pain, by id."""
    items = kb.assess(kb.presentation(present=["pain", *present], **given)).plan.items
    return {item.item: item for item in items}


def meeting(level, other="takes_thinner", more=""):
    """Return a world in which pills and something else meet."""
    return WORLD + f'[interaction.meet]\nbetween = ["pills"]\nand = ["{other}"]\nlevel = "{level}"\n{more}'


@pytest.mark.parametrize(
    ("level", "verdict", "cautions"),
    [
        ("never", "contraindicated", ()),
        ("avoid", "ask_first", ()),
        ("caution", "recommended", ("Effect of meet.",)),
        ("synergy", "recommended", ()),
    ],
)
def test_an_item_meets_a_fact(small, level, verdict, cautions):
    """What the person takes forbids an item, makes it wait, or is a caution; synergy says nothing."""
    item = plan_of(small(meeting(level)), "takes_thinner")["pills"]
    assert (verdict, cautions) == (item.verdict.value, item.cautions)


@pytest.mark.parametrize("level", ["never", "avoid"])
def test_the_reason_is_the_effect_with_its_facts(small, level):
    """The first reason says what happens, and because of what."""
    reason = plan_of(small(meeting(level)), "takes_thinner")["pills"].reasons[0]
    assert ("Effect of meet.", ["takes_thinner"], ("guide",)) == (
        reason.text,
        [fact.finding for fact in reason.facts],
        reason.sources,
    )


def test_without_own_sources_the_reason_rests_on_those_of_the_item(small):
    """An interaction without sources borrows those of the item."""
    kb = small(
        meeting("avoid", more="sources = []").replace("[treatment.pills]", '[treatment.pills]\nsources = ["rival"]')
    )
    assert ("rival", "guide") == plan_of(kb, "takes_thinner")["pills"].reasons[0].sources


def test_an_item_lists_the_sources_of_what_it_met(small):
    """The sources of the interaction stand with those of the item."""
    kb = small(meeting("avoid", more='sources = ["rival"]'))
    assert ("guide", "rival") == plan_of(kb, "takes_thinner")["pills"].sources


def test_a_definition_meets_too_and_names_its_facts(small):
    """The reason names the findings behind the definition."""
    item = plan_of(small(meeting("never", "thin_blood")), "takes_thinner", "a")["pills"]
    assert ["takes_thinner", "a"] == [fact.finding for fact in item.reasons[0].facts]


@pytest.mark.parametrize("given", [{}, {"absent": ["takes_thinner"]}], ids=["unknown", "absent"])
def test_what_is_not_known_to_be_there_does_not_meet(small, given):
    """Only what is present interacts."""
    assert "recommended" == plan_of(small(meeting("never")), **given)["pills"].verdict.value


def test_what_was_forbidden_stays_forbidden(small):
    """A milder interaction after a graver one adds its reason, and does not soften the verdict."""
    kb = small(meeting("never") + '\n[interaction.mild]\nbetween = ["pills"]\nand = ["a"]\nlevel = "avoid"')
    item = plan_of(kb, "takes_thinner", "a")["pills"]
    assert ("contraindicated", ["Effect of mild.", "Effect of meet."]) == (
        item.verdict.value,
        [reason.text for reason in item.reasons[:2]],
    )


def test_what_is_forbidden_needs_no_answer(small):
    """An item that must not be taken asks for nothing."""
    barred = '[treatment.pills]\ncontraindication = [{ when = "a", while_unknown = "ask" }]'
    kb = small(meeting("never").replace("[treatment.pills]", barred))
    assert () == plan_of(kb, "takes_thinner")["pills"].ask


def test_two_items_name_each_other(small):
    """Of two items that must not meet, each carries the other's name."""
    found = plan_of(small(meeting("caution", "gel")))
    assert (
        ("Not together with: Gel. Effect of meet.",),
        ("Not together with: Pills. Effect of meet.",),
        (),
    ) == (found["pills"].cautions, found["gel"].cautions, found["heat"].cautions)


def test_two_items_that_do_well_together_do_not_warn(small):
    """Synergy is no reason to keep apart."""
    assert () == plan_of(small(meeting("synergy", "gel")))["pills"].cautions


def test_an_item_does_not_meet_itself(small):
    """A treatment named on both sides is not told to keep away from itself."""
    kb = small(WORLD + '[interaction.meet]\nbetween = ["pills", "gel"]\nand = ["pills", "gel"]\nlevel = "caution"')
    assert ("Not together with: Gel. Effect of meet.",) == plan_of(kb)["pills"].cautions


def test_an_item_that_is_not_usable_keeps_nobody_away(small):
    """What is not recommended anyway is not named beside another."""
    kb = small(meeting("avoid", "gel") + "[treatment.gel2]\n")
    against = small(
        meeting("avoid", "gel").replace("[treatment.gel]", '[treatment.gel]\ncontraindication = [{ when = "pain" }]')
    )
    assert [1, 0] == [len(plan_of(each)["pills"].cautions) for each in (kb, against)]


def test_an_item_that_is_not_in_the_plan_keeps_nobody_away(small):
    """What does not come into question is not named."""
    kb = small(meeting("avoid", "gel").replace("[treatment.gel]", '[treatment.gel]\nindication = [{ when = "a" }]'))
    assert () == plan_of(kb)["pills"].cautions


def test_a_retired_interaction_says_nothing(small):
    """What is retired answers nothing."""
    kb = small(meeting("never", more='retired = "Disproved."'))
    assert "recommended" == plan_of(kb, "takes_thinner")["pills"].verdict.value
