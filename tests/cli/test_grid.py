"""hotgrid grid, its file of emissions, and runs that start from that file."""
import csv, hashlib, importlib.util, json, unittest

import numpy as np
from osgeo import gdal

from common import Case, ROOT, digests, results, run

spec = importlib.util.spec_from_file_location("reader", ROOT / "examples" / "read_emissions.py")
reader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reader)

SECTORS = ["cement_minerals", "chemicals", "households", "mining_other_industry", "power", "refining_coking",
           "services_construction_agriculture", "steel", "transport"]


def table(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def without_trade(study):
    """The same study, its keys `trade` and `layers` left out."""
    text = (study / "study.yaml").read_text(encoding="utf-8")
    path = study / "no-trade.yaml"
    path.write_text(text[:text.index("trade:")] + text[text.index("relocate:"):], encoding="utf-8")
    return path


def from_file(study, file, more=""):
    """The same study, its emissions from a file."""
    text = (study / "study.yaml").read_text(encoding="utf-8")
    path = study / "from-file.yaml"
    path.write_text(text[:text.index("inventory:")] + f"inventory:\n  emissions: {file}\n{more}" +
                    text[text.index("trade:"):], encoding="utf-8")
    return path


class Grid(Case):
    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        cls.study = cls.holder.example()
        cls.done = run("grid", cls.study / "study.yaml")
        cls.out = cls.study / "out"

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def layer(self, sector=""):
        name = "co2_china-2012_total" + (f"_{sector}" if sector else "")
        return gdal.Open(str(self.out / "tif" / f"{name}.tif"))

    def test_it_writes_the_total_and_each_sector_with_styles_and_no_maps(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        names = sorted(p.stem for p in (self.out / "tif").glob("*.tif"))
        self.assertEqual(names, sorted(["co2_china-2012_total"] + [f"co2_china-2012_total_{s}" for s in SECTORS]))
        self.assertEqual(sorted(p.stem for p in (self.out / "tif").glob("*.qml")), names)
        self.assertFalse((self.out / "png").exists())
        self.assertIn("emissions.hotgrid and 10 layers", self.done.stdout)
        self.assertIn("1 line, it balances.", self.done.stdout)

    def test_layers_add_up_to_the_inventory_file_sector_by_sector(self):
        inventory = {s: 0.0 for s in SECTORS}
        for row in table(self.study / "inventory.csv"):
            inventory[row["sector"]] += float(row["value"]) * 1e6
        for sector, tonnes in inventory.items():
            layer = self.layer(sector)
            self.assertEqual(layer.GetMetadataItem("sector"), sector)
            self.assertAlmostEqual(float(layer.GetMetadataItem("total_t")) / tonnes, 1, 12)
            self.assertAlmostEqual(np.nansum(layer.ReadAsArray().astype(float)) * 100 / tonnes, 1, 6)
        total = self.layer().ReadAsArray().astype(float)
        parts = sum(self.layer(s).ReadAsArray().astype(float) for s in SECTORS)
        self.assertTrue(np.array_equal(np.isnan(total), np.isnan(parts)))
        np.testing.assert_allclose(np.nan_to_num(total), np.nan_to_num(parts), rtol=1e-6)

    def test_tables_say_what_is_where_without_a_word_of_markets(self):
        names = sorted(p.name for p in (self.out / "tables").iterdir())
        self.assertEqual(names, ["concentration.csv", "concentration_curves.csv", "hotspot_plants.csv",
                                 "hotspots.csv", "ledger.csv",
                                 "placement.csv", "points_outside_region.csv", "points_without_total.csv",
                                 "regions.csv", "relocation.csv", "sectors.csv"])
        for name in ("regions.csv", "sectors.csv"):
            rows = table(self.out / "tables" / name)
            self.assertEqual(list(rows[0])[2:], ["inventory_t", "gridded_t", "outside_grid_t", "not_gridded_t",
                                                 "unlocated_t"])
            self.assertAlmostEqual(sum(float(r["gridded_t"]) for r in rows), 9742.69e6, 3)

    def test_verify_finds_all_as_it_was(self):
        done = run("verify", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("10 layers add up, 1 lines of the ledger balance", done.stdout)
        path = self.out / "emissions.hotgrid"
        whole = path.read_bytes()
        path.write_bytes(whole[:1000] + bytes([whole[1000] ^ 1]) + whole[1001:])
        self.assertEqual(run("verify", self.out).returncode, 3)
        path.write_bytes(whole)

    def test_python_reads_the_file_as_docs_lay_it_out(self):
        path = self.out / "emissions.hotgrid"
        whole = path.read_bytes()
        self.assertEqual(hashlib.sha256(whole[:-64]).hexdigest().encode(), whole[-64:])
        about, array = reader.read(path)
        self.assertEqual([s["code"] for s in about["sectors"]], SECTORS)
        self.assertEqual([s["code"] for s in about["sectors"] if s["household"]], ["households"])
        self.assertEqual((about["study"], about["year"], about["gas"]), ("china-2012", 2012, "CO2"))
        self.assertEqual(about["sources"], ["population"])
        # 9742.69 Mt, whole: the sum of integers.
        self.assertEqual(int(array["total"].sum(dtype=object)), 9742690000000 * 2**20)
        placed = int(array["point_mass"].sum(dtype=object)) + int(array["panel_mass"].sum(dtype=object))
        self.assertEqual(placed, 9742690000000 * 2**20)
        kg = reader.cells(about, array)
        for s, sector in enumerate(SECTORS):
            density = self.layer(sector).ReadAsArray()
            np.testing.assert_allclose(np.nan_to_num(density), kg[s] / 1000 / 100, rtol=1e-6, atol=1e-12)

    def test_the_docs_tell_every_array_and_key_of_the_file(self):
        about, array = reader.read(self.out / "emissions.hotgrid")
        text = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
        for name in [*array, *about]:
            self.assertIn(f"`{name}`", text)

    def test_any_number_of_threads_writes_the_same_bytes(self):
        here = digests(self.out)
        for threads in (1, 2, 8):
            out = self.holder.folder / f"threads-{threads}"
            done = run("grid", self.study / "study.yaml", "-o", out, "-t", threads, "-q")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(digests(out), here)

    def test_no_rasters_leaves_only_the_layers_out(self):
        out = self.holder.folder / "lean"
        done = run("grid", self.study / "study.yaml", "-o", out, "--no-rasters")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse((out / "tif").exists())
        self.assertEqual((out / "emissions.hotgrid").read_bytes(), (self.out / "emissions.hotgrid").read_bytes())
        self.assertEqual((out / "tables" / "regions.csv").read_bytes(),
                         (self.out / "tables" / "regions.csv").read_bytes())
        self.assertEqual(run("verify", out).returncode, 0)

    def test_a_study_without_trade_is_gridded_checked_and_explained(self):
        path = without_trade(self.study)
        out = self.holder.folder / "no-trade"
        done = run("grid", path, "-o", out, "-q")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(digests(out), digests(self.out))
        done = run("check", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("co2_china-2012_total_steel", done.stdout)
        done = run("explain", path, 121.6, 31.36)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Waigaoqiao", done.stdout)
        self.assertNotIn("markets", done.stdout)
        done = run("run", path)
        self.assertEqual(done.returncode, 4)
        self.assertIn("key `trade` is missing", done.stderr)
        self.assertIn("`hotgrid grid`", done.stderr)


class FromFile(Case):
    LEFT_OUT = {"tables/points_outside_region.csv", "tables/points_without_total.csv",
                "tables/hotspot_plants.csv"}

    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        cls.study = cls.holder.example()
        with open(cls.study / "points.csv", "a", encoding="utf-8") as points:  # one without a total
            points.write("X1,Nowhere needed,CN-XZ,power,91.1,29.6,1,MW,1\n")
        cls.file = cls.study / "out" / "emissions.hotgrid"
        done = run("grid", cls.study / "study.yaml", "-q", "--no-rasters")
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.holder.doCleanups()

    def refused(self, path, code, *words):
        for verb in ("check", "run", "grid"):
            done = run(verb, path)
            self.assertEqual(done.returncode, code, done.stderr)
            for word in words:
                self.assertIn(word, done.stderr)

    def test_a_run_from_the_file_is_the_direct_run_bit_for_bit(self):
        direct, again = self.holder.folder / "direct", self.holder.folder / "again"
        self.assertEqual(run("run", self.study / "study.yaml", "-q", "-o", direct).returncode, 0)
        done = run("run", from_file(self.study, self.file), "-o", again, "-t", 1)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("points_outside_region.csv", done.stdout)  # that they are left out
        one, two = results(direct), results(again)
        self.assertEqual(set(one) - set(two), self.LEFT_OUT)
        self.assertGreater(len(two), 30)
        self.assertEqual({name: sha for name, sha in one.items() if name not in self.LEFT_OUT}, two)
        told = [json.loads((out / "run.json").read_text()) for out in (direct, again)]
        for key in ("input_key", "headlines", "ledger", "layers", "grid", "gas"):
            self.assertEqual(told[0][key], told[1][key], key)
        self.assertEqual(run("verify", again).returncode, 0)

    def test_what_lies_outside_or_is_not_gridded_comes_through_the_file(self):
        study = self.example("cut")
        (study / "grid.yaml").write_text(
            "name: south\ncrs: +proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 "
            "+units=m\nwest: -2650000\nsouth: 1850000\neast: 2250000\nnorth: 3850000\n"
            "columns: 490\nrows: 200\n")
        self.edit(study / "study.yaml", "grid: china-10km", "grid: grid.yaml")
        self.edit(study / "study.yaml", "  household:", "  not_gridded: [steel]\n  household:")
        self.assertEqual(run("grid", study / "study.yaml", "-q").returncode, 0)
        self.assertEqual(len(list((study / "out" / "tif").glob("*.tif"))), 9)  # 8 sectors and the total
        self.assertFalse((study / "out" / "tif" / "co2_china-2012_total_steel.tif").exists())
        rows = table(study / "out" / "tables" / "sectors.csv")
        steel = next(row for row in rows if row["sector"] == "steel")
        self.assertEqual(steel["not_gridded_t"], steel["inventory_t"])
        self.assertGreater(sum(float(row["outside_grid_t"]) for row in rows), 1e9)
        direct, again = self.folder / "direct", self.folder / "again"
        self.assertEqual(run("run", study / "study.yaml", "-q", "-o", direct).returncode, 0)
        path = from_file(study, "out/emissions.hotgrid")
        self.assertEqual(run("run", path, "-q", "-o", again).returncode, 0)
        one, two = results(direct), results(again)
        self.assertEqual({name: sha for name, sha in one.items() if name not in self.LEFT_OUT}, two)

    def test_explain_and_check_take_the_file_too(self):
        path = from_file(self.study, self.file)
        here, there = (run("explain", p, 121.6, 31.36).stdout for p in (path, self.study / "study.yaml"))
        self.assertEqual(here[here.index("spread by proxies"):], there[there.index("spread by proxies"):])
        self.assertEqual(here.splitlines()[0], there.splitlines()[0])
        self.assertIn("does not tell them apart", here)
        done = run("check", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("made by study china-2012", done.stdout)

    def test_grid_writes_the_same_file_from_the_file(self):
        out = self.holder.folder / "twice"
        self.assertEqual(run("grid", from_file(self.study, self.file), "-q", "-o", out).returncode, 0)
        self.assertEqual((out / "emissions.hotgrid").read_bytes(), self.file.read_bytes())

    def test_another_grid_or_year_is_refused(self):
        path = from_file(self.study, self.file)
        self.edit(path, "grid: china-10km", "grid: world-0.1deg")
        self.refused(path, 3, "china-10km, 490 x 410 cells", "world-0.1deg, 3600 x 1800 cells", "name that grid")
        path = from_file(self.study, self.file)
        self.edit(path, "year: 2012", "year: 2013")
        self.refused(path, 4, "2013", "2012", "set `year`")

    def test_sources_beside_the_file_are_refused(self):
        path = from_file(self.study, self.file, "  totals: [{file: inventory.csv}]\n  not_gridded: [steel]\n")
        self.refused(path, 4, "`totals` does not go with `emissions`", "`not_gridded` does not go")

    def test_households_may_be_named_when_the_file_is_used(self):
        plain = self.example("plain")
        self.edit(plain / "study.yaml", "  household: [households]\n", "")
        self.assertEqual(run("grid", plain / "study.yaml", "-q", "--no-rasters").returncode, 0)
        path = from_file(plain, "out/emissions.hotgrid", "  household: [households]\n")
        self.assertEqual(run("run", path, "-q", "-o", self.folder / "named").returncode, 0)
        direct = self.example("with-households") / "study.yaml"
        self.assertEqual(run("run", direct, "-q", "-o", self.folder / "direct").returncode, 0)
        named, direct = results(self.folder / "named"), results(self.folder / "direct")
        self.assertEqual(named, {name: sha for name, sha in direct.items() if name not in self.LEFT_OUT})
        done = run("check", from_file(plain, "out/emissions.hotgrid", "  household: [household]\n"))
        self.assertEqual(done.returncode, 4)
        self.assertIn("`household` is not in the inventory; did you mean `households`?", done.stderr)

    def test_blends_are_part_of_the_key_of_inputs(self):
        keys = set()
        for share in (1, 2):
            study = self.example(f"blend-{share}")
            self.edit(study / "study.yaml", "use: [population, area]", "use: [people, area]")
            self.edit(study / "study.yaml", "  household:", "  blends: [{name: people, of: [{proxy: population, "
                      f"share: {share}" + "}]}]\n  household:")
            self.assertEqual(run("grid", study / "study.yaml", "-q", "--no-rasters").returncode, 0)
            about, _ = reader.read(study / "out" / "emissions.hotgrid")
            self.assertEqual(about["sources"], ["population", "people"])
            keys.add(about["input_key"])
        self.assertEqual(len(keys), 2)

    def test_a_damaged_file_is_refused(self):
        bad = self.study / "bad.hotgrid"
        whole = self.file.read_bytes()
        for damaged in (whole[:-1], whole[:5000], whole[:5000] + b"x" + whole[5001:], whole + b"x"):
            bad.write_bytes(damaged)
            self.refused(from_file(self.study, bad), 3, "bad.hotgrid: is damaged", "make it anew")
        bad.write_bytes(b"region,sector\n")
        self.refused(from_file(self.study, bad), 3, "is no file of emissions")


if __name__ == "__main__":
    unittest.main()
