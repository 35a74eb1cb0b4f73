"""hotgrid benchmark: plants against standards, told in tables; faults with their places."""
import csv
import io
import json
import unittest

from common import Case, EXAMPLE, run

PLANTS = """id,product,output_t,name,region,lon,lat,gate
A,steel,8000000,Alpha Steel,CN-HE,114.5,38.0,yes
B,steel,3000000,,CN-HE,118.2,39.6,no
C,cement,2000000,Gamma Cement,CN-SD,117,36.6,
D,cement,100,Delta,CN-SD,,,
"""
MEASURES = """plant,indicator,value,unit
A,so2,117.5,mg/m3
A,co2,1928,kg/t
B,co2,1500,kg/t
C,nox,350,mg/m3
"""
STANDARDS = """product,indicator,pillar,unit,limit,access,leader,m3_per_t,verified,source
steel,so2,pollutants,mg/m3,200,50,35,10000,yes,a book
steel,co2,carbon,kg/t,2148,2036,1708,,no,memory
cement,nox,pollutants,mg/m3,400,320,100,,yes,a law
"""


class Benchmark(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"
        self.add("")

    def add(self, more, plants=PLANTS, measures=MEASURES, standards=STANDARDS):
        for name, text in ("plants", plants), ("measures", measures), ("standards", standards):
            (self.study.parent / f"{name}-of-test.csv").write_text(text)
        text = (EXAMPLE / "study.yaml").read_text()
        self.study.write_text(text + "\nbenchmark:\n  plants: plants-of-test.csv\n  measures: measures-of-test.csv\n"
                              "  standards: standards-of-test.csv\n" + more)

    def rows(self, text):
        return list(csv.DictReader(io.StringIO(text)))

    def test_plants_are_ranked_by_their_scores(self):
        """A: (200 - 117.5) / 165 = 0.5 and (2148 - 1928) / 440 = 0.5; C: 50 / 300; B has a closed gate."""
        result = run("benchmark", self.study, "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        found = self.rows(result.stdout)
        self.assertEqual([row["plant"] for row in found], ["A", "C", "B", "D"])
        self.assertEqual([row["rank"] for row in found], ["1", "2", "3", ""])
        self.assertAlmostEqual(float(found[0]["score"]), 0.5, places=12)
        self.assertAlmostEqual(float(found[1]["score"]), 1 / 6, places=12)
        self.assertEqual((found[2]["score"], found[2]["carbon"], found[2]["gate"]), ("0", "1", "no"))
        self.assertEqual((found[3]["score"], found[3]["lon"]), ("", ""))
        self.assertEqual(found[2]["name"], "B")  # the id serves
        self.assertIn("2 of 4 values are held against standards that are marked as not verified", result.stderr)
        table = (self.folder / "out" / "tables" / "benchmark.csv").read_text()
        self.assertEqual(table, result.stdout)

    def test_excess_is_what_is_above_the_leader(self):
        """SO2: 82.5 mg/m3 x 10000 m3/t x 8 Mt = 6.6e6 kg; CO2: 220 kg/t x 8 Mt; NOx: no volume is known."""
        self.assertEqual(run("benchmark", self.study, "-o", self.folder / "out").returncode, 0)
        found = {(row["plant"], row["indicator"]): row
                 for row in self.rows((self.folder / "out" / "tables" / "benchmark_measures.csv").read_text())}
        self.assertAlmostEqual(float(found["A", "so2"]["excess_over_leader_kg"]), 6.6e6, places=3)
        self.assertAlmostEqual(float(found["A", "co2"]["excess_over_leader_kg"]), 1.76e9, places=3)
        self.assertEqual(found["C", "nox"]["excess_over_leader_kg"], "")
        self.assertEqual([found[key]["standing"] for key in (("A", "so2"), ("A", "co2"), ("B", "co2"))],
                         ["within limit", "within access", "leader"])

    def test_pillars_weigh_what_the_study_says(self):
        self.add("  weights: {pollutants: 3, carbon: 0}\n", measures=MEASURES.replace("1928", "2148"))
        result = run("benchmark", self.study, "--json")
        plants = {plant["plant"]: plant for plant in json.loads(result.stdout)["plants"]}
        self.assertAlmostEqual(plants["A"]["score"], 0.5, places=12)
        self.assertEqual(plants["A"]["pillars"]["carbon"], 0)
        self.assertIsNone(plants["A"]["pillars"]["water"])

    def test_the_bundled_standards_can_be_read(self):
        self.add("", measures="plant,indicator,value,unit\nA,sinter_pm,50,mg/m3\nC,kiln_pm,10,mg/m3\n")
        self.study.write_text(self.study.read_text().replace("  standards: standards-of-test.csv\n", ""))
        result = run("benchmark", self.study)
        self.assertEqual(result.returncode, 0, result.stderr)
        scores = {row["plant"]: row["score"] for row in self.rows(result.stdout)}
        self.assertEqual((scores["A"], scores["C"]), ("0", "1"))

    def test_what_does_not_fit_is_told_with_its_place(self):
        self.add("", plants=PLANTS.replace("D,cement,100", "A,cemnt,-1"),
                 measures=MEASURES.replace("nox", "nix").replace("1500,kg/t", "1.5,t/t") + "E,co2,1,kg/t\nA,so2,x,mg/m3\n",
                 standards=STANDARDS + "steel,so2,polutants,mg/m3,1,,2,,maybe,\n")
        result = run("benchmark", self.study)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in ("plants-of-test.csv:5:9: output_t is -1; an output is 0 or more",
                     "measures-of-test.csv:7:7: value", "standards-of-test.csv:5:33: verified is neither yes nor no"):
            self.assertIn(text, result.stderr)
        self.add("", plants=PLANTS.replace("D,cement", "A,cemnt"),
                 measures=MEASURES.replace("nox", "nix").replace("1500,kg/t", "1.5,t/t") + "E,co2,1,kg/t\nA,co2,5,kg/t\n",
                 standards=STANDARDS + "steel,so2,polutants,mg/m3,1,,2,,no,\n")
        result = run("benchmark", self.study)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        for text in ("plants-of-test.csv:5: plant A stands twice (the first time in line 2)",
                     "plants-of-test.csv:5: product `cemnt` has no standard", "did you mean `cement`?",
                     "measures-of-test.csv:5: there is no standard `nix` of cement", "did you mean `nox`?",
                     "measures-of-test.csv:4: co2 in t/t, but the standard is in kg/t; convert the value",
                     "measures-of-test.csv:6: plant `E` is not in",
                     "standards-of-test.csv:5: pillar `polutants` is none of pollutants, energy, water and carbon",
                     "standards-of-test.csv:5: so2 of steel stands twice (the first time in line 2)"):
            self.assertIn(text, result.stderr)

    def test_a_value_twice_or_a_flat_standard_is_refused(self):
        self.add("", measures=MEASURES + "A,co2,1900,kg/t\n")
        result = run("benchmark", self.study)
        self.assertEqual(result.returncode, 3)
        self.assertIn("measure 5: plant 1 has a value for standard 2 already", result.stderr)
        self.add("", standards=STANDARDS.replace("400,320,100", "400,,400"))
        result = run("benchmark", self.study)
        self.assertEqual(result.returncode, 3)
        self.assertIn("limit 400 and leader 400", result.stderr)

    def test_a_study_without_the_key_is_told_what_to_write(self):
        result = run("benchmark", EXAMPLE / "study.yaml")
        self.assertEqual(result.returncode, 4)
        self.assertIn("key `benchmark` is missing", result.stderr)


if __name__ == "__main__":
    unittest.main()
