"""Batches: runs that go on where they stopped, layers that fail alone, names by pattern."""
import json, os, subprocess, time, unittest

from common import HOTGRID, ROOT, Case, digests, run

ENVIRONMENT = {**os.environ, "HOTGRID_SHARE": str(ROOT)}


def marks(out):
    """(step, stem) of every step that the manifest says is done."""
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]
    return [(line["done"], line["stem"]) for line in lines if "done" in line]


def inodes(out, pattern):
    """Of the files of layers alone: what is of the run as a whole is written each time."""
    return {str(p.relative_to(out)): p.stat().st_ino for p in out.rglob(pattern)}


class Resume(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example()
        self.out = self.study / "out"

    def go(self, *options, code=0):
        done = run("run", self.study / "study.yaml", *options)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def kill_after(self, n):
        """Kills a run once n steps are done."""
        process = subprocess.Popen([HOTGRID, "run", str(self.study / "study.yaml")], env=ENVIRONMENT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        manifest = self.out / "manifest.jsonl"
        while process.poll() is None and (not manifest.exists()
                                          or manifest.read_text().count('"done"') < n):
            time.sleep(0.002)
        process.kill()
        process.wait()

    def test_killed_runs_go_on_and_make_nothing_twice(self):
        self.go("-o", self.study / "whole")
        whole = digests(self.study / "whole")
        for n in (1, 5, 10, 14):
            self.kill_after(n)
            before = marks(self.out)
            self.assertGreaterEqual(len(before), n)
        self.go()
        self.assertEqual(digests(self.out), whole)
        steps = marks(self.out)
        self.assertEqual(len(steps), len(set(steps)), "a step was done twice")
        self.assertEqual(len(steps), 18)

    def test_a_second_run_writes_no_layer_again_but_with_force(self):
        self.go()
        whole, first = digests(self.out), {**inodes(self.out, "co2_*.tif"), **inodes(self.out, "co2_*.png")}
        again = self.go("--resume")
        self.assertIn("18 steps of layers stood from an earlier run", again.stdout)
        self.assertEqual({**inodes(self.out, "co2_*.tif"), **inodes(self.out, "co2_*.png")}, first)
        outputs = {file["name"] for file in json.loads((self.out / "run.json").read_text())["outputs"]}
        self.assertLessEqual(set(first), outputs)
        self.assertEqual(run("verify", self.out).returncode, 0)
        forced = self.go("--force")
        self.assertNotIn("stood from", forced.stdout)
        self.assertTrue(all(inode != first[name] for name, inode in inodes(self.out, "co2_*.tif").items()))
        self.assertEqual(digests(self.out), whole)
        self.assertEqual(run("run", self.study / "study.yaml", "--resume", "--force").returncode, 2)

    def test_a_dry_run_tells_what_stands_and_writes_nothing(self):
        def look(*options, code=0):
            before = {str(p): p.lstat().st_mtime_ns for p in self.study.rglob("*")}
            told = self.go("--dry-run", *options, code=code)
            self.assertEqual({str(p): p.lstat().st_mtime_ns for p in self.study.rglob("*")}, before)
            return told.stdout
        told = look()
        self.assertFalse(self.out.exists())
        self.assertIn("0 of 9 layers stand", told)
        for name in ("inventory.csv", "trade/Z.csv", "population.tif", "hebei-2023.csv", "grids/china-10km.yaml"):
            self.assertIn(f"{name}\n", told.split("would make")[0])
        self.go()
        self.assertIn("9 of 9 layers stand", look())
        self.assertIn("0 of 9 layers stand", look("--force"))
        self.assertIn("0 of 9 layers stand", look("--bare"))
        (self.out / "png" / "co2_china-2012_total.png").unlink()
        with open(self.out / "tif" / "co2_china-2012_to-USA.qml", "a") as style:
            style.write(" ")
        told = look()
        self.assertRegex(told, r"_total +map; its GeoTIFF stands\n")
        self.assertRegex(told, r"_to-USA +GeoTIFF and map\n")
        self.assertIn("7 of 9 layers stand", told)
        again = self.go()  # and so it is
        self.assertIn("16 steps of layers stood", again.stdout)
        self.edit(self.study / "inventory.csv", "Mt", "kt")
        self.assertIn("0 of 9 layers stand", look())
        (self.study / "points.csv").unlink()
        self.assertEqual(look(code=3), "")

    def test_what_was_changed_or_lost_is_made_again(self):
        self.go()
        whole = digests(self.out)
        (self.out / "tif" / "co2_china-2012_to-USA.qml").unlink()
        with open(self.out / "png" / "co2_china-2012_total.png", "r+b") as file:
            file.seek(2000)
            byte = file.read(1)
            file.seek(2000)
            file.write(bytes([byte[0] ^ 1]))
        with open(self.out / "manifest.jsonl", "a") as manifest:
            manifest.write('{"done": "draw", "key": ')  # torn
        done = self.go()
        # the first layer's map, and of the other the file and so its step: 16 of 18 stood
        self.assertIn("16 steps of layers stood", done.stdout)
        self.assertEqual(digests(self.out), whole)

    def test_other_inputs_make_all_anew(self):
        self.go()
        first = digests(self.out)
        self.edit(self.study / "study.yaml", "count: 7", "count: 6") if "count: 7" in (
            self.study / "study.yaml").read_text() else self.edit(
            self.study / "study.yaml", "\nmaps:", "\nmaps:\n  classes: {count: 5}")
        done = self.go()
        self.assertNotIn("stood from", done.stdout)
        self.assertNotEqual(digests(self.out), first)
        self.go("-o", self.study / "fresh")
        self.assertEqual(digests(self.out), digests(self.study / "fresh"))


class KeepGoing(Case):
    def test_a_layer_that_cannot_be_made_is_told_and_the_others_are_made(self):
        study = self.example()
        out = study / "out"
        self.assertEqual(run("run", study / "study.yaml", "-o", study / "whole").returncode, 0)
        whole = digests(study / "whole")
        for name in ("tif/co2_china-2012_foreign.tif", "png/co2_china-2012_to-JPN.png"):
            (out / name / "in-the-way").mkdir(parents=True)
        stopped = run("run", study / "study.yaml")
        self.assertEqual(stopped.returncode, 7, stopped.stderr)
        self.assertFalse((out / "run.json").exists())
        done = run("run", study / "study.yaml", "--keep-going")
        self.assertEqual(done.returncode, 8, done.stderr)
        self.assertIn("tif/co2_china-2012_foreign.tif: cannot be written", done.stderr)
        self.assertIn("2 layers, maps or levers could not be made", done.stderr)
        self.assertIn("Ledger of mass", done.stdout)
        told = json.loads((out / "run.json").read_text())
        self.assertEqual([(f["stage"], f["layer"]) for f in told["failures"]],
                         [("write", "co2_china-2012_foreign"), ("draw", "co2_china-2012_to-JPN")])
        self.assertNotIn("tif/co2_china-2012_foreign.tif", [x["file"] for x in told["layers"]])
        made = digests(out)
        layers = {n for n in whole if n.startswith(("tif/co2_", "png/co2_"))}
        self.assertEqual(layers - set(made),
                         {"tif/co2_china-2012_foreign.tif", "tif/co2_china-2012_foreign.qml",
                          "png/co2_china-2012_foreign.png", "png/co2_china-2012_to-JPN.png"})
        self.assertTrue(all(made[n] == whole[n] for n in layers & set(made)))
        self.assertEqual(run("verify", out).returncode, 0)
        for name in ("tif/co2_china-2012_foreign.tif", "png/co2_china-2012_to-JPN.png"):
            (out / name / "in-the-way").rmdir()
            (out / name).rmdir()
        self.assertEqual(run("run", study / "study.yaml").returncode, 0)
        self.assertEqual(digests(out), whole)

    def test_a_layer_whose_style_cannot_be_written_leaves_no_raster(self):
        study = self.example()
        out = study / "out"
        for stem in "co2_china-2012_foreign", "co2_china-2012_dominant-foreign":
            (out / f"tif/{stem}.qml/in-the-way").mkdir(parents=True)
        done = run("run", study / "study.yaml", "--keep-going")
        self.assertEqual(done.returncode, 8, done.stderr)
        left = {path.name for path in (out / "tif").iterdir() if path.is_file()}
        self.assertIn("co2_china-2012_total.tif", left)
        self.assertEqual([name for name in left if name.split(".")[0].endswith(("_foreign", "-foreign"))], [])
        self.assertEqual(run("verify", out).returncode, 0)


if __name__ == "__main__":
    unittest.main()
