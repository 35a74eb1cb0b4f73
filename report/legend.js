// legend.js - what the colours of the map say, and how long a way on it is

function drawLegend(box, {classes, count, held, onHold, marks, onMarks, pinned, onLetGo, unit}) {
  const colour = mapColours(), ramp = classColours(classes);
  const swatch = (fill, label) => {
    const patch = el('span', {class: 'patch'});
    patch.style.background = fill;
    return el('li', {}, patch, el('span', {text: label}));
  };
  const edge = value => grouped(value, Math.abs(value) >= 1 || value === 0 ? 0 : Math.min(9, Math.ceil(-Math.log10(Math.abs(value)) - 1e-9)));
  const words = i => {
    const [low, high] = [classes.edges[i], classes.edges[i + 1]].map(edge), last = i === classes.n - 1;
    if (classes.signed) return i === 0 ? 'below ' + high : last ? 'above ' + low : `${low} to ${high}`;
    return i === 0 ? 'below ' + high : last && count.most > classes.edges[i + 1] ? low + ' and more' : low + ' – ' + high;
  };
  const rows = ramp.map((fill, i) => swatch(fill, words(i))).reverse();
  const others = [swatch(colour.noEmission, classes.signed ? 'No change' : 'No emission'), swatch(colour.noData, 'No data')];
  if (count.below && !classes.signed) others.unshift(swatch(colour.negative, 'Below 0 (stocks drawn down)'));
  const hold = el('input', {type: 'checkbox', id: 'hold', on: {change: event => onHold(event.target.checked)}});
  hold.checked = held;
  const mark = el('input', {type: 'checkbox', id: 'marks', on: {change: event => onMarks(event.target.checked)}});
  mark.checked = marks;
  box.replaceChildren(
    el('p', {class: 'legend-title', text: unit}),
    el('ul', {class: 'swatches'}, ...rows), el('ul', {class: 'swatches others'}, ...others),
    classes.share || classes.signed ? '' : el('label', {class: 'check'}, hold, el('span', {text: 'Keep these classes for other choices'})),
    onMarks ? el('label', {class: 'check'}, mark, el('span', {text: 'Number the hotspots'})) : '',
    pinned ? el('p', {class: 'pinned'}, el('span', {text: pinned + ' '}),
      el('button', {type: 'button', id: 'let-go', text: 'Take off the map', on: {click: onLetGo}})) : '');
}

/** A bar of a round length, where a way on the map is as long everywhere: on an equal-area grid. */
function drawScale(box, view) {
  const grid = view.study.grid;
  box.hidden = grid.lonlat;
  if (grid.lonlat) return;
  const {ncol, nrow} = grid, km = Math.sqrt(grid.cellKm2(Math.floor(nrow / 2) * ncol + Math.floor(ncol / 2)));
  const widest = 0.25 * view.width * km / view.k, power = 10 ** Math.floor(Math.log10(widest));
  const length = power * [5, 2, 1].find(step => step * power <= widest);
  box.style.setProperty('--part', (100 * length / km * view.k * view.wide / view.width).toFixed(3) + '%');
  box.replaceChildren(el('span', {text: number(length) + THIN + 'km'}), el('span', {class: 'scale-bar'}));
}
