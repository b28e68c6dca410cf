"""For people at the turning points it comes out as it was kept; see `turning_points.py`."""

from __future__ import annotations

import pytest
import turning_points

import backpain_kb

BLOCKS = turning_points.read()
KINDS = sorted({block.entity.split()[0] for block in BLOCKS})


@pytest.mark.parametrize("kind", KINDS)
def test_turning_points(kind):
    """Nothing turns elsewhere unseen, and every expression has people; `make snapshots` keeps new ones."""
    kb = backpain_kb.load()
    assert list(turning_points.wrong(kb, BLOCKS, lambda named: named.startswith(f"{kind} "))) == []


def test_kinds():
    """People are kept for every kind that has expressions."""
    entities = [each for kind in backpain_kb.load().catalogue.entities.values() for each in kind.values()]
    kinds = {turning_points.kind_of(each) for each in entities if turning_points.expressions_of(each)}
    assert kinds - set(KINDS) == set()


def test_read_back():
    """What is written is read back as it was."""
    assert turning_points.written(BLOCKS) == "".join(
        path.read_text(encoding="utf-8") for path in sorted(turning_points.FOLDER.glob("*.txt"))
    )
