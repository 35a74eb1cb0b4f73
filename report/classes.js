// classes.js - values into classes between round numbers 1, 2, 5, 10 ...

// Round numbers from 1e-9 to 1e12.  The bin of a value is the number of the last that is not
// above it, plus FIRST_BIN; the bins before are for what has no place in the series.
const ROUND = [];
for (let power = -9; power <= 12; power++)
  for (const step of [1, 2, 5]) ROUND.push(Number(step + 'e' + power));
const NOTHING = 0, NEGATIVE = 1, ZERO = 2, FIRST_BIN = 3; // NOTHING: not in the domain

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
    if (value > 0) {
      let i = FROM_EXPONENT[bits[cell] >>> 23 & 255];
      while (i + 1 < ROUND.length && ROUND[i + 1] <= value) i++;
      bins[cell] = FIRST_BIN + i;
    } else if (value === 0) bins[cell] = ZERO;
    else if (value < 0) bins[cell] = NEGATIVE;
  }
  return bins;
}

/** How many cells each bin has, and the sum of their values. */
function census(values, bins) {
  const cells = new Float64Array(FIRST_BIN + ROUND.length), sum = new Float64Array(cells.length);
  let most = 0;
  for (let cell = 0; cell < bins.length; cell++) {
    cells[bins[cell]]++;
    if (bins[cell] >= FIRST_BIN) {
      sum[bins[cell]] += values[cell];
      if (values[cell] > most) most = values[cell];
    }
  }
  return {cells, sum, most};
}

const bits = share => share > 0 ? -share * Math.log2(share) : 0;

/** Sum of the entropies (Shannon 1948) of cells and of what they hold, among classes. */
function evenness(count, edges) {
  const whole = [0, 0];
  for (let b = FIRST_BIN; b < count.cells.length; b++) {
    whole[0] += count.cells[b];
    whole[1] += count.sum[b];
  }
  let total = 0, from = FIRST_BIN;
  for (const to of [...edges.map(i => FIRST_BIN + i), count.cells.length]) {
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
  const classOfBin = Array.from({length: FIRST_BIN + ROUND.length}, (_, b) =>
    b < FIRST_BIN ? -1 : found.inner.filter(i => i <= b - FIRST_BIN).length);
  return {n: edges.length - 1, edges, classOfBin, share};
}
