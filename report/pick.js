// pick.js - a cell taken apart: its plants, sectors and markets

const SPREAD_WORDS = {area: 'evenly by area'};

function drawPicked(title, body, study, cell, close) {
  if (cell < 0) {
    title.textContent = 'A cell, taken apart';
    body.replaceChildren(el('p', {class: 'quiet', text: 'Click a cell of the map, or move the cursor with the arrow keys and ' +
      'press Enter: here stand its plants, its sectors and the markets that it serves.'}));
    return '';
  }
  const {ncol} = study.grid, [lon, lat] = study.grid.toLonLat(cell % ncol + 0.5, Math.floor(cell / ncol) + 0.5);
  title.textContent = 'Cell at ' + place(lon, lat);
  if (!study.domain[cell]) {
    body.replaceChildren(el('p', {class: 'quiet', text: 'No data: the cell lies outside the regions of the study.'}), close());
    return 'No data here.';
  }
  const found = study.cell(cell), km2 = study.grid.cellKm2(cell);
  if (!found.kg && !found.sectors.length) {
    body.replaceChildren(el('p', {class: 'quiet', text: `${number(km2)}${THIN}km², nothing is emitted here.`}), close());
    return 'Nothing is emitted here.';
  }
  const words = `${mass(found.kg)} ${study.gas} a year on ${number(km2)}${THIN}km²: ${number(found.kg / 1000 / km2)}${THIN}t/km².` +
    (found.kg ? ` ${percent(found.foreign / found.kg)} of it for foreign markets.` : '');
  body.replaceChildren(el('p', {class: 'sum', text: words}), el('div', {class: 'columns'}, ...cellTables(study, found)), close());
  return words;
}

function cellTables(study, found) {
  const tables = [];
  const plants = found.plants.map(p => ({...p, name: p.name || p.id || 'without a name'}));
  if (plants.length) tables.push(table(`${plants.length === 1 ? 'Plant' : 'Plants'}`, [
    {label: 'Name', kind: 'text', value: p => p.name, write: p => p.name},
    {label: 'Sector', kind: 'text', value: p => p.sector, write: p => p.sector},
    massKind('Mass', plants, p => p.kg)], plants, {first: 8}));
  const sectors = mergedBy(found.sectors, 'sector');
  tables.push(barTable('Sectors', sectors, {whole: found.kg, label: 'Sector', first: 8, tone: 'tone-b'}));
  if (found.markets.length)
    tables.push(barTable('Markets whose demand it serves', found.markets, {whole: found.kg, label: 'Market', first: 8}));
  if (found.spread.length) tables.push(table('Spread over the region, and by what', [
    {label: 'Sector', kind: 'text', value: s => s.sector, write: s => s.sector},
    {label: 'Region', kind: 'text', value: s => s.region, write: s => s.region},
    {label: 'By', kind: 'text', value: s => s.proxy, write: s => SPREAD_WORDS[s.proxy] || s.proxy},
    massKind('Mass', found.spread, s => s.kg)], found.spread, {first: 6}));
  return tables;
}

/** Rows of one name as one, the largest first. */
function mergedBy(rows, key) {
  const kg = new Map();
  for (const row of rows) kg.set(row[key], (kg.get(row[key]) || 0) + row.kg);
  return [...kg].map(([name, value]) => ({name, kg: value})).sort((a, b) => Math.abs(b.kg) - Math.abs(a.kg));
}
