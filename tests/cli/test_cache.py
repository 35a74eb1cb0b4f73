"""The cache: the same bytes with a cold one, a warm one and none; nothing stale, nothing damaged."""
import os, subprocess, unittest

import numpy
from osgeo import gdal

from common import DATA, Case, ROOT, digests, run


class Cache(Case):
    def study(self, name):
        """The example with a proxy that is fine enough to be kept, beside coverage and the trade table."""
        study = self.example(name)
        gdal.UseExceptions()
        coarse = gdal.Open(str(study / "population.tif"))
        fine = gdal.Translate(str(study / "fine.tif"), coarse, resampleAlg="bilinear", width=2600,
                              height=2000, creationOptions=["COMPRESS=DEFLATE"])
        del fine, coarse
        self.edit(study / "study.yaml", "file: population.tif", "file: fine.tif")
        return study

    def outputs(self, study, *options):
        done = run("run", study / "study.yaml", "-v", "--threads", 2, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = [line for line in done.stderr.splitlines() if "cache: " in line]
        return digests(study / "out"), said

    def test_cold_warm_and_no_cache_write_the_same_bytes(self):
        study = self.study("study")
        none, said = self.outputs(study)
        self.assertEqual(said, [])
        cache = self.folder / "deep" / "cache"
        cold, said = self.outputs(study, "--cache", cache)
        self.assertEqual(cold, none)
        self.assertEqual([line.split("cache: ")[1].split()[0] for line in said], ["wrote"] * 3)
        self.assertEqual(len(list(cache.iterdir())), 3)
        warm, said = self.outputs(study, "--cache", cache)
        self.assertEqual(warm, none)
        self.assertEqual([line.split("cache: ")[1].split()[0] for line in said], ["read"] * 3)

        # Damaged at one byte, cut off, or of another program: told, and made anew.
        for spoil in (lambda b: b[:-200] + bytes([b[-200] ^ 1]) + b[-199:], lambda b: b[:len(b) // 2],
                      lambda b: b"GIF89a"):
            for file in cache.iterdir():
                file.write_bytes(spoil(file.read_bytes()))
            again, said = self.outputs(study, "--cache", cache)
            self.assertEqual(again, none)
            self.assertEqual(sum("damaged or foreign" in line for line in said), 3)
            self.assertEqual(sum("cache: wrote" in line for line in said), 3)

    def test_what_changed_is_not_taken_from_the_cache(self):
        study = self.study("study")
        with open(study / "study.yaml", "a", encoding="utf-8") as file:
            file.write("\ncache: kept\n")
        self.outputs(study)
        self.assertEqual(len(list((study / "kept").iterdir())), 3)

        raster = gdal.Open(str(study / "fine.tif"), gdal.GA_Update)
        values = raster.ReadAsArray()
        row, column = numpy.unravel_index(numpy.nanargmax(values), values.shape)
        raster.GetRasterBand(1).WriteArray(values[row:row + 1, column:column + 1] * 5, int(column), int(row))
        del raster
        _, said = self.outputs(study)
        self.assertEqual(sorted(line.split("cache: ")[1].split()[0] for line in said), ["read", "read", "wrote"])
        changed, _ = self.outputs(study)
        subprocess.run(["rm", "-r", study / "kept"], check=True)
        self.assertEqual(self.outputs(study)[0], changed)

        moved = (study / "provinces.geojson").read_text(encoding="utf-8")
        digits = moved.index(".", moved.index("coordinates")) + 1
        digit = "4" if moved[digits] != "4" else "5"
        (study / "provinces.geojson").write_text(moved[:digits] + digit + moved[digits + 1:], encoding="utf-8")
        _, said = self.outputs(study)
        self.assertEqual(sorted(line.split("cache: ")[1].split()[0] for line in said), ["read", "read", "wrote"])

    def test_a_cache_that_cannot_be_written_is_told_and_left(self):
        study = self.study("study")
        none, _ = self.outputs(study)
        wrong = self.folder / "a-file"
        wrong.write_text("")
        same, said = self.outputs(study, "--cache", wrong)
        self.assertEqual(same, none)
        self.assertEqual(sum("the run goes on without it" in line for line in said), 3)

    def test_two_runs_at_once_share_a_cache(self):
        one, two, cache = self.study("one"), self.study("two"), self.folder / "cache"
        alone, _ = self.outputs(one)
        both = [subprocess.Popen([os.environ["HOTGRID"], "run", study / "study.yaml", "-q", "--cache", cache])
                for study in (one, two)]
        self.assertEqual([process.wait() for process in both], [0, 0])
        self.assertEqual(digests(one / "out"), alone)
        self.assertEqual(digests(two / "out"), alone)
        self.assertEqual(len(list(cache.iterdir())), 3)

    @unittest.skipUnless(DATA, "HOTGRID_DATA is not set")
    def test_the_solution_of_a_large_table_is_kept(self):
        cache, said, made = self.folder / "cache", [], []
        for name in ("cold", "warm"):
            done = run("run", ROOT / "tests" / "studies" / "china-2012-full.yaml", "-v", "--cache", cache,
                       "--output", self.folder / name)
            self.assertEqual(done.returncode, 0, done.stderr)
            said.append([line.split("cache: ")[1].split()[0] for line in done.stderr.splitlines()
                         if "cache: " in line and "factors-" in line])
            made.append(digests(self.folder / name))
        self.assertEqual(said, [["wrote"], ["read"]])
        self.assertEqual(made[0], made[1])


if __name__ == "__main__":
    unittest.main()
