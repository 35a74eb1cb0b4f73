"""Blends, masks and tiers of proxies on eight cells of 100 km2, against a hand calculation."""
import csv, json, unittest

import numpy as np
from osgeo import gdal, osr

from common import Case, run

# Four by two cells of 10 km in the plane of EPSG:6933, at the equator.
STEP, COLUMNS, ROWS = 10000.0, 4, 2
GRID = f"name: toy\ncrs: EPSG:6933\nwest: 0\nsouth: 0\neast: {COLUMNS * STEP:g}\nnorth: {ROWS * STEP:g}\ncolumns: {COLUMNS}\nrows: {ROWS}\n"
STUDY = """name: toy
year: 2012
grid: grid.yaml
regions: {file: regions.geojson, id: id}
inventory:
  totals: [{file: inventory.csv}]
  points: [{file: points.csv, total: remainder}]
  proxies:
%s
  proxy_files:
    - {name: people, file: people.tif, quantity: density}
    - {name: roads, file: roads.tif, quantity: density}
    - {name: town, file: town.tif, quantity: density}
    - {name: nothing, file: nothing.tif, quantity: density}
%s
trade: {format: pymrio, path: .}
layers:
%s
output: out
"""
PEOPLE = np.array([[1, 3, 0, 4], [2, 0, 5, 5]], float)
ROADS = np.array([[1, 1, 2, 0], [0, 0, 4, 4]], float)
TOWN = np.array([[1, 0.5, 0, 1], [0, 0, 0.25, 1]], float)
A = np.array([[1, 1, 0, 0], [1, 1, 0, 0]], bool)


class Proxies(Case):
    def raster(self, name, values):
        target = gdal.GetDriverByName("GTiff").Create(str(self.folder / name), COLUMNS, ROWS, 1, gdal.GDT_Float32)
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(6933)
        target.SetProjection(crs.ExportToWkt())
        target.SetGeoTransform((0, STEP, 0, ROWS * STEP, 0, -STEP))
        target.GetRasterBand(1).WriteArray(values)

    def study(self, proxies, blends="", layers="  - {account: total}"):
        def box(code, west, east):
            ring = [[west, 0], [east, 0], [east, ROWS * STEP], [west, ROWS * STEP], [west, 0]]
            return {"type": "Feature", "properties": {"id": code},
                    "geometry": {"type": "Polygon", "coordinates": [ring]}}
        regions = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:6933"}},
                   "features": [box("A", 0, 2 * STEP), box("B", 2 * STEP, 4 * STEP)]}
        files = {
            "grid.yaml": GRID, "regions.geojson": json.dumps(regions),
            "inventory.csv": "region,sector,value,unit\nA,s,1000,t\nB,s,600,t\n",
            "points.csv": "id,region,sector,lon,lat,value,unit\np,A,s,0.05,0.04,200,t\n",
            "Z.txt": "region\t\tA\tB\nsector\t\ts\ts\nA\ts\t0\t0\nB\ts\t0\t0\n",
            "Y.txt": "region\t\tA\tB\ncategory\t\tfd\tfd\nA\ts\t3\t1\nB\ts\t1\t3\n",
            "study.yaml": STUDY % (proxies, blends, layers)}
        for name, text in files.items():
            (self.folder / name).write_text(text)
        for name, values in (("people", PEOPLE), ("roads", ROADS), ("town", TOWN), ("nothing", 0 * PEOPLE)):
            self.raster(name + ".tif", values)
        done = run("run", self.folder / "study.yaml")
        return done

    def layer(self, what):
        return gdal.Open(str(self.folder / "out" / "tif" / f"co2_toy_{what}.tif")).ReadAsArray().astype(float)

    def tonnes(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.layer("total") * 100  # a cell has 100 km2

    def diffuse(self, weight_a, weight_b):
        """800 t of A (200 t are a point) and 600 t of B by weights."""
        cells = np.where(A, 800 * weight_a / (weight_a * A).sum(), 600 * weight_b / (weight_b * ~A).sum())
        cells[1, 0] += 200  # 0.05 E 0.04 N: 4.8 km and 5.1 km from the corner, the south-western cell
        return cells

    def test_a_blend_brings_each_proxy_its_share(self):
        done = self.study("    - {use: [mixed]}",
                          "  blends: [{name: mixed, of: [{proxy: people, share: 3}, {proxy: roads, share: 1}]}]")
        part = [PEOPLE * side / (PEOPLE * side).sum() * 0.75 + ROADS * side / (ROADS * side).sum() * 0.25
                for side in (A, ~A)]
        np.testing.assert_allclose(self.tonnes(done), self.diffuse(*part), rtol=1e-6)

    def test_a_mask_counts_within_and_outside(self):
        for key, mask in (("within", TOWN), ("outside", 1 - TOWN)):
            done = self.study("    - {use: [masked]}",
                              "  blends: [{name: masked, of: [{proxy: people, share: 1}], %s: town}]" % key)
            np.testing.assert_allclose(self.tonnes(done), self.diffuse(PEOPLE * mask, PEOPLE * mask), rtol=1e-6)

    def test_a_mask_above_one_is_refused(self):
        done = self.study("    - {use: [masked]}",
                          "  blends: [{name: masked, of: [{proxy: roads, share: 1}], within: people}]")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("`people` is 3 in a cell, must be from 0 to 1", done.stderr)
        self.assertFalse((self.folder / "out").exists())

    def test_tiers_are_told_in_a_table_and_drawn(self):
        done = self.study("    - {use: [nothing, people, area]}",
                          layers="  - {account: total}\n  - {tier: 0}\n  - {tier: 1}\n  - {tier: 2}\n"
                                 "  - {tier: 2, quantity: total}")
        tonnes = self.tonnes(done)
        people = self.diffuse(PEOPLE, PEOPLE)
        np.testing.assert_allclose(tonnes, people, rtol=1e-6)
        known = np.zeros_like(people)
        known[1, 0] = 200
        with np.errstate(invalid="ignore"):
            share = 100 * known / people
        np.testing.assert_allclose(self.layer("tier-0_share"), share, rtol=1e-6)
        np.testing.assert_allclose(self.layer("tier-1_share"), 0 * share)
        np.testing.assert_allclose(self.layer("tier-2_share"), 100 - share, rtol=1e-6)
        np.testing.assert_allclose(self.layer("tier-2_per-cell"), people - known, rtol=1e-6)
        with open(self.folder / "out" / "tables" / "placement.csv", newline="") as file:
            rows = [(r["region"], r["placed_by"], r["choice"], float(r["t"])) for r in csv.DictReader(file)]
        self.assertEqual(rows, [("A", "points", "1", 200), ("A", "people", "2", 800), ("B", "people", "2", 600)])


if __name__ == "__main__":
    unittest.main()
