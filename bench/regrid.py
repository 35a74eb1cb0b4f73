#!/usr/bin/env python3
"""A raster of 32 million pixels onto 0.1 degree and 10 km Albers, beside what others do: regrid.py BENCH LIMIT [ROUNDS [FOLDER]]

Each round runs all candidates one after the other; ratios are medians over the rounds.  Wall clock and
processor seconds of whole processes, and their peak memory.  Sum: what comes out of a tool, with what lies
outside the grid, against the source, less 1 (that of CDO, which takes densities on a sphere, by areas of its
own).  Misplaced: the part that lies in other cells than hotgrid puts it.  CDO runs once.  FOLDER keeps the data."""
import pathlib, shutil, statistics, sys, tempfile, os, subprocess, time

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
gdal.SetCacheMax(1 << 24)  # the peak of a child's memory begins with that of its parent
WEST, NORTH, STEP, NCOL, NROW = 73, 54, 1 / 120, 7440, 4320
ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84"
TARGETS = {  # name: crs, box, columns, rows
    "0.1 degree": ("EPSG:4326", (73, 18, 135, 54), 620, 360),
    "10 km Albers": (ALBERS, (-3100000, -2600000, 3100000, 2600000), 620, 520),
}


def timed(command):
    """Wall and processor seconds and peak MiB of a process, whether it ran, and what it said."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=said, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "GDAL_PAM_ENABLED": "NO", "OMP_NUM_THREADS": "1"})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        said.seek(0)
        text = said.read().decode()
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, status, text


def make_raster(path):
    """People: clusters over a smooth field, two pixels in three empty of them."""
    from scipy import ndimage

    random = np.random.default_rng(1)
    coarse = ndimage.gaussian_filter(random.standard_normal((NROW // 40, NCOL // 40)), 3)
    smooth = ndimage.zoom(coarse / coarse.std(), 40, order=1)
    value = np.exp(2 * smooth + random.standard_normal((NROW, NCOL))).astype(np.float32)
    value[random.random((NROW, NCOL)) < 0.65] = 0
    raster = gdal.GetDriverByName("GTiff").Create(str(path), NCOL, NROW, 1, gdal.GDT_Float32, ["TILED=YES"])
    raster.SetGeoTransform((WEST, STEP, 0, NORTH, 0, -STEP))
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(4326)
    raster.SetProjection(srs.ExportToWkt())
    raster.GetRasterBand(1).WriteArray(value)


def candidates(folder, name, bench, limit):
    crs, box, ncol, nrow = TARGETS[name]
    raster, degrees = folder / "people.tif", name == "0.1 degree"
    ours = [bench, raster, crs, *box, ncol, nrow]
    runs = {
        "hotgrid, 2 threads": [*ours, 2, folder / "ours.f64"],
        "hotgrid, 1 thread": [*ours, 1, folder / "one.f64"],
        "C limit" if degrees else "C limit, centres of pixels":
            [limit, raster, folder / "limit.f32", "degrees" if degrees else "albers", 1],
    }
    if not degrees:
        runs["C limit, 2 x 2 places"] = [limit, raster, folder / "limit2.f32", "albers", 2]
    runs["gdalwarp -r sum"] = [
        "gdalwarp", "-q", "-overwrite", "-r", "sum", *([] if degrees else ["-t_srs", crs]), "-te", *box,
        "-ts", ncol, nrow, "-ot", "Float64", raster, folder / "warp.tif"]
    if degrees:
        runs["CDO remapcon"] = ["cdo", "-s", f"remapcon,{folder / 'cdo.grid'}", folder / "people.nc", folder / "cdo.nc"]
    return {label: run for label, run in runs.items() if shutil.which(str(run[0]))}


def cells_of(folder, label):
    """The cells a tool wrote, as a flat array; None where it gives no counts."""
    raw = {"hotgrid, 2 threads": ("ours.f64", np.float64), "hotgrid, 1 thread": ("one.f64", np.float64),
           "C limit": ("limit.f32", np.float32), "C limit, centres of pixels": ("limit.f32", np.float32),
           "C limit, 2 x 2 places": ("limit2.f32", np.float32)}
    if label in raw:
        return np.fromfile(folder / raw[label][0], raw[label][1]).astype(float)
    if label == "gdalwarp -r sum":
        return gdal.Open(str(folder / "warp.tif")).ReadAsArray().astype(float).ravel()
    return None


def on_sphere(step, nrow):
    """Relative areas of the cells of each row from 54 N to 18 N, on a sphere."""
    edge = np.sin(np.radians(NORTH - step * np.arange(nrow + 1)))
    return (edge[:-1] - edge[1:]) * step


def sum_error(folder, label, sums):
    source, _, outside = sums
    if label == "CDO remapcon":
        raster = gdal.Open(str(folder / "people.tif"))
        rows = [raster.ReadAsArray(0, row, NCOL, 1).sum(dtype=float) for row in range(NROW)]
        before = rows @ on_sphere(STEP, NROW)
        after = gdal.Open(f'NETCDF:"{folder / "cdo.nc"}"').ReadAsArray().astype(float)
        rows = after.reshape(360, 620).sum(1)
        return max((rows @ on_sphere(0.1, 360), rows[::-1] @ on_sphere(0.1, 360)),
                   key=lambda x: -abs(x / before - 1)) / before - 1
    return (cells_of(folder, label).sum() + outside) / source - 1


def prepare(folder):
    if not (folder / "people.tif").exists():  # by itself, for the same reason
        subprocess.run([sys.executable, __file__, "--make", folder / "people.tif"], check=True)
    if shutil.which("cdo") and not (folder / "people.nc").exists():
        subprocess.run(["gdal_translate", "-q", "-of", "netCDF", folder / "people.tif", folder / "people.nc"], check=True)
    (folder / "cdo.grid").write_text("gridtype = lonlat\nxsize = 620\nysize = 360\nxfirst = 73.05\nxinc = 0.1\n"
                                     "yfirst = 53.95\nyinc = -0.1\n", encoding="utf-8")


def measure(folder, name, tools, rounds):
    runs = candidates(folder, name, *tools)
    results = {label: [] for label in runs}
    for i in range(rounds):
        for label, run in runs.items():
            if i == 0 or label != "CDO remapcon":
                results[label].append(timed(run))
    results = {label: rows for label, rows in results.items()
               if all(row[3] == 0 for row in rows) or print(f"{name}: {label} failed")}
    first = next(iter(results))
    sums = [float(x) for x in results[first][0][4].split()]
    exact = cells_of(folder, first)
    print(f"\n{NCOL} x {NROW} pixels to {name}, {100 * sums[2] / sums[0]:.2f} % of them outside; "
          f"inside + outside = source but for {abs((sums[1] + sums[2]) / sums[0] - 1):.1e}")
    print(f"{'':28}{'wall s':>8}{'cpu s':>8}{'MiB':>7}   first row / this: {'wall':>6}{'cpu':>7}{'MiB':>7}"
          f"{'sum':>11}{'misplaced':>11}")
    for label, rows in results.items():
        median = [statistics.median(r[i] for r in rows) for i in range(3)]
        ratio = [statistics.median(a[i] / b[i] for a, b in zip(results[first], rows)) for i in range(3)]
        cells = cells_of(folder, label)
        wrong = "" if cells is None else f"{np.abs(cells - exact).sum() / 2 / exact.sum():.1e}"
        print(f"{label:28}{median[0]:8.2f}{median[1]:8.2f}{median[2]:7.0f}{'':21}{ratio[0]:6.3f}{ratio[1]:7.3f}"
              f"{ratio[2]:7.2f}{sum_error(folder, label, sums):11.1e}{wrong:>11}")


def main():
    if sys.argv[1] == "--make":
        make_raster(sys.argv[2])
        return
    tools, rest = sys.argv[1:3], sys.argv[3:]
    rounds = int(rest[0]) if rest else 3
    kept = pathlib.Path(rest[1]).resolve() if len(rest) > 1 else None
    folder = kept or pathlib.Path(tempfile.mkdtemp(prefix="hotgrid-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        prepare(folder)
        for name in TARGETS:
            measure(folder, name, tools, rounds)
    finally:
        if not kept:
            shutil.rmtree(folder)


main()
