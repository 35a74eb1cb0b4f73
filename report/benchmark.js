// benchmark.js - plants by their scores against limit, access and leader values

const PILLARS = ['pollutants', 'energy', 'water', 'carbon'];
const WORST = '#d55e00', BEST = '#0072b2'; // of Okabe and Ito: failed a gate or above a limit; neither

function drawBenchmark(box, deck, {plants, n_plants: n}, desk) {
  const scored = plants.filter(p => Number.isFinite(p.score)), failed = plants.filter(p => !p.gate).length, above = plants.filter(p => p.above_limit > 0).length;
  const loose = plants.filter(p => p.unverified > 0).length;
  deck.textContent = (plants.length < n ? `The ${plants.length} best of ${grouped(n, 0)} plants. ` : '') + `${scored.length} of ${plants.length} plants have a score: 1 where all their values are those of leaders, 0 at the limit. ` +
    `${failed} ${failed === 1 ? 'fails' : 'fail'} the gate, equipment that must go, and ${failed === 1 ? 'scores' : 'score'} 0; ${above} ${above === 1 ? 'has' : 'have'} values above a limit.` +
    (loose ? ` * ${loose} ${loose === 1 ? 'is' : 'are'} held against standards that no source has been checked for: take those scores as examples.` : '');
  const placed = plants.filter(p => Number.isFinite(p.col)), pins = lit => placed.map(p => ({col: p.col, row: p.row, name: p.name || p.plant, of: p, lit: p === lit,
    fill: !p.gate || p.above_limit > 0 ? WORST : BEST}));
  const mark = placed.length ? el('p', {class: 'control'}, el('button', {type: 'button', text: 'Show the plants on the map', on: {click: () => desk.go(pins(null))}}),
    el('span', {class: 'quiet', text: ' Orange: failed the gate, or above a limit; blue: the others.'})) : '';
  box.replaceChildren(mark, plantTable(plants, desk, pins));
}

function plantTable(plants, desk, pins) {
  const score = value => Number.isFinite(value) ? grouped(value, 2) : '–';
  const rows = plants.map(p => ({...p, of: p, title: p.name || p.plant})), rank = r => r.rank ?? NaN;
  const name = row => Number.isFinite(row.col) ? placeButton({...row, name: row.title}, desk, () => pins(row.of), 60) : el('span', {text: row.title});
  const pillar = key => ({label: capital(key), kind: 'number', value: r => (r.pillars || {})[key] ?? NaN, write: r => score((r.pillars || {})[key])});
  const columns = [
    {label: 'Plant', kind: 'text', value: r => r.title, write: name},
    {label: 'Rank', kind: 'number', value: rank, write: rankWriter(rows, rank)},
    {label: 'Product', kind: 'text', value: r => r.product, write: r => r.product},
    {label: 'Output', unit: 't', kind: 'number', value: r => r.output_t, write: r => number(r.output_t)},
    barKind(rows, r => r.score, 'tone-c'),
    {label: 'Score', kind: 'number', value: r => r.score ?? NaN, write: r => score(r.score) + (r.unverified > 0 ? THIN + '*' : '')},
    ...PILLARS.filter(key => rows.some(r => Number.isFinite((r.pillars || {})[key]))).map(pillar),
    {label: 'Gate', kind: 'text', value: r => r.gate ? 'passed' : 'failed', write: r => r.gate ? 'passed' : 'failed'},
    {label: 'Above a limit', kind: 'number', value: r => r.above_limit, write: r => String(r.above_limit)}];
  if (rows.some(r => r.carbon_excess_t > 0)) columns.push(massKind('Carbon above the leader', rows, r => kgOf(r.carbon_excess_t ?? NaN)));
  if (rows.some(r => r.unverified > 0)) columns.push({label: 'Not verified', kind: 'number', value: r => r.unverified, write: r => String(r.unverified)});
  return table('Plants, the best first', columns, rows, {first: 12, sort: true, class: 'plants'});
}
