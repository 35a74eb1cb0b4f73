"""Streamed points and points that are moved into their region, on eight cells of 100 km2, by hand."""
import csv, json, unittest

from common import Case, run

# Four by two cells of 10 km in the plane of EPSG:6933, at the equator: 10 km are 0.10364 degrees of longitude and, near
# the equator, 0.07830 of latitude.  A is the two western columns, B the two eastern ones but for the uppermost 5 km.
STEP = 10000.0
GRID = f"name: toy\ncrs: EPSG:6933\nwest: 0\nsouth: 0\neast: {4 * STEP:g}\nnorth: {2 * STEP:g}\ncolumns: 4\nrows: 2\n"
STUDY = """name: toy
year: 2012
grid: grid.yaml
regions: {file: regions.geojson, id: id}
inventory:
  totals: [{file: inventory.csv}]
  points:
    - {file: rest.csv, total: remainder}
    - {file: more.csv, total: add}
    - {file: weights.csv, total: scale}
%s
output: out
"""
FILES = {
    "grid.yaml": GRID,
    "inventory.csv": "region,sector,value,unit\nA,s,1000,t\nB,s,600,t\nB,w,90,t\n",
    # r1 in A; r2 of A lies 4 km inside B; r3 of B lies 3 km north of B, in a cell that B has a part of; r4 has no total
    "rest.csv": "id,name,region,sector,lon,lat,value,unit\nr3,,B,s,0.35,0.140,30,t\nr1,One,A,s,0.05,0.04,200,t\n"
                "r2,Two,A,s,0.25,0.04,50.5,t\nr4,,B,x,0.35,0.04,7,t\n",
    # of A, 10 km beyond the east of B, which is 30 km from A
    "more.csv": "id,region,sector,lon,lat,value,unit\nm2,A,ships,0.52,0.04,4,kt\nm1,A,ships,0.01,0.01,1,kt\n",
    # w2 of B lies 3 km west of it, in A
    "weights.csv": "id,region,sector,lon,lat,weight\nw1,B,w,0.40,0.04,2\nw2,B,w,0.18,0.04,1\n",
}


class Points(Case):
    def study(self, snap="", **changes):
        def shape(code, west, east, north):
            ring = [[west, 0], [east, 0], [east, north], [west, north], [west, 0]]
            return {"type": "Feature", "properties": {"id": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        regions = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:6933"}},
                   "features": [shape("A", 0, 2 * STEP, 2 * STEP), shape("B", 2 * STEP, 4 * STEP, 1.5 * STEP)]}
        for name, text in {**FILES, **changes}.items():
            (self.folder / name).write_text(text)
        (self.folder / "regions.geojson").write_text(json.dumps(regions))
        (self.folder / "study.yaml").write_text(STUDY % snap)
        return self.folder / "study.yaml"

    def table(self, name):
        with open(self.folder / "out" / "tables" / name) as file:
            return list(csv.DictReader(file))

    def grid(self, *options, **study):
        done = run("grid", "--no-rasters", *options, self.study(**study))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def by_points(self):
        return {(row["region"], row["sector"]): (row["points_or_cells"], row["t"]) for row in self.table("placement.csv")
                if row["placed_by"] == "points"}

    def done(self):
        return {row["id"]: row["done"] for row in self.table("points_outside_region.csv")}

    def cell(self, lon, lat):
        done = run("explain", self.folder / "study.yaml", str(lon), str(lat))
        self.assertEqual(done.returncode, 0, done.stderr)
        plants = done.stdout.split("plants\n")[1].split("all plants")[0] if "plants\n" in done.stdout else ""
        return {line.split("(")[1].split(",")[0]: float(line.split()[0]) for line in plants.splitlines() if "(" in line}

    def test_without_the_key_nothing_moves(self):
        done = self.grid()
        self.assertEqual(self.by_points(), {("A", "s"): ("2", "250.5"), ("A", "ships"): ("1", "1000"),
                                            ("B", "s"): ("1", "30"), ("B", "w"): ("2", "90")})
        self.assertEqual(self.done(), {"m2": "kept", "r2": "kept", "r3": "kept", "w2": "kept"})
        self.assertEqual([row["id"] for row in self.table("points_without_total.csv")], ["r4"])
        self.assertRegex(done.stdout, r"points outside their region +4")
        # Two kilotonnes of ships that the inventory had no total for; m2 lies beyond the grid.
        outside = [row for row in self.table("placement.csv") if row["placed_by"] == "outside the grid"]
        self.assertEqual([(row["sector"], row["t"]) for row in outside], [("ships", "4000")])
        self.assertEqual(self.cell(0.25, 0.04), {"r2": 50500})
        self.assertEqual(self.cell(0.05, 0.04), {"r1": 200000, "m1": 1000000})

    def test_points_near_their_region_move_into_it(self):
        done = self.grid(snap="  snap: {within_km: 15}")
        self.assertEqual(self.done(), {"m2": "kept", "r2": "moved", "r3": "kept: its cell has a part of the region",
                                       "w2": "moved"})
        self.assertRegex(done.stdout, r"points moved into their region +2")
        # r2 goes west to the second column of A, w2 east to the first of B.
        self.assertEqual(self.cell(0.25, 0.04), {"w2": 30000})
        self.assertEqual(self.cell(0.15, 0.04), {"r2": 50500})
        self.assertEqual(self.cell(0.35, 0.12), {"r3": 30000})

    def test_points_too_far_give_up_their_place(self):
        done = self.grid(snap="  snap: {within_km: 15, beyond: diffuse}")
        self.assertEqual(self.done()["m2"], "diffuse")
        self.assertRegex(done.stdout, r"points that gave up their place +1")
        placed = {row["placed_by"]: row["t"] for row in self.table("placement.csv") if row["sector"] == "ships"}
        self.assertEqual(placed, {"points": "1000", "area": "4000"})

    def test_points_too_far_may_end_the_run(self):
        done = run("grid", self.study(snap="  snap: {within_km: 15, beyond: refuse}"))
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"more.csv:2: point \"m2\" lies 3\d\.\d km outside region A, more than the 15 km")

    def test_the_order_of_rows_and_the_number_of_threads_do_not_matter(self):
        self.grid("-t", "1", snap="  snap: {within_km: 15, beyond: diffuse}")
        key = json.loads((self.folder / "out" / "run.json").read_text())["input_key"]
        tables = {path.name: path.read_bytes() for path in (self.folder / "out" / "tables").iterdir()}
        header, *rows = FILES["rest.csv"].splitlines(keepends=True)
        self.grid("-t", "5", snap="  snap: {within_km: 15, beyond: diffuse}", **{"rest.csv": header + "".join(rows[::-1])})
        self.assertEqual(json.loads((self.folder / "out" / "run.json").read_text())["input_key"], key)
        for name, text in tables.items():
            self.assertEqual((self.folder / "out" / "tables" / name).read_bytes(), text, name)
        self.grid(snap="  snap: {within_km: 14, beyond: diffuse}")
        self.assertNotEqual(json.loads((self.folder / "out" / "run.json").read_text())["input_key"], key)

    def test_faults_of_streamed_points_are_told_with_all_others(self):
        done = run("grid", self.study(**{"rest.csv": FILES["rest.csv"] + "r1,,A,s,0.05,0.04,1,t\n",
                                         "more.csv": FILES["more.csv"] + "m3,A,ships,0.01,95,1,kt\nm4,A,s,0.01,0.01,1,\n"}))
        self.assertEqual(done.returncode, 3)
        for text in ('rest.csv:6: id "r1" stands already in record 3', "more.csv:4:17: latitude 95 is outside [-90, 90]",
                     "more.csv:5:20: unit is empty"):
            self.assertIn(text, done.stderr)
        done = run("grid", self.study(**{"more.csv": FILES["more.csv"] + "m4,A,s,0.01,0.01,1,kt\n"}))
        self.assertIn("more.csv:4: points add to region A, sector s, which", done.stderr)


if __name__ == "__main__":
    unittest.main()
