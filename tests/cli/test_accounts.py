"""hotgrid accounts, flows and attribute; layers of parts of final demand."""
import csv, io, json, unittest

import numpy as np
from osgeo import gdal

from common import Case, EXAMPLE, digests, run

REGIONS = "CHN USA JPN KOR IND RUS AUS CAN BRA MEX IDN TWN TUR EU27 ROW".split()
CATEGORIES = ["household", "government", "investment"]


def rows(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def trade_table():
    """Sectors, Z, Y [industry, destination, category] of the example."""
    def read(name):
        with open(EXAMPLE / "trade" / name, newline="") as f:
            lines = list(csv.reader(f))
        return [(line[0], line[1]) for line in lines[3:]], np.array([line[2:] for line in lines[3:]], float)
    labels, z = read("Z.csv")
    _, y = read("Y.csv")
    return labels, z, y.reshape(len(labels), len(REGIONS), len(CATEGORIES))


class World:
    """Footprints of emissions of all industries by numpy, from the formulas of docs/method.md."""

    def __init__(self, labels, z, y, e):
        x = z.sum(1) + y.sum((1, 2))
        region = np.array([REGIONS.index(r) for r, _ in labels])
        sectors = sorted({s for _, s in labels}, key=[s for _, s in labels].index)
        sector = np.array([sectors.index(s) for _, s in labels])
        a, f, d = z / x, e / x, np.arange(len(REGIONS))
        self.direct, self.e, self.region, self.sector = f, e, region, [s for _, s in labels]
        share = self.share = np.linalg.solve(np.eye(len(x)) - a, y.sum(2)) / x[:, None]
        self.total = np.linalg.solve((np.eye(len(x)) - a).T, f)
        self.flow = np.array([(e[region == r, None] * share[region == r]).sum(0) for r in d])
        w = np.linalg.solve((np.eye(len(x)) - a).T, np.where(region[:, None] == d, f[:, None], 0))
        self.category = np.einsum("j,jdk->dk", w.sum(1), y)
        self.own = np.array([[w[region == r, r] @ y[region == r, k].sum(1) for k in d] for r in d])
        self.eebt = np.zeros_like(self.flow)
        for r in d:
            home = region == r
            v = np.linalg.solve((np.eye(home.sum()) - a[np.ix_(home, home)]).T, f[home])
            for s in d:
                sold = y[home, s].sum(1) + (z[np.ix_(home, region == s)].sum(1) if s != r else 0)
                self.eebt[r, s] = v @ sold
        abroad = (1 - share[np.arange(len(x)), region]) * x
        mean = np.array([(f * abroad)[sector == s].sum() / abroad[sector == s].sum() for s in range(len(sectors))])
        extra = (f - mean[sector]) * abroad
        self.tcba = self.flow.sum(0) + np.array([extra[region == r].sum() for r in d])


def world_study(study):
    """The example with emissions of all industries of its table; the study file, tonnes by industry."""
    labels, _, _ = trade_table()
    rng = np.random.default_rng(5)
    e = np.round(rng.uniform(1e6, 9e7, len(labels)))
    with open(study / "emissions.csv", "w", newline="") as f:
        f.write("region,sector,value,unit\n")
        f.writelines(f"{r},{s},{v},t\n" for (r, s), v in zip(labels, e))
    (study / "households.csv").write_text("region,value,unit\nUSA,1000000,t\nCHN,2,Mt\n")
    text = (study / "study.yaml").read_text(encoding="utf-8")
    path = study / "world.yaml"
    path.write_text(text.replace("  names: markets.csv\n", "  names: markets.csv\n  emissions:\n"
                                 "    - {file: emissions.csv, household: households.csv}\n"
                                 "groups:\n  - {name: hubs, members: [USA, EU27]}\n"), encoding="utf-8")
    return path, e


class Accounts(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example()
        self.out = self.study / "out"

    def table(self, name, of="study"):
        return [row for row in rows(self.out / "tables" / f"{name}.csv") if row["of"] == of]

    def test_accounts_need_no_grid_and_all_parts_add_up(self):
        done = run("accounts", self.study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("9336.030", done.stdout)  # CEADs without the households, Mt
        self.assertFalse((self.out / "tif").exists() or (self.out / "run.json").exists())
        accounts = {row["region"]: row for row in self.table("accounts")}
        production = float(accounts["CHN"]["production_t"])
        consumption = sum(float(r["consumption_t"]) for r in accounts.values())
        self.assertAlmostEqual(production / 9336.03e6, 1, 12)
        self.assertAlmostEqual(consumption / production, 1, 12)
        self.assertAlmostEqual(float(accounts["CHN"]["households_t"]), 406.66e6, 3)
        for name in ("categories", "products", "tiers", "emitters"):
            parts = {}
            for row in self.table(name):
                parts[row["to"]] = parts.get(row["to"], 0) + float(row["t"])
            for code in REGIONS:
                self.assertAlmostEqual(parts[code] / float(accounts[code]["consumption_t"]), 1, 11, name)
        flows = {row["to"]: float(row["t"]) for row in self.table("transfers") if row["from"] == "CHN"}
        for row in self.table("routes"):
            whole = sum(float(row[c]) for c in ("own_exports_t", "through_destination_t", "through_others_t"))
            self.assertAlmostEqual(whole / flows[row["to"]], 1, 11)
        sold = sum(float(row["bilateral_t"]) for row in self.table("eebt") if row["from"] == "CHN")
        self.assertAlmostEqual(sold / production, 1, 12)
        whole = float(accounts["CHN"]["production_t"]) + 406.66e6
        self.assertAlmostEqual(float(accounts["CHN"]["territorial_t"]) / whole, 1, 12)
        own = float(accounts["CHN"]["consumption_t"]) + 406.66e6
        self.assertAlmostEqual(float(accounts["CHN"]["footprint_t"]) / own, 1, 12)

    def test_what_the_study_does_not_cover_is_empty_and_no_deficit(self):
        done = run("accounts", self.study / "study.yaml")
        for row in self.table("accounts"):
            known = [c for c in row if c.endswith("_t") and row[c] != ""]
            if row["region"] == "CHN":
                self.assertEqual(len(known), 9)
            else:
                self.assertEqual(known, ["consumption_t", "imported_t"])
                self.assertEqual(row["consumption_t"], row["imported_t"])
        for name, net in (("transfers", "net_t"), ("eebt", "net_bilateral_t")):
            for row in self.table(name):
                self.assertEqual(row["from"], "CHN")
                self.assertEqual(row[net], "0" if row["to"] == "CHN" else "")
        japan = next(line for line in done.stdout.splitlines() if "Japan" in line).split()
        self.assertEqual(japan[1:6], ["-"] * 5)
        self.assertGreater(float(japan[6]), 0)
        told = json.loads(run("accounts", self.study / "study.yaml", "--json").stdout)["accounts"][0]["regions"]
        japan = next(r for r in told if r["code"] == "JPN")
        self.assertIsNone(japan["net_export_t"])

    def test_tables_are_those_of_a_run(self):
        self.assertEqual(run("accounts", self.study / "study.yaml", "-o", self.folder / "a").returncode, 0)
        self.assertEqual(run("attribute", self.study / "study.yaml", "-o", self.folder / "b").returncode, 0)
        ours, theirs = digests(self.folder / "a"), digests(self.folder / "b")
        self.assertGreaterEqual(len(ours), 8)
        for name, digest in ours.items():
            self.assertEqual(digest, theirs[name], name)

    def test_json_tells_the_same(self):
        done = run("accounts", self.study / "study.yaml", "--json")
        told = json.loads(done.stdout)
        self.assertEqual((told["study"], told["gas"]), ("china-2012", "CO2"))
        usa = next(r for r in told["accounts"][0]["regions"] if r["code"] == "USA")
        row = next(r for r in self.table("accounts") if r["region"] == "USA")
        self.assertEqual(usa["imported_t"], float(row["imported_t"]))
        self.assertAlmostEqual(sum(usa["consumption_by_category_t"].values()) / usa["consumption_t"], 1, 12)

    def test_the_world_by_numpy(self):
        path, e = world_study(self.study)
        done = run("accounts", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        world = World(*trade_table(), e)
        accounts = {r["region"]: r for r in self.table("accounts", "table") if r["kind"] == "region"}
        for i, code in enumerate(REGIONS):
            row = accounts[code]
            self.assertAlmostEqual(float(row["production_t"]) / world.flow[i].sum(), 1, 11)
            self.assertAlmostEqual(float(row["consumption_t"]) / world.flow[:, i].sum(), 1, 11)
            direct = {"USA": 1e6, "CHN": 2e6}.get(code, 0)
            self.assertAlmostEqual(float(row["territorial_t"]) / (world.flow[i].sum() + direct), 1, 11)
            self.assertAlmostEqual(float(row["footprint_t"]) / (world.flow[:, i].sum() + direct), 1, 11)
        net = {(row["from"], row["to"]): float(row["net_t"]) for row in self.table("transfers", "table")}
        self.assertEqual(len(net), 225)
        for (a, b), value in net.items():
            self.assertEqual(value, -net[b, a])
        for row in self.table("transfers", "table"):
            self.assertAlmostEqual(
                float(row["t"]) / world.flow[REGIONS.index(row["from"]), REGIONS.index(row["to"])], 1, 10)
        index = {(REGIONS[r], s): i for i, (r, s) in enumerate(zip(world.region, world.sector))}
        emitters = self.table("emitters", "table")
        self.assertEqual(len(emitters), 120 * 15)
        for row in emitters:
            i = index[row["from"], row["sector"]]
            expected = world.e[i] * world.share[i, REGIONS.index(row["to"])]
            self.assertAlmostEqual(float(row["t"]) / expected, 1, 10)
        multipliers = self.table("multipliers", "table")
        self.assertEqual(len(multipliers), 120)
        for row in multipliers:
            i = index[row["region"], row["sector"]]
            self.assertAlmostEqual(float(row["direct_kg_per_unit"]) / (1000 * world.direct[i]), 1, 10)
            self.assertAlmostEqual(float(row["total_kg_per_unit"]) / (1000 * world.total[i]), 1, 10)
        for row in self.table("categories", "table"):
            expected = world.category[REGIONS.index(row["to"]), CATEGORIES.index(row["category"])]
            self.assertAlmostEqual(float(row["t"]) / expected, 1, 10)
        for row in self.table("routes", "table"):
            self.assertAlmostEqual(
                float(row["own_exports_t"]) / world.own[REGIONS.index(row["from"]), REGIONS.index(row["to"])], 1, 10)
        for row in self.table("eebt", "table"):
            self.assertAlmostEqual(
                float(row["bilateral_t"]) / world.eebt[REGIONS.index(row["from"]), REGIONS.index(row["to"])], 1, 10)
        for row in self.table("tcba", "table"):
            self.assertAlmostEqual(
                float(row["technology_adjusted_t"]) / world.tcba[REGIONS.index(row["region"])], 1, 10)

    def test_groups_are_sums_and_ranks_are_among_countries(self):
        path, e = world_study(self.study)
        done = run("accounts", path)
        world = World(*trade_table(), e)
        members = [REGIONS.index("USA"), REGIONS.index("EU27")]
        within = world.flow[np.ix_(members, members)].sum()
        imported = world.flow[:, members].sum() - within
        hubs = next(r for r in self.table("accounts", "table") if r["region"] == "hubs")
        self.assertEqual(hubs["kind"], "group")
        self.assertAlmostEqual(float(hubs["imported_t"]) / imported, 1, 11)
        self.assertAlmostEqual(float(hubs["exported_t"]) / (world.flow[members].sum() - within), 1, 11)
        emitted = world.flow.sum(1)
        emitted[REGIONS.index("USA")] += 1e6
        emitted[REGIONS.index("CHN")] += 2e6
        emitted = np.delete(emitted, REGIONS.index("ROW"))  # the rest of the world is no country
        rank = next(r for r in self.table("ranks", "table")
                    if r["region"] == "hubs" and r["what"] == "emitted elsewhere for it")
        self.assertEqual(int(rank["rank_among_countries"]), 1 + (emitted > imported).sum())
        self.assertIn("emitted elsewhere for hubs: ", done.stdout)
        self.assertIn("among countries by all they emit", done.stdout)
        self.assertNotIn("emitted elsewhere for Rest", done.stdout)
        for row in self.table("ranks", "table"):
            self.assertEqual(row["rank_among_countries"] == "", row["region"] == "ROW")
        study = [row["region"] for row in self.table("ranks") if row["what"] == "emitted"]
        self.assertEqual(study, ["CHN"])

    def test_reexports_are_told_with_the_money_they_moved(self):
        labels, z, y = trade_table()
        (self.study / "hubs.csv").write_text("hub,destination,theta,rho,markup\nKOR,USA,1,0.5,0.25\n")
        self.edit(self.study / "study.yaml", "  names: markets.csv\n",
                  "  names: markets.csv\n  reexports: {file: hubs.csv}\n")
        done = run("accounts", self.study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        region = np.array([REGIONS.index(r) for r, _ in labels])
        kor, usa = REGIONS.index("KOR"), REGIONS.index("USA")
        sold = z[:, region == kor].sum(1) + y[:, kor].sum(1)
        money = sold[region != kor].sum()
        line = next(x for x in done.stdout.splitlines() if x.startswith("re-exports: "))
        words = line.split()
        self.assertEqual(words[4:], "sold to KOR goes to where it is used".split())
        self.assertAlmostEqual(float(words[3]) / money, 1, 5)
        # what comes from the USA itself stays with the hub: 0.5 / 1.25 of the rest moves
        rest = sold[(region != kor) & (region != usa)].sum()
        self.assertAlmostEqual(float(words[1]) / (0.4 * rest), 1, 5)

    def test_what_is_not_known_is_told(self):
        run("accounts", self.study / "study.yaml")
        self.assertFalse((self.out / "tables" / "ranks.csv").exists())
        text = (self.study / "study.yaml").read_text(encoding="utf-8")
        bare = self.study / "bare.yaml"
        bare.write_text(text[:text.index("trade:")] + text[text.index("maps:"):], encoding="utf-8")
        for verb in ("accounts", "flows", "attribute"):
            done = run(verb, bare)
            self.assertEqual(done.returncode, 4, verb)
            self.assertIn(f"`{verb}` needs the trade table", done.stderr)


class Flows(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example()

    def flows(self, *args, study="study.yaml"):
        done = run("flows", self.study / study, *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def test_the_largest_come_first(self):
        flows = self.flows()
        self.assertEqual(len(flows), 14)  # of China, to all others
        self.assertEqual([f["to"] for f in flows[:3]], ["ROW", "EU27", "USA"])
        sizes = [float(f["t"]) for f in flows]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertAlmostEqual(sum(float(f["share_percent"]) for f in flows), 100, 4)
        self.assertEqual([f["to"] for f in self.flows("--top", 2)], ["ROW", "EU27"])
        self.assertEqual(self.flows("--to", "JPN")[0]["to_name"], "Japan")
        self.assertEqual(self.flows("--from", "JPN"), [])

    def test_a_group_is_one_party_and_its_flows_are_its_exports_and_imports(self):
        path, e = world_study(self.study)
        world, hubs = World(*trade_table(), e), [REGIONS.index("USA"), REGIONS.index("EU27")]
        others = [i for i in range(len(REGIONS)) if i not in hubs]
        run("accounts", path)
        account = next(r for r in rows(self.study / "out/tables/accounts.csv")
                       if r["of"] == "table" and r["region"] == "hubs")
        for option, end, whole, expected in (
                ("--from", "to", "exported_t", world.flow[np.ix_(hubs, others)].sum(0)),
                ("--to", "from", "imported_t", world.flow[np.ix_(others, hubs)].sum(1))):
            flows = {f[end]: f for f in self.flows("--world", option, "hubs", study="world.yaml")}
            self.assertEqual(set(flows), {REGIONS[i] for i in others})
            for i, t in zip(others, expected):
                flow = flows[REGIONS[i]]
                self.assertAlmostEqual(float(flow["t"]) / t, 1, 10)
                self.assertAlmostEqual(float(flow["share_percent"]), 100 * t / expected.sum(), 5)
                self.assertEqual((flow[option[2:]], flow[option[2:] + "_name"]), ("hubs", "hubs"))
            self.assertAlmostEqual(sum(float(f["t"]) for f in flows.values()) / float(account[whole]), 1, 12)
        self.assertEqual(len(self.flows("--world", study="world.yaml")), 15 * 14)

    def test_trade_within_a_group_is_told(self):
        path, e = world_study(self.study)
        world, usa, eu = World(*trade_table(), e), REGIONS.index("USA"), REGIONS.index("EU27")
        done = run("flows", path, "--world", "--from", "hubs", "--json")
        within = world.flow[usa, eu] + world.flow[eu, usa]
        self.assertAlmostEqual(json.loads(done.stdout)["within_groups_t"] / within, 1, 10)
        self.assertIn("of trade between members of a group are left out", done.stderr)
        done = run("flows", path, "--world", "--from", "hubs", "--to", "USA", "--json")
        told = json.loads(done.stdout)
        self.assertEqual((told["flows"], done.returncode), ([], 0))
        self.assertAlmostEqual(told["within_groups_t"] / world.flow[eu, usa], 1, 10)
        self.assertIn("no flows from hubs to USA", done.stderr)

    def test_the_map_shows_the_flows_listed_that_have_places(self):
        out = self.folder / "out"
        run("flows", self.study / "study.yaml", "--top", "3", "-o", out)
        self.assertEqual([(r["to"], r["on_map"]) for r in rows(out / "flows/flows.csv")],
                         [("ROW", "no"), ("EU27", "yes"), ("USA", "yes")])
        told = json.loads((out / "flows/flows.json").read_text())
        self.assertEqual([f["on_map"] for f in told["flows"]], [False, True, True])
        words = gdal.Open(str(out / "flows/flows.png")).GetMetadata()
        self.assertRegex(words["Description"], r"^2 flows, .*; 1 more of the largest 3, 555 Mt, .* no place here")
        self.assertNotIn("on_map", self.flows()[0])
        path, _ = world_study(self.study)
        run("flows", path, "--world", "--from", "hubs", "-o", out)
        on_map = {r["to"]: r["on_map"] for r in rows(out / "flows/flows.csv")}
        self.assertEqual({to for to, drawn in on_map.items() if drawn == "no"}, {"ROW"})
        words = gdal.Open(str(out / "flows/flows.png")).GetMetadata()["Description"]
        self.assertTrue(words.startswith("12 flows, "), words)  # of 15 regions less two members and ROW

    def test_an_empty_list_says_why(self):
        done = run("flows", self.study / "study.yaml", "--from", "USA", "-o", self.folder / "out")
        self.assertEqual((done.returncode, done.stdout.count("\n")), (0, 1))
        self.assertIn("no flows: USA emits nothing in this study\n", done.stderr)
        self.assertNotIn("no map", done.stderr)
        world_study(self.study)
        done = run("flows", self.study / "world.yaml", "--from", "USA")
        self.assertIn("--world shows what the trade table emits", done.stderr)
        done = run("flows", self.study / "study.yaml", "--from", "CHN", "--to", "CHN")
        self.assertIn("no flows from CHN to CHN: what stays in a region or a group is none", done.stderr)

    def test_json_csv_and_a_map_are_written(self):
        done = run("flows", self.study / "study.yaml", "--json", "--top", "3", "-o", self.folder / "out")
        told = json.loads(done.stdout)
        self.assertEqual(told["all_flows"], 14)
        self.assertEqual(told, json.loads((self.folder / "out/flows/flows.json").read_text()))
        self.assertEqual([f["to"] for f in told["flows"]], [r["to"] for r in rows(self.folder / "out/flows/flows.csv")])
        picture = gdal.Open(str(self.folder / "out/flows/flows.png"))
        colours = picture.GetRasterBand(1).GetRasterColorTable()
        self.assertTrue(picture.RasterXSize > 1000 and colours)
        again = self.folder / "again"
        run("flows", self.study / "study.yaml", "--top", "3", "-o", again, "--threads", "2")
        self.assertEqual((again / "flows/flows.png").read_bytes(), (self.folder / "out/flows/flows.png").read_bytes())

    def test_without_places_there_is_no_map(self):
        self.edit(self.study / "study.yaml", "  flows: {file: markets.geojson, id: region}", "  #")
        done = run("flows", self.study / "study.yaml", "-o", self.folder / "out")
        self.assertEqual(done.returncode, 0)
        self.assertIn("no map of flows", done.stderr)
        self.assertFalse((self.folder / "out/flows/flows.png").exists())

    def test_wrong_options_are_explained(self):
        for args, words in ((("--from", "CHM"), "--from: `CHM` is neither a region of the trade table nor a group of "
                             "the study; did you mean `CHN`?"),
                            (("--world",), "--world: the emissions of all regions are not known")):
            done = run("flows", self.study / "study.yaml", *args)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)


LAYERS = """layers:
  - {destination: [USA, CHN]}
  - {destination: [USA, CHN], category: [household]}
  - {destination: [USA, CHN], category: [government]}
  - {destination: [USA, CHN], category: [investment]}
  - {destination: [USA], product: [services_construction_agriculture, transport]}
  - {destination: [USA], product: [power, steel, cement_minerals, chemicals, refining_coking, mining_other_industry]}
  - {account: foreign}
  - {account: foreign, category: [household]}
  - {account: foreign, category: [government, investment]}
"""


class Parts(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example()
        text = (self.study / "study.yaml").read_text(encoding="utf-8")
        self.text = text[:text.index("layers:")] + LAYERS + text[text.index("\nmaps:"):]
        (self.study / "study.yaml").write_text(self.text, encoding="utf-8")

    def cells(self, what):
        return gdal.Open(str(self.study / "out/tif" / f"co2_china-2012_{what}.tif")).ReadAsArray().astype(float)

    def assert_sum(self, whole, parts, more=0):
        total, found = self.cells(whole), sum(self.cells(p) for p in parts) + more
        self.assertTrue(np.allclose(found, total, rtol=1e-6, atol=1e-9, equal_nan=True))

    def test_parts_of_demand_add_up_in_every_cell(self):
        done = run("attribute", self.study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse((self.study / "out/png").exists())
        self.assertEqual(run("verify", self.study / "out").returncode, 0)
        self.assert_sum("to-USA", [f"to-USA_{c}" for c in CATEGORIES])
        self.assert_sum("foreign", ["foreign_household", "foreign_government-investment"])
        goods = "goods-power-steel-cement_minerals-chemicals-refining_coking-mining_other_industry"
        self.assert_sum("to-USA", ["to-USA_goods-services_construction_agriculture-transport", f"to-USA_{goods}"])
        told = json.loads((self.study / "out/run.json").read_text())
        total = {layer["file"][4:-4]: float(layer["total_t"]) for layer in told["layers"]}
        own = sum(total[f"co2_china-2012_to-CHN_{c}"] for c in CATEGORIES)
        households = told["headlines"]["figures"]["households_t"]
        self.assertAlmostEqual((own + households) / total["co2_china-2012_to-CHN"], 1, 9)
        # the same as the accounts say, since all of the inventory is gridded
        kept = {(r["to"], r["category"]): float(r["t"]) for r in rows(self.study / "out/tables/categories.csv")}
        for c in CATEGORIES:
            self.assertAlmostEqual(total[f"co2_china-2012_to-USA_{c}"] / kept["USA", c], 1, 9)
        layer = next(x for x in told["layers"] if x["file"].endswith("to-USA_household.tif"))
        self.assertEqual(layer["final_demand"], "household")
        titles = {x["file"].split("_", 2)[2]: x["title"] for x in told["layers"]}
        self.assertEqual(layer["title"], "CO₂ emitted for household consumption in the United States, 2012")
        self.assertEqual(titles["foreign_government-investment.tif"],
                         "CO₂ emitted for government consumption and investment in foreign markets, 2012")
        self.assertEqual(titles["foreign.tif"], "CO₂ emitted for foreign markets, 2012")
        self.assertEqual(titles["to-USA.tif"], "CO₂ emitted for final demand in the United States, 2012")
        named = {r["sector"]: r["name"] for r in rows(self.study / "sectors.csv")}
        goods = [named.get(c, c) for c in ("services_construction_agriculture", "transport")]
        self.assertEqual(titles["to-USA_goods-services_construction_agriculture-transport.tif"],
                         f"CO₂ emitted for final demand of {goods[0]} and {goods[1]} in the United States, 2012")
        self.assertNotEqual(goods[1], "transport")

    def test_words_the_table_does_not_know_are_told_with_their_line(self):
        for old, new, words in (
                ("category: [household]", "category: [houshold]", "category `houshold` is not known to the trade "
                 "table; did you mean `household`?"),
                ("category: [household]", "category: [valuables]", "category `valuables` is not known to the trade "
                 "table; it has household, government, investment"),
                ("product: [services", "product: [xxx, services", "product `xxx` is not known to the trade table"),
                ("{account: foreign}", "{account: total, category: [household]}",
                 "`category` goes with accounts `destination` and `foreign` alone")):
            (self.study / "study.yaml").write_text(self.text.replace(old, new, 1), encoding="utf-8")
            done = run("check", self.study / "study.yaml")
            self.assertEqual(done.returncode, 4, words)
            self.assertIn(words, done.stderr)
            self.assertRegex(done.stderr, r"study\.yaml:\d+")


if __name__ == "__main__":
    unittest.main()
