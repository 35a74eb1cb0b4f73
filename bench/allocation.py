#!/usr/bin/env python3
"""Polygons x proxy -> cells, beside what others do: allocation.py BENCH LIMIT HOTGRID [ROUNDS [FOLDER]]

Each round runs all candidates one after the other; ratios are medians over the rounds.  Wall clock and
processor seconds of whole processes, and their peak memory.  Misplaced: the part of the mass that lies in other
cells than exact allocation in double precision puts it.  FOLDER keeps the data between runs."""
import os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"

# rasterio as it is commonly used: the region at the centre of each cell, then sums by region.
CENTRE_RULE = """
import sys, numpy as np, rasterio, geopandas
from rasterio.features import rasterize
regions, proxy, out = sys.argv[1:]
with rasterio.open(proxy) as r:
    P, T = r.read(1), r.transform
g = geopandas.read_file(regions)
z = rasterize(zip(g.geometry, g.rid), out_shape=P.shape, transform=T, dtype="int32")
s = np.bincount(z.ravel(), P.ravel(), len(g) + 1)
k = np.zeros(len(g) + 1)
k[g.rid] = g.total
k = np.divide(k, s, out=np.zeros_like(k), where=s > 0)
k[0] = 0
(k[z] * P).astype(np.float32).tofile(out)
"""

STUDY = """name: bench
year: 2020
grid: world-0.1deg
regions: {{file: {regions}, id: rid, invalid: allow}}
inventory:
  totals: [{{file: {totals}}}]
  proxies: [{{use: [proxy, area]}}]
  proxy_files: [{{name: proxy, file: {proxy}, quantity: count}}]
output: {out}
"""


def timed(command, env=None):
    """Wall and processor seconds and peak MiB of a process and those it waited for."""
    start = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, status


def has(module):
    return subprocess.run([PYTHON, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0


def data(folder):
    """The cases whose data can be made here, as (name, regions)."""
    make = [PYTHON, HERE / "make-regions.py"]
    cases = [("250 regions", "tiles250", ["tiles", 250]), ("3500 regions", "tiles3500", ["tiles", 3500])]
    if shutil.which("gmt") and any(pathlib.Path("/usr/share/gmt-dcw").rglob("dcw-gmt.nc")):
        cases.append(("countries of gmt-dcw", "dcw", ["dcw"]))
    else:
        print("gmt or gmt-dcw is not installed: without the borders of countries")
    if not (folder / "proxy.tif").exists():
        subprocess.run([*make, "proxy", folder / "proxy.tif"], check=True)
    for _, stem, how in cases:
        if not (folder / f"{stem}.csv").exists():
            subprocess.run([*map(str, make), *map(str, how), str(folder / f"{stem}.gpkg")], check=True)
    return [(name, folder / f"{stem}.gpkg") for name, stem, _ in cases]


def candidates(folder, regions, bench, limit, hotgrid):
    proxy, totals = folder / "proxy.tif", regions.with_suffix(".csv")
    study = folder / "study.yaml"
    study.write_text(STUDY.format(regions=regions, totals=totals, proxy=proxy, out=folder / "out"), encoding="utf-8")
    ours = [bench, regions, "rid", totals, proxy]
    drawn = ["as-drawn"] if regions.stem == "dcw" else []  # parts of some countries lie over each other
    runs = {
        "hotgrid's functions, 2 threads": [*ours, 2, folder / "ours.f32", *drawn],
        "hotgrid's functions, 1 thread": [*ours, 1, folder / "one.f32", *drawn],
        "hotgrid grid, with its file": [hotgrid, "grid", study, "--no-rasters", "-q", "-t", 2],
        "C limit (Float32, no checks)": [limit, regions, proxy, folder / "limit.f32"],
    }
    if has("rasterio") and has("geopandas"):
        runs["rasterio, centre of the cell"] = [PYTHON, "-c", CENTRE_RULE, regions, proxy, folder / "centre.f32"]
    else:
        print("rasterio or geopandas is not installed: without the rule of the centre")
    if shutil.which("gdal_rasterize"):
        runs["gdal_rasterize, region only"] = [
            "gdal_rasterize", "-q", "-a", "rid", "-ot", "Int32", "-te", -180, -90, 180, 90, "-ts", 3600, 1800,
            regions, folder / "region.tif"]
    return runs


def misplaced(folder, name, exact):
    path = folder / name
    if not path.exists():
        return None
    cells = np.fromfile(path, np.float32).astype(float)
    if name != "limit.f32" and name != "centre.f32":
        cells /= 1000  # kg
    return np.abs(cells - exact).sum() / 2 / exact.sum()


def measure(folder, name, regions, tools, rounds):
    runs = candidates(folder, regions, *tools)
    results = {label: [] for label in runs}
    for label in runs:  # once for the page cache, and to see that it runs
        (folder / "region.tif").unlink(missing_ok=True)
        if timed(runs[label])[3] != 0:
            print(f"{name}: {label} failed")
            del results[label]
    for _ in range(rounds):
        for label in results:
            (folder / "region.tif").unlink(missing_ok=True)
            results[label].append(timed(runs[label])[:3])
    first = next(iter(results))
    exact = np.fromfile(folder / "ours.f32", np.float32).astype(float) / 1000
    files = {"hotgrid's functions, 1 thread": "one.f32", "C limit (Float32, no checks)": "limit.f32",
             "rasterio, centre of the cell": "centre.f32"}
    print(f"\n{name} x 3600 x 1800 cells, {regions.stat().st_size / 1e6:.0f} MB of polygons")
    print(f"{'':32}{'wall s':>8}{'cpu s':>8}{'MiB':>7}   first row / this: {'wall':>6}{'cpu':>7}{'MiB':>7}   misplaced")
    for label, rows in results.items():
        wall, cpu, peak = (statistics.median(r[i] for r in rows) for i in range(3))
        ratio = [statistics.median(a[i] / b[i] for a, b in zip(results[first], rows)) for i in range(3)]
        wrong = misplaced(folder, files[label], exact) if label in files else None
        print(f"{label:32}{wall:8.2f}{cpu:8.2f}{peak:7.0f}{'':21}{ratio[0]:6.2f}{ratio[1]:7.2f}{ratio[2]:7.2f}"
              f"   {'' if wrong is None else f'{wrong:.1e}'}")


def main():
    tools, rest = sys.argv[1:4], sys.argv[4:]
    rounds = int(rest[0]) if rest else 5
    kept = pathlib.Path(rest[1]).resolve() if len(rest) > 1 else None
    folder = kept or pathlib.Path(tempfile.mkdtemp(prefix="hotgrid-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name, regions in data(folder):
            measure(folder, name, regions, tools, rounds)
    finally:
        if not kept:
            shutil.rmtree(folder)


main()
