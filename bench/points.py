#!/usr/bin/env python3
"""Points from CSV to cells, beside what users have: points.py HOTGRID BENCH-POINTS LIM-POINTS [N ...]

In one run, one program after the other in turn: `hotgrid grid` (all of it: checks, ledger, tables, file of emissions)
with one sector, which is what the others do, and with the 30 of the file, the same reading and adding without the rest
(bench-points), pandas with numpy.bincount, gdal_rasterize from CSV through VRT and from FlatGeobuf, and a program that
does nothing else (lim-points).  Prints seconds by the clock and by the processor (medians), ratios to the peers, and
peak memory; for programs that map the file also without it.
RUNS=5 for other than three turns; THREADS=2 for other than all processors.
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).resolve().parent
hotgrid, bench, limit = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:4])
sizes = [int(float(n)) for n in sys.argv[4:]] or [10**5, 10**6, 10**7]
runs = int(os.environ.get("RUNS", "3"))
threads = os.environ.get("THREADS", str(len(os.sched_getaffinity(0))))
python = "/usr/bin/python3"
OUTPUTS = "bench.raw limit.raw peer.raw a.tif b.tif".split()

STUDY = """name: points
year: 2020
grid: {grid}
regions: {{file: region.geojson, id: code}}
inventory:
  points: [{{file: {points}, total: add, columns: {{region: "=all", sector: {sector}, unit: "=t"}}}}]
output: out
"""
GRID = """name: china-620
crs: "+proj=aea +lat_1=25 +lat_2=47 +lat_0=36 +lon_0=105 +datum=WGS84"
west: -3100000
south: -2600000
east: 3100000
north: 2600000
columns: 620
rows: 520
"""
REGION = """{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"all"}},"geometry":
{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}]}}"""
VRT = """<OGRVRTDataSource><OGRVRTLayer name="{name}"><SrcDataSource>{points}</SrcDataSource>
<GeometryType>wkbPoint</GeometryType><LayerSRS>EPSG:4326</LayerSRS>
<GeometryField encoding="PointFromColumns" x="lon" y="lat"/><Field name="value" src="value" type="Real"/>
</OGRVRTLayer></OGRVRTDataSource>"""


def measure(command, folder):
    """Seconds by the clock and by the processor, MiB; nobody has to empty an older file first."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    for name in OUTPUTS:
        if name in command:
            (folder / name).unlink(missing_ok=True)
    start = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(title, programs, folder, file_mib):
    found = {name: [] for name, _, _ in programs}
    for _ in range(runs):
        for name, command, _ in programs:
            found[name].append(measure(command, folder))
    middle = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in found.items()}
    print(f"\n{title}\n{'':30}{'s':>8}{'cpu s':>8}{'MiB':>7}{'without file':>14}   hotgrid grid / it, bench / it")
    for name, _, maps in programs:
        wall, cpu, mib = middle[name]
        beyond = f"{mib - file_mib:14.0f}" if maps else f"{'':14}"
        ratios = "  ".join(f"{middle[ours][0] / wall:5.2f} (cpu {middle[ours][1] / cpu:5.2f})" for ours in list(middle)[:2])
        print(f"{name:30}{wall:8.2f}{cpu:8.2f}{mib:7.0f}{beyond}   {ratios}", flush=True)


def case(folder, n, area):
    points = folder / f"points-{area}-{n}.csv"
    subprocess.run([python, here / "make-points.py", str(n), area, points], check=True)
    mode = {"world": "ll", "china": "aea"}[area]
    box = {"world": dict(w=-180, s=-90, e=180, n=90), "china": dict(w=70, s=10, e=140, n=58)}[area]
    (folder / "region.geojson").write_text(REGION.format(**box))
    (folder / "china.yaml").write_text(GRID)
    grid = {"world": "world-0.1deg", "china": "china.yaml"}[area]
    for study, sector in ("study.yaml", '"=all"'), ("sectors.yaml", "kind"):
        (folder / study).write_text(STUDY.format(grid=grid, points=points.name, sector=sector))
    programs = [
        ("hotgrid grid", [hotgrid, "grid", "-q", "-t", threads, "--no-rasters", "study.yaml"], True),
        ("reading and adding only", [bench, points, "bench.raw", mode, threads], True),
        ("C limit, 1 thread", [limit, points, "limit.raw", mode, "1"], True),
        (f"C limit, {threads} threads", [limit, points, "limit.raw", mode, threads], True),
        ("hotgrid grid, 30 sectors", [hotgrid, "grid", "-q", "-t", threads, "--no-rasters", "sectors.yaml"], True),
    ]
    peer = [python, here / "peer-points.py", points, "peer.raw", mode]
    programs.append(("pandas + bincount" if area == "world" else "pandas + pyproj + bincount", peer, False))
    if area == "world" and shutil.which("gdal_rasterize"):
        vrt, fgb = folder / "points.vrt", folder / "points.fgb"
        fgb.unlink(missing_ok=True)
        vrt.write_text(VRT.format(name=points.stem, points=points))
        subprocess.run(["ogr2ogr", "-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO", fgb, vrt], check=True)
        burn = "-q -add -a value -ot Float32 -te -180 -90 180 90 -tr 0.1 0.1 -init 0".split()
        programs.append(("gdal_rasterize, FlatGeobuf", ["gdal_rasterize", *burn, fgb, "a.tif"], False))
        programs.append(("gdal_rasterize, CSV as VRT", ["gdal_rasterize", *burn, vrt, "b.tif"], False))
    compare(f"{n} points, {area}", programs, folder, points.stat().st_size / 2**20)
    sys.stdout.flush()
    subprocess.run([python, "-c", CHECK], cwd=folder, check=True)  # points on edges of cells may go either way
    points.unlink()


# In a process of its own: a child's peak memory is never less than this program's.
CHECK = """
import numpy, sys
ours, theirs, limit = (numpy.fromfile(name + ".raw", numpy.float32).astype(float) for name in ("bench", "peer", "limit"))
for name, other in (("the peer", theirs), ("the C limit", limit)):
    apart = numpy.abs(ours - other).sum() / 2 / ours.sum()
    print(f"  mass placed elsewhere than by {name}: {100 * apart:.5f} %")
    if not apart < 1e-3 or abs(ours.sum() / other.sum() - 1) > 1e-6:
        sys.exit("the sums differ")
"""


with tempfile.TemporaryDirectory() as name:
    print(f"{threads} threads, medians of {runs} turns")
    for n in sizes:
        case(pathlib.Path(name), n, "world")
    case(pathlib.Path(name), min(10**6, max(sizes)), "china")
