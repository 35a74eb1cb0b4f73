// hotspots.js - the table of hotspots, which lights them up on the map

const MARKED = 12; // hotspots with their number on the map

function drawHotspots(box, deck, study, view, showMap) {
  const layers = [...new Set(study.hotspots.map(spot => spot.layer))];
  const titles = new Map(study.facts.layers.map(layer => [layer.name, layer.title]));
  const list = el('div'), state = {layer: layers[layers.length - 1]};
  const pick = layers.length < 2 ? null : el('p', {class: 'control'}, el('label', {for: 'hotspot-layer', text: 'Hotspots of '}),
    el('select', {id: 'hotspot-layer', on: {change: event => show(event.target.value)}},
      ...layers.map(layer => el('option', {value: layer, text: titles.get(layer) || layer, selected: layer === state.layer}))));
  box.replaceChildren(...[pick, list].filter(Boolean));

  function light(spot, only) {
    view.lit = spot ? outlineOf(spot.cells, study.grid.ncol) : null;
    for (const mark of view.marks) mark.lit = Boolean(spot) && mark.number === spot.number;
    if (!only && spot) view.lookAt(spot.cells);
    view.draw();
  }

  function show(layer) {
    state.layer = layer;
    const spots = study.hotspots.filter(spot => spot.layer === layer);
    const sum = spots.reduce((total, spot) => total + spot.share, 0);
    const {found} = study.facts.hotspots.find(entry => entry.layer === layer);
    deck.textContent = `Neighbouring cells among the densest, taken together and named after what lies nearest. ` +
      `${spots.length === 1 ? 'This one holds' : `These ${spots.length} hold`} ${percent(sum)} of “${titles.get(layer) || layer}”` +
      (found > spots.length ? `; ${grouped(found, 0)} were found in all. ` : '. ') +
      'Point at a row to see it on the map; its name takes you there.';
    view.marks = spots.slice(0, MARKED).map(spot => ({number: spot.number, col: spot.col, row: spot.row, lit: false}));
    light(null);
    list.replaceChildren(hotspotTable(spots, titles.get(layer) || layer, light, showMap));
  }
  show(state.layer);
}

function hotspotTable(spots, title, light, showMap) {
  const largest = (list, whole) => capital((list || []).slice(0, 2).map(part => `${part.name || part.id} ${percent(part.kg / whole)}`).join('; '));
  const name = spot => el('button', {type: 'button', class: 'choose', title: `Show ${spot.name} on the map`, text: spot.name, on: {
    focus: () => light(spot, true), blur: () => light(null), click: () => {
      light(spot);
      showMap();
    }}});
  const columns = [
    {label: 'No.', kind: 'number', value: s => s.number, write: s => String(s.number)},
    {label: 'Hotspot', kind: 'text', value: s => s.name, write: name},
    massKind('Mass', spots, s => s.kg),
    {label: 'Share', unit: '%', kind: 'number', value: s => s.share, write: s => percentCell(s.share)},
    {label: 'Area', unit: 'km²', kind: 'number', value: s => s.km2, write: s => number(s.km2)}];
  if (spots.some(s => (s.sectors || []).length))
    columns.push({label: 'Largest sectors', kind: 'text', value: s => largest(s.sectors, s.kg), write: s => largest(s.sectors, s.kg)});
  if (spots.some(s => (s.markets || []).length))
    columns.push({label: 'Largest markets', kind: 'text', value: s => largest(s.markets, s.kg), write: s => largest(s.markets, s.kg)});
  if (spots.some(s => s.topPlants.length))
    columns.push({label: 'Largest plants', kind: 'text', value: s => largest(s.topPlants, s.kg), write: s => largest(s.topPlants, s.kg)});
  return table('Hotspots of ' + title, columns, spots, {first: 12, sort: true, class: 'hotspots',
    onRow: {pointerenter: spot => light(spot, true), pointerleave: () => light(null)}});
}
