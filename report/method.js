// method.js - the ledger, how it was made, from what, and how exact the page is

function drawLedger(box, deck, facts) {
  const good = facts.ledger.filter(line => line.balance).length, n = facts.ledger.length;
  deck.textContent = good === n ? `Where every kilogram went: ${n === 1 ? 'one equation, which balances' : `${n} equations, all of which balance`}.`
    : `${good} of ${n} equations balance: see which do not before you use the figures.`;
  box.replaceChildren(...facts.ledger.map(line => {
    const column = massColumn(line.rows.map(row => row.kg));
    const sign = (row, i) => row.side === 'left' ? '' : line.rows.findIndex(r => r.side === 'right') === i ? '= ' : '+ ';
    return table(`${capital(line.title)}: ${line.balance ? 'balanced' : 'NOT BALANCED'}`, [
      {label: 'Entry', kind: 'text', value: r => r.label, write: r => sign(r, line.rows.indexOf(r)) + r.label},
      {label: 'Mass', unit: column.unit, kind: 'number', value: r => r.kg,
        write: r => r.kg === 0 ? '0' : grouped(r.kg / column.size, 3)}], line.rows, {class: 'ledger'});
  }));
}

function drawMethod(box, study) {
  const {facts} = study, gas = study.gas, paragraphs = [
    `Each cell carries the mass that its plants and its share of the diffuse emissions of its region and sector add up to (E). A table of ` +
    `trade between regions and sectors says whose final demand each industry serves along all chains of supply (S, multi-regional ` +
    `input-output accounting). This page holds E and S and multiplies them when you choose: F = E S. Every map, bar and table of a choice ` +
    `comes from these two.`,
    exactness(study),
    `Classes of the map lie between the round numbers 1, 2, 5, 10 …, chosen so that they share cells and mass out most evenly; where the ` +
    `map is so small that a pixel holds several cells, it shows their mean. Colours are those of the maps: YlOrRd by ColorBrewer (Cynthia ` +
    `Brewer, Mark Harrower and The Pennsylvania State University), viridis in the dark, markets after Okabe and Ito; all are told apart ` +
    `by colour-blind readers.`,
  ];
  if (facts.parts_left_out) paragraphs.push(capital(facts.parts_left_out).replace(/[.]?$/, '.'));
  if (facts.plants_not_named) paragraphs.push(`${grouped(facts.plants_not_named, 0)} of the smallest plants stand here without their names.`);
  box.replaceChildren(...paragraphs.filter(Boolean).map(text => el('p', {text})));
  const texts = facts.texts || {};
  if (texts.source) box.append(el('h3', {text: 'Sources'}), el('p', {text: texts.source}));
  if (texts.disclaimer) box.append(el('p', {class: 'quiet', text: texts.disclaimer}));
  if (texts.approval) box.append(el('p', {class: 'quiet', text: 'Approval number of the map: ' + texts.approval}));
  if ((facts.sources || []).length) box.append(el('details', {}, el('summary', {text: `The ${facts.sources.length} files that were read`}),
    el('p', {text: facts.sources.map(source => source.name).join(', ') + '. Their SHA-256 stand in run.json beside this page.'})));
  if ((facts.notes || []).length) box.append(el('details', {}, el('summary', {text: 'What the run noted beside its ledger'}),
    table('Notes of the run', [{label: 'Stage', kind: 'text', value: r => r.stage, write: r => r.stage},
      {label: 'Figure', kind: 'text', value: r => r.label, write: r => r.label},
      {label: 'Value', kind: 'number', value: r => r.value, write: r => r.value === null ? '–' : number(r.value)},
      {label: 'Limit', kind: 'number', value: r => r.limit, write: r => r.limit === null ? '' : number(r.limit)}], facts.notes)));
}

/** What rounding costs, in the words of the figures that the run measured. */
function exactness({facts, grid}) {
  const off = facts.largest_relative_error_of_weights;
  return `The grid “${grid.name}” has ${grouped(grid.ncol, 0)} × ${grouped(grid.nrow, 0)} cells. Totals, bars and tables of markets, sectors and ` +
    `regions are sums of the exact accounts. Cells are as exact as the page is small: the weights that spread diffuse emissions are kept in 16 bits` +
    (Number.isFinite(off) ? `, at most ${percent(off)} off in any cell` : '') +
    '. The exact layers are the GeoTIFFs beside this page.';
}
