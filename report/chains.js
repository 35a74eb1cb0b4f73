// chains.js - regions by whom they emit for, and who emits for them: shares, matrix, transfers

const MATRIX_PAPER = 12; // regions of a matrix that has room on A4

function drawChains(box, deck, chains, desk) {
  const {regions} = chains, name = new Map(regions.map(r => [r.code, capital(r.name || r.code)]));
  // Flows end in regions too that emit nothing here.
  for (const f of chains.top_flows)
    for (const end of ['from', 'to']) if (!name.has(f[end])) name.set(f[end], capital(f[`${end}_name`] || f[end]));
  deck.textContent = chains.sentence;
  box.replaceChildren(chainTable(regions), transferTable(regions), chainFlows(chains, name, desk));
  if (chains.matrix) box.append(matrixOf(chains, desk));
}

/** How much of what a region emits serves others: the out-of-region share. */
function chainTable(regions) {
  const rows = [...regions].sort((a, b) => b.emitted_t - a.emitted_t), kg = key => r => kgOf(r[key]);
  const columns = [
    {label: 'Emitted in', kind: 'text', value: r => r.name, write: r => capital(r.name || r.code)},
    massKind('Emitted', rows, kg('emitted_t')), massKind('For itself', rows, kg('own_t'))];
  if (rows.some(r => r.other_regions_t)) columns.push(massKind('For other regions', rows, kg('other_regions_t')));
  if (rows.some(r => r.abroad_t)) columns.push(massKind('For abroad', rows, kg('abroad_t')));
  columns.push(barKind(rows, r => r.out_of_region_share, 'tone-c'),
    {label: 'Out of region', unit: '%', kind: 'number', value: r => r.out_of_region_share, write: r => percentCell(r.out_of_region_share)});
  return table('For whom regions emit', columns, rows, {first: 12, sort: true});
}

/** What is emitted in a region less what is emitted for it. */
function transferTable(regions) {
  const rows = regions.filter(r => Number.isFinite(r.consumed_t)).sort((a, b) => b.net_export_t - a.net_export_t), kg = key => r => kgOf(r[key]);
  if (!rows.length) return '';
  return table('Net transfers: what is emitted in a region less what is emitted for it', [
    {label: 'Region', kind: 'text', value: r => r.name, write: r => capital(r.name || r.code)},
    massKind('Emitted', rows, kg('emitted_t')), massKind('Consumed', rows, kg('consumed_t')),
    massKind('Of it elsewhere', rows, kg('consumed_elsewhere_t')),
    waysKind(rows, r => ({value: kgOf(r.net_export_t)})), changeKind('Net', rows, kg('net_export_t'))], rows, {first: 12, sort: true});
}

function chainFlows({top_flows: top}, name, desk) {
  const flows = top.map(flow => ({...flow, kg: kgOf(flow.t)})).filter(flow => flow.kg > 0);
  if (!flows.length) return '';
  const figure = el('figure', {class: 'figure'}), names = {from: name, to: name};
  const draw = (width = figure.clientWidth) => figure.replaceChildren(sankey(flows, names, Math.max(320, Math.min(1200, width || 900))));
  desk.redraw.push(draw);
  const list = table('Largest flows between regions', [
    {label: 'Emitted in', kind: 'text', value: f => name.get(f.from) || f.from, write: f => name.get(f.from) || f.from},
    {label: 'Consumed in', kind: 'text', value: f => name.get(f.to) || f.to, write: f => name.get(f.to) || f.to},
    massKind('Mass', flows, f => f.kg),
    {label: 'Share', unit: '%', kind: 'number', value: f => f.share, write: f => few(100 * f.share, 2)}], flows, {first: 10, sort: true});
  setTimeout(draw); // when it has a width
  return el('div', {class: 'whole'}, figure, list);
}

/** Emitted in rows, consumed in columns; colours of what crosses borders, as what stays would outshine it. */
function matrixOf({regions, matrix}, desk) {
  const crossing = matrix.flatMap((row, i) => row.filter((t, j) => i !== j)).map(kgOf), column = massColumn(crossing);
  const shown = crossing.filter(kg => kg > 0), most = Math.max(...shown), steps = 7;
  const cells = [], code = r => r.code, label = r => capital(r.name || r.code);
  const body = matrix.map((row, i) => el('tr', {}, el('th', {scope: 'row', text: code(regions[i]), title: label(regions[i])}),
    ...row.map((t, j) => {
      const kg = kgOf(t), own = i === j, td = el('td', {class: own ? 'own' : null, text: kg === 0 ? '0' : column.write(kg).replace('< ', '<'),
        title: `${label(regions[i])} → ${label(regions[j])}: ${mass(kg)}`});
      // Two steps for each power of ten below the largest.
      if (!own && kg > 0) cells.push({td, step: Math.max(0, Math.min(steps - 1, steps - 1 + Math.ceil(2 * Math.log10(kg / most))))});
      return td;
    })));
  function colour() {
    const ramp = rampColours(mapColours().ramp, steps), ink = ramp.map(fill => labOf(fill)[0] > 52 ? '#000000' : '#ffffff');
    for (const {td, step} of cells) {
      td.style.background = ramp[step];
      td.style.color = ink[step];
    }
  }
  colour();
  desk.recolour.push(colour);
  const grid = el('table', {class: 'matrix'}, el('caption', {text: `Who consumes what is emitted where, ${column.unit}`}),
  el('thead', {}, el('tr', {}, el('th', {scope: 'col', text: 'From \\ to'}), ...regions.map(r => el('th', {scope: 'col', title: label(r)}, el('span', {text: code(r)}))))),
  el('tbody', {}, ...body));
  return el('div', {class: 'table whole' + (regions.length > MATRIX_PAPER ? ' screen' : '')},
    el('div', {class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Matrix of flows, to be scrolled'}, grid),
  el('p', {class: 'quiet', text: 'Emitted in the rows, consumed in the columns. Colours from the largest flow down, two steps for each power of ten; on the diagonal ' +
    'what serves the region itself.'}));
}
