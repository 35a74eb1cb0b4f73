"""hotgrid relocate: the figures of the bundled scenario by hand, ranges, faults."""
import csv
import io
import json
import unittest

import numpy as np
from osgeo import gdal

from common import Case, DATA, EXAMPLE, ROOT, run
from test_accounts import REGIONS, trade_table, world_study


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class Relocate(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"

    def relocate(self, *more, scenario=None):
        name = "hebei-2023.csv"
        if scenario is not None:
            name = "scenario-of-test.csv"
            (self.study.parent / name).write_text(scenario)
        self.study.write_text((EXAMPLE / "study.yaml").read_text().replace(
            "\nrelocate: hebei-2023.csv", f"\nrelocate: {{scenario: {name}}}"))
        return run("relocate", self.study, *more)

    def test_steel_of_hebei_by_hand(self):
        """20 Mt x 2148 kg/t = 42.96 Mt at home: 15.0 % of the steel of Hebei (286.64 Mt), 5.7 % of all it emits (751.78)."""
        result = self.relocate()
        self.assertEqual(result.returncode, 0, result.stderr)
        steel = {row["option"]: row for row in rows(result.stdout) if row["sector"] == "steel"}
        expected = {"world": (-7.96, 0.815), "Mexico": (-21.36, 0.503), "Germany": (-8.80, 0.795),
                    "United States": (-8.24, 0.808), "same technique": (0, 1), "worse technique": (7.04, 1.164)}
        self.assertEqual(set(steel), set(expected))
        for option, (global_mt, leakage) in expected.items():
            row = steel[option]
            self.assertAlmostEqual(float(row["domestic_t"]) / 1e6, -42.96, places=9)
            self.assertAlmostEqual(float(row["global_t"]) / 1e6, global_mt, places=9)
            self.assertAlmostEqual(float(row["leakage"]), leakage, delta=5e-4)
            self.assertAlmostEqual(float(row["percent_of_sector"]), 100 * 42.96 / 286.64, places=9)
            self.assertAlmostEqual(float(row["percent_of_region"]), 100 * 42.96 / 751.78, places=9)

    def test_options_are_added_up_apart(self):
        """World: steel - 42.96 + 35, cement - 14.334 + 19.02, glass - 0.4 + 0.4 (0.35 to 0.45 each)."""
        told = json.loads(self.relocate("--json", "-o", self.folder / "out").stdout)
        options = {option["option"]: option for option in told["options"]}
        self.assertEqual(len(options), 6)
        world = options["world"]
        self.assertAlmostEqual(world["domestic_t"]["value"] / 1e6, -57.694, places=9)
        self.assertAlmostEqual(world["abroad_t"]["value"] / 1e6, 54.42, places=9)
        self.assertAlmostEqual(world["global_t"]["value"] / 1e6, -3.274, places=9)
        self.assertAlmostEqual(world["global_t"]["low"] / 1e6, -3.374, places=9)
        self.assertAlmostEqual(world["global_t"]["high"] / 1e6, -3.174, places=9)
        self.assertAlmostEqual(options["Mexico"]["global_t"]["value"] / 1e6, -21.36, places=9)
        table = rows((self.folder / "out" / "tables" / "relocation.csv").read_text())
        sums = [row for row in table if row["sector"] == "all"]
        self.assertEqual([row["option"] for row in sums], list(options))
        self.assertAlmostEqual(float(sums[0]["global_t"]) / 1e6, -3.274, places=9)

    def test_electricity_transport_and_growth(self):
        """800 t: half of 400 kg/t falls away, 170 kg/t rise, 20 kg/t on the way: - 160 + 136 + 16 = - 8 t."""
        result = self.relocate(scenario="sector,origin,destination,capacity_t,utilisation,displaced,origin_kg_per_t,"
                               "origin_kwh_per_t,origin_kg_per_kwh,destination_kg_per_t,destination_kwh_per_t,"
                               "destination_kg_per_kwh,transport_kg_per_tkm,distance_km\n"
                               "steel,CN-HE,XXX,1000,0.8,0.5,100,500,0.6,90,400,0.2,0.01,2000\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        row = rows(result.stdout)[0]
        for column, value in ("moved_t", 800), ("domestic_t", -160), ("abroad_t", 136), ("transport_t", 16), \
                             ("global_t", -8), ("leakage", 0.85), ("break_even_kg_per_t", 180):
            self.assertAlmostEqual(float(row[column]), value, places=9)

    def test_more_than_there_is_is_told(self):
        result = self.relocate(scenario="sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t\n"
                               "steel,CN-HE,XXX,20000000,2148000,1\nglass,CN-HE,XXX,1,1,1\n")
        self.assertEqual(result.returncode, 0)
        self.assertIn("but sector steel emits 286640000 t there; is the capacity in t, the intensity in kg/t?", result.stderr)
        self.assertIn("glass of CN-HE is not in the inventory", result.stderr)

    def test_cells_that_are_no_numbers_or_ranges(self):
        head = "sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t,utilisation\n"
        result = self.relocate(scenario=head + "steel,A,B,1..2,1,1,1\nsteel,A,B,3..2..4,1,1,1\nsteel,A,B,1..x..2,1,1,1\n,A,B,1,1,1,\n")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in (":2:11: capacity_t has two ends only; a range is `low..value..high`", ":3:11: capacity_t does not rise: 3, 2, 4",
                     ":4:11: capacity_t is not a number", ":5:1: sector"):
            self.assertIn(text, result.stderr)
        result = self.relocate(scenario=head + "steel,A,B,1,1e15,1e300,\nsteel,A,B,1..2..1e16,1,1,\n")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in (":2:18: destination_kg_per_t is 1e+300, beyond 1e+15", ":3:11: capacity_t is 1e+16, beyond 1e+15"):
            self.assertIn(text, result.stderr)
        result = self.relocate(scenario=head + "steel,A,B,1,1,1,1.5\nsteel,A,B,1,-1,1,\n")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertIn(":2: utilisation is 1.5", result.stderr)
        self.assertIn(":3: direct intensity of the origin is -1", result.stderr)

    def test_a_misspelt_column_is_no_full_load(self):
        """Without its column utilisation is 1: at 0.5 half of the plants would move in silence."""
        head, row = "sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t", "steel,CN-HE,MEX,1000,1,1"
        result = self.relocate(scenario=f"{head},utilization,remark\n{row},0.5,x\n")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertIn("scenario-of-test.csv:1: column utilization is none that is read; did you mean utilisation?", result.stderr)
        self.assertNotIn("remark", result.stderr)
        result = self.relocate(scenario=f"{head}\n")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("scenario-of-test.csv has no moves", result.stderr)

    def test_an_option_of_a_layer_that_the_moves_do_not_have_fails_the_check(self):
        """With line and column, all options, and the nearest; more than one layer is told."""
        layers = "layers:\n  - {account: change, option: wrold}\n  - account: after\n    option: Mars\n"
        self.edit(self.study, "layers:\n", layers)
        at = self.study.read_text()[:self.study.read_text().index("  - {account: change")].count("\n") + 1
        done = run("check", self.study)
        self.assertEqual((done.returncode, done.stdout), (4, ""), done.stderr)
        self.assertIn(f"study.yaml:{at}:31: option `wrold` is none of ", done.stderr)
        self.assertIn("its options are `world`, `Mexico`, `Germany`, `United States`, `same technique`, `worse technique`; "
                      "did you mean `world`?", done.stderr)
        self.assertIn(f"study.yaml:{at + 2}:13: option `Mars` is none of ", done.stderr)

    def test_options_whose_files_would_have_one_name_are_told_with_a_line(self):
        head, row = "sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t,option", "steel,CN-HE,MEX,1000,1,1"
        result = self.relocate("-o", self.folder / "out", scenario=f"{head}\n{row},a b\n{row},a-b\n")
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        line = next(k for k, text in enumerate(self.study.read_text().splitlines()) if text.startswith("relocate:")) + 1
        self.assertIn(f"study.yaml:{line}: the layer co2_china-2012_change-a-b is asked for twice", result.stderr)

    def test_a_study_without_the_key_is_told_what_to_write(self):
        self.edit(self.study, "\nrelocate: hebei-2023.csv", "\n")
        result = run("relocate", self.study)
        self.assertEqual(result.returncode, 4)
        self.assertIn("key `relocate` is missing", result.stderr)


def tonnes(line):
    """The entries of a line of the ledger, both sides, by their names."""
    return {entry["name"]: float(entry["t"]) if "t" in entry else entry["t_double"] for side in ("left", "right") for entry in line[side]}


def moved_by_numpy(labels, z, y, e, moves):
    """Production and consumption by region, each moved plant being one more industry of A, f and Y.

    A move is (origin industry, region it goes to, industry whose inputs it takes, share of the output, t that leave, t that come).
    """
    x = z.sum(1) + y.sum((1, 2))
    a, y, n = z / x, y.sum(2), len(x)
    column = np.hstack([a] + [a[:, [m[2]]] for m in moves])
    stays, left = np.ones(n), np.zeros(n)
    for m in moves:
        stays[m[0]] -= m[3]
        left[m[0]] += m[4]
    rows = [column * stays[:, None]] + [column[[m[0]]] * m[3] for m in moves]
    final = [y * stays[:, None]] + [y[[m[0]]] * m[3] for m in moves]
    f = np.concatenate([(e - left) / (stays * x), [m[5] / (m[3] * x[m[0]]) for m in moves]])
    made = f[:, None] * np.linalg.solve(np.eye(n + len(moves)) - np.vstack(rows), np.vstack(final))
    home = np.array([REGIONS.index(r) for r, _ in labels] + [m[1] for m in moves])
    return np.array([made[home == r].sum() for r in range(len(REGIONS))]), made.sum(0)


class InTheTradeTable(Case):
    """The example with emissions of all its table; what numpy solves with the moved plants as industries of their own."""

    HEAD = "option,sector,origin,destination,capacity_t,displaced,origin_kg_per_t,destination_kg_per_t,output_share\n"

    def setUp(self):
        super().setUp()
        self.path, self.e = world_study(self.example())
        self.edit(self.path, "\nrelocate: hebei-2023.csv", "\n")
        self.labels, self.z, self.y = trade_table()

    def relocate(self, scenario, keys="mrio: true", *more):
        (self.path.parent / "moves.csv").write_text(self.HEAD + scenario)
        study = self.path.with_name("moves.yaml")
        study.write_text(self.path.read_text() + f"\nrelocate: {{scenario: moves.csv, {keys}}}\n")
        return run("relocate", study, *more)

    def options(self, *args):
        done = self.relocate(*args, "--json") if len(args) > 1 else self.relocate(args[0], "mrio: true", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return {option["option"]: option for option in json.loads(done.stdout)["options"]}

    def industry(self, region, sector):
        return self.labels.index((region, sector))

    def expect(self, told, moves):
        before = moved_by_numpy(self.labels, self.z, self.y, self.e, [])
        after = moved_by_numpy(self.labels, self.z, self.y, self.e, moves)
        regions = {r["code"]: r for r in told["regions"]}
        self.assertEqual(list(regions), REGIONS)
        for i, code in enumerate(REGIONS):
            r = regions[code]
            for key, value in (("before_t", before[0][i]), ("after_t", after[0][i]),
                               ("consumption_before_t", before[1][i]), ("consumption_after_t", after[1][i])):
                self.assertAlmostEqual(r[key] / value, 1, places=9, msg=f"{code} {key}")
            self.assertAlmostEqual(r["change_pba_t"], after[0][i] - before[0][i], delta=1e-9 * before[0].sum())
            self.assertAlmostEqual(r["change_cba_t"], after[1][i] - before[1][i], delta=1e-9 * before[0].sum())
        self.assertAlmostEqual(told["global_t"], after[0].sum() - before[0].sum(), delta=1e-9 * before[0].sum())
        self.assertAlmostEqual(sum(r["change_pba_t"] for r in told["regions"]),
                               sum(r["change_cba_t"] for r in told["regions"]), delta=1e-9 * before[0].sum())

    def test_plants_take_the_inputs_of_their_destination(self):
        """400 kt of Hebei's steel (859.2 kt CO2 of China's) to Mexico (432 kt), 300 kt of cement to Germany's union, half of it closed."""
        steel, there = self.industry("CHN", "steel"), self.industry("MEX", "steel")
        told = self.options("A,steel,CN-HE,MEX,400000,1,2148,1080,\nB,cement_minerals,CN-HE,EU27,300000,0.5,800,900,0.01\n")
        self.expect(told["A"]["mrio"], [(steel, REGIONS.index("MEX"), there, 859200 / self.e[steel], 859200, 432000)])
        self.assertEqual(told["A"]["mrio"]["physical_only_t"], 0)
        cement, there = self.industry("CHN", "cement_minerals"), self.industry("EU27", "cement_minerals")
        self.expect(told["B"]["mrio"], [(cement, REGIONS.index("EU27"), there, 0.01, 120000, 135000)])
        self.assertAlmostEqual(told["B"]["mrio"]["moved_t"], 120000, places=6)
        self.assertAlmostEqual(told["B"]["mrio"]["physical_only_t"], 135000, places=6)

    def test_the_same_plants_elsewhere_change_nothing_in_all(self):
        """Equal intensity, inputs of the origin: production changes sides, no footprint changes."""
        told = self.options(",steel,CN-HE,IND,400000,1,2148,2148,\n", "mrio: true, technique: origin")[""]["mrio"]
        change = {r["code"]: (r["change_pba_t"], r["change_cba_t"]) for r in told["regions"]}
        self.assertAlmostEqual(change["CHN"][0], -859200, delta=1)
        self.assertAlmostEqual(change["IND"][0], 859200, delta=1)
        for code, (made, used) in change.items():
            self.assertAlmostEqual(used, 0, delta=1e-3)
            if code not in ("CHN", "IND"):
                self.assertAlmostEqual(made, 0, delta=1e-3)
        self.assertAlmostEqual(told["global_t"], 0, delta=1e-3)

    def test_several_moves_of_an_option_act_together(self):
        steel, power = self.industry("CHN", "steel"), self.industry("CHN", "power")
        told = self.options(",steel,CN-HE,MEX,400000,1,2148,1080,\n,power,CN-SX,MEX,1000000,1,700,400,0.3\n")[""]["mrio"]
        mex = REGIONS.index("MEX")
        self.expect(told, [(steel, mex, self.industry("MEX", "steel"), 859200 / self.e[steel], 859200, 432000),
                           (power, mex, self.industry("MEX", "power"), 0.3, 700000, 400000)])

    def test_tables_and_the_option_of_the_command_line(self):
        scenario = ",steel,CN-HE,MEX,400000,1,2148,1080,\n"
        plain = self.relocate(scenario, "mrio: false", "--json")
        self.assertNotIn("mrio", json.loads(plain.stdout)["options"][0])
        done = self.relocate(scenario, "mrio: false", "--mrio", "--json", "-o", self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)["options"][0]["mrio"]
        table = rows((self.folder / "out" / "tables" / "relocation_accounts.csv").read_text())
        self.assertEqual([row["region"] for row in table], REGIONS + ["all"])
        self.assertAlmostEqual(float(table[-1]["production_change_t"]), told["global_t"], delta=1e-6)
        self.assertAlmostEqual(float(table[-1]["consumption_change_t"]), told["global_t"], delta=1e-3)

    def test_what_the_table_cannot_follow(self):
        for scenario, keys, text in (
                ("A,steel,CN-HE,XXX,400000,1,2148,1080,\n", "mrio: true", "`XXX` is no region of the trade table"),
                ("A,steel,CN-HE,MEX,400000,1,0,1080,\n", "mrio: true", "`steel` has no direct intensity at its origin"),
                ("A,steel,CN-HE,MEX,4000000000,1,2148,1080,\n", "mrio: true", "`steel` emits less than what leaves it"),
                ("A,households,CN-HE,MEX,1,1,1,1,\n", "mrio: true", "`households` is of households alone"),
                ("A,glass,CN-HE,MEX,1,1,1,1,\n", "mrio: true", "`glass` of this origin is no industry of the trade table"),
                ("A,steel,CN-HE,MEX,1,1,1,1,1.5\n", "mrio: true", ":2:27: output_share `1.5` is no number from 0 to 1")):
            done = self.relocate(scenario, keys)
            self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
            self.assertIn(text, done.stderr)
        done = run("relocate", EXAMPLE / "study.yaml", "--mrio")
        self.assertEqual(done.returncode, 4)
        self.assertIn("`mrio` needs the emissions of every region of the trade table", done.stderr)


class OnTheGrid(Case):
    """Layers: emissions before, after, and their change; cells are 100 km2."""

    HEAD = "option,sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t"

    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"
        self.out = self.folder / "out"

    def scenario(self, rows, keys="", columns=""):
        (self.study.parent / "moves.csv").write_text(self.HEAD + columns + "\n" + rows)
        self.edit(self.study, "\nrelocate: hebei-2023.csv", f"\nrelocate: {{scenario: moves.csv{keys}}}")

    def relocate(self, *more):
        done = run("relocate", self.study, "-o", self.out, *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return rows(done.stdout)

    def layer(self, name):
        tif = gdal.Open(str(self.out / "tif" / f"co2_china-2012_{name}.tif"))
        return tif.ReadAsArray().astype(float), tif.GetMetadata()

    def test_what_leaves_for_abroad_falls_and_rises_nowhere(self):
        """The world's option: 42.96 + 14.334 + 0.4 Mt fall in Hebei; 54.42 Mt rise in the rest of the world."""
        table = self.relocate("--option", "world")
        self.assertEqual({row["option"] for row in table}, {"world"})
        before, after, change = (self.layer(name)[0] for name in ("total", "after-world", "change-world"))
        self.assertAlmostEqual(np.nansum(change) * 100 / -57694000, 1, places=6)
        self.assertAlmostEqual(float(self.layer("change-world")[1]["total_t"]), -57694000, delta=1e-6)
        self.assertEqual(np.nanmax(change), 0)
        self.assertLessEqual(np.nanmax(np.abs(before + change - after) / np.maximum(before, 1)), 1e-6)
        self.assertGreaterEqual(np.nanmin(after), 0)
        placed = rows((self.out / "tables" / "relocation_placement.csv").read_text())
        self.assertEqual([row["where"] for row in placed], ["cells of the sector", "no cell: off the grid"] * 3)
        self.assertAlmostEqual(sum(float(row["change_t"]) for row in placed if row["region"] == "ROW"), 54420000, places=3)
        for name in "total", "after-world", "change-world":
            self.assertTrue((self.out / "png" / f"co2_china-2012_{name}.png").is_file())
        self.assertFalse((self.out / "png" / "co2_china-2012_change-Mexico.png").exists())

    def test_the_plants_of_the_sector_lose_in_proportion(self):
        """20 Mt of Hebei's 286.64 Mt of steel: its cells lose 42.96 / 286.64 of their steel, others nothing."""
        self.relocate("--option", "Mexico")
        change = self.layer("change-Mexico")[0]
        self.edit(self.study, "layers:\n", "layers:\n  - {account: total, sector: [steel], region: [CN-HE]}\n")
        self.assertEqual(run("attribute", self.study, "-o", self.out).returncode, 0)
        steel = self.layer("total_steel_in-CN-HE")[0]
        np.testing.assert_allclose(change, -42.96 / 286.64 * steel, rtol=1e-6)
        self.assertEqual(np.count_nonzero(np.nan_to_num(change)), np.count_nonzero(np.nan_to_num(steel)))

    def test_between_provinces_both_ends_are_on_the_map(self):
        """57.294 Mt fall in Hebei and rise in Shanxi: the change sums to 0."""
        self.edit(self.study, "\nrelocate: hebei-2023.csv", "\nrelocate: hebei-inland.csv")
        table = self.relocate("--option", "Shanxi")
        self.assertAlmostEqual(float(table[-1]["transport_t"]), 300000, places=6)
        change, about = self.layer("change-Shanxi")
        self.assertAlmostEqual(change[change < 0].sum() * 100 / -57294000, 1, places=6)
        self.assertAlmostEqual(change[change > 0].sum() * 100 / 57294000, 1, places=6)
        self.assertAlmostEqual(float(about["total_t"]), 0, delta=1e-6)
        self.assertAlmostEqual(float(about["negative_t"]), -57294000, delta=1e-6)
        style = (self.out / "tif" / "co2_china-2012_change-Shanxi.qml").read_text()
        values = [float(part.split('"')[0]) for part in style.split('item value="')[1:]]
        self.assertEqual(values, sorted(values))
        self.assertIn('value="0" color', style)
        self.assertIn("No change", style)

    def test_plants_renewed_where_they_stand(self):
        """20 Mt at 2148 and then 1080 kg/t: 42.96 Mt fall and 21.6 Mt rise in the same cells, which lose 21.36 Mt."""
        self.scenario("renewed,steel,CN-HE,CN-HE,20000000,2148,1080\nsame,steel,CN-HE,CN-HE,20000000,2148,2148\n")
        table = {row["option"]: row for row in self.relocate() if row["sector"] == "all"}
        for option, net, sentence in (("renewed", -21360000, "43.0 Mt CO₂ a year fall away at the origins, 21.6 Mt rise at the "
                                       "destinations. In all −21.4 Mt."),
                                      ("same", 0, "43.0 Mt CO₂ a year fall away at the origins, 43.0 Mt rise at the "
                                       "destinations. In all 0.00 t.")):
            change, about = self.layer(f"change-{option}")
            self.assertAlmostEqual(float(table[option]["global_t"]), net, delta=1e-6)
            self.assertAlmostEqual(float(about["total_t"]), net, delta=1e-6)
            self.assertEqual(np.nanmax(change), 0)
            self.assertEqual(np.count_nonzero(np.nan_to_num(change)) > 0, net < 0)
            words = gdal.Open(str(self.out / "png" / f"co2_china-2012_change-{option}.png")).GetMetadata()
            self.assertEqual(words["Description"].replace("\N{NO-BREAK SPACE}", " "), sentence)

    def test_electricity_and_a_sector_that_is_not_there(self):
        """1000 kt: 100 kg/t fall in Hebei's steel, 500 kWh/t at 0.6 in its power; Shanxi's other industries take up 90."""
        self.scenario("A,steel,CN-HE,CN-SX,1000000,100,90,500,0.6,400,0.2\n", ", electricity: power",
                      ",origin_kwh_per_t,origin_kg_per_kwh,destination_kwh_per_t,destination_kg_per_kwh")
        for old, new in (("layers:\n", "layers:\n  - {account: change, sector: [power]}\n  - {account: change, region: [CN-SX]}\n"
                                        "  - {account: change, option: A}\n  - {account: after}\n"),
                         ("  formats: [png]", "  formats: [png]")):
            if old in self.study.read_text():
                self.edit(self.study, old, new)
        inventory = self.study.parent / "inventory.csv"
        text = inventory.read_text().splitlines(keepends=True)
        inventory.write_text("".join(line for line in text if not line.startswith("CN-SX,steel,")))
        points = self.study.parent / "points.csv"
        text = points.read_text().splitlines(keepends=True)
        points.write_text("".join(line for line in text if ",CN-SX,steel," not in line))
        done = run("run", self.study, "-o", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        power, shanxi, all_ = (np.nansum(self.layer(name)[0]) * 100 for name in
                               ("change_power", "change_in-CN-SX", "change-A"))
        headline = {layer["file"][4:-4]: layer["headline"] for layer in json.loads((self.out / "run.json").read_text())["layers"]}
        self.assertEqual(headline["co2_china-2012_change-A"], "400 kt CO₂ a year fall away at the origins, 170 kt rise at the "
                         "destinations. In all −230 kt.")
        self.assertTrue(headline["co2_china-2012_change_in-CN-SX"].startswith("+170 kt of these sources. All moves: 400 kt"))
        placed = {(row["region"], float(row["change_t"])): row["where"]
                  for row in rows((self.out / "tables" / "relocation_placement.csv").read_text())}
        self.assertEqual(placed, {("CN-HE", -100000): "cells of the sector", ("CN-HE", -300000): "cells of the sector",
                                  ("CN-SX", 90000): "cells of all industries of the region", ("CN-SX", 80000): "cells of the sector"})
        shares = {line.split(",")[1]: float(line.split(",")[2]) for line in inventory.read_text().splitlines()
                  if line.startswith("CN-SX,")}
        del shares["households"]
        taken = 90 * shares["power"] / sum(shares.values())  # of what steel has no cells for
        self.assertAlmostEqual(shanxi, 170000, delta=1)
        self.assertAlmostEqual(power, -300000 + 80000 + 90000 * shares["power"] / sum(shares.values()), delta=1)
        self.assertAlmostEqual(all_, -230000, delta=1)
        ledger = json.loads((self.out / "run.json").read_text())["ledger"]["lines"]
        lines = {line["name"]: line for line in ledger if line["stage"] == "levers"}
        self.assertEqual(set(lines), {f"relocation (A), {what}: before + moves = after" for what in
                                      ("after", "change", "change of power in all regions", "change of all sectors in CN-SX")})
        for what, falls, rises, found in (("change of power in all regions", -300, 80 + taken, power), ("change of all sectors in CN-SX", 0, 170, shanxi)):
            mass = tonnes(lines[f"relocation (A), {what}: before + moves = after"])
            self.assertEqual((round(mass["falls"], 3), round(mass["rises"], 3)), (1e3 * falls, round(1e3 * rises, 3)))
            self.assertAlmostEqual(mass["on the grid after"] - mass["on the grid before"], 1e3 * (falls + rises), delta=0.01)
            self.assertAlmostEqual(found, 1e3 * (falls + rises), delta=1)
        for line in lines.values():
            self.assertAlmostEqual(line["difference_kg"], 0, delta=1)
            self.assertAlmostEqual(tonnes(line)["moved off the grid"], 0, delta=1e-3)

    def test_the_ledger_of_a_run_holds_what_moved_off_the_grid(self):
        self.edit(self.study, "layers:\n", "layers:\n  - {account: change}\n  - {account: change, quantity: share}\n")
        done = run("run", self.study, "-o", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("verify", self.out).returncode, 0)
        lines = [line for line in json.loads((self.out / "run.json").read_text())["ledger"]["lines"] if line["stage"] == "levers"]
        self.assertEqual(len(lines), 1)
        mass = tonnes(lines[0])
        self.assertAlmostEqual(mass["on the grid after"], 9742690000 - 57694000, places=3)
        self.assertAlmostEqual(mass["moved off the grid"], 54420000, places=3)
        self.assertAlmostEqual(mass["falls at the origins"], -57694000, places=3)
        self.assertAlmostEqual(mass["rises at the destinations"], 54420000, places=3)
        part = self.layer("change_share")[0]
        self.assertLess(np.nanmin(part), -10)
        self.assertGreaterEqual(np.nanmin(part), -100)

    def test_a_small_study_is_no_lost_mass(self):
        """t in place of Mt: its cells are rounded to units of 2^-20 kg, which its ledger bears; 0.02 of 286.64 t of steel move."""
        inventory = self.study.parent / "inventory.csv"
        inventory.write_text(inventory.read_text().replace(",Mt", ",t"))
        self.edit(self.study, "use: [population, area]", "use: [area]")  # each cell of a region is rounded alike
        (self.study.parent / "points.csv").write_text("id,region,sector,lon,lat,weight\n")
        self.scenario("A,steel,CN-HE,CN-SX,20,1000,500\n")
        self.relocate()
        self.assertAlmostEqual(float(self.layer("change-A")[1]["total_t"]), -10, delta=1e-3)
        self.assertAlmostEqual(float(self.layer("after-A")[1]["total_t"]), 9742.69 - 10, delta=1e-3)

    def test_long_names_of_options_are_cut_between_characters(self):
        name = "a" + "\N{CJK UNIFIED IDEOGRAPH-4E0A}" * 9
        self.scenario(f"{name},steel,CN-HE,MEX,20000000,2148,1080\n")
        self.edit(self.study, "layers:\n", "layers:\n  - {account: change}\n")
        done = run("run", self.study, "-o", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = json.loads((self.out / "run.json").read_text(encoding="utf-8"))["ledger"]["lines"]
        self.assertIn(f"relocation ({name[:8]}), change: before + moves = after", [line["name"] for line in lines])

    def test_more_than_there_is_cannot_be_mapped(self):
        self.scenario("A,steel,CN-HE,MEX,140000000,2148,1080\nA,glass,CN-HE,MEX,1,1,1\n")
        done = run("relocate", self.study, "-o", self.out)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertIn("option `A`: 3.0072e+08 t fall in steel of CN-HE, which emits 2.8664e+08 t", done.stderr)
        self.assertIn("moves.csv:3: 0.001 t fall in glass of CN-HE, which emits nothing on the grid", done.stderr)
        self.assertFalse((self.out / "tables").exists())

    def test_names_that_are_not_known(self):
        done = run("relocate", self.study, "--option", "wrold")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("has no option `wrold`", done.stderr)
        self.edit(self.study, "layers:\n", "layers:\n  - {account: after, option: wrold}\n")
        done = run("run", self.study, "-o", self.out)
        self.assertEqual(done.returncode, 4)
        self.assertIn("option `wrold` is none of", done.stderr)
        self.assertIn("`Mexico`", done.stderr)


@unittest.skipUnless(DATA, "HOTGRID_DATA is not set: the table of the world is not there")
class TheWorld(Case):
    def test_plants_with_their_own_inputs_save_what_they_emit_less(self):
        """20 Mt of China's metals, 1435 industries: with the inputs of the origin, all that changes is q (i_d - i_o)."""
        moves = self.folder / "moves.csv"
        moves.write_text("option,sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t\n"
                         "MX,c12,CHN,MEX,20000000,2148,1080\nDE,c12,CHN,DEU,20000000,2148,1708\nsame,c12,CHN,IND,20000000,2148,2148\n")
        study = self.folder / "study.yaml"
        study.write_text((ROOT / "tests" / "studies" / "world-2011.yaml").read_text()
                         + f"\nrelocate: {{scenario: {moves}, mrio: true, technique: origin}}\n")
        done = run("relocate", study, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        for option in json.loads(done.stdout)["options"]:
            expected = {"MX": -21.36e6, "DE": -8.8e6, "same": 0}[option["option"]]
            self.assertAlmostEqual(option["global_t"]["value"], expected, places=3)
            self.assertAlmostEqual(option["mrio"]["global_t"], expected, delta=1)
            self.assertAlmostEqual(sum(r["change_cba_t"] for r in option["mrio"]["regions"]), expected, delta=1)


if __name__ == "__main__":
    unittest.main()
