#!/usr/bin/env python3
"""Runs the library beside its peers on the same data: checks that the answers agree, prints ratios of time.

    python3 benches/compare.py --quick
    python3 benches/compare.py --section pdq --json ratios.json

A ratio is the peer's processor time divided by ours, both taken in turn in this run: 4 means four times as fast.
The exit status is 1 if an answer is wrong, never because of a time. The peers (pdqhash, FAISS, pynear, Pillow) are
installed at fixed versions into target/compare-venv, on the first run only. STAYDOWN_BENCH_SIZES=100000,1000000
limits the section `index` to lists of these sizes; one of ten million takes minutes and several gigabytes.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / "target" / "compare-venv"
PACKAGES = ["pdqhash==0.2.8", "faiss-cpu==1.15.1", "pillow==13.0.0", "numpy==2.4.6"]
OPTIONAL = ["pynear==2.6.0"]  # has wheels for few versions of Python; its rows are left out without one
SECTIONS = ["pdq", "file", "scan", "index"]


def main() -> None:
    options = parse_options()
    if Path(sys.prefix).resolve() != VENV.resolve():
        run_again_in_venv()
    from peers.report import Report

    report = Report(options.quick)
    report.start([*PACKAGES, *OPTIONAL], sys.argv)
    binary = options.binary or build()
    for section in options.section or SECTIONS:
        run_section(section, report, binary, options.vectors)
    report.finish()
    if options.json:
        options.json.write_text(json.dumps(report.ratios(), indent=1) + "\n")
    sys.exit(1 if report.failures else 0)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--section", action="append", choices=SECTIONS, help="only this one (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: under a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the ratios there, name by name")
    binary = "a staydown-compare that is built already, to check answers and not to measure: ours may be unoptimised"
    parser.add_argument("--binary", type=Path, metavar="FILE", help=binary)
    default = ROOT / "tests" / "data" / "vectors"
    parser.add_argument("--vectors", type=Path, metavar="FOLDER", default=default, help="where measured.csv lies")
    options = parser.parse_args()
    if not (options.vectors / "measured.csv").is_file():
        parser.error(f"{options.vectors} has no measured.csv: name the folder of the vectors with --vectors")
    return options


def run_again_in_venv() -> None:
    ready, wanted = VENV / "packages.txt", "\n".join([*PACKAGES, *OPTIONAL])
    python = VENV / "bin" / "python"
    if not ready.is_file() or ready.read_text() != wanted:
        make_venv(python)
        ready.write_text(wanted)
    os.environ["OMP_NUM_THREADS"] = "1"  # of FAISS and of pynear, which bring a runtime each
    sys.stdout.flush()
    os.execv(python, [str(python), *sys.argv])


def make_venv(python: Path) -> None:
    print(f"installing {', '.join(PACKAGES)} into {VENV}", file=sys.stderr)
    if has_module("venv") and has_module("ensurepip"):
        check([sys.executable, "-m", "venv", "--clear", str(VENV)])
        pip = [str(python), "-m", "pip"]
    elif has_module("venv") and has_module("pip"):
        check([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)])
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
    else:
        sys.exit(
            f"{sys.executable} has neither the module ensurepip nor pip, so the peers cannot be installed; "
            "install one of them (on Debian and Ubuntu: apt install python3-venv)"
        )
    install = [*pip, "install", "--quiet", "--disable-pip-version-check"]
    check([*install, *PACKAGES])
    if subprocess.run([*install, "--only-binary=:all:", *OPTIONAL]).returncode != 0:
        print(f"left out: {', '.join(OPTIONAL)}", file=sys.stderr)


def has_module(name: str) -> bool:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run([sys.executable, "-c", f"import {name}"], **quiet).returncode == 0


def check(command: list[str]) -> None:
    if subprocess.run(command).returncode != 0:
        sys.exit(f"this failed, and the comparison needs it: {' '.join(command)}")


def build() -> Path:
    command = ["cargo", "build", "--release", "-p", "staydown-compare", "--message-format=json-render-diagnostics"]
    built = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    messages = map(json.loads, built.stdout.splitlines())
    executables = [m["executable"] for m in messages if m.get("executable")]
    if built.returncode != 0 or not executables:
        sys.exit(f"this failed, and the comparison needs it: {' '.join(command)}")
    return Path(executables[-1])


def run_section(section: str, report: "Report", binary: Path, vectors: Path) -> None:
    import importlib

    importlib.import_module(f"peers.{section}").run(report, binary, vectors)


if __name__ == "__main__":
    main()
