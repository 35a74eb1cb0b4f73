// places.js - cities, prefectures or other polygons by what they emit, and where they are

const RANKINGS = {
  t: ['what they emit', place => place.rank],
  foreign_t: ['what they emit for foreign markets', place => place.rank_foreign],
  t_per_km2: ['tonnes per km² of land', place => place.rank_per_km2],
};

function drawPlaces(box, deck, {sets}, desk) {
  const {study} = desk, names = {market: namesOf(study, 'destinations'), sector: namesOf(study, 'sectors')};
  const list = el('div'), state = {set: 0, by: 't'};
  const controls = el('p', {class: 'control'},
    sets.length > 1 ? picker('places-set', 'Places:', sets.map((set, i) => [String(i), capital(set.name)]), '0', value => {
      state.set = Number(value);
      desk.pin([]);
      show();
    }) : null,
    picker('places-by', 'Ranked by', Object.entries(RANKINGS).map(([key, [text]]) => [key, text]), 't', value => {
      state.by = value;
      show();
    }));
  box.replaceChildren(controls, list);

  function show() {
    const set = sets[state.set], most = [...set.places].sort((a, b) => b.t - a.t)[0], n = set.n_places;
    const all = kgOf(set.gridded_t), outside = kgOf(set.outside_t), twice = kgOf(set.counted_again_t);
    deck.textContent = (most ? `${most.name} emits most: ${mass(kgOf(most.t))}. ` : '') +
      `The ${grouped(n, 0)} places of “${set.name}” hold ${percent((all - outside) / all)} of what is on the map; ${mass(outside)} lie in none of them. ` +
      (twice ? `Some overlap: ${mass(twice)} count for more than one. ` : '') +
      (set.places.length < n ? `Here are the ${set.places.length} that come first, with their ranks among all. ` : '') +
      (/point/.test(set.by) ? `No outlines were given, so a place is what lies ${set.by.replace(/^points? /, '')} of its point: an approximation. ` : '') +
      'A name shows where it is.';
    list.replaceChildren(placeTable(set, state.by, names, desk));
  }
  show();
}

/** Shows a place on the map, from a table. */
function placeButton(place, desk, pins, cells) {
  const on = () => desk.pins().some(pin => pin.lit && pin.of === place);
  return el('button', {type: 'button', class: 'choose of-place', 'aria-pressed': String(on()), title: `Show ${place.name} on the map`, text: place.name,
    on: {click: event => {
      for (const other of document.querySelectorAll('.of-place[aria-pressed="true"]')) other.setAttribute('aria-pressed', 'false');
      event.target.setAttribute('aria-pressed', 'true');
      desk.go(pins(place), place, cells);
    }}});
}

function placeTable(set, by, names, desk) {
  const {study} = desk, rows = set.places.filter(place => Number.isFinite(place[by])).sort((a, b) => b[by] - a[by]);
  const pinOf = place => ({col: place.col, row: place.row, name: place.name, of: place, lit: true});
  const name = place => Number.isFinite(place.col)
    ? placeButton(place, desk, p => [pinOf(p)], Math.max(16, 6 * Math.sqrt(place.land_km2 / study.grid.cellKm2(middleCell(study.grid))) || 0))
    : el('span', {text: place.name});
  const rank = RANKINGS[by][1], writeRank = rankWriter(set.places, rank);
  const columns = [
    {label: 'Place', kind: 'text', value: p => p.name, write: name},
    {label: 'Rank', kind: 'number', value: rank, write: writeRank},
    barKind(rows, p => p[by]),
    massKind('Mass', rows, p => kgOf(p.t))];
  if (rows.some(p => Number.isFinite(p.foreign_t))) columns.push(massKind('For foreign markets', rows, p => kgOf(p.foreign_t)),
    {label: 'Foreign', unit: '%', kind: 'number', value: p => p.foreign_t / p.t, write: p => percentCell(p.foreign_t / p.t)});
  columns.push({label: 'Land', unit: 'km²', kind: 'number', value: p => p.land_km2 ?? NaN, write: p => Number.isFinite(p.land_km2) ? number(p.land_km2) : '–'},
    {label: 'Density', unit: 't/km²', kind: 'number', value: p => p.t_per_km2 ?? NaN, write: p => Number.isFinite(p.t_per_km2) ? number(p.t_per_km2) : '–'});
  if (rows.some(p => (p.top_sectors || []).length)) {
    const words = p => largestOf(p.top_sectors, names.sector, p.t);
    columns.push({label: 'Largest sectors', kind: 'text', value: words, write: words});
  }
  if (rows.some(p => (p.top_destinations || []).length)) {
    const words = p => largestOf(p.top_destinations, names.market, p.t, 3);
    columns.push({label: 'Largest markets', kind: 'text', value: words, write: words});
  }
  return table(`${capital(set.name)} by ${RANKINGS[by][0]}`, columns, rows, {first: 12, sort: true, class: 'many'});
}

const middleCell = ({ncol, nrow}) => Math.floor(nrow / 2) * ncol + Math.floor(ncol / 2);
