"""The example against the independent implementation of the rules."""
import os, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
study = ROOT / "examples" / "china-2012" / "study.yaml"
with tempfile.TemporaryDirectory() as out:
    subprocess.run([os.environ["HOTGRID"], "run", "-q", str(study), "--output", out], check=True)
    sys.exit(subprocess.run([sys.executable, str(ROOT / "tests" / "golden" / "independent.py"), str(study), out])
             .returncode)
