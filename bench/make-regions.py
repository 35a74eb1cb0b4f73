#!/usr/bin/env python3
"""Writes what allocation is measured on; the same arguments, the same content.

make-regions.py tiles N FILE.gpkg     N regions that tile the land of a map, their borders jagged and shared
make-regions.py dcw FILE.gpkg         the countries of GMT's Digital Chart of the World (needs gmt, gmt-dcw)
make-regions.py proxy FILE.tif        a proxy of 3600 x 1800 cells: land in patches, values like people
Both vector files have fields rid and total (t), and a table FILE.csv of the totals beside them."""
import os, struct, subprocess, sys, tempfile

import numpy as np
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
LAND = (-180.0, -60.0, 180.0, 84.0)
SEED = 20260101


def rng(*tag):
    return np.random.default_rng([SEED, *tag])


def lonlat():
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(4326)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def jagged(p, q, tag, most, depth):
    """A line from p to q, halved depth times, its middles moved aside."""
    line, dice = np.array([p, q]), rng(*tag)
    for _ in range(depth):
        step = np.diff(line, axis=0)
        aside = np.stack([-step[:, 1], step[:, 0]], 1) * dice.uniform(-most, most, len(step))[:, None]
        middle = (line[:-1] + line[1:]) / 2 + aside
        both = np.empty((len(line) + len(middle), 2))
        both[0::2], both[1::2] = line, middle
        line = both
    return line


def tiles(n, box, depth):
    """Rings of a Voronoi map of n places; neighbours have their border vertex by vertex."""
    from scipy.spatial import Voronoi
    west, south, east, north = box
    dice = rng(n)
    columns = int(np.ceil(np.sqrt(n * (east - west) / (north - south))))
    rows = int(np.ceil(n / columns))
    place = np.array([(west + (i % columns + .5 + dice.uniform(-.48, .48)) * (east - west) / columns,
                       south + (i // columns + .5 + dice.uniform(-.48, .48)) * (north - south) / rows)
                      for i in range(n)])
    mirrors = [place, place * [-1, 1] + [2 * west, 0], place * [-1, 1] + [2 * east, 0],
               place * [1, -1] + [0, 2 * south], place * [1, -1] + [0, 2 * north]]
    voronoi = Voronoi(np.vstack(mirrors))
    vertex = voronoi.vertices
    vertex[:, 0], vertex[:, 1] = vertex[:, 0].clip(west, east), vertex[:, 1].clip(south, north)
    border = {}
    for (a, b), (i, k) in zip(voronoi.ridge_points, voronoi.ridge_vertices):
        if min(a, b) < n and i >= 0 and k >= 0:
            i, k = min(i, k), max(i, k)
            inner = a < n and b < n
            border[i, k] = jagged(vertex[i], vertex[k], (i, k), .16 if inner else 0, depth if inner else 1)
    for i in range(n):
        corner = voronoi.regions[voronoi.point_region[i]]
        angle = np.arctan2(*(vertex[corner] - place[i]).T[::-1])
        corner = [corner[k] for k in np.argsort(angle)]
        lines = [(border.get((min(a, b), max(a, b))), a < b) for a, b in zip(corner, corner[1:] + corner[:1])]
        ring = np.vstack([(line if forth else line[::-1])[:-1] for line, forth in lines if line is not None])
        yield np.vstack([ring, ring[:1]])


def create(path):
    if os.path.exists(path):
        os.remove(path)
    file = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = file.CreateLayer("regions", lonlat(), ogr.wkbMultiPolygon)
    layer.CreateField(ogr.FieldDefn("rid", ogr.OFTInteger))
    layer.CreateField(ogr.FieldDefn("total", ogr.OFTReal))
    layer.StartTransaction()
    return file, layer


def write(path, geometries):
    totals = []
    file, layer = create(path)
    dice = rng(7)
    for geometry in geometries:
        feature = ogr.Feature(layer.GetLayerDefn())
        totals.append(float(np.exp(dice.normal(10, 1.5))))
        feature["rid"], feature["total"] = len(totals), totals[-1]
        feature.SetGeometry(geometry)
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    with open(os.path.splitext(path)[0] + ".csv", "w", encoding="utf-8") as table:
        table.write("region,sector,value,unit\n")
        table.writelines(f"{i + 1},all,{total!r},t\n" for i, total in enumerate(totals))


def multipolygon(rings):
    parts = [struct.pack("<BIII", 1, 3, 1, len(r)) + r.astype("<f8").tobytes() for r in rings]
    return ogr.CreateGeometryFromWkb(struct.pack("<BII", 1, 6, len(parts)) + b"".join(parts))


def valid_tiles(n):
    gdal.PushErrorHandler("CPLQuietErrorHandler")  # some borders cross themselves
    for ring in tiles(n, LAND, 8 if n < 1000 else 5):
        geometry = multipolygon([ring])
        yield geometry if geometry.IsValid() else ogr.ForceToMultiPolygon(geometry.MakeValid())


def countries():
    """All outlines as they are drawn, by country, without jumps of 360 degrees and without vertices that
    stand twice.  Those across the antimeridian reach beyond 180 degrees, where tools that do not know of it cut them off."""
    with tempfile.TemporaryDirectory() as folder:  # for the history that gmt writes
        dump = subprocess.run(["gmt", "coast", "-M", "-E=AF,=AN,=AS,=EU,=NA,=OC,=SA"], check=True,
                              capture_output=True, cwd=folder).stdout
    by_name, degenerate = {}, 0
    for segment in dump.split(b">")[1:]:
        header, body = segment.split(b"\n", 1)
        ring = np.fromstring(body, sep=" ").reshape(-1, 2)
        ring = ring[np.r_[True, (np.diff(ring, axis=0) != 0).any(1)]]  # a third of them stands twice
        ring[:, 0] -= 360 * np.cumsum(np.r_[0, np.round(np.diff(ring[:, 0]) / 360)])
        ring[:, 0] -= 360 * np.round((ring[:, 0].min() + ring[:, 0].max()) / 720)
        if (ring[0] != ring[-1]).any():
            ring = np.vstack([ring, ring[:1]])
        if len(ring) < 4:
            degenerate += 1
            continue
        by_name.setdefault(header.decode("latin1").split("Segment")[0].strip(), []).append(ring)
    print(sum(len(r) for rings in by_name.values() for r in rings), "vertices;", degenerate,
          "rings of less than three places left out, which hotgrid takes and others fail on")
    for name in sorted(by_name):
        if not name.startswith("-Ph"): # a hole, whose land stands under its own name
            yield multipolygon(by_name[name])


def proxy(path):
    from scipy.ndimage import zoom
    dice, value, land = rng(3), np.zeros((1800, 3600), np.float32), np.zeros((1800, 3600), np.float32)
    for octave in range(6):
        n = 6 * 2**octave
        for field in (value, land):
            noise = dice.standard_normal((max(3, n // 2), n)).astype(np.float32)
            scale = (1800 / noise.shape[0], 3600 / noise.shape[1])
            field += zoom(noise, scale, order=1, grid_mode=True, mode="nearest")[:1800, :3600] * .62**octave
    value += dice.standard_normal(value.shape).astype(np.float32) * .35
    value = np.exp(1.3 * value + 2)
    value[land < np.quantile(land[::7, ::7], .62)] = 1e-3  # no region is without
    file = gdal.GetDriverByName("GTiff").Create(path, 3600, 1800, 1, gdal.GDT_Float32, ["TILED=YES"])
    file.SetProjection(lonlat().ExportToWkt())
    file.SetGeoTransform((-180, .1, 0, 90, 0, -.1))
    file.GetRasterBand(1).WriteArray(value)


what, *rest = sys.argv[1:]
if what == "tiles":
    write(rest[1], valid_tiles(int(rest[0])))
elif what == "dcw":
    write(rest[0], countries())
else:
    proxy(rest[0])
