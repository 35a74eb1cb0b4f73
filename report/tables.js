// tables.js - tables with captions, heads that sort, bars in their cells

/**
 * columns: {label, unit, kind: 'text' | 'number' | 'bar', value(row), write(row)}; value is what
 * sorts, write what is read (text, or an element); the first column heads its row.
 * Options: first (how many rows to begin with), sort, onRow({enter, leave, act}) for rows that light up.
 */
function table(caption, columns, rows, options = {}) {
  const state = {rows: [...rows], all: rows.length <= (options.first || Infinity) + 2, by: -1, up: true};
  const body = el('tbody'), part = el('span');
  const head = el('tr', {}, ...columns.map((column, i) => headCell(column, options.sort && column.kind !== 'bar',
    () => sortBy(i))));
  const element = el('table', {class: options.class}, el('caption', {text: caption}, part), el('thead', {}, head), body);
  const more = el('button', {type: 'button', class: 'more', text: `Show all ${grouped(rows.length, 0)}`,
    'aria-expanded': 'false', on: {click: () => {
      state.all = !state.all;
      more.textContent = state.all ? 'Show fewer' : `Show all ${grouped(rows.length, 0)}`;
      more.setAttribute('aria-expanded', String(state.all));
      fill();
    }}});
  function sortBy(i) {
    const numbers = columns[i].kind === 'number';
    state.up = state.by === i ? !state.up : !numbers;
    state.by = i;
    const value = columns[i].value, sign = state.up ? 1 : -1;
    const known = row => !numbers || Number.isFinite(value(row)); // what is not known comes last, either way
    state.rows.sort((a, b) => known(b) - known(a) || (!known(a) ? 0
      : sign * (numbers ? value(a) - value(b) : String(value(a)).localeCompare(String(value(b)), 'en'))));
    [...head.children].forEach((th, k) => th.setAttribute('aria-sort', k !== i ? 'none' : state.up ? 'ascending' : 'descending'));
    fill();
  }
  function fill() {
    const shown = state.all ? state.rows : state.rows.slice(0, options.first);
    part.textContent = state.all ? '' : ` (${shown.length} of ${grouped(rows.length, 0)})`;
    body.replaceChildren(...shown.map(row => bodyRow(columns, row, options)));
  }
  fill();
  const scroller = el('div', {class: 'scroller'}, element);
  return el('div', {class: 'table'}, scroller, rows.length > (options.first || Infinity) + 2 ? more : null);
}

function headCell(column, sortable, act) {
  const th = el('th', {scope: 'col', class: column.kind, 'aria-sort': sortable ? 'none' : null});
  const label = [el('span', {text: column.label}), column.unit ? el('span', {class: 'unit', text: ', ' + column.unit}) : null];
  if (sortable) th.append(el('button', {type: 'button', class: 'sort', title: 'Sort by ' + column.label, on: {click: act}},
    ...label.filter(Boolean)));
  else th.append(...label.filter(Boolean));
  return th;
}

function bodyRow(columns, row, options) {
  const cells = columns.map((column, i) => {
    const written = column.write(row);
    return el(i ? 'td' : 'th', {scope: i ? null : 'row', class: column.kind}, written);
  });
  const tr = el('tr', {}, ...cells);
  if (options.onRow) {
    tr.classList.add('alive');
    for (const [event, act] of Object.entries(options.onRow)) tr.addEventListener(event, () => act(row));
  }
  return tr;
}

/** A column of masses in one unit; what is not known is a dash. */
function massKind(label, rows, value) {
  const column = massColumn(rows.map(value));
  return {label, unit: column.unit, kind: 'number', value,
    write: row => Number.isFinite(value(row)) ? column.write(value(row)) : '–'};
}

/** Rows {name, kg} as a table whose bars are the chart: name, bar, mass, share of the whole. */
function barTable(caption, rows, {whole, label, act, first = 12, tone = ''}) {
  const most = rows.reduce((top, row) => Math.max(top, Math.abs(row.kg)), 0) || 1;
  const bar = row => {
    const rule = el('span', {class: 'rule ' + (row.kg < 0 ? 'below ' : '') + tone, 'aria-hidden': 'true'});
    rule.style.width = 100 * Math.abs(row.kg) / most + '%';
    return rule;
  };
  const name = row => act && row.act !== false
    ? el('button', {type: 'button', class: 'choose' + (row.chosen ? ' chosen' : ''), 'aria-pressed': String(Boolean(row.chosen)),
      title: `Show ${row.name} on the map`, on: {click: () => act(row)}, text: capital(row.name)})
    : el('span', {text: capital(row.name)});
  return table(caption, [
    {label, kind: 'text', value: row => row.name, write: name},
    {label: '', kind: 'bar', value: row => row.kg, write: bar},
    massKind('Mass', rows, row => row.kg),
    {label: 'Share', unit: '%', kind: 'number', value: row => row.kg, write: row => percentCell(row.kg / whole)},
  ], rows, {first, class: 'bars'});
}
