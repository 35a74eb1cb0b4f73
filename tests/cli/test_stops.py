"""Runs that are stopped, hindered or not listened to leave whole files and say why."""
import os, signal, subprocess, time, unittest

from common import HOTGRID, ROOT, Case, digests, run

ENVIRONMENT = {**os.environ, "HOTGRID_SHARE": str(ROOT)}


def start(*args):
    return subprocess.Popen([HOTGRID, *map(str, args)], env=ENVIRONMENT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def parts(folder):
    return [p for p in folder.rglob("*") if p.name.endswith(".part")]


class Stops(Case):
    def wait_for_files(self, out, n):
        """Waits until a run has committed n files or more."""
        for _ in range(6000):
            if (out / "manifest.jsonl").exists() and (out / "manifest.jsonl").read_text().count("\n") >= n:
                return
            time.sleep(0.01)
        self.fail("the run writes nothing")

    def test_a_killed_run_leaves_whole_files_and_can_be_run_again(self):
        study = self.example()
        out = study / "out"
        self.assertEqual(run("run", study / "study.yaml", "-o", study / "whole").returncode, 0)
        whole = digests(study / "whole")
        for n in (1, 7, 20, 30):
            process = start("run", study / "study.yaml")
            self.wait_for_files(out, n)
            process.kill()
            process.communicate()
            left = {name: digest for name, digest in digests(out).items() if not name.endswith(".part")}
            self.assertEqual({**whole, **left}, whole)
        self.assertEqual(run("run", study / "study.yaml").returncode, 0)
        self.assertEqual(digests(out), whole)

    def test_signals_end_a_run_between_two_files(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            study = self.example(number.name)
            process = start("run", study / "study.yaml")
            self.wait_for_files(study / "out", 3)
            process.send_signal(number)
            _, message = process.communicate()
            self.assertEqual(process.returncode, 128 + number, message)
            self.assertIn(number.name, message)
            self.assertEqual(parts(study / "out"), [])
            self.assertFalse((study / "out" / "run.json").exists())

    def test_a_second_run_in_the_same_folder_is_told(self):
        study = self.example()
        first = start("run", study / "study.yaml", "--threads", 1)
        self.wait_for_files(study / "out", 1)
        first.send_signal(signal.SIGSTOP)  # it must not end before the second has come as far
        second = run("run", study / "study.yaml")
        first.send_signal(signal.SIGCONT)
        self.assertEqual(second.returncode, 7)
        self.assertIn("in use by another run", second.stderr)
        first.communicate()
        self.assertEqual(first.returncode, 0)

    def test_a_folder_that_may_not_be_made_says_why(self):
        study = self.example()
        done = run("run", study / "study.yaml", "-o", study / "points.csv" / "out")
        self.assertEqual(done.returncode, 7)
        self.assertIn("Not a directory", done.stderr)

    def test_results_that_nobody_can_read_are_a_failure(self):
        for command in ("--version", "--help", "info"):
            with open("/dev/full", "w") as full:
                done = subprocess.run([HOTGRID, command], stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT)
            self.assertEqual(done.returncode, 7, command)

    def test_closed_streams_lose_messages_and_nothing_else(self):
        study = self.example()
        self.assertEqual(run("run", study / "study.yaml", "-o", study / "whole").returncode, 0)
        done = subprocess.run(["sh", "-c", 'exec "$0" run -v "$1" <&- >&- 2>&-', HOTGRID,
                               str(study / "study.yaml")], env=ENVIRONMENT)
        self.assertEqual(done.returncode, 7)
        self.assertEqual(digests(study / "out"), digests(study / "whole"))
        self.assertEqual((study / "out" / ".lock").read_bytes(), b"")


if __name__ == "__main__":
    unittest.main()
