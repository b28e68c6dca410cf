import pytest


def dose_of(kb, item):
    """Return the dose of one item of the plan for whoever has pain."""
    answer = kb.assess(kb.presentation(present=["pain"]))
    return next(found.dose for found in answer.plan.items if found.item == item)


@pytest.mark.parametrize(
    ("dosage", "more", "expected"),
    [
        ("reps = { min = 8, max = 12 }", "", "repetitions: 8 to 12"),
        ("hold_s = { min = 30, max = 30 }, sets = { min = 2, max = 3 }", "", "sets: 2 to 3, hold 30 seconds"),
        ("hold_s = { min = 30, max = 30 }, sets = { min = 2, max = 2 }", "", "sets: 2, hold 30 seconds"),
        ("duration_min = { min = 20, max = 30 }", "", "20 to 30 minutes"),
        ("hold_s = { min = 0.5, max = 0.5 }", "per_side = true", "hold 0.5 seconds, on each side"),
        (
            "reps = { min = 5, max = 5 }, times_per_day = { min = 2, max = 3 }, days_per_week = { min = 5, max = 7 }",
            "per_side = true",
            "repetitions: 5, on each side, 2 to 3 times a day, 5 to 7 days a week",
        ),
    ],
)
def test_the_dose_of_an_exercise_is_put_in_words(small, dosage, more, expected):
    """Of a dose everything is said that is stated, in one order."""
    kb = small(f'[exercise.bridge]\n{more}\ndosage = {{ {dosage}, grade = "practice" }}')
    assert expected == dose_of(kb, "bridge")


def test_the_dose_of_a_treatment_is_its_own_words(small):
    """A treatment says how much in its own text."""
    assert "Twice a day." == dose_of(small('[treatment.heat]\ndose = "Twice a day."'), "heat")


def test_a_treatment_need_not_have_a_dose(small):
    """Where nothing is stated, nothing is said."""
    assert None is dose_of(small("[treatment.heat]"), "heat")


def test_the_dose_of_a_programme_is_how_often(small):
    """A programme says how often."""
    assert "Daily." == dose_of(small("[programme.plan]"), "plan")
