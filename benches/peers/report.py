"""What a run found: checks, and a table of ratios that can be pasted into a document."""

import datetime
import os
import platform
import statistics
from pathlib import Path

from peers.ours import Timing


class Report:
    def __init__(self, quick: bool) -> None:
        self.quick = quick
        self.rows: dict[str, tuple[float, float, float]] = {}
        self.costs: dict[str, tuple[float, float, float]] = {}
        self.values: dict[str, float] = {}
        self.notes: list[str] = []
        self.failures: list[str] = []

    def start(self, packages: list[str], command: list[str]) -> None:
        versions = [f"Python {platform.python_version()}", *(p.replace("==", " ") for p in packages)]
        print(f"- Machine: {processor()}, {os.cpu_count()} logical cores, {platform.system()} {platform.machine()}")
        print(f"- Peers: {', '.join(versions)}")
        print(f"- Date: {datetime.date.today()}")
        print(f"- Command: `python3 {' '.join(command)}`")

    def check(self, passed: bool, what: str) -> None:
        """Prints what was checked; a failure makes the run fail."""
        print(f"- {'Checked' if passed else 'WRONG'}: {what}", flush=True)
        if not passed:
            self.failures.append(what)

    def compare(self, name: str, rounds: list[tuple[Timing, Timing]], work: int = 1) -> None:
        """Records rounds of (peer, ours); `work` is how many items one run does. The ratio is the median round's."""
        ratio = statistics.median(peer.best / ours.best for peer, ours in rounds)
        peer, ours = (min(timing[side].best for timing in rounds) / work for side in (0, 1))
        self.rows[name] = (peer, ours, ratio)

    def cost(self, name: str, rounds: list[tuple[Timing, Timing]]) -> None:
        """Records rounds of (plain, burdened). The ratio is how many times the plain one the burdened one takes."""
        ratio = statistics.median(burdened.best / plain.best for plain, burdened in rounds)
        plain, burdened = (min(timing[side].best for timing in rounds) for side in (0, 1))
        self.costs[name] = (plain, burdened, ratio)

    def value(self, name: str, value: float) -> None:
        """Records a figure; the name ends in its unit."""
        self.values[name] = value

    def note(self, text: str) -> None:
        """Is printed below the tables."""
        self.notes.append(text)

    def finish(self) -> None:
        print("\n| comparison | first | second | ratio |\n|---|--:|--:|--:|")
        for name, (peer, ours, ratio) in self.rows.items():
            print(f"| {name} | {duration(peer)} | {duration(ours)} | {ratio:.1f} |")
        print("\n`a_vs_b`: the second column is a's best time for one item, the first is b's; the ratio is first / second,")
        print("the median over rounds in which the two took turns. Processor time; elapsed time for `two_threads`.")
        if self.costs:
            print("\n| price | b | a | a / b |\n|---|--:|--:|--:|")
            for name, (plain, burdened, ratio) in self.costs.items():
                print(f"| {name} | {duration(plain)} | {duration(burdened)} | {ratio:.2f} |")
            print("\nHere the ratio of `a_vs_b` is a / b: how many times as long a takes.")
        if self.values:
            print("\n| figure | value |\n|---|--:|")
            for name, value in self.values.items():
                print(f"| {name} | {value:.4g} |")
        for note in self.notes:
            print(note.rstrip())
        for failure in self.failures:
            print(f"\nWRONG: {failure}")

    def ratios(self) -> dict[str, float]:
        ratios = {name: ratio for name, (_, _, ratio) in [*self.rows.items(), *self.costs.items()]}
        return {name: round(number, 3) for name, number in [*ratios.items(), *self.values.items()]}


def processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def duration(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} µs"
    return f"{seconds * 1e3:.3g} ms"
