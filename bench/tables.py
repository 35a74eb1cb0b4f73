#!/usr/bin/env python3
"""Input-output tables read from text, beside pandas: tables.py BENCH-TABLES LIM-TEXT [N]

Makes tables of N x N flows (4,000) in pymrio's layout, with 8 digits and with all of them, plain and gzipped; WIOD
2011 too where HOTGRID_DATA names the folder that holds world-2011.  In one run, one program after the other in turn:
pandas.read_csv of the flows alone, hotgrid of the whole table (labels checked, flows and final demand) on one thread,
on all, and from its cache, and a program that only parses the numbers (lim-text, one thread).  Prints seconds by the
clock and by the processor (medians), and ratios to pandas.  RUNS=5 for other than three turns.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

bench, limit = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
size = int(sys.argv[3]) if len(sys.argv) > 3 else 4000
runs = int(os.environ.get("RUNS", "3"))
threads = str(len(os.sched_getaffinity(0)))
python = "/usr/bin/python3"

MAKE = """import sys, gzip, os
import numpy as np, pandas as pd
n = int(sys.argv[1])
random = np.random.default_rng(1)
index = pd.MultiIndex.from_arrays([[f"R{i // 40:03d}" for i in range(n)], [f"s{i % 40}" for i in range(n)]],
                                  names=["region", "sector"])
demand = pd.MultiIndex.from_product([sorted(set(index.get_level_values(0))), ["hh", "gov"]], names=["region", "category"])
Z = pd.DataFrame(random.lognormal(0, 3, (n, n)), index=index, columns=index)
Y = pd.DataFrame(random.lognormal(0, 3, (n, len(demand))), index=index, columns=demand)
for name, digits in ("short", "%.8g"), ("whole", None):
    os.mkdir(name)
    Z.to_csv(f"{name}/Z.txt", sep="\\t", float_format=digits)
    Y.to_csv(f"{name}/Y.txt", sep="\\t", float_format=digits)
    Z.to_csv(f"{name}.csv", header=False, index=False, float_format=digits)
os.mkdir("gzipped")
for file in "Z.txt", "Y.txt":
    with open(f"short/{file}", "rb") as text, gzip.open(f"gzipped/{file}.gz", "wb", compresslevel=6) as out:
        out.write(text.read())
"""
PANDAS = "import sys, pandas as pd\n" \
         "print(pd.read_csv(sys.argv[1], sep='\\t', header=[0, 1], index_col=[0, 1]).to_numpy().sum())"


def measure(command):
    """Seconds by the clock and by the processor."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime


def compare(title, ways):
    """All ways in turn, the first being what the others are compared to."""
    times = {name: [] for name in ways}
    for _ in range(runs):
        for name, command in ways.items():
            times[name].append(measure(command))
    print(title, flush=True)
    peer = None
    for name, found in times.items():
        clock, processor = (statistics.median(t[i] for t in found) for i in (0, 1))
        peer = peer or (clock, processor)
        print(f"  {name:22} {clock:7.3f} s  {processor:7.3f} s processor   "
              f"{clock / peer[0]:5.2f} and {processor / peer[1]:5.2f} of pandas", flush=True)


def ways_of(folder, flows, cache):
    return {
        "pandas.read_csv": [python, "-c", PANDAS, str(flows)],
        "hotgrid, 1 thread": [bench, "pymrio", str(folder), "1"],
        f"hotgrid, {threads} threads": [bench, "pymrio", str(folder), threads],
        "hotgrid, from cache": [bench, "pymrio", str(folder), threads, str(cache)],
    }


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cache = folder / "cache"
        subprocess.run([python, "-c", MAKE, str(size)], cwd=folder, check=True)
        for what, where, flows in (("8 digits", "short", "Z.txt"), ("all digits", "whole", "Z.txt"),
                                   ("8 digits, gzipped", "gzipped", "Z.txt.gz")):
            file = folder / where / flows
            ways = ways_of(folder / where, file, cache)
            measure(ways["hotgrid, from cache"])
            if where != "gzipped":
                ways["lim-text, 1 thread"] = [limit, str(folder / f"{where}.csv")]
            compare(f"{size} x {size}, {what}, {file.stat().st_size / 1e6:.0f} MB", ways)
        data = os.environ.get("HOTGRID_DATA")
        if data:
            wiod = pathlib.Path(data) / "world-2011" / "mrio"
            ways = ways_of(wiod, wiod / "Z.txt.gz", cache)
            measure(ways["hotgrid, from cache"])
            compare("WIOD 2011, 1435 x 1435, gzipped", ways)


main()
