// words.js - elements and numbers as the reader sees them

/** A new element: attributes by name; `text`, `class` and `on` (events) are special. */
function el(tag, attributes = {}, ...children) {
  const svg = ['svg', 'path', 'line', 'rect', 'text', 'g', 'circle', 'title', 'polyline', 'tspan'];
  const element = svg.includes(tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') element.textContent = value;
    else if (name === 'on') for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

const byId = id => document.getElementById(id);

const THIN = '\u202f'; // between thousands, and before units
const GAS = {CO2: 'CO₂', CO2e: 'CO₂e', CH4: 'CH₄', N2O: 'N₂O'};

/** A sentence of the run as it is printed: chemical formulas, units that stay with their figures. */
function pretty(text) {
  return text.replace(/\b(CO2e?|CH4|N2O)\b/g, name => GAS[name]).replace(/(\d) (%|Gt|Mt|kt|t)(?![a-z])/g, '$1' + THIN + '$2');
}

/** Digits in groups of three, a true minus, at most `decimals` decimals. */
function grouped(value, decimals) {
  const [whole, rest] = Math.abs(value).toFixed(decimals).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, THIN) + (rest ? '.' + rest : '');
  return (value < 0 && Number(digits.replaceAll(THIN, '')) !== 0 ? '−' : '') + digits;
}

/** Three significant digits. */
function number(value) {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return '–';
  const power = Math.floor(Math.log10(Math.abs(value)) + 1e-12);
  if (power < -6) return value.toExponential(2).replace('-', '−');
  const unit = 10 ** (power - 2);
  return grouped(power >= 2 ? Math.round(value / unit) * unit : value, Math.max(0, 2 - power));
}

const UNITS = [['Gt', 1e12], ['Mt', 1e9], ['kt', 1e6], ['t', 1e3], ['kg', 1]];

/** The largest unit in which a mass is at least 1. */
function unitOf(kg) {
  return UNITS.find(([, size]) => Math.abs(kg) >= 0.9995 * size) || UNITS[UNITS.length - 1];
}

function mass(kg) {
  if (kg === 0) return '0' + THIN + 't';
  const [name, size] = unitOf(kg);
  return number(kg / size) + THIN + name;
}

/** How to write the masses of one column: one unit, in which the largest has two to four digits before the point. */
function massColumn(masses) {
  const most = masses.reduce((top, kg) => Math.max(top, Math.abs(kg) || 0), 0);
  const [name, size] = UNITS.find(([, unit]) => most >= 9.995 * unit) || UNITS[UNITS.length - 1];
  const decimals = most >= 999.95 * size ? 0 : most >= 9.995 * size ? 1 : 2;
  return {unit: name, size, write: kg => few(kg / size, decimals)};
}

/** A value of a column; what would round to nothing says so. */
function few(value, decimals) {
  const least = 10 ** -decimals;
  if (value !== 0 && Math.abs(value) < least / 2) return (value < 0 ? '> −' : '< ') + least.toFixed(decimals);
  return grouped(value, decimals);
}

/** "26 %", "5.2 %", "0.031 %" */
function percent(share) {
  const value = 100 * share, size = Math.abs(value);
  if (value === 0) return '0' + THIN + '%';
  if (!Number.isFinite(value)) return '–';
  return (size >= 9.95 ? grouped(value, 0) : size >= 0.1 ? grouped(value, 1)
    : size >= 0.001 ? grouped(value, 3) : value < 0 ? '> −0.001' : '< 0.001') + THIN + '%';
}

/** A share in a column, where decimals should stand below each other. */
function percentCell(share) {
  return Number.isFinite(share) ? few(100 * share, 1) : '–';
}

function place(lon, lat) {
  const part = (value, plus, minus) => Math.abs(value).toFixed(2) + '°' + THIN + (value < 0 ? minus : plus);
  return part(lat, 'N', 'S') + ', ' + part(lon, 'E', 'W');
}

/** English wants "the" before these names: those of the titles of maps (plan_titles.c). */
const THE = new RegExp('^(USA$|US$|UK$|UAE$|United |European |EU|Netherlands|Czech Rep|Russian Fed|Philippines|rest of |Republic of |RoW|ROW|' +
  'Slovak Rep|Dominican Rep|Syrian Arab|Central African Rep|Kyrgyz Rep|Democratic Rep|Lao People|Islamic Rep|Bahamas|Gambia|Maldives|Comoros|' +
  'Marshall Is|Solomon Is|Cayman Is|Faroe Is|Middle East|Americas|Isle of Man|State of Palestine)');

/** A market within a sentence: "the rest of the world", "the United States". */
function inSentence(name) {
  const plain = /^Rest of/.test(name) ? 'r' + name.slice(1) : name;
  return THE.test(plain) ? 'the ' + plain : plain;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is drawn for paper or for the screen, light or dark. */
function isDark() {
  const root = document.documentElement;
  if (root.dataset.paper) return false;
  if (root.dataset.theme) return root.dataset.theme === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}
