"""hotgrid places: accounts of polygons held against GEOS and numpy, of regions against the tables of a run."""
import csv
import io
import json
import math
import pathlib
import sys
import unittest

import numpy as np
import yaml
from osgeo import ogr

from common import Case, EXAMPLE, ROOT, run

sys.path.insert(0, str(ROOT / "tests" / "golden"))
import independent as other  # noqa: E402 - the rules a second time

HOSTILE = 'Ürümqi "North", <b>&amp;</b>\'; DROP TABLE'


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def feature(code, name, *rings):
    return {"type": "Feature", "properties": {"id": code, "name": name},
            "geometry": {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]] for ring in rings]}}


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north]]


def mesh():
    """Nine crooked quadrangles over the Yangtze delta and the sea, with common borders; the last two are one place."""
    def corner(i, j):
        return [116.3 + 2.2 * i + 0.13 * math.sin(7 * j + i), 29.2 + 1.7 * j + 0.17 * math.cos(5 * i + 2 * j)]
    quads = [[corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)] for j in range(3) for i in range(3)]
    return [feature(f"q{k}", f"Quad {k}", ring) for k, ring in enumerate(quads[:7])] + [
        feature("q7", HOSTILE, quads[7]), feature("q7", HOSTILE, quads[8])]


class Places(Case):
    def setUp(self):
        super().setUp()
        self.study = self.example() / "study.yaml"

    def add(self, places, **files):
        for name, content in files.items():
            path = self.study.parent / name.replace("_", ".")
            path.write_text(content if isinstance(content, str)
                            else json.dumps({"type": "FeatureCollection", "features": content}))
        self.study.write_text((EXAMPLE / "study.yaml").read_text() + f"\nplaces:\n  - {places}\n")

    def places(self, *more):
        result = run("places", self.study, *more)
        self.assertEqual(result.returncode, 0, result.stderr)
        return rows(result.stdout), result.stderr

    def geometry(self, path, grid, transform):
        shapes = {}
        source = ogr.Open(str(path))
        for f in source.GetLayer(0):
            g = f.GetGeometryRef().Clone()
            g.FlattenTo2D()
            g.Transform(transform)
            code = f.GetField("id") if f.GetFieldIndex("id") >= 0 else f.GetField("region")
            shapes[code] = shapes[code].Union(g) if code in shapes else g
        return shapes

    def parts(self, geometry, grid):
        """{cell: part of it} by GEOS."""
        out, sums = [], {}
        c0, c1, r0, r1 = other.span(geometry, grid)
        other.quadtree(other.clip(geometry, grid, c0, c1, r0, r1), grid, out, c0, c1, r0, r1)
        for cell, fraction in out:
            sums[cell] = sums.get(cell, 0) + fraction
        return sums

    def expect(self, path):
        """{place: {(region, sector): kg}} by formulas (1) and (2) of zones.h."""
        study = yaml.safe_load(self.study.read_text())
        folder = self.study.parent
        grid = other.Grid(ROOT / "grids" / "china-10km.yaml")
        transform = other.from_lonlat(grid)
        phi = other.coverage(study, EXAMPLE, grid)
        places = self.geometry(path, grid, transform)
        regions = self.geometry(EXAMPLE / "provinces.geojson", grid, transform)
        share, land = {}, {}
        covered = {code: self.parts(g, grid) for code, g in places.items()}
        self.add_plants_at_sea(places, regions, covered, dict(zip(*phi["CN-ZJ"])), grid, transform)
        total = other.read_inventory(study, folder)
        emissions, _ = other.grid_emissions(study, folder, grid)
        for p, g in places.items():
            for r, h in regions.items():
                if g.Intersects(h):
                    part = self.parts(g.Intersection(h), grid)
                    of = dict(zip(*phi[r]))
                    share[p, r] = {cell: part[cell] / of[cell] for cell in part if cell in of}
                    for cell in part:
                        land[p] = land.get(p, 0) + part[cell] * 100
        points = {}
        for row in other.read_csv(folder / "points.csv"):
            points.setdefault((row["region"], row["sector"]), []).append(row)
        kg = {p: {} for p in places}
        sea = 0
        for (region, sector), mass in total.items():
            sites = points.get((region, sector))
            if not sites:
                cells, masses = emissions[region, sector]
                for p in places:
                    part = share.get((p, region), {})
                    kg[p][region, sector] = sum(m * part.get(int(c), 0) for c, m in zip(cells, masses))
                continue
            weight = sum(float(s["weight"]) for s in sites)
            for s in sites:
                x, y, _ = transform.TransformPoint(float(s["lon"]), float(s["lat"]))
                spot = ogr.Geometry(ogr.wkbPoint)
                spot.AddPoint_2D(x, y)
                part = mass * float(s["weight"]) / weight
                held = [p for p in places if places[p].Contains(spot)]
                for p in held:
                    kg[p][region, sector] = kg[p].get((region, sector), 0) + part
                cell = int(grid.cell_at(np.array([x]), np.array([y]))[0])
                if held or any(h.Contains(spot) for h in regions.values()) or not any(cell in c for c in covered.values()):
                    continue
                sea += 1
                for p in places:
                    own = share.get((p, region), {})
                    if cell in dict(zip(*phi[region])):
                        part_of = own.get(cell, 0)
                    else:
                        part_of = self.of_all(cell, p, places, regions, grid)
                    kg[p][region, sector] = kg[p].get((region, sector), 0) + part * part_of
        self.assertEqual(sea, 2)
        return kg, land, {p: g.GetArea() / 1e6 for p, g in places.items()}, other.mixes(study, folder, list(total))

    def add_plants_at_sea(self, places, regions, covered, zhejiang, grid, transform):
        """Two plants of Zhejiang that no polygon holds, in cells of places: one with land of Zhejiang, one without any."""
        left = {True, False}
        path = self.study.parent / "points.csv"
        text = path.read_text()
        for lat in np.arange(28.9, 29.4, 0.013):
            for lon in np.arange(121.3, 122.9, 0.017):
                x, y, _ = transform.TransformPoint(lon, lat)
                cell = int(grid.cell_at(np.array([x]), np.array([y]))[0])
                spot = ogr.Geometry(ogr.wkbPoint)
                spot.AddPoint_2D(x, y)
                coast = cell in zhejiang
                if (coast in left and any(cell in c for c in covered.values()) and
                        not any(g.Contains(spot) for g in [*places.values(), *regions.values()])):
                    left.remove(coast)
                    text += f"sea-{coast},At sea,CN-ZJ,power,{lon},{lat},1,MW,{500 + 100 * coast}\n"
        self.assertEqual(left, set())
        path.write_text(text)

    def of_all(self, cell, place, places, regions, grid):
        row, col = divmod(cell, grid.ncol)
        every, own = ogr.Geometry(ogr.wkbPolygon), 0
        for code, g in {**regions, **places}.items():
            part = other.clip(g, grid, col, col + 1, row, row + 1)
            if part is None:
                continue
            every = every.Union(part)
            own = part.GetArea() if code == place else own
        return own / every.GetArea()

    def test_a_name_of_ten_thousand_letters_leaves_room_for_the_map(self):
        self.add("{name: boxes, file: p.geojson, id: id, label: name}", p_geojson=[feature("a", "ü" * 10000, box(114, 37, 118, 40))])
        result = run("places", self.study, "-o", self.folder / "out")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("ü" * 10000, (self.folder / "out" / "tables" / "places.csv").read_text(encoding="utf-8"))

    def test_polygons_of_one_place_do_not_lie_over_each_other(self):
        """Drawn twice, a place would have twice its area and more than it emits; side by side they are one place."""
        self.add("{name: boxes, file: p.geojson, id: id}", p_geojson=[feature("a", "A", box(114, 37, 118, 40)), feature("a", "A", box(116, 38, 119, 39))])
        result = run("places", self.study)
        self.assertEqual((result.returncode, result.stdout), (3, ""))
        self.assertRegex(result.stderr, r"p.geojson: polygons of `a` lie over each other on 1\.\d+e\+04 km2 or more; join them")
        self.add("{name: boxes, file: p.geojson, id: id}", p_geojson=[feature("a", "A", box(114, 37, 118, 40)), feature("a", "A", box(118, 37, 119, 40))])
        self.assertEqual(run("places", self.study).returncode, 0)

    def test_polygons_have_what_GEOS_and_numpy_say(self):
        self.add("{name: mesh, file: mesh.geojson, id: id, label: name}", mesh_geojson=mesh())
        text = self.study.read_text()
        begin, end = text.index("  proxies:"), text.index("  household:")
        self.study.write_text(text[:begin] + text[end:])  # by area: proxies are another test's
        expected, land, area, (markets, mix) = self.expect(self.study.parent / "mesh.geojson")
        found, told = self.places("-o", self.folder / "out", "-t", "2")
        self.assertNotIn("overlap", told)
        by_place = {row["place"]: row for row in found if row["row"] == "place"}
        self.assertEqual(set(by_place), set(expected))
        self.assertEqual(by_place["q7"]["name"], HOSTILE)
        destinations = {(row["place"], row["destination"]): float(row["t"])
                        for row in rows((self.folder / "out/tables/places_destinations.csv").read_text())}
        sectors = {(row["place"], row["sector"]): float(row["t"])
                   for row in rows((self.folder / "out/tables/places_sectors.csv").read_text())}
        for p, kg in expected.items():
            row = by_place[p]
            foreign = sum(m * (mix[i][0].sum() - mix[i][0][mix[i][1]]) for i, m in kg.items())
            for key, value in (("t", sum(kg.values()) / 1000), ("foreign_t", foreign / 1000), ("km2", area[p]),
                               ("land_km2", land[p]), ("t_per_km2_of_land", sum(kg.values()) / 1000 / land[p])):
                self.assertLess(abs(float(row[key]) / value - 1), 1e-7, f"{p} {key}: {row[key]}, not {value}")
            for d, market in enumerate(markets):
                value = sum(m * mix[i][0][d] for i, m in kg.items()) / 1000
                self.assertAlmostEqual(destinations.get((p, market), 0), value, delta=1e-7 * sum(kg.values()) / 1000)
            for sector in {s for _, s in kg}:
                value = sum(m for (_, s), m in kg.items() if s == sector) / 1000
                self.assertAlmostEqual(sectors.get((p, sector), 0), value, delta=1e-7 * sum(kg.values()) / 1000)
        self.assertAlmostEqual(sum(float(row["t"]) for row in found), 9742.69e6, delta=1)
        order = [float(row["t"]) for row in found if row["row"] == "place"]
        self.assertEqual(order, sorted(order, reverse=True))
        self.assertEqual([row["rank"] for row in found if row["row"] == "place"], [str(k + 1) for k in range(8)])

    def test_any_number_of_threads_gives_the_same_bytes(self):
        self.add("{name: mesh, file: mesh.geojson, id: id}\n  - {name: towns, file: cities.csv, id: city, radius_km: 60}",
                 mesh_geojson=mesh())
        texts = [run("places", self.study, "-t", n).stdout for n in (1, 2, 5)]
        self.assertGreater(len(texts[0]), 1000)
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(texts[0], texts[2])

    def test_regions_have_what_the_tables_say(self):
        self.add("{name: provinces, of: regions}\n  - {name: drawn, file: provinces.geojson, id: region, label: name}")
        out = self.folder / "out"
        result = run("run", "-q", self.study, "-o", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        regions = {row["region"]: row for row in rows((out / "tables/regions.csv").read_text())}
        found = rows((out / "tables/places.csv").read_text())
        for row in found:
            if row["set"] == "provinces" and row["place"] in regions:
                self.assertAlmostEqual(float(row["t"]), float(regions[row["place"]]["gridded_t"]), delta=1e-3)
                self.assertAlmostEqual(float(row["foreign_t"]), float(regions[row["place"]]["foreign_t"]), delta=1e-2)
        # Polygons differ from rows of the inventory by the plants that do not stand where their rows say.
        strays = rows((out / "tables/points_outside_region.csv").read_text())
        quiet = set(regions) - {row["region"] for row in strays} - {row["lies_in"] for row in strays}
        self.assertGreater(len(quiet), 5)
        for row in found:
            if row["set"] == "drawn" and row["place"] in quiet:
                self.assertAlmostEqual(float(row["t"]), float(regions[row["place"]]["gridded_t"]), delta=1e-2)
        facts = json.loads((out / "run.json").read_text())["levers"]["places"]["sets"]
        self.assertEqual([s["name"] for s in facts], ["provinces", "drawn"])
        self.assertEqual(len(facts[0]["places"]), 20)
        self.assertEqual(facts[1]["places"][0]["rank"], 1)
        for name in ("places.gpkg", "png/places_drawn_foreign.png", "png/places_drawn_total.png"):
            self.assertTrue((out / name).exists(), name)
        source = ogr.Open(str(out / "places.gpkg"))
        self.assertEqual(source.GetLayerByName("drawn").GetFeatureCount(), 31)
        lines = [row["line"] for row in rows((out / "tables/ledger.csv").read_text())]
        self.assertIn("drawn: gridded = places + outside, each mass once", lines)
        self.assertEqual(run("verify", out).returncode, 0)

    def test_what_overlaps_is_told_and_equal_places_share_a_rank(self):
        twin = box(118, 31, 120, 32.5)
        self.add("{name: odd, file: odd.geojson, id: id, label: name}", odd_geojson=[
            feature("a", "One", twin), feature("b", "The same", twin), feature("c", "Within", box(118.5, 31.2, 119, 31.7)),
            feature("d", "In the Pacific", box(170, 0, 175, 5)), feature("e", "Across", box(179, 0, 181, 5))])
        found, told = self.places()
        self.assertIn("they overlap on", told)
        row = {r["place"]: r for r in found}
        self.assertEqual([row[p]["rank"] for p in "abcde"], ["1", "1", "3", "4", "4"])
        self.assertEqual([row[p]["rank_per_km2"] for p in "de"], ["", ""])  # no land
        self.assertEqual(row["a"]["t"], row["b"]["t"])
        self.assertEqual((row["d"]["t"], row["d"]["km2_on_grid"]), ("0", "0"))
        self.assertEqual(found[-1]["row"], "counted again")
        again = float(row["a"]["t"]) + float(row["c"]["t"])
        self.assertAlmostEqual(float(found[-1]["t"]) / -again, 1, places=9)
        self.assertAlmostEqual(sum(float(r["t"]) for r in found), 9742.69e6, delta=1)

    def test_points_are_an_approximation_and_say_so(self):
        self.add("{name: towns, file: cities.csv, id: city, radius_km: 45}")
        found, _ = self.places("--by", "foreign", "-o", self.folder / "out")
        self.assertEqual({row["by"] for row in found}, {"points within 45 km"})
        foreign = [float(row["foreign_t"]) for row in found if row["row"] == "place"]
        self.assertEqual(foreign, sorted(foreign, reverse=True))
        self.assertAlmostEqual(sum(float(r["t"]) for r in found), 9742.69e6, delta=1)
        self.assertTrue((self.folder / "out/png/places_towns_foreign.png").exists())
        facts = json.loads(run("places", self.study, "--json", "--top", "3").stdout)["sets"][0]
        self.assertEqual((facts["by"], len(facts["places"]), facts["n_places"]), ("points within 45 km", 3, len(foreign)))
        self.assertEqual(set(facts["places"][0]["top_sectors"][0]), {"code", "t"})

    def test_plants_with_masses_stand_on_their_side_of_a_border_too(self):
        """Two plants in one cell, 180 m apart, a border between them (a meridian, straight in the conic grid): what one
        gives to the other goes over the border."""
        west, east = box(118, 32, 119, 34), box(119, 32, 120, 34)
        self.add("{name: two, file: two.geojson, id: id}", two_geojson=[feature("w", "W", west), feature("e", "E", east)])
        self.edit(self.study, "    - {file: points.csv, total: scale}", "    - {file: points.csv, total: scale}\n"
                  "    - {file: plants.csv, total: remainder}")
        held = []
        for masses in ((3, 5), (5, 3)):
            (self.study.parent / "plants.csv").write_text(
                "id,region,sector,lon,lat,value,unit\n"
                f"a,CN-JS,services_construction_agriculture,118.999,33.03,{masses[0]},Mt\nb,CN-JS,services_construction_agriculture,119.001,33.03,{masses[1]},Mt\n")
            found, _ = self.places()
            held.append({row["place"]: float(row["t"]) for row in found})
            self.assertAlmostEqual(sum(float(r["t"]) for r in found), 9742.69e6, delta=1)
        self.assertAlmostEqual(held[1]["w"] - held[0]["w"], 2e6, delta=1)
        self.assertAlmostEqual(held[1]["e"] - held[0]["e"], -2e6, delta=1)

    def test_a_place_twice_is_told_with_its_cure(self):
        self.add("{name: towns, file: twice.csv, id: town, radius_km: 10}",
                 twice_csv="town,lon,lat\nFuzhou,119.3,26.1\nFuzhou,116.3,27.9\n")
        result = run("places", self.study)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn('`town` is "Fuzhou" twice; take a field as `id` that tells places apart', result.stderr)

    def test_sets_and_orders_are_known_or_told(self):
        result = run("places", self.study)
        self.assertIn("the study has no key `places`", result.stderr)
        self.add("{name: provinces, of: regions}")
        self.assertIn("there is no set of places `cities`", run("places", self.study, "--set", "cities").stderr)
        self.assertIn("must be total, foreign or density", run("places", self.study, "--by", "size").stderr)
        found, _ = self.places("--by", "density", "--top", "3")
        self.assertEqual([r["rank_per_km2"] for r in found if r["row"] == "place"], ["1", "2", "3"])


if __name__ == "__main__":
    unittest.main()
