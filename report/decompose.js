// decompose.js - what changed between two years, or sets two regions apart: effects that lead from one to the other

const METHODS = {sda: 'structural decomposition', lmdi: 'LMDI of output'};
const METHOD_NOTES = {sda: 'Each effect is the mean of both polar forms (Dietzenbacher and Los 1998).', lmdi: 'Effects are those of LMDI-I (Ang 2015).'};
const plainName = effect => capital(effect.replaceAll('_', ' '));

function drawDecompose(box, deck, {comparisons}, desk) {
  const state = {comparison: 0, of: '', decomposition: null, party: ''}, controls = el('p', {class: 'control'}), figure = el('figure', {class: 'figure'}), below = el('div', {class: 'parts'});
  box.replaceChildren(controls, figure, below);
  const draw = (width = figure.clientWidth) => drawEffects(figure, Math.max(300, Math.min(900, width || 700)), chosen());
  const chosen = () => ({comparison: comparisons[state.comparison], one: state.decomposition, party: state.party});
  const change = key => value => {
    if (key === 'comparison') take(Number(value), '');
    else if (key === 'of') take(state.comparison, value);
    else if (key === 'decomposition') choose(comparisons[state.comparison].decompositions[Number(value)], state.party.code);
    else choose(state.decomposition, value);
    show();
    byId('decompose-' + key).focus({preventScroll: true});
  };
  function take(k, of) {
    const {decompositions: list, account} = comparisons[k];
    Object.assign(state, {comparison: k, of: of || list[0].of});
    const own = list.filter(one => one.of === state.of);
    choose(own.find(one => one.account === account) || own[0], '');
  }
  function choose(one, code) {
    state.decomposition = one;
    state.party = one.regions.find(party => party.code === code) || one.regions[0];
  }
  const pick = (key, label, options, value) => options.length > 1 ? picker('decompose-' + key, label, options, value, change(key)) : null;
  function show() {
    const comparison = comparisons[state.comparison], {decompositions: list} = comparison, one = state.decomposition;
    deck.textContent = pretty(sayDecomposition(comparison, one));
    controls.replaceChildren(...[
      pick('comparison', 'Comparison:', comparisons.map((c, k) => [String(k), c.name || `${c.before} to ${c.after}`]), String(state.comparison)),
      pick('of', 'Emissions of', [...new Set(list.map(d => d.of))].map(of => [of, of === 'study' ? 'the study' : 'the trade table']), state.of),
      pick('decomposition', 'Account:', list.map((d, k) => [String(k), d]).filter(([, d]) => d.of === state.of).map(([k, d]) => [k, `${d.account}, by ${METHODS[d.method]}`]), String(list.indexOf(one))),
      pick('party', 'Region:', one.regions.map(party => [party.code, partyTitle(party)]), state.party.code)].filter(Boolean));
    draw();
    const {regions, sectors} = one, all = state.party === regions[0];
    below.replaceChildren(...[effectTable(comparison, one, state.party),
      one.n_regions > 1 ? changeTable(comparison, one, 'Regions by what they change', 'Region', regions, {act: party => change('party')(party.code), chosen: state.party}) : null,
      one.n_regions > 1 ? cutNote(regions.filter(party => party.kind === 'region').length, one.n_regions, 'regions', 'change most') : null,
      all && sectors.length ? changeTable(comparison, one, `Sectors by what they change: ${partyTitle(regions[0])}`, one.account === 'consumption' && regions[0].kind === 'pair' ? 'Product' : 'Sector', sectors, {known: namesOf(desk.study, 'sectors', 'products')}) : null].filter(Boolean));
  }
  take(0, '');
  show();
  desk.redraw.push(draw);
}

/** Some tables have codes alone. */
const rowTitle = (row, known) => row.kind || (row.name && row.name !== row.code) ? partyTitle(row) : known(row.code);
const partyTitle = party => capital(party.name || party.code) + (party.kind === 'group' ? ' (group)' : '');
const effectsOf = (one, row) => one.effects.map(({effect, meaning}) => ({effect, meaning, kg: kgOf(row.effects_t[effect])}))
  .filter(({kg}) => Number.isFinite(kg) && Math.abs(kg) > 1e-9 * Math.max(Math.abs(row.before_t), Math.abs(row.after_t)));
const signedMass = kg => plus(mass(kg));

/** What rows after the first `shown` have been left out of the page. */
const cutNote = (shown, all, what, which) => shown < all
  ? el('p', {class: 'quiet', text: `The ${grouped(shown, 0)} ${what} that ${which}; all ${grouped(all, 0)} are in the tables of the run.`}) : null;

function sayDecomposition({before, after, between, gas}, one) {
  const all = one.regions[0], [a, b] = [before, after].map(inSentence), largest = effectsOf(one, all).sort((a, b) => Math.abs(b.kg) - Math.abs(a.kg))[0];
  return `${between === 'years' ? `What changed ${gas} from ${a} to ${b}` : `What sets ${gas} of ${a} and of ${b} apart`}: effects that ` +
    `lead from ${mass(kgOf(all.before_t))} to ${mass(kgOf(all.after_t))} (${changeOfRow(all) ? signedMass(changeOfRow(all)) : 'no change'}).` +
    (largest ? ` The largest is ${plainName(largest.effect).toLowerCase()}, ${signedMass(largest.kg)}: ${largest.meaning}.` : '');
}

/** The residual, and the plain question behind an effect of intensity. */
function sayUnexplained({before, after, between}, one, party) {
  const exchanged = kgOf(party.before_with_intensities_of_after_t), own = mass(kgOf(party.before_t));
  const swapped = !Number.isFinite(exchanged) ? '' : between === 'years'
    ? ` With the output by sector of ${before} and the intensities of ${after}, ${mass(exchanged)} would have been emitted instead of ${own}.`
    : ` With its own output by sector and the intensities of ${inSentence(after)}, ${inSentence(before)} would emit ${mass(exchanged)} instead of ${own}.`;
  return el('p', {class: 'quiet', text: `${METHOD_NOTES[one.method]} Together they leave ${one.residual < 1e-12 ? 'no more than rounding' : percent(one.residual)} unexplained.${swapped}`});
}

/** What is more than rounding leaves of a row. */
const changeOfRow = row => Math.abs(row.change_t) > 1e-9 * Math.max(Math.abs(row.before_t), Math.abs(row.after_t)) ? kgOf(row.change_t) : 0;

/** Effects as rows, from one end to the other: what the chart draws. */
function effectTable(comparison, one, party) {
  const {before, after} = comparison;
  const others = party.for_others, span = changeOfRow(party);
  const end = (name, t, key) => ({name, kg: kgOf(t), whole: true, meaning: '', others: others ? kgOf(others[key]) : NaN});
  const rows = [end(before, party.before_t, 'before_t'),
    ...effectsOf(one, party).map(e => ({...e, name: plainName(e.effect), others: others ? kgOf(others.effects_t[e.effect]) : NaN})), end(after, party.after_t, 'after_t')];
  const signed = (label, value) => {
    const column = massKind(label, rows.filter(row => !row.whole), value), write = column.write;
    return {...column, write: row => row.whole ? write(row) : plus(write(row))};
  };
  const columns = [
    {label: 'Effect', kind: 'text', value: row => row.name, write: row => row.name},
    {label: 'What it is', kind: 'text', value: row => row.meaning, write: row => capital(row.meaning)},
    signed('Mass', row => row.kg),
    {label: 'Of the change', unit: '%', kind: 'number', value: row => row.whole ? NaN : row.kg / span, write: row => row.whole || span === 0 ? '' : percentCell(row.kg / span)}];
  if (others) columns.push(signed(party.kind === 'pair' ? 'Of it for exports' : 'Of it for other regions', row => row.others));
  const made = table(`Effects: ${partyTitle(party)}, ${one.account}, by ${METHODS[one.method]}`, columns, rows, {class: 'steps'});
  made.append(sayUnexplained(comparison, one, party));
  return made;
}

/** Parties, or sectors, before and after, and the largest effect of each. */
function changeTable({before, after}, one, caption, label, list, {act, chosen, known}) {
  const rows = list.map(row => ({...row, of: row, title: rowTitle(row, known), largest: effectsOf(one, row).sort((a, b) => Math.abs(b.kg) - Math.abs(a.kg))[0]}));
  const single = rows.filter(row => !act || row.kind === 'region'); // sums would outshine them
  const name = row => act ? el('button', {type: 'button', class: 'choose' + (row.of === chosen ? ' chosen' : ''), 'aria-pressed': String(row.of === chosen),
    title: `Show the effects of ${row.title}`, text: row.title, on: {click: () => act(row.of)}}) : el('span', {text: row.title});
  return table(caption, [
    {label, kind: 'text', value: row => row.title, write: name},
    massKind(before, single, row => kgOf(row.before_t)), massKind(after, single, row => kgOf(row.after_t)),
    waysKind(rows, row => ({value: single.includes(row) ? changeOfRow(row) : NaN})), changeKind('Change', single, changeOfRow),
    {label: 'Largest effect', kind: 'text', value: row => row.largest ? plainName(row.largest.effect) : '', write: row => row.largest ? `${plainName(row.largest.effect)} ${signedMass(row.largest.kg)}` : '–'}],
  rows, {first: 12, sort: true, class: 'changes'});
}

/** Bars from left to right: both ends stand on 0, each effect begins where the one before ends. */
function drawEffects(figure, width, {comparison, one, party}) {
  const bars = [{name: comparison.before, from: 0, to: kgOf(party.before_t), whole: true}];
  let at = kgOf(party.before_t);
  for (const {effect, kg} of effectsOf(one, party)) bars.push({name: plainName(effect), from: at, to: at += kg});
  bars.push({name: comparison.after, from: 0, to: kgOf(party.after_t), whole: true});
  const say = bar => bar.whole ? mass(bar.to) : signedMass(bar.to - bar.from);
  const title = `${partyTitle(party)}, ${one.account}, by ${METHODS[one.method]}; emissions of ${one.of === 'study' ? 'the study' : 'the trade table'}`;
  figure.replaceChildren(el('figcaption', {class: 'quiet', text: title}), effectChart(bars, say, title, pretty(comparison.gas), width));
}

function effectChart(bars, say, title, gas, width) {
  const step = 27, left = Math.min(0.4 * width, 150), right = 88, top = 8, bottom = 40, height = top + step * bars.length + bottom, ends = bars.flatMap(bar => [bar.from, bar.to]);
  const low = Math.min(0, ...ends), high = Math.max(0, ...ends), span = high - low || 1, x = kg => left + (width - left - right) * (kg - low) / span;
  const [unit, size] = unitOf(Math.max(Math.abs(low), Math.abs(high))), gap = [1, 2, 5, 10].map(k => k * 10 ** Math.floor(Math.log10(span / 5))).find(k => span / k <= (width < 500 ? 4 : 6));
  const svg = el('svg', {class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}: ${bars.map(bar => `${bar.name} ${say(bar)}`).join('; ')}`});
  for (let k = Math.ceil(low / gap - 1e-9); k * gap <= high + 1e-9 * span; k++)
    svg.append(el('line', {class: k ? 'grid' : 'grid zero-line', x1: x(k * gap), x2: x(k * gap), y1: top, y2: height - bottom}),
      el('text', {class: 'tick', x: x(k * gap), y: height - bottom + 17, 'text-anchor': 'middle', text: grouped(k * gap / size, Math.max(0, -Math.floor(Math.log10(gap / size) + 1e-9)))}));
  svg.append(el('text', {class: 'axis', x: width - right, y: height - 4, 'text-anchor': 'end', text: `${unit} ${gas} a year`}));
  bars.forEach((bar, k) => {
    const y = top + step * k, from = Math.min(x(bar.from), x(bar.to)), long = Math.abs(x(bar.to) - x(bar.from)), most = Math.floor((left - 8) / 6.6);
    svg.append(el('text', {x: left - 8, y: y + 18, 'text-anchor': 'end', text: bar.name.length > most ? bar.name.slice(0, most - 1) + '…' : bar.name}),
      el('rect', {class: 'step ' + (bar.whole ? 'whole' : bar.to < bar.from ? 'down' : 'up'), x: from.toFixed(1), y: y + 5, width: Math.max(1, long).toFixed(1), height: step - 9}),
      el('text', {class: 'label halo', x: (Math.max(x(bar.from), x(bar.to)) + 6).toFixed(1), y: y + 18, text: say(bar)}));
    if (k + 1 < bars.length) svg.append(el('line', {class: 'joint', x1: x(bar.to), x2: x(bar.to), y1: y + step - 4, y2: y + step + 5}));
  });
  return svg;
}
