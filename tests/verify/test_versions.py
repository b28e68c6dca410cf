import zipfile

import pytest

import backpain_kb
from backpain_kb.errors import PackError, UnknownIdError
from backpain_kb.packs.read import core_folder
from backpain_kb.testing import write_pack
from backpain_kb.testing.overlay import as_pack, bare
from backpain_kb.verify import versions
from backpain_kb.verify.versions import open_version


@pytest.fixture
def core(tmp_path):
    """The folder of a core pack that is nearly empty."""
    write_pack(as_pack(bare(backpain_kb.load())), tmp_path / "core")
    return tmp_path / "core"


def test_core_is_the_one_of_this_release():
    """The plain word needs no reading."""
    assert open_version("core") is backpain_kb.load()


def test_a_core_pack_in_a_folder_stands_alone(core):
    """A folder with a core pack is that core pack."""
    kb = open_version(str(core))
    assert ([pack.name for pack in kb.catalogue.packs], len(kb.findings)) == (["core"], 0)


def test_another_pack_is_put_on_top(tmp_path):
    """A folder with another pack is the core pack of this release with it."""
    (tmp_path / "pack.toml").write_text('name = "club"\nformat = 1\nversion = "2"\n')
    kb = open_version(f"{tmp_path}/")
    assert [pack.name for pack in kb.catalogue.packs] == ["club", "core"]


def test_a_wheel_holds_a_core_pack(core, tmp_path):
    """Of a wheel the core pack is taken, and nothing else."""
    wheel = tmp_path / "backpain_kb-0.0.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("backpain_kb/__init__.py", "raise SystemExit")
        archive.mkdir("backpain_kb/data/core")
        for path in sorted(core.iterdir()):
            archive.write(path, f"backpain_kb/data/core/{path.name}")
    kb = open_version(str(wheel))
    assert kb.catalogue.packs[0].sha256 == open_version(str(core)).catalogue.packs[0].sha256


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"other.py": "x"}, "it has no backpain_kb/data/core/"),
        ({"backpain_kb/data/core/../../x.toml": "x"}, "leads out of its folder"),
        ({"backpain_kb/data/core/big.toml": "x" * 200}, "its core pack is larger than 100 bytes"),
    ],
)
def test_a_wheel_that_is_none_is_refused(tmp_path, monkeypatch, members, says):
    """What is no release of ours, too large, or leads elsewhere is refused with the reason."""
    monkeypatch.setattr(versions, "LARGEST_PACK", 100)
    wheel = tmp_path / "x.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    with pytest.raises(PackError) as refused:
        open_version(str(wheel))
    assert says in str(refused.value)


def test_a_file_that_is_no_wheel_is_refused(tmp_path):
    """A name that ends like a wheel is not enough."""
    (tmp_path / "x.whl").write_text("no archive")
    for name in ("x.whl", "y.whl"):
        with pytest.raises(PackError) as refused:
            open_version(str(tmp_path / name))
        assert "it cannot be read" in str(refused.value)


def test_an_unsound_core_pack_is_refused(core):
    """A core pack that does not pass the check is refused, with all that is wrong."""
    (core / "scorings.toml").unlink()
    with pytest.raises(PackError) as refused:
        open_version(str(core))
    assert "exactly one [[scoring]] is needed" in str(refused.value)


def test_an_earlier_core_pack_may_be_unsound(core):
    """What only the check of this release refuses is read as an earlier version, with the words that it lacks."""
    (core / "messages.toml").unlink()
    with pytest.raises(PackError):
        open_version(str(core))
    kb = open_version(str(core), earlier=True)
    assert kb.assess(kb.presentation()).triage.urgency.value == "self_care"


def test_an_earlier_core_pack_must_be_able_to_answer(core):
    """What cannot answer at all is refused as an earlier version too."""
    (core / "scorings.toml").unlink()
    with pytest.raises(PackError) as refused:
        open_version(str(core), earlier=True)
    assert "exactly one [[scoring]] is needed" in str(refused.value)


def test_unknown_names_are_refused():
    """A name without a separator is an installed pack."""
    with pytest.raises(UnknownIdError, match="no installed pack 'no-such-pack'"):
        open_version("no-such-pack")
    assert core_folder().is_dir()
