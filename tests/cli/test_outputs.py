"""What a run of the example leaves behind, read back by other tools."""
import csv, json, math, subprocess, sys, unittest, zipfile
import xml.etree.ElementTree as ElementTree

import numpy as np
from osgeo import gdal

from common import Case, ROOT, run


class Outputs(Case):
    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        cls.study = cls.holder.example()
        cls.done = run("run", cls.study / "study.yaml")
        cls.out = cls.study / "out"

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def layers(self):
        return sorted((self.out / "tif").glob("*.tif"))

    def table(self, name):
        with open(self.out / "tables" / name, newline="", encoding="utf-8") as f:
            return list(csv.DictReader(f))

    def test_the_run_succeeds_and_shows_its_ledger(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertIn("inventory", self.done.stdout)
        self.assertLessEqual(len(self.done.stdout.splitlines()), 50)
        self.assertLessEqual(max(map(len, self.done.stdout.splitlines()[:-4])), 79)

    def test_the_qgis_project_holds_every_layer_by_a_path_of_its_own(self):
        with zipfile.ZipFile(self.out / "project.qgz") as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist(), ["project.qgs"])
            root = ElementTree.fromstring(archive.read("project.qgs"))
        sources = [node.text for node in root.iter("datasource")]
        above = [f"./hotspots.gpkg|layername=co2_china-2012_{what}" for what in ("foreign", "total")]
        cells = [f"./tif/{path.name}" for path in self.layers()]
        self.assertEqual(sorted(sources), [*above, "./regions.gpkg|layername=regions", *cells])
        self.assertEqual(len(root.findall("Layouts/Layout")), len(cells))

    def test_every_layer_is_a_valid_cog_with_a_map_and_a_style(self):
        self.assertEqual(len(self.layers()), 9)
        for path in self.layers():
            check = subprocess.run([sys.executable, "-m", "osgeo_utils.samples.validate_cloud_optimized_geotiff",
                                    str(path)], capture_output=True, text=True)
            self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
            self.assertTrue((self.out / "png" / (path.stem + ".png")).exists())
            self.assertTrue((self.out / "tif" / (path.stem + ".qml")).exists())

    def test_layers_say_what_they_are(self):
        for path in self.layers():
            source = gdal.Open(str(path))
            band, metadata = source.GetRasterBand(1), source.GetMetadata()
            self.assertEqual(source.RasterCount, 1)
            self.assertEqual((source.RasterXSize, source.RasterYSize), (490, 410))
            self.assertEqual(source.GetGeoTransform(), (-2650000, 10000, 0, 5950000, 0, -10000))
            self.assertIn("Albers", source.GetProjection())
            self.assertTrue(band.GetDescription())
            for key in ("title", "units", "accounting", "year", "input_key", "program_version"):
                if key != "units" or "dominant" not in path.stem:
                    self.assertIn(key, metadata, path.name)
            if "dominant" in path.stem:
                self.assertEqual(band.GetNoDataValue(), 255)
                self.assertIsNotNone(band.GetColorTable())
                self.assertEqual(band.GetCategoryNames()[2] if band.GetCategoryNames() else
                                 metadata["CLASS_2"], "United States")
                continue
            self.assertTrue(math.isnan(band.GetNoDataValue()))
            self.assertIn(band.GetUnitType(), ("t km-2 yr-1", "%"))
            value = band.ReadAsArray()
            stated = band.GetMetadata()
            self.assertAlmostEqual(float(stated["STATISTICS_MAXIMUM"]) / np.nanmax(value), 1, 6)
            self.assertAlmostEqual(float(stated["STATISTICS_MEAN"]) / np.nanmean(value.astype(float)), 1, 6)

    def test_the_total_is_that_of_the_inventory_file(self):
        with open(self.study / "inventory.csv", newline="") as f:
            inventory = sum(float(row["value"]) * 1e6 for row in csv.DictReader(f))
        source = gdal.Open(str(self.out / "tif" / "co2_china-2012_total.tif"))
        self.assertAlmostEqual(float(source.GetMetadataItem("total_t")) / inventory, 1, 12)
        self.assertAlmostEqual(np.nansum(source.ReadAsArray().astype(float)) * 100 / inventory, 1, 6)

    def test_destinations_add_up_to_what_is_gridded(self):
        rows = self.table("destinations.csv")
        total = sum(float(row["total_t"]) for row in rows)
        gridded = sum(float(row["gridded_t"]) for row in self.table("regions.csv"))
        self.assertAlmostEqual(total / gridded, 1, 12)
        flows = sum(float(row["t"]) for row in self.table("flows.csv"))
        self.assertAlmostEqual(flows / gridded, 1, 12)

    def test_every_region_and_sector_is_placed_whole(self):
        placed = {}
        for row in self.table("placement.csv"):
            key = row["region"], row["sector"]
            placed[key] = placed.get(key, 0) + float(row["t"])
        with open(self.study / "inventory.csv", newline="") as f:
            for row in csv.DictReader(f):
                self.assertAlmostEqual(placed[row["region"], row["sector"]],
                                       float(row["value"]) * 1e6, 3)

    def test_every_column_of_every_table_is_explained(self):
        pages = (ROOT / "docs" / "outputs.md").read_text().splitlines()
        for table in sorted((self.out / "tables").iterdir()):
            text = [line for line in pages if line.startswith(f"| `{table.name}` |")]
            self.assertEqual(len(text), 1, table.name)
            if "columns of" in text[0]:
                text += [line for line in pages if line.startswith("| `regions.csv` |")]
            with open(table, newline="") as f:
                columns = next(csv.reader(f))
            if table.name.startswith("points_"):
                columns = columns[columns.index("weight") + 1:]
            for column in columns:
                shown = "to_XXX_t" if column.startswith("to_") else column
                self.assertIn(f"`{shown}`", "".join(text), table.name)

    def test_the_ledger_balances_in_every_file(self):
        ledger = json.loads((self.out / "run.json").read_text())["ledger"]
        self.assertGreaterEqual(len(ledger["lines"]), 3)
        self.assertTrue(all(line["balances"] for line in ledger["lines"]))
        self.assertEqual(ledger["lines"][0]["difference_kg"], 0)
        self.assertTrue(all(row["balances"] == "yes" for row in self.table("ledger.csv")))

    def test_headlines_are_sentences_with_their_figures(self):
        headlines = json.loads((self.out / "run.json").read_text())["headlines"]
        self.assertIn("1 % of the land carries", headlines["sentence"])
        figures = headlines["figures"]
        self.assertAlmostEqual(sum(figures["percent_of_foreign_by_sector"].values()), 100, 9)
        # The aggregation study of this table: 25.7 % with 8 sectors.
        self.assertAlmostEqual(figures["foreign_percent"], 25.7, 1)

    def test_nothing_is_left_half_written(self):
        self.assertEqual([p for p in self.out.rglob("*.part")], [])

    def test_verify_finds_all_as_it_was(self):
        done = run("verify", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("are as they were written", done.stdout)

    def test_the_domain_is_where_the_inventory_is(self):
        value = gdal.Open(str(self.out / "tif" / "co2_china-2012_total.tif")).ReadAsArray()
        # Tibet (31 N 88 E -> Albers column, row by hand) has a polygon and no inventory.
        row, col = self.cell(88, 31)
        self.assertTrue(math.isnan(value[row, col]))
        row, col = self.cell(113, 28)  # Hunan
        self.assertGreaterEqual(value[row, col], 0)

    @staticmethod
    def cell(lon, lat):
        from osgeo import osr
        albers, degrees = osr.SpatialReference(), osr.SpatialReference()
        albers.ImportFromProj4("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m")
        degrees.ImportFromEPSG(4326)
        degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        x, y, _ = osr.CoordinateTransformation(degrees, albers).TransformPoint(lon, lat)
        return int((5950000 - y) // 10000), int((x + 2650000) // 10000)


class Verify(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example()
        self.out = self.study / "out"
        self.assertEqual(run("run", self.study / "study.yaml").returncode, 0)

    def test_verify_tells_a_changed_a_missing_and_a_wrong_file(self):
        path = self.out / "tables" / "flows.csv"
        path.write_text(path.read_text() + "X,Y,1\n")
        done = run("verify", self.out)
        self.assertEqual(done.returncode, 3)
        self.assertIn("flows.csv", done.stderr)
        path.unlink()
        self.assertIn("missing", run("verify", self.out).stderr)

    def test_verify_tells_a_layer_that_does_not_add_up(self):
        path = self.out / "run.json"
        total = gdal.Open(str(self.out / "tif" / "co2_china-2012_total.tif")).GetMetadataItem("total_t")
        self.edit(path, '"total_t": "' + total, '"total_t": "8' + total[1:])
        self.edit(path, '"balances": true', '"balances": false')
        done = run("verify", self.out)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("does not balance", done.stderr)

    def test_verify_wants_a_finished_run(self):
        done = run("verify", self.folder)
        self.assertEqual(done.returncode, 3)
        self.assertIn("run.json", done.stderr)

    def test_classes_suit_the_cells_of_the_destinations_that_share_them(self):
        layers = json.loads((self.out / "run.json").read_text())["layers"]
        shared = [layer for layer in layers if layer["destination"]]
        self.assertEqual(len(shared), 3)
        for layer in shared:
            self.assertEqual(layer["classes"], shared[0]["classes"])
            value = gdal.Open(str(self.out / layer["file"])).ReadAsArray()
            value = value[value > 0]
            cells = np.histogram(value, layer["classes"])[0]
            mass = np.histogram(value, layer["classes"], weights=value)[0]
            self.assertEqual(cells.sum(), value.size)
            self.assertLess(cells.max() / cells.sum(), 0.5)
            self.assertLess(mass.max() / mass.sum(), 0.9)

    def test_percents_have_classes_where_the_cells_are(self):
        layer = next(layer for layer in json.loads((self.out / "run.json").read_text())["layers"]
                     if layer["unit"] == "%")
        value = gdal.Open(str(self.out / layer["file"])).ReadAsArray()
        cells = np.histogram(value[np.isfinite(value)], layer["classes"])[0]
        self.assertEqual(cells.sum(), np.isfinite(value).sum())
        self.assertGreater(np.median(cells) / cells.sum(), 0.1)

    def test_explain_lists_what_leads_and_sums_up_the_rest(self):
        """95 % of the cell by itself, one line for what is left; --all lists it; both add up to the cell."""
        def lists(*more):
            told = run("explain", self.study / "study.yaml", 121.6, 31.36, *more)
            self.assertEqual(told.returncode, 0, told.stderr)
            whole = float(told.stdout.split(" km2, ")[1].split(" kg")[0])
            sectors, markets = told.stdout.split("\nsectors\n")[1].split("\nmarkets\n")
            return whole, [[(float(row.split(" kg ")[0]), row.split(" %  ")[1]) for row in part.strip("\n").splitlines()]
                           for part in (sectors, markets)]
        whole, leading = lists()
        same, every = lists("--all")
        self.assertEqual(whole, same)
        for few, full in zip(leading, every):
            self.assertLess(len(few), len(full))
            self.assertEqual(few[:-1], full[:len(few) - 1])
            self.assertEqual(few[-1][1], f"{len(full) - len(few) + 1} more, which --all lists")
            self.assertGreaterEqual(sum(kg for kg, _ in few[:-1]), 0.95 * whole)
            self.assertLess(sum(kg for kg, _ in few[:-2]), 0.95 * whole)
            for rows in few, full:
                self.assertAlmostEqual(sum(kg for kg, _ in rows) / whole, 1, 9)

    def test_explain_says_why_a_cell_is_empty(self):
        study = self.study / "study.yaml"
        for lon, lat, text in ((88, 31, "no data: no region"), (83, 39, "no emission: no point")):
            self.assertIn(text, run("explain", study, lon, lat).stdout)

    def test_a_grid_that_cuts_the_regions_is_told(self):
        study = self.example("cut")
        (study / "grid.yaml").write_text(
            "name: south\ncrs: +proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 "
            "+units=m\nwest: -2650000\nsouth: 1850000\neast: 2250000\nnorth: 3850000\n"
            "columns: 490\nrows: 200\n")
        self.edit(study / "study.yaml", "grid: china-10km", "grid: grid.yaml")
        done = run("check", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("lies outside grid south", done.stderr)
        on, outside = (float(done.stdout.split(word)[0].split()[-2])
                       for word in (" on the grid,", " outside it,"))
        self.assertAlmostEqual(on + outside, 9742.69, 2)
        self.assertGreater(outside, 1000)

    def test_explain_tells_one_cell_in_kg(self):
        done = run("explain", self.study / "study.yaml", 121.47, 31.23)
        self.assertEqual(done.returncode, 0, done.stderr)
        for word in ("plants", "spread by proxies", "sectors", "markets", "China", "Shanghai"):
            self.assertIn(word, done.stdout)
        row, col = Outputs.cell(121.47, 31.23)
        density = gdal.Open(str(self.out / "tif" / "co2_china-2012_total.tif")).ReadAsArray()[row, col]
        stated = float(done.stdout.split(" km2, ")[1].split(" kg")[0])
        self.assertAlmostEqual(stated / (float(density) * 100 * 1000), 1, 6)
        self.assertEqual(run("explain", self.study / "study.yaml", 31.23, 121.47).returncode, 2)
        self.assertEqual(run("explain", self.study / "study.yaml", 10, 50).returncode, 3)


if __name__ == "__main__":
    unittest.main()
