"""Bad input gets a message with place and cure, its own exit code, and nothing is written."""
import gzip, json, pathlib, struct, unittest

from osgeo import gdal, osr

from common import Case, EXAMPLE, run


class BadInput(Case):
    def refused(self, study, code, *texts):
        """`run` and `check` refuse the study in the same words, and leave no output folder."""
        for verb in ("run", "check"):
            done = run(verb, study / "study.yaml")
            self.assertEqual(done.returncode, code, done.stderr)
            for text in texts:
                self.assertIn(text, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertFalse((study / "out").exists(), "something was written")

    def test_an_algebra_that_is_not_openblas(self):
        reference = next(pathlib.Path("/usr/lib").glob("*/blas/libblas.so.3"), None)
        if not reference:
            self.skipTest("the reference BLAS (libblas3) is not installed")
        study = self.example()
        done = run("run", study / "study.yaml", LD_PRELOAD=str(reference))
        if "ASan runtime" in done.stderr:
            self.skipTest("a sanitizer must be loaded before all else")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(f"{reference}, which is not OpenBLAS", done.stderr)
        self.assertIn("apt install libopenblas0-pthread", done.stderr)

    def test_a_row_with_a_field_too_few(self):
        study = self.example()
        self.edit(study / "inventory.csv", "CN-AH,steel,34.82,Mt", "CN-AH,steel,34.82")
        self.refused(study, 3, "inventory.csv:3:", "3 field", "4")

    def test_a_latitude_of_116(self):
        study = self.example()
        self.edit(study / "points.csv", "117.24,30.45", "30.45,117.24")
        self.refused(study, 3, "points.csv:2:", "latitude 117.24 is outside [-90, 90]",
                     "are longitude and latitude swapped?")

    def test_longitude_and_latitude_swapped_within_their_ranges(self):
        study = self.example()
        rows = (study / "points.csv").read_text().splitlines()
        west = [rows[0]]
        for row in rows[1:]:  # the west of China: both orders are possible latitudes
            field = row.split(",")
            lon, lat = float(field[-5]), float(field[-4])
            if lon < 90:
                field[-5], field[-4] = field[-4], field[-5]
                west.append(",".join(field))
        self.assertGreater(len(west), 10)
        (study / "points.csv").write_text("\n".join(west) + "\n")
        self.refused(study, 3, "points.csv", "with longitude and latitude swapped")

    def test_an_unknown_region_in_the_inventory(self):
        study = self.example()
        self.edit(study / "inventory.csv", "CN-AH,power", "CN-AX,power")
        self.refused(study, 3, "CN-AX", "did you mean")

    def test_an_unknown_unit(self):
        study = self.example()
        self.edit(study / "inventory.csv", "34.82,Mt", "34.82,mt")
        self.refused(study, 3, "inventory.csv:3:", 'unit "mt"', "did you mean Mt?")

    def test_a_unit_where_a_column_is_meant(self):
        study = self.example()
        self.edit(study / "study.yaml", "{file: inventory.csv}",
                  "{file: inventory.csv, columns: {unit: Gt}}")
        self.refused(study, 3, "there is no column Gt", "write `=Gt`")

    def test_a_destination_the_trade_table_does_not_have(self):
        study = self.example()
        self.edit(study / "study.yaml", "[USA, EU27, JPN]", "[ZZZZZZ]")
        self.refused(study, 4, "`ZZZZZZ`", "its regions are CHN, USA, JPN")

    def test_not_a_number_and_too_large_a_number(self):
        for text in ("nan", "1e999", "1,5", "0x10", "1.234.567"):
            with self.subTest(text):
                study = self.example("study-" + str(abs(hash(text))))
                field = f'"{text}"' if "," in text else text
                self.edit(study / "inventory.csv", "34.82,Mt", field + ",Mt")
                self.refused(study, 3, "inventory.csv:3:")

    def test_a_missing_file(self):
        study = self.example()
        (study / "points.csv").unlink()
        self.refused(study, 3, "points.csv")

    def test_an_empty_file(self):
        study = self.example()
        (study / "inventory.csv").write_bytes(b"")
        self.refused(study, 3, "inventory.csv", "empty")

    def test_a_polygon_that_crosses_itself(self):
        study = self.example()
        path = study / "provinces.geojson"
        world = json.loads(path.read_text())
        world["features"][0]["geometry"] = {
            "type": "Polygon", "coordinates": [[[110, 30], [112, 32], [112, 30], [110, 32], [110, 30]]]}
        path.write_text(json.dumps(world))
        self.refused(study, 3, "provinces.geojson", "Self-intersection")

    def test_a_raster_without_crs(self):
        study = self.example()
        path = study / "population.tif"
        source = gdal.Open(str(path))
        copy = gdal.GetDriverByName("GTiff").Create(str(study / "bare.tif"), source.RasterXSize,
                                                    source.RasterYSize, 1, gdal.GDT_Float32)
        copy.SetGeoTransform(source.GetGeoTransform())
        copy.GetRasterBand(1).WriteArray(source.ReadAsArray())
        copy = source = None
        (study / "bare.tif").rename(path)
        self.refused(study, 3, "population.tif", "coordinate")

    def test_a_study_key_misspelt(self):
        study = self.example()
        self.edit(study / "study.yaml", "grid:", "grdi:")
        self.refused(study, 4, "study.yaml:4:1", "`grdi`", "did you mean `grid`?")

    def test_a_sector_without_a_link_to_the_table(self):
        study = self.example()
        self.edit(study / "sector_map.csv", "steel,steel,1\n", "")
        self.refused(study, 3, "steel", "sector_map.csv")

    def test_weights_of_a_sector_that_do_not_sum_to_1(self):
        study = self.example()
        self.edit(study / "sector_map.csv", "steel,steel,1\n", "steel,steel,0.5\nsteel,power,0.4\n")
        self.refused(study, 3, "sector_map.csv:", "0.9")

    def test_a_destination_no_table_knows(self):
        study = self.example()
        self.edit(study / "study.yaml", "[USA, EU27, JPN]", "[USB]")
        self.refused(study, 4, "study.yaml:", "`USB`", "did you mean `USA`?")

    def test_a_text_in_the_trade_table(self):
        study = self.example()
        lines = (study / "trade" / "Z.csv").read_text().split("\n")
        field = lines[3].split(",")
        field[4] = "n/a"
        lines[3] = ",".join(field)
        (study / "trade" / "Z.csv").write_text("\n".join(lines))
        self.refused(study, 3, "Z.csv:4:", "n/a")

    def test_all_faults_are_told_at_once(self):
        study = self.example()
        self.edit(study / "inventory.csv", "34.82,Mt", "34.82,mt")
        self.edit(study / "points.csv", "117.24,30.45", "30.45,117.24")
        (study / "cities.csv").write_bytes(b"")
        self.refused(study, 3, "inventory.csv:3:", "points.csv:2:", "cities.csv", "3 faults")

    def test_thirty_faults_of_a_kind_are_told_as_twenty(self):
        study = self.example()
        text = (study / "inventory.csv").read_text()
        (study / "inventory.csv").write_text(text.replace(",Mt", ",mt", 30))
        done = run("check", study / "study.yaml")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr.count("inventory.csv:"), 20)
        self.assertIn("10 more", done.stderr)

    def test_a_raster_that_claims_to_be_huge(self):
        study = self.example()
        gdal.GetDriverByName("GTiff").Create(
            str(study / "population.tif"), 200000, 200000, 1, gdal.GDT_Float32,
            ["SPARSE_OK=TRUE", "TILED=YES", "BIGTIFF=YES"]).SetProjection(
                osr.SpatialReference(osr.SRS_WKT_WGS84_LAT_LONG).ExportToWkt())
        done = run("check", study / "study.yaml")
        self.assertIn(done.returncode, (3, 6), done.stderr)
        self.assertIn("population.tif", done.stderr)

    def test_an_output_folder_that_cannot_be_made(self):
        study = self.example()
        (study / "out").write_text("a file where the folder should be")
        done = run("run", study / "study.yaml")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertEqual((study / "out").read_text(), "a file where the folder should be")

    def test_too_little_memory_is_refused_beforehand(self):
        study = self.example()
        done = run("run", study / "study.yaml", "--max-memory", 10)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("--max-memory", done.stderr)
        self.assertFalse((study / "out").exists())

    def test_a_layer_with_the_name_of_a_map_of_plants(self):
        study = self.example()
        for name in ("inventory.csv", "points.csv", "sectors.csv", "sector_map.csv"):
            text = (study / name).read_text(encoding="utf-8")
            text = text.replace(",steel,", ",plants,").replace("\nsteel,", "\nplants,")
            (study / name).write_text(text.replace("plants,plants", "plants,steel"), encoding="utf-8")
        self.edit(study / "study.yaml", "layers:\n", "layers:\n  - {account: total, sector: [plants]}\n")
        done = run("check", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.edit(study / "study.yaml", "\nmaps:\n", "\nmaps:\n  plants: {top: 20}\n")
        done = run("check", study / "study.yaml")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(done.stderr.count("the layer co2_china-2012_total_plants has the name of the map"), 1)

    def test_words_the_command_line_does_not_know(self):
        self.assertEqual(run("rum").returncode, 2)
        self.assertIn("did you mean `run`?", run("rum").stderr)
        self.assertEqual(run("run", "--thraeds", "2").returncode, 2)
        self.assertEqual(run("run").returncode, 2)
        self.assertEqual(run().returncode, 2)
        self.assertEqual(run("--help").returncode, 0)

    def test_options_of_other_commands_are_refused_and_placed(self):
        study = EXAMPLE / "study.yaml"
        for args, told in ((("flows", study, "--regions", "CHN,USA"), ("--regions", "`flows`", "`decompose`")),
                           (("decompose", study, "--net", "--regions", "CHN,USA"), ("--net", "`decompose`", "`flows`")),
                           (("--bare", "attribute", study), ("--bare", "`attribute`", "`run`")),
                           (("explain", study, "115", "39", "-o", "x"), ("--output", "`explain`", "`run`, `grid`")),
                           (("verify", "out", "--json"), ("--json", "`verify`", "`accounts`")),
                           (("info", "--top", "3"), ("--top", "`info`", "`flows`"))):
            done = run(*args, cwd=self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""), args)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            for word in told:
                self.assertIn(word, done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])
        done = run("flows", study, "--mrio", "--zoom", "1-2") # each is told
        self.assertIn("`relocate`", done.stderr)
        self.assertIn("`tiles`", done.stderr)

    def test_help_behind_a_command_lists_its_options_alone(self):
        flows, tiles = run("flows", "--help"), run("--help", "tiles")
        self.assertEqual((flows.returncode, tiles.returncode), (0, 0))
        self.assertIn("--min-share P", flows.stdout)
        self.assertNotIn("--mbtiles", flows.stdout)
        self.assertIn("--mbtiles FILE", tiles.stdout)
        self.assertNotIn("--json", tiles.stdout)


if __name__ == "__main__":
    unittest.main()
