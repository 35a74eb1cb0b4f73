// colours.js - the ramps of the maps: the same stops, the same steps in CIELAB

const RAMPS = {
  // ColorBrewer: Cynthia Brewer, Mark Harrower and The Pennsylvania State University (2002),
  // Apache-style licence.  This product includes color specifications and designs developed by
  // Cynthia Brewer (http://colorbrewer.org/).
  YlOrRd: ['#ffffcc', '#ffeda0', '#fed976', '#feb24c', '#fd8d3c', '#fc4e2a', '#e31a1c', '#bd0026', '#800026'],
  // viridis: Stefan van der Walt, Nathaniel Smith and Eric Firing (2015), CC0
  viridis: ['#440154', '#482576', '#414487', '#35608d', '#2a788e', '#21908c', '#22a884', '#43bf71', '#7ad151',
    '#bbdf27', '#fde725'],
  // ColorBrewer's RdBu, turned, as the maps of differences have it.
  BuRd: ['#053061', '#2166ac', '#4393c3', '#92c5de', '#d1e5f0', '#f7f7f7', '#fddbc7', '#f4a582', '#d6604d', '#b2182b',
    '#67001f'],
  // The same hues about a dark middle, for dark pages.
  night: ['#b5dcff', '#7ab8ee', '#4a8fcb', '#316593', '#263f57', '#2a2d31', '#5c3327', '#9a4c35', '#d36c4c', '#f39b7a', '#ffd3c0'],
};

// Okabe & Ito (2008), "Color universal design", then lattice colours far apart for colour-blind
// readers too: the first of those that the maps give to markets.  Later ones are grey.
const CATEGORY_COLOURS = ['#0072b2', '#d55e00', '#009e73', '#e69f00', '#cc79a7', '#56b4e9', '#f0e442', '#882255'];

const MAP_COLOURS = {
  light: {ramp: 'YlOrRd', both: 'BuRd', sea: '#eaf1f6', land: '#e1e1de', noData: '#c6c8c9', noEmission: '#fbfaf6',
    negative: '#8fb4d9', border: '#6e7276', coast: '#525960', mark: '#10304a', ink: '#1f2328', halo: '#ffffff'},
  dark: {ramp: 'viridis', both: 'night', sea: '#1b2127', land: '#2a2f34', noData: '#3b4146', noEmission: '#20262b',
    negative: '#c98a8a', border: '#7d868d', coast: '#c3cad0', mark: '#ffffff', ink: '#f2f4f5', halo: '#14171a'},
};

/** The colours of the study's own maps, in the theme that they are made for. */
function takeStyle(style) {
  if (!style || !style.ramp.length) return;
  RAMPS.study = style.ramp;
  const theme = labOf(style.land)[0] > 50 ? 'light' : 'dark';
  Object.assign(MAP_COLOURS[theme], {ramp: 'study', sea: style.sea, land: style.land, noData: style.no_data,
    noEmission: style.no_emission});
}

const mapColours = () => MAP_COLOURS[isDark() ? 'dark' : 'light'];

const rgbOf = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));

// sRGB and CIELAB under D65 (IEC 61966-2-1; CIE 15).
const WHITE = [0.95047, 1, 1.08883];
const TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]];
const FROM_XYZ = [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560],
  [0.0556434, -0.2040259, 1.0572252]];
const product = (matrix, v) => matrix.map(row => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);

function labOf(hex) {
  const linear = rgbOf(hex).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const f = product(TO_XYZ, linear).map((c, i) => c / WHITE[i])
    .map(t => t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116);
  return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])];
}

function hexOf([lightness, a, b]) {
  const y = (lightness + 16) / 116;
  const xyz = [y + a / 500, y, y - b / 200].map((f, i) =>
    WHITE[i] * (f ** 3 > 216 / 24389 ? f ** 3 : (116 * f - 16) * 27 / 24389));
  return '#' + product(FROM_XYZ, xyz).map(c => Math.min(1, Math.max(0, c)))
    .map(c => c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)
    .map(c => Math.round(255 * c).toString(16).padStart(2, '0')).join('');
}

/** Of the classes of a map, in the colours of the theme. */
function classColours(classes) {
  const colour = mapColours();
  return classes.signed ? bothColours(colour.both, classes.n) : rampColours(colour.ramp, classes.n);
}

/** The colour at a part of the way through some, in even steps; lightness counts thrice, as it carries the order. */
function colourAlong(colours, part) {
  const stops = colours.map(labOf);
  const steps = stops.slice(1).map((to, i) =>
    Math.hypot(3 * (to[0] - stops[i][0]), to[1] - stops[i][1], to[2] - stops[i][2]));
  if (part >= 1) return colours[colours.length - 1];
  let distance = part * steps.reduce((sum, step) => sum + step, 0), i = 0;
  while (i < steps.length - 1 && distance >= steps[i]) distance -= steps[i++];
  const f = distance / steps[i];
  return hexOf(stops[i].map((from, c) => from + f * (stops[i + 1][c] - from)));
}

/** n colours from low to high. */
const rampColours = (name, n) => Array.from({length: n}, (_, k) => colourAlong(RAMPS[name], n > 1 ? k / (n - 1) : 0.5));

/** n colours of a ramp that goes both ways: each arm by itself, so that its middle stays the middle. */
function bothColours(name, n) {
  const stops = RAMPS[name], middle = (stops.length - 1) / 2;
  return Array.from({length: n}, (_, k) => {
    const t = 2 * k / (n - 1);
    return t < 1 ? colourAlong(stops.slice(0, middle + 1), t) : colourAlong(stops.slice(middle), t - 1);
  });
}
