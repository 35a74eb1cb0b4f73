// levers.js - what the sections of the levers share: names, bars about 0, ranges, ranks

/** Names of codes, from the axes that know them, the first first. */
function namesOf(study, ...axes) {
  const names = new Map();
  for (const axis of axes)
    for (const {code, name} of study.axes[axis])
      if (!names.has(code)) names.set(code, name && name !== code ? capital(name) : code); // codes stay as the tables write them
  return code => names.get(code) || code;
}

const kgOf = t => Number.isFinite(t) ? 1000 * t : NaN;

/** "3", or "3 =" where others have the same rank. */
function rankWriter(rows, rank) {
  const times = new Map();
  for (const row of rows) times.set(rank(row), (times.get(rank(row)) || 0) + 1);
  return row => Number.isFinite(rank(row)) ? rank(row) + (times.get(rank(row)) > 1 ? THIN + '=' : '') : '–';
}

/** A column of bars that begin at 0, as long as their part of `most`, or of the largest. */
function barKind(rows, value, tone = '', most = rows.reduce((top, row) => Math.max(top, Math.abs(value(row)) || 0), 0) || 1) {
  return {label: '', kind: 'bar', value, write: row => {
    const rule = el('span', {class: 'rule ' + tone, 'aria-hidden': 'true'});
    rule.style.width = 100 * Math.abs(value(row) || 0) / most + '%';
    return rule;
  }};
}

/** A bar to the left or the right of 0, and a line over its range; `most` is the end of both sides. */
function bothWays({value, low = value, high = value}, most) {
  const at = v => 50 + 50 * Math.max(-1, Math.min(1, v / most)), part = (name, from, to) => {
    const span = el('span', {class: name});
    span.style.left = Math.min(from, to) + '%';
    span.style.width = Math.abs(to - from) + '%';
    return span;
  };
  if (!Number.isFinite(value)) return '';
  return el('span', {class: 'ways', 'aria-hidden': 'true'}, part('way ' + (value < 0 ? 'down' : 'up'), 50, at(value)),
    high > low ? part('range', at(low), at(high)) : null, el('span', {class: 'zero'}));
}

/** A column of bars about 0, all on one scale. */
function waysKind(rows, range, most = mostOf(rows.map(range))) {
  return {label: '', kind: 'bar', value: row => range(row).value, write: row => bothWays(range(row), most)};
}

const mostOf = ranges => ranges.reduce((top, {value, low = value, high = value}) =>
  Math.max(top, ...[value, low, high].map(v => Math.abs(v) || 0)), 0) || 1;

const plus = text => /^[1-9]|[.]\d*[1-9]/.test(text) && !/^[−<>]/.test(text) ? '+' + text : text;

/** A column of changes of mass, with their signs, in one unit. */
function changeKind(label, rows, value) {
  const column = massKind(label, rows, value), write = column.write;
  return {...column, write: row => plus(write(row))};
}

/** "−12.3", and below it its range where it has one that is seen. */
function rangeText({value, low, high}, write) {
  if (!Number.isFinite(value)) return '–';
  const around = Number.isFinite(low) && Number.isFinite(high) && write(low) !== write(high);
  return around ? el('span', {}, write(value) + ' ', el('span', {class: 'around', text: `${write(low)} to ${write(high)}`})) : write(value);
}

/** The largest parts of a whole, in words: "Power 41 %; Steel 20 %". */
const largestOf = (list, name, whole, most = 2) => (list || []).slice(0, most).filter(part => part.t > 0)
  .map(part => `${name(part.code)} ${percent(part.t / whole)}`).join('; ');

/** A choice of one of many, above a table: [[value, text]]. */
function picker(id, label, options, value, act) {
  return el('span', {class: 'pick'}, el('label', {for: id, text: label + ' '}), el('select', {id, on: {change: event => act(event.target.value)}},
    ...options.map(([key, text]) => el('option', {value: key, text, selected: key === value}))));
}
