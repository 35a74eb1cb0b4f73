#!/usr/bin/env python3
"""A layer of the world in 0.1 degree as map tiles, zooms 0 to 5, beside gdal2tiles: tiles.py HOTGRID [ROUNDS [LAYER.tif]]

Each round runs all candidates one after the other; ratios are medians over the rounds.  gdal2tiles gets the layer
as a picture that gdaldem has coloured, which is not counted; hotgrid reads the layer itself and colours it.  Wall
clock and processor seconds of whole processes with their children, and the tiles and bytes that came out."""
import os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
NCOL, NROW = 3600, 1800


def timed(command):
    """Wall and processor seconds of a process and its children."""
    before, start = os.times(), time.perf_counter()
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "GDAL_PAM_ENABLED": "NO"})
    wall, after = time.perf_counter() - start, os.times()
    return wall, sum(after[2:4]) - sum(before[2:4])


def make_layer(path):
    """A third of the cells are land; on it emissions of five orders of magnitude, none on a half of it."""
    from scipy import ndimage

    random = np.random.default_rng(1)
    relief = ndimage.zoom(ndimage.gaussian_filter(random.standard_normal((90, 180)), 4, mode=("nearest", "wrap")), 20, order=1)
    smooth = ndimage.zoom(ndimage.gaussian_filter(random.standard_normal((360, 720)), 3), 5, order=1)
    value = np.exp(3 * smooth / smooth.std() + random.standard_normal((NROW, NCOL))).astype(np.float32)
    value[smooth < np.median(smooth)] = 0
    value[relief < np.quantile(relief, 0.66)] = np.nan
    raster = gdal.GetDriverByName("GTiff").Create(str(path), NCOL, NROW, 1, gdal.GDT_Float32,
                                                  ["TILED=YES", "COMPRESS=DEFLATE"])
    raster.SetGeoTransform((-180, 0.1, 0, 90, 0, -0.1))
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(4326)
    raster.SetProjection(srs.ExportToWkt())
    raster.GetRasterBand(1).SetNoDataValue(float("nan"))
    raster.GetRasterBand(1).WriteArray(value)


def make_picture(layer, folder):
    """What gdal2tiles takes: RGBA."""
    ramp = folder / "ramp.txt"
    ramp.write_text("nv 0 0 0 0\n0 251 250 246 255\n1 255 255 204 255\n10 254 217 119 255\n100 254 168 72 255\n"
                    "1000 253 113 51 255\n10000 234 45 32 255\n100000 128 0 38 255\n")
    subprocess.run(["gdaldem", "color-relief", "-q", "-alpha", layer, ramp, folder / "rgba.tif"], check=True)
    return folder / "rgba.tif"


def told(path):
    files = [path] if path.is_file() else [p for p in path.rglob("*.png")]
    return len(files), sum(p.stat().st_size for p in files) / 2 ** 20


def main():
    hotgrid, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        layer = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else folder / "world.tif"
        if len(sys.argv) <= 3:
            make_layer(layer)
        picture = make_picture(layer, folder)
        peer = ["gdal2tiles.py", "-q", "-w", "none", "-r", "near", "-x", "-z", "0-5"]
        ours = [hotgrid, "tiles", layer, "--zoom", "0-5", "-q"]
        runs = {
            "gdal2tiles, 1 process": ([*peer, picture], "p1", False),
            "gdal2tiles, 2 processes": ([*peer, "--processes=2", picture], "p2", False),
            "hotgrid, folder, 1 thread": ([*ours, "-t", "1", "--folder"], "o1", True),
            "hotgrid, folder, 2 threads": ([*ours, "-t", "2", "--folder"], "o2", True),
            "hotgrid, MBTiles, 1 thread": ([*ours, "-t", "1", "--mbtiles"], "o.mbtiles", True),
        }
        if not shutil.which("gdal2tiles.py"):
            runs = {what: run for what, run in runs.items() if run[2]}
        seen = {what: [] for what in runs}
        for _ in range(rounds):
            for what, (command, out, _ours) in runs.items():
                shutil.rmtree(folder / out, ignore_errors=True)
                (folder / out).unlink(missing_ok=True)
                seen[what].append(timed([*command, folder / out]))
        base = "gdal2tiles, 1 process"
        print(f"{'':28}{'wall s':>9}{'of peer':>9}{'cpu s':>9}{'of peer':>9}{'files':>8}{'MiB':>8}")
        for what, (_command, out, _ours) in runs.items():
            wall, cpu = (statistics.median(x[i] for x in seen[what]) for i in (0, 1))
            ratio = [statistics.median(x[i] / y[i] for x, y in zip(seen[what], seen[base])) if base in seen else float("nan")
                     for i in (0, 1)]
            n, mib = told(folder / out)
            print(f"{what:28}{wall:9.2f}{ratio[0]:9.3f}{cpu:9.2f}{ratio[1]:9.3f}{n:8d}{mib:8.1f}")


main()
