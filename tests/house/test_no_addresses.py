"""No tracked file names a machine or a registry: what is installed is said by name, version and hash alone."""

from __future__ import annotations

import re

import pytest

from tests.house import tree

# written so that no pattern finds itself
OFFENCES = {
    "an address for pip": re.compile(r"--(extra-)?(index[-]url|find[-]links)\b"),
    "a registry": re.compile(r"\b(pypi[.]org|pythonhosted[.]org|npmjs[.](com|org)|deb[.]debian[.]org|crates[.]io)\b"),
    "an address of a package": re.compile(r"\bhttps?://\S+[.](whl|tar[.]gz|tgz|deb)\b"),
    "a folder of one machine": re.compile(r"(?<![\w.~])/(home|root|work|Users|opt|tmp)/\w|\b[A-Z]:\\\\?Users\\"),
}


def offences(text: str) -> list[str]:
    """What in this text belongs into no tracked file."""
    return [f"{what}: {found.group()}" for what, pattern in OFFENCES.items() for found in pattern.finditer(text)]


def test_no_tracked_file_holds_an_address() -> None:
    found = []
    for name in tree.tracked():
        content = (tree.ROOT / name).read_bytes()
        if b"\0" not in content:
            found += [f"{name}: {offence}" for offence in offences(content.decode("utf-8"))]
    assert found == []


def test_no_lock_that_records_addresses() -> None:
    assert not [name for name in tree.tracked() if name.endswith("uv.lock")]


@pytest.mark.parametrize(
    "text",
    ["--index" + "-url x", "https://files.python" + "hosted.org/x", "/" + "home/ann/parts", "C:\\" + "Users\\ann"],
)
def test_an_address_would_be_found(text: str) -> None:
    assert offences(text)


def test_everything_needed_is_locked_by_hash() -> None:
    lock = (tree.ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {block.partition("==")[0].lower() for block in re.split(r"\n(?=\w)", lock) if "--hash=sha256:" in block}
    wanted = re.findall(r"^[\w-]+", (tree.ROOT / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    assert wanted
    assert {name.lower() for name in wanted} <= pinned
