#!/usr/bin/env python3
"""F = E S beside what others do: attribution.py BENCH LIMIT [ROUNDS [CASE...]]

The world (2.2 million cells x 50 sectors x 200 regions) and China (115,200 x 42 x 31), for 1, 30 and 200
destinations (cases are china-1 .. world-200).  Each round runs all candidates one after the other; ratios are medians over the rounds.  Clock and
processor seconds of the product alone (the best of five in each process; numpy once more after a first time), and
what it holds beyond E and S.  The others hold all of F in memory; hotgrid makes it block by block."""
import os, statistics, subprocess, sys

# One product for each region, scattered to its cells: the best that numpy does.  Made data in single precision;
# regions are tiles of the land, as bench-attribution.c draws them.
PEER = """
import resource, sys, time, numpy as np
n, S, R, D = map(int, sys.argv[1:])
r = np.random.default_rng(1)
E = r.random((S, n), dtype=np.float32)
F = r.random((R, S, D), dtype=np.float32) / D
w = int(np.ceil(np.sqrt(2 * n)))
h = (n + w - 1) // w
wide = int(np.ceil(np.sqrt(2 * R)))
high = (R + wide - 1) // wide
i = np.arange(n)
region = np.minimum(i // w * high // h * wide + i % w * wide // w, R - 1)
del i
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
out = np.empty((D, n), np.float32)
best = []
for k in range(2):
    t, c = time.perf_counter(), time.process_time()
    order = np.argsort(region, kind="stable")
    first = np.searchsorted(region[order], np.arange(R + 1))
    for k in range(R):
        cells = order[first[k]:first[k + 1]]
        out[:, cells] = F[k].T @ E[:, cells]
    best.append((time.perf_counter() - t, time.process_time() - c))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(min(b[0] for b in best), min(b[1] for b in best), (after - before) // 1024)
"""


def figures(command, threads):
    env = dict(os.environ, OPENBLAS_NUM_THREADS=str(threads))
    out = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, env=env, check=True, text=True).stdout
    return [float(word) for word in out.split()]


def case(name, size, bench, limit, rounds):
    peer = "numpy, Float32, a product a region"
    runs = {peer: ([sys.executable, "-c", PEER, *size], 2)}
    for how, what in (("points", "every cell a point of each sector"), ("factored", "12,000 points, 3 proxies a region")):
        for threads in (2, 1):
            runs[f"hotgrid, {what}, {threads} t"] = ([bench, how, *size, threads], 1)
        runs[f"hotgrid, {what}, as layers, 2 t"] = ([bench, how, *size, 2, "layers"], 1)
    runs["C limit, dgemm, 2 t"] = ([limit, "d", *size], 2)
    runs["C limit, dgemm, 1 t"] = ([limit, "d", *size], 1)
    results = {label: [] for label in runs}
    for _ in range(rounds):
        for label, (command, threads) in runs.items():
            results[label].append(figures(command, threads))
    print(f"\n{name}: {size[0]:,} cells x {size[1]} sectors x {size[2]} regions x {size[3]} destinations")
    print(f"{'':58}{'wall s':>8}{'cpu s':>8}{'MiB':>7}   of numpy: {'wall':>6}{'cpu':>7}")
    for label, rows in results.items():
        wall, cpu = (statistics.median(r[i] for r in rows) for i in range(2))
        ratio = [statistics.median(a[i] / b[i] for a, b in zip(rows, results[peer])) for i in range(2)]
        held = f"{rows[0][2]:7.0f}" if len(rows[0]) > 2 else f"{'':7}"
        print(f"{label:58}{wall:8.3f}{cpu:8.3f}{held}{'':13}{ratio[0]:6.3f}{ratio[1]:7.3f}")


def main():
    bench, limit = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    places = {"china": [115200, 42, 31], "world": [2200000, 50, 200]}
    wanted = sys.argv[4:] or [f"{place}-{n}" for place in places for n in (1, 30, 200)]
    for name in wanted:
        place, destinations = name.split("-")
        case(place, [*places[place], int(destinations)], bench, limit, rounds)


main()
