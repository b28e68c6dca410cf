"""Small worlds, as the tests of the reasoning make them, and the proofs of one thing."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backpain_kb.verify.inquiry import Inquiry
from backpain_kb.verify.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from backpain_kb.knowledge import KnowledgeBase

_WORLDS = Path(__file__).parents[1] / "reasoning" / "conftest.py"


@pytest.fixture(scope="session")
def small() -> Callable[[str], KnowledgeBase]:
    """`small("[finding.fever]")` is a knowledge base with that finding; nothing of it was checked."""
    spec = importlib.util.spec_from_file_location("_small_worlds", _WORLDS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Callable[[str], KnowledgeBase] = module.small_world
    return made


@pytest.fixture
def look(small: Callable[[str], KnowledgeBase]) -> Callable[..., list[tuple[str, dict[str, object]]]]:
    """A function that returns what one proof says of a world: sentences, each with the facts of its person."""

    def run(proof: Callable[[World, Inquiry], None], text: str) -> list[tuple[str, dict[str, object]]]:
        inquiry = Inquiry()
        proof(World(small(text)), inquiry)
        people = [failure.who for failure in inquiry.failures]
        facts = [{} if who is None else dict(who.facts) for who in people]
        return [(failure.says, fact) for failure, fact in zip(inquiry.failures, facts, strict=True)]

    return run
