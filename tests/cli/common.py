"""What the tests of the whole program share: the program, a copy of the example, digests."""
import hashlib, os, pathlib, shutil, subprocess, sys, tempfile, unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "china-2012"
HOTGRID = os.environ["HOTGRID"]
DATA = os.environ.get("HOTGRID_DATA")


def run(*args, cwd=None, **env):
    """Runs the program; returns the finished process with its texts."""
    return subprocess.run([HOTGRID, *map(str, args)], cwd=cwd, text=True, capture_output=True,
                          env={**os.environ, "HOTGRID_SHARE": str(ROOT), **env})


class Case(unittest.TestCase):
    """A test with a folder of its own, and a fresh copy of the example in it."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hotgrid-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def example(self, name="study"):
        study = self.folder / name
        shutil.copytree(EXAMPLE, study, ignore=shutil.ignore_patterns("out"))
        return study

    def edit(self, path, old, new, count=1):
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text, f"{path.name} does not hold what the test wants to change")
        path.write_text(text.replace(old, new, count), encoding="utf-8")


def digests(folder, leave_out=("run.json", "manifest.jsonl", ".lock")):
    """SHA-256 of every file below a folder, by its name."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(folder.rglob("*")) if p.is_file() and p.name not in leave_out}


def results(folder):
    """The same without the page, which names the inputs and the plants that they know."""
    found = digests(folder)
    del found["report.html"]
    return found


def need_data():
    if not DATA:
        print("HOTGRID_DATA is not set: the studies of real data are not there", file=sys.stderr)
        sys.exit(77)
