"""hotgrid targets: intensities against a benchmark, computed again here from the inventory and the tables of a run."""
import csv
import io
import json
import math
import pathlib
import subprocess
import unittest

import numpy as np

from common import Case, EXAMPLE, run
from test_accounts import REGIONS as MARKETS, World, trade_table, world_study

OUTPUT = """region,sector,output
CN-HE,steel,180
CN-SD,steel,60
CN-JS,steel,80
CN-HE,power,200
CN-SD,power,300
"""
REGIONS = ("CN-HE", "CN-SD", "CN-JS")


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


class Targets(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"
        self.emitted = {(row["region"], row["sector"]): float(row["value"]) * 1e6
                        for row in rows((EXAMPLE / "inventory.csv").read_text())}  # t
        self.made = {(row["region"], row["sector"]): float(row["output"]) for row in rows(OUTPUT)}

    def targets(self, keys, *more, output=OUTPUT):
        (self.study.parent / "output-of-test.csv").write_text(output)
        self.study.write_text((EXAMPLE / "study.yaml").read_text() + f"\ntargets: {{output: output-of-test.csv, {keys}}}\n")
        return run("targets", self.study, *more)

    def intensity(self, pair):
        return self.emitted[pair] / self.made[pair]

    def test_the_best_region_is_the_benchmark(self):
        result = self.targets("reference: best, of: all, regions: [CN-HE, CN-SD, CN-JS]")
        self.assertEqual(result.returncode, 0, result.stderr)
        found = {(row["region"], row["sector"]): row for row in rows(result.stdout)}
        self.assertEqual(set(found), set(self.made))
        excess = {}
        for pair, output in self.made.items():
            best = min(self.intensity(other) for other in self.made if other[1] == pair[1])
            excess[pair] = (self.intensity(pair) - best) * output
            self.assertAlmostEqual(float(found[pair]["kg_per_unit"]) / 1000 / self.intensity(pair), 1, places=12)
            self.assertAlmostEqual(float(found[pair]["benchmark_kg_per_unit"]) / 1000 / best, 1, places=12)
            self.assertAlmostEqual(float(found[pair]["excess_t"]), excess[pair], delta=1e-6 * self.emitted[pair])
        order = [(row["region"], row["sector"]) for row in rows(result.stdout)]
        self.assertEqual([excess[pair] for pair in order], sorted(excess.values(), reverse=True))
        self.assertAlmostEqual(float(found[order[0]]["share_percent"]), 100 * excess[order[0]] / sum(excess.values()), places=5)
        self.assertIn("have no output and so no intensity", result.stderr)

    def test_exports_count_by_the_foreign_part_of_each_industry(self):
        """All provinces share one market mix: the foreign part of a sector is that of its layer over its total."""
        self.assertEqual(run("accounts", self.study, "-o", self.folder / "out").returncode, 0)
        result = self.targets("reference: mean")
        found = rows(result.stdout)
        part = {row["sector"]: float(row["counted_percent"]) / 100 for row in found}
        self.assertEqual({row["sector"] for row in found}, {"steel", "power"})
        self.assertTrue(all(0.05 < value < 0.6 for value in part.values()), part)
        for row in found:
            pair = row["region"], row["sector"]
            of_sector = [other for other in self.made if other[1] == pair[1]]
            mean = sum(self.emitted[o] for o in of_sector) / sum(self.made[o] for o in of_sector)
            gap = self.intensity(pair) - mean
            self.assertAlmostEqual(float(row["gap_kg_per_unit"]) / 1000, gap, delta=1e-9 * mean)
            self.assertAlmostEqual(float(row["excess_t"]), max(0, gap) * self.made[pair] * part[pair[1]],
                                   delta=2e-6 * self.emitted[pair])
        for sector in part:
            self.assertAlmostEqual(sum(float(row["gap_kg_per_unit"]) * float(row["output"]) for row in found
                                       if row["sector"] == sector), 0, delta=1)

    def test_no_energy_or_intensity_is_beyond_what_can_be(self):
        """1e308 PJ is no number of TJ, 1e305 Gt none of kg; a unit has one thing that it is by."""
        (self.study.parent / "reference.csv").write_text("sector,unit,intensity\nsteel,Gt/t,1e305\npower,kg/,1\ncement_minerals,kg/t/t,1\n")
        result = self.targets("reference: reference.csv, of: all")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in ("reference.csv:2: intensity is 1e+305 Gt/t, beyond 1e18", "reference.csv:3: unit is `kg/`", "reference.csv:4: unit is `kg/t/t`"):
            self.assertIn(text, result.stderr)
        (self.study.parent / "energy.csv").write_text("region,sector,energy,unit\nCN-HE,steel,1e308,PJ\n")
        result = self.targets("reference: mean, of: all, energy: energy.csv")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertIn("energy.csv:2: energy is 1e+308 PJ, beyond 1e18 TJ", result.stderr)

    def test_a_file_of_intensities_and_json(self):
        (self.study.parent / "reference.csv").write_text("sector,unit,intensity\nsteel,kg/unit,1000000\n")
        result = self.targets("reference: reference.csv, of: all", "--json", "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        told = json.loads(result.stdout)
        excess = sum(max(0, self.emitted[pair] - 1000 * self.made[pair]) for pair in self.made if pair[1] == "steel")
        self.assertAlmostEqual(told["excess_t"] / excess, 1, places=12)
        self.assertEqual(told["without_benchmark"], 2)
        self.assertEqual([one["part_of_excess"] for one in told["needed"]], [0.25, 0.5, 0.75, 0.9])
        table = rows((self.folder / "out" / "tables" / "targets.csv").read_text())
        self.assertEqual(len(table), 5)
        self.assertEqual([row["benchmark_kg_per_unit"] for row in table if row["sector"] == "power"], ["", ""])

    def without_trade(self):
        """The example's study without its trade table, nor what asks for one."""
        text = self.study.read_text()
        start = text.index("\ntrade:")
        end = text.index("\n\n", start + 1)
        self.study.write_text(text[:start] + text[end:])

    def test_all_output_needs_no_trade_table(self):
        """What is held against what is the same with and without a table: whom goods serve does not count."""
        keys = "reference: best, of: all"
        whole = self.targets(keys)
        self.without_trade()
        for args in (), ("-o", self.folder / "out"):
            alone = run("targets", self.study, *args)
            self.assertEqual(alone.returncode, 0, alone.stderr)
            self.assertEqual(alone.stdout, whole.stdout)
        made = {str(p.relative_to(self.folder / "out")) for p in (self.folder / "out").rglob("*.*")}
        self.assertIn("tif/co2_china-2012_excess.tif", made)
        self.assertNotIn("tables/intensities.csv", made)
        self.assertEqual(run("check", self.study).returncode, 0)
        gridded = run("grid", self.study, "-o", self.folder / "grid")
        self.assertEqual(gridded.returncode, 0, gridded.stderr)
        self.assertEqual((self.folder / "grid" / "tables" / "targets.csv").read_text(), whole.stdout)
        told = json.loads((self.folder / "grid" / "run.json").read_text())
        self.assertIn("output-of-test.csv", {pathlib.Path(one["path"]).name for one in told["inputs"]})

    def test_exports_need_one(self):
        self.targets("reference: best, of: exports")
        self.without_trade()
        done = run("targets", self.study)
        self.assertEqual((done.returncode, done.stdout), (4, ""))
        self.assertIn("say `of: all` with `output`, which does without", done.stderr)
        self.study.write_text(self.study.read_text().replace("output: output-of-test.csv, ", "").replace("of: exports", "of: all"))
        self.assertEqual(run("targets", self.study).returncode, 4)

    def test_an_output_folder_gets_the_map_too(self):
        """The layer holds what the table ranks: all of these provinces lies on the grid."""
        result = self.targets("reference: mean, of: all", "--json", "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        excess = json.loads(result.stdout)["excess_t"]
        self.assertGreater(excess, 1e6)
        found = sorted(str(p.relative_to(self.folder / "out")) for p in (self.folder / "out").rglob("*.*") if p.name != ".lock")
        self.assertEqual(found, ["manifest.jsonl", "png/co2_china-2012_excess.png", "tables/intensities.csv", "tables/targets.csv",
                                 "tif/co2_china-2012_excess.qml", "tif/co2_china-2012_excess.tif"])
        info = json.loads(subprocess.run(["gdalinfo", "-json", self.folder / "out" / "tif" / "co2_china-2012_excess.tif"],
                                         check=True, capture_output=True, text=True).stdout)
        self.assertAlmostEqual(float(info["metadata"][""]["total_t"]) / excess, 1, delta=1e-9)
        self.assertEqual(info["metadata"][""]["accounting"], "production")
        self.assertIn("Not above the benchmark", (self.folder / "out" / "tif" / "co2_china-2012_excess.qml").read_text())

    def test_sectors_of_a_table_of_codes_have_the_names_of_the_concordance(self):
        """The largest of the study's sectors, how many more there are, and codes where a name is not one sector's alone."""
        table = self.study.parent / "sector_map.csv"
        table.write_text(table.read_text().replace("transport,transport,1", "transport,services_construction_agriculture,1")
                         .replace("power,power,1", "power,power,0.5\npower,chemicals,0.5")
                         .replace("chemicals,chemicals,1", "chemicals,refining_coking,1"))
        result = run("targets", self.study)
        self.assertEqual(result.returncode, 0, result.stderr)
        names = {row["sector"]: row["sector_name"] for row in rows(result.stdout)}
        self.assertEqual(names["power"], "Electricity, heat, gas and water (power)")
        self.assertEqual(names["chemicals"], "Electricity, heat, gas and water (chemicals)")
        self.assertEqual(names["cement_minerals"], "Cement, glass and other minerals")
        self.assertEqual(names["services_construction_agriculture"], "Transport and communication and 1 more")
        self.assertEqual(names["refining_coking"], "Oil refining and coking and 1 more")

    def test_one_region_alone_is_told(self):
        result = run("targets", EXAMPLE / "study.yaml", "--top", "2")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(rows(result.stdout)), 2)
        self.assertIn("nobody to compare it with", result.stderr)

    def world(self, keys):
        """The example where all industries of the table emit; with an excess layer."""
        path, e = world_study(self.study.parent)
        self.edit(path, "layers:\n", "layers:\n  - {account: excess, quantity: total}\n")
        path.write_text(path.read_text() + f"\ntargets: {{{keys}}}\n")
        return path, 1000 * e

    def test_intensities_against_the_world_and_the_partners(self):
        """Means by numpy: of the world by output, of partners by what each buys of the product."""
        path, e = self.world("reference: best")
        self.assertEqual(run("targets", path, "-o", self.folder / "out").returncode, 0)
        table = rows((self.folder / "out" / "tables" / "intensities.csv").read_text())
        labels, z, y = trade_table()
        world = World(labels, z, y, e)
        x = z.sum(1) + y.sum((1, 2))
        sector = np.array(world.sector)
        self.assertEqual([(row["region"], row["sector"]) for row in table], labels)
        for i, row in enumerate(table):
            same = sector == sector[i]
            sold = np.array([z[i, world.region == d].sum() + y[i, d].sum() for d in range(len(MARKETS))])
            sold[world.region[i]] = 0
            sold = np.maximum(sold, 0)
            weight = sold[world.region] * same
            self.assertAlmostEqual(float(row["exports"]), sold.sum(), delta=1e-9 * sold.sum())
            for name, f in ("direct", world.direct), ("total", world.total):
                mean = f[same] @ x[same] / x[same].sum()
                for column, value in (f"{name}_kg_per_unit", f[i]), (f"world_{name}_kg_per_unit", mean), (f"{name}_to_world", f[i] / mean):
                    self.assertAlmostEqual(float(row[column]) / value, 1, 9, column)
                if weight.sum() == 0:
                    self.assertEqual((row[f"partners_{name}_kg_per_unit"], row[f"{name}_to_partners"], row["exports_compared_percent"]), ("", "", ""))
                    continue
                partners = f @ weight / weight.sum()
                self.assertAlmostEqual(float(row[f"partners_{name}_kg_per_unit"]) / partners, 1, 9)
                self.assertAlmostEqual(float(row[f"{name}_to_partners"]) * partners / f[i], 1, 9)
                self.assertAlmostEqual(float(row["exports_compared_percent"]), 100, 9)

    def ranked(self, keys):
        path, _ = self.world(keys)
        result = run("targets", path)
        self.assertEqual(result.returncode, 0, result.stderr)
        return rows(result.stdout)

    def test_laws_hold_for_the_whole_table(self):
        """Gaps to the mean add up to 0 by output in each sector; against itself a region has none; shares rise to 100 %."""
        table = self.ranked("reference: mean, of: all")
        self.assertEqual(len(table), 120)  # 15 regions x 8 sectors
        for sector in {row["sector"] for row in table}:
            gap = [float(row["gap_kg_per_unit"]) * float(row["output"]) for row in table if row["sector"] == sector]
            self.assertAlmostEqual(sum(gap), 0, delta=1e-12 * sum(map(abs, gap)))
        shares = [float(row["cumulative_percent"]) for row in table]
        self.assertEqual(shares, sorted(shares))
        self.assertEqual(shares[-1], 100)
        for row in table:
            self.assertAlmostEqual(float(row["kg_per_unit"]) * float(row["output"]) / 1000, float(row["t"]), delta=1e-9 * float(row["t"]))

    def test_a_region_has_no_gap_to_itself(self):
        own = [row for row in self.ranked("reference: JPN, of: all") if row["region"] == "JPN"]
        self.assertEqual(len(own), 8)
        self.assertTrue(all(float(row["gap_kg_per_unit"]) == 0 and float(row["excess_t"]) == 0 for row in own))

    def test_a_map_says_whose_sectors_are_the_example(self):
        path, _ = self.world("reference: USA")
        done = run("run", path, "-o", self.folder / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Held against the sectors of the United States; only what serves foreign demand counts.",
                      (self.folder / "out" / "run.json").read_text())

    def test_a_group_is_an_example_with_its_own_mean(self):
        """The hubs are the United States and the EU: both together are the mean of their sectors."""
        hubs = [row for row in self.ranked("reference: hubs, of: all, regions: [USA, EU27]")]
        self.assertEqual(len(hubs), 16)
        for sector in {row["sector"] for row in hubs}:
            two = [row for row in hubs if row["sector"] == sector]
            mean = 1000 * sum(float(row["t"]) for row in two) / sum(float(row["output"]) for row in two)
            for row in two:
                self.assertAlmostEqual(float(row["benchmark_kg_per_unit"]) / mean, 1, 12)

    def test_maps_hold_the_parts_of_the_table(self):
        """China's sectors have an excess in the table; of the provinces the same parts are mapped, and the sums agree."""
        path, e = self.world("reference: best")
        result = run("run", path, "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        told = json.loads((self.folder / "out" / "run.json").read_text())
        mapped = next(float(one["total_t"]) for one in told["layers"] if one["file"].endswith("excess_per-cell.tif"))
        self.assertAlmostEqual(mapped / told["levers"]["targets"]["study_excess_t"], 1, delta=1e-9)
        table = rows((self.folder / "out" / "tables" / "targets.csv").read_text())
        chn = [row for row in table if row["region"] == "CHN" and float(row["excess_t"]) > 0]
        self.assertTrue(chn)
        self.assertAlmostEqual(sum(float(row["study_excess_t"]) for row in table), mapped, delta=1e-9 * mapped)
        inventory = {}
        for (_, s), t in self.emitted.items():
            inventory[s] = inventory.get(s, 0) + t
        sector_map = rows((EXAMPLE / "sector_map.csv").read_text())
        for row in chn:
            mine = sum(inventory[one["sector"]] * float(one.get("weight") or 1) for one in sector_map if one["mrio_sector"] == row["sector"])
            self.assertAlmostEqual(float(row["study_excess_t"]), float(row["excess_t"]) / float(row["t"]) * mine, delta=1e-6 * mine)

    def test_excess_over_given_intensities_is_all_on_the_map(self):
        """Where the inventory is what the table is held against, map and table have the same sum."""
        (self.study.parent / "reference.csv").write_text("sector,unit,intensity\nsteel,kg/unit,300000\npower,kg/unit,0\n")
        self.study.write_text((EXAMPLE / "study.yaml").read_text() + "\ntargets: {reference: reference.csv}\n")
        result = self.run_targets("--json", "-o", self.folder / "out")
        told = json.loads(result.stdout)
        info = json.loads(subprocess.run(["gdalinfo", "-json", self.folder / "out" / "tif" / "co2_china-2012_excess.tif"],
                                         check=True, capture_output=True, text=True).stdout)
        self.assertGreater(told["excess_t"], 1e8)
        self.assertAlmostEqual(float(info["metadata"][""]["total_t"]) / told["excess_t"], 1, delta=1e-9)
        self.assertIn("intensities.csv compares its products with none", result.stderr)
        for row in rows((self.folder / "out" / "tables" / "intensities.csv").read_text()):
            self.assertEqual((row["region"], row["world_direct_kg_per_unit"], row["total_to_world"], row["total_to_partners"]), ("CHN", "", "", ""))

    def run_targets(self, *more):
        result = run("targets", self.study, *more)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def energy(self, text, *more, keys="reference: best, of: all"):
        (self.study.parent / "energy-of-test.csv").write_text("region,sector,energy,unit\n" + text)
        return self.targets(keys + ", energy: energy-of-test.csv", *more)

    def test_energy_splits_the_gap_in_two(self):
        """LMDI-I by its formula, from kg CO2 a TJ and TJ a unit; 1 Mtce = 29307.6 TJ."""
        result = self.energy("CN-HE,steel,100,Mtce\nCN-SD,steel,1300,PJ\nCN-JS,steel,800000,TJ\nCN-HE,power,90,Mtce\n", "--json",
                             "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        tj = {"CN-HE": 100 * 29307.6, "CN-SD": 1.3e6, "CN-JS": 8e5}
        kg = {r: 1000 * self.emitted[r, "steel"] for r in tj}
        x = {r: self.made[r, "steel"] for r in tj}
        best = min(tj, key=lambda r: kg[r] / x[r])
        told = {(one["region"], one["sector"]): one for one in json.loads(result.stdout)["pairs"]}
        table = {(row["region"], row["sector"]): row for row in rows((self.folder / "out" / "tables" / "targets.csv").read_text())}
        for r in tj:
            row, f, b = table[r, "steel"], kg[r] / x[r], kg[best] / x[best]
            mean = f if r == best else (f - b) / math.log(f / b)
            carbon = mean * math.log(kg[r] / tj[r] / (kg[best] / tj[best]))
            energy = mean * math.log(tj[r] / x[r] / (tj[best] / x[best]))
            for name, value in ("by_carbon_kg_per_unit", carbon), ("by_energy_kg_per_unit", energy):
                self.assertAlmostEqual(float(row[name]), value, delta=1e-9 * f)
                self.assertAlmostEqual(told[r, "steel"][name], value, delta=1e-9 * f)
            self.assertAlmostEqual(carbon + energy, float(row["gap_kg_per_unit"]), delta=1e-9 * f)
            self.assertAlmostEqual(float(row["kg_per_tj"]) / (kg[r] / tj[r]), 1, places=12)
        # Hebei has the best power, 1390 kg against 1450: it has no gap; what Shandong uses is not told.
        self.assertEqual((table["CN-HE", "power"]["by_carbon_kg_per_unit"], table["CN-HE", "power"]["gap_kg_per_unit"]), ("0", "0"))
        self.assertEqual((table["CN-SD", "power"]["tj_per_unit"], table["CN-SD", "power"]["by_carbon_kg_per_unit"]), ("", ""))
        self.assertIsNone(told["CN-SD", "power"]["by_energy_kg_per_unit"])
        self.assertIn("of 1 of 5 pairs, or of their benchmark, the energy is not known", result.stderr)

    def test_a_reference_has_units_and_may_tell_its_energy(self):
        """1 kt a unit at 10 000 GJ a unit, 100 t CO2 a TJ: what Hebei uses beyond that, and what its energy has more carbon."""
        reference = self.study.parent / "reference.csv"
        reference.write_text("sector,unit,intensity\nsteel,kt/unit,1000\nsteel,GJ/unit,10000000\npower,g/unit,1e15\n")
        result = self.energy("CN-HE,steel,100,Mtce\n", keys="reference: reference.csv, of: all")
        self.assertEqual(result.returncode, 0, result.stderr)
        table = {(row["region"], row["sector"]): row for row in rows(result.stdout)}
        steel, f, e = table["CN-HE", "steel"], 1000 * self.emitted["CN-HE", "steel"] / 180, 100 * 29307.6 / 180
        self.assertEqual({float(row["benchmark_kg_per_unit"]) for row in table.values()}, {1e9, 1e12})
        mean = (f - 1e9) / math.log(f / 1e9)
        self.assertAlmostEqual(float(steel["by_energy_kg_per_unit"]), mean * math.log(e / 1e4), delta=1e-9 * f)
        self.assertAlmostEqual(float(steel["by_carbon_kg_per_unit"]), mean * math.log(f / e / 1e5), delta=1e-9 * f)
        reference.write_text("sector,unit,intensity\nsteel,tons/unit,1\npower,kg/unit,1\npower,t/unit,1\n")
        result = self.targets("reference: reference.csv")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertIn("reference.csv:2: unit is `tons/unit`, must be a mass of CO2 by a unit of output, such as kg/t", result.stderr)
        self.assertRegex(result.stderr, "reference.csv:[34]: sector power stands twice")

    def test_energy_has_units_and_known_codes(self):
        result = self.energy("CN-HE,steel,100,Mt\nCN-HX,steel,1,TJ\nCN-SD,steel,1,TJ\nCN-SD,steel,1,PJ\n")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertIn("energy-of-test.csv:2: unit is `Mt`, must be GJ, TJ, PJ", result.stderr)
        self.assertIn("energy-of-test.csv:3: region `CN-HX` is not in the inventory", result.stderr)
        self.assertRegex(result.stderr, "energy-of-test.csv:[45]: region CN-SD and sector steel stand twice, in two units")

    def test_unknown_codes_are_told_with_their_place(self):
        result = self.targets("reference: mean", output=OUTPUT + "CN-HX,steel,5\nCN-HE,stel,5\n")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertIn("output-of-test.csv:7: region `CN-HX` is not in the inventory", result.stderr)
        self.assertIn("sector `stel` is not in the inventory; did you mean `steel`?", result.stderr)
        result = self.targets("reference: mean, regions: [CN-HX]")
        self.assertEqual(result.returncode, 4)
        self.assertIn("region `CN-HX` is not among those compared", result.stderr)
        result = self.targets("reference: nowhere.csv")
        self.assertEqual(result.returncode, 3)
        self.assertIn("nowhere.csv", result.stderr)
        self.assertIn("or the path of a CSV with columns sector, unit, intensity; there is no file", result.stderr)
        result = self.targets("reference: bset")
        self.assertEqual((result.returncode, result.stdout), (4, ""))
        self.assertRegex(result.stderr, r"study.yaml:\d+:50: `reference` is `bset`, must be best, mean, or the path of a CSV")
        self.assertIn("did you mean `best`?", result.stderr)
        self.study.write_text((EXAMPLE / "study.yaml").read_text() + "\ntargets: {reference: USB}\n")
        for verb in "targets", "check":
            result = run(verb, self.study)
            self.assertEqual((result.returncode, result.stdout), (4, ""))
            self.assertIn("must be best, mean, a region of the trade table or a group, or the path of a CSV", result.stderr)
            self.assertIn("did you mean `USA`?", result.stderr)
        result = self.targets("reference: mean", output="region,sector,output\nCN-HE,steel,-1\n")
        self.assertEqual(result.returncode, 3)
        result = self.targets("reference: best", output="region,sector,output\nCN-HE,steel,1e-320\nCN-BJ,steel,1e308\n")
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertEqual(result.stderr.count("must be 0, or from 1e-15 to 1e18"), 2)


if __name__ == "__main__":
    unittest.main()
