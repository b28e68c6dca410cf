import os
import sys

import pytest

from backpain_kb.errors import PackError, UnknownIdError
from backpain_kb.packs import read
from backpain_kb.packs.read import core_folder, core_pack, find_pack, installed_packs, read_pack

STRUCTURE = '[[structure]]\nid = "{id}"\nlabel = "Spine"\nsummary = "The back."\nbasis = "practice"\n'


def structure(id_):
    """Return the text of one small entity."""
    return STRUCTURE.format(id=id_)


def refusal(read_or_find, *arguments):
    """Return the error that reading or finding a pack ends with."""
    with pytest.raises(PackError) as caught:
        read_or_find(*arguments)
    return caught.value


def faults(folder):
    """Return what is wrong with the pack in a folder, as pairs of file and message."""
    return [(problem.file, problem.message) for problem in refusal(read_pack, folder).problems]


def not_found(name):
    """Return why a pack cannot be found."""
    (problem,) = refusal(find_pack, name).problems
    return problem.message


def test_the_files_of_a_pack_are_read(write):
    """All TOML files count, in folders of any depth; each entity remembers its file."""
    pack = read_pack(write({"a.toml": structure("one"), "deep/er/b.toml": structure("two")}, "club"))
    assert ("club", ["one", "two"], {("structure", "one"): "a.toml", ("structure", "two"): "deep/er/b.toml"}) == (
        pack.info.name,
        [entity.id for entity in pack.entities],
        pack.files,
    )


@pytest.mark.parametrize(
    "file", ["README.md", "NOTES.txt", "LICENSE", "__init__.py", ".git/config.toml", "__pycache__/a.toml", ".x.toml"]
)
def test_what_people_and_tools_keep_beside_the_knowledge_is_left_unread(write, file):
    """Notes, code and hidden files are neither read nor a fault."""
    assert () == read_pack(write({file: "not [ TOML"}, "club")).entities


@pytest.mark.parametrize("file", ["rules.yaml", "rules.TOML", "rules.toml.bak", "rules.json"])
def test_another_kind_of_file_is_a_fault(write, file):
    """A file that looks like knowledge and is not read would be a surprise."""
    assert [(file, "only .toml files are read; rename it or take it out")] == faults(write({file: ""}, "club"))


def test_pack_toml_is_needed(tmp_path):
    """A folder without `pack.toml` is no pack."""
    (tmp_path / "a.toml").write_text(structure("one"), encoding="utf-8")
    assert [("pack.toml", "the file is missing; it needs name, format and version")] == faults(tmp_path)


def test_a_broken_pack_toml_is_not_called_missing(write):
    """What is wrong with `pack.toml` is said once."""
    assert [
        ("pack.toml", "the file is not TOML: Expected '=' after a key in a key/value pair (at end of document)")
    ] == (faults(write({"pack.toml": "name"})))


def test_a_folder_that_does_not_exist_is_no_pack(tmp_path):
    """Nothing is read from nowhere."""
    assert [("pack.toml", "the file is missing; it needs name, format and version")] == faults(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[[claim]]\nid = "\xff"', "the file is not UTF-8 text (byte 16)"),
        ("[[claim]]".encode("utf-16"), "the file is not UTF-8 text (byte 0)"),
        (b"a = " + b"[" * 10_000, "the file is nested too deeply"),
        (b"a = " + b"{ a = " * 10_000, "the file is nested too deeply"),
    ],
    ids=["latin-1", "utf-16", "lists", "tables"],
)
def test_a_file_that_cannot_be_text(write, content, message):
    """Whatever bytes a file holds, the fault is one clear message."""
    folder = write({}, "club")
    (folder / "a.toml").write_bytes(content)
    assert [("a.toml", message)] == faults(folder)


def test_a_file_that_is_too_large_is_not_read(write):
    """A file of 10 MB is refused by its size."""
    message = "the file has 10,000,000 bytes; at most 2,000,000 are read"
    assert [("a.toml", message)] == faults(write({"a.toml": "#" * 10_000_000}, "club"))


@pytest.mark.parametrize(("limit", "value"), [("MOST_FILES", 2), ("LARGEST_PACK", 150)])
def test_a_pack_that_is_too_large_is_not_read_to_its_end(write, monkeypatch, limit, value):
    """Beyond the limits of a pack reading stops, and says at which file."""
    folder = write({"a.toml": structure("one"), "b.toml": structure("two"), "c.toml": "not TOML"}, "club")
    monkeypatch.setattr(read, limit, value)
    files, total = read.MOST_FILES, read.LARGEST_PACK
    message = f"a pack has at most {files} files of together {total:,} bytes; the rest is not read"
    missing = ("pack.toml", "the file is missing; it needs name, format and version")
    assert [("b.toml" if limit == "LARGEST_PACK" else "c.toml", message), missing] == faults(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in the file system")
def test_a_pipe_is_not_opened(write):
    """What is no regular file could block forever and is not opened."""
    folder = write({}, "club")
    os.mkfifo(folder / "a.toml")
    assert [("a.toml", "this is not a regular file")] == faults(folder)


LEADS_OUT = "a link leads out of the pack; it is not followed"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("../secret.toml", LEADS_OUT),
        ("../secrets", LEADS_OUT),
        ("/etc/hostname", LEADS_OUT),
        ("..", LEADS_OUT),
        ("link.toml", LEADS_OUT),
        ("nowhere.toml", "this is not a regular file"),
    ],
)
def test_a_link_out_of_the_pack_is_not_followed(write, tmp_path, target, message):
    """Neither a file nor a folder outside of the pack is read through a link, nor does a circle of links matter."""
    (tmp_path / "secret.toml").write_text("[[secret]]", encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/a.toml").write_text("[[secret]]", encoding="utf-8")
    folder = write({}, "club")
    (folder / "link.toml").symlink_to(target)
    assert [("link.toml", message)] == faults(folder)


def test_a_link_within_the_pack_is_read(write):
    """A link to a file of the same pack is another name of that file, and its ids are used twice."""
    folder = write({"a.toml": structure("one")}, "club")
    (folder / "b.toml").symlink_to("a.toml")
    assert [("b.toml", "the id is used twice, here and in a.toml")] == faults(folder)


def test_a_link_to_a_folder_of_the_pack_is_not_read_twice(write):
    """The files of a linked folder are read where they are."""
    folder = write({"deep/a.toml": structure("one")}, "club")
    (folder / "also").symlink_to("deep")
    assert ["one"] == [entity.id for entity in read_pack(folder).entities]


def test_a_pack_may_itself_be_a_link(write, tmp_path):
    """The folder that was named may be a link; what counts is where it leads."""
    (tmp_path / "link").symlink_to(write({"a.toml": structure("one")}, "club"))
    assert ["one"] == [entity.id for entity in read_pack(tmp_path / "link").entities]


def test_an_id_in_two_files(write):
    """The same id twice is a fault that names both files."""
    folder = write({"a.toml": structure("one"), "b.toml": structure("one")}, "club")
    assert [("b.toml", "the id is used twice, here and in a.toml")] == faults(folder)


def test_all_faults_of_all_files_come_at_once(write):
    """Nobody has to run it again for the next fault: they are sorted by file, entity and field."""
    folder = write({"b.toml": "x = 1", "a.toml": structure("One") + structure("two").replace('"Spine"', "3")}, "club")
    error = refusal(read_pack, folder)
    assert "pack 'club' cannot be read: 3 problems" == str(error).splitlines()[0]
    assert [("a.toml", "structure One", "club"), ("a.toml", "structure two", "club"), ("b.toml", None, "club")] == [
        (problem.file, problem.entity, problem.pack) for problem in error.problems
    ]


def test_a_pack_without_a_name_is_called_by_its_folder(write):
    """While the name is not known, the message names the folder."""
    error = refusal(read_pack, write({"pack.toml": 'format = 1\nversion = "1"'}, "club"))
    assert "pack 'club' cannot be read: 1 problem\n  this field is required @ pack.toml, name" == str(error)


def test_a_row_without_an_id_is_called_by_its_number(write):
    """An entity without an id is found by its place in the file."""
    folder = write({"a.toml": structure("one") + structure("two").replace('id = "two"\n', "")}, "club")
    assert ["this field is required @ a.toml, structure number 2, id"] == list(
        map(str, refusal(read_pack, folder).problems)
    )


def test_the_core_pack_can_be_read():
    """The knowledge that ships with the package is a pack like any other."""
    assert "core" == core_pack().info.name == read_pack(core_folder()).info.name
    assert core_pack() is core_pack()


# Packs that are installed.


@pytest.fixture
def install(tmp_path, monkeypatch):
    """A function that makes a package look installed, with one entry point."""

    def run(name, target, *, package=None):
        place = tmp_path / f"site-{package or name}"
        info = place / f"{(package or name).replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package or name}\nVersion: 1.0\n", encoding="utf-8"
        )
        (info / "entry_points.txt").write_text(f"[backpain_kb.packs]\n{name} = {target}\n", encoding="utf-8")
        monkeypatch.syspath_prepend(place)
        return place

    return run


def put_pack(folder):
    """Write a pack whose code must not run."""
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "club-rules"\nformat = 1\nversion = "1"\n', encoding="utf-8")
    (folder / "__init__.py").write_text('raise RuntimeError("the code of a pack was run")\n', encoding="utf-8")
    return folder


def test_an_installed_pack_is_listed(install):
    """Installed packs are listed by the name of their entry point, in order."""
    install("club-rules", "club_rules")
    install("a-clinic", "a_clinic.data")
    assert ("a-clinic", "club-rules") == installed_packs()


def test_an_installed_pack_is_found_without_running_it(install):
    """The folder of an installed pack is found, and none of its code is run."""
    folder = put_pack(install("club-rules", "club_rules") / "club_rules")
    assert folder == find_pack("club-rules")
    assert "club-rules" == read_pack(folder).info.name
    assert "club_rules" not in sys.modules


@pytest.mark.parametrize("target", ["clubs.rules", "clubs.rules:PACK", "clubs.rules : PACK"])
def test_a_pack_may_lie_within_a_package(install, target):
    """The module of the entry point may be nested; an attribute behind it does not matter."""
    place = install("club-rules", target)
    folder = put_pack(place / "clubs/rules")
    (place / "clubs/__init__.py").write_text("raise RuntimeError\n", encoding="utf-8")
    assert folder == find_pack("club-rules")


class Finder:
    """Stands for the finder of an editable install, which knows folders that are not on the path."""

    def __init__(self, folder):
        """Take the folder of the only package that it knows."""
        self._folder = folder

    def find_spec(self, name, path=None, target=None):
        """Say where the package is."""
        from importlib.machinery import ModuleSpec  # noqa: PLC0415 - only this class needs it.

        assert (path, target) == (None, None)
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations.append(str(self._folder / name))
        return spec if name == "clubs" else None


def test_an_editable_install_is_found(install, tmp_path, monkeypatch):
    """A package that its own finder knows is found as well, still without running it."""
    install("club-rules", "clubs.rules")
    folder = put_pack(tmp_path / "source/clubs/rules")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder(tmp_path / "source")])
    assert folder == find_pack("club-rules")


@pytest.mark.parametrize("target", ["clubs.rules", "clubs"])
def test_an_installed_pack_without_its_folder(install, target):
    """An entry point that leads nowhere is a fault of that pack."""
    install("club-rules", target)
    message = f"the installed pack 'club-rules' points to '{target}', where there is no pack.toml"
    assert message == not_found("club-rules")


def test_an_editable_install_without_its_folder(install, tmp_path, monkeypatch):
    """A package that exists but holds no pack is a fault of that pack."""
    install("club-rules", "clubs.rules")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder(tmp_path / "source")])
    message = "the installed pack 'club-rules' points to 'clubs.rules', where there is no pack.toml"
    assert message == not_found("club-rules")


@pytest.mark.parametrize("target", ["club-rules", "../club", "/etc", "", ".clubs"])
def test_an_entry_point_that_is_no_module(install, target):
    """An entry point may only name a module, never a path."""
    install("club-rules", target)
    message = f"the installed pack 'club-rules' points to '{target}', which is no name of a module"
    assert message == not_found("club-rules")


def test_two_packages_that_offer_the_same_pack(install):
    """Which of two to take is not guessed."""
    install("club-rules", "club_a", package="club-a")
    install("club-rules", "club_b", package="club-b")
    assert "more than one installed package offers a pack 'club-rules': club_a, club_b" == not_found("club-rules")


def test_a_pack_that_is_not_installed(install):
    """An unknown name is refused with a near miss."""
    install("club-rules", "club_rules")
    with pytest.raises(UnknownIdError, match=r"^no installed pack 'club-rule'; did you mean 'club-rules'\?$"):
        find_pack("club-rule")


def test_a_path_is_a_folder(write):
    """A name with a separator is a path, whatever is installed."""
    folder = write({}, "club")
    assert folder == find_pack(str(folder))


@pytest.mark.parametrize("path", ["./nowhere", "nowhere/", ".\\nowhere"])
def test_a_path_to_nowhere(path):
    """A path that is no folder is a fault of that pack."""
    assert f"no folder {path!r}" == not_found(path)
