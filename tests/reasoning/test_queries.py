import pytest

from backpain_kb import PresentationError, QueryError, UnknownIdError, Urgency
from backpain_kb.model.care import Provider, Timing
from backpain_kb.model.evidence import Certainty

WORLD = """
    [finding.stiff]
    [finding.fever]
    [finding.age_years]
    max = 110
    [condition.strain]
    [rule.fever_today]
    when = "fever"
    urgency = "same_day"
    [treatment.walking]
    certainty = "moderate"
    indication = [{ when = "stiff" }, { conditions = ["strain"] }]
    [treatment.belt]
    certainty = "low"
    indication = [{ when = "stiff" }]
    recommendation = []
    providers = ["physio"]
    [treatment.surgery]
    certainty = "high"
    indication = [{ when = "stiff" }]
    professional = true
    providers = ["surgeon"]
    [treatment.crystals]
    indication = [{ when = "stiff" }]
    recommendation = []
    providers = ["coach"]
    [treatment.rest]
    certainty = "high"
    indication = [{ when = "stiff" }]
    recommendation = [{ direction = "against" }]
    [treatment.training]
    indication = [{ when = "fever" }]
    [exercise.toe_touch]
    kind = "static_stretch"
    helps_with = ["stiff"]
    timing = ["post_run"]
    [exercise.cat_camel]
    kind = "mobility"
    helps_with = ["stiff", "strain"]
    timing = ["anytime"]
    [exercise.bridge]
    helps_with = ["stiff"]
    [exercise.deep_bend]
    kind = "dynamic_stretch"
    helps_with = ["stiff"]
    contraindication = [{ when = "stiff" }]
"""


@pytest.fixture(scope="module")
def kb(small):
    """The small world above, ready to answer."""
    return small(WORLD)


def ids(matches):
    """Return the ids of the entities that were found."""
    return [match.entity.id for match in matches]


def test_treatments_stand_as_in_the_plan(kb):
    """What is allowed is returned, the most useful first; what is advised against, or too uncertain, is left out."""
    assert ["walking", "belt", "surgery"] == ids(kb.treatments_for("stiff"))


def test_the_score_is_that_of_the_verdict(kb):
    """Recommended scores more than worth considering, and that more than ask first."""
    assert [1.0, 0.6, 0.3] == [match.score for match in kb.treatments_for("stiff")]


def test_what_guidelines_agree_on_needs_no_grade(small):
    """Without a grade, what guidelines advise and none advises against counts as low."""
    kb = small('[finding.stiff]\n[treatment.walking]\nindication = [{ when = "stiff" }]')
    found = [ids(kb.treatments_for("stiff", min_certainty=least)) for least in ("low", "moderate")]
    assert [["walking"], []] == found


def test_a_match_says_why(kb):
    """The reasons of the plan are the reason of a match, the facts in words."""
    assert "Guidelines advise it. It fits what you told us. (stiff)" == kb.treatments_for("stiff")[0].why


def test_a_condition_is_taken_as_diagnosed(kb):
    """One can ask by condition; the match says so."""
    match = kb.treatments_for("strain")[0]
    assert ("walking", "Guidelines advise it. It fits what you told us. (strain: likely)") == (
        match.entity.id,
        match.why,
    )


@pytest.mark.parametrize("provider", ["physio", Provider.PHYSIO])
def test_treatments_by_provider(kb, provider):
    """Only what this provider gives is returned."""
    assert ["belt"] == ids(kb.treatments_for("stiff", provider=provider))


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        ("very_low", ["crystals", "walking", "belt", "surgery"]),
        ("moderate", ["walking", "surgery"]),
        (Certainty.HIGH, ["surgery"]),
    ],
)
def test_treatments_by_certainty(kb, least, expected):
    """Only what is at least so certain is returned; without a grade and a guideline it counts as very uncertain."""
    assert sorted(expected) == sorted(ids(kb.treatments_for("stiff", min_certainty=least)))


def test_stretches_are_the_exercises_that_people_call_so(kb):
    """Strength is no stretch, and what is contraindicated is left out."""
    assert ["cat_camel", "toe_touch"] == ids(kb.stretches_for("stiff"))


@pytest.mark.parametrize("timing", ["post_run", Timing.POST_RUN])
def test_stretches_by_timing(kb, timing):
    """What fits anytime fits any timing."""
    assert ["cat_camel", "toe_touch"] == ids(kb.stretches_for("stiff", timing=timing))


def test_stretches_at_another_time_are_left_out(kb):
    """A stretch for after a run is none for before it."""
    assert ["cat_camel"] == ids(kb.stretches_for("stiff", timing="pre_run"))


def test_stretches_by_condition(kb):
    """One can ask for stretches by condition too."""
    assert ["cat_camel"] == ids(kb.stretches_for("strain"))


@pytest.mark.parametrize("query", ["treatments_for", "stretches_for"])
def test_at_same_day_there_is_only_triage(kb, query):
    """Nothing stands beside an action that must not wait."""
    found = getattr(kb, query)("stiff", "fever")
    assert ([], Urgency.SAME_DAY) == (ids(found), found.triage.urgency)


def test_a_query_carries_its_triage(kb):
    """Below same-day too the triage of the stated facts is there."""
    assert kb.triage(kb.presentation(present=["stiff"])) == kb.treatments_for("stiff").triage


REFUSED = {
    "nothing": ((), {}, QueryError, "name at least one finding or condition; nothing was given"),
    "unknown": (("stif",), {}, UnknownIdError, "no finding or condition 'stif'; did you mean 'stiff' or 'strain'?"),
    "a list": (
        (["stiff"],),
        {},
        PresentationError,
        "a finding or condition is named by its id, not by ['stiff']",
    ),
    "a number": (
        ("age_years",),
        {},
        QueryError,
        "age_years is not yes or no; use kb.assess(kb.presentation(age_years=…)).plan for it",
    ),
    "unknown provider": (
        ("stiff",),
        {"provider": "shaman"},
        QueryError,
        f"provider is one of {', '.join(each.value for each in Provider)}, not 'shaman'",
    ),
    "unknown certainty": (
        ("stiff",),
        {"min_certainty": "sure"},
        QueryError,
        "min_certainty is one of very_low, low, moderate, high, not 'sure'",
    ),
}


@pytest.mark.parametrize(("given", "options", "error", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_query_that_says_nothing_sensible_is_refused(kb, given, options, error, message):
    """Wrong ids and filters are refused with one clear sentence."""
    with pytest.raises(error) as caught:
        kb.treatments_for(*given, **options)
    assert message == str(caught.value)


def test_an_unknown_timing_is_refused(kb):
    """A timing is one of those that exercises can have."""
    with pytest.raises(QueryError) as caught:
        kb.stretches_for("stiff", timing="night")
    assert "timing is one of pre_run, post_run, off_day, desk_break, anytime, not 'night'" == str(caught.value)
