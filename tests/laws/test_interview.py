"""Interviews of simulated people: they end, ask nothing twice, survive being written down, and invent nothing."""

from __future__ import annotations

import json
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import backpain_kb as bp
from backpain_kb.testing import strategies

KB = bp.load()
EXAMPLES = int(os.environ.get("INTERVIEWS", "30"))


def reply(screen, truth, draw):
    """Return how a person of whom *truth* holds answers: what they do not know, they may say no to or leave open."""
    if draw(st.integers(0, 9)) == 0:
        return None
    known = {id_: truth[id_] for id_ in screen.findings if id_ in truth}
    if screen.is_ticked and draw(st.booleans()):
        return [id_ for id_, value in known.items() if value is True]
    if len(screen.questions) > 1:
        return known
    return known.get(screen.findings[0])


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_interview(data):
    """It ends, asks nothing twice and nothing that is known, survives a round trip, and assesses what was said."""
    person = data.draw(strategies.presentations(KB))
    truth = person.facts
    start = KB.presentation(asker=person.asker)
    interview = KB.interview(start)
    asked: set[str] = set()
    while (screen := interview.question) is not None:
        assert not asked & set(screen.findings), "asked twice"
        assert not set(screen.findings) & set(interview.presentation.facts), "asked what is known"
        if person.asker is bp.Asker.PERSON:
            assert all(KB.findings[id_].known_by.value == "person" for id_ in screen.findings), "asked for a sign"
        asked |= set(screen.findings)
        said = reply(screen, truth, data.draw)
        interview = interview.dont_know() if said is None else interview.answer(said)
        assert KB.resume(json.loads(json.dumps(interview.to_dict()))) == interview
        assert len(interview.steps) <= len(KB.findings), "no end"
    at_once = KB.presentation(asker=person.asker, **interview.presentation.facts)
    assert KB.assess(at_once) == interview.assessment
