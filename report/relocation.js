// relocation.js - options of moving capacity: what falls at home, what rises abroad, what is left

const optionName = name => name || 'All moves'; // where the scenario has no alternatives

function drawRelocation(box, deck, {options, moves}, desk) {
  const best = [...options].filter(o => Number.isFinite(o.global_t.value)).sort((a, b) => a.global_t.value - b.global_t.value)[0];
  deck.textContent = `${options.length === 1 ? 'One option' : `${options.length} options`} of moving capacity: what falls away at the origin, what is added at the destination, ` +
    'and the sum of both. Leakage is what is added for each tonne that falls away; at 1 nothing is saved. A destination that emits less per tonne of product than where it breaks even saves.' +
    (best && options.length > 1 ? ` Least in all: ${optionName(best.option)}, ${changeOf(best.global_t.value)}.` : '');
  box.replaceChildren(el('div', {class: 'columns'}, ...effectTables(options, desk)), optionTable(options),
    ...options.filter(o => o.mrio).map(o => regionTable(o, desk)), moveTable(moves, desk));
}

const changeOf = t => plus(mass(kgOf(t)));
const inKg = ({value, low, high}) => ({value: kgOf(value), low: kgOf(low), high: kgOf(high)});

/** Of each option its effects as bars about 0, all on one scale. */
function effectTables(options, desk) {
  const effects = [['At the origin', 'domestic_t'], ['At the destination', 'abroad_t'], ['Transport', 'transport_t'], ['In all', 'global_t']];
  const all = options.flatMap(o => effects.map(([, key]) => inKg(o[key]))), most = mostOf(all), column = massColumn(all.map(range => range.value));
  return options.map(option => {
    const rows = effects.map(([label, key]) => ({label, range: inKg(option[key])})).filter(row => row.range.value !== 0 || row.label === 'In all');
    const made = table(optionName(option.option), [
      {label: 'Effect', kind: 'text', value: r => r.label, write: r => r.label},
      {label: '', kind: 'bar', value: r => r.range.value, write: r => bothWays(r.range, most)},
      {label: 'Change', unit: column.unit, kind: 'number', value: r => r.range.value, write: r => rangeText(r.range, kg => plus(column.write(kg)))}],
    rows, {class: 'effects'});
    const lenses = desk.study.lenses.filter(lens => lens.lever === 'relocation' && lens.option === option.option);
    if (lenses.length) made.append(el('p', {class: 'control'}, ...lenses.map(lens => el('button', {type: 'button', text: lens.signed ? 'Map of the change' : 'Map after it', on: {click: () => desk.choose({lens: lens.name})}}))));
    return made;
  });
}

function optionTable(options) {
  const column = (label, key) => {
    const unit = massColumn(options.map(o => kgOf(o[key].value)));
    return {label, unit: unit.unit, kind: 'number', value: o => o[key].value, write: o => rangeText(inKg(o[key]), kg => plus(unit.write(kg)))};
  };
  const moved = massColumn(options.map(o => kgOf(o.moved_t.value)));
  return table('Options', [
    {label: 'Option', kind: 'text', value: o => optionName(o.option), write: o => optionName(o.option)},
    {label: 'Moved', unit: moved.unit + ' of product', kind: 'number', value: o => o.moved_t.value, write: o => rangeText(inKg(o.moved_t), moved.write)},
    column('Origin', 'domestic_t'), column('Destination', 'abroad_t'),
    ...options.some(o => o.transport_t.value !== 0) ? [column('Transport', 'transport_t')] : [], column('In all', 'global_t'),
    {label: 'Leakage', kind: 'number', value: o => o.leakage.value, write: o => rangeText(o.leakage, v => grouped(v, 2))},
  ], options, {sort: true, class: 'options'});
}

function moveTable(moves, desk) {
  const region = namesOf(desk.study, 'regions', 'destinations'), sector = namesOf(desk.study, 'sectors', 'products');
  const column = massColumn(moves.map(m => kgOf(m.global_t.value))), percentOf = key => m => Number.isFinite(m[key]) ? m[key] / 100 : NaN;
  const columns = [
    ...moves.some(m => m.option) ? [{label: 'Option', kind: 'text', value: m => m.option, write: m => m.option}] : [],
    {label: 'Sector', kind: 'text', value: m => sector(m.sector), write: m => sector(m.sector)},
    {label: 'From', kind: 'text', value: m => region(m.origin), write: m => region(m.origin)},
    {label: 'To', kind: 'text', value: m => region(m.destination), write: m => region(m.destination)},
    changeKind('Origin', moves, m => kgOf(m.domestic_t.value)), changeKind('Destination', moves, m => kgOf(m.abroad_t.value)),
    {label: 'In all', unit: column.unit, kind: 'number', value: m => m.global_t.value, write: m => rangeText(inKg(m.global_t), kg => plus(column.write(kg)))},
    {label: 'Breaks even at', unit: 'kg/t', kind: 'number', value: m => m.break_even_kg_per_t.value, write: m => rangeText(m.break_even_kg_per_t, number)},
    {label: 'Of the sector there', unit: '%', kind: 'number', value: percentOf('percent_of_sector'), write: m => percentCell(percentOf('percent_of_sector')(m))},
    {label: 'Of the region', unit: '%', kind: 'number', value: percentOf('percent_of_region'), write: m => percentCell(percentOf('percent_of_region')(m))}];
  if (moves.some(m => m.note)) columns.push({label: 'Note', kind: 'text', value: m => m.note || '', write: m => m.note || ''});
  return table('Moves', columns, moves, {first: 12, sort: true, class: 'moves'});
}

/** The table of trade solved again with the moves in it. */
function regionTable({option, mrio}, desk) {
  const moves = r => Math.abs(r.change_pba_t) > 1e-12 * Math.abs(r.before_t); // beyond what solving rounds
  if (!mrio.regions.some(moves))
    return el('p', {class: 'quiet', text: `${optionName(option)}: the regions of the trade table, solved again with the moves, emit what they did: both ends lie in one of them, of one technique.`});
  const kg = key => r => kgOf(r[key]), rows = [...mrio.regions].sort((a, b) => Math.abs(b.change_pba_t) - Math.abs(a.change_pba_t));
  return table(`${optionName(option)}: regions of the trade table, solved again with the moves; ${changeOf(mrio.global_t)} in all`, [
    {label: 'Region', kind: 'text', value: r => r.name, write: r => capital(r.name || r.code)},
    massKind('Emitted before', rows, kg('before_t')), massKind('After', rows, kg('after_t')),
    waysKind(rows, r => ({value: kgOf(r.change_pba_t)})), changeKind('Change', rows, kg('change_pba_t')),
    changeKind('Change of what it consumes', rows, kg('change_cba_t'))], rows, {first: 8, sort: true});
}
