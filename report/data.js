// data.js - the study out of the page: E and S unpacked, and any layer multiplied from them

// Whole numbers of 7 bits a byte, as src/study/report.h says.
class Numbers {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  count() {
    let value = 0, scale = 1, byte;
    do {
      byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte & 128);
    return value;
  }

  signed() {
    const value = this.count();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }
}

async function unpack(document, name) {
  const text = atob(document.getElementById('data-' + name).textContent);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++)
    packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const doubles = (bytes) => new Float64Array(bytes.buffer, 0, bytes.length / 8);
const floats = (bytes) => new Float32Array(bytes.buffer, 0, bytes.length / 4);

// First place in rising numbers from `from` to `end` that holds `value` or more.
function firstNotBelow(rising, value, from, end) {
  while (from < end) {
    const middle = (from + end) >>> 1;
    if (rising[middle] < value)
      from = middle + 1;
    else
      end = middle;
  }
  return from;
}

// Indices of values above 0, largest first, equal ones by index: a radix sort of the bits.
function sortFalling(values) {
  let n = 0;
  for (let i = 0; i < values.length; i++)
    n += values[i] > 0 ? 1 : 0;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let from = new Uint32Array(n), to = new Uint32Array(n);
  for (let i = 0, k = 0; i < values.length; i++)
    if (values[i] > 0)
      from[k++] = i;
  for (let shift = 0; shift < 33; shift += 11) {
    const first = new Uint32Array(2049);
    for (let k = 0; k < n; k++)
      first[2048 - (bits[from[k]] >>> shift & 2047)]++;
    for (let b = 1; b < 2049; b++)
      first[b] += first[b - 1];
    for (let k = 0; k < n; k++)
      to[first[2047 - (bits[from[k]] >>> shift & 2047)]++] = from[k];
    [from, to] = [to, from];
  }
  return from;
}

function readGrid(facts, blocks) {
  const {ncol, nrow, box, kind, lattice: step} = facts.grid;
  const areas = kind === 'projected' ? floats(blocks.areas) : doubles(blocks.areas);
  const cellKm2 = kind === 'lonlat' ? (cell) => areas[Math.floor(cell / ncol)]
      : kind === 'equal-area' ? () => areas[0] : (cell) => areas[cell];
  const lattice = floats(blocks.lattice);
  const wide = Math.ceil(ncol / step) + 1, high = Math.ceil(nrow / step) + 1;

  // Longitude (k 0) or latitude (k 1) between four places of the lattice, going straight.
  function between(col, row, k) {
    const c = Math.min(Math.max(Math.floor(col / step), 0), wide - 2);
    const r = Math.min(Math.max(Math.floor(row / step), 0), high - 2);
    const x = col / step - c, y = row / step - r;
    const at = (i, j) => lattice[2 * ((r + j) * wide + c + i) + k];
    const near = at(0, 0);
    const turn = (v) => k === 0 ? v + 360 * Math.round((near - v) / 360) : v; // over 180 degrees
    return (near * (1 - x) + turn(at(1, 0)) * x) * (1 - y) +
           (turn(at(0, 1)) * (1 - x) + turn(at(1, 1)) * x) * y;
  }

  function toLonLat(col, row) {
    if (kind === 'lonlat')
      return [box.west + (box.east - box.west) * col / ncol,
        box.north - (box.north - box.south) * row / nrow];
    const lon = between(col, row, 0);
    return [lon - 360 * Math.round(lon / 360), between(col, row, 1)];
  }

  return {...facts.grid, lonlat: kind === 'lonlat', cellKm2, toLonLat};
}

// Panels: the cells of a region, and columns of weights that add up to 1.
function readPanels(facts, blocks, sectors) {
  const numbers = new Numbers(blocks.cells), spread = new Numbers(blocks.spread);
  const diffuse = doubles(blocks.diffuse);
  let at = 0;
  return facts.panels.map((panel, p) => {
    const cells = new Uint32Array(panel.cells);
    for (let i = 0, cell = 0; i < cells.length; i++)
      cells[i] = cell += numbers.count();
    const columns = panel.columns.map(({by, low, high}) => {
      const weights = new Float32Array(cells.length), step = (high - low) / 65534;
      let sum = 0;
      for (let i = 0; i < cells.length; i++, at++) {
        const q = blocks['weights-high'][at] << 8 | blocks['weights-low'][at];
        weights[i] = q ? Math.exp(low + (q - 1) * step) : 0;
        sum += weights[i];
      }
      for (let i = 0; i < cells.length; i++)
        weights[i] /= sum;
      return {by, weights};
    });
    const columnOf = Int32Array.from({length: sectors}, () => spread.count() - 1);
    return {region: panel.region, cells, columns, columnOf,
      kg: diffuse.subarray(p * sectors, (p + 1) * sectors)};
  });
}

// Sources in cells: the cell from the one before, and the industry, for each mass.
function readSources(bytes, kg) {
  const numbers = new Numbers(bytes), n = kg.length;
  const cells = new Uint32Array(n), industries = new Uint32Array(n);
  for (let i = 0, cell = 0; i < n; i++) {
    cells[i] = cell += numbers.count();
    industries[i] = numbers.count();
  }
  return {cells, industries, kg};
}

function readShapes(facts, bytes) {
  const numbers = new Numbers(bytes), steps = facts.steps_of_shapes;
  return facts.shapes.map((shape) => {
    const rings = [];
    for (let n; (n = numbers.count()) > 0;) {
      const ring = new Float32Array(2 * n);
      for (let i = 0, col = 0, row = 0; i < n; i++) {
        ring[2 * i] = (col += numbers.signed()) / steps;
        ring[2 * i + 1] = (row += numbers.signed()) / steps;
      }
      rings.push(ring);
    }
    return {...shape, rings};
  });
}

// Floats without their lowest byte: all highest bytes, then the next ones.
function readParts(bytes) {
  const n = bytes.length / 3, bits = new Uint32Array(n);
  for (let i = 0; i < n; i++)
    bits[i] = bytes[i] << 24 | bytes[n + i] << 16 | bytes[2 * n + i] << 8;
  return new Float32Array(bits.buffer);
}

function readDomain(bytes, cells) {
  const domain = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++)
    domain[cell] = bytes[cell >> 3] >> (7 - (cell & 7)) & 1;
  return domain;
}

const BLOCKS = ['domain', 'areas', 'lattice', 'cells', 'weights-low', 'weights-high', 'spread',
  'diffuse', 'points', 'points-kg', 'gridded', 'plants', 'plants-kg', 'names', 'shares', 'own', 'row',
  'shapes', 'hotspots'];

// The study of the page; see the functions that it has at the end.
async function openStudy(document) {
  const facts = JSON.parse(document.getElementById('facts').textContent);
  const ofParts = facts.parts.map((_, set) => `parts-${set}`);
  const blocks = Object.fromEntries(await Promise.all(
      [...BLOCKS, ...ofParts].map(async (name) => [name, await unpack(document, name)])));
  const axes = facts.axes, grid = readGrid(facts, blocks);
  const nSector = axes.sectors.length, nDestination = axes.destinations.length;
  const nIndustry = axes.regions.length * nSector, nCell = grid.ncol * grid.nrow;
  const domain = readDomain(blocks.domain, nCell);
  const panels = readPanels(facts, blocks, nSector);
  const points = readSources(blocks.points, doubles(blocks['points-kg']));
  const plants = readSources(blocks.plants, doubles(blocks['plants-kg']));
  const names = new TextDecoder().decode(blocks.names).split('\0');
  const gridded = doubles(blocks.gridded), shares = doubles(blocks.shares);
  const ownNumbers = new Numbers(blocks.own), rowNumbers = new Numbers(blocks.row);
  const own = Array.from({length: facts.rows}, () => ownNumbers.count());
  const rowOf = Int32Array.from({length: nIndustry}, () => rowNumbers.count() - 1);

  function indices(axis, codes, what) {
    return codes.map((code) => {
      const index = axis.findIndex((entry) => entry.code === code);
      if (index < 0)
        throw new Error(`${what} ${code} is not known`);
      return index;
    });
  }

  // Flags of the destinations that a selection counts; groups count as their members.
  function destinationsOf(selection) {
    const counted = new Uint8Array(nDestination).fill(selection.destinations ? 0 : 1);
    for (const code of selection.destinations ?? []) {
      const group = axes.groups.find((entry) => entry.code === code);
      for (const d of indices(axes.destinations, group ? group.members : [code], 'destination'))
        counted[d] = 1;
    }
    return counted;
  }

  function flags(axis, codes, what) {
    const chosen = new Uint8Array(axis.length).fill(codes ? 0 : 1);
    for (const i of indices(axis, codes ?? [], what))
      chosen[i] = 1;
    return chosen;
  }

  // What of a row and a destination serves the chosen categories and products.
  const sets = facts.parts.map((n, set) => ({n, part: readParts(blocks[`parts-${set}`])}));

  function detailsOf(selection) {
    const {categories, products} = selection, K = axes.categories.length, P = axes.products.length;
    if (sets.length === 0 || (sets.length === 2 && categories && products))
      throw new Error(facts.parts_left_out);
    const ofCategory = flags(axes.categories, categories, 'category');
    const ofProduct = flags(axes.products, products, 'product');
    const set = sets.length === 2 && products ? sets[1] : sets[0];
    const chosen = sets.length === 2 ? (products ? ofProduct : ofCategory)
        : Uint8Array.from({length: K * P}, (_, i) => ofCategory[Math.floor(i / P)] & ofProduct[i % P]);
    return (row, d) => {
      const place = d * own.length + row;
      let sum = 0;
      for (let i = 0, at = place * set.n; i < set.n; i++, at++)
        if (chosen[i])
          sum += set.part[at];
      return sum;
    };
  }

  // Which part of each row of S a selection counts; all of it where it names no market.
  function rowParts(selection) {
    const inParts = selection.categories || selection.products;
    if (!selection.destinations && !selection.foreign && !inParts)
      return null;
    const counted = destinationsOf(selection);
    const part = inParts ? detailsOf(selection) : (row, d) => shares[row * nDestination + d];
    return own.map((home, row) => Float64Array.from(axes.destinations, (_, d) =>
      counted[d] && !(selection.foreign && d === home) ? part(row, d) : 0));
  }

  // Lenses: what a lever makes of each industry's mass, as a part of it.
  const lenses = (facts.lenses ?? []).map((lens) => {
    const of = new Float64Array(nIndustry).fill(lens.base);
    for (const [industry, part] of lens.coefficient)
      of[industry] += part;
    return {...lens, of};
  });

  function lensOf(name) {
    const lens = lenses.find((entry) => entry.name === name);
    if (!lens)
      throw new Error(`lens ${name} is not known`);
    return lens;
  }

  // The part of each industry's mass that a selection counts, and those in its scope.
  function coefficients(selection) {
    const inSector = flags(axes.sectors, selection.sectors, 'sector');
    const inRegion = flags(axes.regions, selection.regions, 'region');
    const lens = selection.lens ? lensOf(selection.lens) : null;
    const byDestination = lens ? null : rowParts(selection);
    const parts = byDestination?.map((row) => row.reduce((sum, v) => sum + v, 0));
    const part = new Float64Array(nIndustry), scope = new Float64Array(nIndustry);
    for (let i = 0; i < nIndustry; i++) {
      if (!inRegion[Math.floor(i / nSector)] || !inSector[i % nSector])
        continue;
      scope[i] = rowOf[i] < 0 && !lens ? 0 : 1;
      part[i] = lens ? lens.of[i] : parts ? (rowOf[i] < 0 ? 0 : parts[rowOf[i]]) : 1;
    }
    return {part, scope, byDestination};
  }

  // kg in every cell: points and panels times the coefficients of their industries.
  function multiply(coefficient) {
    const kg = new Float32Array(nCell);
    for (let i = 0; i < points.kg.length; i++)
      kg[points.cells[i]] += points.kg[i] * coefficient[points.industries[i]];
    for (const panel of panels)
      panel.columns.forEach(({weights}, c) => {
        let mass = 0;
        for (let s = 0; s < nSector; s++)
          if (panel.columnOf[s] === c)
            mass += panel.kg[s] * coefficient[panel.region * nSector + s];
        const cells = panel.cells;
        for (let i = 0; mass !== 0 && i < cells.length; i++)
          kg[cells[i]] += mass * weights[i];
      });
    return kg;
  }

  // t km-2 in every cell, or t where selection.perCell, or percent where selection.share.
  function layer(selection) {
    const {part, scope} = coefficients(selection);
    const out = multiply(part);
    const whole = selection.share ? multiply(scope) : null;
    for (let cell = 0; cell < nCell; cell++)
      if (!domain[cell])
        out[cell] = NaN;
      else if (whole)
        out[cell] = whole[cell] === 0 ? NaN : 100 * out[cell] / whole[cell];
      else if (out[cell] !== 0)
        out[cell] /= 1000 * (selection.perCell ? 1 : grid.cellKm2(cell));
    return out;
  }

  // Sums over the grid from the accounts: nothing is rounded here but doubles.  Whom what a
  // lever changes is emitted for is not told: byDestination is of 0 then.
  function totals(selection) {
    const {part, byDestination: rows} = coefficients(selection);
    const byRegion = axes.regions.map(() => 0), bySector = axes.sectors.map(() => 0);
    const byDestination = axes.destinations.map(() => 0);
    let kg = 0, below = 0;
    for (let i = 0; i < nIndustry; i++) {
      const served = gridded[i] * part[i];
      kg += served;
      below += Math.min(0, served);
      byRegion[Math.floor(i / nSector)] += served;
      bySector[i % nSector] += served;
      for (let d = 0; !selection.lens && part[i] !== 0 && rowOf[i] >= 0 && d < nDestination; d++)
        byDestination[d] += gridded[i] *
            (rows ? rows[rowOf[i]][d] : shares[rowOf[i] * nDestination + d]);
    }
    return {kg, below, byRegion, bySector, byDestination};
  }

  const regionName = (industry) => axes.regions[Math.floor(industry / nSector)].name;
  const sectorName = (industry) => axes.sectors[industry % nSector].name;

  // What lies in a cell of a list of sources.
  function* inCell(sources, cell) {
    for (let i = firstNotBelow(sources.cells, cell, 0, sources.cells.length);
      sources.cells[i] === cell; i++)
      yield i;
  }

  // The plants in a cell, with all they emit or the part of it that is counted.
  const plantsIn = (number, part = null) => [...inCell(plants, number)].map((i) => ({
    name: names[2 * i], id: names[2 * i + 1], region: regionName(plants.industries[i]),
    sector: sectorName(plants.industries[i]),
    kg: plants.kg[i] * (part ? part[plants.industries[i]] : 1)}));

  const falling = (a, b) => Math.abs(b.kg) - Math.abs(a.kg);

  function spreadIn(cell, industryKg) {
    const spread = [];
    for (const {region, cells, columns, columnOf, kg} of panels) {
      const at = firstNotBelow(cells, cell, 0, cells.length);
      for (let s = 0; cells[at] === cell && s < nSector; s++) {
        const industry = region * nSector + s;
        if (columnOf[s] < 0 || kg[s] === 0)
          continue;
        const {by, weights} = columns[columnOf[s]];
        const here = kg[s] * weights[at];
        industryKg[industry] += here;
        if (here !== 0)
          spread.push({region: regionName(industry), sector: sectorName(industry), proxy: by, kg: here});
      }
    }
    return spread.sort(falling);
  }

  // All that is known of a cell, each list by falling mass.
  function cell(number) {
    const industryKg = new Float64Array(nIndustry), markets = axes.destinations.map(() => 0);
    for (const i of inCell(points, number))
      industryKg[points.industries[i]] += points.kg[i];
    const named = industryKg.slice();
    for (const i of inCell(plants, number))
      named[plants.industries[i]] -= plants.kg[i];
    let unnamed = 0;
    for (let i = 0; i < nIndustry; i++)
      unnamed += Math.abs(named[i]) > 1e-9 * Math.abs(industryKg[i]) ? named[i] : 0;
    const spread = spreadIn(number, industryKg), sectors = [];
    let kg = 0, unmapped = 0, foreign = 0;
    for (let i = 0; i < nIndustry; i++) {
      if (industryKg[i] === 0)
        continue;
      kg += industryKg[i];
      sectors.push({region: regionName(i), sector: sectorName(i), kg: industryKg[i]});
      for (let d = 0; rowOf[i] >= 0 && d < nDestination; d++)
        markets[d] += industryKg[i] * shares[rowOf[i] * nDestination + d];
      for (let d = 0; rowOf[i] >= 0 && d < nDestination; d++)
        foreign += d === own[rowOf[i]] ? 0 : industryKg[i] * shares[rowOf[i] * nDestination + d];
      unmapped += rowOf[i] < 0 ? industryKg[i] : 0;
    }
    return {kg, km2: grid.cellKm2(number), plants: plantsIn(number).sort(falling), unnamed, spread,
      sectors: sectors.sort(falling), unmapped, foreign,
      markets: markets.map((m, d) => ({...axes.destinations[d], kg: m}))
          .filter((m) => m.kg !== 0).sort(falling)};
  }

  // From regions, where it is emitted, to destinations, for whom.
  function flows() {
    const out = [];
    axes.regions.forEach((region, r) => {
      const kg = axes.destinations.map(() => 0), home = new Set();
      for (let i = r * nSector; i < (r + 1) * nSector; i++) {
        if (rowOf[i] < 0)
          continue;
        home.add(own[rowOf[i]]);
        for (let d = 0; d < nDestination; d++)
          kg[d] += gridded[i] * shares[rowOf[i] * nDestination + d];
      }
      axes.destinations.forEach((destination, d) => {
        if (kg[d] !== 0)
          out.push({from: region.code, to: destination.code, kg: kg[d], foreign: !home.has(d)});
      });
    });
    return out;
  }

  // How much of a layer of t km-2 stands on how much of the land, densest cells first: the
  // curve in fractions, straight between its points; what 1 % of the land holds; the part
  // of the land with 75 %; the Gini coefficient over the land.
  function concentrationOf(values) {
    const order = sortFalling(values), land = grid.land_km2;
    const km2 = new Float64Array(order.length + 1), mass = new Float64Array(order.length + 1);
    order.forEach((number, k) => {
      const area = grid.cellKm2(number);
      km2[k + 1] = km2[k] + area;
      mass[k + 1] = mass[k] + values[number] * area;
    });
    const n = order.length, all = mass[n], base = Math.max(land, km2[n]);
    if (n === 0)
      return {area: [0, 1], mass: [0, 1], gini: NaN, s1: NaN, a75: NaN};
    const along = (xs, ys, x) => {
      const k = Math.min(firstNotBelow(xs, x, 1, n), n);
      return ys[k - 1] + (ys[k] - ys[k - 1]) * Math.min((x - xs[k - 1]) / (xs[k] - xs[k - 1]), 1);
    };
    let below = base - km2[n];
    for (let k = 0; k < n; k++)
      below += (km2[k + 1] - km2[k]) * (mass[k] + mass[k + 1]) / (2 * all);
    const curve = {area: [0], mass: [0]};
    for (let i = 1; i <= 256; i++) {
      curve.area.push(along(mass, km2, all * i / 256) / land);
      curve.mass.push(i / 256);
    }
    return {area: [...curve.area, base / land], mass: [...curve.mass, 1], gini: 2 * below / base - 1,
      s1: along(km2, mass, land / 100) / all, a75: along(mass, km2, 0.75 * all) / land};
  }

  // The hotspots of the study's layers, with their cells and the plants in them.
  const cellNumbers = new Numbers(blocks.hotspots);
  const hotspots = facts.hotspots.flatMap(({layer: layerName, list}) => {
    const cells = list.map(() => []);
    for (let n = cellNumbers.count(), at = 0; n > 0; n--) {
      at += cellNumbers.count();
      cells[cellNumbers.count() - 1].push(at);
    }
    let part; // that the layer counts of each industry
    return list.map((hotspot, i) => ({...hotspot, cells: cells[i],
      get topPlants() {
        part ??= coefficients(facts.layers.find(({name}) => name === layerName).selection).part;
        return cells[i].flatMap((number) => plantsIn(number, part)).sort(falling).slice(0, 10);
      }}));
  });

  // Of the layers of the study that are masses, each when it is asked for.
  const concentration = {};
  for (const {name, selection} of facts.layers) {
    if (!selection || selection.share || (selection.lens && lensOf(selection.lens).signed))
      continue;
    let found;
    Object.defineProperty(concentration, name, {enumerable: true,
      get: () => found ??= concentrationOf(layer(selection))});
  }

  return {facts, grid, axes, domain, layer, cell, totals, flows, hotspots, lenses, concentration,
    concentrationOf, borders: readShapes(facts, blocks.shapes)};
}
