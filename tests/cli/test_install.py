"""The program as it is installed: it finds its grids and styles, and others can link with it."""
import os, subprocess, unittest

from common import Case, EXAMPLE, ROOT


class Install(Case):
    def test_the_installed_program_runs_the_example_and_serves_others(self):
        prefix = self.folder / "prefix"
        build = os.environ["HOTGRID_BUILD"]
        subprocess.run(["meson", "install", "-C", build, "--quiet", "--no-rebuild", "--destdir", str(prefix)],
                       check=True, capture_output=True)
        program = next(prefix.rglob("bin/hotgrid"))
        share = next(prefix.rglob("share/hotgrid"))
        self.assertTrue((share / "grids" / "china-10km.yaml").exists())
        self.assertTrue((share / "styles" / "report.yaml").exists())
        self.assertTrue((share / "codes" / "regions.csv").exists())
        study = self.example()
        plain = {name: value for name, value in os.environ.items() if name != "HOTGRID_SHARE"}
        done = subprocess.run([str(program), "run", "-q", str(study / "study.yaml")], text=True,
                              capture_output=True, env=plain)
        self.assertEqual(done.returncode, 0, done.stderr)
        info = subprocess.run([str(program), "info"], text=True, capture_output=True, env=plain).stdout
        self.assertIn(str(share), info)

        config = next(prefix.rglob("hotgrid.pc"))
        source = self.folder / "use.c"
        source.write_text("#include <hotgrid/units.h>\n"
                          "int main(void) { double kg; return hg_unit_kg(\"Mt\", &kg) && kg == 1e9 ? 0 : 1; }\n")
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "hotgrid"], text=True, check=True,
                               capture_output=True, env={**os.environ, "PKG_CONFIG_PATH": str(config.parent),
                                                         "PKG_CONFIG_SYSROOT_DIR": ""}).stdout.split()
        root = program.parents[1]
        flags = [f.replace("/usr/local", str(root)) if f.startswith(("-I/usr/local", "-L/usr/local")) else f
                 for f in flags]
        subprocess.run([*os.environ["HOTGRID_LINK"].split(), "-o", str(self.folder / "use"), str(source), *flags], check=True)
        subprocess.run([str(self.folder / "use")], check=True)


if __name__ == "__main__":
    unittest.main()
