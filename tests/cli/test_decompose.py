"""hotgrid decompose: effects computed again here by numpy, and the laws they keep."""
import csv, hashlib, io, json, math, unittest

import numpy as np

from common import Case, EXAMPLE, digests, run
from test_accounts import CATEGORIES, REGIONS, trade_table, world_study

SECTORS = 8


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def polar(z0, y0, e0, z1, y1, e1, product=None):
    """Both polar forms of f L y with L as inverses: {effect: [industry, destination]}; y by destination.
    product: of each industry, to tell what is bought from where; an economy by itself has one industry of each."""
    x0, x1, i = z0.sum(1) + y0.sum(1), z1.sum(1) + y1.sum(1), np.eye(len(e0))
    a0, a1 = z0 / x0, z1 / x1
    l0, l1 = np.linalg.inv(i - a0), np.linalg.inv(i - a1)
    f0, f1 = (e0 / x0)[:, None], (e1 / x1)[:, None]
    s0, s1 = y0.sum(0), y1.sum(0)
    g0, g1 = y0 / np.where(s0, s0, 1), y1 / np.where(s1, s1, 1)
    g1 = np.where(s1, g1, g0)  # no demand (the world exports nothing): the mix of the other side

    def by_inputs(da):
        return (f1 * (l1 @ da @ l0 @ y0) + f0 * (l0 @ da @ l1 @ y1)) / 2

    def by_mix(dg):
        return (f1 * (l1 @ (dg * s0)) + f0 * (l0 @ (dg * s1))) / 2
    effects = {"intensity": ((f1 - f0) * (l0 @ y0) + (f1 - f0) * (l1 @ y1)) / 2,
               "demand_level": (f1 * (l1 @ (g1 * (s1 - s0))) + f0 * (l0 @ (g0 * (s1 - s0)))) / 2}
    if product is None:
        return {**effects, "input_structure": by_inputs(a1 - a0), "demand_mix": by_mix(g1 - g0)}
    same = (np.array(product)[:, None] == np.array(product)).astype(float)

    def what_and_where(b0, b1):
        h0, h1 = same @ b0, same @ b1
        t0, t1 = (np.divide(b, h, out=np.zeros_like(b), where=h != 0) for b, h in ((b0, h0), (b1, h1)))
        t0, t1 = np.where(h0, t0, t1), np.where(h1, t1, t0)
        return (h1 - h0) * (t0 + t1) / 2, (t1 - t0) * (h0 + h1) / 2
    (what_a, where_a), (what_g, where_g) = what_and_where(a0, a1), what_and_where(g0, g1)
    return {**effects, "technology": by_inputs(what_a), "input_sourcing": by_inputs(where_a),
            "demand_mix": by_mix(what_g), "demand_sourcing": by_mix(where_g)}


def lmdi(kg0, x0, kg1, x1):
    mean = np.array([a if a == b else (a - b) / math.log(a / b) for a, b in zip(kg1, kg0)])
    return {"intensity": mean * np.log((kg1 / x1) / (kg0 / x0)),
            "output_structure": mean * np.log((x1 / x1.sum()) / (x0 / x0.sum())),
            "activity": mean * np.log(x1.sum() / x0.sum())}


def write_table(path, labels, matrix, columns):
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["region", ""] + [a for a, _ in columns])
        out.writerow(["sector", ""] + [b for _, b in columns])
        out.writerow(["region", "sector"] + [""] * len(columns))
        out.writerows([*label, *map(repr, map(float, row))] for label, row in zip(labels, matrix))


class TwoYears(Case):
    """The example's table and emissions of all its industries, and another year of it, made up."""

    def setUp(self):
        super().setUp()
        rng = np.random.default_rng(11)
        self.labels, self.z0, y0 = trade_table()
        z1 = self.z0 * rng.uniform(0.8, 1.9, self.z0.shape)
        y1 = y0 * rng.uniform(0.9, 2.0, y0.shape)
        self.z1, self.y0, self.y1 = z1, y0.sum(2), y1.sum(2)
        self.before, self.e0 = world_study(self.example("before"))
        self.after, _ = world_study(self.example("after"))
        self.e1 = np.round(self.e0 * rng.uniform(0.7, 1.6, self.e0.shape))
        folder = self.after.parent
        with open(folder / "emissions.csv", "w") as f:
            f.write("region,sector,value,unit\n")
            f.writelines(f"{r},{s},{v},t\n" for (r, s), v in zip(self.labels, self.e1))
        (folder / "households.csv").write_text("region,value,unit\nUSA,3,Mt\nCHN,2500000,t\n")
        write_table(folder / "trade" / "Z.csv", self.labels, z1, self.labels)
        write_table(folder / "trade" / "Y.csv", self.labels, y1.reshape(len(z1), -1),
                    [(r, k) for r in REGIONS for k in CATEGORIES])
        self.edit(self.after, "year: 2012", "year: 2017")

    def add(self, keys):
        """Keys at the end of the later study."""
        self.after.write_text(self.after.read_text(encoding="utf-8") + keys, encoding="utf-8")


class Years(TwoYears):
    def decompose(self, *args, **env):
        done = run("decompose", *args, **env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def table(self, *args):
        self.decompose(*args, "-o", self.folder / "out")
        return rows((self.folder / "out" / "tables" / "decomposition.csv").read_text())

    def test_effects_are_those_of_the_formulas(self):
        found = {(row["account"], row["region"], row["sector"], row["effect"]): row
                 for row in self.table(self.before, self.after) if row["of"] == "table" and row["method"] == "sda"}
        wanted = polar(self.z0, self.y0, self.e0, self.z1, self.y1, self.e1, [s for _, s in self.labels])
        region = np.array([REGIONS.index(r) for r, _ in self.labels])
        size = self.e1.sum()
        for effect, value in wanted.items():
            for r, code in enumerate(REGIONS):
                self.assertAlmostEqual(float(found["production", code, "all", effect]["effect_t"]),
                                       value[region == r].sum(), delta=1e-11 * size)
                self.assertAlmostEqual(float(found["consumption", code, "all", effect]["effect_t"]),
                                       value[:, r].sum(), delta=1e-11 * size)
            for i, (r, s) in enumerate(self.labels):
                self.assertAlmostEqual(float(found["production", r, s, effect]["effect_t"]), value[i].sum(),
                                       delta=1e-11 * size)
            both = value[:, [REGIONS.index("USA"), REGIONS.index("EU27")]].sum()
            self.assertAlmostEqual(float(found["consumption", "hubs", "all", effect]["effect_t"]), both,
                                   delta=1e-11 * size)
            self.assertAlmostEqual(float(found["production", "all", "all", effect]["effect_t"]), value.sum(),
                                   delta=1e-11 * size)
        self.assertEqual(float(found["production", "USA", "all", "households"]["effect_t"]), 2e6)
        self.assertEqual(float(found["consumption", "CHN", "all", "households"]["effect_t"]), 5e5)

    def test_flows_tell_for_whom(self):
        self.table(self.before, self.after)
        flows = [row for row in rows((self.folder / "out" / "tables" / "decomposition_flows.csv").read_text())
                 if row["of"] == "table"]
        wanted = polar(self.z0, self.y0, self.e0, self.z1, self.y1, self.e1, [s for _, s in self.labels])
        region = np.array([REGIONS.index(r) for r, _ in self.labels])
        self.assertEqual(len(flows), len(REGIONS) ** 2)
        for row in flows:
            r, d = REGIONS.index(row["from"]), REGIONS.index(row["to"])
            for effect, value in wanted.items():
                self.assertAlmostEqual(float(row[effect + "_t"]), value[region == r, d].sum(), delta=1e-11 * self.e1.sum())

    def test_what_serves_others_is_told(self):
        done = self.decompose(self.before, self.after, "--json")
        one = next(d for d in json.loads(done.stdout)["decompositions"] if (d["of"], d["method"]) == ("table", "sda"))
        wanted = polar(self.z0, self.y0, self.e0, self.z1, self.y1, self.e1, [s for _, s in self.labels])
        region = np.array([REGIONS.index(r) for r, _ in self.labels])
        abroad = region[:, None] != np.arange(len(REGIONS))
        found = {row["code"]: row for row in one["regions"]}
        self.assertNotIn("for_others", found["hubs"])
        for effect, value in wanted.items():
            self.assertAlmostEqual(found["all"]["for_others"]["effects_t"][effect], value[abroad].sum(),
                                   delta=1e-11 * self.e1.sum())
            for code in "CHN", "ROW":
                own = (region == REGIONS.index(code))[:, None]
                self.assertAlmostEqual(found[code]["for_others"]["effects_t"][effect], value[own & abroad].sum(),
                                       delta=1e-11 * self.e1.sum())
        self.assertIn("of it for other regions", done.stderr)

    def test_output_by_lmdi(self):
        found = {(row["region"], row["sector"], row["effect"]): float(row["effect_t"])
                 for row in self.table(self.before, self.after) if row["of"] == "table" and row["method"] == "lmdi"}
        x0, x1 = self.z0.sum(1) + self.y0.sum(1), self.z1.sum(1) + self.y1.sum(1)
        for r, code in enumerate(REGIONS):
            own = [i for i, (name, _) in enumerate(self.labels) if name == code]
            for effect, value in lmdi(self.e0[own], x0[own], self.e1[own], x1[own]).items():
                self.assertAlmostEqual(found[code, "all", effect], value.sum(), delta=1e-11 * self.e1.sum())
                for i, v in zip(own, value):
                    self.assertAlmostEqual(found[code, self.labels[i][1], effect], v, delta=1e-11 * self.e1.sum())

    def test_effects_add_up_and_turn_round(self):
        for account in "production", "consumption":
            forth = json.loads(self.decompose(self.before, self.after, "--of", account, "--json").stdout)
            back = json.loads(self.decompose(self.after, self.before, "--of", account, "--json").stdout)
            self.assertEqual((forth["before"], forth["after"], forth["between"]), ("2012", "2017", "years"))
            self.assertEqual({one["account"] for one in forth["decompositions"]}, {account})
            self.assertTrue(all(one["residual"] <= 1e-12 for one in forth["decompositions"] + back["decompositions"]))
            for a, b in zip(forth["decompositions"], back["decompositions"]):
                self.assertTrue(a["regions"])
                there = {one["code"]: one for one in b["regions"]}
                for one in a["regions"]:
                    self.assertAlmostEqual(sum(one["effects_t"].values()), one["change_t"], delta=1e-12 * one["after_t"])
                    for effect, t in one["effects_t"].items():
                        self.assertAlmostEqual(t, -there[one["code"]]["effects_t"][effect], delta=1e-12 * one["after_t"])

    def test_a_chart_shows_the_account_asked_for(self):
        self.edit(self.before, "  style: report\n", "  style: report\n  formats: [svg, png]\n")
        self.decompose(self.before, self.after, "--of", "consumption", "-o", self.folder / "out")
        for of in "study", "table":
            self.assertTrue((self.folder / "out" / "png" / f"decomposition_{of}.png").stat().st_size > 10000)
        svg = (self.folder / "out" / "svg" / "decomposition_table.svg").read_text(encoding="utf-8")
        self.assertIn("What changed", svg)
        again = self.folder / "again"
        self.decompose(self.before, self.after, "--of", "consumption", "-o", again, "-t", "3")
        self.assertEqual(digests(self.folder / "out"), digests(again))

    def test_a_study_against_itself_has_no_effects(self):
        for account in "production", "consumption":
            told = json.loads(self.decompose(self.before, self.before, "--of", account, "--json").stdout)
            for one in told["decompositions"]:
                for region in one["regions"]:
                    self.assertLessEqual(max(map(abs, region["effects_t"].values())), 1e-12 * region["before_t"])

    def test_the_order_of_a_table_does_not_matter(self):
        """The later table turned round: regions, sectors and destinations from the last to the first."""
        first = self.table(self.before, self.after)
        folder, turned = self.after.parent / "trade", self.labels[::-1]
        write_table(folder / "Z.csv", turned, self.z1[::-1, ::-1], turned)
        write_table(folder / "Y.csv", turned, self.y1[::-1, ::-1], [(r, "household") for r in REGIONS[::-1]])
        second = self.table(self.before, self.after)
        self.assertEqual([(row["region"], row["sector"], row["effect"]) for row in first],
                         [(row["region"], row["sector"], row["effect"]) for row in second])
        for a, b in zip(first, second):
            self.assertAlmostEqual(float(a["effect_t"]), float(b["effect_t"]), delta=1e-11 * self.e1.sum())

    def test_prices_are_warned_of_and_units_told(self):
        done = self.decompose(self.before, self.after, "--top", "2")
        self.assertIn("current prices mix inflation into intensity", done.stderr)
        self.assertIn("residual", done.stderr)
        regions = {row["region"] for row in rows(done.stdout) if row["of"] == "table" and row["kind"] == "region"
                   and row["method"] == "sda"}
        x0, x1 = ({code: sum(e[i] for i, (r, _) in enumerate(self.labels) if r == code) for code in REGIONS}
                  for e in (self.e0, self.e1))
        x0["CHN"], x0["USA"], x1["CHN"], x1["USA"] = x0["CHN"] + 2e6, x0["USA"] + 1e6, x1["CHN"] + 25e5, x1["USA"] + 3e6
        self.assertEqual(regions, set(sorted(REGIONS, key=lambda code: -abs(x1[code] - x0[code]))[:2]))
        for study, unit in (self.before, "M USD"), (self.after, "M EUR"):
            (study.parent / "trade" / "unit.txt").write_text(
                "region\tsector\tunit\n" + "".join(f"{r}\t{s}\t{unit}\n" for r, s in self.labels))
        done = self.decompose(self.before, self.after)
        self.assertIn("count in M USD and in M EUR", done.stderr)

    def test_inventories_that_cover_other_regions_are_told(self):
        lines = (self.after.parent / "emissions.csv").read_text().splitlines(True)
        (self.after.parent / "emissions.csv").write_text("".join(line for line in lines if not line.startswith("TUR")))
        done = self.decompose(self.before, self.after)
        self.assertIn("table's own emissions: 1 of the regions (Türkiye) emits in one of the two only", done.stderr)

    def test_what_is_of_no_industry_is_told(self):
        """Emissions of a province that the later study's map leaves out."""
        folder = self.after.parent
        lines = (folder / "region_map.csv").read_text().splitlines(True)
        (folder / "region_map.csv").write_text("".join(line for line in lines if not line.startswith("CN-HE")))
        self.edit(self.after, "inventory:\n", "inventory:\n  unmapped: allow\n")
        inventory = rows((folder / "inventory.csv").read_text())
        lost = sum(float(row["value"]) for row in inventory if row["region"] == "CN-HE") * 1e6
        done = self.decompose(self.before, self.after)
        self.assertIn(f"0 t before and {lost:.0f} t after are of no industry of the tables", done.stderr)

    def test_tables_that_differ_are_refused_with_what_differs(self):
        for name in "Z.csv", "Y.csv":
            path = self.after.parent / "trade" / name
            path.write_text(path.read_text().replace("TUR", "TKY").replace("MEX", "MXC"))
        text = (self.after.parent / "emissions.csv").read_text()
        (self.after.parent / "emissions.csv").write_text(text.replace("TUR", "TKY").replace("MEX", "MXC"))
        result = run("decompose", self.before, self.after)
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertIn("lacks 2 regions", result.stderr)
        self.assertIn("`MEX` among them", result.stderr)
        self.assertIn("world.yaml", result.stderr)


COMPARISONS = """
decompose:
  - {before: ../before/world.yaml}
  - {name: pair, regions: [CHN, USA], account: consumption}
"""


class Runs(TwoYears):
    """Comparisons as a lever of a study: in its run, run.json and check."""

    def attribute(self):
        done = run("attribute", self.after)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.out = self.after.parent / "out"
        return done, json.loads((self.out / "run.json").read_text(encoding="utf-8"))

    def test_a_run_writes_what_the_verb_writes(self):
        self.add(COMPARISONS)
        done = run("run", self.after)
        self.assertEqual(done.returncode, 0, done.stderr)
        out, years, pair = self.after.parent / "out", self.folder / "years", self.folder / "pair"
        run("decompose", self.before, self.after, "-o", years)
        run("decompose", self.after, "--regions", "CHN,USA", "--of", "consumption", "-o", pair)
        for folder, end in (years, ""), (pair, "_pair"):
            found = {name: digest for name, digest in digests(folder).items() if "decomposition" in name}
            self.assertGreaterEqual(len(found), 3)
            for name, digest in found.items():
                stem, _, kind = name.rpartition(".")
                ours = out / f"{stem}{end}.{kind}"
                self.assertEqual(hashlib.sha256(ours.read_bytes()).hexdigest(), digest, name)
        listed = {file["name"] for file in json.loads((out / "run.json").read_text())["outputs"]}
        made = {str(p.relative_to(out)) for p in out.rglob("decomposition*")}
        self.assertEqual(len(made), 7)  # two tables each; charts of both sets, and of the pair of the table alone
        self.assertLessEqual(made, listed)
        self.assertEqual(run("verify", out).returncode, 0)

    def test_run_json_tells_the_effects_of_the_formulas(self):
        self.add(COMPARISONS)
        done, told = self.attribute()
        first, second = told["levers"]["decompose"]["comparisons"]
        self.assertEqual((first["before"], first["after"], first["between"], first["account"], first["gas"]),
                         ("2012", "2017", "years", "production", "CO2"))
        self.assertEqual((second["name"], second["before"], second["between"], second["account"]),
                         ("pair", "China", "regions", "consumption"))
        one = next(d for d in first["decompositions"] if (d["of"], d["account"], d["method"]) == ("table", "production", "sda"))
        wanted = polar(self.z0, self.y0, self.e0, self.z1, self.y1, self.e1, [s for _, s in self.labels])
        size = self.e1.sum()
        everywhere = one["regions"][0]
        self.assertEqual(everywhere["kind"], "all")
        for effect, value in wanted.items():
            self.assertAlmostEqual(everywhere["effects_t"][effect], value.sum(), delta=1e-11 * size)
            for sector in one["sectors"]:
                own = [i for i, (_, s) in enumerate(self.labels) if s == sector["code"]]
                self.assertAlmostEqual(sector["effects_t"][effect], value[own].sum(), delta=1e-11 * size)
        self.assertEqual((one["n_regions"], len(one["sectors"])), (len(REGIONS), SECTORS))
        changes = [abs(sector["change_t"]) for sector in one["sectors"]]
        self.assertEqual(changes, sorted(changes, reverse=True))
        self.assertTrue(all(d["residual"] <= 1e-12 for c in (first, second) for d in c["decompositions"]))
        notes = [note for note in told["ledger"]["notes"] if "effects leave unexplained" in note["name"]]
        self.assertEqual([note["limit"] for note in notes], [1e-9, 1e-9])
        self.assertIn("table, production, sda: 2012", done.stderr)
        self.assertIn("table, consumption, sda: China", done.stderr)

    def test_files_of_the_other_study_are_inputs(self):
        self.add(COMPARISONS)
        _, told = self.attribute()
        inputs = {file["path"]: file["sha256"] for file in told["inputs"]}
        self.assertEqual(len(inputs), len(told["inputs"]))  # none twice
        for name in "world.yaml", "emissions.csv", "households.csv", "inventory.csv", "trade/Z.csv", "trade/Y.csv":
            path = self.before.parent / name
            found = next(digest for file, digest in inputs.items() if path.samefile(file))
            self.assertEqual(found, hashlib.sha256(path.read_bytes()).hexdigest())
        for name in "hebei-2023.csv", "population.tif", "cities.csv":  # of its moves, proxies and maps nothing is read
            self.assertNotIn(str(self.before.parent / name), {str(self.folder.joinpath(file).resolve()) for file in inputs})

    def test_a_changed_other_study_makes_all_anew(self):
        self.add(COMPARISONS)
        _, first = self.attribute()
        done, again = self.attribute()
        self.assertIn("stood from an earlier run", done.stdout)
        self.assertEqual(again["input_key"], first["input_key"])
        table = (self.out / "tables" / "decomposition.csv").read_bytes()
        self.edit(self.before.parent / "emissions.csv", "CHN,power,", "CHN,power,1")
        done, changed = self.attribute()
        self.assertNotIn("stood from an earlier run", done.stdout)
        self.assertNotEqual(changed["input_key"], first["input_key"])
        self.assertNotEqual((self.out / "tables" / "decomposition.csv").read_bytes(), table)
        self.assertEqual((self.out / "tables" / "decomposition.csv").read_bytes(), self.verb())

    def verb(self):
        run("decompose", self.before, self.after, "-o", self.folder / "verb")
        return (self.folder / "verb" / "tables" / "decomposition.csv").read_bytes()

    def test_studies_may_name_each_other(self):
        """And of the other, what only maps and levers need may be missing or broken."""
        self.add("\ndecompose: [../before/world.yaml]\n")
        (self.before.parent / "broken.csv").write_text("no table of moves at all")
        (self.before.parent / "population.tif").write_text("no raster")
        self.edit(self.before, "relocate: hebei-2023.csv", "relocate: broken.csv")
        self.before.write_text(self.before.read_text(encoding="utf-8") + "\ndecompose: [../after/world.yaml]\n", encoding="utf-8")
        _, told = self.attribute()
        self.assertEqual(len(told["levers"]["decompose"]["comparisons"]), 1)

    def test_check_tells_what_makes_no_sense(self):
        """Of each fault its place, what was found and the cure."""
        lines = self.after.read_text(encoding="utf-8").count("\n")
        for entry, place, words in (
                ("{}", 5, "has either `before`, the study of another year, or `regions`"),
                ("{before: ../before/world.yaml, regions: [CHN, USA]}", 5, "has either `before`"),
                ("{before: ../before/wrold.yaml}", 14, "`before`: there is no file"),
                ("{before: world.yaml}", 5, "`before` is this study itself; name that of another year"),
                ("{regions: [CHN]}", 15, "`regions` has 1 codes, must have two"),
                ("{regions: [CHN, USX]}", 16, "`USX` is neither a region of the trade table nor a group of the study, nor `all`; "
                                              "did you mean `USA`?"),
                ("{regions: [CHN, USA], name: flows_x}", 5, "must not begin with `flows`"),
                ("{regions: [CHN, USA], acount: production}", 27, "did you mean `account`?"),
                ("{regions: [CHN, USA]}\n  - {regions: [CHN, JPN]}", 5, "a second comparison without `name`"),
                ("{name: a, regions: [CHN, USA]}\n  - {name: A, regions: [CHN, JPN]}", 5, "there is a comparison `A` already")):
            text = self.after.read_text(encoding="utf-8")
            self.add(f"decompose:\n  - {entry}\n")
            done = run("check", self.after)
            self.assertNotEqual(done.returncode, 0, entry)
            self.assertIn(words, done.stderr)
            self.assertIn(f"world.yaml:{lines + 2 + entry.count(chr(10))}:{place}: ", done.stderr)
            self.after.write_text(text, encoding="utf-8")

    def test_tables_that_differ_are_told_by_check(self):
        self.add(COMPARISONS)
        for name in "trade/Z.csv", "trade/Y.csv", "emissions.csv":
            path = self.before.parent / name
            path.write_text(path.read_text().replace("TUR", "TKY"))
        done = run("check", self.after)
        self.assertEqual(done.returncode, 4)
        self.assertIn("lacks 1 regions", done.stderr)


class Regions(Case):
    def setUp(self):
        super().setUp()
        self.study, self.e = world_study(self.example())
        self.labels, self.z, y = trade_table()
        self.y = y.sum(2)
        self.region = np.array([REGIONS.index(r) for r, _ in self.labels])

    def economy(self, codes):
        """Z, Y (own, exports) and emissions by sector of some regions as one economy."""
        member = np.isin(self.region, [REGIONS.index(c) for c in codes])
        there = np.isin(np.arange(len(REGIONS)), [REGIONS.index(c) for c in codes])
        sector = np.arange(len(self.labels)) % SECTORS
        by = np.array([(sector == s) & member for s in range(SECTORS)], float)
        z = by @ self.z @ by.T
        own, other = self.y[:, there].sum(1), self.y[:, ~there].sum(1) + self.z[:, ~member].sum(1)
        return z, np.stack([by @ own, by @ other], 1), by @ self.e

    def told(self, pair, account="production", *more):
        result = run("decompose", self.study, "--regions", pair, "--of", account, *more)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.stderr = result.stderr
        return {(row["method"], row["effect"]): float(row["effect_t"]) for row in rows(result.stdout)
                if row["of"] == "table"}

    def test_each_is_an_economy_of_its_own(self):
        for pair, a, b in (("CHN,USA", ["CHN"], ["USA"]), ("CHN,all", ["CHN"], REGIONS),
                           ("IND,hubs", ["IND"], ["USA", "EU27"])):
            found = self.told(pair, "production", "-o", self.folder / "out")
            (z0, y0, e0), (z1, y1, e1) = self.economy(a), self.economy(b)
            wanted = polar(z0, y0, e0, z1, y1, e1)
            for effect, value in wanted.items():
                self.assertAlmostEqual(found["sda", effect], value.sum(), delta=1e-11 * e0.sum())
            x0, x1 = z0.sum(1) + y0.sum(1), z1.sum(1) + y1.sum(1)
            for effect, value in lmdi(e0, x0, e1, x1).items():
                self.assertAlmostEqual(found["lmdi", effect], value.sum(), delta=1e-11 * e0.sum())
            flows = rows((self.folder / "out" / "tables" / "decomposition_flows.csv").read_text())
            exports = next(row for row in flows if row["of"] == "table" and row["to"] == "other")
            for effect, value in wanted.items():
                self.assertAlmostEqual(float(exports[effect + "_t"]), value[:, 1].sum(), delta=1e-11 * e0.sum())
        self.assertIn("would emit", self.stderr)

    def test_the_intensities_of_another_region(self):
        result = run("decompose", self.study, "--regions", "CHN,USA", "--json")
        told = json.loads(result.stdout)
        one = next(d for d in told["decompositions"] if d["of"] == "table" and d["method"] == "lmdi")["regions"][0]
        (z0, y0, _), (z1, y1, e1) = self.economy(["CHN"]), self.economy(["USA"])
        wanted = (e1 / (z1.sum(1) + y1.sum(1))) @ (z0.sum(1) + y0.sum(1)) + 2e6  # its households stay
        self.assertAlmostEqual(one["before_with_intensities_of_after_t"] / wanted, 1, places=12)

    def test_what_is_bought(self):
        """Products' part in demand and the emissions of the world behind them, polar by polar."""
        found = self.told("JPN,USA", "consumption")
        x = self.z.sum(1) + self.y.sum(1)
        m = np.linalg.solve((np.eye(len(x)) - self.z / x).T, self.e / x)
        sector = np.arange(len(x)) % SECTORS

        def basket(code):
            y = self.y[:, REGIONS.index(code)]
            money = np.array([y[sector == s].sum() for s in range(SECTORS)])
            return np.array([(m * y)[sector == s].sum() for s in range(SECTORS)]) / money, money / money.sum(), money.sum()
        (i0, g0, t0), (i1, g1, t1) = basket("JPN"), basket("USA")
        wanted = {"embodied_intensity": ((i1 - i0) * g0 * t0 + (i1 - i0) * g1 * t1) / 2,
                  "demand_mix": (i1 * (g1 - g0) * t0 + i0 * (g1 - g0) * t1) / 2,
                  "demand_level": (i1 * g1 * (t1 - t0) + i0 * g0 * (t1 - t0)) / 2}
        for effect, value in wanted.items():
            self.assertAlmostEqual(found["sda", effect] / value.sum(), 1, places=10)
        self.assertEqual(found["sda", "households"], 1e6)
        self.told("JPN,USA", "consumption", "-o", self.folder / "out")
        products = [row for row in rows((self.folder / "out" / "tables" / "decomposition.csv").read_text())
                    if row["of"] == "table" and row["account"] == "consumption" and row["effect"] == "demand_mix"]
        self.assertEqual(len(products), SECTORS + 1)
        for s, row in enumerate(products[1:]):
            self.assertAlmostEqual(float(row["before_t"]) / (i0 * g0 * t0)[s], 1, places=10)
            self.assertAlmostEqual(float(row["after_t"]) / (i1 * g1 * t1)[s], 1, places=10)

    def test_emissions_without_output_are_told_apart(self):
        """American cement makes, buys and sells nothing, and emits all the same: at home."""
        labels, z, y = trade_table()
        none = labels.index(("USA", "cement_minerals"))
        z[none], z[:, none], y[none] = 0, 0, 0
        write_table(self.study.parent / "trade" / "Z.csv", labels, z, labels)
        write_table(self.study.parent / "trade" / "Y.csv", labels, y.reshape(len(z), -1),
                    [(r, k) for r in REGIONS for k in CATEGORIES])
        for account in "production", "consumption":
            found = self.told("CHN,USA", account)
            self.assertAlmostEqual(found["sda", "without_output"], self.e[none], delta=1)
            self.assertIn("of what China emits have no output in United States", self.stderr)
            told = json.loads(run("decompose", self.study, "--regions", "USA,CHN", "--of", account, "--json").stdout)
            self.assertTrue(all(one["residual"] <= 1e-12 for one in told["decompositions"]))
        self.assertAlmostEqual(self.told("CHN,USA")["lmdi", "without_output"],
                               self.e[none] - self.e[labels.index(("CHN", "cement_minerals"))], delta=1)

    def test_regions_turn_round_and_against_themselves_vanish(self):
        for account in "production", "consumption":
            forth, back = self.told("CHN,hubs", account), self.told("hubs,CHN", account)
            for key, t in forth.items():
                self.assertAlmostEqual(t, -back[key], delta=1e-12 * self.e.sum())
            self.assertGreater(max(map(abs, forth.values())), 1e6)
            self.assertEqual(set(self.told("CHN,CHN", account).values()), {0})

    def test_regions_that_make_no_sense_are_told(self):
        for pair in "CHN", "CHN,", "CHN,USA,JPN":
            result = run("decompose", self.study, "--regions", pair)
            self.assertEqual(result.returncode, 2)
            self.assertIn("--regions wants two regions", result.stderr)
        result = run("decompose", self.study, "--regions", "CHN,USX")
        self.assertEqual(result.returncode, 2)
        self.assertIn("did you mean `USA`?", result.stderr)
        result = run("decompose", EXAMPLE / "study.yaml", "--regions", "CHN,USA")
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertIn("`trade: emissions:`", result.stderr)
        result = run("decompose", self.study)
        self.assertEqual(result.returncode, 2)
        result = run("decompose", self.study, self.study, "--of", "trade")
        self.assertEqual(result.returncode, 2)
        self.assertIn("production or consumption", result.stderr)


class OneSector(Case):
    """One region with one sector: emissions per output and output, and nothing else."""

    def study(self, name, year, kg, x):
        folder = self.example(name)
        (folder / "trade" / "Z.csv").write_text("region,,CN-HE\nsector,,s\nregion,sector,\nCN-HE,s,0\n")
        (folder / "trade" / "Y.csv").write_text(f"region,,CN-HE\ncategory,,fd\nregion,sector,\nCN-HE,s,{x}\n")
        (folder / "one.csv").write_text(f"region,sector,value,unit\nCN-HE,s,{kg},t\n")
        path = folder / "one.yaml"
        path.write_text(f"name: one\nyear: {year}\ngrid: china-10km\n"
                        "regions: {file: provinces.geojson, id: region, name: name}\n"
                        "inventory: {totals: [{file: one.csv}]}\n"
                        "trade: {format: pymrio, path: trade}\n"
                        "layers: [{account: total}]\noutput: out\n")
        return path

    def test_two_factors_of_ang(self):
        """V = eps x from (2, 3) to (1, 8): Ang (2015); -5.5 and 7.5 are the means of -3, -8 and of 10, 5."""
        result = run("decompose", self.study("a", 2007, 6, 3), self.study("b", 2012, 8, 8))
        self.assertEqual(result.returncode, 0, result.stderr)
        found = {(row["region"], row["method"], row["effect"]): float(row["effect_t"]) for row in rows(result.stdout)}
        self.assertAlmostEqual(found["CN-HE", "sda", "intensity"], -5.5, places=12)
        self.assertAlmostEqual(found["CN-HE", "sda", "demand_level"], 7.5, places=12)
        self.assertAlmostEqual(found["CN-HE", "lmdi", "intensity"], -4.818842, delta=0.5e-6)
        self.assertAlmostEqual(found["CN-HE", "lmdi", "activity"], 6.818842, delta=0.5e-6)
        self.assertEqual(found["all", "sda", "intensity"], found["CN-HE", "sda", "intensity"])

    def test_a_run_tells_them_in_run_json(self):
        self.study("a", 2007, 6, 3)
        after = self.study("b", 2012, 8, 8)
        after.write_text(after.read_text() + "decompose: [../a/one.yaml]\n")
        result = run("attribute", after)
        self.assertEqual(result.returncode, 0, result.stderr)
        told = json.loads((after.parent / "out" / "run.json").read_text())["levers"]["decompose"]["comparisons"][0]
        self.assertEqual((told["before"], told["after"]), ("2007", "2012"))
        sda, lmdi_of_output = (next(d["regions"][0] for d in told["decompositions"] if (d["account"], d["method"]) == key)
                               for key in (("production", "sda"), ("production", "lmdi")))
        self.assertAlmostEqual(sda["effects_t"]["intensity"], -5.5, places=12)
        self.assertAlmostEqual(sda["effects_t"]["demand_level"], 7.5, places=12)
        self.assertAlmostEqual(lmdi_of_output["effects_t"]["intensity"], -4.818842, delta=0.5e-6)
        self.assertAlmostEqual(lmdi_of_output["effects_t"]["activity"], 6.818842, delta=0.5e-6)
        self.assertEqual((sda["before_t"], sda["after_t"], sda["change_t"]), (6, 8, 2))
        self.assertAlmostEqual(lmdi_of_output["before_with_intensities_of_after_t"], 3, places=12)  # 3 at 1 each

    def test_gases_must_be_the_same(self):
        a, b = self.study("a", 2007, 6, 3), self.study("b", 2012, 8, 8)
        self.edit(b, "inventory: {totals", "inventory: {gas: co2e, gwp: ar6, totals")
        result = run("decompose", a, b)
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertIn("must count the same gases", result.stderr)


if __name__ == "__main__":
    unittest.main()
