"""Tables in .zip archives and in workbooks: `hotgrid mrio info` against archives that Python's zipfile wrote, whole and damaged."""
import gzip, json, struct, unittest, warnings, zipfile

from common import Case, run

TABLE = "region,,A,A,A\nsector,,s,t,hh\nA,s,1,2,4\nA,t,8,16,32\n"  # flows 27, final demand 36

SHEETS = '<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
RELATIONS = ('<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>'
             '</Relationships>')
ROWS = [["(millions of US$)", "", "", "", "c", "c", "hh", "hh", "out"], ["", "", "", "", "s1", "s1", "h", "h", "t"],
        ["", "", "", "", "A", "B", "A", "B", "TOT"], ["", "", "", "", "c1", "c1", "c37", "c37", "c99"],
        ["c", "s1", "A", "c1", 1, 2, 3, 4, 10], ["c", "s1", "B", "c1", 5, 6, 7, 8, 26],
        ["r60", "tot", "TOT", "r60", 6, 8, 10, 12, 36]]


class Archives(Case):
    def pack(self, *files, name="a.zip", how=zipfile.ZIP_DEFLATED):
        path = self.folder / name
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", how) as archive:
            warnings.simplefilter("ignore")  # of a name that comes twice
            for inside, text in files:
                archive.writestr(inside, text)
        return path

    def sums(self, path, form="csv"):
        done = run("mrio", "info", path, "--format", form, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        return found["sum_of_flows"], found["sum_of_final_demand"]

    def refused(self, path, form="csv"):
        done = run("mrio", "info", path, "--format", form)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        return done.stderr

    def test_stored_deflated_and_streamed_files_are_read(self):
        for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self.assertEqual(self.sums(self.pack(("b/t.csv", TABLE), how=how)), (27, 36))
        with open(self.folder / "s.zip", "wb") as raw:
            class Pipe:  # what cannot seek gets its sizes behind the data
                write, flush = raw.write, raw.flush
            with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:
                with archive.open("t.csv", "w", force_zip64=True) as out:
                    out.write(TABLE.encode())
        self.assertEqual(self.sums(self.folder / "s.zip"), (27, 36))

    def test_one_table_alone_is_guessed_as_it_is_unpacked(self):
        done = run("mrio", "info", self.pack(("b/t.csv", TABLE)), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["format"], "csv")
        done = run("mrio", "info", self.pack(("t.csv", TABLE), ("u.csv", TABLE)))
        self.assertEqual(done.returncode, 3)
        self.assertIn("looks like no table that is known", done.stderr)

    def test_an_archive_behind_other_bytes_is_read(self):
        path = self.pack(("t.csv", TABLE))
        path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
        self.assertEqual(self.sums(path), (27, 36))

    def test_fields_and_ends_of_64_bits_are_read(self):
        """APPNOTE 4.3.14, 4.3.15 and 4.5.3, written by hand: all that may be is told in 64 bits."""
        plain = self.pack(("t.csv", TABLE), how=zipfile.ZIP_STORED).read_bytes()
        at = plain.index(b"PK\1\2")
        full = b"\xff" * 4
        entry = bytearray(plain[at:at + 46])
        entry[20:24] = entry[24:28] = entry[42:46] = full
        extra = struct.pack("<HHHHH", 7, 2, 0, 1, 24) + struct.pack("<QQQ", len(TABLE), len(TABLE), 0)
        entry[30:32] = struct.pack("<H", len(extra))
        directory = bytes(entry) + b"t.csv" + extra
        end64 = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), at)
        locator = struct.pack("<4sIQI", b"PK\6\7", 0, at + len(directory), 1)
        end = b"PK\5\6" + bytes(4) + b"\xff" * 12 + bytes(2)
        path = self.folder / "64.zip"
        path.write_bytes(plain[:at] + directory + end64 + locator + end)
        self.assertEqual(self.sums(path), (27, 36))

    def test_a_changed_byte_of_data_is_seen_stored_or_deflated(self):
        path = self.pack(("t.csv", TABLE), how=zipfile.ZIP_STORED)
        path.write_bytes(path.read_bytes().replace(b"8,16", b"9,16"))
        self.assertIn("t.csv: is damaged or cut short", self.refused(path))
        path = self.pack(("t.csv", TABLE))
        whole = bytearray(path.read_bytes())
        for header, field in ((b"PK\3\4", 14), (b"PK\1\2", 16)):  # a wrong checksum, told alike
            whole[whole.index(header) + field] ^= 1
        path.write_bytes(whole)
        self.assertIn("t.csv: is damaged or cut short", self.refused(path))

    def test_every_archive_that_is_cut_or_has_a_wrong_byte_is_refused_or_reads_the_same(self):
        whole = self.pack(("t.csv", TABLE)).read_bytes()
        path = self.folder / "b.zip"
        for i in range(0, len(whole), 2):
            if i % 8 == 0:
                path.write_bytes(whole[:i])
                self.refused(path)
            path.write_bytes(whole[:i] + bytes([whole[i] ^ 0x11]) + whole[i + 1:])
            done = run("mrio", "info", path, "--format", "csv", "--json")
            self.assertIn(done.returncode, (0, 3), (i, done.stderr))
            if done.returncode == 0:
                found = json.loads(done.stdout)
                self.assertEqual((found["sum_of_flows"], found["sum_of_final_demand"]), (27, 36), i)

    def test_a_name_that_comes_twice_is_refused(self):
        path = self.pack(("t.csv", TABLE), ("t.csv", TABLE.replace("16", "17")))
        self.assertIn("holds two files of the name t.csv", self.refused(path))
        self.assertIn("holds two files of the name t.csv", self.refused(f"{path}/t.csv"))

    def test_names_that_leave_the_archive_are_not_read(self):
        for name in ("/etc/t.csv", "../../t.csv", "a/../../t.csv", "..\\t.csv", "C:\\t.csv"):
            self.assertIn("names that leave the archive, like /a or ../a, are not read", self.refused(self.pack((name, TABLE))))

    def test_notes_of_macos_are_passed_over(self):
        path = self.pack(("t.csv", TABLE), ("__MACOSX/._t.csv", "note"), ("._t.csv", "note"))
        self.assertEqual(self.sums(path), (27, 36))

    def test_a_gzip_an_encrypted_and_an_odd_file_in_an_archive_are_told(self):
        self.assertIn("is gzipped within a .zip", self.refused(self.pack(("t.csv.gz", gzip.compress(TABLE.encode())))))
        self.assertIn("is packed by method 12", self.refused(self.pack(("t.csv", TABLE), how=zipfile.ZIP_BZIP2)))
        path = self.pack(("t.csv", TABLE))
        whole = bytearray(path.read_bytes())
        whole[whole.index(b"PK\1\2") + 8] |= 1
        path.write_bytes(whole)
        self.assertIn("is encrypted", self.refused(path))

    def workbook(self, how=zipfile.ZIP_DEFLATED):
        cells = "".join(
            f'<row r="{r + 1}">' + "".join(
                "" if v == "" else f'<c r="{chr(65 + c)}{r + 1}" t="inlineStr"><is><t>{v}</t></is></c>' if isinstance(v, str)
                else f'<c r="{chr(65 + c)}{r + 1}"><v>{v}</v></c>' for c, v in enumerate(row)) + "</row>"
            for r, row in enumerate(ROWS))
        return self.pack(("xl/workbook.xml", SHEETS), ("xl/_rels/workbook.xml.rels", RELATIONS),
                         ("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>"),
                         name="w.xlsx", how=how)

    def test_a_changed_byte_of_a_workbook_is_seen(self):
        path = self.workbook(zipfile.ZIP_STORED)
        self.assertEqual(self.sums(path, "wiod2013"), (14, 22))
        whole = path.read_bytes()
        for old, new in ((b"<v>3</v>", b"<v>9</v>"), (b'name="S"', b'name="T"'), (b'Id="rId1"', b'Ie="rId1"'),
                         (b"</worksheet>", b"</worksheep>")):
            path.write_bytes(whole.replace(old, new, 1))
            self.assertIn("is damaged or cut short", self.refused(path, "wiod2013"), old)
        path = self.workbook()
        whole = bytearray(path.read_bytes())
        whole[whole.rindex(b"PK\1\2") + 16] ^= 1
        path.write_bytes(whole)
        self.assertIn("sheet1.xml: is damaged or cut short", self.refused(path, "wiod2013"))


if __name__ == "__main__":
    unittest.main()
