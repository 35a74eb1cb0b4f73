#!/usr/bin/env python3
"""What stands in a folder of tests runs: each file is named in the meson.build beside it.

listed.py ROOT: prints each file that is not and exits 1; silent and 0 where all are.
"""
import pathlib, re, sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
missing = 0
for pattern, prefix in ("tests/*/test_*.py", "test_"), ("tests/*/test-*.c", "test-"), ("src/*/*.c", ""):
    for file in sorted(root.glob(pattern)):
        name = file.name if not prefix else file.stem.removeprefix(prefix)
        listed = re.findall(r"'([^']*)'", (file.parent / "meson.build").read_text())
        if name not in listed and file.name not in listed:
            print(f"{file.relative_to(root)}: is not named in {file.parent.relative_to(root)}/meson.build")
            missing += 1
sys.exit(missing > 0)
