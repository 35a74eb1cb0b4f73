"""Trade tables as they are published: `hotgrid mrio info`, held against NumPy on the same numbers.

The tables are written here by hand, cell by cell, in the layouts that pymrio saves and EXIOBASE 3 publishes.
"""
import gzip, json, pathlib, unittest, zipfile

import numpy as np

from common import DATA, Case, run

REGIONS = ["AT", "CN", "WA"]
SECTORS = ["Cultivation of wheat", "Steel, \"raw\""]
CATEGORIES = ["Final consumption expenditure by households", "Changes in inventories"]
INDUSTRIES = [(r, s) for r in REGIONS for s in SECTORS]
DEMANDS = [(r, c) for r in REGIONS for c in CATEGORIES]


def cell(text):
    return '"' + text.replace('"', '""') + '"' if '"' in text else text


def lines(rows):
    return "".join("\t".join(cell(str(c)) for c in row) + "\n" for row in rows)


def square(columns, item, index, rows, values):
    """Two header rows with the names of the levels, a row with those of the index, then numbers."""
    skip = [""] * (len(index) - 1)
    head = [["region", *skip, *(c[0] for c in columns)], [item, *skip, *(c[1] for c in columns)],
            [*index, *("" for _ in columns)]]
    return lines(head + [[*r, *(repr(float(v)) for v in line)] for r, line in zip(rows, values)])


def tables(random):
    n, m = len(INDUSTRIES), len(DEMANDS)
    Z = random.uniform(0.1, 9, (n, n))
    Y = random.uniform(20, 60, (n, m))
    Y[1, 1] = -3.25
    return Z, Y


class Mrio(Case):
    def setUp(self):
        super().setUp()
        self.Z, self.Y = tables(np.random.default_rng(7))
        self.x = self.Z.sum(1) + self.Y.sum(1)
        self.F = np.random.default_rng(8).uniform(1, 5, (4, len(INDUSTRIES)))
        self.F_Y = np.random.default_rng(9).uniform(1, 5, (4, len(DEMANDS)))
        self.stressors = [("Value added", "M.EUR"), ("CO2 - combustion - air", "kg"), ("CH4 - agriculture - air", "kg"),
                          ("Employment", "1000 p")]
        self.F[0] = self.x - self.Z.sum(0)

    def info(self, *args, **env):
        done = run("mrio", "info", *args, "--json", **env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused(self, *args):
        done = run("mrio", "info", *args)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        return done.stderr

    def near(self, found, expected):
        self.assertLessEqual(abs(found - expected), 1e-12 * abs(expected), (found, expected))

    def unit(self, rows):
        return lines(rows)

    def exiobase(self, folder, coefficients=False, households="F_Y"):
        """A release of EXIOBASE 3: A and Z, or A and x in older ones; satellite with F_hh there."""
        folder.mkdir(parents=True)
        (folder / "satellite").mkdir()
        (folder / "impacts").mkdir()
        index = ["region", "sector"]
        write = lambda name, text: (folder / name).write_text(text, encoding="utf-8")
        write("A.txt", square(INDUSTRIES, "sector", index, INDUSTRIES, self.Z / self.x))
        if coefficients:
            write("x.txt", lines([["region", "sector", "indout"]] + [[*i, repr(float(v))] for i, v in zip(INDUSTRIES, self.x)]))
        else:
            write("Z.txt", square(INDUSTRIES, "sector", index, INDUSTRIES, self.Z))
        write("Y.txt", square(DEMANDS, "category", index, INDUSTRIES, self.Y))
        write("unit.txt", lines([["region", "sector", "unit"]] + [[*i, "M.EUR"] for i in INDUSTRIES]))
        names = [[s] for s, _ in self.stressors]
        write("satellite/F.txt", square(INDUSTRIES, "sector", ["stressor"], names, self.F))
        write(f"satellite/{households}.txt", square(DEMANDS, "category", ["stressor"], names, self.F_Y))
        write("satellite/unit.txt", lines([["", "unit"]] + [list(s) for s in self.stressors]))
        write("impacts/F.txt", square(INDUSTRIES, "sector", ["impact"], [["GWP100"]], self.F[1:2] * 1.5))
        write("impacts/unit.txt", lines([["impact", "unit"], ["GWP100", "kg CO2 eq."]]))
        for name, files in (("", ["A", "Y", "unit"] + (["x"] if coefficients else ["Z"])),
                            ("satellite/", ["F", households, "unit"])):
            count = {"A": 2, "Z": 2, "Y": 2, "x": 2, "unit": 2 if not name else 1}
            write(f"{name}file_parameters.json", json.dumps(
                {"systemtype": "Extension" if name else "IOSystem",
                 "files": {f: {"name": f"{f}.txt", "nr_index_col": str(count.get(f, 1)), "nr_header": "2"} for f in files}}))
        return folder

    def zipped(self, folder, name, root):
        path = self.folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    archive.write(file, f"{root}{file.relative_to(folder)}")
        return path

    def check(self, found):
        self.assertEqual(found["regions"], REGIONS)
        self.assertEqual(found["sectors"], SECTORS)
        self.assertEqual(found["categories"], CATEGORIES)
        self.assertEqual(found["unit"], "M.EUR")
        self.near(found["sum_of_flows"], self.Z.sum())
        self.near(found["sum_of_final_demand"], self.Y.sum())
        self.near(found["sum_of_output"], self.x.sum())
        self.near(found["value_added"], self.F[0].sum())
        self.assertLess(found["row_against_column"], 1e-14)
        self.assertEqual(found["negative_final_demand"], {"count": 1, "sum": -3.25})
        self.near(found["column_sums"]["largest"], (self.Z.sum(0) / self.x).max())
        at = INDUSTRIES[(self.Z.sum(0) / self.x).argmax()]
        self.assertEqual(found["column_sums"]["largest_at"], dict(zip(("region", "sector"), at)))
        self.assertIn({"account": "satellite/CO2 - combustion - air", "unit": "kg"}, found["accounts"])
        self.assertIn({"account": "impacts/GWP100", "unit": "kg CO2 eq."}, found["accounts"])

    def test_exiobase_is_read_from_its_folder_and_its_zip(self):
        folder = self.exiobase(self.folder / "IOT_2011_ixi")
        archive = self.zipped(folder, "IOT_2011_pxp.zip", "IOT_2011_pxp/")
        for path in folder, archive, f"{archive}/IOT_2011_pxp":
            found = self.info(path)
            self.assertEqual(found["format"], "exiobase3")
            self.check(found)
        self.check(self.info(self.zipped(folder, "flat.zip", "")))

    def test_flows_come_from_coefficients_where_there_are_none(self):
        folder = self.exiobase(self.folder / "old", coefficients=True, households="F_hh")
        found = self.info(folder)
        self.near(found["sum_of_flows"], self.Z.sum())
        (folder / "x.txt").unlink()
        parameters = json.loads((folder / "file_parameters.json").read_text())
        del parameters["files"]["x"]
        (folder / "file_parameters.json").write_text(json.dumps(parameters))
        self.assertIn("has neither Z.txt nor x.txt", self.refused(folder))

    def test_sums_that_overflow_are_faults_of_the_table(self):
        table = self.folder / "t.csv"
        table.write_text("region,,A,A,A\nsector,,s,t,hh\nA,s,1,2,1e308\nA,t,8,16,1e308\n")
        self.assertIn("t.csv: the sum of its final demand is no finite number", self.refused(table))
        table.write_text("region,,A,A,A\nsector,,s,t,hh\nA,s,1,2,1e307\nA,t,8,16,1e307\n")
        found = self.info(table)
        self.near(found["sum_of_final_demand"], 2e307)
        self.assertIsNone(found["value_added"])  # not told

    def test_two_tables_in_a_zip_are_told_apart(self):
        folder = self.exiobase(self.folder / "one")
        archive = self.zipped(self.folder, "both.zip", "")
        with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as more:
            for file in folder.rglob("*.txt"):
                more.write(file, f"two/{file.relative_to(folder)}")
        self.assertIn("holds several tables, one and two among them", self.refused(archive))
        self.check(self.info(f"{archive}/two"))

    def test_damaged_and_greedy_archives_are_refused(self):
        archive = self.zipped(self.exiobase(self.folder / "t"), "t.zip", "")
        whole = archive.read_bytes()
        at = whole.index(b"Z.txt") + 40
        archive.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1:])
        self.assertIn("t.zip/Z.txt", self.refused(archive))
        archive.write_bytes(whole[:len(whole) // 2])
        self.assertIn("t.zip", self.refused(archive))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("Z.txt", "region\t\tA\nsector\t\ts\nA\ts\t1" + "0" * 50_000_000)
            bomb.writestr("Y.txt", "region\t\tA\ncategory\t\tc\nA\ts\t1\n")
        done = run("mrio", "info", archive)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("unpacks to more than 8 GiB or 200 times its size", done.stderr)

    def test_a_second_run_reads_the_cache_and_a_changed_file_is_read_again(self):
        folder = self.exiobase(self.folder / "t")
        cache = self.folder / "cache"
        first = self.info(folder, "--cache", cache)
        kept = list(cache.glob("table-*.kept"))
        self.assertEqual(len(kept), 1)
        done = run("mrio", "info", folder, "--cache", cache, "--json", "--verbose")
        self.assertIn("cache: read", done.stderr)
        self.assertEqual(json.loads(done.stdout), first)
        bytes_ = bytearray(kept[0].read_bytes())
        bytes_[len(bytes_) // 2] ^= 1
        kept[0].write_bytes(bytes_)
        done = run("mrio", "info", folder, "--cache", cache, "--json")
        self.assertIn("a damaged or foreign file is made anew", done.stderr)
        self.assertEqual(json.loads(done.stdout), first)
        text = (folder / "Z.txt").read_text()
        (folder / "Z.txt").write_text(text.replace(repr(float(self.Z[2, 3])), "100"))
        again = self.info(folder, "--cache", cache)
        self.near(again["sum_of_flows"], self.Z.sum() - self.Z[2, 3] + 100)
        self.assertEqual(len(list(cache.glob("table-*.kept"))), 2)

    def test_plain_tables_side_by_side_and_flow_by_flow(self):
        wide, long = self.folder / "wide.csv", self.folder / "long.csv.gz"
        names = [(r, f"s{i % 2}") for i, (r, _) in enumerate(INDUSTRIES)]
        demands = [(r, ("hh", "inv")[i % 2]) for i, (r, _) in enumerate(DEMANDS)]
        columns = names + demands
        values = np.hstack([self.Z, self.Y])
        head = [["region", "", *(c[0] for c in columns)], ["sector", "", *(c[1] for c in columns)]]
        rows = [[*i, *(repr(float(v)) for v in line)] for i, line in zip(names, values)]
        wide.write_text("".join(",".join(r) + "\n" for r in head + rows))
        with gzip.open(long, "wt") as out:
            out.write("from_region,from_sector,to_region,to_sector,value\n")
            for i, line in zip(names, values):
                for k, v in zip(columns, line):
                    out.write(",".join([*i, *k, repr(float(v))]) + "\n")
        found = {p.name: self.info(p) for p in (wide, long)}
        for facts in found.values():
            self.assertEqual(facts.pop("format"), "csv")
            facts.pop("path")
        self.assertEqual(found["wide.csv"], found["long.csv.gz"])
        self.near(found["wide.csv"]["sum_of_flows"], self.Z.sum())
        self.near(found["wide.csv"]["sum_of_final_demand"], self.Y.sum())

    def test_what_is_wrong_is_told_with_its_place(self):
        base = self.exiobase(self.folder / "t")
        text = {name: (base / name).read_text() for name in ("Z.txt", "Y.txt", "unit.txt")}

        def with_(name, old, new, count=1):
            for other, whole in text.items():
                (base / other).write_text(whole)
            self.assertIn(old, text[name])
            (base / name).write_text(text[name].replace(old, new, count))
            return self.refused(base)

        number = repr(float(self.Z[0, 1]))
        at = text["Z.txt"].split("\n")[3].index(number) + 1
        self.assertIn(f'Z.txt:4:{at}: "nan" is not finite', with_("Z.txt", number, "nan"))
        self.assertIn(f'Z.txt:4:{at}: "" is empty', with_("Z.txt", number, ""))
        self.assertIn("Z.txt:4:", with_("Z.txt", "\t" + number, ""))
        self.assertIn("7 cells where the header has 8", with_("Z.txt", "\t" + number, ""))
        self.assertIn('Z.txt:1:18: a second column (AT, Steel, "raw"), the first is number 2 of the numbers',
                      with_("Z.txt", "AT\tAT\tCN\tCN", "AT\tAT\tCN\tAT"))
        self.assertIn("Y.txt:1:9: region XX, which Z does not have", with_("Y.txt", "region\t\tAT", "region\t\tXX"))
        self.assertIn("has no column (AT, Changes in inventories)",
                      with_("Y.txt", "inventories", "stocks"))
        self.assertIn("unit.txt:3:4: row 2 is (AT, Steeel", with_("unit.txt", 'AT\t"Steel', 'AT\t"Steeel'))
        self.assertIn("rows must be the columns of Z", with_("Y.txt", "\nCN\tCult", "\nCN\tKult"))
        cut = text["Z.txt"][:text["Z.txt"].rindex("\n", 0, -1) + 1]
        for other, whole in text.items():
            (base / other).write_text(whole)
        (base / "Z.txt").write_text(cut)
        self.assertIn("ends after 5 rows of numbers, and Z has 6 columns", self.refused(base))

    @unittest.skipUnless(DATA, "HOTGRID_DATA is not set")
    def test_wiod_2011(self):
        """Sums by awk over the unpacked files; 20 zero outputs, two of -1, 352 negative cells: the data's readme."""
        found = self.info(pathlib.Path(DATA) / "world-2011" / "mrio")
        self.assertEqual((found["industries"], found["sum_of_flows"], found["sum_of_final_demand"]),
                         (1435, 72440092, 69268600))
        self.assertEqual(found["unit"], "M.USD")
        self.assertEqual(len(found["zero_output"]), 20)
        self.assertEqual(found["negative_output"], [{"region": "LUX", "sector": "c5"}, {"region": "LUX", "sector": "c8"}])
        self.assertEqual(found["negative_final_demand"]["count"], 352)


unittest.main(verbosity=2)
