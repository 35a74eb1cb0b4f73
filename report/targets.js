// targets.js - pairs of region and sector by what a benchmark would save

const REFERENCES = {best: 'the best region of each sector', mean: 'the mean of each sector'};

function drawTargets(box, deck, targets, desk) {
  const nameOf = (name, code, known) => name && name !== code ? capital(name) : known(code); // some tables have codes alone
  const {study} = desk, names = {region: namesOf(study, 'regions', 'destinations'), sector: namesOf(study, 'sectors', 'products')};
  const rows = targets.pairs.map((pair, k) => ({...pair, rank: k + 1, kg: kgOf(pair.excess_t),
    regionName: nameOf(pair.region_name, pair.region, names.region), sectorName: nameOf(pair.sector_name, pair.sector, names.sector)}));
  const need = (targets.needed || []).map(({part_of_excess: part, pairs}, k) => `${pairs === 1 ? 'one pair' : pairs + ' pairs'} ${k ? '' : pairs === 1 ? 'holds ' : 'hold '}${percent(part)}${k ? '' : ' of it'}`);
  const held = REFERENCES[targets.reference] || `the benchmark “${targets.reference}”`, counted = `${mass(kgOf(targets.counted_t))} emitted for ${targets.of === 'all' ? 'all demand' : 'foreign demand'}`;
  deck.textContent = (targets.excess_t > 0 ? `${mass(kgOf(targets.excess_t))} are emitted above ${held}, ${percent(targets.excess_t / targets.counted_t)} of the ${counted}: so much less it would be ` +
    'if every region emitted no more per unit of output than that.' : `Nothing is emitted above ${held}, of the ${counted}.`) +
    (targets.excess_t > 0 && need.length ? ` A pair is one sector in one region; ${need.join(', ')}.` : '') +
    (Number.isFinite(targets.excess_by_carbon_t) ? ` ${mass(kgOf(targets.excess_by_carbon_t))} of it come from the carbon of the energy, ` +
      `${mass(kgOf(targets.excess_by_energy_t))} from how much of it is used, where both are known.` : '') +
    (targets.without_output_t > 0 ? ` ${mass(kgOf(targets.without_output_t))} have no output to be held against, and are not ranked.` : '');
  const figure = el('figure', {class: 'figure'}), list = el('div'), state = {region: '', sector: ''};
  const options = (key, name) => [['', 'all'], ...[...new Map(rows.map(row => [row[key], row[name]]))].sort((a, b) => a[1].localeCompare(b[1], 'en'))];
  const filter = key => value => {
    state[key] = value;
    show();
  };
  box.replaceChildren(figure, el('p', {class: 'control'}, picker('targets-region', 'Region:', options('region', 'regionName'), '', filter('region')),
    picker('targets-sector', 'Sector:', options('sector', 'sectorName'), '', filter('sector'))), list);
  const draw = (width = figure.clientWidth) => figure.replaceChildren(abatementChart(rows, targets, Math.max(300, Math.min(900, width || 700))));
  const show = () => {
    const some = rows.filter(row => (!state.region || row.region === state.region) && (!state.sector || row.sector === state.sector));
    const kg = totalOf(some.map(row => row.kg));
    list.replaceChildren(targetTable(some, rows, targets, desk), some.length < rows.length
      ? el('p', {class: 'quiet', text: `These pairs: ${mass(kg)} above the benchmark, ${percent(kg / kgOf(targets.excess_t))} of all.`}) : '');
  };
  draw();
  show();
  desk.redraw.push(draw);
  if (targets.intensities && targets.intensities.rows.length) box.append(drawProducts(targets.intensities, names));
}

function targetTable(some, rows, targets, desk) {
  const lens = desk.study.lenses.find(entry => entry.lever === 'targets');
  const known = (axis, code) => desk.study.axes[axis].some(entry => entry.code === code);
  const canShow = row => lens && row.kg > 0 && known('regions', row.region) && known('sectors', row.sector);
  const name = row => canShow(row) ? el('button', {type: 'button', class: 'choose', title: `Show ${row.sectorName} in ${inSentence(row.regionName)} on the map`,
    text: row.regionName, on: {click: () => desk.choose({lens: lens.name, region: row.region, sector: row.sector})}}) : el('span', {text: row.regionName});
  const unit = rows.find(row => row.output_unit), per = 'kg per ' + (unit ? unit.output_unit : 'unit');
  const figure = (label, key) => ({label, unit: per, kind: 'number', value: row => row[key], write: row => Number.isFinite(row[key]) ? number(row[key]) : '–'});
  const columns = [
    {label: 'Region', kind: 'text', value: row => row.regionName, write: name},
    {label: 'Sector', kind: 'text', value: row => row.sectorName, write: row => row.sectorName},
    {label: 'Rank', kind: 'number', value: row => row.rank, write: row => String(row.rank)},
    barKind(rows, row => row.kg, 'tone-b'), massKind('Excess', rows, row => row.kg),
    {label: 'With those above', unit: '%', kind: 'number', value: row => row.cumulative, write: row => few(100 * row.cumulative, 1)},
    massKind('Emitted', rows, row => kgOf(row.t)), figure('Intensity', 'kg_per_unit'), figure('Benchmark', 'benchmark_kg_per_unit')];
  if (rows.some(row => Number.isFinite(row.by_carbon_kg_per_unit))) columns.push(
    figure('Gap by carbon of energy', 'by_carbon_kg_per_unit'), figure('Gap by use of energy', 'by_energy_kg_per_unit'));
  return table('Pairs by what they emit above the benchmark', columns, some, {first: 12, sort: true, class: 'many'});
}

/** Products of the trade table against those of the world and of the partners that buy them. */
function drawProducts({of, whole, unit, n, regions, sectors, rows: given}, names) {
  const named = (list, known) => list.map(([code, name]) => name && name !== code ? capital(name) : known(code)); // some tables have codes alone
  const regionNames = named(regions, names.region), sectorNames = named(sectors, names.sector), state = {region: '', sector: ''}, list = el('div');
  const rows = given.map(([region, sector, exports, compared, direct, total, worldDirect, worldTotal, partnersDirect, partnersTotal]) => ({region: String(region), sector: String(sector),
    regionName: regionNames[region], sectorName: sectorNames[sector], exports, compared: compared ?? NaN, direct, total, worldDirect: worldDirect ?? NaN, worldTotal: worldTotal ?? NaN,
    partnersDirect: partnersDirect ?? NaN, partnersTotal: partnersTotal ?? NaN, ratio: partnersTotal > 0 ? total / partnersTotal : NaN}));
  const options = (key, name) => [['', 'all'], ...[...new Map(rows.map(row => [row[key], row[name]]))].sort((a, b) => a[1].localeCompare(b[1], 'en'))];
  const filter = key => value => {
    state[key] = value;
    show();
  };
  const show = () => list.replaceChildren(productTable(rows.filter(row => (!state.region || row.region === state.region) && (!state.sector || row.sector === state.sector)), rows, unit));
  show();
  return el('div', {class: 'products'}, el('h3', {text: 'Intensities of products'}), el('p', {class: 'deck', text: 'What industries emit for a unit of output: directly, and in all, with all that is emitted ' +
    'anywhere for their inputs; beside it the mean of the world, by output, and of the partners, whose industries of the same kind would have made what they buy. ' +
    (of === 'table' ? 'Emissions of the trade table' : 'Emissions of the study’s inventory') + (whole ? '.' : ', of the regions that it covers.') +
    (rows.length < n ? ` The ${grouped(rows.length, 0)} of ${grouped(n, 0)} with the most emissions behind their exports; tables/intensities.csv has all.` : '')}),
  el('p', {class: 'control'}, picker('products-region', 'Region:', options('region', 'regionName'), '', filter('region')), picker('products-sector', 'Product:', options('sector', 'sectorName'), '', filter('sector'))), list);
}

function productTable(some, rows, unit) {
  const known = key => rows.some(row => Number.isFinite(row[key]));
  const column = (label, key, write = number, of = null) => ({label, unit: of, kind: 'number', value: row => row[key], write: row => Number.isFinite(row[key]) ? write(row[key]) : '–'});
  return table(`Products by what is emitted for their exports; intensities in kg per ${unit || 'unit of output'}`, [
    {label: 'Region', kind: 'text', value: row => row.regionName, write: row => row.regionName},
    {label: 'Product', kind: 'text', value: row => row.sectorName, write: row => row.sectorName},
    column('Exports', 'exports', number, unit || null), column('Direct', 'direct'), column('In all', 'total'),
    ...known('worldTotal') ? [column('World, direct', 'worldDirect'), column('World, in all', 'worldTotal')] : [],
    ...known('partnersTotal') ? [column('Partners, direct', 'partnersDirect'), column('Partners, in all', 'partnersTotal'),
      column('In all, by partners’', 'ratio', value => grouped(value, 2)), column('Exports compared', 'compared', percentCell, '%')] : []], some, {first: 12, sort: true, class: 'many wide-heads'});
}

/** So many pairs, the largest first, hold so much of all that lies above the benchmark. */
function abatementChart(rows, {needed = []}, width) {
  const height = Math.min(380, Math.max(260, width * 0.45)), left = 52, right = 18, top = 26, bottom = 48, n = Math.max(2, rows.length);
  const x = k => left + (width - left - right) * Math.log10(k) / Math.log10(n), y = share => height - bottom - (height - top - bottom) * share;
  const dots = needed.filter(({pairs}) => pairs >= 1 && pairs <= rows.length);
  const svg = el('svg', {class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label':
    'Share of all that is above the benchmark, by number of pairs: ' + dots.map(({pairs, part_of_excess: part}) => `${pairs} pairs, ${percent(part)}`).join('; ')});
  for (const share of [0, 0.25, 0.5, 0.75, 1])
    svg.append(el('line', {class: 'grid', x1: left, x2: width - right, y1: y(share), y2: y(share)}),
      el('text', {class: 'tick', x: left - 8, y: y(share) + 4, 'text-anchor': 'end', text: 100 * share + (share === 1 ? THIN + '%' : '')}));
  for (const k of ROUND.filter(edge => edge >= 1 && edge <= n))
    svg.append(el('line', {class: 'grid', x1: x(k), x2: x(k), y1: top, y2: height - bottom}),
      el('text', {class: 'tick', x: x(k), y: height - bottom + 18, 'text-anchor': 'middle', text: grouped(k, 0)}));
  svg.append(el('text', {class: 'axis', x: left, y: 14, text: 'Share of all that is above the benchmark'}),
    el('text', {class: 'axis', x: width - right, y: height - 8, 'text-anchor': 'end', text: 'Pairs of region and sector, the largest first'}),
    el('polyline', {class: 'curve tone-b plain', points: rows.map((row, k) => `${x(k + 1).toFixed(1)},${y(row.cumulative).toFixed(1)}`).join(' ')}));
  for (const {pairs, part_of_excess: part} of dots) {
    const {cumulative} = rows[pairs - 1], before = x(pairs) > width - 150;
    svg.append(el('circle', {class: 'dot tone-b', cx: x(pairs), cy: y(cumulative), r: 4.5}), el('text', {class: 'label halo', x: x(pairs) + (before ? -9 : 9),
      y: y(cumulative) + (before ? -6 : 14), 'text-anchor': before ? 'end' : 'start', text: `${pairs} ${pairs === 1 ? 'pair' : 'pairs'}: ${percent(part)} and more`}));
  }
  return svg;
}
