#!/usr/bin/env python3
"""(I - A) X = Y of made tables, beside what others do: leontief.py BENCH [ROUNDS [FOLDER [INDUSTRIES ...]]]

Each round runs all candidates one after the other, with 2 threads; ratios are medians over the rounds.  Wall clock
and processor seconds (user and system) of whole processes from raw doubles to raw doubles, their peak memory, and
max |Y - (I - A) X| / max |Y| as numpy finds it in double precision.  numpy runs with the kernels of the core that
hotgrid chose, and once as it is installed: an OpenBLAS that is older than the processor takes slow ones.  FOLDER keeps
the data."""
import os, pathlib, statistics, subprocess, sys, tempfile, time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
TABLES = {1000: 40, 4000: 100, 10000: 200, 20000: 160}  # industries: regions, which are the right-hand sides too

PEER = """
import sys, numpy as np
z, y, n, how, out = sys.argv[1:]
Z, Y = np.fromfile(z).reshape(int(n), -1), np.fromfile(y).reshape(int(n), -1)
x = Z.sum(1) + Y.sum(1)
A = Z / x
M = np.eye(int(n)) - A
(np.linalg.solve(M, Y) if how == "solve" else np.linalg.inv(M) @ Y).tofile(out)
"""

CHECK = """
import sys, numpy as np
z, y, n, out = sys.argv[1:]
Z, Y, X = (np.fromfile(path).reshape(int(n), -1) for path in (z, y, out))
x = Z.sum(1) + Y.sum(1)
print(abs(Y - X + Z @ (X / x[:, None])).max() / abs(Y).max())
"""


def timed(command, core):
    """Wall and processor seconds and peak MiB of a process, whether it ran, and what it said."""
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | {"OPENBLAS_NUM_THREADS": "2"}
    if core:
        env["OPENBLAS_CORETYPE"] = core
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=said, stderr=said, env=env)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        said.seek(0)
        text = said.read().decode().strip()
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, status, text


def core_of(bench, folder):
    """The core that hotgrid works for, as OPENBLAS_CORETYPE names it."""
    prepare(folder, 1000)
    text = timed([bench, folder / "Z1000", folder / "Y1000", 1000, TABLES[1000], "auto", 2, folder / "X"], None)[4]
    return text.split()[-2]


def prepare(folder, n):
    if not (folder / f"Y{n}").exists():  # by itself: the peak of a child's memory begins with that of its parent
        subprocess.run([sys.executable, HERE / "make-table.py", str(n), str(TABLES[n]), folder / f"Z{n}",
                        folder / f"Y{n}"], check=True)


def measure(folder, bench, n, rounds, core):
    prepare(folder, n)
    table = [folder / f"Z{n}", folder / f"Y{n}", n]
    ours, peer = [bench, *table, TABLES[n]], [sys.executable, "-c", PEER, *table]
    runs = {
        "hotgrid": ([*ours, "auto", 2, folder / "X"], None),
        "hotgrid, 1 thread": ([*ours, "auto", 1, folder / "X"], None),
        "hotgrid, double": ([*ours, "double", 2, folder / "X"], None),
        f"numpy solve, {core}": ([*peer, "solve", folder / "X"], core),
        f"numpy inv @ Y, {core}": ([*peer, "inverse", folder / "X"], core),
        "numpy solve as installed": ([*peer, "solve", folder / "X"], None),
    }
    if n >= 20000:
        runs = {"hotgrid": runs["hotgrid"]}
    results, residual, said = {label: [] for label in runs}, {}, {}
    for _ in range(rounds):
        for label, (run, its_core) in runs.items():
            results[label].append(timed(run, its_core))
            said[label] = results[label][-1][4]
            if results[label][-1][3] == 0 and label not in residual:
                residual[label] = timed([sys.executable, "-c", CHECK, *table, folder / "X"], core)[4]
    print(f"\n{n} industries, {TABLES[n]} right-hand sides; {said['hotgrid']}")
    print(f"{'':28}{'wall s':>8}{'cpu s':>8}{'MiB':>7}   hotgrid / this: {'wall':>6}{'cpu':>7}{'MiB':>7}{'residual':>11}")
    for label, rows in results.items():
        if any(row[3] != 0 for row in rows):
            print(f"{label}: failed: {said[label]}")
            continue
        median = [statistics.median(r[i] for r in rows) for i in range(3)]
        ratio = [statistics.median(a[i] / b[i] for a, b in zip(results["hotgrid"], rows)) for i in range(3)]
        print(f"{label:28}{median[0]:8.2f}{median[1]:8.2f}{median[2]:7.0f}{'':18}{ratio[0]:6.2f}{ratio[1]:7.2f}"
              f"{ratio[2]:7.2f}{float(residual[label]):11.1e}", flush=True)


def main():
    bench, rounds = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    sizes = [int(n) for n in sys.argv[4:]] or [1000, 4000, 10000]
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else made)
        folder.mkdir(parents=True, exist_ok=True)
        core = core_of(bench, folder)
        for n in sizes:
            measure(folder, bench, n, rounds, core)


if __name__ == "__main__":
    main()
