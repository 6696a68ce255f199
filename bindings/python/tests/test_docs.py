"""What the documentation shows, runs."""

import doctest
import re
import sys
from pathlib import Path

import staydown

HERE = Path(__file__).resolve().parents[1]


def test_docstrings():
    finder = doctest.DocTestFinder()
    tests = [test for module in (staydown, staydown._staydown) for test in finder.find(module) if test.examples]
    names = {test.name.rpartition("staydown.")[2] for test in tests}
    assert names >= {"Hash", "Index", "Index.search_batch", "Limits", "hash", "hash_batch", "digests"}
    runner = doctest.DocTestRunner()
    for test in tests:
        runner.run(test)
    assert runner.summarize().failed == 0 < runner.tries


def test_everything_public_is_documented():
    for name in staydown.__all__:
        thing = getattr(staydown, name)
        if callable(thing):
            assert thing.__doc__, name
            for part in [part for part in vars(type(thing) if not isinstance(thing, type) else thing) if not part.startswith("_")]:
                assert getattr(thing, part).__doc__ is not None or not callable(getattr(thing, part)), (name, part)


def test_the_example_of_the_readme(capsys, tmp_path, monkeypatch):
    blocks = re.findall(r"```python\n(.*?)```", (HERE / "README.md").read_text(), re.S)
    assert len(blocks) == 1
    (tmp_path / "tests").symlink_to(Path("tests").resolve())
    (tmp_path / "catalogue.db").write_bytes(Path("bindings/catalogue.db").read_bytes())
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks[0], "README.md", "exec"), {})
    assert capsys.readouterr().out.split() == ["100", "[7001]", "block", "listed", "truncated"]
    assert sys.modules["staydown"] is staydown
