// charts.js - the concentration curve, and what it says in a table

const CURVE_TONES = ['tone-a', 'tone-b', 'tone-c'];

/** Share of the land, densest first, from 0.01 % to all, on a scale of powers of ten. */
function curveChart(curves, width) {
  const height = Math.min(420, Math.max(280, width * 0.5)), left = 52, right = 14, top = 26, bottom = 48;
  const x = area => left + (width - left - right) * (Math.log10(Math.max(area, 1e-4)) + 4) / 4;
  const y = share => height - bottom - (height - top - bottom) * share;
  const svg = el('svg', {class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img',
    'aria-label': 'Concentration curves: ' + curves.map(sayCurve).join('. ')});
  for (const share of [0, 0.25, 0.5, 0.75, 1])
    svg.append(el('line', {class: 'grid', x1: left, x2: width - right, y1: y(share), y2: y(share)}),
      el('text', {class: 'tick', x: left - 8, y: y(share) + 4, 'text-anchor': 'end', text: 100 * share + (share === 1 ? THIN + '%' : '')}));
  for (const area of [1e-4, 1e-3, 1e-2, 1e-1, 1])
    svg.append(el('line', {class: 'grid', x1: x(area), x2: x(area), y1: top, y2: height - bottom}),
      el('text', {class: 'tick', x: x(area), y: height - bottom + 18, 'text-anchor': area === 1 ? 'end' : 'middle',
        text: Number((100 * area).toPrecision(1)) + THIN + '%'}));
  svg.append(el('text', {class: 'axis', x: left, y: 14, text: 'Share of the emissions'}),
    el('text', {class: 'axis', x: width - right, y: height - 8, 'text-anchor': 'end', text: 'Share of the land, densest cells first'}));
  curves.forEach((curve, i) => svg.append(...curveLine(curve, i, x, y)));
  return svg;
}

function curveLine({area, mass: share, s1}, i, x, y) {
  const points = [];
  for (let k = 1; k < area.length; k++)
    if (area[k] >= 1e-4) points.push(`${x(area[k]).toFixed(1)},${y(share[k]).toFixed(1)}`);
  const tone = CURVE_TONES[i];
  return [el('polyline', {class: 'curve ' + tone, points: points.join(' ')}),
    el('circle', {class: 'dot ' + tone, cx: x(0.01), cy: y(s1), r: 4.5})];
}

const sayCurve = curve => `${curve.title}: 1 % of the land carries ${percent(curve.s1)}, ` +
  `75 % stand on ${percent(curve.a75)} of the land, Gini ${grouped(curve.gini, 3)}`;

/** Returns what draws curves, or the last ones anew for another width. */
function drawConcentration(box) {
  const chart = el('figure', {class: 'figure'}), list = el('div');
  const share = (label, value) => ({label, unit: '%', kind: 'number', value, write: row => grouped(100 * value(row), 2)});
  let curves = [];
  box.replaceChildren(chart, list);
  return (given, width = chart.clientWidth) => {
    curves = given || curves;
    const key = el('ul', {class: 'key'}, ...curves.map((curve, i) => el('li', {},
      el('span', {class: 'line ' + CURVE_TONES[i], 'aria-hidden': 'true'}), el('span', {text: curve.title}))));
    chart.replaceChildren(key, curveChart(curves, Math.max(300, Math.min(900, width || 700))));
    list.replaceChildren(table('How concentrated each is', [
      {label: 'Layer', kind: 'text', value: c => c.title, write: c => c.title},
      share('On 1 % of the land', c => c.s1), share('Land with 75 %', c => c.a75),
      {label: 'Gini', kind: 'number', value: c => c.gini, write: c => grouped(c.gini, 3)}], curves));
  };
}
