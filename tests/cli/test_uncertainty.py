"""How far emissions may be off: layers and tables against a hand calculation, and draws."""
import csv, json, math, unittest

import numpy as np
from osgeo import gdal, osr

from common import ROOT, Case, digests, results, run

STUDY = """\
name: toy
year: 2012
grid: grid.yaml
regions: {file: regions.geojson, id: region}
inventory:
  totals: [{file: inventory.csv}]
  points: [{file: points.csv, total: scale}]
trade: {format: pymrio, path: trade, regions: region_map.csv, sectors: sector_map.csv}
layers:
  - {account: total}
  - {account: total, quantity: sigma}
  - {account: total, quantity: relative_sigma}
  - {account: foreign, quantity: sigma}
  - {destination: [USA], sector: [power], quantity: sigma}
maps: {text: {source: none}}
"""
UNCERTAINTY = """\
uncertainty:
  totals: 0.15
  points: 0.5
  sectors: [{sector: power, sigma: 0.3}, {sector: transport, sigma: 0.2}]
  regions: [{region: A, sigma: 0.05}, {region: B, sigma: 0.4}]
  proxies: [{proxy: area, sigma: 0.6}]
"""


def product(*sigmas):
    """E f^2 of a product of factors."""
    return math.prod(1 + s * s for s in sigmas)


class Uncertainty(Case):
    """Four cells of 100 km2 in a row: A has the first two, B the others.  Power of A, 1000 t, is shared
    out 1 : 3 by plants in cells 0 and 1; that of B, 600 t, is one plant in cell 3; transport of A, 400 t,
    spreads by area."""

    def setUp(self):
        super().setUp()
        self.study = self.example()
        (self.study / "study.yaml").write_text(STUDY + UNCERTAINTY)
        (self.study / "grid.yaml").write_text(
            "name: row\ncrs: EPSG:6933\nwest: 1000000\nsouth: 4000000\neast: 1040000\nnorth: 4010000\n"
            "columns: 4\nrows: 1\n")
        plane, lonlat = osr.SpatialReference(), osr.SpatialReference()
        plane.ImportFromEPSG(6933)
        lonlat.ImportFromEPSG(4326)
        lonlat.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        to = osr.CoordinateTransformation(plane, lonlat)

        def place(x, y):
            return list(to.TransformPoint(1e6 + x * 1e4, 4e6 + y * 1e4)[:2])

        features = []
        for code, west in (("A", 0), ("B", 2)):
            ring = [place(x, y) for x, y in ((west, 0), (west + 2, 0), (west + 2, 1), (west, 1), (west, 0))]
            features.append({"type": "Feature", "properties": {"region": code},
                             "geometry": {"type": "Polygon", "coordinates": [ring]}})
        (self.study / "regions.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": features}))
        (self.study / "inventory.csv").write_text(
            "region,sector,value,unit,uncertainty\nA,power,1000,t,0.1\nB,power,600,t,0.2\n"
            "A,transport,400,t,\n")
        rows = ["id,region,sector,lon,lat,weight"]
        self.place_of = {}
        for name, region, cell, weight in (("a", "A", 0, 1), ("b", "A", 1, 3), ("c", "B", 3, 7)):
            lon, lat = place(cell + 0.5, 0.5)
            rows.append(f"{name},{region},power,{lon!r},{lat!r},{weight}")
            self.place_of[cell] = f"{lon!r},{lat!r}"
        (self.study / "points.csv").write_text("\n".join(rows) + "\n")
        (self.study / "region_map.csv").write_text("region,mrio_region\nA,CHN\nB,USA\n")
        (self.study / "sector_map.csv").write_text("sector,mrio_sector,weight\npower,power,1\ntransport,transport,1\n")

    def finish(self, *args, study="study.yaml", out="out"):
        done = run("run", self.study / study, "--output", self.study / out, *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.study / out

    @staticmethod
    def layer(out, name):
        return gdal.Open(str(out / "tif" / f"co2_toy_{name}.tif")).ReadAsArray()[0].astype(float)

    def table(self, out, name):
        with open(out / "tables" / name, newline="") as f:
            return list(csv.DictReader(f))

    def test_cells_deviate_as_on_paper(self):
        out = self.finish()
        np.testing.assert_allclose(self.layer(out, "total") * 100, [450, 950, 0, 600], rtol=1e-6)
        # Shares of two plants: the first gains (1 - w) of its own factor and loses it to the other's.
        plants = [0.5 ** 2 * 2 * 0.75 ** 2, 0.5 ** 2 * 2 * 0.25 ** 2]
        area = 0.6 ** 2 * 0.5  # two cells of one half each: 1 - 2/2 + 2/4
        sigma = []
        for cell, power in ((0, 250), (1, 750)):
            v = power ** 2 * (product(0.3, 0.05, 0.1) * (1 + plants[cell]) - 1)
            v += 200 ** 2 * (product(0.2, 0.05, 0.15) * (1 + area) - 1)
            sigma.append(math.sqrt(v + 2 * power * 200 * 0.05 ** 2))
        sigma += [0, 600 * math.sqrt(product(0.3, 0.4, 0.2) - 1)]  # one plant keeps its total
        np.testing.assert_allclose(self.layer(out, "total_sigma") * 100, sigma, rtol=1e-6)
        percent = self.layer(out, "total_relative-sigma")
        np.testing.assert_allclose(percent[[0, 1, 3]], 100 * np.array(sigma)[[0, 1, 3]] / [450, 950, 600], rtol=1e-6)
        self.assertTrue(np.isnan(percent[2]))
        # Power for the USA: some part of what each cell has of it, and so of its deviation.
        usa = self.layer(out, "to-USA_power_sigma") * 100
        self.assertAlmostEqual(usa[1] / usa[0], 750 / 250 * math.sqrt(
            (product(0.3, 0.05, 0.1) * (1 + plants[1]) - 1) / (product(0.3, 0.05, 0.1) * (1 + plants[0]) - 1)), 5)
        self.assertEqual(run("verify", out).returncode, 0)

    def test_sums_deviate_as_on_paper(self):
        out = self.finish()
        v = 1000 ** 2 * (product(0.3, 0.05, 0.1) - 1) + 400 ** 2 * (product(0.2, 0.05, 0.15) - 1)
        v += 600 ** 2 * (product(0.3, 0.4, 0.2) - 1)
        v += 2 * 1000 * 400 * 0.05 ** 2 + 2 * 1000 * 600 * 0.3 ** 2
        rows = self.table(out, "uncertainty_destinations.csv")
        self.assertEqual(rows[0]["account"], "total")
        self.assertAlmostEqual(float(rows[0]["t"]) / 2000, 1, 6)  # borders of GeoJSON are off by mm
        self.assertAlmostEqual(float(rows[0]["sigma_t"]) / math.sqrt(v), 1, 6)
        self.assertAlmostEqual(float(rows[0]["sigma_percent"]), math.sqrt(v) / 20, 5)
        self.assertEqual(rows[0]["draws_mean_t"], "")
        tif = {row["file"]: row for row in json.loads((out / "run.json").read_text())["layers"]}
        layer = tif["tif/co2_toy_total_sigma.tif"]
        self.assertAlmostEqual(layer["sigma_of_the_sum_t"] / math.sqrt(v), 1, 6)
        self.assertIn("standard deviation", layer["headline"])
        self.assertNotIn("total_t", layer)

    def test_plants_move_totals_that_are_not_held(self):
        self.edit(self.study / "study.yaml", "uncertainty:\n", "uncertainty:\n  hold: false\n")
        out = self.finish()
        self.assertAlmostEqual(self.layer(out, "total_sigma")[3] * 100,
                               600 * math.sqrt(product(0.3, 0.4, 0.2, 0.5) - 1), 3)

    def test_totals_that_points_make_are_not_held(self):
        (self.study / "inventory.csv").write_text("region,sector,value,unit\nA,transport,400,t\n")
        points = (self.study / "points.csv").read_text().replace("weight", "value,unit").replace("\n", ",t\n")
        (self.study / "points.csv").write_text(points.replace("unit,t", "unit"))
        self.edit(self.study / "study.yaml", "total: scale", "total: add")
        out = self.finish()
        self.assertAlmostEqual(self.layer(out, "total_sigma")[3] * 100,
                               7 * math.sqrt(product(0.3, 0.4, 0.5) - 1), 5)

    def plants(self, rule, rows):
        """Plants (id, cell, size, uncertainty) of power of A, whose total is 70 t; nothing else."""
        scale = rule == "scale"
        (self.study / "inventory.csv").write_text("region,sector,value,unit\nA,power,70,t\nA,transport,0,t\n")
        (self.study / "points.csv").write_text(
            f"id,region,sector,lon,lat,{'weight' if scale else 'value,unit'},uncertainty\n"
            + "".join(f"{name},A,power,{self.place_of[cell]},{size}{'' if scale else ',t'},{sigma}\n"
                      for name, cell, size, sigma in rows))
        text = (self.study / "study.yaml").read_text()
        text = text[:text.index("uncertainty:")] + "uncertainty: {hold: false, points: 0.5}\n"
        (self.study / f"{rule}.yaml").write_text(text.replace("total: scale", f"total: {rule}"))
        return self.finish(study=f"{rule}.yaml", out=f"out_{rule}")

    def test_plants_of_a_cell_deviate_in_quadrature(self):
        # 30 t +- 20 % and 40 t +- 10 % in one cell: 6 t and 4 t in quadrature.
        want = math.hypot(6, 4)
        for rule in ("scale", "remainder"):
            out = self.plants(rule, [("a", 0, 30, 0.2), ("b", 0, 40, 0.1)])
            np.testing.assert_allclose(self.layer(out, "total_sigma")[:2] * 100, [want, 0], rtol=1e-6)
            row = self.table(out, "uncertainty_destinations.csv")[0]
            self.assertAlmostEqual(float(row["sigma_t"]) / want, 1, 6)
            self.assertEqual(run("verify", out).returncode, 0)

    def test_plants_without_a_value_have_that_of_the_study(self):
        # 10 and 20 t of 50 %, 10 t that is sure, in one cell; 30 t of 10 % in the next.
        want = [math.hypot(5, 10), 3]
        for rule in ("scale", "remainder"):
            out = self.plants(rule, [("a", 0, 10, ""), ("b", 0, 20, ""), ("c", 0, 10, 0), ("d", 1, 30, 0.1)])
            np.testing.assert_allclose(self.layer(out, "total_sigma")[:2] * 100, want, rtol=1e-6)

    def test_uncertainties_of_plants_alone_change_the_key_and_draws_follow_them(self):
        keys = set()
        for sigma in (0.1, 0.2):
            rows = [("a", 0, 30, sigma), ("b", 0, 40, 0)]
            for rule in ("scale", "remainder"):
                self.plants(rule, rows)
                study = self.study / f"{rule}.yaml"
                self.edit(study, "points: 0.5", "draws: 2000")
                out = self.finish(study=study.name, out="drawn")
                keys.add((rule, json.loads((out / "run.json").read_text())["input_key"]))
                row = self.table(out, "uncertainty_destinations.csv")[0]
                self.assertAlmostEqual(float(row["sigma_t"]) / (30 * sigma), 1, 6)
                # The standard error of a deviation, of a kurtosis below 4.
                self.assertLess(abs(float(row["draws_sigma_t"]) / (30 * sigma) - 1), 4.5 * math.sqrt(3 / 2000) / 2)
        self.assertEqual(len(keys), 4)

    def test_an_uncertainty_in_percent_is_refused(self):
        points = (self.study / "points.csv").read_text().splitlines()
        (self.study / "points.csv").write_text(
            points[0] + ",uncertainty\n" + "".join(line + ",20\n" for line in points[1:]))
        done = run("check", self.study / "study.yaml")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("points.csv:2:", done.stderr)
        self.assertIn("uncertainty 20 must be 0 to 10", done.stderr)

    def test_without_deviations_the_results_are_those_without_the_key(self):
        text = (self.study / "study.yaml").read_text()
        plain = "".join(line for line in text[:text.index("uncertainty:")].splitlines(True) if "sigma" not in line)
        (self.study / "inventory.csv").write_text("region,sector,value,unit\nA,power,1000,t\nB,power,600,t\nA,transport,400,t\n")
        (self.study / "plain.yaml").write_text(plain)
        (self.study / "none.yaml").write_text(plain + "uncertainty: {draws: 100}\n")
        without, none = (results(self.finish(study=s + ".yaml", out=s)) for s in ("plain", "none"))
        self.assertIn("tables/uncertainty_hotspots.csv", none)
        for name in ("tables/uncertainty_hotspots.csv", "tables/uncertainty_destinations.csv", "tables/ledger.csv"):
            none.pop(name), without.pop(name, None)
        self.assertEqual(without, none)
        for row in self.table(self.study / "none", "uncertainty_destinations.csv"):
            for column in ("draws_mean_t", "draws_p05_t", "draws_p95_t"):
                self.assertAlmostEqual(float(row[column]), float(row["t"]), 9)
            self.assertEqual(float(row["sigma_t"]), 0)

    def with_draws(self, more=""):
        self.edit(self.study / "study.yaml", "uncertainty:\n", "uncertainty:\n  draws: 2000\n" + more)
        self.edit(self.study / "study.yaml", "layers:\n", "layers:\n  - {account: total, quantity: stability}\n")

    def test_draws_agree_with_the_formula(self):
        self.with_draws()
        out = self.finish()
        for row in self.table(out, "uncertainty_destinations.csv"):
            t, sigma, mean, drawn, low, middle, high = (
                float(row[c]) for c in ("t", "sigma_t", "draws_mean_t", "draws_sigma_t", "draws_p05_t",
                                        "draws_p50_t", "draws_p95_t"))
            # Standard errors of a mean and of a deviation; the kurtosis of these sums is below 6.
            self.assertLess(abs(mean - t), 4.5 * sigma / math.sqrt(2000), row)
            self.assertLess(abs(drawn ** 2 - sigma ** 2), 4.5 * sigma ** 2 * math.sqrt((6 - 1) / 2000), row)
            self.assertTrue(low < middle < high and middle < mean, row)  # lognormal: skewed to the right
        notes = {n["name"]: n["value"] for n in json.loads((out / "run.json").read_text())["ledger"]["notes"]}
        self.assertLess(notes["draws: cells from their total, worst draw"], 1e-14)
        self.assertLess(notes["draws: parts of held totals, worst draw"], 1e-14)

    def test_the_densest_cell_of_each_draw_is_counted(self):
        self.with_draws()
        out = self.finish()
        stable = self.layer(out, "total_stability")
        # 1 % of four cells is less than one: each draw has one hotspot.
        self.assertAlmostEqual(np.nansum(stable), 100, 4)
        self.assertEqual(stable[2], 0)
        self.assertTrue(stable[1] > stable[3] > stable[0] > 0, stable)
        rows = [r for r in self.table(out, "uncertainty_hotspots.csv") if r["account"] == "total"]
        self.assertEqual([(r["cell"], r["in_top_1_percent"]) for r in rows], [("1", "1"), ("3", "0"), ("0", "0")])
        self.assertAlmostEqual(float(rows[0]["percent_of_draws"]), stable[1], 4)
        self.assertAlmostEqual(float(rows[0]["t_per_km2"]), 9.5, 5)
        with open(self.study / "points.csv", newline="") as f:
            point = list(csv.DictReader(f))[1]
        self.assertAlmostEqual(float(rows[0]["lon"]), float(point["lon"]), 4)
        self.assertAlmostEqual(float(rows[0]["lat"]), float(point["lat"]), 4)

    def test_any_number_of_threads_gives_the_same_bytes_and_another_seed_others(self):
        self.with_draws()
        made = [digests(self.finish("--threads", n, out=f"out{n}")) for n in (1, 2, 8)]
        self.assertEqual(made[0], made[1])
        self.assertEqual(made[0], made[2])
        self.edit(self.study / "study.yaml", "uncertainty:\n", "uncertainty:\n  seed: 2\n")
        other = digests(self.finish(out="other"))
        for name in ("tables/uncertainty_destinations.csv", "tif/co2_toy_total_stability.tif"):
            self.assertNotEqual(made[0][name], other[name])

    def test_a_study_without_markets_has_them_too(self):
        self.with_draws()
        done = run("grid", self.study / "study.yaml", "--output", self.study / "grid")
        self.assertEqual(done.returncode, 0, done.stderr)
        out = self.finish()
        for name in ("total_sigma", "total_relative-sigma", "total_stability"):
            np.testing.assert_array_equal(self.layer(out, name), self.layer(self.study / "grid", name))
        rows = self.table(self.study / "grid", "uncertainty_destinations.csv")
        self.assertEqual(rows, self.table(out, "uncertainty_destinations.csv")[:1])

    def test_unknown_codes_are_told_with_the_nearest(self):
        self.edit(self.study / "study.yaml", "sector: transport", "sector: transprt")
        done = run("check", self.study / "study.yaml")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("sector `transprt` of `uncertainty` is not in the inventory; did you mean `transport`?",
                      done.stderr)

    def test_columns_of_the_tables_are_explained(self):
        self.with_draws()
        out = self.finish()
        pages = (ROOT / "docs" / "outputs.md").read_text().splitlines()
        for table in ("uncertainty_destinations.csv", "uncertainty_hotspots.csv"):
            text = [line for line in pages if line.startswith(f"| `{table}` |")]
            self.assertEqual(len(text), 1, table)
            with open(out / "tables" / table, newline="") as f:
                for column in next(csv.reader(f)):
                    self.assertIn(f"`{column}`", text[0], table)


if __name__ == "__main__":
    unittest.main()
