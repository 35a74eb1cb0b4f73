#!/usr/bin/env python3
"""The whole job of a country, beside the sum of what an analyst runs: whole.py HOTGRID [FOLDER]

10^5 points and the diffuse mass of 31 provinces (population of 1/120 degree) in 42 sectors, a trade table of 4,000
industries as text, 200 layers on the 10 km grid of China as COGs, and 200 finished maps of them: `hotgrid run` from
study file to outputs, with ledger and tables.  The analyst: pandas and pyproj for the points, rasterio for the
provinces (cell-centre rule, on the grid of the population, no conservative regridding), pandas and
numpy.linalg.solve for the table, numpy for the layers, rasterio for the COGs, matplotlib for the maps (20 are drawn and
counted ten times; no borders, no names).  Seconds by the clock and by the processor; FOLDER keeps the data."""
import json, os, pathlib, shutil, subprocess, sys, tempfile, time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "china-2012"
PYTHON = "/usr/bin/python3"
N_REGION, N_SECTOR, N_STUDY_SECTOR, N_POINT = 100, 40, 42, 100_000
WEST, NORTH, NCOL, NROW, STEP = 73, 54, 7440, 4320, 1 / 120

STUDY = """name: whole
year: 2020
grid: china-10km
regions: {{file: {example}/provinces.geojson, id: region, name: name}}
inventory:
  totals: [{{file: totals.csv}}]
  points: [{{file: points.csv, total: remainder}}]
  proxies: [{{use: [people, area]}}]
  proxy_files: [{{name: people, file: people.tif, quantity: density}}]
trade:
  format: pymrio
  path: trade
  regions: region_map.csv
  sectors: sector_map.csv
layers:
  - {{destination: [all]}}
  - {{destination: [all], sector: [s01, s02, s03]}}
maps: {{context: {example}/countries.geojson}}
report: false
output: out
"""

PEER = r"""
import json, pathlib, sys, time
import numpy as np
folder, example = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
R, S, D, NCOL, NROW = 100, 40, 200, 490, 410
spent = {}
def stage(name, since, times=1):
    spent[name] = [times * (a - b) for a, b in zip((time.perf_counter(), time.process_time()), since)]
def now():
    return time.perf_counter(), time.process_time()
t = now()
import pandas as pd, pyproj
table = pd.read_csv(folder / "points.csv")
to_grid = pyproj.Transformer.from_crs(4326, "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84", always_xy=True)
x, y = to_grid.transform(table.lon.values, table.lat.values)
cell = np.floor((5950000 - y) / 1e4).astype(int) * NCOL + np.floor((x + 2650000) / 1e4).astype(int)
sector = table.sector.str[1:].astype(int).values - 1
E = np.bincount(sector * NCOL * NROW + cell, table.value.values, 42 * NCOL * NROW).reshape(42, -1)
stage("points: pandas + pyproj", t)
t = now()
import geopandas, rasterio
from rasterio.features import rasterize
with rasterio.open(folder / "people.tif") as r:
    P, T = r.read(1), r.transform
g = geopandas.read_file(example / "provinces.geojson")
z = rasterize(zip(g.geometry, range(1, len(g) + 1)), out_shape=P.shape, transform=T, dtype="int32")
k = np.bincount(z.ravel(), P.ravel(), len(g) + 1)
(np.divide(1, k, out=np.zeros_like(k), where=k > 0)[z] * P).astype(np.float32)
stage("provinces: rasterio", t)
t = now()
Z = pd.read_csv(folder / "trade" / "Z.txt", sep="\t", header=[0, 1], index_col=[0, 1]).values
Y = pd.read_csv(folder / "trade" / "Y.txt", sep="\t", header=[0, 1], index_col=[0, 1]).values
stage("table: pandas.read_csv", t)
t = now()
x = Z.sum(1) + Y.sum(1)
X = np.linalg.solve(np.eye(len(x)) - Z / x, Y)
stage("solve: numpy", t)
t = now()
share = (X / x[:, None])[:S]
share = np.vstack([share, share[:2]])
layers = np.concatenate([E.T @ share, E[:3].T @ share[:3]], axis=1).T.astype(np.float32).reshape(D, NROW, NCOL)
stage("layers: numpy", t)
t = now()
profile = dict(driver="COG", compress="deflate", predictor=3, width=NCOL, height=NROW, count=1, dtype="float32",
               nodata=float("nan"), crs=to_grid.target_crs.to_wkt(),
               transform=rasterio.transform.from_origin(-2650000, 5950000, 1e4, 1e4))
for d in range(D):
    with rasterio.open(folder / "peer.tif", "w", **profile) as out:
        out.write(layers[d], 1)
stage("200 COGs: rasterio", t)
t = now()
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import LogNorm
for d in range(20):
    figure = plt.figure(figsize=(7.09, 5.79), dpi=254)
    axes = figure.add_subplot()
    image = axes.imshow(np.ma.masked_less_equal(layers[d], 0), norm=LogNorm(1e-2, 1e4), cmap="YlOrRd", interpolation="nearest")
    figure.colorbar(image, ax=axes, label="t / km2")
    axes.set_title(f"Emissions for {d + 1}")
    figure.savefig(folder / "peer.png")
    plt.close(figure)
stage("200 maps: matplotlib", t, 10)
print(json.dumps(spent))
"""


def make_points(folder, codes, random):
    """Within the boxes of the provinces, and where the polygons say they are."""
    import geopandas
    provinces = geopandas.read_file(EXAMPLE / "provinces.geojson")
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(
        random.uniform(75, 134, 6 * N_POINT), random.uniform(18, 53, 6 * N_POINT)), crs=provinces.crs)
    inside = geopandas.sjoin(points, provinces[["region", "geometry"]], predicate="within")
    inside = inside[inside.region.isin(codes)].iloc[:N_POINT]
    assert len(inside) == N_POINT
    with open(folder / "points.csv", "w", encoding="utf-8") as out:
        out.write("id,region,sector,lon,lat,value,unit\n")
        for i, (region, place) in enumerate(zip(inside.region, inside.geometry)):
            out.write(f"p{i},{region},s{i % N_STUDY_SECTOR + 1:02},{place.x:.5f},{place.y:.5f},{100 * random.random():.3f},t\n")


def make(folder):
    random = np.random.default_rng(1)
    codes = sorted({line.split(",")[0] for line in (EXAMPLE / "inventory.csv").read_text().splitlines()[1:]})
    (folder / "totals.csv").write_text("region,sector,value,unit\n" + "".join(
        f"{code},s{s + 1:02},{random.uniform(0.1, 10):.4f},Mt\n" for code in codes for s in range(N_STUDY_SECTOR)))
    make_points(folder, codes, random)
    (folder / "region_map.csv").write_text("region,mrio_region\n" + "".join(f"{code},r000\n" for code in codes))
    (folder / "sector_map.csv").write_text("sector,mrio_sector\n" + "".join(
        f"s{s + 1:02},q{s % N_SECTOR:02}\n" for s in range(N_STUDY_SECTOR)))
    make_people(folder, random)
    make_trade(folder)


def make_people(folder, random):
    from osgeo import gdal, osr
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    raster = gdal.GetDriverByName("GTiff").Create(str(folder / "people.tif"), NCOL, NROW, 1, gdal.GDT_Float32,
                                                  ["COMPRESS=DEFLATE", "TILED=YES"])
    raster.SetProjection(wgs84.ExportToWkt())
    raster.SetGeoTransform((WEST, STEP, 0, NORTH, 0, -STEP))
    raster.WriteArray(np.exp(random.normal(0, 2, (NROW, NCOL))).astype(np.float32))


def make_trade(folder):
    import pandas as pd
    raw = folder / "Z.f64", folder / "Y.f64"
    subprocess.run([PYTHON, ROOT / "bench" / "make-table.py", str(N_REGION * N_SECTOR), str(N_REGION), *raw], check=True)
    (folder / "trade").mkdir()
    rows = pd.MultiIndex.from_tuples([(f"r{r:03}", f"q{s:02}") for r in range(N_REGION) for s in range(N_SECTOR)],
                                     names=["region", "sector"])
    demand = pd.MultiIndex.from_tuples([(f"r{r:03}", "final demand") for r in range(N_REGION)], names=["region", "category"])
    for path, columns, name in (raw[0], rows, "Z.txt"), (raw[1], demand, "Y.txt"):
        values = np.fromfile(path).reshape(len(rows), -1)
        pd.DataFrame(values, rows, columns).to_csv(folder / "trade" / name, sep="\t", float_format="%.7g")
        path.unlink()
    (folder / "trade" / "unit.txt").write_text("region\tsector\tunit\n" + "".join(f"{r}\t{s}\tM.USD\n" for r, s in rows))


def timed(command, folder):
    start = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], cwd=folder, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} fails")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


def main():
    hotgrid = pathlib.Path(sys.argv[1]).resolve()
    kept = len(sys.argv) > 2
    folder = pathlib.Path(sys.argv[2] if kept else tempfile.mkdtemp(prefix="hotgrid-bench-")).resolve()
    folder.mkdir(exist_ok=True)
    try:
        if not (folder / "trade" / "unit.txt").exists():
            make(folder)
        (folder / "study.yaml").write_text(STUDY.format(example=EXAMPLE))
        shutil.rmtree(folder / "out", ignore_errors=True)
        wall, cpu, peak, _ = timed([hotgrid, "run", "-q", "study.yaml"], folder)
        made = len(list((folder / "out" / "tif").glob("*.tif"))), len(list((folder / "out" / "png").glob("co2_*.png")))
        print(f"hotgrid run: {wall:.1f} s, {cpu:.1f} s of processor, {peak:.0f} MiB, {made[0]} COGs, {made[1]} maps")
        _, _, peak, said = timed([PYTHON, "-c", PEER, folder, EXAMPLE], folder)
        spent = json.loads(said)
        for name, (clock, processor) in spent.items():
            print(f"  {name:28} {clock:7.1f} s {processor:7.1f} s of processor")
        all_wall, all_cpu = (sum(one[i] for one in spent.values()) for i in range(2))
        print(f"the analyst: {all_wall:.1f} s, {all_cpu:.1f} s of processor, {peak:.0f} MiB\n"
              f"ratio: {wall / all_wall:.3f} by the clock, {cpu / all_cpu:.3f} of processor (at most 0.20 is wished for)")
    finally:
        if not kept:
            shutil.rmtree(folder)


main()
