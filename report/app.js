// app.js - the page put together

const TITLES = {map: 'Map', parts: 'Markets', hotspots: 'Hotspots', places: 'Places', concentration: 'Concentration', flows: 'Flows',
  chains: 'Chains', targets: 'Targets', relocation: 'Relocation', benchmark: 'Benchmark', decompose: 'Changes', ledger: 'Ledger', method: 'Method'};
const PAPER = 820; // how wide charts are drawn to be printed on A4, so that their words are as small as those of tables

class Page {
  constructor(study) {
    this.study = study;
    study.gas = GAS[study.facts.gas] || study.facts.gas;
    takeStyle(study.facts.style);
    this.held = null;
    this.cell = -1;
    this.redraw = [];
    this.recolour = [];
    this.numbered = true;
    this.opening();
    this.choice = new Choice(byId('choice'), study, () => this.choose());
    this.show('map');
    this.view = new MapView(byId('canvas'), study, {
      hover: (cell, spoken) => this.hover(cell, spoken), pick: cell => this.pick(cell),
      move: () => this.moved(), wheel: () => this.hint()});
    document.querySelector('.desk').classList.toggle('wide', this.view.aspect > 1.6);
    this.view.cities = study.facts.cities || [];
    this.moved();
    this.buttons();
    const address = readAddress();
    this.choice.set({...NO_CHOICE, ...address.parts}, true);
    this.choose();
    this.pick(address.cell < study.domain.length ? address.cell : -1, true);
    this.sections();
    if (address.view) this.view.goTo(address.view);
    addEventListener('hashchange', () => this.follow());
    document.documentElement.dataset.ready = 'yes';
  }

  show(id) {
    byId(id).hidden = false;
    byId('contents').append(el('li', {}, el('a', {href: '#' + id, text: TITLES[id], on: {click: event => {
      event.preventDefault(); // the address keeps what is shown
      byId(id).scrollIntoView();
      byId(id).tabIndex = -1;
      byId(id).focus({preventScroll: true});
    }}})));
  }

  opening() {
    const {facts, gas} = this.study, sentences = facts.headlines.map(pretty);
    byId('brand').textContent = facts.name;
    byId('kicker').textContent = `${gas} by place and by market · ${facts.year}`;
    byId('title').textContent = facts.title || `Where ${gas} is emitted, and for whom`;
    byId('lead').textContent = sentences.slice(0, 2).join(' ');
    byId('headlines').replaceChildren(...sentences.slice(2).map(text => el('li', {text})));
    this.figures(facts.figures || {});
    byId('foot').append(el('p', {text: `Made by hotgrid ${facts.version}. Input ${String(facts.input_key).slice(0, 12)}. ` +
      'This page is one file and asks no network for anything.'}));
  }

  /** What the sentences above do not say. */
  figures({foreign_kg: foreign, percent_of_land_with_75_percent_of_foreign: area, foreign_gini: gini, household_kg: households}) {
    const {facts, axes, grid} = this.study;
    const figure = (value, words) => byId('figures').append(el('div', {}, el('dt', {text: words}), el('dd', {text: value})));
    if (foreign > 0) figure(mass(foreign), 'emitted for foreign markets');
    if (Number.isFinite(area)) figure(percent(area / 100), 'of the land carries 75 % of that');
    if (Number.isFinite(gini)) figure(grouped(gini, 2), 'Gini coefficient of that over the land (0 even, 1 in one place)');
    if (households > 0) figure(mass(households), 'emitted by households themselves');
    figure(`${axes.regions.length} × ${axes.sectors.length}`, 'regions × sectors that emit');
    figure(String(axes.destinations.length), 'markets whose demand they serve');
  }

  // The choice and what follows from it.

  choose() {
    const {study, choice} = this, selection = choice.selection(), share = selection.share;
    const values = study.layer(selection), bins = binsOf(values);
    this.values = values;
    this.count = census(values, bins);
    const lens = choice.lens();
    if (lens && lens.signed) this.classes = signedClasses(this.count);
    else if (!this.held || share) this.classes = this.ownClasses(selection) || classesOf(this.count, share);
    else this.classes = this.held;
    this.view.numbered = this.numbered && !lens; // hotspots are of emissions as they are
    this.view.setLayer(values, this.classes);
    this.view.levels[0].bins = bins;
    byId('map-title').textContent = choice.title();
    const plain = {...selection, share: false}, totals = study.totals(plain), all = study.totals({}).kg;
    byId('map-deck').textContent = lens && lens.signed ? this.changed(totals, all, lens) : this.sentence(totals, all);
    byId('canvas').setAttribute('aria-label', 'Map: ' + choice.title());
    this.legend();
    this.parts(totals, plain);
    if (this.curve) this.curve();
    this.keep();
  }

  sentence(totals, all) {
    const most = (list, axis) => {
      const i = list.reduce((best, kg, k) => kg > list[best] ? k : best, 0);
      return list.length > 1 && list[i] > 0 ? {name: this.study.axes[axis][i].name, kg: list[i]} : null;
    };
    if (!totals.kg) return 'Nothing is emitted so.';
    const words = [`${mass(totals.kg)}, ${percent(totals.kg / all)} of all that is on the map.`];
    const parts = [['sector', 'bySector', 'sectors'], ['region', 'byRegion', 'regions'], ['market', 'byDestination', 'destinations']]
      .map(([label, key, axis]) => [label, most(totals[key], axis)])
      .filter(([label, found]) => found && found.kg < 0.9995 * totals.kg);
    if (parts.length) words.push('Largest ' + parts.map(([label, {name, kg}]) => `${label}: ${name}, ${percent(kg / totals.kg)}`).join('; ') + '.');
    return words.join(' ');
  }

  /** What falls and what rises on the map. */
  changed({kg, below}, all, lens) {
    const net = kg > 0 ? `${mass(kg)} more` : kg < 0 ? `${mass(-kg)} less` : 'nothing';
    return `${mass(-below)} fall away and ${mass(kg - below)} come up on this map: ${net} in all, ${percent(Math.abs(kg) / all)} of what was there.` +
      offMap(lens);
  }

  /** The classes of the study's own map of the same layer, where they are of the round numbers. */
  ownClasses(selection) {
    const same = (a, b) => JSON.stringify(a || null) === JSON.stringify(b || null);
    const group = this.study.axes.groups.find(g => selection.destinations && g.code === selection.destinations[0]);
    const found = (this.study.facts.layers || []).find(({selection: own}) => own && ['sectors', 'regions', 'categories', 'products', 'foreign', 'share', 'lens']
      .every(key => same(own[key], selection[key])) && (same(own.destinations, selection.destinations) ||
        (group && same([...(own.destinations || [])].sort(), [...group.members].sort()))));
    const edges = found && found.classes;
    if (!edges || edges.length < 3 || edges[0] < 0) return null;
    const inner = edges.slice(1, -1).map(edge => ROUND.indexOf(edge));
    if (inner.includes(-1)) return null;
    return {n: edges.length - 1, edges, share: selection.share, classOfBin: classOfBins(inner)};
  }

  legend() {
    const {share} = this.choice.selection(), {pins} = this.view, lit = pins.filter(pin => pin.lit);
    drawLegend(byId('legend'), {classes: this.classes, count: this.count, held: Boolean(this.held),
      unit: share ? 'Percent of what is emitted there' : `t ${this.study.gas} per km² and year`,
      marks: this.numbered, onMarks: this.study.hotspots.length && !this.choice.lens() ? on => {
        this.numbered = this.view.numbered = on;
        this.view.draw();
      } : null,
      pinned: !pins.length ? '' : pins.length === 1 ? pins[0].name
        : `${grouped(pins.length, 0)} plants` + (lit.length === 1 ? ': ' + lit[0].name : ''),
      onLetGo: () => {
        this.pin([]);
        for (const button of document.querySelectorAll('.of-place')) button.setAttribute('aria-pressed', 'false');
        byId('canvas').focus({preventScroll: true});
      },
      onHold: on => {
        this.held = on ? this.classes : null;
        if (!on) this.choose();
        byId('hold').focus();
      }});
  }

  parts(totals, selection) {
    const {axes} = this.study, v = this.choice.value, lens = this.choice.lens();
    const rows = (list, axis, chosen) => list.map((kg, i) => ({kg, code: axes[axis][i].code, name: axes[axis][i].name || axes[axis][i].code,
      chosen: axes[axis][i].code === chosen})).filter(row => row.kg !== 0).sort((a, b) => Math.abs(b.kg) - Math.abs(a.kg));
    const turn = (key, code) => this.choice.set({[key]: v[key] === code ? '' : code});
    // By itself each axis is shown whole: what is chosen on it is only marked.
    const whole = key => v[{destinations: 'to', sectors: 'sector', regions: 'region'}[key]] ? this.study.totals({...selection, [key]: null}) : totals;
    const box = byId('parts-body'), focused = document.activeElement && document.activeElement.dataset.part;
    byId('parts-deck').textContent = `${this.choice.title().replace(/: share of.*/, '')}: ${lens ? 'by whom' : 'who it serves, and who emits it'}. ` +
      'A name shows its part on the map.';
    const bars = (caption, label, key, list, chosen, tone) => barTable(caption, rows(list, key, chosen), {whole: totalOf(list), label,
      act: row => turn({destinations: 'to', sectors: 'sector', regions: 'region'}[key], row.code), first: 12, tone});
    box.replaceChildren(
      lens ? '' : bars('By market', 'Market', 'destinations', whole('destinations').byDestination, v.to, ''),
      bars('By sector', 'Sector', 'sectors', whole('sectors').bySector, v.sector, 'tone-b'),
      bars('By region', 'Region', 'regions', whole('regions').byRegion, v.region, 'tone-c'));
    for (const button of box.querySelectorAll('.choose')) button.dataset.part = button.closest('table').caption.textContent + button.textContent;
    if (focused) for (const button of box.querySelectorAll('.choose')) if (button.dataset.part === focused) button.focus();
  }

  // The map.

  hover(cell, spoken) {
    const out = byId('readout');
    out.hidden = cell < 0;
    if (cell < 0) return;
    const {study} = this, {ncol} = study.grid, [lon, lat] = study.grid.toLonLat(cell % ncol + 0.5, Math.floor(cell / ncol) + 0.5);
    const value = this.values[cell];
    const words = Number.isNaN(value) ? 'no data' : number(value) + THIN + (this.choice.selection().share ? '%' : 't/km²');
    out.replaceChildren(el('strong', {text: words}), el('span', {text: place(lon, lat)}));
    if (spoken) {
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => byId('spoken').textContent = `${words}, ${place(lon, lat)}`, 300);
    }
  }

  pick(cell, quiet) {
    this.cell = this.view.picked = cell;
    const close = () => el('p', {class: 'control'}, el('button', {type: 'button', text: 'Let go of the cell', on: {click: () => {
      this.pick(-1);
      byId('canvas').focus();
    }}}));
    const words = drawPicked(byId('picked-title'), byId('picked-body'), this.study, cell, close);
    byId('picked').classList.toggle('some', cell >= 0);
    if (!quiet) byId('spoken').textContent = cell < 0 ? '' : `${byId('picked-title').textContent}: ${words}`;
    clearTimeout(this.speaking);
    this.view.draw();
    this.keep();
  }

  /** Points of a section on the map; the map goes to `near`, where one is to be looked at. */
  pin(pins, near, cells) {
    const had = this.view.pins.length || pins.length;
    this.view.pins = pins;
    if (near) this.view.lookNear(near.col, near.row, cells);
    this.view.draw();
    if (had) this.legend();
  }

  moved() {
    if (this.view) drawScale(byId('scale'), this.view);
    this.keep();
  }

  hint() {
    const hint = byId('hint');
    hint.hidden = false;
    hint.textContent = 'Click the map first, or hold Ctrl, to zoom with the wheel';
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => hint.hidden = true, 1500);
  }

  /** The address, a moment after the last change. */
  keep() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => writeAddress(this.choice, this.view.where(), this.cell), 200);
  }

  follow() {
    if (location.hash && !location.hash.includes('=')) return; // of a section, not of a choice
    const address = readAddress();
    this.choice.set({...NO_CHOICE, ...address.parts});
    if (address.view) this.view.goTo(address.view);
    else this.view.all();
    this.pick(address.cell < this.study.domain.length ? address.cell : -1);
  }

  buttons() {
    byId('zoom-in').addEventListener('click', () => this.view.zoomBy(1.6));
    byId('zoom-out').addEventListener('click', () => this.view.zoomBy(1 / 1.6));
    byId('zoom-all').addEventListener('click', () => this.view.all());
    byId('print').addEventListener('click', () => window.print());
    const root = document.documentElement;
    byId('theme').addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      this.themed();
      this.keep();
    });
    const asked = readAddress().theme;
    if (asked === 'light' || asked === 'dark') root.dataset.theme = asked;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.themed());
    matchMedia('print').addEventListener('change', event => this.paper(event.matches));
    addEventListener('beforeprint', () => this.paper(true));
    addEventListener('afterprint', () => this.paper(false));
    this.themed();
  }

  themed() {
    byId('theme').setAttribute('aria-pressed', String(isDark()));
    if (!this.classes) return;
    this.view.recolour();
    this.legend();
    for (const draw of this.recolour) draw();
  }

  /** Paper has light colours, a map of its own, and charts of its width; none can wait for the next frame. */
  paper(on) {
    const root = document.documentElement;
    if (on === Boolean(root.dataset.paper)) return;
    if (on) root.dataset.paper = 'yes';
    else delete root.dataset.paper;
    this.themed();
    this.view.setPaper(on);
    this.redraw.forEach(draw => draw(on ? PAPER : undefined));
  }

  // The rest of the page.

  /** Curves of the study's first two layers, and of the choice where it is another one. */
  concentration() {
    const {study} = this, layers = study.facts.layers.filter(layer => layer.name in study.concentration).slice(0, 2);
    if (!layers.length) return;
    this.show('concentration');
    byId('concentration-deck').textContent = 'How much of the emissions stands on how much of the land, the densest cells first. ' +
      'All land of the study counts, cells without emission too; the dots are at 1 % of the land.';
    const curves = layers.map(layer => ({...study.concentration[layer.name], title: layer.title}));
    const draw = drawConcentration(byId('concentration-body'));
    let waiting = 0;
    this.curve = now => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const title = this.choice.title(), lens = this.choice.lens();
        const known = curves.some(curve => curve.title === title) || this.choice.selection().share || (lens && lens.signed);
        const own = known ? null : study.concentrationOf(this.values);
        draw(own && Number.isFinite(own.gini) ? [...curves, {...own, title}] : curves);
      }, now ? 0 : 250);
    };
    this.curve(true);
    this.redraw.push(width => draw(null, width));
  }

  sections() {
    const {study} = this, {levers} = study.facts, showMap = () => byId('map').scrollIntoView();
    const desk = {study, pin: (...args) => this.pin(...args), pins: () => this.view.pins, redraw: this.redraw, recolour: this.recolour,
      go: (pins, near, cells) => {
        showMap();
        this.pin(pins, near, cells);
      },
      choose: parts => {
        this.choice.set({...NO_CHOICE, ...parts});
        const cells = [];
        if (parts.region) this.values.forEach((value, cell) => value && cells.push(cell)); // NaN is none
        if (cells.length) this.view.lookAt(cells, 0.7);
        else this.view.all();
        showMap();
        byId('map').focus({preventScroll: true});
      }};
    const lever = (id, draw) => {
      if (!levers || !levers[id]) return;
      this.show(id);
      draw(byId(id + '-body'), byId(id + '-deck'), levers[id], desk);
    };
    this.show('parts');
    if (study.hotspots.length) {
      this.show('hotspots');
      drawHotspots(byId('hotspots-body'), byId('hotspots-deck'), study, this.view, showMap);
    }
    lever('places', drawPlaces);
    this.concentration();
    this.show('flows');
    this.redraw.push(drawFlows(byId('flows-body'), byId('flows-deck'), study));
    lever('chains', drawChains);
    lever('targets', drawTargets);
    lever('relocation', drawRelocation);
    lever('benchmark', drawBenchmark);
    lever('decompose', drawDecompose);
    this.show('ledger');
    drawLedger(byId('ledger-body'), byId('ledger-deck'), study.facts);
    this.show('method');
    drawMethod(byId('method-body'), study);
    let width = innerWidth, waiting = 0;
    addEventListener('resize', () => {
      if (innerWidth === width) return;
      width = innerWidth;
      clearTimeout(waiting);
      waiting = setTimeout(() => this.redraw.forEach(draw => draw()), 150);
    });
  }
}

/** What of the moves is on no cell of the map, in a sentence. */
function offMap({off_map_falls_t: falls, off_map_rises_t: rises, transport_t: transport}) {
  const words = [falls > 0 ? `${mass(1000 * falls)} fall away` : '', rises > 0 ? `${mass(1000 * rises)} come up` : '',
    transport ? `${mass(1000 * transport)} are of transport` : ''].filter(Boolean);
  return words.length ? ` Beside the map ${words.join(', ')}.` : '';
}

const totalOf = list => list.reduce((sum, kg) => sum + kg, 0);

(async () => {
  const state = byId('state');
  try {
    const page = new Page(await openStudy(document));
    state.remove();
    return page;
  } catch (fault) {
    state.textContent = 'The page cannot show its figures: ' + fault.message +
      '. A browser of 2023 or later is needed (Chrome 80, Firefox 113, Safari 16.4).';
    throw fault;
  }
})();
