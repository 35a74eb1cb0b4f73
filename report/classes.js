// classes.js - values into classes between round numbers 1, 2, 5, 10 ...

// Round numbers from 1e-9 to 1e12.  The bin of a value is the number of the last that is not
// above it, plus FIRST_BIN; of one below 0 that of its size, plus BELOW; the bins before are for
// what has no place in the series.
const ROUND = [];
for (let power = -9; power <= 12; power++)
  for (const step of [1, 2, 5]) ROUND.push(Number(step + 'e' + power));
const NOTHING = 0, ZERO = 1, FIRST_BIN = 2; // NOTHING: not in the domain
const BELOW = FIRST_BIN + ROUND.length, BINS = BELOW + ROUND.length;

// By the exponent of a 32-bit float: the first bin that its values can have.
const FROM_EXPONENT = new Uint8Array(256).map((_, e) => {
  const least = 2 ** (e - 127);
  let i = 0;
  while (i + 1 < ROUND.length && ROUND[i + 1] <= least) i++;
  return i;
});

/** The bin of each value. */
function binsOf(values) {
  const bins = new Uint8Array(values.length);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let cell = 0; cell < values.length; cell++) {
    const value = values[cell];
    if (value === 0) bins[cell] = ZERO;
    else if (value === value) {
      const size = Math.abs(value);
      let i = FROM_EXPONENT[bits[cell] >>> 23 & 255];
      while (i + 1 < ROUND.length && ROUND[i + 1] <= size) i++;
      bins[cell] = (value > 0 ? FIRST_BIN : BELOW) + i;
    }
  }
  return bins;
}

/** How many cells each bin has, and the sum of their values; how many lie below 0, and the ends. */
function census(values, bins) {
  const cells = new Float64Array(BINS), sum = new Float64Array(BINS);
  let most = 0, least = 0, below = 0;
  for (let cell = 0; cell < bins.length; cell++) {
    cells[bins[cell]]++;
    if (bins[cell] < FIRST_BIN) continue;
    const value = values[cell];
    sum[bins[cell]] += value;
    if (value > most) most = value;
    if (value < least) least = value;
    if (value < 0) below++;
  }
  return {cells, sum, most, least, below};
}

/** The cells with a class, the least values first, where they are few; none where they are many. */
function fewCells({values, bins}, {classOfBin}) {
  const found = [];
  for (let cell = 0; cell < bins.length; cell++) {
    if (bins[cell] < FIRST_BIN) continue;
    if (found.length === FEW) return [];
    if (classOfBin[bins[cell]] >= 0) found.push({cell, of: classOfBin[bins[cell]], size: Math.abs(values[cell])});
  }
  return found.sort((a, b) => a.size - b.size);
}

const bits = share => share > 0 ? -share * Math.log2(share) : 0;

/** Sum of the entropies (Shannon 1948) of cells and of what they hold, among classes. */
function evenness(count, edges) {
  const whole = [0, 0];
  for (let b = FIRST_BIN; b < BELOW; b++) {
    whole[0] += count.cells[b];
    whole[1] += count.sum[b];
  }
  let total = 0, from = FIRST_BIN;
  for (const to of [...edges.map(i => FIRST_BIN + i), BELOW]) {
    let cells = 0, sum = 0;
    for (let b = from; b < to; b++) {
      cells += count.cells[b];
      sum += count.sum[b];
    }
    total += bits(cells / whole[0]) + bits(sum / whole[1]);
    from = to;
  }
  return total;
}

/** Indices into ROUND of the inner edges that share cells and mass out most evenly. */
function bestEdges(count, inner) {
  let low = 0, high = ROUND.length - 1;
  while (low < high && !count.cells[FIRST_BIN + low]) low++;
  while (high > low && !count.cells[FIRST_BIN + high]) high--;
  let best = [], most = -1;
  for (const step of [3, 1])
    for (let first = low + 1; first <= high; first++) {
      if (step === 3 && first % 3) continue;
      const edges = Array.from({length: inner}, (_, k) => first + k * step).filter(i => i <= high);
      const value = edges.length ? evenness(count, edges) : -1;
      if (value > most + 1e-9) {
        most = value;
        best = edges;
      }
    }
  return {inner: best, top: Math.min(high + 1, ROUND.length - 1)};
}

const PERCENT_EDGES = [1, 2, 5, 10, 20, 50];

/** Classes of a layer: edges (the first 0), and for each bin the class that it lies in. */
function classesOf(count, share) {
  const found = share ? {inner: PERCENT_EDGES.map(edge => ROUND.indexOf(edge)), top: ROUND.indexOf(100)}
    : bestEdges(count, 6);
  const edges = [0, ...found.inner.map(i => ROUND[i]), ROUND[found.top]];
  return {n: edges.length - 1, edges, classOfBin: classOfBins(found.inner), share};
}

/** The class of each bin, by the indices into ROUND of the inner edges; -1 of those that have none. */
function classOfBins(inner) {
  return Array.from({length: BINS}, (_, b) => b < FIRST_BIN || b >= BELOW ? -1 : inner.filter(i => i <= b - FIRST_BIN).length);
}

const ARM = 4; // classes on each side of 0

/**
 * Classes of changes, those of the maps: symmetric about 0, decades of which one in 500 changes
 * exceeds the largest; the outer ones reach as far as there are any.
 */
function signedClasses(count) {
  const size = Array.from(ROUND, (_, i) => count.cells[FIRST_BIN + i] + count.cells[BELOW + i]);
  const n = size.reduce((sum, cells) => sum + cells, 0), beyond = Math.floor(n / 500);
  let last = ROUND.length - 1, above = 0;
  while (last > 0 && above + size[last] <= beyond) above += size[last--];
  const step = Math.max(3 * (ARM - 2), last - last % 3), inner = Array.from({length: ARM - 1}, (_, k) => step - 3 * (ARM - 2 - k));
  const most = Math.max(count.most, -count.least);
  const top = ROUND.find((edge, i) => i % 3 === 0 && i > step && edge >= most) || ROUND[ROUND.length - 1];
  const up = [...inner.map(i => ROUND[i]), top], edges = [...up.map(edge => -edge).reverse(), 0, ...up];
  const arm = i => inner.filter(edge => edge <= i).length;
  return {n: 2 * ARM, edges, signed: true, classOfBin: Array.from({length: BINS}, (_, b) =>
    b < FIRST_BIN ? -1 : b < BELOW ? ARM + arm(b - FIRST_BIN) : ARM - 1 - arm(b - BELOW))};
}
