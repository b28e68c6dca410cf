import pytest

from backpain_kb.model.assessment import Plan


def plan_of(kb, *present, guidelines=(), **given):
    """Return the plan of whoever has pain and these facts."""
    return kb.assess(kb.presentation(present=["pain", *present], **given), guidelines=guidelines).plan


def item_of(kb, id_, *present, **given):
    """Return one item of that plan."""
    return next(item for item in plan_of(kb, *present, **given).items if item.item == id_)


def verdicts(plan):
    """Return item to verdict, in the order of the plan."""
    return {item.item: item.verdict.value for item in plan.items}


def verdict_of(kb, id_, *present, **given):
    """Return the verdict on one item of that plan."""
    return item_of(kb, id_, *present, **given).verdict.value


def texts(item):
    """Return the reasons of an item in words."""
    return [reason.text for reason in item.reasons]


FITS = "It fits what you told us."


def walking(more=""):
    """Return a world with one treatment, for whoever has pain, with *more* said of it."""
    return f"[finding.a]\n[finding.b]\n[treatment.walking]\n{more}"


def said(*rows):
    """Return recommendations, one for each of *rows*."""
    return "recommendation = [" + ", ".join(f"{{ {row} }}" for row in rows) + "]"


def barred(when="a", *, absolute=True, unknown="tell", more=""):
    """Return a contraindication."""
    flag = str(absolute).lower()
    return f'contraindication = [{{ when = "{when}", absolute = {flag}, while_unknown = "{unknown}"{more} }}]'


# Whether it is listed.


def test_what_nothing_brings_into_question_is_not_listed(small):
    """Without an indication that is true there is no item."""
    assert {} == verdicts(plan_of(small(walking('indication = [{ when = "a" }]'))))


def test_an_item_names_the_facts_that_it_fits(small):
    """The last reason of every item is what brought it into question, each fact once."""
    kb = small(walking('indication = [{ when = "pain and a" }, { when = "a" }, { when = "b" }]'))
    fits = item_of(kb, "walking", "a").reasons[-1]
    assert (FITS, ["pain", "a"], ("guide",)) == (fits.text, [fact.finding for fact in fits.facts], fits.sources)


def test_a_condition_brings_a_treatment_into_question(small):
    """An indication can be a condition from a standing on; the reason is the condition by its plain name."""
    kb = small("""
        [condition.strain]
        lay = "A pulled muscle"
        [treatment.heat]
        indication = [{ conditions = ["strain"] }]
    """)
    (fact,) = item_of(kb, "heat", diagnosed=["strain"]).reasons[-1].facts
    assert ("strain", "A pulled muscle", "likely") == (fact.finding, fact.label, fact.value)


# Each verdict, and which goes first.


def test_recommended(small):
    """What a guideline is for, and nothing speaks against, is recommended."""
    item = item_of(small(walking()), "walking")
    assert ("recommended", ["Guidelines advise it.", FITS], ("guide",)) == (
        item.verdict.value,
        texts(item),
        item.recommended_by,
    )


def test_contraindicated_when_an_absolute_contraindication_is_true(small):
    """An absolute contraindication forbids, with its reason and facts."""
    first = item_of(small(walking(barred())), "walking", "a").reasons[0]
    assert ("It harms with walking.", ["a"]) == (first.text, [fact.finding for fact in first.facts])


def test_contraindicated_goes_before_not_recommended(small):
    """The first verdict that fits is given."""
    kb = small(walking(barred() + "\n" + said('direction = "against"')))
    assert "contraindicated" == verdict_of(kb, "walking", "a")


def test_not_recommended_when_guidelines_are_only_against(small):
    """With a word against and none for, it is not recommended."""
    item = item_of(small(walking(said('direction = "against"', 'direction = "no_recommendation"'))), "walking")
    assert ("not_recommended", ["Guidelines advise against it.", FITS], (), ("guide",)) == (
        item.verdict.value,
        texts(item),
        item.recommended_by,
        item.advised_against_by,
    )


def test_not_recommended_goes_before_ask_first(small):
    """What guidelines advise against is not offered for a question."""
    kb = small(walking(barred(absolute=False) + "\n" + said('direction = "conditional_against"')))
    assert "not_recommended" == verdict_of(kb, "walking", "a")


def test_ask_first_when_a_relative_contraindication_is_true(small):
    """A relative contraindication wants a professional, with its reason."""
    item = item_of(small(walking(barred(absolute=False))), "walking", "a")
    assert ("ask_first", ["It harms with walking.", FITS], ()) == (item.verdict.value, texts(item), item.ask)


@pytest.mark.parametrize("absolute", [True, False])
def test_ask_first_when_what_must_be_asked_is_unknown(small, absolute):
    """An item waits for the answer that must come first."""
    item = item_of(small(walking(barred(absolute=absolute, unknown="ask"))), "walking")
    text = "Answer this first. Not if walking is barred: It harms with walking."
    assert ("ask_first", [text, FITS], ("a",), ("walking is barred",)) == (
        item.verdict.value,
        texts(item),
        item.ask,
        item.not_if,
    )


def test_ask_first_when_a_professional_must_decide(small):
    """What needs a professional is never offered outright."""
    item = item_of(small(walking("professional = true")), "walking")
    assert ("ask_first", ["A professional has to decide on this with you.", FITS]) == (item.verdict.value, texts(item))


def test_ask_first_goes_before_consider(small):
    """A question comes before a doubt."""
    kb = small(walking("professional = true\nrecommendation = []"))
    assert "ask_first" == verdict_of(kb, "walking")


def test_what_a_person_cannot_know_is_not_put_to_them(small):
    """An item that waits for an examiner's sign waits, but the person is not asked."""
    kb = small('[finding.sign]\nknown_by = "test"\n[treatment.walking]\n' + barred("sign", unknown="ask"))
    found = [item_of(kb, "walking", asker=asker) for asker in ("person", "clinician")]
    assert [("ask_first", ()), ("ask_first", ("sign",))] == [(item.verdict.value, item.ask) for item in found]


def test_a_settled_question_is_not_asked(small):
    """Only an item that waits lists what it waits for."""
    kb = small(walking(f'{barred("b", unknown="ask")[:-1]}, {{ when = "a" }}]'))
    item = item_of(kb, "walking", "a")
    assert ("contraindicated", ()) == (item.verdict.value, item.ask)


def test_what_is_told_while_unknown_stands(small):
    """A gentle walk does not wait for forty answers: it carries its "not if"."""
    item = item_of(small(walking(barred())), "walking")
    assert ("recommended", ("walking is barred",)) == (item.verdict.value, item.not_if)


def test_what_is_known_not_to_be_is_not_told(small):
    """A contraindication that is false says nothing."""
    item = item_of(small(walking(barred())), "walking", absent=["a"])
    assert ("recommended", ()) == (item.verdict.value, item.not_if)


def test_a_contraindication_rests_on_its_own_sources_or_those_of_the_item(small):
    """The sources of a reason are its own; without any, those of the item."""
    found = [
        item_of(small(walking(barred(more=more))), "walking", "a").reasons[0].sources
        for more in ("", ', sources = ["rival"]')
    ]
    assert [("guide",), ("rival",)] == found


# What guidelines say.


def test_guidelines_that_disagree_make_it_worth_considering(small):
    """Disagreement is shown, with both sides."""
    item = item_of(small(walking(said('direction = "for"', 'direction = "against", source = "rival"'))), "walking")
    assert ("consider", ["Guidelines advise it.", "Guidelines advise against it.", FITS], ("guide",), ("rival",)) == (
        item.verdict.value,
        texts(item),
        item.recommended_by,
        item.advised_against_by,
    )


@pytest.mark.parametrize(
    ("guidelines", "expected"),
    [((), "consider"), (("guide",), "recommended"), (("rival",), "not_recommended"), (("memory",), "consider")],
)
def test_a_preferred_guideline_decides_where_it_speaks(small, guidelines, expected):
    """Only preferred guidelines count for an item that they speak of; all count for any other."""
    kb = small(walking(said('direction = "for"', 'direction = "against", source = "rival"')))
    assert expected == verdict_of(kb, "walking", guidelines=guidelines)


@pytest.mark.parametrize(("given", "expected"), [({"absent": ["a"]}, "consider"), ({}, "recommended")])
def test_a_guideline_for_others_does_not_count(small, given, expected):
    """A recommendation counts unless its population is known not to be this person's."""
    kb = small(walking(said('direction = "for", population = "a"')))
    assert expected == verdict_of(kb, "walking", **given)


def test_an_unchecked_recommendation_does_not_speak_for_an_item(small):
    """What nobody has seen in the guideline recommends nothing on its own."""
    item = item_of(small(walking(said('direction = "for", checked = false'))), "walking")
    text = "No guideline recommends it; it rests on weaker evidence or on common practice."
    assert ("consider", [text, FITS], ()) == (item.verdict.value, texts(item), item.recommended_by)


def test_an_unchecked_recommendation_speaks_beside_a_checked_one(small):
    """Once a checked guideline is for it, the unchecked one is named too."""
    kb = small(walking(said('direction = "for"', 'direction = "for", source = "memory", checked = false')))
    assert ("guide", "memory") == item_of(kb, "walking").recommended_by


def test_an_unchecked_recommendation_speaks_against_an_item(small):
    """A warning counts, checked or not."""
    assert "not_recommended" == verdict_of(small(walking(said('direction = "against", checked = false'))), "walking")


def test_no_guideline_makes_it_worth_considering(small):
    """Without any recommendation an item is only to be considered."""
    assert "consider" == verdict_of(small(walking("recommendation = []")), "walking")


VERY_LOW = "Guidelines mention it, but the evidence is very uncertain."
CONDITIONAL = "Guidelines advise it only with reservations."


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('certainty = "very_low"', ("consider", VERY_LOW)),
        (said('direction = "for", certainty = "very_low"'), ("consider", VERY_LOW)),
        (
            'certainty = "low"\n' + said('direction = "for", certainty = "very_low"'),
            ("recommended", "Guidelines advise it."),
        ),
        (
            said('direction = "for", certainty = "very_low"', 'direction = "for", source = "rival"'),
            ("recommended", "Guidelines advise it."),
        ),
        (said('direction = "conditional_for"'), ("consider", CONDITIONAL)),
        (
            said('direction = "conditional_for"', 'direction = "for", source = "rival"'),
            ("recommended", "Guidelines advise it."),
        ),
    ],
    ids=["over all", "by the guideline", "over all first", "not by all", "only conditional", "not only conditional"],
)
def test_certainty_and_reservations(small, more, expected):
    """Very low certainty and mere reservations make an item worth considering."""
    item = item_of(small(walking(more)), "walking")
    assert expected == (item.verdict.value, item.reasons[0].text)


def test_an_item_lists_all_its_sources_once(small):
    """Its own sources, those of the recommendations and of the reasons."""
    kb = small(
        walking(barred(more=', sources = ["memory", "guide"]') + "\n" + said('direction = "for", source = "rival"'))
    )
    assert ("guide", "rival", "memory") == item_of(kb, "walking", "a").sources


# Cautions.


def test_cautions_that_hold_are_told_once(small):
    """A caution shows when it is true, and not while it is unknown."""
    kb = small(
        walking(
            """
            [[treatment.walking.caution]]
            when = "pain"
            text = "Mind."
            [[treatment.walking.caution]]
            when = "not a"
            text = "Mind."
            [[treatment.walking.caution]]
            when = "b"
            text = "Not this."
            """
        )
    )
    assert ("Mind.",) == item_of(kb, "walking", absent=["a"]).cautions


# Exercises and programmes.

EXERCISES = """
    [finding.a]
    [finding.b]
    [treatment.training]
    indication = [{ when = "b" }]
    [exercise.bridge]
    flags = ["supine_hold"]
    contraindication = [{ when = "b", not_if = "b holds" }]
    caution = [{ when = "pain", text = "Slowly." }]
    sources = ["rival"]
    [exercise.hop]
    impact = "high"
    level = 3
    [programme.course]
    items = [{ exercise = "bridge", dose = "10 times" }, { exercise = "hop", dose = "a few" }]
"""


def test_exercises_and_programmes_take_the_recommendations_of_their_parent(small):
    """What guidelines say of training counts for its exercises and programmes."""
    plan = plan_of(small(EXERCISES), absent=["b"])
    assert {"course": ("guide",), "bridge": ("guide",), "hop": ("guide",)} == {
        i.item: i.recommended_by for i in plan.items
    }


def test_an_exercise_without_a_parent_in_use_is_only_to_be_considered(small):
    """A parent that is retired speaks for nothing any more."""
    kb = small('[treatment.training]\nretired = "Too vague."\n[exercise.bridge]')
    assert {"bridge": "consider"} == verdicts(plan_of(kb))


def test_a_programme_inherits_contraindications_and_cautions_from_its_exercises(small):
    """What holds for one exercise holds for the whole course."""
    item = item_of(small(EXERCISES), "course")
    assert (("b holds",), ("Slowly.",)) == (item.not_if, item.cautions)


def test_a_programme_names_the_sources_of_an_inherited_contraindication(small):
    """The reason rests on the sources of the exercise that it came from."""
    assert ("rival",) == item_of(small(EXERCISES), "course", "b").reasons[0].sources


def test_a_retired_exercise_drops_out_of_its_programme(small):
    """Only exercises in use count for a programme."""
    kb = small("""
        [finding.a]
        [exercise.squat]
        retired = "Too hard."
        contraindication = [{ when = "a" }]
        [programme.course]
        items = [{ exercise = "squat", dose = "10 times" }]
    """)
    assert () == item_of(kb, "course").not_if


def test_a_condition_brings_an_exercise_into_question_when_it_is_possible(small):
    """An exercise that helps with a condition is listed from possible on."""
    kb = small("""
        [treatment.training]
        [condition.strain]
        feature = [{ when = "pain", effect = "++" }]
        [exercise.bridge]
        helps_with = ["strain"]
    """)
    assert "recommended" == verdict_of(kb, "bridge")


def test_a_definition_brings_an_exercise_into_question(small):
    """An exercise can help with what a definition says."""
    kb = small('[treatment.training]\n[definition.sore]\nwhen = "pain"\n[exercise.bridge]\nhelps_with = ["sore"]')
    assert "recommended" == verdict_of(kb, "bridge")


# Safety rules.


def ruled(rule):
    """Return a world of exercises with one safety rule."""
    return EXERCISES + "[safety_rule.rule]\n" + rule


@pytest.mark.parametrize(("action", "expected"), [("avoid", "contraindicated"), ("ask", "ask_first")])
def test_a_safety_rule_forbids_or_asks(small, action, expected):
    """A safety rule that holds stops the exercises that it matches, and the programmes with them."""
    kb = small(ruled(f'when = "a"\naction = "{action}"\nmatches = {{ impact = ["high"] }}'))
    assert {"bridge": "recommended", "hop": expected, "course": expected} == verdicts(plan_of(kb, "a"))


def test_a_safety_rule_that_cautions_only_tells(small):
    """A caution stands beside the exercises that it matches."""
    kb = small(ruled('when = "a"\naction = "caution"\nmatches = { impact = ["high"] }'))
    assert {"bridge": ("Slowly.",), "hop": ("Because of rule.",), "course": ("Slowly.", "Because of rule.")} == {
        item.item: item.cautions for item in plan_of(kb, "a").items
    }


def test_a_caution_is_not_told_while_it_is_unknown(small):
    """A caution needs to be true."""
    kb = small(ruled('when = "a"\naction = "caution"\nmatches = { impact = ["high"] }'))
    assert () == item_of(kb, "hop").cautions


def test_an_unknown_safety_rule_is_told(small):
    """While a safety rule is unknown the exercise carries its "not if"."""
    kb = small(ruled('when = "a"\nmatches = { impact = ["high"] }'))
    assert ("recommended", ("rule holds",)) == (item_of(kb, "hop").verdict.value, item_of(kb, "hop").not_if)


def test_an_unknown_safety_rule_is_asked_where_it_must_be(small):
    """A rule can want its answer first."""
    kb = small(ruled('when = "a"\nwhile_unknown = "ask"\nmatches = { impact = ["high"] }'))
    assert ("ask_first", ("a",)) == (item_of(kb, "hop").verdict.value, item_of(kb, "hop").ask)


def test_a_safety_rule_that_is_false_says_nothing(small):
    """What is known not to be is not told."""
    kb = small(ruled('when = "a"\nmatches = { impact = ["high"] }'))
    assert () == item_of(kb, "hop", absent=["a"]).not_if


def test_what_would_forbid_every_exercise_is_said_once(small):
    """A rule that matches everything is told in front of the plan, not with each exercise."""
    plan = plan_of(small(ruled('when = "a"')))
    assert ("No exercise if rule holds.", {()}) == (
        plan.for_every_item[-1],
        {item.not_if for item in plan.items if item.item == "hop"},
    )


def test_what_must_be_asked_before_every_exercise_is_a_question(small):
    """A rule that matches everything and must be asked is listed to be asked."""
    item = item_of(small(ruled('when = "a"\nwhile_unknown = "ask"')), "hop")
    assert ("ask_first", (), ("a",)) == (item.verdict.value, item.not_if, item.ask)


def test_what_forbids_every_exercise_is_not_said_where_there_is_none(small):
    """A plan of treatments alone says nothing of exercises."""
    kb = small('[finding.a]\n[treatment.heat]\n[safety_rule.rule]\nwhen = "a"')
    assert not any("No exercise" in text for text in plan_of(kb).for_every_item)


# In front of the plan.

MESSAGES = """
    [finding.a]
    [treatment.heat]
    [message.plan_a]
    role = "plan"
    when = "a"
    text = "Mind a."
"""


def test_what_holds_for_every_item_is_said_in_front(small):
    """Messages of the plan show when they hold."""
    assert [True, False] == ["Mind a." in plan_of(small(MESSAGES), *facts).for_every_item for facts in (["a"], [])]


def test_an_empty_plan_says_nothing_in_front(small):
    """Where nothing comes into question there is nothing to mind."""
    kb = small(MESSAGES)
    assert Plan() == kb.assess(kb.presentation(present=["a"])).plan


@pytest.mark.parametrize(("urgency", "empty"), [("soon", False), ("same_day", True), ("emergency", True)])
def test_at_same_day_and_above_the_plan_is_empty(small, urgency, empty):
    """Nothing stands beside an action that must not wait."""
    kb = small(f'[treatment.heat]\n[rule.r]\nwhen = "pain"\nurgency = "{urgency}"')
    assert empty is (Plan() == plan_of(kb))


# The order.


def test_the_plan_stands_in_order(small):
    """Verdict, then first line, treatments before programmes before exercises, easy before hard, then by id."""
    kb = small("""
        [treatment.training]
        indication = [{ when = "not pain" }]
        [treatment.zinc]
        first_line = true
        [treatment.heat_b]
        [treatment.heat_a]
        [programme.course]
        [exercise.bridge]
        [exercise.a_hard_one]
        level = 2
        [treatment.belt]
        recommendation = []
        [treatment.surgery]
        professional = true
        [treatment.rest]
        recommendation = [{ direction = "against" }]
        [treatment.run]
        contraindication = [{ when = "pain" }]
    """)
    expected = ["zinc", "heat_a", "heat_b", "course", "bridge", "a_hard_one", "belt", "surgery", "rest", "run"]
    assert expected == list(verdicts(plan_of(kb)))


def test_what_fits_best_and_has_most_guidelines_goes_first(small):
    """Among equals the number of indications that hold counts, then that of guidelines for it."""
    kb = small("""
        [finding.a]
        [treatment.one]
        [treatment.two_guidelines]
        recommendation = [{ direction = "for" }, { direction = "for", source = "rival" }]
        [treatment.two_reasons]
        indication = [{ when = "pain" }, { when = "a" }]
    """)
    assert ["two_reasons", "two_guidelines", "one"] == list(verdicts(plan_of(kb, "a")))


def test_the_plan_sorts_by_verdict(small):
    """Each view holds its verdicts; what to avoid is what is contraindicated or not recommended."""
    kb = small("""
        [treatment.walk]
        [treatment.belt]
        recommendation = []
        [treatment.surgery]
        professional = true
        [treatment.rest]
        recommendation = [{ direction = "against" }]
        [treatment.run]
        contraindication = [{ when = "pain" }]
    """)
    plan = plan_of(kb)
    views = (plan.recommended, plan.consider, plan.ask_first, plan.avoid)
    assert [["walk"], ["belt"], ["surgery"], ["rest", "run"]] == [[item.item for item in view] for view in views]


def test_a_message_stands_while_something_is_held_back(small):
    """A plan message that names what is withheld is said while that is withheld, and not otherwise."""
    kb = small("""
        [finding.bone]
        [rule.bone_pain]
        when = "bone"
        urgency = "soon"
        withholds = ["impact"]
        [treatment.walking]
        [message.no_running]
        role = "plan"
        withheld = "impact"
        text = "No running."
    """)
    said_of = [("No running." in plan_of(kb, *present).for_every_item) for present in ((), ("bone",))]
    assert [False, True] == said_of


def test_a_message_falls_silent_while_something_is_held_back(small):
    """A plan message that names what it must not stand beside is said until that is withheld."""
    kb = small("""
        [finding.bone]
        [rule.bone_pain]
        when = "bone"
        urgency = "soon"
        withholds = ["some_pain"]
        [treatment.walking]
        [message.some_pain]
        role = "plan"
        unless_withheld = "some_pain"
        text = "Some pain is fine."
    """)
    said_of = [("Some pain is fine." in plan_of(kb, *present).for_every_item) for present in ((), ("bone",))]
    assert [True, False] == said_of
