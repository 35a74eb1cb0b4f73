"""Sections of the levers in report.html: their figures are those of the tables, and the map shows what they say."""
import csv, random, unittest

import test_chains
import test_decompose
import test_report_page
from browser import Browser, need_browser
from common import Case, run
from test_report import Report
from test_report_page import THIN, Page, rows_of, tonnes

STANDARDS = """product,indicator,pillar,unit,limit,access,leader,m3_per_t,verified,source
steel,so2,pollutants,mg/m3,200,50,35,10000,yes,a book
steel,co2,carbon,kg/t,2148,2036,1708,,no,memory
"""
PLANTS = """id,product,output_t,name,region,lon,lat,gate
A,steel,8000000,Alpha Steel,CN-HE,114.5,38.0,yes
B,steel,3000000,Beta Steel,CN-HE,118.2,39.6,no
C,steel,2000000,Gamma Steel,CN-SD,117,36.6,
D,steel,2000000,Delta Steel,,2.3,48.8,
"""
MEASURES = """plant,indicator,value,unit
A,so2,117.5,mg/m3
A,co2,1928,kg/t
B,co2,1500,kg/t
C,so2,250,mg/m3
D,so2,35,mg/m3
"""
KEYS = """
targets: {output: output-of-test.csv, reference: mean}
benchmark: {plants: plants-of-test.csv, measures: measures-of-test.csv, standards: standards-of-test.csv}
places:
  - {name: cities, file: cities.csv, id: city, label: city, radius_km: 30}
  - {name: provinces, file: provinces.geojson, id: region, label: name}
decompose: [before.yaml]
"""


def add_levers(case, folder):
    """All levers to the example, the outputs of its industries made up."""
    draw = random.Random(1)
    rows = rows_of(folder / "inventory.csv")
    with open(folder / "output-of-test.csv", "w", encoding="utf-8") as file:
        file.write("region,sector,output\n")
        for row in rows:
            if float(row["value"]) > 0 and row["sector"] != "households":
                file.write(f"{row['region']},{row['sector']},{float(row['value']) * draw.uniform(0.5, 2)}\n")
    for name, text in (("plants", PLANTS), ("measures", MEASURES), ("standards", STANDARDS)):
        (folder / f"{name}-of-test.csv").write_text(text)
    with open(folder / "inventory-of-2007.csv", "w", encoding="utf-8") as file:  # made up, of what had been
        file.write(",".join(rows[0]) + "\n")
        file.writelines(",".join({**row, "value": str(round(float(row["value"]) * draw.uniform(0.4, 0.9), 3))}.values()) + "\n"
                        for row in rows)
    study = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "before.yaml").write_text(study.replace("year: 2012", "year: 2007").replace("inventory.csv", "inventory-of-2007.csv"),
                                        encoding="utf-8")
    case.edit(folder / "study.yaml", "  - {account: dominant}\n", "  - {account: dominant}\n  - {account: excess}\n"
              "  - {account: excess, sector: [steel], region: [CN-HE]}\n  - {account: after}\n"
              "  - {account: change, option: worse technique}\n")
    case.edit(folder / "study.yaml", "\noutput: out", KEYS + "\noutput: out")


def figure(text):
    """A figure of a cell: thin spaces, true minus, what is less than can be told."""
    return float(text.replace(THIN, "").replace("−", "-").replace("+", "").lstrip("< "))


def capital(text):
    return text[:1].upper() + text[1:]


def sector_names(folder):
    """As the page has them, where the table has codes alone."""
    return {row["sector"]: capital(row["name"]) for row in rows_of(folder / "sectors.csv")}


class WithLevers:
    @classmethod
    def prepare(cls, folder):
        add_levers(cls.holder, folder)


class Tables(Page):
    def rows(self, within, caption):
        """Texts of the cells of a table, row by row; its heads come first."""
        return self.page.run("""
            const table = [...document.querySelectorAll(arguments[0] + ' table')].find(t => t.caption.textContent.startsWith(arguments[1]));
            const more = table.closest('.table').querySelector('.more[aria-expanded="false"]');
            if (more) more.click();
            return [...table.rows].map(tr => [...tr.cells].map(c => c.innerText));""", within, caption)

    def choose_of(self, select, value):
        self.page.run("""const select = document.querySelector(arguments[0]); select.focus();
            select.value = arguments[1]; select.dispatchEvent(new Event('change'));""", select, value)


class Levers(WithLevers, Tables):
    def test_sections_stand_where_the_study_has_them(self):
        shown = self.page.run("return [...document.querySelectorAll('main > section[id]')].filter(s => !s.hidden).map(s => s.id)")
        links = self.page.run("return [...document.querySelectorAll('#contents a')].map(a => a.hash.slice(1))")
        self.assertEqual(sorted(shown), sorted(links))
        self.assertTrue({"targets", "relocation", "benchmark", "decompose"} <= set(shown))
        for name in shown:
            self.assertGreater(len(self.text("#" + name)), 100, name)

    def test_targets_are_those_of_the_table(self):
        heads, *rows = self.rows("#targets", "Pairs by")
        table = rows_of(self.out / "tables/targets.csv")
        self.assertEqual(len(rows), min(200, len(table)))
        self.assertEqual([heads[i].split(", ")[-1] for i in (4, 6)], ["Mt", "Mt"])
        for shown, row in zip(rows, table):
            self.assertEqual(shown[:3], [row["region_name"], row["sector_name"], row["rank"]])
            for i, key, unit, most in ((6, "t", 1e6, 0.0501), (4, "excess_t", 1e6, 0.0501), (5, "cumulative_percent", 1, 0.0501)):
                self.assertAlmostEqual(figure(shown[i]), float(row[key]) / unit, delta=2 * most if "<" in shown[i] else most, msg=shown)
            for i, key in ((7, "kg_per_unit"), (8, "benchmark_kg_per_unit")):
                self.assertAlmostEqual(figure(shown[i]) / float(row[key]), 1, delta=0.0051)
        excess = sum(float(row["excess_t"]) for row in table)
        self.assertLess(abs(tonnes(self.text("#targets-deck").split(" are ")[0]) / excess - 1), 0.005)

    def test_the_curve_says_how_many_pairs_are_needed(self):
        table = [float(row["cumulative_percent"]) for row in rows_of(self.out / "tables/targets.csv")]
        words = self.page.run("return document.querySelector('#targets svg').getAttribute('aria-label')")
        for percent in (25, 50, 75, 90):
            pairs = next(k + 1 for k, value in enumerate(table) if value >= percent - 1e-9)
            self.assertIn(f"{pairs} pairs, {percent}{THIN}%", words)
            self.assertRegex(self.text("#targets-deck"), rf"\b{pairs} pairs( hold)? {percent}{THIN}%")

    def test_a_filter_leaves_the_pairs_of_a_region(self):
        self.page.run("""const select = document.querySelector('#targets-region');
            select.value = 'CN-HE'; select.dispatchEvent(new Event('change'));""")
        _, *rows = self.rows("#targets", "Pairs by")
        table = [row for row in rows_of(self.out / "tables/targets.csv")[:200] if row["region"] == "CN-HE"]
        self.assertEqual([row[2] for row in rows], [row["rank"] for row in table])
        want = sum(float(row["excess_t"]) for row in table)
        told = self.text("#targets .quiet").split(": ")[1].split(" above")[0]
        self.assertLess(abs(tonnes(told) / want - 1), 0.005)

    def test_a_click_on_a_pair_draws_what_it_emits_above_the_benchmark(self):
        row = next(row for row in rows_of(self.out / "tables/targets.csv") if float(row["excess_t"]) > 0)
        self.page.run("const b = document.querySelector('#targets .choose'); b.focus(); b.click();")
        self.assertEqual(self.text("#map-title"), f"CO₂ emitted by {row['sector_name']} in {row['region_name']} above the benchmark, 2012")
        self.assertLess(abs(tonnes(self.text("#map-deck").split(",")[0]) / float(row["excess_t"]) - 1), 0.005)
        self.assertTrue(self.page.run("return document.querySelector('#choose-to').disabled"))
        self.assertEqual(self.page.run("return document.activeElement.id"), "map")
        self.page.wait("location.hash.includes('lens=excess')")
        self.page.run("document.querySelector('#reset').click()")
        self.assertEqual(self.text("#map-title"), "CO₂ emitted for foreign markets, 2012")

    def test_products_are_those_of_the_table_of_intensities(self):
        table = [{key: float(value) if key.endswith(("unit", "exports", "percent", "partners")) and key != "output_unit" and value else value
                  for key, value in row.items()} for row in rows_of(self.out / "tables/intensities.csv")]
        heads, *rows = self.rows("#targets", "Products by")
        order = sorted(table, key=lambda row: -row["exports"] * row["total_kg_per_unit"])
        self.assertEqual([row[:2] for row in rows], [[row["region_name"], sector_names(self.study.parent)[row["sector"]]] for row in order])
        known = [key for key in ("world_total_kg_per_unit", "partners_total_kg_per_unit") if any(row[key] != "" for row in table)]
        self.assertEqual(len(heads), 5 + 2 * ("world_total_kg_per_unit" in known) + 4 * ("partners_total_kg_per_unit" in known))
        for shown, row in zip(rows, order):
            for i, key in enumerate(("exports", "direct_kg_per_unit", "total_kg_per_unit"), 2):
                self.assertAlmostEqual(figure(shown[i]) / row[key], 1, delta=0.0051)
        self.assertIn("of the regions that it covers", self.text("#targets .products .deck"))

    def check_places(self, name, key, rank):
        """The places of a set in the order of a column, against the table."""
        heads, *rows = self.rows("#places", name.capitalize() + " by")
        table = {row["name"]: row for row in rows_of(self.out / "tables/places.csv") if row["set"] == name and row["row"] == "place"}
        self.assertEqual(set(row[0] for row in rows), set(table))
        order = [float(table[row[0]][key]) for row in rows]
        self.assertEqual(order, sorted(order, reverse=True))
        for shown in rows:
            row = table[shown[0]]
            self.assertEqual(shown[1].rstrip(THIN + "="), row[rank])
            for head, column, unit in (("Mass, Mt", "t", 1e6), ("For foreign markets, Mt", "foreign_t", 1e6)):
                self.assertAlmostEqual(figure(shown[heads.index(head)]), float(row[column]) / unit, delta=0.0501)
            density = float(row["t_per_km2_of_land"] or "nan")
            self.assertAlmostEqual(figure(shown[heads.index("Density, t/km²")]), density, delta=0.0051 * density)
        return table

    def test_places_are_those_of_the_table_in_each_order(self):
        self.check_places("cities", "t", "rank")
        self.assertIn("within 30 km of its point: an approximation", self.text("#places-deck"))
        self.choose_of("#places-by", "foreign_t")
        self.check_places("cities", "foreign_t", "rank_foreign")
        self.choose_of("#places-set", "1")
        self.choose_of("#places-by", "t_per_km2")
        self.check_places("provinces", "t_per_km2_of_land", "rank_per_km2")
        self.assertNotIn("approximation", self.text("#places-deck"))

    def test_a_click_on_a_place_marks_it_on_the_map(self):
        city = next(row for row in rows_of(self.out / "tables/places.csv") if row["rank"] == "1")
        self.page.run("const b = document.querySelector('#places .choose'); b.focus(); b.click();")
        self.assertEqual(self.page.run("return document.activeElement.getAttribute('aria-pressed')"), "true")
        self.assertTrue(self.text("#legend .pinned").startswith(city["name"]))
        self.page.wait("location.hash.includes('view=')")
        column, row = map(float, self.page.run("return new URLSearchParams(location.hash.slice(1)).get('view')").split("_")[:2])
        told = run("explain", self.study, city["lon"], city["lat"]).stdout
        cell = int(told.split("cell ")[1].split()[0])
        self.assertLessEqual(abs(column - cell % 490 - 0.5), 0.51)
        self.assertLessEqual(abs(row - cell // 490 - 0.5), 0.51)
        self.page.run("const b = document.querySelector('#let-go'); b.focus(); b.click();")
        self.assertEqual(self.page.run("return document.querySelectorAll('#legend .pinned').length"), 0)
        self.assertEqual(self.page.run("return document.activeElement.id"), "canvas")

    def test_options_and_moves_are_those_of_the_table(self):
        table = rows_of(self.out / "tables/relocation.csv")
        sums = {row["option"]: row for row in table if row["sector"] == "all"}
        heads, *rows = self.rows("#relocation", "Options")
        self.assertEqual([row[0] for row in rows], list(sums))
        columns = {"Origin, Mt": "domestic_t", "Destination, Mt": "abroad_t", "In all, Mt": "global_t"}
        for shown in rows:
            for head, key in columns.items():
                value = shown[heads.index(head)].split("\n")[0].split(" ")[0]
                self.assertAlmostEqual(figure(value), float(sums[shown[0]][key]) / 1e6, delta=0.0501)
            self.assertAlmostEqual(figure(shown[-1].split("\n")[0]), float(sums[shown[0]]["leakage"]), delta=0.00501)
        told = next(row for row in rows if row[0] == "world")[heads.index("In all, Mt")].split()
        low, high = (float(sums["world"]["global_t_" + end]) / 1e6 for end in ("low", "high"))
        self.assertEqual((figure(told[-3]), figure(told[-1])), (round(low, 1), round(high, 1)))
        heads, *rows = self.rows("#relocation", "Moves")
        moves = [row for row in table if row["sector"] != "all"]
        self.assertEqual(len(rows), len(moves))
        for shown, row in zip(rows, moves):
            self.assertAlmostEqual(figure(shown[heads.index("Origin, Mt")]), float(row["domestic_t"]) / 1e6, delta=0.0501)
            self.assertAlmostEqual(figure(shown[heads.index("Of the region, %")]), float(row["percent_of_region"]), delta=0.0501)

    def test_a_button_draws_the_change_of_an_option_in_the_classes_of_its_map(self):
        self.page.run("const b = document.querySelectorAll('#relocation .effects')[5].closest('.table').querySelector('.control button'); b.focus(); b.click();")
        self.assertEqual(self.text("#map-title"), "Change of CO₂ emissions by relocation (worse technique), 2012")
        falls, rises = (float(row) for row in next((row["domestic_t"], row["abroad_t"]) for row in rows_of(self.out / "tables/relocation.csv")
                                                   if row["option"] == "worse technique"))
        self.assertLess(abs(tonnes(self.text("#map-deck").split(" fall")[0]) / -falls - 1), 0.005)
        self.assertIn("Beside the map", self.text("#map-deck"))
        self.assertLess(abs(tonnes(self.text("#map-deck").split("Beside the map ")[1].split(" come")[0]) / rises - 1), 0.005)
        layer = next(one for one in self.page.run("return JSON.parse(document.querySelector('#facts').textContent).layers") if "change" in one["name"])
        shown = [line.replace(THIN, "").replace("−", "-") for line in self.text("#legend .swatches").splitlines() if line][::-1]
        edges = [f"{edge:g}" if abs(edge) < 1e5 else f"{edge:.0f}" for edge in layer["classes"]]
        want = [f"below {edges[1]}"] + [f"{low} to {high}" for low, high in zip(edges[1:-2], edges[2:-1])] + [f"above {edges[-2]}"]
        self.assertEqual(shown, want)
        style = (self.out / "tif" / (layer["name"] + ".qml")).read_text(encoding="utf-8")
        colours = [colour for colour in self.page.run("return bothColours('BuRd', arguments[0])", len(want))]
        for colour in colours:
            self.assertIn(colour, style)
        self.page.prefer("dark")
        self.open("#lens=change:worse technique&sector=steel&region=CN-HE")
        self.assertEqual(self.text("#map-title"), "Change of CO₂ emissions by Iron and steel (trade table: all metals) in Hebei by relocation (worse technique), 2012")

    def test_bars_of_options_lie_on_their_side_of_zero(self):
        bars = self.page.run("""return [...document.querySelectorAll('#relocation .effects tbody tr')].map(tr => {
            const way = tr.querySelector('.way').getBoundingClientRect(), zero = tr.querySelector('.zero').getBoundingClientRect();
            return [way.left - zero.left, way.right - zero.left, tr.cells[2].innerText.split('\\n')[0], way.width]; })""")
        self.assertEqual(len(bars), 18)
        scale = {round(width / abs(figure(text.split(" ")[0])), 1) for _, _, text, width in bars if abs(figure(text.split(" ")[0])) > 5}
        self.assertLessEqual(max(scale) - min(scale), 0.2)  # one for all
        for left, right, text, _ in bars:
            value = figure(text.split(" ")[0])
            if value < 0:
                self.assertLessEqual(right, 1.01)
            elif value > 0:
                self.assertGreaterEqual(left, -0.01)

    def test_plants_are_those_of_the_table_and_a_click_marks_one(self):
        table = rows_of(self.out / "tables/benchmark.csv")
        heads, *rows = self.rows("#benchmark", "Plants")
        self.assertEqual([row[0] for row in rows], [row["name"] for row in table])
        for shown, row in zip(rows, table):
            score = shown[heads.index("Score")].rstrip(THIN + "*")
            self.assertAlmostEqual(float(score), float(row["score"]), delta=0.00501)
            self.assertEqual(shown[heads.index("Gate")], "passed" if row["gate"] == "yes" else "failed")
            self.assertEqual(shown[heads.index("Above a limit")], row["above_limit"])
        measures = rows_of(self.out / "tables/benchmark_measures.csv")
        for shown, row in zip(rows, table):
            loose = sum(one["plant"] == row["plant"] and one["verified"] == "no" for one in measures)
            self.assertEqual(shown[heads.index("Not verified")], str(loose))
            self.assertEqual(shown[heads.index("Score")].endswith("*"), loose > 0)
        buttons = self.page.run("return [...document.querySelectorAll('#benchmark .choose')].map(b => b.innerText)")
        self.assertEqual(set(buttons), {"Alpha Steel", "Beta Steel", "Gamma Steel"})  # Delta lies off the grid
        self.page.run("const b = [...document.querySelectorAll('#benchmark .choose')].find(b => b.innerText === 'Beta Steel'); b.focus(); b.click();")
        self.assertIn("3 plants: Beta Steel", self.text("#legend .pinned"))

    def test_heads_of_the_sections_sort(self):
        for section in ("targets", "relocation", "benchmark"):
            done = self.page.run("""const table = [...document.querySelectorAll('#' + arguments[0] + ' table')].find(t => t.querySelector('.sort'));
                const th = table.tHead.rows[0].cells[0]; th.querySelector('button').click();
                const names = [...table.tBodies[0].rows].map(r => r.cells[0].innerText);
                return [th.getAttribute('aria-sort'), names];""", section)
            self.assertEqual(done[0], "ascending")
            self.assertEqual(done[1], sorted(done[1], key=str.lower))


class Chains(Tables):
    """Of a study of two provinces in one of two countries, where all is known by hand (test_chains.py)."""

    @classmethod
    def setUpClass(cls):
        cls.holder = test_chains.TwoProvinces()
        cls.holder.setUp()
        cls.study, cls.out = cls.holder.study, cls.holder.out
        (cls.holder.folder / "moves.csv").write_text("sector,origin,destination,capacity_t,origin_kg_per_t,destination_kg_per_t\n"
                                                     "steel,P,B,5000,1,0.8\n")
        cls.study.write_text(cls.study.read_text() + "relocate: {scenario: moves.csv, mrio: true}\n")
        done = run("run", cls.study, "-o", cls.out)
        assert done.returncode == 0, done.stderr
        cls.page = Browser()

    def matrix(self):
        """{from: {to: t}} as the matrix shows it, in t."""
        heads, *rows = self.rows("#chains", "Who consumes what is emitted where, t")
        return {row[0]: {to.strip(): figure(value) for to, value in zip(heads[1:], row[1:])} for row in rows}

    def test_the_matrix_is_that_of_the_flows(self):
        self.assertEqual(self.matrix(), {r: {d: test_chains.FLOW[r][d] for d in "PQ"} for r in "PQ"})
        self.choose_of("#chains-of", "1")
        shown = self.matrix()
        self.assertEqual({to: shown["B"][to] for to in "PQB"}, test_chains.FLOW["B"])
        own = self.page.run("return [...document.querySelectorAll('#chains .matrix td.own')].map(td => td.style.background)")
        self.assertEqual(own, [""] * len(shown))
        fills = self.page.run("return [...document.querySelectorAll('#chains .matrix td:not(.own)')].map(td => td.style.background)")
        self.assertTrue(all(fills))
        self.page.run("document.querySelector('#theme').click()")
        self.assertNotEqual(self.page.run("return [...document.querySelectorAll('#chains .matrix td:not(.own)')].map(td => td.style.background)"), fills)

    def test_regions_and_their_country_are_told_with_shares_and_transfers(self):
        heads, *rows = self.rows("#chains", "For whom regions emit")
        found = {row[0]: dict(zip(heads, row)) for row in rows}
        # P emits 110 t, 60 of them for itself, 20 for Q and 30 for abroad; Q 45, 30, 10 and 5.
        for name, emitted, own, other, abroad, share in (("P", 110, 60, 20, 30, 100 * 50 / 110), ("Q", 45, 30, 10, 5, 100 / 3),
                                                         ("China, all its parts", 155, 90, 30, 35, 100 * 65 / 155)):
            row = found[name]
            self.assertEqual([figure(row[head]) for head in ("Emitted by industries, t", "For itself, t", "For other parts of the country, t",
                                                             "For abroad, t", "Out of region, %")], [emitted, own, other, abroad, round(share, 1)])
        heads, *rows = self.rows("#chains", "Net transfers")
        found = {row[0]: dict(zip(heads, row)) for row in rows}
        self.assertEqual([found[name]["Net, t"] for name in ("P", "Q")], ["+30.0", "−15.0"])
        sides = self.page.run("""return [...document.querySelectorAll('#chains table')].find(t => t.caption.textContent.startsWith('Net'))
            .querySelectorAll('.way.up').length""")
        self.assertEqual(sides, sum(row["Net, t"].startswith("+") for row in found.values()))

    def test_a_table_that_is_solved_again_tells_its_regions(self):
        heads, *rows = self.rows("#relocation", "All moves: regions of the trade table")
        change = {row[0]: row[heads.index("Change, kg")] for row in rows}
        self.assertEqual(change, {"P": f"−5{THIN}000", "Q": "0", "B": f"+4{THIN}000"})  # 5 t of 1 kg/t leave, 0.8 arrive
        self.page.run("const b = document.querySelector('#relocation .control button'); b.focus(); b.click();")
        self.assertEqual(self.text("#map-title"), "Change of CO₂ emissions by relocation, 2012")
        self.assertEqual(self.text("#map-deck"), f"5.00{THIN}t fall away and 0{THIN}t come up on this map: 5.00{THIN}t less in all, 3.1{THIN}% of what "
                         f"was there. Beside the map 4.00{THIN}t come up.")

    def test_flows_are_named_and_the_sentence_is_that_of_the_run(self):
        _, *rows = self.rows("#chains", "Largest flows")
        self.assertEqual([(row[0], row[1], figure(row[2])) for row in rows],
                         [("P", "B", 30), ("P", "Q", 20), ("Q", "P", 10), ("Q", "B", 5)])
        self.assertTrue(self.text("#chains-deck").startswith(f"42{THIN}% of what industries of China emit"))
        self.assertEqual(self.page.run("return document.querySelectorAll('#chains svg.sankey').length"), 1)


class Decompose(Tables):
    """Of two years of a made-up world, and of two of its regions (test_decompose.py)."""

    @classmethod
    def setUpClass(cls):
        cls.holder = test_decompose.TwoYears()
        cls.holder.setUp()
        cls.study, cls.out = cls.holder.after, cls.holder.after.parent / "out"
        cls.holder.add(test_decompose.COMPARISONS + "targets: {reference: mean}\n")
        done = run("run", cls.study)
        assert done.returncode == 0, done.stderr
        cls.page = Browser()

    def values_of(self, select):
        return self.page.run("return [...document.querySelectorAll(arguments[0] + ' option')].map(o => [o.value, o.textContent])", select)

    def kg(self, heads, row, start):
        """A cell of the column that begins with a word, and what it may be off, in t."""
        i = next(i for i, head in enumerate(heads) if head.startswith(start))
        unit = {"kg": 1e-3, "t": 1, "kt": 1e3, "Mt": 1e6, "Gt": 1e9}[heads[i].split(", ")[-1]]
        return (figure(row[i].lstrip("> ")) * unit, 1.1 * unit * 10 ** -len(row[i].partition(".")[2])) if row[i] not in ("", "–") else (None, 0)

    def effects(self, table, party, of, account, method, sector="all"):
        return [row for row in table if (row["region"], row["of"], row["account"], row["method"], row["sector"]) == (party, of, account, method, sector)]

    def check_effects(self, rows_of_table):
        """The table, and the bars above it, against rows of decomposition.csv: [effects seen]."""
        heads, first, *steps, last = self.rows("#decompose", "Effects: ")
        change = float(rows_of_table[0]["after_t"]) - float(rows_of_table[0]["before_t"])
        for shown, key in (first, "before_t"), (last, "after_t"):
            value, most = self.kg(heads, shown, "Mass")
            self.assertAlmostEqual(value, float(rows_of_table[0][key]), delta=most)
        size = float(rows_of_table[0]["after_t"])
        told = {row["effect"].replace("_", " ").capitalize(): float(row["effect_t"]) for row in rows_of_table if abs(float(row["effect_t"])) > 1e-9 * size}
        self.assertEqual([row[0] for row in steps], list(told))
        for shown in steps:
            value, most = self.kg(heads, shown, "Mass")
            self.assertAlmostEqual(value, told[shown[0]], delta=most)
            if abs(change) > 1e-9 * size:
                self.assertAlmostEqual(figure(shown[3].lstrip("> ")), 100 * told[shown[0]] / change, delta=0.1001)
        bars = self.page.run("""return [...document.querySelectorAll('#decompose svg .step')].map(r => [r.x.baseVal.value, r.width.baseVal.value, r.classList[1]])""")
        values = [float(rows_of_table[0]["before_t"]), *told.values(), float(rows_of_table[0]["after_t"])]
        self.assertEqual([kind for *_, kind in bars], ["whole", *("down" if v < 0 else "up" for v in told.values()), "whole"])
        scale = bars[0][1] / values[0] if values[0] > values[-1] else bars[-1][1] / values[-1]
        at = bars[0][0] + bars[0][1]
        for (x, width, kind), value in zip(bars, values):
            self.assertAlmostEqual(width, max(1, abs(value) * scale), delta=0.15)
            if kind != "whole":  # it begins where the one before ends
                self.assertAlmostEqual(x if kind == "up" else x + width, at, delta=1.2)
                at += value * scale
        self.assertAlmostEqual(at, bars[-1][0] + bars[-1][1], delta=0.2)
        return told

    def test_all_that_can_be_chosen_is_that_of_the_tables(self):
        for comparison, name in ("0", "decomposition.csv"), ("1", "decomposition_pair.csv"):
            self.choose_of("#decompose-comparison", comparison)
            table, seen = rows_of(self.out / "tables" / name), 0
            for of, _ in self.values_of("#decompose-of") or [("table", "")]:
                if self.values_of("#decompose-of"):
                    self.choose_of("#decompose-of", of)
                for one, label in self.values_of("#decompose-decomposition"):
                    self.choose_of("#decompose-decomposition", one)
                    account, method = label.split(", by ")
                    method = {"structural decomposition": "sda", "LMDI of output": "lmdi"}[method]
                    parties = self.values_of("#decompose-party")[:4]
                    for party, _ in parties or [("CHN to USA", "")]:
                        if parties:
                            self.choose_of("#decompose-party", party)
                        self.assertTrue(self.check_effects(self.effects(table, party, of, account, method)))
                        seen += 1
            self.assertGreaterEqual(seen, 3)

    def test_the_page_begins_with_the_account_of_the_study(self):
        self.assertIn("production, by structural decomposition", self.text("#decompose figcaption"))
        self.choose_of("#decompose-comparison", "1")
        self.assertEqual(self.page.run("return document.activeElement.id"), "decompose-comparison")
        self.assertIn("China to United States, consumption, by structural decomposition; emissions of the trade table", self.text("#decompose figcaption"))
        self.assertIn("What sets CO₂ of China and of the United States apart", self.text("#decompose-deck"))
        words = self.page.run("return document.querySelector('#decompose svg').getAttribute('aria-label')")
        for part in ("China", "Embodied intensity −", "Demand level +", "United States"):
            self.assertIn(part, words)

    def test_regions_and_sectors_are_those_of_the_table(self):
        self.choose_of("#decompose-of", "table")
        table = [row for row in rows_of(self.out / "tables/decomposition.csv")
                 if (row["of"], row["account"], row["method"]) == ("table", "production", "sda")]
        for caption, key, wanted in (("Regions by", "region_name", [row for row in table if row["sector"] == "all"]),
                                     ("Sectors by", "sector", [row for row in table if row["region"] == "all" and row["sector"] != "all"])):
            heads, *rows = self.rows("#decompose", caption)
            self.assertEqual(len(rows), len({row[key] for row in wanted}))
            sizes = []
            for shown in rows:
                name = shown[0].replace(" (group)", "")
                own = [row for row in wanted if name in (capital(row[key]), sector_names(self.study.parent).get(row[key]))]
                before, after = float(own[0]["before_t"]), float(own[0]["after_t"])
                for start, value in ("2012", before), ("2017", after), ("Change", after - before):
                    told, most = self.kg(heads, shown, start)
                    self.assertAlmostEqual(told, value, delta=most)
                largest = max(own, key=lambda row: abs(float(row["effect_t"])))
                self.assertTrue(shown[-1].startswith(largest["effect"].replace("_", " ").capitalize()), shown)
                if own[0]["kind"] == "region" or key == "sector":
                    sizes.append(abs(after - before))
            self.assertEqual(sizes, sorted(sizes, reverse=True))

    def test_a_click_on_a_region_shows_its_effects(self):
        self.choose_of("#decompose-of", "table")
        self.page.run("const b = [...document.querySelectorAll('#decompose .choose')].find(b => b.innerText === 'Japan'); b.focus(); b.click();")
        self.assertTrue(self.text("#decompose figcaption").startswith("Japan, production"))
        self.assertEqual(self.page.run("return document.activeElement.value"), "JPN")
        self.assertEqual(self.page.run("return document.querySelector('#decompose .choose[aria-pressed=true]').innerText"), "Japan")
        table = rows_of(self.out / "tables/decomposition.csv")
        self.check_effects(self.effects(table, "JPN", "table", "production", "sda"))

    def test_the_world_is_there_for_products(self):
        """Of a table with all its emissions: columns of the world and of partners."""
        table = {(capital(row["region_name"]), row["sector"]): row for row in rows_of(self.out / "tables/intensities.csv")}
        heads, *rows = self.rows("#targets", "Products by")
        self.assertEqual((len(heads), len(rows)), (11, len(table)))
        names = {name: code for code, name in sector_names(self.study.parent).items()}
        keys = ("exports", "direct_kg_per_unit", "total_kg_per_unit", "world_direct_kg_per_unit", "world_total_kg_per_unit", "partners_direct_kg_per_unit",
                "partners_total_kg_per_unit", "total_to_partners", "exports_compared_percent")
        for shown in rows:
            row = table[shown[0], names[shown[1]]]
            for text, key in zip(shown[2:], keys):
                if text == "–":
                    self.assertEqual(row[key], "")
                else:
                    self.assertAlmostEqual(figure(text), float(row[key]), delta=0.0051 * float(row[key]) + 0.0501 * (key in keys[-2:]), msg=f"{shown} {key}")
        self.choose_of("#products-region", next(value for value, text in self.values_of("#products-region") if text == "Japan"))
        _, *rows = self.rows("#targets", "Products by")
        self.assertEqual({row[0] for row in rows}, {"Japan"})
        self.assertEqual(len(rows), sum(region == "Japan" for region, _ in table))


class LeversAccess(WithLevers, test_report_page.Access):
    """The same for keyboards, screen readers and windows of all widths."""


class LeversPaper(WithLevers, test_report_page.Paper):
    """And on paper."""


class Lenses(Report):
    def test_layers_of_levers_are_made_again_cell_by_cell(self):
        study = self.example()
        add_levers(self, study)
        done = run("run", study / "study.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = self.open(study / "out")
        self.check_quiet(page, study / "out")
        lensed = [entry["selection"]["lens"] for entry in page.run("return study.facts.layers") if (entry["selection"] or {}).get("lens")]
        self.assertEqual(lensed, ["excess", "excess", "after:world", "change:worse technique"])
        self.check_layers(page, study / "out")


if __name__ == "__main__":
    need_browser()
    unittest.main()
