from backpain_kb.model.assessment import FiredRule, Lead
from backpain_kb.model.rules import Urgency

SAID = {"urgency": Urgency.SOON, "within_hours": 48, "ambulance": False, "action": "Look.", "tell": "Be seen."}


def test_a_rule_that_fired_has_an_id():
    """What fired can be asked for its id like any entity."""
    fired = FiredRule(rule="fever_soon", label="Fever", tests=(), facts=(), assumed=(), sources=(), **SAID)
    assert "fever_soon" == fired.id


def test_what_leads_has_the_id_of_its_rule():
    """So can what leads; at self-care there is no rule behind it."""
    assert ("fever_soon", None) == (Lead(rule="fever_soon", **SAID).id, Lead(rule=None, **SAID).id)
