// raster.js - borders as paths, layers as images

/** Rings as a path, without the vertices that are not a step away from the one before. */
function pathOf(rings, step) {
  const path = new Path2D();
  for (const ring of rings) {
    let [x, y] = ring;
    path.moveTo(x, y);
    for (let i = 2; i < ring.length; i += 2)
      if (Math.abs(ring[i] - x) >= step || Math.abs(ring[i + 1] - y) >= step) path.lineTo(x = ring[i], y = ring[i + 1]);
    path.closePath();
  }
  return path;
}

/** The outline of a set of cells, as one path. */
function outlineOf(cells, ncol) {
  const inside = new Set(cells), path = new Path2D();
  const edge = (x, y, dx, dy) => {
    path.moveTo(x, y);
    path.lineTo(x + dx, y + dy);
  };
  for (const cell of cells) {
    const col = cell % ncol, row = Math.floor(cell / ncol);
    if (!inside.has(cell - ncol)) edge(col, row, 1, 0);
    if (!inside.has(cell + ncol)) edge(col, row + 1, 1, 0);
    if (col === 0 || !inside.has(cell - 1)) edge(col, row, 0, 1);
    if (col === ncol - 1 || !inside.has(cell + 1)) edge(col + 1, row, 0, 1);
  }
  return path;
}

/** The box of the domain, with a little air about it. */
function domainBounds(domain, ncol, nrow) {
  let west = ncol, east = 0, north = nrow, south = 0;
  for (let row = 0; row < nrow; row++)
    for (let col = 0; col < ncol; col++)
      if (domain[row * ncol + col]) {
        if (col < west) west = col;
        if (col > east) east = col;
        if (row < north) north = row;
        south = row;
      }
  if (west > east) return {west: 0, north: 0, width: ncol, height: nrow};
  const air = 0.03 * Math.max(east - west, south - north) + 1;
  west = Math.max(-1, west - air);
  north = Math.max(-1, north - air);
  return {west, north, width: Math.min(ncol + 1, east + 1 + air) - west, height: Math.min(nrow + 1, south + 1 + air) - north};
}

/** Means of the values of 2 x 2 cells, where they have some. */
function halved({values, ncol, nrow}) {
  const half = {ncol: Math.ceil(ncol / 2), nrow: Math.ceil(nrow / 2), bins: null, image: null};
  half.values = new Float32Array(half.ncol * half.nrow);
  for (let row = 0; row < half.nrow; row++)
    for (let col = 0; col < half.ncol; col++) {
      let sum = 0, n = 0;
      for (let r = 2 * row; r < Math.min(nrow, 2 * row + 2); r++)
        for (let c = 2 * col; c < Math.min(ncol, 2 * col + 2); c++) {
          const value = values[r * ncol + c];
          if (value === value) {
            sum += value;
            n++;
          }
        }
      half.values[row * half.ncol + col] = n ? sum / n : NaN;
    }
  return half;
}

/** A level as an image, a pixel a cell. */
function painted({bins, ncol, nrow}, classes) {
  const colour = mapColours(), ramp = classColours(classes);
  const pixel = hex => rgbOf(hex).reduce((bits, c, i) => bits | c << 8 * i, 0xff000000) >>> 0;
  const ofBin = Uint32Array.from(classes.classOfBin, (k, bin) => bin === NOTHING ? 0
    : pixel(bin === ZERO ? colour.noEmission : k < 0 ? colour.negative : ramp[k]));
  const image = document.createElement('canvas');
  image.width = ncol;
  image.height = nrow;
  const g = image.getContext('2d'), data = g.createImageData(ncol, nrow);
  const pixels = new Uint32Array(data.data.buffer);
  for (let cell = 0; cell < bins.length; cell++) pixels[cell] = ofBin[bins[cell]];
  g.putImageData(data, 0, 0);
  return image;
}
