"""Our side: the program of crates/compare, and its answers."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Timing(NamedTuple):
    best: float
    median: float
    runs: int

    def each(self, count: int) -> "Timing":
        """The times for one of so many items."""
        return Timing(self.best / count, self.median / count, self.runs)


class Ours:
    """A running staydown-compare; `env` may limit its instruction sets and threads."""

    def __init__(self, binary: Path, **env: str) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([binary], env={**os.environ, **env}, stdin=pipe, stdout=pipe, text=True)

    def __enter__(self) -> "Ours":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait()

    def ask(self, *words: object) -> list[str]:
        """The words of the answer; the first is `error` if the command failed."""
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"staydown-compare ended while it was asked: {words}")
        return line.rstrip("\n").split("\t")

    def tell(self, *words: object) -> list[str]:
        """The same for a command that must not fail."""
        answer = self.ask(*words)
        if answer[0] == "error":
            raise SystemExit(f"staydown-compare: {answer[1]}")
        return answer

    def time(self, *words: object) -> Timing:
        best, median, runs = self.tell(*words)
        return Timing(float(best), float(median), int(runs))


def timed(seconds: float, work: Callable[[], object]) -> Timing:
    """The same procedure as `timed` in crates/compare/src/timing.rs, in processor time."""
    work()
    start, runs = time.perf_counter(), []
    while len(runs) < 2 or time.perf_counter() - start < seconds:
        begin = time.process_time()
        work()
        runs.append(time.process_time() - begin)
    runs.sort()
    return Timing(runs[0], runs[len(runs) // 2], len(runs))
