"""Every file can be read in one sitting and says in its first sentence what it is for."""

from __future__ import annotations

import ast
import re

from tests.house import tree

LONGEST = 450
OURS = ("app", "tests", "dev.py")
HISTORY = "app/models/migrations/versions/"  # a step is written once, for all tables it touches


def test_every_module_opens_with_a_sentence() -> None:
    silent = []
    for path in tree.sources(*OURS):
        if not path.stat().st_size:  # marks a folder of tests as a package
            continue
        opening = (ast.get_docstring(tree.parsed(path)) or "").partition("\n\n")[0]
        if not (opening.endswith(".") and " " in opening):
            silent.append(tree.named(path))
    assert silent == []


def test_no_file_is_too_long() -> None:
    lines = {tree.named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in tree.sources(*OURS)}
    long = {name: length for name, length in lines.items() if length > LONGEST and not name.startswith(HISTORY)}
    assert long == {}


def test_the_words_that_lead_to_a_rule_are_files_with_a_test() -> None:
    readme = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    said = readme.partition("To find a rule")[2].partition("with a test of the same")[0]
    words = re.findall(r"\*(\w+)\*", said)
    assert len(words) > 10
    assert [word for word in words if not (tree.ROOT / "app" / "rules" / f"{word}.py").exists()] == []
    assert [word for word in words if not (tree.ROOT / "tests" / "rules" / f"test_{word}.py").exists()] == []


def test_what_is_checked_is_what_the_readme_says() -> None:
    """What a submission has to pass is what the README tells a reader to type, and nothing else."""
    script = (tree.ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line.strip() and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["python3 dev.py test"]
    assert commands[0] in (tree.ROOT / "README.md").read_text(encoding="utf-8")
