"""Hotspots and local statistics of the example, found again by NumPy from its layers."""
import csv, json, math, unittest, zipfile
from xml.etree import ElementTree

import numpy as np
from osgeo import gdal

from common import Case, digests, run

LOCAL = "hotspots:\n  cluster: {min_cells: 2, min_mass: 1e6}\n  local: {band_km: 30, permutations: 199}\n"


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Hotspots(Case):
    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        cls.study = cls.holder.example()
        text = (cls.study / "study.yaml").read_text().replace("\nmaps:\n", "\nmaps:\n  contact_sheet: true\n"
                                                              "  plants: {top: 50, sectors: [steel]}\n")
        (cls.study / "study.yaml").write_text(text + LOCAL)
        done = run("run", cls.study / "study.yaml", "-q")
        assert done.returncode == 0, done.stderr
        cls.out = cls.study / "out"
        cls.tables = cls.out / "tables"
        cls.value = {what: gdal.Open(str(cls.out / f"tif/co2_china-2012_{what}.tif")).ReadAsArray().astype(float)
                     for what in ("total", "foreign")}  # t per km2 in cells of 100 km2

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def flood(self, value):
        """Cells, sets of cells that touch among the densest 1 % of the land."""
        land = json.loads((self.out / "run.json").read_text())["grid"]["land_km2"]
        order = np.argsort(np.where(np.isnan(value), 0, -value), axis=None, kind="stable")
        left = {tuple(np.unravel_index(i, value.shape)) for i in order[:math.ceil(land / 100 / 100 - 1e-6)]}
        while left:
            cluster, edge = set(), [left.pop()]
            while edge:
                row, col = edge.pop()
                cluster.add((row, col))
                for place in [(row + a, col + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]:
                    if place in left:
                        left.remove(place)
                        edge.append(place)
            yield cluster

    def test_hotspots_are_those_of_a_flood(self):
        for what, value in self.value.items():
            found = [(len(c), 100 * sum(value[p] for p in c)) for c in self.flood(value)]
            found = sorted(((n, t) for n, t in found if n >= 2 and t >= 1e6), key=lambda c: -c[1])
            told = [r for r in rows(self.tables / "hotspots.csv") if r["layer"].endswith(what)]
            self.assertEqual([int(r["cells"]) for r in told], [n for n, _ in found])
            np.testing.assert_allclose([float(r["t"]) for r in told], [t for _, t in found], rtol=1e-6)
            self.assertEqual([int(r["number"]) for r in told], list(range(1, len(told) + 1)))

    def test_the_largest_are_where_one_knows_them_to_be(self):
        told = [r for r in rows(self.tables / "hotspots.csv") if r["layer"].endswith("total")]
        first = told[0]
        self.assertEqual(first["name"], "Shanghai")
        self.assertLess(abs(float(first["lon"]) - 121.4) + abs(float(first["lat"]) - 31.3), 0.3)
        self.assertIn("Hebei 100.0 %", told[1]["regions"])
        plants = rows(self.tables / "hotspot_plants.csv")
        names = {r["name"] for r in plants if r["layer"] == first["layer"] and r["number"] == "1"}
        self.assertIn("Waigaoqiao", names)

    def test_plants_have_no_more_than_their_hotspot(self):
        whole = {(r["layer"], r["number"]): float(r["t"]) for r in rows(self.tables / "hotspots.csv")}
        parts = {}
        for r in rows(self.tables / "hotspot_plants.csv"):
            key = r["layer"], r["number"]
            parts[key] = parts.get(key, 0) + float(r["t"])
        self.assertGreater(len(parts), 20)
        for key, t in parts.items():
            self.assertLessEqual(t, whole[key] * (1 + 1e-9))

    def test_the_curve_is_that_of_the_sorted_cells(self):
        land = json.loads((self.out / "run.json").read_text())["grid"]["land_km2"]
        for row in rows(self.tables / "concentration.csv"):
            what = row["layer"].removeprefix("co2_china-2012_")
            if what not in self.value:
                continue
            falling = np.sort(self.value[what][self.value[what] > 0])[::-1]
            mass, area = np.cumsum(falling) / falling.sum(), 100 * np.arange(1, falling.size + 1) / land
            self.assertAlmostEqual(float(row["percent_on_area"]), 100 * np.interp(0.01, area, mass), 3)
            self.assertAlmostEqual(float(row["percent_of_land_with_75_percent"]),
                                   100 * np.interp(0.75, mass, area), 3)
            curve = [r for r in rows(self.tables / "concentration_curves.csv") if r["layer"] == row["layer"]]
            np.testing.assert_allclose([float(r["mass_percent"]) for r in curve][40:],
                                       [100 * np.interp(float(r["area_percent"]) / 100, area, mass, right=1)
                                        for r in curve][40:], atol=2e-3)

    def test_z_is_that_of_every_pair(self):
        value = self.value["foreign"]
        x = np.log1p(value)
        known = ~np.isnan(x)
        n, mean, s = known.sum(), x[known].mean(), x[known].std()
        z = gdal.Open(str(self.out / "hotspots/co2_china-2012_foreign_GiZScore.tif")).ReadAsArray()
        self.assertTrue(np.array_equal(np.isnan(z), ~known))
        y, c = np.mgrid[:value.shape[0], :value.shape[1]]
        for row, col in [p for p in np.argwhere(known)[::4001]]:
            near = known & (np.hypot(y - row, c - col) <= 3 + 1e-9)  # of 10 km, itself among them
            w = near.sum()
            expected = (x[near].sum() - mean * w) / (s * math.sqrt((n * w - w * w) / (n - 1)))
            self.assertAlmostEqual(z[row, col] / expected, 1, 4)

    def test_bins_are_those_of_benjamini_and_hochberg(self):
        stem = "hotspots/co2_china-2012_foreign_"
        z = gdal.Open(str(self.out / f"{stem}GiZScore.tif")).ReadAsArray().astype(float)
        bins = gdal.Open(str(self.out / f"{stem}gistar.tif")).ReadAsArray()
        p = np.vectorize(lambda v: math.erfc(abs(v) / math.sqrt(2)))(z[~np.isnan(z)])
        rising = np.sort(p)
        for q, first, last in ((0.01, 1, 6), (0.05, 2, 5), (0.1, 3, 4)):
            passed = np.flatnonzero(rising <= q * np.arange(1, p.size + 1) / p.size)
            significant = p <= rising[passed[-1]]
            classes = bins[bins != 255]
            told = ((classes >= 1) & (classes <= first)) | ((classes >= last) & (classes <= 6))
            self.assertLess((told != significant).mean(), 1e-4)  # z is rounded to Float32

    def test_the_project_has_the_class_rasters_with_their_styles(self):
        with zipfile.ZipFile(self.out / "project.qgz") as file:
            project = ElementTree.fromstring(file.read("project.qgs"))
        group = project.find(".//layer-tree-group[@name='Statistics']")
        stems = [f"co2_china-2012_{what}_{end}" for what in ("total", "foreign") for end in ("gistar", "moran")]
        self.assertEqual([leaf.get("id") for leaf in group], stems)
        self.assertEqual({leaf.get("checked") for leaf in group}, {"Qt::Unchecked"})
        layers = {layer.findtext("id"): layer for layer in project.iter("maplayer")}
        for stem in stems:
            self.assertEqual(layers[stem].findtext("datasource"), f"./hotspots/{stem}.tif")
            beside = ElementTree.parse(self.out / f"hotspots/{stem}.qml").getroot()
            colours = [[(c.get("value"), c.get("color"), c.get("label")) for c in tree.iter("paletteEntry")]
                       for tree in (layers[stem], beside)]
            self.assertEqual(*colours)
            self.assertGreater(len(colours[0]), 4)

    def test_the_contact_sheet_shows_all_maps_of_layers(self):
        """18 of 9 layers: with circles for the 5 sums that steel works are in, two of statistics for each of 2."""
        pictures = [path.name for path in (self.out / "png").iterdir()]
        self.assertEqual(len([name for name in pictures if name.startswith("co2_")]), 18)
        sheet = gdal.Open(str(self.out / "png/contact-sheet.png"))
        shown = sheet.GetRasterBand(1).ReadAsArray()
        step = sheet.RasterXSize / 5
        for row in range(4):
            for column in range(5 if row < 3 else 3):
                part = shown[int(0.055 * sheet.RasterYSize + (row + 0.3) * 0.235 * sheet.RasterYSize):][:40,
                             int((column + 0.3) * step):int((column + 0.7) * step)]
                self.assertGreater(len(np.unique(part)), 2, (row, column))

    def test_rows_of_cells_have_the_names_that_users_know(self):
        cells = rows(self.out / "hotspots/co2_china-2012_total_local.csv")
        self.assertGreater(len(cells), 1000)
        for name in ("GiZScore", "GiPValue", "Gi_Bin", "NNeighbors", "LMiIndex", "LMiZScore", "LMiPValue", "COType"):
            self.assertIn(name, cells[0])
        for r in cells[::500]:
            self.assertAlmostEqual(float(r["GiPValue"]), math.erfc(abs(float(r["GiZScore"])) / math.sqrt(2)), 4)
            self.assertTrue(int(r["Gi_Bin"]) > 0 or r["COType"] in ("HH", "HL", "LH"), r)

    def test_any_number_of_threads_gives_the_same_bytes(self):
        for threads in (1, 3):
            done = run("hotspots", self.study / "study.yaml", "foreign", "-q", "-t", threads, "-o",
                       self.folder / str(threads))
            self.assertEqual(done.returncode, 0, done.stderr)
        one, three = (digests(self.folder / str(threads)) for threads in (1, 3))
        self.assertGreater(len(one), 8)
        self.assertEqual(one, three)
        self.assertEqual({k: v for k, v in digests(self.out).items() if k in one and k.startswith("hotspots/")},
                         {k: v for k, v in one.items() if k.startswith("hotspots/")})

    def test_the_verb_tells_what_the_tables_do(self):
        done = run("hotspots", self.study / "study.yaml")
        self.assertEqual(done.stdout, (self.tables / "hotspots.csv").read_text(encoding="utf-8"))
        told = json.loads(run("hotspots", self.study / "study.yaml", "total", "--json").stdout)
        self.assertEqual([layer["layer"] for layer in told], ["co2_china-2012_total"])
        self.assertEqual(told[0]["hotspots"][0]["name"], "Shanghai")
        done = run("hotspots", self.study / "study.yaml", "nowhere")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no layer of the study is `nowhere`", done.stderr)

    def test_dbscan_bridges_gaps(self):
        def find(name, cluster):
            path = self.example(name) / "study.yaml"
            path.write_text(path.read_text() + f"hotspots: {{layers: [total], cluster: {cluster}}}\n")
            return list(csv.DictReader(run("hotspots", path).stdout.splitlines()))
        connected = find("connected", "{}")
        bridged = find("bridged", "{method: dbscan, distance_km: 30}")
        self.assertEqual(sum(int(r["cells"]) for r in connected), sum(int(r["cells"]) for r in bridged))
        self.assertLess(len(bridged), len(connected))

    def test_words_that_mean_no_layer_are_refused(self):
        study = self.example()
        text = (study / "study.yaml").read_text(encoding="utf-8")
        for words, wrong in (("[USA, foriegn]", "foriegn"), ("[co2_china-2012_foreign_share]", "foreign_share")):
            (study / "study.yaml").write_text(f"{text}hotspots: {{layers: {words}}}\n", encoding="utf-8")
            done = run("check", study / "study.yaml")
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertEqual(done.stderr.count("is no layer of the study that has a sum"), 1, done.stderr)
            self.assertIn(f"{wrong}` of `hotspots: layers:`", done.stderr)
        for words in ("[all]", "[total, JPN, co2_china-2012_foreign_power]"):
            (study / "study.yaml").write_text(f"{text}hotspots: {{layers: {words}}}\n", encoding="utf-8")
            done = run("check", study / "study.yaml")
            self.assertEqual(done.returncode, 0, done.stderr)


class Filtered(Case):
    def test_a_filtered_layer_is_concentrated_on_all_of_the_land(self):
        """Its own mass, the land of the whole grid: steel of Hebei, and what two sectors emit for abroad, by numpy."""
        study = self.example() / "study.yaml"
        self.edit(study, "\nlayers:\n", "\nlayers:\n  - {account: total, sector: [steel], region: [CN-HE]}\n"
                  "  - {account: foreign, sector: [steel, power], quantity: total}\n")
        self.edit(study, "\nmaps:\n", "\nmaps:\n  formats: []\n")
        out = self.folder / "out"
        self.assertEqual(run("run", study, "-q", "-o", out).returncode, 0)
        land = json.loads((out / "run.json").read_text())["grid"]["land_km2"] / 100  # in cells of 100 km2
        told = {row["layer"].removeprefix("co2_china-2012_"): row for row in rows(out / "tables" / "concentration.csv")}
        for name, times, t in (("total_steel_in-CN-HE", 100, 286640000), ("foreign_steel-power_per-cell", 1, None)):
            value = gdal.Open(str(out / f"tif/co2_china-2012_{name}.tif")).ReadAsArray().astype(float) * times
            falling = np.sort(value[value > 0])[::-1]
            mass = np.concatenate([[0], np.cumsum(falling) / falling.sum(), [1]])
            area = np.concatenate([np.arange(falling.size + 1), [land]]) / land
            row = told[name]
            self.assertAlmostEqual(falling.sum() / float(row["t"]), 1, 6)
            if t:
                self.assertAlmostEqual(float(row["t"]), t, 3)
            self.assertAlmostEqual(float(row["percent_of_land_with_75_percent"]), 100 * np.interp(0.75, mass[:-1], area[:-1]), 5)
            self.assertAlmostEqual(float(row["percent_of_land_with_90_percent"]), 100 * np.interp(0.9, mass[:-1], area[:-1]), 5)
            self.assertAlmostEqual(float(row["percent_on_area"]), 100 * np.interp(0.01, area, mass), 4)
            twice = np.sum((mass[1:] + mass[:-1]) * np.diff(area))  # the area under the curve
            self.assertAlmostEqual(float(row["gini"]), twice - 1, 5)


if __name__ == "__main__":
    unittest.main()
