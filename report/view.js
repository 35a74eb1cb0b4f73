// view.js - the map: cells, borders, pan, zoom, a cursor

const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", sans-serif';
const MAX_PX = 48; // CSS pixels of a cell, at most
const FEW = 3000; // cells with a value: so few are drawn as dots where they would be too small to be seen
const DOT = 4; // CSS pixels of such a dot
const COARSE = 1.5; // cells: what borders may leave out on a map of the whole

class MapView {
  /** on: {hover(cell), pick(cell), move()}; a cell of -1 is none. */
  constructor(canvas, study, on) {
    Object.assign(this, {canvas, study, on, levels: [], classes: null, cursor: -1, picked: -1, marks: [], pins: [], numbered: true, cities: [],
      lit: null, pointers: new Map(), k: 0, x: 0, y: 0});
    const {ncol, nrow, box, lonlat} = study.grid;
    // A degree of longitude is drawn as long as it is in the middle of a grid that is no world map.
    const middle = (box.south + box.north) / 2;
    this.wide = lonlat && box.north - box.south < 90 ? Math.cos(middle * Math.PI / 180) : 1;
    this.bounds = domainBounds(study.domain, ncol, nrow);
    this.paths = study.borders.map(border => ({context: border.kind === 'context', fine: pathOf(border.rings, 0),
      coarse: pathOf(border.rings, COARSE)}));
    this.aspect = this.bounds.width * this.wide / this.bounds.height;
    canvas.parentElement.style.setProperty('--aspect', this.aspect.toFixed(4));
    this.listen();
    new ResizeObserver(() => this.canvas === canvas && this.resize()).observe(canvas);
    this.resize();
  }

  // What is drawn.

  setLayer(values, classes) {
    const {ncol, nrow} = this.study.grid;
    this.levels = [{values, ncol, nrow, bins: null, image: null}];
    this.few = null;
    this.setClasses(classes);
  }

  setClasses(classes) {
    this.classes = classes;
    this.recolour();
  }

  recolour() {
    for (const level of this.levels) level.image = null;
    this.draw();
  }

  /** Means of 2 x 2 cells, made when the map is first seen so small. */
  level(depth) {
    while (this.levels.length <= depth) this.levels.push(halved(this.levels[this.levels.length - 1]));
    const level = this.levels[depth];
    if (!level.bins) level.bins = binsOf(level.values);
    if (!level.image) level.image = painted(level, this.classes);
    return level;
  }

  // Where: a point (column, row) of the grid is at x + wide k column, y + k row of the canvas.

  /**
   * On paper the frame has the shape of the domain, whatever the window is.  What is printed is a
   * picture beside the canvas: browsers repeat the strokes of a canvas on paper, at another scale.
   */
  setPaper(on) {
    if (on) {
      this.screen = this.canvas;
      this.canvas = new OffscreenCanvas(1, 1);
      this.resize({width: 560, height: 560 / this.aspect}, 3);
      this.picture = el('canvas', {class: 'paper', width: this.canvas.width, height: this.canvas.height});
      this.picture.getContext('bitmaprenderer').transferFromImageBitmap(this.canvas.transferToImageBitmap());
      this.screen.after(this.picture);
    } else {
      this.picture.remove();
      this.canvas = this.screen;
      this.resize();
    }
  }

  resize(box = this.canvas.getBoundingClientRect(), ratio = Math.min(3, window.devicePixelRatio || 1)) {
    if (!box.width || !box.height || (box.width === this.width && box.height === this.height && ratio === this.ratio)) return;
    const had = this.k && {...this.middle(), k: this.k / this.least};
    this.width = box.width;
    this.height = box.height;
    this.ratio = ratio;
    this.canvas.width = Math.round(box.width * ratio);
    this.canvas.height = Math.round(box.height * ratio);
    this.least = Math.min(this.width / (this.bounds.width * this.wide), this.height / this.bounds.height);
    if (had) this.look(had.col, had.row, had.k);
    else this.all();
    this.drawNow(); // a canvas of a new size is empty
  }

  middle() {
    return this.gridAt(this.width / 2, this.height / 2);
  }

  gridAt(x, y) {
    return {col: (x - this.x) / (this.k * this.wide), row: (y - this.y) / this.k};
  }

  cellAt(x, y) {
    const {col, row} = this.gridAt(x, y), {ncol, nrow} = this.study.grid;
    if (col < 0 || row < 0 || col >= ncol || row >= nrow) return -1;
    return Math.floor(row) * ncol + Math.floor(col);
  }

  all() {
    const b = this.bounds;
    this.look(b.west + b.width / 2, b.north + b.height / 2, 1);
  }

  /** A point of the grid in the middle, at a multiple of the scale that shows all. */
  look(col, row, zoom) {
    const b = this.bounds;
    this.k = Math.min(Math.max(MAX_PX, this.least), Math.max(this.least, this.least * zoom));
    col = Math.min(b.west + b.width, Math.max(b.west, col));
    row = Math.min(b.north + b.height, Math.max(b.north, row));
    this.x = this.width / 2 - col * this.k * this.wide;
    this.y = this.height / 2 - row * this.k;
    this.draw();
    this.on.move();
  }

  zoomBy(factor, x = this.width / 2, y = this.height / 2) {
    const at = this.gridAt(x, y);
    const k = Math.min(Math.max(MAX_PX, this.least), Math.max(this.least, this.k * factor));
    this.k = k;
    this.x = x - at.col * k * this.wide;
    this.y = y - at.row * k;
    const {col, row} = this.middle();
    this.look(col, row, k / this.least);
  }

  /** Where the map looks, for an address; and back. */
  where() {
    const {col, row} = this.middle();
    return this.k <= this.least * 1.0001 ? '' : [col, row, this.k / this.least].map(v => v.toFixed(2)).join('_');
  }

  goTo(text) {
    const [col, row, zoom] = text.split('_').map(Number);
    if ([col, row, zoom].every(Number.isFinite)) this.look(col, row, zoom);
  }

  /** Looks at a place, so that some cells about it fill the map; no farther than it looks now. */
  lookNear(col, row, cells) {
    const near = Math.min(this.width / this.wide, this.height) / cells;
    this.look(col, row, Math.max(this.k, Math.min(near, 24)) / this.least);
  }

  /** Looks at cells, so that they fill that part of the map. */
  lookAt(cells, part = 1 / 3) {
    const {ncol} = this.study.grid;
    let west = Infinity, east = -Infinity, north = Infinity, south = -Infinity;
    for (const cell of cells) {
      west = Math.min(west, cell % ncol);
      east = Math.max(east, cell % ncol + 1);
      north = Math.min(north, Math.floor(cell / ncol));
      south = Math.max(south, Math.floor(cell / ncol) + 1);
    }
    const k = Math.min(this.width / (this.wide * (east - west)), this.height / (south - north)) * part;
    this.look((west + east) / 2, (north + south) / 2, Math.min(k, 12) / this.least);
  }

  // Drawing, at most once a frame.

  draw() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.drawNow();
    });
  }

  drawNow() {
    if (!this.classes || !this.width) return;
    const g = this.canvas.getContext('2d', {alpha: false}), colour = mapColours();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.fillStyle = colour.sea;
    g.fillRect(0, 0, this.canvas.width, this.canvas.height);
    g.setTransform(this.ratio * this.k * this.wide, 0, 0, this.ratio * this.k, this.ratio * this.x, this.ratio * this.y);
    const detail = this.k * this.ratio * COARSE < 1 ? 'coarse' : 'fine';
    for (const path of this.paths) {
      g.fillStyle = path.context ? colour.land : colour.noData;
      g.fill(path[detail], 'evenodd');
    }
    const depth = Math.max(0, Math.ceil(-Math.log2(this.k * this.ratio) - 0.3));
    const level = this.level(depth), side = 2 ** depth;
    g.imageSmoothingEnabled = false;
    g.drawImage(level.image, 0, 0, level.ncol * side, level.nrow * side);
    this.dots(g);
    this.graticule(g, colour);
    this.strokes(g, colour, detail);
    g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.names(g, colour, this.degrees(g, colour));
    this.numbers(g, colour);
    this.points(g, colour);
    this.frames(g, colour);
  }

  /** Cells of a layer that has few, no smaller than can be seen; the largest values on top. */
  dots(g) {
    if (this.k >= DOT) return;
    this.few ??= fewCells(this.levels[0], this.classes);
    const {ncol} = this.study.grid, ramp = classColours(this.classes), high = DOT / this.k, wide = high / this.wide;
    for (const {cell, of} of this.few) {
      g.fillStyle = ramp[of];
      g.fillRect(cell % ncol + 0.5 - wide / 2, Math.floor(cell / ncol) + 0.5 - high / 2, wide, high);
    }
  }

  /** Meridians and parallels, farther apart or closer as the map shows more or less. */
  graticule(g, colour) {
    const [, north] = this.study.grid.toLonLat(...this.corner(0, 0)), [, south] = this.study.grid.toLonLat(...this.corner(this.width, this.height));
    const step = graticuleStep(north - south);
    if (!this.lines || this.lines.step !== step)
      this.lines = {step, paths: [0, 1].map(k => linesOf(this.study.grid, k, step))};
    g.strokeStyle = colour.border;
    g.globalAlpha = 0.35;
    g.lineWidth = 0.75 / (this.k * Math.sqrt(this.wide));
    for (const path of this.lines.paths) g.stroke(path);
    g.globalAlpha = 1;
  }

  /** A point of the canvas on the grid, or the next one to it. */
  corner(x, y) {
    const {col, row} = this.gridAt(x, y), {ncol, nrow} = this.study.grid;
    return [Math.min(ncol, Math.max(0, col)), Math.min(nrow, Math.max(0, row))];
  }

  /** Degrees at the edges; returns where they stand. */
  degrees(g, colour) {
    g.font = '10.5px ' + FONT;
    g.lineJoin = 'round';
    g.textBaseline = 'top';
    g.textAlign = 'center';
    const top = degreesAt(this, 0, this.lines.step).filter(({at}) => at > 100 && at < this.width - 60);
    const right = degreesAt(this, 1, this.lines.step).filter(({at}) => at > 20 && at < this.height - 60);
    for (const {at, text} of top) this.name(g, colour, text, at, 4);
    g.textBaseline = 'middle';
    g.textAlign = 'right';
    for (const {at, text} of right) this.name(g, colour, text, this.width - 4, at);
    return [...top.map(({at}) => [at - 20, 0, at + 20, 18]), ...right.map(({at}) => [this.width - 40, at - 8, this.width, at + 8])];
  }

  strokes(g, colour, detail) {
    const pixel = 1 / (this.k * Math.sqrt(this.wide)), broad = Math.min(1.6, 0.4 + this.k / 4);
    g.lineJoin = 'round';
    g.globalAlpha = detail === 'coarse' ? 0.6 : 1;
    for (const path of this.paths) {
      g.strokeStyle = path.context ? colour.border : colour.coast;
      g.lineWidth = pixel * broad * (path.context ? 0.5 : 0.7);
      g.stroke(path[detail]);
    }
    g.globalAlpha = 1;
    if (!this.lit) return;
    for (const [style, width] of [[colour.halo, 4.5], [colour.mark, 2]]) {
      g.strokeStyle = style;
      g.lineWidth = pixel * width;
      g.stroke(this.lit);
    }
  }

  /** Frames around the cell of the cursor and the one that is taken apart. */
  frames(g, colour) {
    const {ncol} = this.study.grid;
    for (const [cell, width] of [[this.picked, 2], [this.cursor, 1.25]]) {
      if (cell < 0) continue;
      const side = Math.max(this.k, 7), wide = Math.max(this.k * this.wide, 7);
      const x = this.x + (cell % ncol + 0.5) * this.k * this.wide - wide / 2;
      const y = this.y + (Math.floor(cell / ncol) + 0.5) * this.k - side / 2;
      for (const [style, more] of [[colour.halo, 2.5], [colour.mark, 0]]) {
        g.strokeStyle = style;
        g.lineWidth = width + more;
        g.strokeRect(x - 1, y - 1, wide + 2, side + 2);
      }
    }
  }

  /** Names of cities, the first of the list first, where they do not touch those before. */
  names(g, colour, others) {
    g.font = '12px ' + FONT;
    g.textAlign = 'left';
    g.textBaseline = 'middle';
    g.lineJoin = 'round';
    const taken = [...others, ...this.markers().map(({x, y, r}) => [x - r - 1, y - r - 1, x + r + 1, y + r + 1])];
    for (const pin of this.pins) {
      const {x, y} = this.at(pin), wide = pin.lit ? 12 + g.measureText(pin.name).width : 5;
      taken.push([x - 7, y - 9, x + wide, y + 9]);
    }
    // Under the buttons and the scale bar nothing could be read.
    taken.push([0, this.height - 120, 50, this.height], [0.66 * this.width, this.height - 45, this.width, this.height]);
    const most = Math.min(60, Math.round(12 * this.width / 800 * (this.k / this.least) ** 0.8));
    let drawn = 0;
    for (const city of this.cities) {
      const {x, y} = this.at(city);
      const box = [x - 4, y - 9, x + 9 + g.measureText(city.name).width, y + 9];
      if (x < 4 || y < 10 || box[2] > this.width - 50 || y > this.height - 10) continue;
      if (taken.some(t => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) continue;
      taken.push(box);
      this.name(g, colour, city.name, x + 6, y);
      g.beginPath();
      g.arc(x, y, 2.5, 0, 2 * Math.PI);
      g.lineWidth = 1.25;
      g.fillStyle = colour.halo;
      g.strokeStyle = colour.ink;
      g.fill();
      g.stroke();
      if (++drawn >= most) return;
    }
  }

  /** A name that reads on any ground. */
  name(g, colour, text, x, y) {
    g.strokeStyle = colour.halo;
    g.lineWidth = 3;
    g.strokeText(text, x, y);
    g.fillStyle = colour.ink;
    g.fillText(text, x, y);
  }

  at({col, row}) {
    return {x: this.x + col * this.k * this.wide, y: this.y + row * this.k};
  }

  /**
   * Markers of hotspots, where they are and how large: the lit one first, then the largest.  Those
   * that would cover one before them are dots, until the map is so near that they come apart.
   */
  markers() {
    const placed = [], marks = this.numbered ? this.marks : [];
    for (const mark of [...marks.filter(m => m.lit), ...marks.filter(m => !m.lit)]) {
      const {x, y} = this.at(mark);
      const alone = placed.every(other => Math.hypot(other.x - x, other.y - y) > other.r + 10);
      placed.push({mark, x, y, r: alone ? 9 : 3});
    }
    return placed;
  }

  /** Numbered markers of hotspots, the first on top. */
  numbers(g, colour) {
    g.font = '600 11px ' + FONT;
    g.textAlign = 'center';
    g.textBaseline = 'middle';
    for (const {mark, x, y, r} of this.markers().reverse()) {
      g.beginPath();
      g.arc(x, y, r, 0, 2 * Math.PI);
      g.fillStyle = mark.lit ? colour.mark : colour.halo;
      g.strokeStyle = mark.lit ? colour.halo : colour.mark;
      g.lineWidth = 1.5;
      g.fill();
      g.stroke();
      g.fillStyle = mark.lit ? colour.halo : colour.mark;
      if (r > 3) g.fillText(mark.number, x, y + 0.5);
    }
  }

  /** Places and plants that a section put on the map; those that are lit with their names. */
  points(g, colour) {
    g.font = '12px ' + FONT;
    g.textAlign = 'left';
    g.lineJoin = 'round';
    for (const pin of [...this.pins].sort((a, b) => Boolean(a.lit) - Boolean(b.lit))) {
      const {x, y} = this.at(pin), r = pin.lit ? 6.5 : 4;
      g.beginPath();
      g.moveTo(x, y - r);
      g.lineTo(x + r, y);
      g.lineTo(x, y + r);
      g.lineTo(x - r, y);
      g.closePath();
      g.strokeStyle = pin.lit ? colour.mark : colour.halo;
      g.fillStyle = pin.lit ? colour.halo : pin.fill || colour.mark;
      g.lineWidth = pin.lit ? 2.5 : 1.25;
      g.fill();
      g.stroke();
      if (pin.lit) this.name(g, colour, pin.name, x + 10, y);
    }
  }

  // What the reader does.

  listen() {
    const c = this.canvas, at = event => [event.offsetX, event.offsetY];
    c.addEventListener('pointerdown', event => this.press(event));
    c.addEventListener('pointermove', event => this.drag(event));
    for (const name of ['pointerup', 'pointercancel']) c.addEventListener(name, event => this.release(event));
    c.addEventListener('pointerleave', () => this.on.hover(-1));
    c.addEventListener('wheel', event => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== c) return this.on.wheel();
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 20 : 1;
      this.zoomBy(Math.exp(-Math.max(-200, Math.min(200, event.deltaY * lines)) / (event.ctrlKey ? 120 : 350)), ...at(event));
    }, {passive: false});
    c.addEventListener('dblclick', event => this.zoomBy(2, ...at(event)));
    c.addEventListener('keydown', event => this.key(event));
    c.addEventListener('blur', () => this.moveCursor(-1));
  }

  press(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, {x: event.offsetX, y: event.offsetY});
    if (this.pointers.size === 1) this.travelled = 0;
    this.moveCursor(-1);
  }

  drag(event) {
    const held = this.pointers.get(event.pointerId), x = event.offsetX, y = event.offsetY;
    if (!held) return this.on.hover(this.cellAt(x, y));
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    this.travelled += Math.hypot(x - held.x, y - held.y);
    if (others.length) {
      const far = point => Math.hypot(point.x - others[0].x, point.y - others[0].y) || 1;
      this.zoomBy(far({x, y}) / far(held), (x + others[0].x) / 2, (y + others[0].y) / 2);
    }
    if (this.travelled > 4) this.shift((x - held.x) / (1 + others.length), (y - held.y) / (1 + others.length));
    Object.assign(held, {x, y});
  }

  release(event) {
    const held = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    if (held && event.type === 'pointerup' && this.travelled <= 4 && !this.pointers.size)
      this.on.pick(this.cellAt(event.offsetX, event.offsetY));
  }

  shift(dx, dy) {
    const {col, row} = this.gridAt(this.width / 2 - dx, this.height / 2 - dy);
    this.look(col, row, this.k / this.least);
  }

  key(event) {
    const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) this.stepCursor(...step.map(s => s * (event.shiftKey ? 10 : 1)));
    else if (event.key === '+' || event.key === '=') this.zoomBy(1.5);
    else if (event.key === '-') this.zoomBy(1 / 1.5);
    else if (event.key === '0' || event.key === 'Home') this.all();
    else if (event.key === 'Enter' || event.key === ' ') this.on.pick(this.cursor);
    else if (event.key === 'Escape') {
      this.moveCursor(-1);
      this.on.pick(-1);
    } else return;
    event.preventDefault();
  }

  stepCursor(dx, dy) {
    const {ncol, nrow} = this.study.grid, from = this.cursor >= 0 ? this.cursor : this.picked;
    const start = from >= 0 ? {col: from % ncol, row: Math.floor(from / ncol)} : this.middle();
    const inside = (v, n) => Math.min(n - 1, Math.max(0, Math.floor(v)));
    const col = inside(start.col + (from >= 0 ? dx : 0), ncol), row = inside(start.row + (from >= 0 ? dy : 0), nrow);
    this.moveCursor(row * ncol + col);
    const x = this.x + (col + 0.5) * this.k * this.wide, y = this.y + (row + 0.5) * this.k;
    if (x < 10 || y < 10 || x > this.width - 10 || y > this.height - 10)
      this.look(col + 0.5, row + 0.5, this.k / this.least);
  }

  moveCursor(cell) {
    if (cell === this.cursor) return;
    this.cursor = cell;
    this.on.hover(cell, true);
    this.draw();
  }
}
