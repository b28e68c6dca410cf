import pytest

from backpain_kb import PresentationError, UnknownIdError
from backpain_kb.model.assessment import Conflict

WORLD = """
    [finding.fever]
    [finding.chills]
    implies = ["fever"]
    [finding.runner]
    [rule.fever_today]
    when = "fever"
    urgency = "same_day"
    [message.safety_net_runner]
    role = "safety_net"
    when = "runner"
    text = "Stop running if it hurts."
"""


@pytest.fixture(scope="module")
def kb(small):
    """The small world above, ready to answer."""
    return small(WORLD)


def test_an_unknown_guideline_is_refused_with_a_hint(kb):
    """A preferred guideline must be a source."""
    with pytest.raises(UnknownIdError) as caught:
        kb.assess(kb.presentation(), guidelines=["guid"])
    assert "no guideline 'guid'; did you mean 'guide'?" == str(caught.value)


def test_guidelines_as_text_are_refused(kb):
    """One text is not a list of guidelines."""
    with pytest.raises(PresentationError) as caught:
        kb.assess(kb.presentation(), guidelines="guide")
    assert "guidelines is a list, not the text 'guide'; write guidelines=['guide']" == str(caught.value)


def test_a_guideline_that_is_no_id_is_refused(kb):
    """A guideline is named by a text."""
    with pytest.raises(PresentationError) as caught:
        kb.assess(kb.presentation(), guidelines=[3])
    assert "a guideline is named by its id, not by 3" == str(caught.value)


def test_a_safety_net_message_shows_where_it_applies(kb):
    """What is for runners is told to runners."""
    assert "Stop running if it hurts." in kb.assess(kb.presentation(present=["runner"])).safety_net


def test_a_safety_net_message_hides_while_it_is_unknown_whether_it_applies(kb):
    """What is for runners is not told to whoever has not said that they run."""
    assert "Stop running if it hurts." not in kb.assess(kb.presentation()).safety_net


def test_without_urgency_there_is_a_safety_net(kb):
    """Below same-day the answer says when to come back."""
    always = [
        m.text for m in kb.catalogue.of_kind("message").values() if m.role.value == "safety_net" and m.when is None
    ]
    assert tuple(always) == kb.assess(kb.presentation()).safety_net


def test_at_same_day_there_is_no_safety_net(kb):
    """Where the action says it all, nothing stands beside it."""
    assert () == kb.assess(kb.presentation(present=["fever"])).safety_net


def test_contradictions_are_told(kb):
    """Answers that cannot both be right are named, in words."""
    answer = kb.assess(kb.presentation(present=["chills"], absent=["fever"]))
    text = (
        "You said yes to “Chills” and no to “Fever”. Both cannot be right; we went with the more careful reading. "
        "Please check these two answers."
    )
    assert (Conflict(present="chills", absent="fever", text=text),) == answer.conflicts


def test_the_answer_names_its_knowledge(kb):
    """An assessment carries the versions and hashes of its packs."""
    (pack,) = kb.assess(kb.presentation()).knowledge.packs
    assert ("small", "1", "0" * 64) == (pack.name, pack.version, pack.sha256)


def test_the_answer_carries_the_disclaimer(kb):
    """Every assessment says what it is not."""
    assert kb.catalogue.of_kind("message")["disclaimer"].text == kb.assess(kb.presentation()).disclaimer


def test_triage_alone_is_the_same_triage(kb):
    """Asking for the triage only gives what the whole assessment holds."""
    who = kb.presentation(present=["chills"])
    assert kb.assess(who).triage == kb.triage(who)
