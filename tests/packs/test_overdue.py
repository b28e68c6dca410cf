from __future__ import annotations

import datetime as dt

import attrs

from backpain_kb.packs.overdue import overdue, without_source
from backpain_kb.packs.read import core_pack

CORE = core_pack()
LIMIT = CORE.info.review_days
DUE = CORE.info.reviewed + dt.timedelta(days=LIMIT)


def test_nothing_is_late_within_the_limit():
    """On the last day of the limit nobody is warned."""
    assert () == overdue([CORE], DUE)


def test_a_day_later_all_is_late():
    """After it each entity that a source could contradict is named with its file, its day and the limit."""
    late = overdue([CORE], DUE + dt.timedelta(days=1))
    kinds = {warning.entity.partition(" ")[0] for warning in late}
    assert {"rule", "treatment", "exercise"} <= kinds
    assert not kinds & {"source", "message", "scoring", "lexicon", "interview"}
    (heat,) = [warning for warning in late if warning.entity == "treatment heat"]
    assert ("core/treatments/heat.toml", "reviewed", "core") == (heat.file, heat.field, heat.pack)
    assert f"{LIMIT + 1} days ago; the pack wants it every {LIMIT} days" in str(heat)


def test_a_day_of_its_own_goes_before_that_of_the_pack():
    """An entity that was reviewed later is late later."""
    entity = next(e for e in CORE.entities if e.id == "heat")
    pack = attrs.evolve(CORE, entities=(attrs.evolve(entity, reviewed=DUE),))
    assert () == overdue([pack], DUE + dt.timedelta(days=LIMIT))
    assert 1 == len(overdue([pack], DUE + dt.timedelta(days=LIMIT + 1)))


def test_a_pack_that_promises_nothing_is_not_warned_of():
    """Without a limit or a day nothing is late."""
    for info in ({"review_days": None}, {"reviewed": None}):
        pack = attrs.evolve(CORE, info=attrs.evolve(CORE.info, **info))
        assert all(warning.entity.startswith(("treatment", "claim", "interaction")) for warning in overdue([pack], DUE))


def test_what_rests_on_no_source():
    """What rests on practice or design is listed with its basis."""
    listed = without_source([CORE])
    assert ("scoring", "scoring", "design") in listed
    assert all(basis in {"practice", "design"} for _, _, basis in listed)
