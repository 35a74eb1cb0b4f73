"""Inventory draw-down: shares below 0 stay below 0, cell by cell, and every book tells how much."""
import csv, json, unittest

import numpy as np
from osgeo import gdal

from common import Case, run


class Signed(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example()
        self.draw_down("CHN", "JPN", 0.2)
        text = (self.study / "study.yaml").read_text(encoding="utf-8")
        before, after = text.split("layers:")[0], "maps:" + text.split("\nmaps:")[1]
        layers = "layers:\n  - {account: total, quantity: total}\n  - {destination: [all], quantity: total}\n"
        (self.study / "study.yaml").write_text(before + layers + after, encoding="utf-8")

    def draw_down(self, maker, buyer, part):
        """The buyer's stocks of all goods of a maker shrink by a part of all that others buy of them at last."""
        path = self.study / "trade/Y.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        column = next(i for i in range(2, len(rows[0])) if (rows[0][i], rows[1][i]) == (buyer, "investment"))
        changed = 0
        for row in rows[3:]:
            if row[0] == maker:
                row[column] = repr(-part * sum(float(x) for x in row[2:]))
                changed += 1
        self.assertGreater(changed, 0)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def layer(self, name):
        return gdal.Open(str(self.study / "out" / name)).ReadAsArray().astype(float)

    def test_cells_below_0_are_kept_and_told(self):
        done = run("run", "-q", self.study / "study.yaml", cwd=self.study)
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads((self.study / "out/run.json").read_text(encoding="utf-8"))["layers"]
        with (self.study / "out/tables/concentration.csv").open(encoding="utf-8", newline="") as file:
            table = {row["layer"]: row for row in csv.DictReader(file)}
        served, below = 0, []
        for layer in told:
            cells = self.layer(layer["file"])
            row = table[layer["file"][len("tif/"):-len(".tif")]]
            negative = np.nansum(np.where(cells < 0, cells, 0))
            self.assertAlmostEqual(float(row["t"]) / np.nansum(cells), 1, delta=1e-6)
            self.assertLessEqual(abs(float(row["negative_t"]) - negative), 1e-6 * abs(negative))
            self.assertLessEqual(abs(float(layer["negative_t"]) - negative), 1e-6 * abs(negative))
            if layer["destination"]:
                served = served + cells
                below.append((negative, layer["destination"]))
        total = self.layer(told[0]["file"])
        self.assertLess(np.nanmax(np.abs(served - total) / np.maximum(total, 1e-9)), 1e-5)  # Float32: none was clipped
        negative, destination = min(below)
        self.assertEqual(destination, "JPN")
        self.assertLess(negative, -1e6)
        with (self.study / "out/tables/ledger.csv").open(encoding="utf-8", newline="") as file:
            self.assertTrue(all(row["balances"] in ("yes", "") for row in csv.DictReader(file)))
        notes = {note["name"]: note["value"] for note in
                 json.loads((self.study / "out/run.json").read_text(encoding="utf-8"))["ledger"]["notes"]}
        self.assertAlmostEqual(notes["mass below 0 in a layer at most, t"] / -negative, 1, delta=1e-6)


if __name__ == "__main__":
    unittest.main()
