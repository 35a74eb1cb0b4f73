// flows.js - a Sankey diagram: from where it is emitted, to whose demand it serves

/** The largest `most` of a side by themselves, all others as one. */
function sideOf(flows, key, names, most) {
  const kg = new Map();
  for (const flow of flows) kg.set(flow[key], (kg.get(flow[key]) || 0) + flow.kg);
  const order = [...kg].filter(([, value]) => value > 0).sort((a, b) => b[1] - a[1]);
  const alone = order.length <= most + 1 ? order : order.slice(0, most);
  const nodes = alone.map(([code, value]) => ({code, name: names.get(code) || code, kg: value, at: 0}));
  const rest = order.slice(alone.length);
  const others = rest.length ? {code: null, name: `${rest.length} others`, kg: rest.reduce((sum, [, v]) => sum + v, 0), at: 0} : null;
  const nodeOf = new Map(nodes.map(node => [node.code, node]));
  for (const [code] of rest) nodeOf.set(code, others);
  return {nodes: others ? [...nodes, others] : nodes, nodeOf};
}

function sankey(flows, names, width) {
  const narrow = width < 620, most = narrow ? 10 : 14, gap = narrow ? 5 : 6;
  const from = sideOf(flows, 'from', names.from, most), to = sideOf(flows, 'to', names.to, most);
  const rows = Math.max(from.nodes.length, to.nodes.length), height = Math.max(320, rows * (narrow ? 30 : 34)) + 30;
  const label = narrow ? Math.min(112, 0.3 * width) : Math.min(210, 0.24 * width), block = 12, top = 28;
  const whole = flows.reduce((sum, flow) => sum + flow.kg, 0);
  const scale = (height - top - 8 - (rows - 1) * gap) / whole;
  for (const side of [from, to]) {
    const free = height - top - 8 - side.nodes.length * gap - whole * scale;
    let y = top + Math.max(0, free) / 2;
    for (const node of side.nodes) {
      Object.assign(node, {y, high: node.kg * scale, at: y});
      y += node.high + gap;
    }
    spread(side.nodes, narrow ? 12 : 14, height);
  }
  const toned = to.nodes.map((node, i) => node.code === null ? null : CATEGORY_COLOURS[i]);
  const svg = el('svg', {class: 'chart sankey', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label':
    `Flows from ${from.nodes.length} places of emission to ${to.nodes.length} markets; the table below has the figures`});
  svg.append(el('text', {class: 'axis', x: label - 4, y: 14, 'text-anchor': 'end', text: 'Emitted in'}),
    el('text', {class: 'axis', x: width - label + 4, y: 14, text: 'for markets in'}));
  svg.append(...ribbons(flows, from, to, {left: label + block, right: width - label - block, scale, toned}));
  nodeLabels(svg, from.nodes, {x: label, block, text: label - 6, anchor: 'end', size: label - 10});
  nodeLabels(svg, to.nodes, {x: width - label - block, block, text: width - label + 6, anchor: 'start', size: label - 10, toned});
  return svg;
}

/** Places for labels that do not touch: each at its node, pushed down, then up from the end. */
function spread(nodes, step, height) {
  let least = 0;
  for (const node of nodes) node.label = least = Math.max(node.y + node.high / 2, least + step);
  let most = height - 4;
  for (const node of [...nodes].reverse()) {
    node.label = Math.min(node.label, most);
    most = node.label - step;
  }
}

function ribbons(flows, from, to, {left, right, scale, toned}) {
  const joined = new Map();
  for (const flow of flows) {
    const a = from.nodeOf.get(flow.from), b = to.nodeOf.get(flow.to);
    if (!a || !b || flow.kg <= 0) continue;
    const key = from.nodes.indexOf(a) * 1000 + to.nodes.indexOf(b);
    if (!joined.has(key)) joined.set(key, {a, b, kg: 0, key});
    joined.get(key).kg += flow.kg;
  }
  return [...joined.values()].sort((p, q) => p.key - q.key).map(({a, b, kg}) => {
    const high = kg * scale, y0 = a.at, y1 = b.at, middle = (left + right) / 2;
    a.at += high;
    b.at += high;
    const colour = toned[to.nodes.indexOf(b)];
    const path = el('path', {class: 'ribbon' + (colour ? '' : ' other'), 'data-from': from.nodes.indexOf(a),
      'data-to': to.nodes.indexOf(b), d: `M${left},${y0.toFixed(2)}C${middle},${y0.toFixed(2)} ${middle},${y1.toFixed(2)} ${right},${y1.toFixed(2)}` +
      `v${high.toFixed(2)}C${middle},${(y1 + high).toFixed(2)} ${middle},${(y0 + high).toFixed(2)} ${left},${(y0 + high).toFixed(2)}Z`},
      el('title', {text: `${a.name} → ${b.name}: ${mass(kg)}`}));
    if (colour) path.style.fill = colour;
    return path;
  });
}

function nodeLabels(svg, nodes, {x, block, text, anchor, size, toned}) {
  nodes.forEach((node, i) => {
    const rect = el('rect', {class: 'node', x, y: node.y, width: block, height: Math.max(0.75, node.high)});
    if (toned && toned[i]) rect.style.fill = toned[i];
    const room = Math.floor(size / 7.2), figure = mass(node.kg);
    const full = node.name.length + figure.length + 1 <= room;
    const name = node.name.length <= room ? node.name : node.name.slice(0, Math.max(1, room - 1)).trimEnd() + '…';
    const group = el('g', {class: 'end'}, el('title', {text: `${node.name}: ${figure}`}), rect,
      el('text', {class: 'label', x: text, y: node.label + 4, 'text-anchor': anchor}, el('tspan', {text: name}),
        full ? el('tspan', {class: 'figure-of', text: ' ' + figure}) : ''));
    const side = anchor === 'end' ? 'from' : 'to';
    group.addEventListener('pointerenter', () => lightRibbons(svg, side, i));
    group.addEventListener('pointerleave', () => lightRibbons(svg, side, -1));
    svg.append(group);
  });
}

function lightRibbons(svg, side, i) {
  svg.classList.toggle('lit', i >= 0);
  for (const path of svg.querySelectorAll('.ribbon')) path.classList.toggle('on', Number(path.dataset[side]) === i);
}

/** The flows of a study; returns what draws them anew for another width. */
function drawFlows(box, deck, study) {
  const names = {from: new Map(study.axes.regions.map(r => [r.code, capital(r.name || r.code)])), to: new Map(study.axes.destinations.map(d => [d.code, capital(d.name || d.code)]))};
  const all = study.flows(), whole = all.reduce((sum, flow) => sum + flow.kg, 0);
  const figure = el('figure', {class: 'figure'}), list = el('div');
  const own = el('input', {type: 'checkbox', id: 'own', on: {change: () => {
    draw();
    tell();
  }}});
  box.replaceChildren(el('p', {class: 'control'}, el('label', {class: 'check'}, own,
    el('span', {text: 'With what serves the own market'}))), figure, list);
  const chosen = () => all.filter(flow => flow.kg > 0 && (own.checked || flow.foreign)).sort((a, b) => b.kg - a.kg);
  function draw(width = figure.clientWidth) {
    const flows = chosen();
    figure.replaceChildren(flows.length ? sankey(flows, names, Math.max(320, Math.min(1200, width || 900)))
      : el('p', {text: 'Nothing is emitted for other markets.'}));
  }
  function tell() {
    const flows = chosen(), sum = flows.reduce((total, flow) => total + flow.kg, 0);
    deck.textContent = `${mass(sum)} ${own.checked ? 'flow to all markets' : 'flow to foreign markets'}, ${percent(sum / whole)} of all that is on the map.` +
      (flows.length ? ` The largest, ${mass(flows[0].kg)}, leads from ${inSentence(names.from.get(flows[0].from))} to ${inSentence(names.to.get(flows[0].to))}.` : '');
    list.replaceChildren(table('Flows, the largest first', [
      {label: 'Emitted in', kind: 'text', value: f => names.from.get(f.from), write: f => names.from.get(f.from)},
      {label: 'For markets in', kind: 'text', value: f => names.to.get(f.to), write: f => names.to.get(f.to)},
      massKind('Mass', flows, f => f.kg),
      {label: 'Share', unit: '%', kind: 'number', value: f => f.kg, write: f => few(100 * f.kg / sum, 2)}],
      flows, {first: 10, sort: true}));
  }
  draw();
  tell();
  return draw;
}
