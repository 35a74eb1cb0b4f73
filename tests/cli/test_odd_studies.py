"""Studies that are odd but allowed: they run, and their numbers are those of a hand calculation."""
import json, os, pathlib, re, subprocess, unittest

import numpy as np
from osgeo import gdal, osr

from common import HOTGRID, ROOT, Case, run

CLASSES = "{method: log, count: 7, shared: true}"


class Names(Case):
    def test_names_of_more_than_one_line_are_written_in_one(self):
        study = self.example()
        self.edit(study / "sectors.csv", '"Electricity, heat, gas and water"', '"Electricity,\r\nheat"')
        self.edit(study / "markets.csv", "Japan", '"=Ja\rpan\x01"')
        done = run("run", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("verify", study / "out").returncode, 0)
        title = gdal.Open(str(study / "out" / "tif" / "co2_china-2012_to-JPN.tif")).GetMetadataItem("title")
        self.assertIn("=Ja pan ", title)

    def test_folders_whose_names_are_no_utf8(self):
        """Names of files are bytes: Latin-1 here.  JSON has U+FFFD for what is no character."""
        study = pathlib.Path(os.fsdecode(os.fsencode(self.folder) + b"/caf\xe9"))
        self.example().rename(study)
        done = subprocess.run([HOTGRID, "run", study / "study.yaml", "-q"], capture_output=True,
                              env={**os.environ, "HOTGRID_SHARE": str(ROOT)})
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads((study / "out" / "run.json").read_text(encoding="utf-8"))
        self.assertIn(f"{self.folder}/caf\N{REPLACEMENT CHARACTER}/inventory.csv", [file["path"] for file in told["inputs"]])


class Grids(Case):
    def with_grid(self, west, south, columns, rows, step):
        study = self.example()
        (study / "own.yaml").write_text(
            f"name: own\ncrs: '+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m'\n"
            f"west: {west}\nsouth: {south}\neast: {west + columns * step}\nnorth: {south + rows * step}\n"
            f"columns: {columns}\nrows: {rows}\n")
        self.edit(study / "study.yaml", "grid: china-10km", "grid: own.yaml")
        return study

    def test_a_grid_without_regions_is_a_fault_of_the_study(self):
        study = self.with_grid(-2650000, -50000, 10, 10, 10000)
        for verb in ("check", "run"):
            done = run(verb, study / "study.yaml")
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertIn("grid own", done.stderr)
        self.assertFalse((study / "out").exists())

    def test_a_part_of_the_grid_has_the_cells_of_the_whole(self):
        part = self.with_grid(550000, 3650000, 50, 50, 10000)
        whole = self.example("whole")
        for study in (part, whole):
            self.assertEqual(run("run", study / "study.yaml").returncode, 0)
        for path in (part / "out" / "tif").glob("*.tif"):
            few = gdal.Open(str(path)).ReadAsArray()
            all_ = gdal.Open(str(whole / "out" / "tif" / path.name)).ReadAsArray()
            np.testing.assert_array_equal(few, all_[180:230, 320:370])
        ledger = json.loads((part / "out" / "run.json").read_text())["ledger"]["lines"][0]
        mass = {entry["name"]: float(entry["t"]) for entry in ledger["right"]}
        self.assertEqual(ledger["difference_kg"], 0)
        on_part = np.nansum(gdal.Open(str(part / "out" / "tif" / "co2_china-2012_total.tif")).ReadAsArray(),
                            dtype=float) * 100
        self.assertAlmostEqual((on_part + mass["outside the grid"]) / 9742690000, 1, 9)
        self.assertGreater(mass["outside the grid"], 8e9)


    def test_cells_of_a_conformal_grid_have_their_own_areas(self):
        """Densities times areas, these from outlines on an equal-area plane, are the inventory."""
        crs = "+proj=lcc +lat_1=30 +lat_2=60 +lat_0=35 +lon_0=105 +datum=WGS84 +units=m"
        west, north, step, columns, rows = -3000000, 2500000, 50000, 120, 100
        study = self.example()
        (study / "own.yaml").write_text(
            f"name: own\ncrs: '{crs}'\nwest: {west}\nsouth: {north - rows * step}\neast: {west + columns * step}\n"
            f"north: {north}\ncolumns: {columns}\nrows: {rows}\n")
        self.edit(study / "study.yaml", "grid: china-10km", "grid: own.yaml")
        self.assertEqual(run("run", study / "study.yaml").returncode, 0)
        self.assertEqual(run("verify", study / "out").returncode, 0)
        density = gdal.Open(str(study / "out" / "tif" / "co2_china-2012_total.tif")).ReadAsArray().astype(float)
        plane, own = osr.SpatialReference(), osr.SpatialReference()
        plane.ImportFromProj4("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m")
        own.ImportFromProj4(crs)
        to_plane = osr.CoordinateTransformation(own, plane)
        t = np.arange(8) / 8
        sides = np.concatenate([np.c_[t, 0 * t], np.c_[1 + 0 * t, t], np.c_[1 - t, 1 + 0 * t], np.c_[0 * t, 1 - t]])
        tonnes = 0
        for row, col in np.argwhere(density > 0):
            outline = np.array([west, north]) + (np.array([col, row]) + sides) * np.array([step, -step])
            x, y = np.array(to_plane.TransformPoints(outline.tolist()))[:, :2].T
            x, y = x - x[0], y - y[0]
            tonnes += density[row, col] * abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2e6
        self.assertAlmostEqual(tonnes / 9742690000, 1, 6)


class Headlines(Case):
    def test_a_million_tonnes_are_not_a_thousand_kilotonnes(self):
        study = self.example()
        (study / "inventory.csv").write_text("region,sector,value,unit\nCN-HE,power,999.9999,kt\n")
        self.edit(study / "study.yaml", "  household: [households]\n", "")
        done = run("run", study / "study.yaml", "-v")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("\n1.00 Mt CO2 on the map", done.stdout)


class Classes(Case):
    def edges(self, study, stem):
        """The upper edges of the classes of a layer's style, and the label of each."""
        text = (study / "out" / "tif" / f"co2_china-2012_{stem}.qml").read_text(encoding="utf-8")
        return [(float(value), label) for value, label in
                re.findall(r'<item value="([^"]+)" color="[^"]+" alpha="255" label="([^"]+)"', text)][1:]

    @staticmethod
    def values(study, stem):
        return gdal.Open(str(study / "out" / "tif" / f"co2_china-2012_{stem}.tif")).ReadAsArray().ravel()

    def ran(self, classes, layers=""):
        study = self.example()
        self.edit(study / "study.yaml", "layers:\n", "layers:\n" + layers)
        self.edit(study / "study.yaml", CLASSES, classes)
        done = run("run", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        return study

    def test_values_beyond_the_given_breaks_belong_to_the_outermost_classes(self):
        study = self.ran("{method: manual, breaks: [1, 10, 100]}")
        (first, low), (last, high) = self.edges(study, "total")
        self.assertAlmostEqual(first, 10)
        self.assertEqual(last, float("inf"))
        # Layers that share their classes name the same range.
        self.assertEqual(self.edges(study, "to-USA"), self.edges(study, "to-JPN"))

    def test_given_breaks_are_not_for_percentages(self):
        study = self.ran("{method: manual, breaks: [1, 10, 100]}", "  - {destination: [USA], quantity: share}\n")
        self.assertGreater(len(self.edges(study, "to-USA_share")), 2)

    def test_shared_quantiles_are_quantiles(self):
        study = self.ran("{method: quantile, count: 4}")
        shared = self.edges(study, "to-USA")
        self.assertEqual(shared, self.edges(study, "to-EU27"))
        value = np.concatenate([self.values(study, to) for to in ("to-USA", "to-EU27", "to-JPN")])
        value = value[value > 0]
        edge = [0, *[upper for upper, _ in shared]]
        self.assertEqual(len(edge), 5)
        for low, high in zip(edge, edge[1:]):
            self.assertAlmostEqual(((value >= low) & (value < high)).mean(), 0.25, 1)


if __name__ == "__main__":
    unittest.main()
