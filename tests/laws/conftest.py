"""A small knowledge base that keeps all laws, and ways to break it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backpain_kb.knowledge import KnowledgeBase, load
from backpain_kb.packs.read import Pack, read_pack
from backpain_kb.testing.overlay import bare, overlay

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {
    "pack.toml": 'name = "demo"\nformat = 1\nversion = "1"\n',
    "sources.toml": '[[source]]\nid = "demo-study"\ntitle = "A study"\nkind = "rct"\nchecked = true\n',
    "findings.toml": """
[[finding]]
id = "demo_numb"
label = "Numb"
type = "boolean"
known_by = "person"
question = "Is it numb?"
group = "demo"
implies = ["demo_odd_feeling"]
red_flag = true
hard_stop = true
why_asked = "it may be serious"

[[finding]]
id = "demo_hot"
label = "Hot"
type = "boolean"
known_by = "person"
question = "Is it hot?"
group = "demo"
red_flag = true
why_asked = "it may be an infection"
asked_when = "demo_ache"

[[finding]]
id = "demo_odd_feeling"
label = "Odd feeling"
type = "boolean"
known_by = "person"
question = "Does it feel odd?"
group = "demo"

[[finding]]
id = "demo_ache"
label = "Ache"
type = "boolean"
known_by = "person"
question = "Does it ache?"
group = "demo"

[[finding]]
id = "demo_pregnant"
label = "Pregnant"
type = "boolean"
known_by = "person"
question = "Are you pregnant?"
group = "demo"

[[finding]]
id = "demo_pill"
label = "Takes a pill"
type = "boolean"
known_by = "person"
question = "Do you take a pill?"
group = "demo"

[[finding]]
id = "demo_days"
label = "Days"
type = "number"
known_by = "person"
question = "For how many days?"
group = "demo"
unit = "days"
min = 0
max = 40

[[finding]]
id = "demo_side"
label = "Side"
type = "category"
known_by = "person"
question = "Which side?"
group = "demo"
values = ["left", "right"]

[[definition]]
id = "demo_infected"
label = "Infected"
why = "to stop treatment"
when = "demo_hot and demo_days >= 2"
withholds = ["any"]
sources = ["demo-study"]

[[definition]]
id = "demo_weeks"
label = "Weeks"
why = "to show a number"
value = "demo_days / 7"
sources = ["demo-study"]
""",
    "rules.toml": """
[[rule]]
id = "demo_numb_now"
label = "Numb"
urgency = "emergency"
within_hours = 0
when = "demo_numb"
action = "Go."
tell = "Go."
sources = ["demo-study"]
case = [
  { findings = { demo_numb = true }, expect = "fires" },
  { findings = { demo_numb = false }, expect = "silent" },
  { findings = {}, expect = "unknown" },
]

[[rule]]
id = "demo_numb_unasked"
label = "Numb, not asked"
urgency = "routine"
within_hours = 1008
when = "possibly(demo_numb)"
action = "Ask."
tell = "Answer."
sources = ["demo-study"]
case = [
  { findings = { demo_numb = true }, expect = "fires" },
  { findings = { demo_numb = false }, expect = "silent" },
  { findings = {}, expect = "precaution" },
]

[[rule]]
id = "demo_hot_soon"
label = "Hot"
urgency = "soon"
within_hours = 336
when = "demo_infected"
action = "Be seen."
tell = "Be seen."
sources = ["demo-study"]
case = [
  { findings = { demo_hot = true, demo_days = 3 }, expect = "fires" },
  { findings = { demo_hot = true, demo_days = 1 }, expect = "silent" },
  { findings = { demo_hot = true }, expect = "unknown" },
]
""",
    "care.toml": """
[[condition]]
id = "demo_bone"
label = "Bone"
lay = "sore bone"
kind = "bone_injury"
certainty_ceiling = "likely"
summary = "A sore bone."
withholds = ["impact"]
sources = ["demo-study"]
feature = [{ when = "demo_side == 'left'", effect = "+" }]

[[treatment]]
id = "demo_walk"
label = "Walking"
summary = "Walk."
providers = ["self"]
certainty = "high"
indication = [{ when = "demo_ache" }]
contraindication = [
  { when = "demo_pregnant", absolute = true, while_unknown = "tell", not_if = "you are pregnant", why = "Harm." },
]
recommendation = [
  { source = "demo-study", direction = "for", population_text = "all", year = 2020 },
]
sources = ["demo-study"]

[[exercise]]
id = "demo_hop"
label = "Hopping"
kind = "mobility"
purpose = "To hop."
steps = ["Stand.", "Hop.", "Rest."]
parent = "demo_walk"
helps_with = ["demo_ache"]
spinal_direction = "neutral"
end_range = "none"
position = "standing"
load = "low"
impact = "high"
neural_load = "none"
balance_demand = "low"
timing = ["anytime"]
level = 1
dosage = { reps = { min = 5, max = 10 }, grade = "practice" }
sources = ["demo-study"]

[[programme]]
id = "demo_plan"
label = "Hopping plan"
goal = "To hop more."
parent = "demo_walk"
helps_with = ["demo_ache"]
timing = "off_day"
frequency = "Daily."
items = [{ exercise = "demo_hop", dose = "a few" }]
progress_when = "Better."
hold_when = "The same."
regress_when = "Worse."
sources = ["demo-study"]

[programme.pacing]
days_per_week = { min = 3, max = 3 }
rest_days = 1
days = 7
settled_first = true
progress_when = "not demo_ache"
regress_when = "demo_ache"
stop_when = "demo_numb"

[[safety_rule]]
id = "demo_no_hop_on_the_right"
when = "demo_side == 'right'"
action = "avoid"
matches = { impact = ["high"] }
not_if = "it is the right side"
why = "It may harm."
sources = ["demo-study"]

[[interaction]]
id = "demo_walk_with_pill"
between = ["demo_walk"]
and = ["demo_pill"]
level = "never"
effect = "They do not go together."
sources = ["demo-study"]
""",
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small pack that keeps all laws."""
    made = tmp_path_factory.mktemp("packs") / "demo"
    made.mkdir()
    for name, text in _FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def pack(folder: Path) -> Pack:
    """Return the small pack."""
    return read_pack(folder)


@pytest.fixture(scope="session")
def small(pack: Pack) -> KnowledgeBase:
    """Return a knowledge base of the small pack and of nothing else but the words of the core pack."""
    return overlay(bare(load()), pack)


class Stub:
    """A knowledge base of which some methods are replaced."""

    def __init__(self, kb: KnowledgeBase, **replaced: Any) -> None:
        """Take the methods that are *replaced*."""
        self._kb = kb
        self._replaced = replaced

    def __getattr__(self, name: str) -> Any:
        """Return what is replaced, else what the knowledge base has."""
        replaced = self.__dict__.get("_replaced", {})
        return replaced[name] if name in replaced else getattr(self._kb, name)


@pytest.fixture(scope="session")
def stub() -> type[Stub]:
    """Return the class of knowledge bases of which some methods are replaced."""
    return Stub
