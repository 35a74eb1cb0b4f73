#!/usr/bin/env python3
"""Gi* and local Moran's I of the world's land at 0.1 degree, beside NumPy: hotspots.py BENCH [RASTER [ROUNDS]]

RASTER: a layer of 3600 x 1800 cells in t per km2 (tif/co2_..._total.tif of a study on grid world-0.1deg); without it
a third of the world is land, with values of a long tail.  Two NumPy forms: `running sums` is the algorithm of
hotgrid (sums along rows, one reference for each number of neighbours), on the whole world; `each cell` is what
PySAL's esda does (the same random indices for all cells, the cell itself left out, a sum for each permutation and
cell), on a sample of cells, its time scaled by their number.  Processor seconds; medians over the rounds, in which
the candidates take turns."""
import json, pathlib, statistics, subprocess, sys, tempfile, time

import numpy as np

NCOL, NROW, KM, PERMUTATIONS, SAMPLE = 3600, 1800, 30.0, 999, 2000
A, F = 6378.137, 1 / 298.257223563


def make_world():
    """Land where waves say so, as bench-layers.c has it, with values of a long tail."""
    random = np.random.default_rng(1)
    col, row = np.arange(NCOL), np.arange(NROW)[:, None]
    coast = np.sin(col * 0.004) * np.sin(row * 0.009) + 0.3 * np.sin(col * 0.021 + row * 0.013)
    value = np.where(random.random((NROW, NCOL)) < 0.6, np.exp(9 * random.random((NROW, NCOL))), 0)
    return np.where(coast < 0.25, np.nan, value)


def read_world(path):
    from osgeo import gdal
    gdal.UseExceptions()
    return gdal.Open(path).ReadAsArray().astype(float)


def half_widths():
    """Columns to each side, for each row and number of rows away: geodesics, as hotgrid takes them."""
    from pyproj import Geod
    geod = Geod(a=A, f=F)
    lat = 90 - (np.arange(NROW) + 0.5) * 180 / NROW
    reach = int(KM / 110.5 / (180 / NROW))
    half = np.full((2 * reach + 1, NROW), -1)
    for down in range(-reach, reach + 1):
        for row in range(max(0, -down), min(NROW, NROW - down)):
            low, high = -1, NCOL // 2  # the widest that is near enough
            while low < high:
                middle = (low + high + 1) // 2
                km = geod.inv(0, lat[row], middle * 360 / NCOL, lat[row + down])[2]
                low, high = (middle, high) if km <= KM * (1 + 1e-9) else (low, middle - 1)
            half[down + reach, row] = low
    return half


def neighbours(x, has, half):
    """Sums and numbers of the neighbours, without the cell itself, by running sums along rows."""
    reach = half.shape[0] // 2
    wide = lambda v: np.concatenate([np.zeros((NROW, 1), v.dtype), np.cumsum(np.tile(v, 3), axis=1)], axis=1)
    sums, counts = wide(np.where(has, x, 0.0)), wide(has.astype(np.int64))
    total, number = -np.where(has, x, 0.0), -has.astype(np.int64)
    col = np.arange(NCOL) + NCOL
    for down in range(-reach, reach + 1):
        for row in range(max(0, -down), min(NROW, NROW - down)):
            h = half[down + reach, row]
            if h < 0:
                continue
            if 2 * h + 1 >= NCOL:
                total[row] += sums[row + down, NCOL]
                number[row] += counts[row + down, NCOL]
                continue
            total[row] += sums[row + down, col + h + 1] - sums[row + down, col - h]
            number[row] += counts[row + down, col + h + 1] - counts[row + down, col - h]
    return total[has], number[has]


def running_sums(value, half):
    """The whole of it in NumPy: z of Gi*, and the number of more extreme draws."""
    has = ~np.isnan(value)
    x = np.log1p(np.where(has, value, 0))
    total, k = neighbours(x, has, half)
    of = x[has]
    n, mean, s, w = of.size, of.mean(), of.std(), k + 1
    z = (total + of - mean * w) / (s * np.sqrt((n * w - w * w) / (n - 1)))
    random = np.random.default_rng(1)
    most = int(k.max())
    drawn = np.empty((PERMUTATIONS, most))
    for p in range(PERMUTATIONS):  # without repetition: as good as certain for a few hundred of millions, mended if not
        index = random.integers(0, n, most)
        while np.unique(index).size < most:
            index = random.choice(n, most, replace=False)
        drawn[p] = np.cumsum(of[index])
    drawn.sort(axis=0)
    extreme = np.full(n, PERMUTATIONS)
    order = np.argsort(k, kind="stable")
    edges = np.searchsorted(k[order], np.arange(1, most + 2))
    for size in range(1, most + 1):
        cells = order[edges[size - 1]:edges[size]]
        reference = drawn[:, size - 1]
        extreme[cells] = np.minimum(PERMUTATIONS - np.searchsorted(reference, total[cells], "left"),
                                    np.searchsorted(reference, total[cells], "right"))
    return z, extreme, total, k, of


def each_cell(total, k, of, sample):
    """Counts of a sample of cells as esda makes them."""
    random = np.random.default_rng(2)
    most = int(k[sample].max())
    index = np.array([random.choice(of.size - 1, most, replace=False) for _ in range(PERMUTATIONS)])
    start = time.process_time()
    extreme = np.empty(sample.size, int)
    for place, i in enumerate(sample):
        others = index[:, :k[i]]
        drawn = of[others + (others >= i)].sum(axis=1)  # the cell itself is not among them
        extreme[place] = min((drawn >= total[i]).sum(), (drawn <= total[i]).sum())
    return extreme, time.process_time() - start


def main():
    bench = sys.argv[1]
    value = read_world(sys.argv[2]) if len(sys.argv) > 2 else make_world()
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    half = half_widths()
    times = {}
    with tempfile.TemporaryDirectory() as folder:
        density, out = pathlib.Path(folder) / "density.f64", pathlib.Path(folder) / "out.f64"
        value.tofile(density)
        for _ in range(rounds):
            for threads in (2, 1):
                done = subprocess.run([bench, density, str(NCOL), str(NROW), "-180", "-90", "180", "90", str(KM),
                                       str(PERMUTATIONS), str(threads), out], check=True, capture_output=True, text=True)
                told = json.loads(done.stdout)
                times.setdefault(f"hotgrid, {threads} threads, wall", []).append(told["wall"])
                times.setdefault(f"hotgrid, {threads} threads", []).append(told["cpu"])
            ours = np.fromfile(out).reshape(-1, 3)
            start = time.process_time()
            z, extreme, total, k, of = running_sums(value, half)
            times.setdefault("numpy, running sums", []).append(time.process_time() - start)
            busy = np.flatnonzero(k)
            sample = busy[np.linspace(0, busy.size - 1, SAMPLE).astype(int)]
            counted, seconds = each_cell(total, k, of, sample)
            times.setdefault("numpy, each cell (scaled)", []).append(seconds * of.size / SAMPLE)
    print(f"{told['cells']} cells, up to {told['most']} neighbours within {KM:g} km, {PERMUTATIONS} permutations; "
          f"peak {told['mib']:.0f} MiB")
    base = statistics.median(times["hotgrid, 1 threads"])
    for name, seconds in times.items():
        print(f"{name:28} {statistics.median(seconds):10.2f} s   {statistics.median(seconds) / base:8.1f} x")
    print(f"largest difference of z: {np.nanmax(np.abs(ours[:, 0] - z)):.2g}")
    p = lambda count: (count + 1) / (PERMUTATIONS + 1)
    for name, other, mine in (("running sums", extreme, ours[:, 2]), ("each cell", counted, ours[sample, 2])):
        apart = np.abs(p(mine) - p(other))
        decided = ((p(mine) <= 0.05) != (p(other) <= 0.05)).mean()
        print(f"pseudo p against numpy, {name}: mean difference {apart.mean():.4f}, largest {apart.max():.4f}; "
              f"other side of 0.05: {100 * decided:.2f} %")


main()
