import pytest

# Every exercise is matched by one rule only, if at all.
MATCHED = """
    [finding.a]
    [treatment.training]
    [exercise.plain]
    [exercise.special]
    load = "high"
    isometric_hold = true
    timing = ["post_run", "off_day"]
    level = 2
    equipment = ["band"]
    [safety_rule.rule]
    when = "a"
"""


@pytest.mark.parametrize(
    ("matches", "expected"),
    [
        ('{ load = ["moderate", "high"] }', ["special"]),
        ('{ load = ["high"], level = ["2", "3"] }', ["special"]),
        ('{ load = ["high"], level = ["3"] }', []),
        ('{ isometric_hold = ["true"] }', ["special"]),
        ('{ isometric_hold = ["false"] }', ["plain"]),
        ('{ timing = ["post_run"] }', ["special"]),
        ('{ timing = ["off_day"] }', ["plain", "special"]),
        ('{ equipment = ["band"] }', ["special"]),
        ("{}", ["plain", "special"]),
    ],
)
def test_a_safety_rule_matches_by_attribute(small, matches, expected):
    """Each attribute that a rule names must have one of the values; no attribute at all matches everything."""
    kb = small(MATCHED + f"matches = {matches}")
    plan = kb.assess(kb.presentation(present=["pain", "a"])).plan
    assert expected == sorted(item.item for item in plan.avoid)


def test_a_safety_rule_says_nothing_of_treatments(small):
    """Safety rules are for exercises and the programmes made of them."""
    kb = small(MATCHED)
    plan = kb.assess(kb.presentation(present=["pain", "a"])).plan
    assert ["training"] == [item.item for item in plan.recommended]
