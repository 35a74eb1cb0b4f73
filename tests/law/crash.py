#!/usr/bin/env python3
"""Crash safety as a law: kill and fail the writer at each of its system calls.

crash.py COMMIT_TWO: runs the program under strace once to list the calls with which it writes,
then once per call with SIGKILL, with ENOSPC, EIO and EINTR injected there.  A file under its final
name must always be whole - the old version or the new - and no error may be swallowed.
Exit status 77 (skipped) where strace is missing or not allowed.
"""
import hashlib, json, os, pathlib, re, shutil, subprocess, sys, tempfile

WRITES = ["openat", "mkdir", "mkdirat", "write", "fsync", "close", "renameat", "renameat2",
          "ftruncate", "flock", "unlinkat"]
NEW, OLD = b"n" * 300000, b"old"
# LeakSanitizer cannot work beside strace.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="detect_leaks=0", LC_ALL="C")


def strace(options, program, out):
    command = ["strace", "-y", "-o", str(out) + ".trace", *options, program, str(out)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60)
    return done.returncode


def prepare(out, existing):
    shutil.rmtree(out, ignore_errors=True)
    if existing:
        out.mkdir()
        (out / "x.bin").write_bytes(OLD)
        line = {"name": "x.bin", "size": len(OLD), "sha256": hashlib.sha256(OLD).hexdigest()}
        (out / "manifest.jsonl").write_text(json.dumps(line) + "\n")


def own_calls(program, out, existing):
    """(name, its count so far, the line) of each call since the output folder is touched."""
    prepare(out, existing)
    calls = "trace=" + ",".join("?" + name for name in WRITES)
    if strace(["-e", calls], program, out) != 0:
        sys.exit("the program fails without any fault")
    counts, found, inside = {}, [], False
    for line in pathlib.Path(str(out) + ".trace").read_text(errors="replace").splitlines():
        name = re.match(r"(\w+)\(", line)
        if not name:
            continue
        counts[name[1]] = counts.get(name[1], 0) + 1
        inside = inside or str(out) in line
        if inside:
            found.append((name[1], counts[name[1]], line))
    return found


def in_order(calls, out):
    """Bytes are on disk before their name is, and the name before the manifest tells of it; a new
    folder is on disk before it is used (Pillai et al. 2014, table 1)."""
    steps = ""
    for name, _, line in calls:
        target = re.search(r"<([^>]*)>", line)
        target = pathlib.Path(target[1]) if target else None
        if name in ("mkdirat", "renameat", "renameat2"):
            steps += name[0]
        elif target and target.name.endswith(".part"):
            steps += {"write": "W", "fsync": "S", "close": "C"}.get(name, "")
        elif target and target.name == "manifest.jsonl":
            steps += {"write": "w", "fsync": "s"}.get(name, "")
        elif target and name == "fsync" and target in (out, out / "tif"):
            steps += "D" if target == out else "d"
    if re.fullmatch("W+SCrDws" "mD" "W+SCrdws", steps):
        return True
    print(f"the calls come in the order {steps}")
    return False


def whole(path, allowed):
    content = path.read_bytes() if path.exists() else None
    return content in allowed


def parts(out):
    return list(out.rglob(".*.part")) if out.exists() else []


def manifest(out):
    """The names of all whole lines; a line that does not parse raises."""
    path = out / "manifest.jsonl"
    text = path.read_text() if path.exists() else ""
    return [json.loads(line)["name"] for line in text.split("\n")[:-1]]


def complete(out):
    return (whole(out / "x.bin", [NEW]) and whole(out / "tif" / "y.bin", [NEW])
            and manifest(out)[-2:] == ["x.bin", "tif/y.bin"])


def no_wrong_file(out, existing):
    return (whole(out / "x.bin", [OLD, NEW] if existing else [None, NEW])
            and whole(out / "tif" / "y.bin", [None, NEW]))


def must_fail(name, line):
    """Whose errors may not be swallowed: all that make bytes safe, and the closing of a part."""
    return name in ("write", "fsync", "renameat", "renameat2", "flock", "mkdirat") or \
        (name in ("close", "openat") and ".part" in line)


def check_kill(program, out, existing, call):
    name, n, _ = call
    prepare(out, existing)
    status = strace(["-e", f"inject={name}:signal=SIGKILL:when={n}"], program, out)
    if status == 0:
        return "was not killed"
    if not no_wrong_file(out, existing):
        return "left half a file"
    manifest(out)
    again = subprocess.run([program, str(out)], env=ENVIRONMENT, capture_output=True, text=True)
    if again.returncode != 0 or not complete(out) or parts(out):
        return f"cannot go on: {again.stderr.strip()} {parts(out)}"
    return None


def check_error(program, out, existing, call, error):
    name, n, line = call
    prepare(out, existing)
    status = strace(["-e", f"inject={name}:error={error}:when={n}"], program, out)
    if status not in (0, 7):
        return f"exits with {status}"
    if status == 0 and (must_fail(name, line) or not complete(out)):
        return "is swallowed"
    if not no_wrong_file(out, existing):
        return "left a wrong file"
    if parts(out):
        return f"left {parts(out)}"
    manifest(out)
    return None


def check_interrupted(program, out, existing, call):
    name, n, _ = call
    prepare(out, existing)
    status = strace(["-e", f"inject={name}:error=EINTR:when={n}"], program, out)
    return None if status == 0 and complete(out) else f"is not tried again: exits with {status}"


def main():
    program = sys.argv[1]
    probe = shutil.which("strace") and subprocess.run(
        ["strace", "-o", "/dev/null", "-e", "inject=close:error=EIO:when=65535", "true"],
        capture_output=True, text=True)
    if not probe or probe.returncode != 0:
        print("skipped:", probe.stderr.strip() if probe else "strace is not installed")
        sys.exit(77)
    broken = runs = 0
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder).resolve() / "out"
        for existing in (False, True):
            calls = own_calls(program, out, existing)
            broken += not in_order(calls, out)
            for call in calls:
                results = {"SIGKILL": check_kill(program, out, existing, call)}
                for error in ("ENOSPC", "EIO"):
                    results[error] = check_error(program, out, existing, call, error)
                if call[0] in ("write", "fsync", "flock"):
                    results["EINTR"] = check_interrupted(program, out, existing, call)
                for fault, result in results.items():
                    runs += 1
                    if result:
                        broken += 1
                        print(f"{fault} at {call[0]} number {call[1]} {result}\n    {call[2]}")
    print(f"{runs} faults, {broken} not survived")
    sys.exit(broken > 0 or runs < 50)


main()
