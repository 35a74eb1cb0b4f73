"""hotgrid relocate: the figures of the bundled scenario by hand, ranges, faults."""
import csv
import io
import json
import unittest

from common import Case, EXAMPLE, run


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
        self.study.write_text((EXAMPLE / "study.yaml").read_text() + f"\nrelocate: {{scenario: {name}}}\n")
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

    def test_a_study_without_the_key_is_told_what_to_write(self):
        result = run("relocate", EXAMPLE / "study.yaml")
        self.assertEqual(result.returncode, 4)
        self.assertIn("key `relocate` is missing", result.stderr)


if __name__ == "__main__":
    unittest.main()
