"""The page of report.html as a reader uses it: by mouse, by keyboard, in the dark, on paper, on a phone."""
import csv, re, subprocess, unittest

from osgeo import osr

from browser import Browser, need_browser
from common import Case, run

osr.UseExceptions()
UNITS = {"kg": 1e-3, "t": 1, "kt": 1e3, "Mt": 1e6, "Gt": 1e9}
THIN = "\u202f"

# Contrast of the Web Content Accessibility Guidelines 2.1 (1.4.3) of each visible text with what lies behind it.
CONTRASTS = """
const rgb = text => text.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
  .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const behind = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = rgb(getComputedStyle(e).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
    if (colour[3] !== 0) return [NaN, NaN, NaN];
  }
  return [255, 255, 255];
};
const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const element = walk.currentNode.parentElement;
  if (!walk.currentNode.textContent.trim() || !element.getClientRects().length ||
      element.closest('script, style, optgroup, title')) continue;
  const style = getComputedStyle(element);
  const ink = rgb(element.namespaceURI.includes('svg') ? style.fill : style.color);
  const [a, b] = [light(ink), light(behind(element))].sort((x, y) => y - x);
  found.push([(a + 0.05) / (b + 0.05), walk.currentNode.textContent.trim().slice(0, 40)]);
}
return found;
"""

# What a reader of the keyboard should be able to reach.
REACHABLE = """
return [...document.querySelectorAll('a[href], button, select, input, canvas, summary')]
  .filter(e => e.getClientRects().length && getComputedStyle(e).visibility === 'visible').length;
"""


def tonnes(text):
    """'2.51 Gt' as a number."""
    value, unit = re.fullmatch(r"([\d\u202f.]+)\u202f(\w+)", text).groups()
    return float(value.replace(THIN, "")) * UNITS[unit]


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Page(Case):
    """The example's page, in one browser for all tests."""

    @classmethod
    def setUpClass(cls):
        cls.holder = Case()
        cls.holder.setUp()
        cls.study = cls.holder.example() / "study.yaml"
        cls.prepare(cls.study.parent)
        done = run("run", cls.study)
        assert done.returncode == 0, done.stderr
        cls.out = cls.study.parent / "out"
        cls.page = Browser()

    @classmethod
    def prepare(cls, folder):
        """What a study has more than the example."""

    @classmethod
    def tearDownClass(cls):
        cls.page.close()
        cls.holder.doCleanups()

    def setUp(self):
        super().setUp()
        self.page.size(1280, 800)
        self.page.prefer("light")
        self.open()
        self.addCleanup(lambda: self.assertEqual(self.page.complaints(), []))

    def open(self, fragment=""):
        self.page.open("about:blank")
        self.page.open(self.out / "report.html", fragment)
        self.page.wait("document.documentElement.dataset.ready === 'yes'")

    def text(self, selector):
        return self.page.run("return document.querySelector(arguments[0]).innerText", selector)

    def choose(self, name, value):
        """As a reader does: the control has the focus, its value changes."""
        self.page.run("""const input = document.getElementById('choose-' + arguments[0]);
            input.focus();
            if (input.type === 'checkbox') input.click();
            else { input.value = arguments[1]; input.dispatchEvent(new Event('change', {bubbles: true})); }""",
                      name, value)

    def table(self, within, caption):
        """{name in the first column: [texts of the others]} of a table, all of its rows."""
        return {row[0]: row[1:] for row in self.page.run("""
            const table = [...document.querySelectorAll(arguments[0] + ' table')]
              .find(t => t.caption.textContent.startsWith(arguments[1]));
            const more = table.closest('.table').querySelector('.more[aria-expanded="false"]');
            if (more) more.click();
            const heads = [...table.tHead.rows[0].cells].map(th => th.innerText);
            return [['', ...heads.slice(1)], ...[...table.tBodies[0].rows].map(tr => [...tr.cells].map(c => c.innerText))];
            """, within, caption)}

    def masses(self, within, caption):
        """{name: tonnes} of a table with a column "Mass, Mt"."""
        rows = self.table(within, caption)
        heads = rows.pop("")
        column = next(i for i, head in enumerate(heads) if head.startswith("Mass"))
        unit = UNITS[heads[column].split(", ")[1]]
        decimals = max(len(row[column].partition(".")[2]) for row in rows.values())
        least = 0.5 * 10 ** -decimals * unit
        return {name: None if row[column].startswith("<") else float(row[column].replace(THIN, "")) * unit
                for name, row in rows.items()}, least

    def assert_masses(self, found, want):
        """Each as exactly as its column is written."""
        masses, least = found
        self.assertEqual(set(masses), set(want))
        for name, t in want.items():
            if masses[name] is None:
                self.assertLess(t, 2 * least, name)
            else:
                self.assertLessEqual(abs(masses[name] - t), 1.001 * least, name)

    def explain(self, lon, lat):
        done = run("explain", self.study, lon, lat, "--all")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def picked(self):
        lat, lon = re.fullmatch(r"Cell at ([\d.]+)°\u202fN, ([\d.]+)°\u202fE", self.text("#picked-title")).groups()
        return float(lon), float(lat)

    def middle(self):
        """Of the map, in the window."""
        return self.page.run("""document.querySelector('#canvas').scrollIntoView({block: 'center', behavior: 'instant'});
            const box = document.querySelector('#canvas').getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2, box.width, box.height];""")


class Figures(Page):
    def test_bars_are_those_of_the_tables(self):
        def capital(name):
            return name[0].upper() + name[1:]
        markets = {capital(row["name"]): float(row["emitted_elsewhere_t"]) for row in rows_of(self.out / "tables/destinations.csv")}
        self.assert_masses(self.masses("#parts", "By market"), {name: t for name, t in markets.items() if t})
        for caption, file in (("By sector", "sectors.csv"), ("By region", "regions.csv")):
            want = {capital(row["name"]): float(row["foreign_t"]) for row in rows_of(self.out / "tables" / file)}
            self.assert_masses(self.masses("#parts", caption), {name: t for name, t in want.items() if t})

    def test_a_choice_of_market_sector_and_region_has_its_sum(self):
        for code, title in (("USA", "the United States"), ("ROW", "the rest of the world")):
            self.choose("to", code)
            self.assertEqual(self.text("#map-title"), f"CO₂ emitted elsewhere for {title}, 2012")
        self.choose("to", "JPN")
        self.assertEqual(self.text("#map-title"), "CO₂ emitted elsewhere for Japan, 2012")
        self.choose("foreign", None)
        self.assertEqual(self.text("#map-title"), "CO₂ emitted for Japan, 2012")
        want = next(float(row["total_t"]) for row in rows_of(self.out / "tables/destinations.csv") if row["destination"] == "JPN")
        self.assertLess(abs(tonnes(self.text("#map-deck").split(",")[0]) / want - 1), 0.005)
        self.choose("sector", "steel")
        want = next(float(row["to_JPN_t"]) for row in rows_of(self.out / "tables/sectors.csv") if row["sector"] == "steel")
        self.assertLess(abs(tonnes(self.text("#map-deck").split(",")[0]) / want - 1), 0.005)
        self.choose("sector", "")
        self.choose("region", "CN-HE")
        want = next(float(row["to_JPN_t"]) for row in rows_of(self.out / "tables/regions.csv") if row["region"] == "CN-HE")
        self.assertLess(abs(tonnes(self.text("#map-deck").split(",")[0]) / want - 1), 0.005)

    def test_a_choice_of_category_and_product_has_its_sum(self):
        self.choose("to", "USA")
        self.choose("category", "investment")
        whole = sum(float(row["t"]) for row in rows_of(self.out / "tables/categories.csv")
                    if row["to"] == "USA" and row["category"] == "investment")
        self.assertLess(abs(tonnes(self.text("#map-deck").split(",")[0]) / whole - 1), 0.005)
        self.choose("product", "steel")
        want = next(float(row["t"]) for row in rows_of(self.out / "tables/products.csv")
                    if (row["to"], row["category"], row["product"]) == ("USA", "investment", "steel"))
        self.assertLess(want, 0.5 * whole)
        self.assertLess(abs(tonnes(self.text("#map-deck").split(",")[0]) / want - 1), 0.005)

    def test_hotspots_are_those_of_the_table(self):
        rows = self.page.run("""document.querySelector('#hotspots .more').click();
            return [...document.querySelectorAll('#hotspots tbody tr')].map(tr => [...tr.cells].map(c => c.innerText));""")
        want = [row for row in rows_of(self.out / "tables/hotspots.csv") if row["layer"] == "co2_china-2012_foreign"]
        self.assertEqual(len(rows), min(100, len(want)))
        for shown, row in zip(rows, want):
            self.assertEqual(shown[:2], [row["number"], row["name"]])
            self.assertAlmostEqual(float(shown[2]), float(row["t"]) / 1e6, delta=0.0501)
            self.assertAlmostEqual(float(shown[3].lstrip("< ")), float(row["share_percent"]), delta=0.0501)
        plants = [row for row in rows_of(self.out / "tables/hotspot_plants.csv")
                  if (row["layer"], row["number"]) == ("co2_china-2012_foreign", "1")]
        self.assertEqual([rows[0][-1].split("; ")[i].replace(THIN, " ") for i in (0, 1)],
                         [f"{plant['name']} {float(plant['share_percent']):.0f} %" for plant in plants[:2]])

    def test_a_hotspot_lights_up_on_the_map_when_its_name_has_the_focus(self):
        picture = "return document.querySelector('#canvas').toDataURL()"
        self.middle()
        self.page.run("document.querySelector('#canvas').scrollIntoView()")
        plain = self.page.run(picture)
        frame = "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
        self.page.run("document.querySelector('#hotspots .choose').focus({preventScroll: true})")
        self.page.run(frame)
        lit = self.page.run(picture)
        self.assertNotEqual(lit, plain)
        self.page.run("document.querySelector('#hotspots .choose').blur()")
        self.page.run(frame)
        self.assertEqual(self.page.run(picture), plain)
        scale = self.text("#scale")
        self.page.run("document.querySelector('#hotspots .choose').click()")
        self.assertNotEqual(self.text("#scale"), scale)

    def test_a_name_among_the_bars_chooses_it_and_lets_go_of_it(self):
        press = """const button = [...document.querySelectorAll('#parts .choose')].find(b => b.textContent === 'Hebei');
            button.focus(); button.click();
            return document.activeElement.getAttribute('aria-pressed');"""
        self.assertEqual(self.page.run(press), "true")
        self.assertEqual(self.text("#map-title"), "CO₂ emitted for foreign markets in Hebei, 2012")
        self.assertEqual(self.page.run(press), "false")
        self.assertEqual(self.text("#map-title"), "CO₂ emitted for foreign markets, 2012")

    def test_flows_are_those_of_the_table(self):
        found = {}
        rows = self.page.run("""document.querySelector('#flows .more').click();
            return [...document.querySelectorAll('#flows tbody tr')].map(tr => [...tr.cells].map(c => c.innerText));""")
        for source, market, mass, _ in rows:
            found[market] = found.get(market, 0) + float(mass.lstrip("< ").replace(THIN, ""))
        for row in rows_of(self.out / "tables/destinations.csv"):
            if float(row["emitted_elsewhere_t"]):
                name = row["name"][0].upper() + row["name"][1:]
                self.assertLess(abs(found[name] - float(row["emitted_elsewhere_t"]) / 1e6), 0.05 * 31, name)

    def test_concentration_is_that_of_the_table(self):
        self.page.wait("document.querySelector('#concentration table')")
        rows = self.table("#concentration", "How concentrated")
        for row in rows_of(self.out / "tables/concentration.csv"):
            if row["title"] in rows:
                self.assertAlmostEqual(float(rows[row["title"]][0]), float(row["percent_on_1_percent_of_land"]), delta=0.006)
        self.assertIn("CO₂ emitted for foreign markets, 2012", rows)

    def test_colours_of_the_classes_are_those_of_the_map(self):
        style = (self.out / "tif/co2_china-2012_foreign.qml").read_text(encoding="utf-8")
        want = re.findall(r'<item value="[^"]+" color="(#\w+)" alpha="255" label="[^"]+ – ', style)
        self.assertGreater(len(want), 4)
        self.assertEqual(self.page.run("return rampColours('YlOrRd', arguments[0])", len(want)), want)
        labels = [re.sub(r"\D", "", most) for most in re.findall(r'label="[^"]+ – ([^"]+?) t', style)]
        shown = [re.sub(r"\D", "", line.split("–")[-1]) for line in self.text("#legend .swatches").splitlines() if line]
        self.assertEqual(shown[::-1], labels)


class Picks(Page):
    def check_cell(self, told):
        """The page's words and tables of a cell against what `hotgrid explain` says."""
        kg, density = re.search(r"km2, ([\d.]+) kg CO2 in 2012, ([\d.e+]+) t/km2", told).groups()
        words = self.text("#picked .sum")
        self.assertLess(abs(tonnes(words.split(" CO₂")[0]) / (float(kg) / 1e3) - 1), 0.006)
        shown = re.search(r": ([\d.\u202f]+)\u202ft/km²", words).group(1).replace(THIN, "")
        self.assertLess(abs(float(shown) / float(density) - 1), 0.006)
        for heading, caption in (("sectors", "Sectors"), ("markets", "Markets")):
            part = told.split(f"\n{heading}\n")[1].split("\n\n")[0]
            want = {}
            for mass, name in re.findall(r"([\d.]+) kg +[\d.<]+ %  (.+)", part):
                name = name.split(", ", 1)[1] if heading == "sectors" else name
                name = name[0].upper() + name[1:]
                want[name] = want.get(name, 0) + float(mass) / 1e3  # a cell on a border has two regions
            masses, least = self.masses("#picked", caption)
            for name, t in masses.items():
                self.assertLessEqual(abs((t or 0) - want[name]), 1.001 * (least if t is not None else 2 * least), name)
        return float(kg)

    def test_the_cell_of_an_address_has_the_plants_that_lie_in_it(self):
        self.open("#cell=122429")
        told = self.explain(121.6, 31.36)
        self.assertIn("cell 122429 ", told)
        self.check_cell(told)
        plants = self.table("#picked", "Plants")
        self.assertEqual({"Waigaoqiao": ["Electricity, heat, gas and water", "27.0"],
                          "Shanghai Conch Mingzhu Cement Co Ltd": ["Cement, glass and other minerals", "1.5"]},
                         {name: row for name, row in plants.items() if name})

    def test_a_click_takes_apart_the_cell_under_it(self):
        x, y, width, height = self.middle()
        crs = osr.SpatialReference()
        crs.ImportFromProj4("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m")
        crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        degrees = osr.SpatialReference()
        degrees.ImportFromEPSG(4326)
        degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        to_metres = osr.CoordinateTransformation(degrees, crs)
        seen = []
        for dx, dy in ((0, 0), (0.2 * width, 0), (0.2 * width, 0.15 * height)):
            self.page.click(x + dx, y + dy)
            lon, lat = self.picked()
            self.check_cell(self.explain(lon, lat))
            seen.append(to_metres.TransformPoint(lon, lat)[:2])
        (x0, y0), (x1, y1), (x2, y2) = seen
        # The scale is the same along both axes, to a cell of 10 km and the hundredths of degrees.
        metres = (x1 - x0) / (0.2 * width)
        self.assertAlmostEqual((y1 - y2) / metres, 0.15 * height, delta=25e3 / metres)
        self.assertAlmostEqual(y1, y0, delta=12e3)
        self.assertAlmostEqual(x2, x1, delta=12e3)

    def test_enter_takes_apart_the_cell_of_the_cursor(self):
        self.page.run("document.querySelector('#canvas').focus()")
        self.page.key("Right", "Right", "Down")
        self.page.wait("document.querySelector('#spoken').textContent.includes('°')")
        value, lat, lon = re.fullmatch(r"(.+)\u202ft/km², ([\d.]+)°\u202fN, ([\d.]+)°\u202fE",
                                       self.text("#spoken")).groups()
        self.page.key("Enter")
        self.assertEqual(self.picked(), (float(lon), float(lat)))
        told = self.explain(lon, lat)
        self.check_cell(told)
        foreign = float(re.search(r"([\d.]+)\u202f% of it for foreign", self.text("#picked .sum")).group(1))
        all_of_it = float(re.search(r"([\d.e+]+) t/km2", told).group(1))
        self.assertLess(abs(float(value.replace(THIN, "")) / (all_of_it * foreign / 100) - 1), 0.03)
        self.assertIn("Cell at", self.page.run("return document.querySelector('#spoken').textContent"))
        self.page.key("Escape")
        self.assertEqual(self.text("#picked-title"), "A cell, taken apart")

    def test_zoom_by_keys_and_buttons_moves_the_same_scale(self):
        scale = lambda: self.text("#scale")
        first = scale()
        self.page.run("document.querySelector('#canvas').focus()")
        self.page.key("+", "+", "+", "+", "+", "+")
        near = scale()
        self.assertNotEqual(first, near)
        self.page.key("0")
        self.assertEqual(scale(), first)
        self.page.run("for (let i = 0; i < 5; i++) document.querySelector('#zoom-in').click()")
        self.assertEqual(scale(), near)
        self.page.run("document.querySelector('#zoom-all').click()")
        self.assertEqual(scale(), first)

    def test_degrees_stand_where_proj_has_their_lines(self):
        found = self.page.run("""return openStudy(document).then(study => [study.grid, ...[0, 1].map(k =>
            degreesAt({study, width: 980, height: 820, gridAt: (x, y) => ({col: x / 2, row: y / 2})}, k, 10))])""")
        grid, top, right = found
        back, degrees = osr.SpatialReference(), osr.SpatialReference()
        back.SetFromUserInput(grid["crs"])
        degrees.ImportFromEPSG(4326)
        for crs in (back, degrees):
            crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        way = osr.CoordinateTransformation(back, degrees)
        box = grid["box"]
        self.assertGreaterEqual(len(top), 5)
        self.assertGreaterEqual(len(right), 3)
        for k, marks in ((0, top), (1, right)):
            for mark in marks:
                x, y = (mark["at"], 0) if k == 0 else (980, mark["at"])
                place = way.TransformPoint(box["west"] + (box["east"] - box["west"]) * x / 2 / grid["ncol"],
                                           box["north"] - (box["north"] - box["south"]) * y / 2 / grid["nrow"])
                self.assertLess(abs(place[k] - float(mark["text"].split("°")[0])), 0.35, mark)  # they are found to 4 pixels
                self.assertEqual(mark["text"][-1], "EN"[k])

    def test_markers_of_hotspots_do_not_cover_each_other(self):
        for width in (360, 1280):
            self.page.size(width, 800)
            self.open()
            apart = self.page.run("""const canvas = document.querySelector('#canvas');
                return openStudy(document).then(study => {
                  const view = new MapView(canvas, study, {hover() {}, pick() {}, move() {}, wheel() {}});
                  view.marks = study.hotspots.filter(s => s.layer === study.hotspots[0].layer).slice(0, 12)
                    .map(s => ({number: s.number, col: s.col, row: s.row}));
                  const all = view.markers(), full = all.filter(m => m.r === 9);
                  return [all.length, full.map(m => m.mark.number), Math.min(...full.flatMap((a, i) => full.slice(i + 1).map(b => Math.hypot(a.x - b.x, a.y - b.y))))];
                });""")
            self.assertEqual(apart[0], 12)
            self.assertEqual(apart[1][0], 1)
            self.assertGreater(apart[2], 18)
            self.assertLess(len(apart[1]), 12 if width == 360 else 13)

    def test_the_address_brings_back_what_was_shown(self):
        self.choose("to", "USA")
        self.choose("sector", "power")
        self.choose("share", None)
        x, y, *_ = self.middle()
        self.page.click(x, y)
        self.page.run("document.querySelector('#zoom-in').click()")
        self.page.wait("location.hash.includes('view=') && location.hash.includes('cell=')")
        shown = "return ['#map-title', '#map-deck', '#picked-title', '#legend', '#scale'].map(s => document.querySelector(s).innerText)"
        before, address = self.page.run(shown), self.page.run("return location.hash")
        self.open(address)
        self.assertEqual(self.page.run(shown), before)
        self.assertIn("share", before[0])
        self.assertEqual(self.page.run("return location.hash"), address)


class Access(Page):
    def test_every_control_is_reached_by_tab_and_shows_its_focus(self):
        self.open("#cell=122429")
        there = self.page.run(REACHABLE)
        self.page.run("document.activeElement.blur(); window.reached = new Set(); window.dim = [];")
        for _ in range(there + 5):
            self.page.key("Tab")
            self.page.run("""const e = document.activeElement, style = getComputedStyle(e);
                if (e === document.body) return;
                reached.add(e);
                if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) dim.push(e.outerHTML.slice(0, 80));""")
        missed = self.page.run("""return [...document.querySelectorAll('a[href], button, select, input, canvas, summary')]
            .filter(e => e.getClientRects().length && !reached.has(e)).map(e => e.outerHTML.slice(0, 100));""")
        self.assertEqual(missed, [])
        self.assertEqual(self.page.run("return dim"), [])
        self.assertGreater(there, 40)

    def test_every_control_has_a_name(self):
        self.open("#cell=122429")
        nodes = self.page.cdp("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "link", "combobox", "checkbox", "application", "DisclosureTriangle", "img", "table", "form"}
        seen = {}
        for node in nodes:
            role = node.get("role", {}).get("value")
            if not node.get("ignored") and role in roles:
                seen[role] = seen.get(role, 0) + 1
                self.assertTrue(node.get("name", {}).get("value", "").strip(), node)
        self.assertGreaterEqual(seen["button"], 30)
        self.assertEqual(seen["application"], 1)

    def test_the_page_has_landmarks_headings_and_table_heads(self):
        self.open("#cell=122429")
        self.assertEqual(self.page.run("return ['main', 'header', 'nav', 'footer', 'h1'].map(t => document.querySelectorAll(t).length)"),
                         [1, 1, 1, 1, 1])
        levels = self.page.run("""return [...document.querySelectorAll('h1, h2, h3')].filter(h => h.getClientRects().length)
            .map(h => Number(h.tagName[1]))""")
        self.assertTrue(all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels)
        self.assertEqual(self.page.run("""return [...document.querySelectorAll('table')].filter(t => !t.caption ||
            !t.caption.textContent.trim() || [...t.tHead.rows[0].cells].some(c => c.scope !== 'col') ||
            [...t.tBodies[0].rows].some(r => r.cells[0].tagName !== 'TH' || r.cells[0].scope !== 'row')).length"""), 0)
        self.assertEqual(self.page.run("""const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            return ids.filter((id, i) => ids.indexOf(id) !== i)"""), [])

    def test_text_stands_out_from_its_ground_in_both_themes(self):
        for scheme in ("light", "dark"):
            self.page.prefer(scheme)
            self.open("#cell=122429")
            found = self.page.run(CONTRASTS)
            self.assertGreater(len(found), 300)
            for ratio, text in found:
                self.assertGreaterEqual(ratio, 4.5, (scheme, text))

    def test_the_switch_turns_the_theme_whatever_the_system_says(self):
        ground = "return getComputedStyle(document.body).backgroundColor"
        light = self.page.run(ground)
        self.page.run("document.querySelector('#theme').click()")
        self.assertEqual(self.page.run("return document.querySelector('#theme').getAttribute('aria-pressed')"), "true")
        dark = self.page.run(ground)
        self.assertNotEqual(light, dark)
        self.page.prefer("dark")
        self.open()
        self.assertEqual(self.page.run(ground), dark)
        self.page.run("document.querySelector('#theme').click()")
        self.assertEqual(self.page.run(ground), light)

    def test_nothing_is_wider_than_the_window_from_a_phone_to_a_wall(self):
        for width in (360, 390, 768, 1024, 1280, 1920, 2560):
            self.page.size(width, 800)
            self.open("#cell=122429")
            self.assertLessEqual(self.page.run("return document.documentElement.scrollWidth"), width)
            self.assertEqual(self.page.run("""return [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroller') &&
                !e.closest('svg') && e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1)
                .map(e => e.outerHTML.slice(0, 80))"""), [])

    def test_a_head_of_a_table_sorts_it(self):
        heads = """const th = [...document.querySelectorAll('#flows thead th')];"""
        self.page.run(heads + "th[0].querySelector('button').click()")
        self.assertEqual(self.page.run(heads + "return th.map(h => h.getAttribute('aria-sort'))"),
                         ["ascending", "none", "none", "none"])
        self.assertTrue(self.text("#flows tbody tr").startswith("Anhui"))


class Paper(Page):
    def test_the_page_prints_light_and_no_table_is_cut(self):
        self.page.prefer("dark")
        self.open("#cell=122429")
        rows = self.page.run("""return [...document.querySelectorAll('tbody tr')].filter(r => r.getClientRects().length)
            .map(r => [...r.cells].map(c => c.innerText).join(' '))""")
        path = self.folder / "page.pdf"
        self.page.pdf(path)
        boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
        margin = 13 / 25.4 * 72
        words = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">', boxes)
        self.assertGreater(len(words), 500)
        for left, top, right, bottom in (map(float, word) for word in words):
            self.assertGreaterEqual(left, margin - 1)
            self.assertLessEqual(right, 595.3 - margin + 1)
            self.assertLessEqual(bottom, 842)
            self.assertGreaterEqual(top, 0)
        printed = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
        squeeze = lambda text: re.sub(r"[\s\u202f]+", "", text)
        printed = squeeze(printed)
        self.assertGreater(len(rows), 60)
        for row in rows:
            self.assertIn(squeeze(row.split("  ")[0])[:20], printed)
        self.assertNotIn("Showall", printed)
        self.assertNotIn("Begin" + "again", printed)
        self.assertEqual(self.page.run("return document.documentElement.dataset.paper ?? ''"), "")
        maps = subprocess.run(["pdfimages", "-list", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        self.assertEqual(len(maps), 1)
        across, down = map(float, maps[0].split()[12:14])  # dots per inch
        self.assertGreater(across, 250)
        self.assertAlmostEqual(across, down, delta=2)

    def test_the_head_of_a_table_stands_on_each_page_that_it_takes(self):
        self.page.run("document.querySelector('#hotspots .more').click()")  # all of them take several pages
        path = self.folder / "all.pdf"
        self.page.pdf(path)
        pages = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout.split("\f")
        heads = [k for k, page in enumerate(pages) if re.search("Largest sectors +Largest markets +Largest plants", page)]
        self.assertGreaterEqual(len(heads), 3)
        self.assertEqual(heads, list(range(heads[0], heads[-1] + 1)))

    def test_the_screen_is_as_before_when_it_has_been_printed(self):
        for part in ("#map", "#flows"):
            self.page.run("document.querySelector(arguments[0]).scrollIntoView({behavior: 'instant'})", part)
            self.page.picture(self.folder / "before.png")
            self.page.pdf(self.folder / "page.pdf")
            self.page.run("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
            self.page.picture(self.folder / "after.png")
            self.assertEqual((self.folder / "before.png").read_bytes(), (self.folder / "after.png").read_bytes(), part)


if __name__ == "__main__":
    need_browser()
    unittest.main()
