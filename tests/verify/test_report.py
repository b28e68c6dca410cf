import subprocess
import sys

import pytest

import backpain_kb.verify as room
from backpain_kb.model.presentation import Presentation
from backpain_kb.model.terms import FrozenDict
from backpain_kb.verify import Failure, Proof
from backpain_kb.verify.report import Sample, as_markdown, in_words

WHO = Presentation(facts=FrozenDict({"pain": True}))


def test_exports_are_sorted_and_found():
    """Every public name can be had, in order, and no other."""
    assert sorted(room.__all__) == room.__all__ == dir(room)
    assert all(getattr(room, name) is not None for name in room.__all__)
    with pytest.raises(AttributeError, match="no attribute 'proove'"):
        _ = room.proove


def test_missing_solver_is_one_clear_error():
    """Without what the extra installs, the import says which extra to install."""
    code = "import sys; sys.modules['z3'] = None\ntry: import backpain_kb.verify\nexcept ImportError as e: print(e)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours.
    expected = "backpain_kb.verify needs z3; install it with the extra: pip install 'backpain-kb[verify]'"
    assert expected == run.stdout.strip()


def test_a_failure_comes_with_its_case():
    """The person who shows it is a case file; where there is nobody, the sentence stands alone."""
    assert in_words(Failure(says="No.", who=WHO)) == "No.\nShown by this case:\n[findings]\npain = true"
    assert in_words(Failure(says="No.")) == "No."


def test_the_report_names_everything(small):
    """Packs with hash, laws in order, hygiene, failures with their case, notes."""
    proofs = [
        Proof(name="idle", says="All | fire.", count=3, of="rules", notes=("one is odd",), seconds=1.04),
        Proof(name="flags", says="Only raise.", law=3, count=2, of="rules", failures=(Failure(says="No.", who=WHO),)),
    ]
    samples = [
        Sample(name="total", says="Answered.", law=1, tried=9, concerned=8, seconds=0.26),
        Sample(name="order", says="Same.", law=9, tried=4, concerned=4, broken="law 'order' is broken"),
    ]
    text = as_markdown(small(""), proofs, samples)
    assert f"- Pack small, version 1, SHA-256 `{'0' * 64}`" in text
    assert "- Proved: 1 of 2, in 1 s" in text
    assert "- Sampled: 1 of 2 kept, in 0 s" in text
    lines = text.splitlines()
    start = lines.index("## Laws") + 4
    assert lines[start : start + 3] == [
        "| 1 | Answered. | sampled 9 times, concerned 8 times (`total`) | kept | 0.3 |",
        "| 3 | Only raise. | proved for all people, for 2 rules | **fails** | 0.0 |",
        "| 9 | Same. | sampled 4 times, concerned 4 times (`order`) | **fails** | 0.0 |",
    ]
    assert "| All \\| fire. | proved for all people, for 3 rules | holds | 1.0 |" in lines
    assert "## Found: idle\n\n````text\none is odd\n````" in text
    assert "## Found: flags\n\n````text\nNo.\nShown by this case:\n[findings]\npain = true\n````" in text
    assert "## Found: order\n\n````text\nlaw 'order' is broken\n````" in text


def test_a_report_without_samples_says_so(small):
    """Where nothing was sampled, that is said."""
    assert "- Sampled: nothing" in as_markdown(small(""), [])
