"""The atlas: the layers of each region, which add up to the layers, cell by cell."""
import csv, json, os, signal, subprocess, time, unittest

import numpy
from osgeo import gdal

from common import HOTGRID, ROOT, Case, digests, run

gdal.UseExceptions()
STEM = "co2_china-2012_"


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def place(source, whole):
    """Where a window begins in the whole: row, column."""
    w, t = source.GetGeoTransform(), whole.GetGeoTransform()
    col, row = (w[0] - t[0]) / t[1], (w[3] - t[3]) / t[5]
    assert abs(col - round(col)) < 1e-6 and abs(row - round(row)) < 1e-6, (col, row)
    return round(row), round(col)


class Atlas(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example()
        self.out = self.study / "out"

    def ask(self, each, *options, code=0, verb="run"):
        self.edit(self.study / "study.yaml", "\nmaps:", f"\neach: {each}\nmaps:")
        done = run(verb, self.study / "study.yaml", *options)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def sum_of_regions(self, layer, rows):
        """The files of all regions laid over each other, as GDAL reads them."""
        whole = gdal.Open(str(self.out / "tif" / f"{layer}.tif"))
        total = numpy.zeros((whole.RasterYSize, whole.RasterXSize))
        known = numpy.zeros(total.shape, bool)
        for row in rows:
            part = gdal.Open(str(self.out / row["file"]))
            value = part.ReadAsArray().astype(float)
            r, c = place(part, whole)
            here = (slice(r, r + value.shape[0]), slice(c, c + value.shape[1]))
            total[here] += numpy.nan_to_num(value)
            known[here] |= ~numpy.isnan(value)
        return whole.ReadAsArray().astype(float), total, known

    def test_the_files_of_all_regions_add_up_to_each_layer(self):
        self.ask("region", verb="attribute")
        rows = table(self.out / "tables" / "atlas.csv")
        regions = {row["region"] for row in rows}
        self.assertEqual(len(regions), 30)
        self.assertEqual(len(rows), 30 * 9)
        for layer in ("total", "foreign", "to-USA", "foreign_power"):
            of_layer = [row for row in rows if row["layer"] == STEM + layer]
            whole, total, known = self.sum_of_regions(STEM + layer, of_layer)
            self.assertTrue((known == ~numpy.isnan(whole)).all(), "the domain is theirs together")
            # each file rounds to Float32: 6e-8 of every part
            numpy.testing.assert_allclose(total[known], whole[known], rtol=2e-7, atol=1e-9)
            for row in of_layer[:3]:
                stated = gdal.Open(str(self.out / row["file"])).GetMetadataItem("total_t")
                self.assertAlmostEqual(float(stated), float(row["kg"]) / 1000, delta=1e-3)
        for row in table(self.out / "tables" / "atlas_sums.csv"):
            self.assertEqual(row["complete"], "yes")
            self.assertLessEqual(abs(float(row["difference_kg"])), 1e-15 * float(row["layer_kg"]))
        notes = json.loads((self.out / "run.json").read_text())["ledger"]["notes"]
        self.assertEqual([n["limit"] for n in notes if n["stage"] == "atlas"], [1e-12])
        self.assertEqual(run("verify", self.out).returncode, 0)
        self.assertFalse(list((self.out / "atlas").glob("*.png")), "attribute draws no maps")

    def test_what_a_region_emits_is_in_its_file_alone(self):
        self.ask("{by: region, only: [CN-HE]}", "--threads", "1")
        rows = table(self.out / "tables" / "atlas.csv")
        self.assertEqual({row["region"] for row in rows}, {"CN-HE"})
        self.assertEqual({row["region_name"] for row in rows}, {"Hebei"})
        file = gdal.Open(str(self.out / "atlas" / f"{STEM}total_CN-HE.tif"))
        self.assertEqual(file.GetMetadataItem("origin"), "CN-HE")
        # all cells of the projection are 100 km2, so densities add up to the inventory's mass
        mass = float(numpy.nansum(file.ReadAsArray(), dtype=float)) * 100
        inventory = sum(float(r["value"]) for r in table(self.study / "inventory.csv") if r["region"] == "CN-HE")
        self.assertAlmostEqual(mass / 1e6, inventory, delta=inventory * 1e-6)
        share = gdal.Open(str(self.out / "atlas" / f"{STEM}foreign_share_CN-HE.tif")).ReadAsArray()
        self.assertTrue(0 <= numpy.nanmin(share) <= numpy.nanmax(share) <= 100)
        names = {p.name for p in (self.out / "atlas").iterdir()}
        self.assertEqual(len([n for n in names if n.endswith(".png")]), 9)
        self.assertIn(f"{STEM}dominant_CN-HE.tif.aux.xml", names)
        self.assertTrue(all("CN-HE" in n for n in names))
        self.assertEqual({r["complete"] for r in table(self.out / "tables" / "atlas_sums.csv")}, {"no"})

    def test_an_atlas_is_the_same_for_any_threads_and_after_a_kill(self):
        self.edit(self.study / "study.yaml", "\nmaps:",
                  "\nnames: \"{study}-{layer}-of-{region}\"\nmaps:")
        self.ask("{by: region, only: [CN-SH, CN-TJ, CN-BJ, CN-HI], classes: own}", "-o", self.study / "one",
                 "--threads", "1")
        whole = digests(self.study / "one")
        self.assertIn("atlas/china-2012-to-USA-of-CN-HI.png", whole)
        self.assertIn("tif/china-2012-to-USA-of-all.tif", whole)
        process = subprocess.Popen([HOTGRID, "run", str(self.study / "study.yaml"), "--threads", "3"],
                                   env={**os.environ, "HOTGRID_SHARE": str(ROOT)},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        manifest = self.out / "manifest.jsonl"
        while process.poll() is None and (not manifest.exists()
                                          or manifest.read_text().count('"done":"atlas"') < 9):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = (self.out / "manifest.jsonl").read_text().count('"done":"atlas"')
        self.assertGreaterEqual(before, 9)
        done = run("run", self.study / "study.yaml", "--threads", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(digests(self.out), whole)
        self.assertEqual((self.out / "manifest.jsonl").read_text().count('"done":"atlas"'), 36)

    def test_regions_are_gridded_anew_on_cells_fitted_to_them(self):
        self.ask("{by: region, only: [CN-XJ, CN-HI], grid: auto}", verb="attribute")
        inventory = table(self.study / "inventory.csv")
        for code in ("CN-XJ", "CN-HI"):
            file = gdal.Open(str(self.out / "atlas" / f"{STEM}total_{code}.tif"))
            whole = gdal.Open(str(self.out / "tif" / f"{STEM}total.tif"))
            self.assertFalse(file.GetSpatialRef().IsSame(whole.GetSpatialRef()))
            self.assertEqual([abs(x) for x in (file.GetGeoTransform()[1], file.GetGeoTransform()[5])], [1e4, 1e4])
            # cells of 100 km2 in an equal-area projection: densities add up to the inventory's mass
            value = file.ReadAsArray()
            mass = float(numpy.nansum(value, dtype=float)) * 100 / 1e6
            stated = sum(float(r["value"]) for r in inventory if r["region"] == code)
            self.assertAlmostEqual(mass, stated, delta=stated * 1e-6)
        rows = table(self.out / "tables" / "atlas.csv")
        self.assertEqual({row["outside_kg"] for row in rows}, {"0"})

    def test_ready_grids_and_emissions_go_with_no_grid_of_their_own(self):
        self.assertEqual(run("grid", self.study / "study.yaml", "-o", self.study / "e").returncode, 0)
        text = (self.study / "study.yaml").read_text()
        start, end = text.index("inventory:"), text.index("trade:")
        (self.study / "study.yaml").write_text(
            text[:start] + "inventory: {emissions: e/emissions.hotgrid}\n" + text[end:])
        done = self.ask("{by: region, grid: auto}", code=4)
        self.assertIn("grids every region anew, which ready grids and files of emissions do not", done.stderr)

    def test_a_page_that_fails_is_left_out_alone(self):
        (self.out / "atlas" / f"{STEM}to-JPN_CN-SH.tif" / "in-the-way").mkdir(parents=True)
        self.ask("{by: region, only: [CN-SH, CN-TJ]}", "--keep-going", code=8)
        told = json.loads((self.out / "run.json").read_text())
        self.assertEqual([(f["stage"], f["layer"]) for f in told["failures"]],
                         [("atlas", f"{STEM}to-JPN_CN-SH")])
        files = [row["file"] for row in table(self.out / "tables" / "atlas.csv")]
        self.assertEqual(files.count(""), 1)
        self.assertEqual(len(files), 18)
        self.assertEqual(len(told["layers"]), 9)

    def test_unknown_regions_are_told(self):
        done = self.ask("{by: region, only: [CN-HEE]}", code=4)
        self.assertIn("names `CN-HEE`, which is no region of the inventory; did you mean `CN-HE`?",
                      done.stderr)


if __name__ == "__main__":
    unittest.main()
