"""Chains: who consumes what is emitted where, between provinces and countries; hotgrid flows in all its forms."""
import csv
import io
import json
import re
import subprocess
import unittest

import numpy as np
from osgeo import gdal

import gravity
from common import Case, run

SQUARES = {"P": (110, 30), "Q": (114, 30)}
# By hand, all sales to final demand, so that what is emitted goes where the money comes from.  Of CHN's 80 at home
# P and Q have 30, 10 and 10, 30 by the pattern 3, 1, 1, 3; of its 20 abroad 15 and 5 by exports of 3 and 1; of the 10
# it buys abroad 5 each, as they buy 4 each at home.  Outputs are 55, 45 and 50; 110 t, 45 t and 100 t are emitted.
FLOW = {"P": {"P": 60, "Q": 20, "B": 30}, "Q": {"P": 10, "Q": 30, "B": 5}, "B": {"P": 10, "Q": 10, "B": 80}}
STUDY = """name: two
year: 2012
grid: china-10km
regions: {file: squares.geojson, id: code}
inventory:
  totals:
    - {file: inventory.csv}
  sectors: sectors.csv
  proxies:
    - {use: [area]}
  household: [homes]
trade:
  format: csv
  path: world.csv
  nest: {format: csv, path: provinces.csv, parent: CHN, abroad: [EX]}
"""
FILES = {
    "inventory.csv": "region,sector,value,unit\nP,steel,110,t\nQ,steel,45,t\nP,homes,7,t\n",
    "sectors.csv": "sector,name\nsteel,Steel\nhomes,Homes\n",
    "world.csv": "region,,CHN,B,CHN,B\nsector,,steel,steel,demand,demand\nCHN,steel,0,0,80,20\nB,steel,0,0,10,40\n",
    "provinces.csv": "region,,P,Q,P,Q,EX\nsector,,steel,steel,demand,demand,demand\n"
                     "P,steel,0,0,3,1,3\nQ,steel,0,0,1,3,1\n",
    "emissions.csv": "region,sector,value,unit\nCHN,steel,10,t\nB,steel,100,t\n",
}


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def matrix(text):
    """Codes of rows and columns with their numbers, NaN where there is none."""
    lines = list(csv.reader(io.StringIO(text)))
    return ([line[0] for line in lines[1:]], [re.sub("^(net_)?to_|_t$", "", code) for code in lines[0][1:]],
            np.array([[float(v) if v else np.nan for v in line[1:]] for line in lines[1:]]))


class Chains(Case):
    def table(self, name):
        return read((self.out / "tables" / f"{name}.csv").read_text(encoding="utf-8"))

    def flows(self, study, *args):
        done = run("flows", study, *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


class TwoProvinces(Chains):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        for name, text in FILES.items():
            (self.folder / name).write_text(text)
        squares = [{"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [
            [[x, y], [x + 4, y], [x + 4, y + 4], [x, y + 4], [x, y]]]}} for code, (x, y) in SQUARES.items()]
        (self.folder / "squares.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": squares}))
        self.bare = self.folder / "bare.yaml"
        self.bare.write_text(STUDY)
        self.study = self.folder / "study.yaml"
        self.study.write_text(STUDY + "  emissions:\n    - {file: emissions.csv}\n")

    def rows(self, study):
        done = run("accounts", study, "-o", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {(r["of"], r["kind"], r["region"]): r for r in self.table("chains")}

    def assert_row(self, row, **expected):
        for column, value in expected.items():
            if value is None or isinstance(value, str):
                self.assertEqual(row[column], value or "", column)
            else:
                self.assertAlmostEqual(float(row[column]), value, 6, column)

    def test_provinces_tell_their_country_from_abroad(self):
        rows = self.rows(self.study)
        self.assertEqual([key for key in rows if key[0] == "study"],
                         [("study", "region", "P"), ("study", "region", "Q"), ("study", "country", "CHN")])
        self.assert_row(rows["study", "region", "P"], part_of="CHN", emitted_t=110, own_t=60, other_regions_t=20,
                        within_country_t=80, abroad_t=30, households_t=7, consumed_t=80, from_other_regions_t=10,
                        from_abroad_t=10, net_export_t=30, net_to_other_regions_t=10,
                        out_of_region_percent=100 * 50 / 110, consumed_out_of_region_percent=25, chains="known")
        self.assert_row(rows["study", "region", "Q"], part_of="CHN", emitted_t=45, own_t=30, other_regions_t=10,
                        abroad_t=5, households_t=0, consumed_t=60, from_other_regions_t=20, from_abroad_t=10,
                        net_export_t=-15, net_to_other_regions_t=-10, out_of_region_percent=100 / 3,
                        consumed_out_of_region_percent=50)
        self.assert_row(rows["study", "country", "CHN"], part_of=None, emitted_t=155, own_t=90, other_regions_t=30,
                        abroad_t=35, consumed_t=140, from_other_regions_t=30, from_abroad_t=20, net_export_t=15,
                        net_to_other_regions_t=0, out_of_region_percent=100 * 65 / 155)
        self.assert_row(rows["table", "region", "B"], part_of=None, emitted_t=100, own_t=80, other_regions_t=None,
                        abroad_t=20, from_other_regions_t=None)

    def test_what_abroad_emits_is_empty_where_nobody_tells_it(self):
        rows = self.rows(self.bare)
        self.assertEqual({key[0] for key in rows}, {"study"})
        for code, from_other in (("P", 10), ("Q", 20)):
            self.assert_row(rows["study", "region", code], from_other_regions_t=from_other, from_abroad_t=None,
                            consumed_t=None, net_export_t=None, consumed_out_of_region_percent=None)
        self.assert_row(rows["study", "region", "P"], emitted_t=110, own_t=60, net_to_other_regions_t=10)

    def test_the_sentence_is_that_of_the_rows(self):
        for study, words in (
                (self.study, "Of the footprint of Q 50 % lies elsewhere, more than of any other part; 33 % in other "
                 "parts of China."),
                (self.bare, "Of what is emitted in China for final demand in Q 40 % lies elsewhere, more than of any "
                 "other part.")):
            done = run("attribute", study, "-o", self.folder / study.stem)
            self.assertEqual(done.returncode, 0, done.stderr)
            told = json.loads((self.folder / study.stem / "run.json").read_text())["levers"]["chains"]
            self.assertEqual(told["sentence"], "42 % of what industries of China emit serves final demand outside the "
                             "region that emits it: 19 % in other parts of China, 23 % abroad. " + words)
            self.assertEqual(told["of"], "study")
            self.assertEqual([r["code"] for r in told["regions"]], ["P", "Q"])
            self.assertAlmostEqual(told["regions"][0]["out_of_region_share"], 50 / 110, 12)
            self.assertEqual([(f["from"], f["to"]) for f in told["top_flows"]], [("P", "B"), ("P", "Q"), ("Q", "P"),
                                                                                 ("Q", "B")])
            found = np.array(told["matrix"])
            expected = [[FLOW[r][d] for d in "PQ"] for r in "PQ"]
            self.assertLess(abs(found - expected).max(), 1e-9)
            self.assertEqual("table" in told, study == self.study)

    def test_a_code_with_a_comma_is_one_column(self):
        for name in ("world.csv", "emissions.csv"):
            path = self.folder / name
            path.write_text(re.sub(r"\bB\b", '"B,1"', path.read_text()))
        done = run("attribute", self.study, "-o", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        for table, most in (("flow_matrix", 4), ("regions", 3), ("sectors", 3)):
            with open(self.out / "tables" / f"{table}.csv", encoding="utf-8", newline="") as file:
                heads = next(csv.reader(file))
            self.assertEqual(heads[-most:], ["to_P_t", "to_Q_t", "to_B,1_t", "sum_t"][:most])
        self.assertEqual(matrix(self.flows(self.study, "--matrix"))[1], ["P", "Q", "B,1", "sum"])

    def test_the_matrix_and_its_net(self):
        self.rows(self.study)
        lines = self.table("flow_matrix")
        for line in lines:
            if line["of"] == "study" and line["from"] != "sum":
                for to in "PQB":
                    self.assertAlmostEqual(float(line[f"to_{to}_t"]), FLOW[line["from"]][to], 9)
        rows, columns, flow = matrix(self.flows(self.study, "--matrix"))
        self.assertEqual((rows, columns), (["P", "Q", "sum"], ["P", "Q", "B", "sum"]))
        self.assertLess(abs(flow - [[60, 20, 30, 110], [10, 30, 5, 45], [70, 50, 35, 155]]).max(), 1e-9)
        rows, columns, net = matrix(self.flows(self.study, "--matrix", "--net"))
        np.testing.assert_allclose(net[0], [0, 10, np.nan, np.nan], atol=1e-12)  # what B emits is not known here
        np.testing.assert_allclose(net[1], [-10, 0, np.nan, np.nan], atol=1e-12)

    def test_net_flows_go_one_way(self):
        flows = read(self.flows(self.bare, "--net"))
        self.assertEqual([(f["from"], f["to"]) for f in flows], [("P", "Q")])
        self.assertAlmostEqual(float(flows[0]["t"]), 10, 9)
        self.assertIn("2 pairs have no net", run("flows", self.bare, "--net").stderr)
        self.assertEqual(read(self.flows(self.bare, "--net", "--from", "Q")), [])

    def test_flows_within_a_country(self):
        flows = read(self.flows(self.study, "--within", "CHN"))
        self.assertEqual([(f["from"], f["to"], round(float(f["t"]), 9)) for f in flows], [("P", "Q", 20), ("Q", "P", 10)])
        self.assertAlmostEqual(float(flows[0]["share_percent"]), 200 / 3, 5)
        flows = read(self.flows(self.study, "--within", "CHN", "--min-share", "50"))
        self.assertEqual([f["from"] for f in flows], ["P"])

    def test_wrong_words_are_told(self):
        for args, words in ((("--within", "P"), "--within: `P` is a region; name a group of the study"),
                            (("--groups", "CHM"), "--groups: `CHM` is neither a region"),
                            (("--sector", "stel"), "--sector: `stel` is no sector of the trade table nor of the study; "
                             "did you mean `steel`?"),
                            (("--product", "stel"), "--product: `stel` is no sector of the trade table; did you mean "
                             "`steel`?"),
                            (("--min-share", "x"), "--min-share wants percent from 0 to 100, not `x`")):
            done = run("flows", self.study, *args)
            self.assertEqual(done.returncode, 2, args)
            self.assertIn(words, done.stderr)


class OneMix(Chains):
    """Provinces of one national table: what they emit for each other nobody knows."""

    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"
        self.out = self.folder / "out"

    def test_no_number_pretends(self):
        done = run("accounts", self.study, "-o", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = self.table("chains")
        parts = [r for r in rows if r["kind"] == "part"]
        self.assertEqual((len(parts), len(rows)), (30, 31))
        exports = {r["region"]: float(r["abroad_t"]) for r in parts}
        for r in parts:
            for column in ("own_t", "other_regions_t", "consumed_t", "from_other_regions_t", "from_abroad_t",
                           "net_export_t", "net_to_other_regions_t", "out_of_region_percent",
                           "consumed_out_of_region_percent"):
                self.assertEqual(r[column], "", column)
            self.assertAlmostEqual(float(r["within_country_t"]) + float(r["abroad_t"]), float(r["emitted_t"]), 3)
            self.assertEqual(r["chains"], "not known within CHN: 30 regions share its market mix; abroad by that mix")
        china = rows[0]
        self.assertEqual((china["region"], china["other_regions_t"]), ("CHN", ""))
        self.assertEqual(china["chains"], "not known between the 30 regions of the study in it")
        self.assertAlmostEqual(sum(exports.values()) / float(china["abroad_t"]), 1, 12)

    def test_list_and_map_say_so(self):
        words = "What the 30 regions of the study in China emit for one another is not known: they share its market mix."
        done = run("flows", self.study, "-o", self.out)
        self.assertIn(words, done.stderr)
        self.assertIn(words, gdal.Open(str(self.out / "flows/flows.png")).GetMetadata()["Description"])

    def test_the_numbers_beside_the_map_are_those_of_the_matrix(self):
        self.edit(self.study, "\nmaps:\n", "\nmaps:\n  formats: [pdf, svg]\n")
        for verb in ("accounts", "flows"):
            self.assertEqual(run(verb, self.study, "-o", self.out).returncode, 0)
        line = next(r for r in self.table("flow_matrix") if r["from"] == "CHN")
        names = {r["to"]: r["to_name"] for r in read((self.out / "flows/flows.csv").read_text(encoding="utf-8"))}
        mt = {names[to]: float(line[f"to_{to}_t"]) / 1e6 for to in names if to != "ROW"}  # that has no place on the map
        largest = sorted(mt, key=mt.get, reverse=True)
        text = subprocess.run(["pdftotext", "-layout", self.out / "flows/flows.pdf", "-"], check=True,
                              capture_output=True, text=True).stdout
        told = {int(n): (to, float(value)) for n, to, value in re.findall(r"(\d+) +China to (\S.*?)  +([\d.]+)", text)}
        self.assertEqual([told[n][0] for n in range(1, 11)], largest[:10])
        for to, value in told.values():
            self.assertLess(abs(value - mt[to]), 0.5 if value >= 100 else 0.05, to)
        self.assertIn("Largest flows, Mt CO₂ a year", text)
        self.assertIn(f"13 flows, {sum(mt.values()) / 1e3:.2f} Gt of", text.replace("\N{NO-BREAK SPACE}", " "))
        # A bar of the legend, in the red of the arrows, is as broad as an arrow of its mass: 0.8 of the type where the largest flow goes.
        svg = (self.out / "flows/flows.svg").read_text(encoding="utf-8")
        keys = [float(t) for t in re.search(r"((?: *\d+ Mt){3})", text)[1].replace("Mt", "").split()]
        bars = [float(b) for b in re.findall(r"stroke-width:([\d.]+);[^>]*stroke:rgb\(87\.058824%,9\.", svg)]
        self.assertEqual((keys, len(bars)), ([500, 250, 100], 3))
        size = bars[0] / (0.8 * keys[0] / mt[largest[0]])
        for key, bar in zip(keys, bars):
            self.assertAlmostEqual(bar, 0.8 * size * key / mt[largest[0]], 3)
        self.assertTrue(5 < size < 12, size)  # pt

    def test_flows_of_one_sector(self):
        whole = {r["to"]: float(r["t"]) for r in read(self.flows(self.study))}
        run("accounts", self.study, "-o", self.out)
        sectors = list(dict.fromkeys(r["sector"] for r in self.table("emitters")))
        self.assertEqual(len(sectors), 8)
        found = [{r["to"]: float(r["t"]) for r in read(self.flows(self.study, "--sector", s))} for s in sectors]
        for to, t in whole.items():
            self.assertAlmostEqual(sum(f[to] for f in found) / t, 1, 12)
        for r in self.table("emitters"):
            if r["to"] != "CHN":
                self.assertAlmostEqual(found[sectors.index(r["sector"])][r["to"]] / float(r["t"]), 1, 12)

    def test_flows_behind_one_product(self):
        run("accounts", self.study, "-o", self.out)
        expected = {}
        for r in self.table("products"):
            expected[r["product"], r["to"]] = expected.get((r["product"], r["to"]), 0) + float(r["t"])
        sectors = list(dict.fromkeys(r["sector"] for r in self.table("emitters")))
        for sector in ("power", "services_construction_agriculture"):
            found = read(self.flows(self.study, "--product", sector))
            self.assertEqual(len(found), 14)
            for r in found:  # China alone emits here
                self.assertAlmostEqual(float(r["t"]) / expected[sector, r["to"]], 1, 10)
        whole = {r["to"]: float(r["t"]) for r in found}
        parts = [{r["to"]: float(r["t"]) for r in read(self.flows(self.study, "--product", sector, "--sector", s))}
                 for s in sectors]
        for to, t in whole.items():
            self.assertAlmostEqual(sum(part[to] for part in parts) / t, 1, 11)


class Provinces(Chains):
    """30 provinces inside the world of the example, held against numpy."""

    @classmethod
    def setUpClass(cls):
        rng = np.random.default_rng(3)
        cls.e_world = np.round(rng.uniform(1e6, 9e7, (15, 8)))

    def setUp(self):
        super().setUp()
        self.folder_of = self.example()
        self.study = gravity.write_study(self.folder_of, self.e_world)
        self.codes, self.flow = gravity.nested_flow(self.folder_of, self.e_world)
        self.out = self.folder / "out"

    def test_chains_of_provinces_by_numpy(self):
        done = run("accounts", self.study, "-o", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        flow, P = self.flow, 30
        lines = [r for r in self.table("flow_matrix") if r["of"] == "study"]
        self.assertEqual([r["from"] for r in lines[:-1]], self.codes[:P])
        for p, line in enumerate(lines[:-1]):
            for d, code in enumerate(self.codes):
                self.assertAlmostEqual(float(line[f"to_{code}_t"]) / flow[p, d], 1, 9)
            self.assertAlmostEqual(float(line["sum_t"]) / flow[p].sum(), 1, 11)
        for d, code in enumerate(self.codes):
            self.assertAlmostEqual(float(lines[-1][f"to_{code}_t"]) / flow[:P, d].sum(), 1, 11)
        rows = {r["region"]: r for r in self.table("chains") if r["of"] == "study"}
        own, home = np.diag(flow)[:P], flow[:P, :P]
        for p, code in enumerate(self.codes[:P]):
            for column, value in (("own_t", own[p]), ("other_regions_t", home[p].sum() - own[p]),
                                  ("abroad_t", flow[p, P:].sum()), ("from_other_regions_t", home[:, p].sum() - own[p]),
                                  ("from_abroad_t", flow[P:, p].sum()), ("consumed_t", flow[:, p].sum()),
                                  ("out_of_region_percent", 100 * (1 - own[p] / flow[p].sum())),
                                  ("consumed_out_of_region_percent", 100 * (1 - own[p] / flow[:, p].sum()))):
                # percents have six decimals
                self.assertAlmostEqual(float(rows[code][column]) / value, 1, 6 if "percent" in column else 9, column)
        self.assertAlmostEqual(float(rows["CHN"]["out_of_region_percent"]), 100 * (1 - own.sum() / flow[:P].sum()), 5)
        self.assertEqual(rows["CHN"]["kind"], "country")
        self.assertEqual(rows["CHN"]["net_to_other_regions_t"], "0")
        coast = [i for i, code in enumerate(self.codes[:P]) if code in gravity.COAST]
        inland = [i for i in range(P) if i not in coast]
        for column, value in (("own_t", flow[np.ix_(coast, coast)].sum()),
                              ("other_regions_t", flow[np.ix_(coast, inland)].sum()),
                              ("from_other_regions_t", flow[np.ix_(inland, coast)].sum()),
                              ("abroad_t", flow[coast, P:].sum()), ("from_abroad_t", flow[P:, coast].sum())):
            self.assertAlmostEqual(float(rows["coast"][column]) / value, 1, 9, column)

    def test_laws_of_the_matrices(self):
        rows, columns, flow = matrix(self.flows(self.study, "--world", "--matrix"))
        self.assertEqual(rows, columns)
        net = matrix(self.flows(self.study, "--world", "--matrix", "--net"))[2]
        inner = flow[:-1, :-1]
        np.testing.assert_array_equal(net[:-1, :-1], -net[:-1, :-1].T)
        np.testing.assert_allclose(net[:-1, :-1], inner - inner.T, rtol=1e-12, atol=1e-6)
        np.testing.assert_allclose(flow[:-1, -1], inner.sum(1), rtol=1e-12)
        np.testing.assert_allclose(flow[-1, :-1], inner.sum(0), rtol=1e-12)
        self.assertAlmostEqual(flow[-1, -1] / self.e_world.sum(), 1, 12)  # all that is emitted is consumed
        np.testing.assert_allclose(net[:-1, -1], inner.sum(1) - inner.sum(0), atol=1e-5 * inner.max())
        run("accounts", self.study, "-o", self.out)
        accounts = {r["region"]: r for r in self.table("accounts") if r["of"] == "table"}
        for i, code in enumerate(rows[:-1]):
            self.assertAlmostEqual(flow[i, -1] / float(accounts[code]["production_t"]), 1, 12)
            self.assertAlmostEqual(flow[-1, i] / float(accounts[code]["consumption_t"]), 1, 12)

    def test_groups_keep_the_sums(self):
        rows, columns, whole = matrix(self.flows(self.study, "--world", "--matrix"))
        merged_rows, merged_columns, merged = matrix(
            self.flows(self.study, "--world", "--matrix", "--groups", "coast,inland"))
        self.assertEqual(len(merged_rows), 17)  # two groups, 14 countries, the sum
        self.assertEqual(set(merged_rows[:2]), {"coast", "inland"})
        self.assertAlmostEqual(merged[-1, -1] / whole[-1, -1], 1, 12)
        where = [merged_rows.index("coast" if c in gravity.COAST else "inland" if c.startswith("CN-") else c)
                 for c in rows[:-1]]
        expected = np.zeros((16, 16))
        np.add.at(expected, (np.array(where)[:, None], np.array(where)), whole[:-1, :-1])
        np.testing.assert_allclose(merged[:-1, :-1], expected, rtol=1e-11)
        done = run("flows", self.study, "--groups", "coast,CHN")
        self.assertEqual(done.returncode, 2)
        self.assertIn("is a member of `coast` and of `CHN`", done.stderr)

    def test_maps_of_a_country_and_of_the_world(self):
        self.flows(self.study, "--within", "CHN", "--top", "12", "-o", self.out, "--matrix")
        words = gdal.Open(str(self.out / "flows/flows.png")).GetMetadata()
        self.assertEqual(words["Title"], "CO₂ emitted for final demand in other regions of China, 2012")
        self.assertTrue(words["Description"].startswith("12 flows, "), words["Description"])
        self.assertIn("Grid: china-10km", words["Source"])
        self.assertEqual({r["on_map"] for r in read((self.out / "flows/flows.csv").read_text())}, {"yes"})
        told = json.loads((self.out / "flows/flows.json").read_text())["matrix"]
        rows, columns, flow = matrix((self.out / "flows/matrix.csv").read_text())
        self.assertEqual((told["from"], told["to"]), (rows[:-1], columns[:-1]))
        np.testing.assert_array_equal(np.array(told["t"]), flow[:-1, :-1])
        net = matrix((self.out / "flows/net_matrix.csv").read_text())[2]
        np.testing.assert_array_equal(net[:-1, :-1], -net[:-1, :-1].T)
        again = self.folder / "again"
        self.flows(self.study, "--within", "CHN", "--top", "12", "-o", again, "--matrix", "--threads", "2")
        for name in ("flows.png", "matrix.csv", "flows.json"):
            self.assertEqual((self.out / "flows" / name).read_bytes(), (again / "flows" / name).read_bytes())
        self.flows(self.study, "--from", "CHN", "--net", "--world", "-o", self.out)
        words = gdal.Open(str(self.out / "flows/flows.png")).GetMetadata()
        self.assertIn("Equal Earth", words["Source"])
        self.assertEqual(words["Title"], "CO₂ emitted in China for final demand elsewhere, net of what comes back, 2012")
        self.flows(self.study, "--from", "USA", "--to", "EU27", "--world", "-o", self.out)
        words = gdal.Open(str(self.out / "flows/flows.png")).GetMetadata()
        self.assertEqual(words["Title"], "CO₂ emitted in the United States for final demand in the EU-27, 2012")


if __name__ == "__main__":
    unittest.main()
