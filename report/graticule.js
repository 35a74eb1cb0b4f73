// graticule.js - meridians and parallels on the map, and their degrees at its edges

const MESH = 48; // squares along the longer side of the grid, in which lines are taken as straight
const BESIDE = 0.2; // of that side: how far they go on beside the grid, which a map may show

/** Does a grid go around the world?  Then nothing lies beside it. */
const isWorld = ({lonlat, box}) => lonlat && box.east - box.west > 300;

/** Degrees between lines: so that three or more cross what is seen. */
const graticuleStep = degrees => [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1].find(step => degrees / step >= 3) || 0.1;

/** Where squares begin along a side, between its ends at odd places: lines of round degrees miss their corners. */
function stations(n, side, beside) {
  const found = [-beside];
  for (let at = 0.3718 * side - beside; at < n + beside; at += side) found.push(at);
  return [...found, n + beside];
}

/** Meridians (k 0) or parallels (k 1) through squares of a grid, as one path. */
function linesOf(grid, k, step) {
  const {ncol, nrow} = grid, side = Math.max(ncol, nrow) / MESH, path = new Path2D();
  const [cols, rows] = [ncol, nrow].map(n => stations(n, side, isWorld(grid) ? 0 : BESIDE * MESH * side));
  const corners = rows.map(row => cols.map(col => ({col, row, v: grid.toLonLat(col, row)[k]})));
  for (let j = 0; j + 1 < rows.length; j++)
    for (let i = 0; i + 1 < cols.length; i++) crossSquare(path, [corners[j][i], corners[j][i + 1], corners[j + 1][i + 1], corners[j + 1][i]], step);
  return path;
}

/** Where the lines of a step cross a square; one over which degrees jump has none. */
function crossSquare(path, square, step) {
  const values = square.map(corner => corner.v), low = Math.min(...values), high = Math.max(...values);
  if (!(high - low < 180)) return;
  for (let n = Math.ceil(low / step); n * step <= high; n++) {
    const ends = [];
    square.forEach((a, i) => {
      const b = square[(i + 1) % 4], f = (n * step - a.v) / (b.v - a.v);
      if (f >= 0 && f < 1) ends.push([a.col + f * (b.col - a.col), a.row + f * (b.row - a.row)]);
    });
    if (ends.length < 2) continue;
    path.moveTo(...ends[0]);
    path.lineTo(...ends[1]);
  }
}

/** Degrees where lines meet the upper (k 0) or the right (k 1) edge of a view: [{x, y, text}]. */
function degreesAt(view, k, step) {
  const {grid} = view.study, found = [], length = k === 0 ? view.width : view.height;
  let before = NaN;
  for (let at = 0; at <= length; at += 4) {
    const {col, row} = k === 0 ? view.gridAt(at, 0) : view.gridAt(view.width, at), inside = (v, most) => Math.min(most, Math.max(0, v));
    // Beside a map of the world there is nothing; its edges count as far as the view goes past them.
    const [c, r] = isWorld(grid) ? [inside(col, grid.ncol), inside(row, grid.nrow)] : [col, row];
    const here = grid.toLonLat(c, r)[k], n = Math.ceil(Math.min(here, before) / step) * step;
    if (n < Math.max(here, before) && Math.abs(here - before) < 90)
      found.push({at, text: (n === 0 ? '0' : Number(Math.abs(n).toFixed(1))) + '°' + (n === 0 ? '' : THIN + (k === 0 ? n < 0 ? 'W' : 'E' : n < 0 ? 'S' : 'N'))});
    before = here;
  }
  return found;
}
