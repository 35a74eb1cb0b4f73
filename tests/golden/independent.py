#!/usr/bin/env python3
"""The rules of gridding and attribution a second time, by other means, cell by cell.

independent.py STUDY.yaml OUT [--tolerance 1e-6]

Polygons are clipped to cells by GEOS on a quadtree, pixels of the proxy by closed-form zones
(degrees) or by GEOS (projected grids), the trade table is solved by numpy.  Nothing here is
taken from the program but its output: total, foreign, foreign_share and to-MARKET layers are
compared with what the rules give.  Ends with 1 when a cell is apart by more than the tolerance
(relative, above a floor of 1e-9 t km-2 yr-1), or when a cell has data on one side only.
"""
import argparse, csv, gzip, math, os, pathlib, sys

import numpy as np
import yaml
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
E2 = 0.0066943799901413165
A_KM = 6378.137
ROOT = pathlib.Path(__file__).resolve().parents[2]


def zone(lat):
    """Area from the equator to a parallel, km2 per radian of longitude (Snyder 3-12)."""
    e, s = math.sqrt(E2), np.sin(np.radians(lat))
    return A_KM ** 2 * (1 - E2) / 2 * (s / (1 - E2 * s * s) + np.arctanh(e * s) / e)


class Grid:
    def __init__(self, path):
        g = yaml.safe_load(open(path))
        self.srs = osr.SpatialReference()
        self.srs.SetFromUserInput(str(g["crs"]))
        self.srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        self.lonlat = bool(self.srs.IsGeographic())
        self.west, self.north = float(g["west"]), float(g["north"])
        self.ncol, self.nrow = int(g["columns"]), int(g["rows"])
        self.dx = (float(g["east"]) - self.west) / self.ncol
        self.dy = (self.north - float(g["south"])) / self.nrow
        top = self.north - self.dy * np.arange(self.nrow)
        if self.lonlat:
            self.row_km2 = (zone(top) - zone(top - self.dy)) * math.radians(self.dx)
        else:
            self.row_km2 = np.full(self.nrow, self.dx * self.dy * 1e-6)

    def cell_area(self, cells):
        return self.row_km2[cells // self.ncol]

    def step(self, value, n):
        edge = np.round(value)
        step = np.where(np.abs(value - edge) < 1e-9, edge, np.floor(value))
        inside = (value >= 0) & (value <= n)
        return np.where(inside, np.minimum(step, n - 1), -1).astype(int)

    def cell_at(self, x, y):
        col = self.step((x - self.west) / self.dx, self.ncol)
        row = self.step((self.north - y) / self.dy, self.nrow)
        return np.where((col >= 0) & (row >= 0), row * self.ncol + col, -1)


def from_lonlat(grid):
    lonlat = osr.SpatialReference()
    lonlat.ImportFromEPSG(4326)
    lonlat.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return None if grid.lonlat else osr.CoordinateTransformation(lonlat, grid.srs)


def quadtree(geometry, grid, out, c0, c1, r0, r1):
    """Adds (cell, fraction) of geometry, which lies in steps [c0, c1) x [r0, r1)."""
    if geometry is None or geometry.IsEmpty():
        return
    area = geometry.GetArea() / (grid.dx * grid.dy)
    whole = (c1 - c0) * (r1 - r0)
    if area <= 0:
        return
    if c1 - c0 == 1 and r1 - r0 == 1:
        out.append((r0 * grid.ncol + c0, area))
        return
    if area > whole * (1 - 1e-13) and geometry.GetBoundary().GetPointCount() <= 6:
        out.extend((r * grid.ncol + c, 1.0) for r in range(r0, r1) for c in range(c0, c1))
        return
    if c1 - c0 >= r1 - r0:
        m = (c0 + c1) // 2
        halves = [(c0, m, r0, r1), (m, c1, r0, r1)]
    else:
        m = (r0 + r1) // 2
        halves = [(c0, c1, r0, m), (c0, c1, m, r1)]
    for a, b, t, u in halves:
        quadtree(clip(geometry, grid, a, b, t, u), grid, out, a, b, t, u)


def clip(geometry, grid, c0, c1, r0, r1):
    w, e = grid.west + c0 * grid.dx, grid.west + c1 * grid.dx
    n, s = grid.north - r0 * grid.dy, grid.north - r1 * grid.dy
    W, E, S, N = geometry.GetEnvelope()
    if W >= e or E <= w or S >= n or N <= s:
        return None
    if W >= w and E <= e and S >= s and N <= n:
        return geometry
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in ((w, s), (e, s), (e, n), (w, n), (w, s)):
        ring.AddPoint_2D(x, y)
    box = ogr.Geometry(ogr.wkbPolygon)
    box.AddGeometry(ring)
    return geometry.Intersection(box)


def span(geometry, grid):
    w, e, s, n = geometry.GetEnvelope()
    return (max(0, int((w - grid.west) // grid.dx)), min(grid.ncol, int((e - grid.west) // grid.dx) + 1),
            max(0, int((grid.north - n) // grid.dy)), min(grid.nrow, int((grid.north - s) // grid.dy) + 1))


def coverage(study, data, grid):
    source = ogr.Open(str(data / study["regions"]["file"]))
    layer = source.GetLayerByName(study["regions"]["layer"]) if "layer" in study["regions"] else source.GetLayer(0)
    transform = from_lonlat(grid)
    phi = {}
    for feature in layer:
        geometry = feature.GetGeometryRef().Clone()
        geometry.FlattenTo2D()
        if transform:
            geometry.Transform(transform)
        out = []
        c0, c1, r0, r1 = span(geometry, grid)
        if c1 > c0 and r1 > r0:
            quadtree(clip(geometry, grid, c0, c1, r0, r1), grid, out, c0, c1, r0, r1)
        sums = {}
        for cell, fraction in out:
            sums[cell] = sums.get(cell, 0) + fraction
        cells = np.array(sorted(c for c in sums if sums[c] >= 1e-12), dtype=int)
        phi[feature.GetField(study["regions"]["id"])] = (
            cells, np.array([min(1.0, sums[c]) for c in cells]))
    return phi


def overlap_1d(edges_a, edges_b):
    """Lengths of the overlaps of consecutive intervals of two rising edge lists."""
    low = np.maximum(edges_a[:-1, None], edges_b[None, :-1])
    high = np.minimum(edges_a[1:, None], edges_b[None, 1:])
    return np.maximum(0, high - low)


def density_lonlat(grid, value, gt):
    nrow, ncol = value.shape
    x = overlap_1d(grid.west + grid.dx * np.arange(grid.ncol + 1), gt[0] + gt[1] * np.arange(ncol + 1))
    south_first = -(grid.north - grid.dy * np.arange(grid.nrow + 1))
    source = -(gt[3] + gt[5] * np.arange(nrow + 1))
    y = overlap_1d(-zone(-south_first), -zone(-source))
    valid = np.isfinite(value)
    filled = np.where(valid, value, 0)
    numerator = y @ (filled @ x.T)
    denominator = y @ (valid.astype(float) @ x.T)
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0).ravel()


def arc(transform, west, east, lat, pieces):
    """A parallel of a conic projection, an arc of a circle, as chords whose corners stand out so far
    that the polygon has the area of the sector."""
    lon = np.linspace(west, east, pieces + 1)
    xy = np.array(transform.TransformPoints(np.column_stack([lon, np.full(pieces + 1, lat)])))[:, :2]
    (ax, ay), (bx, by), (cx, cy) = xy[0], xy[pieces // 2], xy[-1]
    d = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if abs(d) < 1e-3:
        return xy
    a, b, c = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
    centre = np.array([a * (by - cy) + b * (cy - ay) + c * (ay - by),
                       a * (cx - bx) + b * (ax - cx) + c * (bx - ax)]) / d
    chord, radius = np.hypot(*(xy[1] - xy[0])), np.hypot(*(xy[0] - centre))
    angle = 2 * math.asin(chord / 2 / radius)
    return centre + (xy - centre) * math.sqrt(angle / math.sin(angle))


def density_projected(grid, value, gt, pieces=200):
    """Meridians are straight in the conic projections used here, parallels are cut into pieces."""
    transform = from_lonlat(grid)
    numerator = np.zeros(grid.ncol * grid.nrow)
    denominator = np.zeros_like(numerator)
    for row, col in zip(*np.nonzero(np.isfinite(value))):
        w, n = gt[0] + col * gt[1], gt[3] + row * gt[5]
        corners = np.concatenate([arc(transform, w, w + gt[1], n, pieces),
                                  arc(transform, w, w + gt[1], n + gt[5], pieces)[::-1]])
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in np.concatenate([corners, corners[:1]]):
            ring.AddPoint_2D(x, y)
        pixel = ogr.Geometry(ogr.wkbPolygon)
        pixel.AddGeometry(ring)
        c0, c1, r0, r1 = span(pixel, grid)
        if c1 <= c0 or r1 <= r0:
            continue
        out = []
        quadtree(clip(pixel, grid, c0, c1, r0, r1), grid, out, c0, c1, r0, r1)
        for cell, area in out:
            numerator[cell] += area * value[row, col]
            denominator[cell] += area
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0)


def proxy_density(study, data, grid):
    out = {}
    for proxy in study["inventory"].get("proxy_files", []):
        assert proxy.get("quantity", "density") == "density"
        source = gdal.Open(str(data / proxy["file"]))
        band = source.GetRasterBand(1)
        value = band.ReadAsArray().astype(float)
        if band.GetNoDataValue() is not None:
            value[value == np.float32(band.GetNoDataValue())] = np.nan
        make = density_lonlat if grid.lonlat else density_projected
        out[proxy["name"]] = make(grid, value, source.GetGeoTransform())
    return out


def read_csv(path):
    with open(path, newline="", encoding="utf-8-sig") as f:
        return list(csv.DictReader(f))


KG = {"t": 1e3, "kt": 1e6, "Mt": 1e9, "Gt": 1e12}


def read_inventory(study, data):
    total = {}
    for source in study["inventory"]["totals"]:
        for row in read_csv(data / source["file"]):
            total[row["region"], row["sector"]] = float(row["value"]) * KG[row["unit"]]
    return total


def grid_emissions(study, data, grid):
    """E as {(region, sector): (cells, kg)} and the domain."""
    total = read_inventory(study, data)
    off_map = set(study["inventory"].get("not_gridded", []))
    phi, density = coverage(study, data, grid), proxy_density(study, data, grid)
    transform = from_lonlat(grid)
    points = {}
    for source in study["inventory"].get("points", []):
        assert source["total"] == "scale"
        for row in read_csv(data / source["file"]):
            points.setdefault((row["region"], row["sector"]), []).append(
                (float(row["lon"]), float(row["lat"]), float(row["weight"])))
    rules = study["inventory"].get("proxies", [{"use": ["area"]}])
    emissions, domain = {}, np.zeros(grid.ncol * grid.nrow, bool)
    for region in {r for r, s in total}:
        if region in phi:
            domain[phi[region][0]] = True
    for (region, sector), kg in sorted(total.items()):
        if sector in off_map:
            continue
        sites = points.get((region, sector), [])
        weight = np.array([w for _, _, w in sites])
        if weight.sum() > 0:
            xy = np.array([(x, y) for x, y, _ in sites])
            if transform:
                xy = np.array(transform.TransformPoints(xy))[:, :2]
            cells = grid.cell_at(xy[:, 0], xy[:, 1])
            part = kg * weight / weight.sum()
            emissions[region, sector] = (cells[cells >= 0], part[cells >= 0])
            domain[cells[cells >= 0]] = True
            continue
        chain = next((r["use"] for r in rules if sector in r.get("sectors", [])),
                     next(r["use"] for r in rules if "sectors" not in r))
        cells, fraction = phi[region]
        for use in list(chain) + ["area"]:
            w = fraction * grid.cell_area(cells) * (1 if use == "area" else density[use][cells])
            if w.sum() > 0:
                break
        emissions[region, sector] = (cells, kg * w / w.sum())
    return emissions, domain


def open_text(path):
    return gzip.open(path, "rt") if str(path).endswith(".gz") else open(path)


def read_matrix(folder, name):
    path = next(p for p in (folder / f"{name}.{e}" for e in ("txt", "csv", "txt.gz", "csv.gz")) if p.exists())
    with open_text(path) as f:
        lines = [line.rstrip("\n") for line in f]
    separator = "\t" if "\t" in lines[0] else ","
    header = [line.split(separator) for line in lines[:2]]
    body = [line.split(separator) for line in lines[2:]]
    body = [row for row in body if any(row[2:])]
    return (list(zip(header[0][2:], header[1][2:])), [(r[0], r[1]) for r in body],
            np.array([[float(v) for v in r[2:]] for r in body]))


def shares(study, data):
    folder = data / study["trade"]["path"]
    _, industries, Z = read_matrix(folder, "Z")
    columns, _, Y = read_matrix(folder, "Y")
    regions = list(dict.fromkeys(r for r, _ in industries))
    demand = np.stack([Y[:, [i for i, c in enumerate(columns) if c[0] == r]].sum(1) for r in regions], 1)
    x = Z.sum(1) + Y.sum(1)
    A = np.divide(Z, x, out=np.zeros_like(Z), where=x != 0)
    X = np.linalg.solve(np.eye(len(x)) - A, demand)
    S = np.divide(X, x[:, None], out=np.zeros_like(X), where=(x != 0)[:, None])
    for i in np.nonzero(x == 0)[0]:
        S[i] = 0
        S[i, regions.index(industries[i][0])] = 1
    S /= S.sum(1, keepdims=True)
    return regions, {industry: S[i] for i, industry in enumerate(industries)}


def links(study, data, key, column, codes):
    out = {}
    if key in study["trade"]:
        for row in read_csv(data / study["trade"][key]):
            out.setdefault(row[column], []).append((row["mrio_" + column], float(row.get("weight") or 1)))
        return out
    return {code: [(code, 1.0)] for code in codes}


def mixes(study, data, industries):
    regions, S = shares(study, data)
    household = set(study["inventory"].get("household", []))
    region_of = links(study, data, "regions", "region", {r for r, _ in industries})
    sectors_of = links(study, data, "sectors", "sector", {s for _, s in industries})
    out = {}
    for region, sector in industries:
        own = region_of[region][0][0]
        mix = np.zeros(len(regions))
        if sector in household:
            mix[regions.index(own)] = 1
        else:
            for q, weight in sectors_of[sector]:
                mix += weight * (np.eye(len(regions))[regions.index(own)] if q == "hh" else S[own, q])
        out[region, sector] = (mix, regions.index(own))
    return regions, out


def layer(emissions, n, coefficient):
    out = np.zeros(n)
    for industry, (cells, kg) in emissions.items():
        np.add.at(out, cells, kg * coefficient(industry))
    return out


def compare(name, path, expected, tolerance):
    found = gdal.Open(str(path)).ReadAsArray().astype(float).ravel()
    if np.isnan(found).sum() != np.isnan(expected).sum() or (np.isnan(found) != np.isnan(expected)).any():
        apart = (np.isnan(found) != np.isnan(expected)).sum()
        print(f"{name}: {apart} cells have data on one side only")
        return False
    floor = 1e-9
    with np.errstate(invalid="ignore"):
        apart = np.abs(found - expected)
        relative = np.where(apart > floor, apart / np.abs(expected), 0)
    worst = np.nanmax(relative)
    print(f"{name}: {np.isfinite(found).sum()} cells, worst {worst:.2e} relative")
    return worst <= tolerance


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("study"), parser.add_argument("out")
    parser.add_argument("--tolerance", type=float, default=1e-6)
    args = parser.parse_args()
    study = yaml.safe_load(open(args.study))
    data = pathlib.Path(os.path.expandvars(study.get("data", ".")))
    data = data if data.is_absolute() else pathlib.Path(args.study).parent / data
    grid = Grid(ROOT / "grids" / (study["grid"] + ".yaml"))
    emissions, domain = grid_emissions(study, data, grid)
    regions, mix = mixes(study, data, list(emissions))
    n = grid.ncol * grid.nrow
    to_density = 1 / (1000 * np.repeat(grid.row_km2, grid.ncol))
    outside = np.where(domain, 0, np.nan)
    total = layer(emissions, n, lambda i: 1)
    foreign = layer(emissions, n, lambda i: mix[i][0].sum() - mix[i][0][mix[i][1]])
    with np.errstate(invalid="ignore", divide="ignore"):
        layers = {"total": total * to_density + outside, "foreign": foreign * to_density + outside,
                  "foreign_share": np.where(total != 0, 100 * foreign / total, np.nan) + outside}
    ok, seen = True, 0
    for path in sorted(pathlib.Path(args.out, "tif").glob("*.tif")):
        name = path.stem[len(f"co2_{study['name']}_"):]
        if name in layers:
            expected = layers[name]
        elif name[3:] in regions and name.startswith("to-"):
            d = regions.index(name[3:])
            expected = layer(emissions, n, lambda i: mix[i][0][d]) * to_density + outside
        else:
            continue
        seen += 1
        ok &= compare(name, path, expected, args.tolerance)
    print(f"{seen} layers compared")
    return 0 if ok and seen else 1


if __name__ == "__main__":
    sys.exit(main())
