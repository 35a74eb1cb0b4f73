#!/usr/bin/env python3
"""Finished maps, pictures of cells and COGs by the hundred, beside what others do: maps.py PEER BENCH HOTGRID [ROUNDS [K [PEER_K [FOLDER]]]]

The layer is the total of examples/china-2012 (490 x 410 cells of 10 km).  Each round runs all candidates one after the
other.  Of tools that are given K layers in one process a map costs (time of K - time of 1) / (K - 1), so that nobody's
start counts; the peers draw PEER_K maps.  Processor seconds of whole processes (user and system, all threads) and wall
clock; ratios are medians over the rounds.  With HOTGRID_DATA the world in 0.1 degree too: a made layer of
3600 x 1800 cells within the borders of world-2011.  Peers that are not installed are left out, and said so."""
import os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "china-2012"
PYTHON = "/usr/bin/python3"
peer, bench, hotgrid = sys.argv[1:4]
ROUNDS, K, PEER_K = (int(a) for a in (sys.argv[4:7] + ["3", "200", "4"][len(sys.argv[4:7]):]))
DATA = os.environ.get("HOTGRID_DATA")


def timed(command):
    """Processor and wall seconds and peak MiB of a process that must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})  # idle ones of numpy and hotgrid spin
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} fails: {said.decode()[-300:]}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024


def each_of(command, k):
    """The same for one layer more; {K} in the command is how many."""
    many = timed([str(c).replace("{K}", str(k)) for c in command])
    if k == 1:
        return many
    one = timed([str(c).replace("{K}", "1") for c in command])
    return (many[0] - one[0]) / (k - 1), (many[1] - one[1]) / (k - 1), many[2]


def has(module):
    return pathlib.Path(PYTHON).exists() and \
        subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True).returncode == 0


def compare(title, ours, peers, goals, folder):
    """ours, peers: name -> (command, K); goals: name of a peer -> ratio."""
    runs = {name: [] for name in [*ours, *peers]}
    for _ in range(ROUNDS):
        for name, (command, k) in [*ours.items(), *peers.items()]:
            runs[name].append(each_of(command, k))
    print(f"\n{title}")
    for name, results in runs.items():
        cpu, wall, peak = (statistics.median(r[i] for r in results) for i in range(3))
        print(f"  {name:34} {1e3 * cpu:8.1f} ms of processor {1e3 * wall:8.1f} ms {peak:6.0f} MiB")
    first = next(iter(ours))
    for name in peers:
        ratio = statistics.median(a[0] / b[0] for a, b in zip(runs[first], runs[name]))
        goal = f" (at most {goals[name]} is wished for)" if name in goals else ""
        print(f"  {first} / {name}: {ratio:.3f}{goal}")
    for path in folder.glob("*.*"):
        path.unlink()


def peers_of(layer, folder, wanted):
    modules = {"matplotlib": "matplotlib", "qgis": "qgis.core", "deflate": "rasterio", "zstd": "rasterio"}
    found = {}
    for name in wanted:
        if has(modules[name]) and has("rasterio" if name == "matplotlib" else "sys"):
            found[name] = [PYTHON, peer, name, layer, "{K}", folder, EXAMPLE / "provinces.geojson"]
        else:
            print(f"{name}: python3-{modules[name].split('.')[0]} is not installed, left out")
    return found


def china(layer, folder):
    grid = ["china-10km", layer, "{K}"]
    shapes = [EXAMPLE / name for name in ("provinces.geojson", "countries.geojson", "cities.csv")]
    maps = peers_of(layer, folder, ["matplotlib", "qgis"])
    compare("A finished map of China (hotgrid: 1800 pixels across, borders, neighbours, 31 names, graticule, legend, scale)",
            {"hotgrid, 1 thread": ([bench, "maps", *grid, 1, folder, *shapes], K),
             "hotgrid, 2 threads": ([bench, "maps", *grid, 2, folder, *shapes], K)},
            {name: (command, PEER_K) for name, command in maps.items()}, {"matplotlib": 0.10, "qgis": 0.10}, folder)
    for how, goal in (("deflate", 0.45), ("zstd", 0.35)):
        compare(f"A COG of the China grid, {how}",
                {"hotgrid": ([bench, how, *grid, 1, folder], K)},
                {"rasterio": (command, K) for command in peers_of(layer, folder, [how]).values()},
                {"rasterio": goal}, folder)


def make_world(regions, path):
    """A made layer: noise over a smooth field, in the cells of the regions."""
    import numpy as np
    from osgeo import gdal, osr
    gdal.UseExceptions()
    random = np.random.default_rng(1)
    raster = gdal.GetDriverByName("GTiff").Create(str(path), 3600, 1800, 1, gdal.GDT_Float32, ["TILED=YES"])
    raster.SetGeoTransform((-180, 0.1, 0, 90, 0, -0.1))
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(4326)
    raster.SetProjection(srs.ExportToWkt())
    vector = gdal.OpenEx(str(regions))
    gdal.RasterizeLayer(raster, [1], vector.GetLayer(), burn_values=[1])
    smooth = random.standard_normal((90, 180)).repeat(20, 0).repeat(20, 1)
    value = np.exp(1.5 * smooth + 1.5 * random.standard_normal((1800, 3600))).astype(np.float32)
    value[random.random((1800, 3600)) < 0.3] = 0
    value[raster.ReadAsArray() == 0] = np.nan
    raster.GetRasterBand(1).SetNoDataValue(float("nan"))
    raster.GetRasterBand(1).WriteArray(value)


def world(folder, made):
    regions, layer = pathlib.Path(DATA) / "world-2011" / "regions.gpkg", made / "world.tif"
    child = os.fork()  # the peak of a child's memory begins with that of its parent: numpy stays there
    if child == 0:
        make_world(regions, layer)
        os._exit(0)
    os.waitpid(child, 0)
    grid = ["world-0.1deg", layer, "1", 1, folder]
    peers = {}
    if shutil.which("gmt"):
        timed(["gdal_translate", "-q", "-of", "netCDF", layer, made / "world.nc"])
        script = made / "gmt.sh"
        script.write_text(f"""cd {folder}; gmt begin gmt png E300; gmt set COLOR_NAN white; gmt makecpt -Cinferno -I -T-2/4/0.5 -Q
gmt grdimage {made}/world.nc -R-180/180/-90/90 -JQ25c -Q -nn; gmt coast -Dl -W0.2p -N1/0.1p -Baf
gmt colorbar -DJBC -Q -B+l"t per cell"; gmt end""")
        peers["GMT"] = (["bash", script], 1)
    else:
        print("GMT is not installed, left out")
    compare("A finished map of the world, 3600 x 1800 cells, whole processes",
            {"hotgrid": ([bench, "maps", *grid, regions], 1)}, peers, {"GMT": 0.25}, folder)
    ramp = made / "ramp.txt"
    ramp.write_text("nv 0 0 0 0\n" + "".join(f"{10 ** (-2 + 6 * i / 14):.5g} {250 - 10 * i} {230 - 14 * i} {120 - 6 * i} 255\n"
                                              for i in range(15)))
    ours = [bench, "bare", *grid]
    gdaldem = ["gdaldem", "color-relief", "-q", "-alpha", "-nearest_color_entry", "-of", "PNG", layer, ramp, folder / "gdaldem.png"]
    timed(ours)
    timed(gdaldem)
    sizes = [(folder / name).stat().st_size for name in ("layer0.png", "gdaldem.png")]
    compare("Its cells alone as a PNG, whole processes", {"hotgrid": (ours, 1)}, {"gdaldem": (gdaldem, 1)}, {"gdaldem": 0.20}, folder)
    print(f"  {sizes[0] / 1e6:.2f} and {sizes[1] / 1e6:.2f} MB: {sizes[0] / sizes[1]:.3f} (at most 0.65 is wished for)")


def main():
    with tempfile.TemporaryDirectory() as made:
        made = pathlib.Path(sys.argv[7]) if len(sys.argv) > 7 else pathlib.Path(made)
        folder = made / "made"
        folder.mkdir(parents=True, exist_ok=True)
        study = (EXAMPLE / "study.yaml").read_text()
        (made / "study.yaml").write_text(f"data: {EXAMPLE}\n" + study)
        timed([hotgrid, "run", made / "study.yaml", "-q", "-o", made / "out"])
        layer = made / "out" / "tif" / "co2_china-2012_total.tif"
        china(layer, folder)
        if DATA:
            world(folder, made)
        else:
            print("HOTGRID_DATA is not set: the world is left out")


main()
