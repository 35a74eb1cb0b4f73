"""Cells of half the size, and of half of that: what each region and sector emits stays, to the last bit."""
import importlib.util, unittest

from common import Case, ROOT, run

spec = importlib.util.spec_from_file_location("reader", ROOT / "examples" / "read_emissions.py")
reader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reader)

GRID = """name: china-{km}km
crs: +proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m
west: -2650000
south: 1850000
east: 2250000
north: 5950000
columns: {columns}
rows: {rows}
"""


class Halving(Case):
    def gridded(self, study, km):
        """Masses of (region, sector) as whole numbers, of points and of panels; the tables of both."""
        (study / f"china-{km}km.yaml").write_text(
            GRID.format(km=km, columns=4900 // km, rows=4100 // km), encoding="utf-8")
        text = (study / "study.yaml").read_text(encoding="utf-8").replace("grid: china-10km",
                                                                          f"grid: china-{km}km.yaml")
        (study / f"{km}.yaml").write_text(text, encoding="utf-8")
        out = study / f"out-{km}"
        done = run("grid", study / f"{km}.yaml", "-o", out, "--no-rasters", "-q", "-t", 1 + km % 3)
        self.assertEqual(done.returncode, 0, done.stderr)
        about, array = reader.read(out / "emissions.hotgrid")
        n_sector = len(about["sectors"])
        sums = {}
        for industry, mass in zip(array["point_industry"].tolist(), array["point_mass"].tolist()):
            sums[industry] = sums.get(industry, 0) + mass
        for p, region in enumerate(array["panel_region"].tolist()):
            for s in range(n_sector):
                mass = int(array["panel_mass"][p * n_sector + s])
                if mass:
                    sums[region * n_sector + s] = sums.get(region * n_sector + s, 0) + mass
        tables = [(out / "tables" / name).read_bytes() for name in ("regions.csv", "sectors.csv")]
        return sums, tables, len(array["cell"])

    def test_sums_of_regions_and_sectors_do_not_depend_on_the_cells(self):
        study = self.example()
        coarse, coarse_tables, n = self.gridded(study, 20)
        self.assertGreater(len(coarse), 200)
        for km in (10, 5):
            sums, tables, n_fine = self.gridded(study, km)
            self.assertEqual(sums, coarse)
            self.assertEqual(tables, coarse_tables)  # summed up cell by cell
            self.assertGreater(n_fine, 3 * n)
            n = n_fine


if __name__ == "__main__":
    unittest.main()
