// chains.js - regions by whom they emit for, and who emits for them: shares, matrix, transfers

const MATRIX_PAPER = 12; // regions of a matrix that has room on A4

function drawChains(box, deck, chains, desk) {
  const sets = [chains, chains.table].filter(Boolean), parts = el('div', {class: 'parts'}), name = namesOf(desk.study, 'destinations', 'regions');
  const drawn = {};
  desk.redraw.push(width => drawn.flows && drawn.flows(width));
  desk.recolour.push(() => drawn.colour && drawn.colour());
  function show(set) {
    deck.textContent = pretty(set.sentence);
    drawn.flows = drawn.colour = null;
    parts.replaceChildren(...[chainTable(set, name), transferTable(set, name), sharersTable(set, name), flowsOf(set, name, drawn),
      set.matrix ? matrixOf(set, name, drawn) : null].filter(Boolean));
    if (drawn.flows) drawn.flows();
  }
  box.replaceChildren(sets.length > 1 ? el('p', {class: 'control'}, picker('chains-of', 'Emissions of', [['0', 'the study'], ['1', 'the trade table']], '0',
    value => show(sets[Number(value)]))) : '', parts);
  show(chains);
}

/** Regions of the trade table, then sums: countries of their parts, and groups. */
const partiesOf = set => [...set.regions, ...set.countries.map(row => ({...row, sum: ', all its parts'})), ...set.groups.map(row => ({...row, sum: ' (group)'}))];
const partyName = (row, name) => capital(row.name || name(row.code)) + (row.sum || '');
const knownIn = (rows, key) => rows.some(row => Number.isFinite(row[key]) && row[key] !== 0);

/** How much of what a region emits serves others: the out-of-region share. */
function chainTable(set, name) {
  const rows = partiesOf(set).filter(row => row.emitted_t > 0).sort((a, b) => b.emitted_t - a.emitted_t), kg = key => row => kgOf(row[key]);
  const columns = [
    {label: 'Emitted in', kind: 'text', value: row => partyName(row, name), write: row => partyName(row, name)},
    massKind('Emitted by industries', rows, kg('emitted_t'))];
  for (const [label, key] of [['For itself', 'own_t'], ['For other parts of the country', 'other_regions_t'], ['For abroad', 'abroad_t']])
    if (knownIn(rows, key)) columns.push(massKind(label, rows, kg(key)));
  columns.push(barKind(rows, row => row.out_of_region_share, 'tone-c', 1),
    {label: 'Out of region', unit: '%', kind: 'number', value: row => row.out_of_region_share ?? NaN, write: row => percentCell(row.out_of_region_share ?? NaN)});
  return table('For whom regions emit', columns, rows, {first: 12, sort: true});
}

/** What is emitted in a region less what is emitted for it. */
function transferTable(set, name) {
  const rows = partiesOf(set).filter(row => Number.isFinite(row.net_export_t)).sort((a, b) => b.net_export_t - a.net_export_t), kg = key => row => kgOf(row[key]);
  if (!rows.length) return null;
  return table('Net transfers: what is emitted in a region less what is emitted for it', [
    {label: 'Region', kind: 'text', value: row => partyName(row, name), write: row => partyName(row, name)},
    massKind('Emitted', rows, kg('emitted_t')), massKind('Consumed', rows, kg('consumed_t')),
    massKind('Of it elsewhere', rows, kg('consumed_elsewhere_t')),
    waysKind(rows, row => ({value: kgOf(row.net_export_t)})), changeKind('Net', rows, kg('net_export_t'))], rows, {first: 12, sort: true});
}

/** Regions of the study between which the table knows of no flow: what they emit for abroad is known. */
function sharersTable({parts_not_known: parts}, name) {
  const rows = parts.filter(row => row.emitted_t > 0).sort((a, b) => b.abroad_t - a.abroad_t);
  if (!rows.length) return null;
  const share = row => row.abroad_t / row.emitted_t;
  return table('Regions that share a market mix: what they emit for one another is not known', [
    {label: 'Emitted in', kind: 'text', value: row => partyName(row, name), write: row => partyName(row, name)},
    massKind('Emitted by industries', rows, row => kgOf(row.emitted_t)), massKind('For abroad', rows, row => kgOf(row.abroad_t)), barKind(rows, share, 'tone-c', 1),
    {label: 'Abroad', unit: '%', kind: 'number', value: share, write: row => percentCell(share(row))}], rows, {first: 12, sort: true});
}

/** The largest flows; as a diagram where they come from several regions. */
function flowsOf({top_flows: top}, name, drawn) {
  const flows = top.map(flow => ({...flow, kg: kgOf(flow.t)})).filter(flow => flow.kg > 0);
  if (!flows.length) return null;
  const from = f => capital(f.from_name || name(f.from)), to = f => capital(f.to_name || name(f.to));
  const list = table('Largest flows between regions', [
    {label: 'Emitted in', kind: 'text', value: f => from(f), write: f => from(f)},
    {label: 'Consumed in', kind: 'text', value: f => to(f), write: f => to(f)},
    massKind('Mass', flows, f => f.kg),
    {label: 'Share', unit: '%', kind: 'number', value: f => f.share, write: f => few(100 * f.share, 2)}], flows, {first: 10, sort: true});
  if (new Set(flows.map(flow => flow.from)).size < 2) return list;
  const figure = el('figure', {class: 'figure'}), named = new Map(flows.flatMap(f => [[f.from, from(f)], [f.to, to(f)]]));
  drawn.flows = (width = figure.clientWidth) => figure.replaceChildren(sankey(flows, {from: named, to: named}, Math.max(320, Math.min(1200, width || 900))));
  return el('div', {class: 'whole'}, figure, list);
}

/** Emitted in rows, consumed in columns; colours of what crosses borders, as what stays would outshine it. */
function matrixOf({regions, matrix}, name, drawn) {
  const destinations = regions.map(region => region.code);
  const crossing = matrix.flatMap((row, i) => row.filter((t, j) => regions[i].code !== destinations[j])).map(kgOf), column = massColumn(crossing);
  const most = crossing.reduce((top, kg) => Math.max(top, kg), 0), steps = 7, cells = [];
  const body = matrix.map((row, i) => el('tr', {}, el('th', {scope: 'row', text: regions[i].code, title: name(regions[i].code)}),
    ...row.map((t, j) => {
      const kg = kgOf(t), own = regions[i].code === destinations[j], td = el('td', {class: own ? 'own' : null,
        text: !Number.isFinite(kg) ? '–' : kg === 0 ? '0' : column.write(kg).replace('< ', '<'),
        title: `${name(regions[i].code)} → ${name(destinations[j])}: ${Number.isFinite(kg) ? mass(kg) : 'not known'}`});
      // Two steps for each power of ten below the largest.
      if (!own && kg > 0) cells.push({td, step: Math.max(0, Math.min(steps - 1, steps - 1 + Math.ceil(2 * Math.log10(kg / most))))});
      return td;
    })));
  drawn.colour = colour;
  function colour() {
    const ramp = rampColours(mapColours().ramp, steps), ink = ramp.map(fill => labOf(fill)[0] > 52 ? '#000000' : '#ffffff');
    for (const {td, step} of cells) {
      td.style.background = ramp[step];
      td.style.color = ink[step];
    }
  }
  colour();
  const grid = el('table', {class: 'matrix'}, el('caption', {text: `Who consumes what is emitted where, ${column.unit}`}),
  el('thead', {}, el('tr', {}, el('th', {scope: 'col', text: 'From \\ to'}), ...destinations.map(code => el('th', {scope: 'col', title: name(code)}, el('span', {text: code}))))),
  el('tbody', {}, ...body));
  return el('div', {class: 'table whole' + (destinations.length > MATRIX_PAPER ? ' screen' : '')},
    el('div', {class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Matrix of flows, to be scrolled'}, grid),
  el('p', {class: 'quiet', text: 'Emitted in the rows, consumed in the columns. Colours from the largest flow down, two steps for each power of ten; on the diagonal ' +
    'what serves the region itself.'}));
}
