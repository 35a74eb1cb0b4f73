"""Gridded inventories told apart, held against NumPy on the same arrays."""
import gzip, json, math, pathlib, unittest

import numpy as np
from osgeo import gdal, osr

from common import DATA, Case, run

gdal.UseExceptions()
KG_CO2_PER_KG_C = 44.009 / 12.011
E2 = (2 - 1 / 298.257223563) / 298.257223563


def zone_km2(south, north):
    """Km2 of the ellipsoid between two parallels, per degree (Snyder 1987, eq. 3-12)."""
    def q(lat):
        s, e = math.sin(math.radians(lat)), math.sqrt(E2)
        return (1 - E2) * (s / (1 - E2 * s * s) + math.atanh(e * s) / e)
    return 6378.137 ** 2 / 2 * (q(north) - q(south)) * math.pi / 180


class Compare(Case):
    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        study = cls.holder.example()
        done = run("run", study / "study.yaml")
        assert done.returncode == 0, done.stderr
        cls.tif = study / "out" / "tif" / "co2_china-2012_total.tif"
        cls.foreign = study / "out" / "tif" / "co2_china-2012_foreign.tif"

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def compare(self, *args):
        done = run("compare", *args, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def near(self, found, expected, relative=1e-9):
        self.assertLessEqual(abs(found - expected), relative * abs(expected), (found, expected))

    def read(self, path):
        return gdal.Open(str(path)).ReadAsArray().astype(float)

    def write(self, name, value, affine, unit="", crs="EPSG:4326", nodata=None):
        path = self.folder / name
        ds = gdal.GetDriverByName("GTiff").Create(str(path), value.shape[1], value.shape[0], 1, gdal.GDT_Float32)
        srs = osr.SpatialReference()
        srs.SetFromUserInput(crs)
        ds.SetSpatialRef(srs)
        ds.SetGeoTransform(affine)
        band = ds.GetRasterBand(1)
        if unit:
            band.SetUnitType(unit)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        band.WriteArray(value.astype(np.float32))
        ds = None
        return path

    def test_a_layer_is_like_itself(self):
        c = self.compare(self.tif, self.tif)
        self.near(c["a"]["file_kg"], 9742.69e9, 1e-8)  # Float32, as the ledger of the run notes
        self.near(c["a"]["common_kg"], c["a"]["file_kg"], 1e-12)
        self.assertEqual(c["difference_kg"], 0)
        self.assertEqual((c["apart"], c["misplaced"], c["rmse_t_km2"]), (0, 0, 0))
        self.near(c["pearson"], 1)
        self.near(c["spearman"], 1)
        self.assertEqual(c["largest"], [])
        self.assertEqual(c["cells_common"], int(np.isfinite(self.read(self.tif)).sum()))
        self.assertEqual((c["grid"]["columns"], c["grid"]["rows"]), (490, 410))

    def test_figures_are_those_of_numpy(self):
        a, b = self.read(self.tif), self.read(self.foreign)
        both = np.isfinite(a) & np.isfinite(b)
        some = both & ((a != 0) | (b != 0))
        x, y = a[some], b[some]
        c = self.compare(self.tif, self.foreign, "--top", 4)
        self.assertEqual(c["cells_emitting"], int(some.sum()))
        self.near(c["a"]["common_kg"], x.sum() * 1e5)  # cells of 100 km2
        self.near(c["b"]["common_kg"], y.sum() * 1e5)
        self.near(c["ratio"], x.sum() / y.sum())
        self.near(c["pearson"], np.corrcoef(x, y)[0, 1])
        self.near(c["pearson_log"], np.corrcoef(np.log1p(x), np.log1p(y))[0, 1])
        self.near(c["rmse_t_km2"], np.sqrt(((x - y) ** 2).mean()))
        self.near(c["mean_abs_t_km2"], abs(x - y).mean())
        self.near(c["apart"], abs(x - y).sum() / (x.sum() + y.sum()))
        self.near(c["misplaced"], abs(x / x.sum() - y / y.sum()).sum() / 2)
        flat = np.where(both, abs(a - b), -1).ravel()
        order = np.argsort(-flat, kind="stable")[:4]
        self.assertEqual([d["cell"] for d in c["largest"]], order.tolist())
        for d, cell in zip(c["largest"], order):
            self.near(d["a_kg"], a.ravel()[cell] * 1e5)
            self.assertTrue(70 < d["lon"] < 140 and 15 < d["lat"] < 55)

    def test_a_shifted_copy_is_misplaced(self):
        a = self.read(self.tif)
        ds = gdal.Open(str(self.tif))
        west, dx, _, north, _, dy = ds.GetGeoTransform()
        copy = self.write("shifted.tif", np.where(np.isnan(a), -9, a), (west + 2 * dx, dx, 0, north, 0, dy),
                          "t km-2 yr-1", ds.GetProjection(), -9)
        c = self.compare(self.tif, copy, "--unit-b", "t CO2 km-2 yr-1")
        x, y = a[:, 2:], a[:, :-2]
        both = np.isfinite(x) & np.isfinite(y)
        self.near(c["b"]["file_kg"], c["a"]["file_kg"], 1e-12)
        self.near(c["a"]["common_kg"], x[both].sum() * 1e5)
        self.near(c["b"]["common_kg"], y[both].sum() * 1e5)
        self.near(c["a"]["elsewhere_kg"], np.nansum(x[~both]) * 1e5, 1e-6)
        self.near(c["apart"], abs(x - y)[both].sum() / (x + y)[both].sum())
        self.assertGreater(c["misplaced"], 0.5)

    def test_fine_cells_are_added_up_not_averaged(self):
        # A: 8 x 8 cells of half a degree, tonnes of carbon; B: the same mass in 4 x 4 of one degree.
        fine = np.arange(64, dtype=float).reshape(8, 8)
        coarse = fine.reshape(4, 2, 4, 2).sum(axis=(1, 3))
        a = self.write("a.tif", fine, (10, 0.5, 0, 50, 0, -0.5))
        b = self.write("b.tif", coarse * KG_CO2_PER_KG_C, (10, 1, 0, 50, 0, -1))
        c = self.compare(a, b, "--unit-a", "t C", "--unit-b", "t CO2")
        self.assertEqual((c["grid"]["columns"], c["grid"]["rows"]), (4, 4))
        self.near(c["a"]["common_kg"], 2016e3 * KG_CO2_PER_KG_C, 1e-12)
        self.assertLess(c["apart"], 1e-7)  # B is rounded to Float32
        # The other way: a coarse pixel is split by area over its fine cells.
        d = self.compare(b, a, "--unit-b", "t C", "--unit-a", "t CO2", "--grid", self.grid())
        self.assertEqual((d["grid"]["columns"], d["grid"]["rows"]), (6, 6))
        self.near(d["a"]["file_kg"], 2016e3 * KG_CO2_PER_KG_C, 1e-7)
        self.near(d["b"]["common_kg"] + d["b"]["outside_kg"], 2016e3 * KG_CO2_PER_KG_C, 1e-12)
        self.near(d["b"]["common_kg"], fine[:6, :6].sum() * 1000 * KG_CO2_PER_KG_C, 1e-12)

    def grid(self):
        path = self.folder / "g.yaml"
        path.write_text("name: g\ncrs: EPSG:4326\nwest: 10\nsouth: 47\neast: 13\nnorth: 50\ncolumns: 6\nrows: 6\n")
        return path

    def test_the_map_holds_the_differences(self):
        out = self.folder / "map"
        done = run("compare", self.tif, self.foreign, "-o", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("in the common area", done.stdout)
        found, expected = self.read(out / "difference.tif"), self.read(self.tif) - self.read(self.foreign)
        np.testing.assert_allclose(found, expected, rtol=2e-6, atol=1e-2)
        style = (out / "difference.qml").read_text()
        self.assertEqual(style.count("<item "), 9)
        self.assertIn('value="inf" color="#67001f"', style)

    def palette(self, path):
        """How many pixels of a PNG have each colour."""
        source = gdal.Open(str(path))
        band = source.GetRasterBand(1)
        table = band.GetColorTable()
        colours, counts = np.unique(band.ReadAsArray(), return_counts=True)
        return {table.GetColorEntry(int(c))[:3]: int(n) for c, n in zip(colours, counts)}

    def test_maps_of_differences_and_ratios_are_drawn(self):
        # On 6 x 6 cells: west A has 8 times as much as B, in the middle as much, in the east a quarter;
        # the northern row of B is empty, the southern row of both.
        a = np.repeat([[8.0, 8, 3, 3, 1, 1]], 6, axis=0)
        b = np.repeat([[1.0, 1, 3, 3, 4.4, 4.4]], 6, axis=0)
        b[0], a[5], b[5] = 0, 0, 0
        a, b = (self.write(name, v, (10, 0.5, 0, 50, 0, -0.5)) for name, v in (("a.tif", a), ("b.tif", b)))
        args = (a, b, "--unit-a", "t CO2", "--unit-b", "t CO2")
        done = run("compare", *args, "--map", self.folder / "difference.png", "--ratio", self.folder / "ratio.png")
        self.assertEqual(done.returncode, 0, done.stderr)
        # Classes of the ratio from low to high: the stops of BuRd evenly spaced, both ends and the middle.
        blue, white, red = (0x05, 0x30, 0x61), (0xf7, 0xf7, 0xf7), (0x67, 0x00, 0x1f)
        found = self.palette(self.folder / "ratio.png")
        cell = found[red] / 14  # 4 rows of 2 columns, and 6 cells that A alone has
        self.assertAlmostEqual(found[blue] / cell, 8, delta=1)
        self.assertGreater(found[white] / cell, 7)
        found = self.palette(self.folder / "difference.png")
        self.assertGreater(found[red], found[blue])
        words = gdal.Open(str(self.folder / "ratio.png")).GetMetadata()
        self.assertIn("In 6 cells A alone emits", words["Description"])
        for name, start in (("d.svg", b"<?xml"), ("d.pdf", b"%PDF")):
            self.assertEqual(run("compare", *args, "--map", self.folder / name).returncode, 0)
            self.assertTrue((self.folder / name).read_bytes().startswith(start))
        done = run("compare", *args, "--map", self.folder / "d.jpg")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("let its name end so", done.stderr)
        done = run("compare", *args, "--map", self.folder / "d.png", "--style", "print")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("take one like vik", done.stderr)

    def test_what_is_missing_is_asked_for(self):
        plain = self.write("plain.tif", np.ones((2, 2)), (10, 1, 0, 50, 0, -1))
        for args, code, words in [
            ((plain, self.tif), 2, "does not name the unit of its values; give it, such as --unit-a"),
            ((self.tif, plain, "--unit-b", "t"), 2, "does not say whether its mass is of CO2 or of the carbon"),
            ((self.tif, plain, "--unit-b", "furlongs"), 2, "`furlongs` is no unit of emissions"),
            ((self.tif, plain, "--unit-b", "t C", "--grid", "nowhere"), 4, "grid `nowhere` is not known"),
            ((self.tif, self.folder / "none.tif"), 3, "none.tif"),
            ((self.tif,), 2, "usage: hotgrid compare A B"),
            ((self.tif, self.tif, "--max-memory", "1"), 6, "name a coarser grid with --grid"),
            ((self.tif, self.tif, "--top", "x"), 2, "--top wants a whole number from 1"),
        ]:
            done = run("compare", *args)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(words, done.stderr)
            self.assertEqual(done.stdout, "")
        feet = self.write("feet.tif", np.ones((2, 2)), (1e6, 1e4, 0, 7e5, 0, -1e4), crs="EPSG:2263")
        done = run("compare", feet, feet, "--unit-a", "t C", "--unit-b", "t C")
        self.assertEqual(done.returncode, 2)
        self.assertIn("name a grid with --grid", done.stderr)

    def test_a_unit_that_contradicts_the_file_is_told(self):
        done = run("compare", self.tif, self.tif, "--unit-b", "t C km-2 yr-1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("warning", done.stderr)  # the file names no basis in its unit
        done = run("compare", self.tif, self.tif, "--unit-b", "kg CO2 m-2 yr-1")
        self.assertIn("warning", done.stderr)
        self.assertIn("says that its values are in `t km-2 yr-1`", done.stderr)

    def test_any_number_of_threads_gives_the_same_text(self):
        texts = {run("compare", self.tif, self.foreign, "-t", n).stdout for n in (1, 2, 8)}
        self.assertEqual(len(texts), 1)

    @unittest.skipUnless(DATA, "HOTGRID_DATA is not set")
    def test_cdiac_and_carbontracker_have_their_totals(self):
        extra = pathlib.Path(DATA) / "extra"
        cdiac, tracker = extra / "cdiac_ffco2_1deg_2012.txt.gz", extra / "carbontracker_ct2015_flux1x1_2014mean.nc"
        with gzip.open(cdiac, "rt") as f:
            carbon = np.array(f.read().split(), dtype=float)
        c = self.compare(cdiac, tracker, "--unit-a", "1e6 t C", "--variable-b", "fossil_flux_imp")
        self.near(carbon.sum(), 9206.7, 1e-5)  # TgC, as its readme says
        self.near(c["a"]["file_kg"], carbon.sum() * 1e9 * KG_CO2_PER_KG_C, 1e-7)
        self.near(c["a"]["common_kg"], c["a"]["file_kg"], 1e-12)
        flux = self.read(f'NETCDF:"{tracker}":fossil_flux_imp')
        km2 = np.array([zone_km2(lat, lat + 1) for lat in range(-90, 90)])
        mol = (flux.sum(axis=1) * km2).sum() * 1e6 * 31536000  # the zones are alike north and south
        self.near(c["b"]["file_kg"], mol * 44.009e-3, 1e-6)
        self.assertGreater(c["pearson_log"], 0.8)

    @unittest.skipUnless(DATA, "HOTGRID_DATA is not set")
    def test_the_example_holds_against_cdiac(self):
        cdiac = pathlib.Path(DATA) / "extra" / "cdiac_ffco2_1deg_2012.txt.gz"
        c = self.compare(self.tif, cdiac, "--unit-b", "1e6 t C")
        a = c["a"]
        self.near(a["file_kg"], 9742.69e9, 1e-8)
        self.near(a["common_kg"] + a["elsewhere_kg"] + a["outside_kg"], a["file_kg"], 1e-12)
        self.assertEqual(a["outside_kg"], 0)
        self.assertGreater(a["common_kg"], 0.9 * a["file_kg"])
        self.assertTrue(0.8 < c["ratio"] < 1.2)
        self.assertGreater(c["spearman"], 0.7)


if __name__ == "__main__":
    unittest.main()
