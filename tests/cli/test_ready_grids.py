"""Ready grids: what they hold is on the map, in the regions that cover it, or in the ledger."""
import json, pathlib, unittest

import numpy as np
from osgeo import gdal, osr

from common import DATA, Case, run

gdal.UseExceptions()
CARBON = 44.009 / 12.011

# Cells of 0.1 degree over 0..6 E, 40..43 N.  Region A reaches from 0.55 E, the middle of a cell, to
# 3 E; B from there to 5 E.  Between 0 and 0.5 E and beyond 5 E there is sea.
WEST, NORTH, COLUMNS, ROWS = 0, 43, 60, 30
FILES = {
    "grid.yaml": f"name: toy\ncrs: EPSG:4326\nwest: {WEST}\nsouth: {NORTH - ROWS // 10}\n"
                 f"east: {WEST + COLUMNS // 10}\nnorth: {NORTH}\ncolumns: {COLUMNS}\nrows: {ROWS}\n",
    "albers.yaml": "name: albers\ncrs: '+proj=aea +lat_1=40 +lat_2=43 +lat_0=41 +lon_0=3 +datum=WGS84 +units=m'\n"
                   "west: -300000\nsouth: -200000\neast: 300000\nnorth: 300000\ncolumns: 60\nrows: 50\n",
    "regions.geojson": json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": code}, "geometry": {"type": "Polygon", "coordinates": [
            [[west, 40], [east, 40], [east, 43], [west, 43], [west, 40]]]}}
        for code, west, east in (("A", 0.55, 3), ("B", 3, 5))]}),
    "region_map.csv": "region,mrio_region\nA,RA\nB,RB\n",
    "sector_map.csv": "sector,mrio_sector,weight\ns1,s1,1\ns2,s2,1\n",
    "Z.txt": "region\t\tRA\tRA\tRB\tRB\nsector\t\ts1\ts2\ts1\ts2\n"
             + "".join(f"{r}\t{s}\t0\t0\t0\t0\n" for r in ("RA", "RB") for s in ("s1", "s2")),
    "Y.txt": "region\t\tRA\tRB\ncategory\t\tfd\tfd\nRA\ts1\t3\t1\nRA\ts2\t2\t2\nRB\ts1\t1\t3\nRB\ts2\t0\t4\n",
    "study.yaml": """\
name: toy
year: 2012
grid: GRID
regions: {file: regions.geojson, id: id}
inventory:
INVENTORY
trade: {format: pymrio, path: ., regions: region_map.csv, sectors: sector_map.csv}
layers:
  - {account: total, quantity: total}
output: out
""",
}


def field(seed=1):
    """t in each cell of the world of 0.1 degree: some in and around the toy, some far away."""
    random = np.random.default_rng(seed)
    t = np.zeros((1800, 3600))
    t[460:510, 1790:1870] = np.round(random.lognormal(8, 2, (50, 80)), 3)
    t[900, 100] = 12345.678
    return t


def window(t):
    """The cells of the toy's grid."""
    return t[470:500, 1800:1860]


def edgar_text(path, t):
    lines = ["EDGAR v8.0: test", "t per cell", "lat;lon;emission"]
    for row, col in zip(*np.nonzero(t)):
        lines.append(f"{90 - (row + 1) / 10:.1f};{-180 + col / 10:.1f};{t[row, col]!r}")
    path.write_text("\n".join(lines) + "\n")


def netcdf(path, values, unit, south_first=True, single=True, names=("emi",), bounds=False):
    """Variables over the middles of cells of 0.1 degree, as EDGAR has its emi: no crs, lat and lon as floats,
    from the south; before them the bounds of the latitudes where asked for."""
    n = 1 if single else 2
    data = gdal.GetDriverByName("netCDF").CreateMultiDimensional(str(path))
    root = data.GetRootGroup()
    lat = (np.arange(1800) - 899.5).astype(np.float32) / np.float32(10)
    lon = (np.arange(3600) - 1799.5).astype(np.float32) / np.float32(10)
    axes = []
    if not single:
        axes.append(("time", "months since 2012-01-01", np.arange(n, dtype=np.float64)))
    axes += [("lat", "degrees_north", lat if south_first else lat[::-1].copy()), ("lon", "degrees_east", lon)]
    dimensions = []
    for name, units, value in axes:
        dimension = root.CreateDimension(name, None, None, len(value))
        kind = gdal.GDT_Float32 if value.dtype == np.float32 else gdal.GDT_Float64
        array = root.CreateMDArray(name, [dimension], gdal.ExtendedDataType.Create(kind))
        array.CreateAttribute("units", [], gdal.ExtendedDataType.CreateString()).Write(units)
        array.Write(value)
        dimensions.append(dimension)
    if bounds:
        sides = root.CreateDimension("bnds", None, None, 2)
        array = root.CreateMDArray("lat_bnds", [dimensions[-2], sides],
                                   gdal.ExtendedDataType.Create(gdal.GDT_Float64))
        array.Write(np.stack([axes[-2][2] - 0.05, axes[-2][2] + 0.05], axis=1).astype(np.float64))
    value = values[::-1].copy() if south_first else values
    for name in names:
        array = root.CreateMDArray(name, dimensions, gdal.ExtendedDataType.Create(gdal.GDT_Float64),
                                   ["COMPRESS=DEFLATE"])
        if unit:
            array.CreateAttribute("units", [], gdal.ExtendedDataType.CreateString()).Write(unit)
        array.Write(value if single else np.stack([value] * n))


def geotiff(path, values, west, north, step, unit=None):
    rows, columns = values.shape
    data = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, 1, gdal.GDT_Float64,
                                                ["COMPRESS=DEFLATE"])
    data.SetGeoTransform((west, step, 0, north, 0, -step))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4326)
    data.SetProjection(crs.ExportToWkt())
    data.GetRasterBand(1).WriteArray(values)
    if unit:
        data.GetRasterBand(1).SetUnitType(unit)


class Toy(Case):
    def study(self, inventory, grid="grid.yaml", name="study"):
        folder = self.folder / name
        folder.mkdir()
        for file, text in FILES.items():
            (folder / file).write_text(text.replace("GRID", grid).replace("INVENTORY", inventory.rstrip()))
        return folder

    def ran(self, folder, verb="run"):
        done = run(verb, folder / "study.yaml", "-v")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def refused(self, folder, *words, status=3):
        done = run("check", folder / "study.yaml")
        self.assertEqual(done.returncode, status, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    @staticmethod
    def total(folder, stem="co2_toy_total_per-cell"):
        return np.nan_to_num(gdal.Open(str(folder / "out" / "tif" / f"{stem}.tif")).ReadAsArray().astype(float))

    @staticmethod
    def account(folder):
        book = json.loads((folder / "out" / "run.json").read_text())["ledger"]
        line = next(line for line in book["lines"] if line["stage"] == "ready grids")
        assert line["balances"] and line["difference_kg"] == 0
        return ({entry["name"]: float(entry["t"]) for entry in line["left"] + line["right"]},
                {note["name"]: note["value"] for note in book["notes"]})

    def assert_cells(self, folder, t):
        """The layer has the cells of the field that a region covers, coasts wholly."""
        expected = np.where(np.arange(COLUMNS) < 5, 0, np.where(np.arange(COLUMNS) < 50, t, 0))
        np.testing.assert_allclose(self.total(folder), expected, rtol=3e-7, atol=1e-9)


class Files(Toy):
    def test_text_and_netcdf_of_edgar_are_the_same_cells(self):
        t = field()
        text = self.study("  grids: [{file: e.txt, sector: s1, unit: t, basis: CO2}]", name="text")
        edgar_text(text / "e.txt", t)
        self.ran(text)
        self.assert_cells(text, window(t))
        mass, notes = self.account(text)
        self.assertAlmostEqual(mass["sum of the ready grids"] / t.sum(), 1, 7)
        self.assertAlmostEqual(mass["in regions"] / window(t)[:, 5:50].sum(), 1, 7)
        none = window(t)[:, :5].sum() + window(t)[:, 50:].sum()
        self.assertAlmostEqual(mass["in no region"] / none, 1, 7)
        self.assertAlmostEqual(mass["outside the grid"] / (t.sum() - window(t).sum()), 1, 7)
        self.assertAlmostEqual(notes["e.txt, Mt CO2"] / (t.sum() / 1e6), 1, 7)
        for south_first in (True, False):
            nc = self.study("  grids: [{file: e.nc, variable: emi, sector: s1, unit: t, basis: CO2}]",
                            name=f"nc{south_first}")
            netcdf(nc / "e.nc", t, "Tonnes", south_first)
            self.ran(nc)
            np.testing.assert_array_equal(self.total(nc), self.total(text))
            self.assertEqual(self.account(nc)[0], mass)

    def test_the_variable_on_a_grid_is_found_among_others(self):
        t = field(4)
        text = "  grids: [{file: e.nc, sector: s1, unit: t, basis: CO2}]"
        nc = self.study(text, name="bounds")
        netcdf(nc / "e.nc", t, "Tonnes", bounds=True)
        self.ran(nc)
        self.assert_cells(nc, window(t))
        two = self.study(text, name="two")
        netcdf(two / "e.nc", t, "Tonnes", names=("bio", "fossil"), bounds=True)
        self.refused(two, "e.nc: has 2 variables on a grid", ": bio, fossil")
        named = self.study(text.replace("e.nc,", "e.nc, variable: fossil,"), name="named")
        netcdf(named / "e.nc", t, "Tonnes", names=("bio", "fossil"))
        self.ran(named)
        self.assert_cells(named, window(t))

    def test_a_flux_becomes_the_mass_of_its_area(self):
        # A zone of the ellipsoid, WGS 84, by the authalic integral (Snyder 1987, 3-12).
        e2, a = 6.69437999014e-3, 6378137.0
        e = np.sqrt(e2)
        s = np.sin(np.radians(90 - np.arange(1801) / 10))
        q = a * a / 2 * (1 - e2) * (s / (1 - e2 * s * s) + np.arctanh(e * s) / e)
        m2 = (q[:-1] - q[1:]) * np.radians(0.1)
        t = field(2)
        flux = t * 1000 / m2[:, None] / 31536000
        nc = self.study("  grids: [{file: e.nc, variable: emi, sector: s1, unit: kg m-2 s-1, basis: CO2}]")
        netcdf(nc / "e.nc", flux, "kg m-2 s-1")
        self.ran(nc)
        self.assert_cells(nc, window(t))
        mol = self.study("  grids: [{file: e.nc, sector: s1, unit: mol m-2 s-1}]", name="mol")
        netcdf(mol / "e.nc", flux / 0.044009, "mol m-2 s-1")
        self.ran(mol)
        self.assert_cells(mol, window(t))

    def test_tonnes_of_carbon_in_a_fine_geotiff_are_added_up(self):
        random = np.random.default_rng(3)
        fine = np.round(random.lognormal(2, 1, (600, 1200)), 3)  # 1/200 degree: 0..6 E, 40..43 N
        folder = self.study("  grids: [{file: o.tif, sector: s2, unit: t, basis: C}]")
        geotiff(folder / "o.tif", fine, 0, 43, 0.005)
        self.ran(folder)
        cells = fine.reshape(30, 20, 60, 20).sum(axis=(1, 3)) * CARBON
        self.assert_cells(folder, cells)
        mass, notes = self.account(folder)
        self.assertAlmostEqual(notes["o.tif, Mt C"] / (fine.sum() / 1e6), 1, 7)
        self.assertAlmostEqual(mass["sum of the ready grids"] / (fine.sum() * CARBON), 1, 7)

    def test_files_of_one_sector_add_up(self):
        one, two = field(4), field(5)
        folder = self.study("  grids:\n    - {file: a.txt, sector: s1, unit: t, basis: CO2}\n"
                            "    - {file: b.txt, sector: s1, unit: t, basis: CO2}\n"
                            "    - {file: b.txt, sector: s2, unit: kg, basis: CO2}")
        edgar_text(folder / "a.txt", one)
        edgar_text(folder / "b.txt", two)
        self.ran(folder)
        self.assert_cells(folder, window(one + two + two / 1000))

    def test_another_projection_keeps_the_mass(self):
        t = field(6)
        studies = [self.study("  grids: [{file: e.txt, sector: s1, unit: t, basis: CO2}]", grid, name)
                   for grid, name in (("grid.yaml", "degrees"), ("albers.yaml", "metres"))]
        for folder in studies:
            edgar_text(folder / "e.txt", t)
            self.ran(folder)
        (degrees, _), (metres, notes) = (self.account(folder) for folder in studies)
        self.assertEqual(degrees["sum of the ready grids"], metres["sum of the ready grids"])
        self.assertLess(notes["rounding, of their sum"], 1e-9)
        on_map = self.total(studies[1]).sum()
        self.assertAlmostEqual(on_map / metres["in regions"], 1, 7)
        # Cells on the coast give all they have to the land, and they are others here.
        self.assertAlmostEqual(metres["in regions"] / degrees["in regions"], 1, 1)

    def test_totals_and_grids_stand_beside_each_other(self):
        t = field(7)
        folder = self.study("  totals: [{file: totals.csv}]\n"
                            "  grids: [{file: e.txt, sector: s1, unit: t, basis: CO2}]")
        (folder / "totals.csv").write_text("region,sector,value,unit\nA,s2,5,Mt\nB,s2,7,Mt\n")
        edgar_text(folder / "e.txt", t)
        self.ran(folder)
        self.assertAlmostEqual(self.total(folder).sum() / (window(t)[:, 5:50].sum() + 12e6), 1, 7)


class Refusals(Toy):
    def test_a_unit_that_the_file_contradicts_is_refused(self):
        for unit, own, basis in (("t", "kg m-2 s-1", "CO2"), ("kt", "t", "CO2"), ("t", "tC", "CO2")):
            folder = self.study(f"  grids: [{{file: g.tif, sector: s1, unit: {unit}, basis: {basis}}}]",
                                name=own.replace(" ", ""))
            geotiff(folder / "g.tif", np.ones((30, 60)), 0, 43, 0.1, own)
            self.refused(folder, "g.tif", f'"{own}"', f"`{unit}`")
        folder = self.study("  grids: [{file: g.tif, sector: s1, unit: t, basis: C}]", name="right")
        geotiff(folder / "g.tif", np.ones((30, 60)), 0, 43, 0.1, "tC")
        self.ran(folder)

    def test_several_bands_are_refused(self):
        folder = self.study("  grids: [{file: e.nc, variable: emi, sector: s1, unit: t, basis: CO2}]")
        netcdf(folder / "e.nc", field(), "t", single=False)
        self.refused(folder, "e.nc", "has 2 bands")

    def test_a_pair_with_a_total_and_a_grid_is_refused(self):
        folder = self.study("  totals: [{file: totals.csv}]\n"
                            "  grids: [{file: e.txt, sector: s1, unit: t, basis: CO2}]")
        (folder / "totals.csv").write_text("region,sector,value,unit\nA,s1,5,Mt\nB,s2,7,Mt\n")
        edgar_text(folder / "e.txt", field())
        self.refused(folder, "totals.csv:2: region A, sector s1 has a total here", "e.txt; take one of them out")

    def test_points_that_add_to_a_grid_are_refused(self):
        folder = self.study("  points: [{file: p.csv, total: add}]\n"
                            "  grids: [{file: e.txt, sector: s1, unit: t, basis: CO2}]")
        (folder / "p.csv").write_text("id,region,sector,lon,lat,value,unit\np,A,s1,1,41,5,Mt\n")
        edgar_text(folder / "e.txt", field())
        self.refused(folder, "p.csv:2: points add to region A, sector s1, which", "e.txt gives a total")

    def test_an_emission_beyond_reason_asks_for_the_unit(self):
        folder = self.study("  grids: [{file: e.txt, sector: s1, unit: Pg, basis: CO2}]")
        edgar_text(folder / "e.txt", field())
        self.refused(folder, "e.txt: a cell emits", "is the unit right?")


class Equivalents(Toy):
    def test_all_that_people_see_says_co2e(self):
        t = field(8)
        folder = self.study("  gas: co2e\n  gwp: ar5\n  totals: [{file: totals.csv}]\n"
                            "  grids: [{file: e.txt, sector: s1, unit: t, gas: CH4}]")
        (folder / "totals.csv").write_text("region,sector,value,unit,gas\nA,s2,5,kt,CO2\nA,s2,2,t,N2O\n"
                                           "B,s2,1,kg,SF6\n")
        edgar_text(folder / "e.txt", t)
        done = self.ran(folder)
        # By hand, with 28, 265 and 23500.
        mass = 28 * window(t)[:, 5:50].sum() + 5000 + 530 + 23.5
        self.assertAlmostEqual(self.total(folder, "co2e_toy_total_per-cell").sum() / mass, 1, 7)
        self.assertIn("Mt CO2e a year", done.stdout)
        self.assertIn("CO2e on the map", done.stdout)
        self.assertNotIn("CO2 ", done.stdout)
        self.assertAlmostEqual(self.account(folder)[1]["e.txt, Mt CH4"] / (t.sum() / 1e6), 1, 7)
        for path in (folder / "out" / "tif").glob("*"):
            self.assertTrue(path.name.startswith("co2e_"), path.name)
        tif = gdal.Open(str(folder / "out" / "tif" / "co2e_toy_total_per-cell.tif"))
        self.assertEqual(tif.GetMetadataItem("co2_basis"), "CO2e")
        self.assertIn("CO₂e", tif.GetMetadataItem("title"))
        record = json.loads((folder / "out" / "run.json").read_text())
        self.assertEqual((record["gas"], record["gwp"]), ("CO2e", "IPCC AR5 WG1 Table 8.A.1"))
        self.assertNotRegex(record["headlines"]["sentence"] + record["layers"][0]["headline"], "CO[2₂][^e]")
        told = run("explain", folder / "study.yaml", "1.25", "41.25")
        self.assertIn(" kg CO2e in 2012", told.stdout)
        self.assertEqual(run("verify", folder / "out").returncode, 0)


@unittest.skipUnless(DATA, "HOTGRID_DATA is not set")
class RealGrids(Toy):
    EXTRA = pathlib.Path(DATA or "/") / "extra"

    def of_china(self, grids, grid="china-10km", name="study"):
        study = self.example(name)
        text = (study / "study.yaml").read_text()
        head, rest = text.split("  totals:")
        text = (head + "  grids:\n" + grids + "  sectors: sectors.csv\n\n"
                + rest[rest.index("trade:"):]).replace("grid: china-10km", f"grid: {grid}")
        (study / "study.yaml").write_text(text.replace("  - {account: foreign, sector: [power]}\n", ""))
        (study / "window.yaml").write_text("name: window\ncrs: EPSG:4326\nwest: 73\nsouth: 17\neast: 136\n"
                                           "north: 54\ncolumns: 630\nrows: 370\n")
        return study

    def test_cdiac_keeps_its_sum_on_degrees_and_metres(self):
        cdiac = f"    - {{file: {self.EXTRA}/cdiac_ffco2_1deg_2012.txt.gz, sector: power, unit: Mt, basis: C}}\n"
        found = []
        for grid in ("china-10km", "window.yaml"):
            study = self.of_china(cdiac, grid, grid.split(".")[0])
            self.ran(study)
            mass, notes = self.account(study)
            self.assertAlmostEqual(notes["cdiac_ffco2_1deg_2012.txt.gz, Mt C"], 9206.7, 1)  # its readme
            self.assertAlmostEqual(mass["sum of the ready grids"] / (9206.65e6 * CARBON), 1, 5)
            self.assertLess(notes["rounding, of their sum"], 1e-9)
            found.append(mass["in regions"])
        self.assertAlmostEqual(found[0] / found[1], 1, 2)
        self.assertTrue(8.5e9 < found[0] < 10.5e9)  # China without Tibet's neighbours: about 10 Gt

    def test_carbontracker_is_placed_by_its_own_coordinates(self):
        name = "carbontracker_ct2015_flux1x1_2014mean.nc"
        study = self.of_china(f"    - {{file: {self.EXTRA}/{name}, variable: fossil_flux_imp, sector: power, "
                              "unit: mol m-2 s-1}\n")
        self.ran(study)
        mass, notes = self.account(study)
        self.assertAlmostEqual(notes[f"{name}, Mt C"] / 9810, 1, 2)  # 9.81 PgC a year
        self.assertLess(notes["rounding, of their sum"], 1e-9)
        wrong = self.of_china(f"    - {{file: {self.EXTRA}/{name}, variable: fossil_flux_imp, sector: power, "
                              "unit: kg m-2 s-1, basis: CO2}\n", name="wrong")
        self.refused(wrong, '"mol m-2 s-1"')


if __name__ == "__main__":
    unittest.main()
