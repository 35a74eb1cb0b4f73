// choice.js - what the reader chose, its controls, its words, and the address that keeps it

const NO_CHOICE = {lens: '', to: '', sector: '', region: '', category: '', product: '', foreign: true, share: false};

/** The controls; `changed` is called with each new choice. */
class Choice {
  constructor(form, study, changed) {
    Object.assign(this, {form, study, changed, value: {...NO_CHOICE}, inputs: {}});
    const {axes, lenses} = study, options = list => list.map(({code, name}) => [code, capital(name || code).replaceAll('_', ' ')]);
    this.add('lens', 'What', [['', 'What is emitted'], ...lenses.map(lens => [lens.name, lens.label])], [], lenses);
    this.add('to', 'For the demand of', [['', 'All markets']], [['Groups', options(axes.groups)], ['Markets', options(axes.destinations)]]);
    this.addCheck('foreign', 'Foreign demand only', 'Leaves out what a region emits for its own market');
    this.add('sector', 'Emitted by', [['', 'All sectors'], ...options(axes.sectors)]);
    this.add('region', 'Emitted in', [['', 'All regions'], ...options(axes.regions)]);
    this.add('category', 'Kind of demand', [['', 'All final demand'], ...options(axes.categories)], [], axes.categories);
    this.add('product', 'Final product', [['', 'All products'], ...options(axes.products)], [], axes.products);
    this.addCheck('share', 'Share of each cell’s total, %', 'Percent in place of tonnes per km²');
    form.append(el('p', {class: 'field wide'}, el('button', {type: 'button', id: 'reset', text: 'Begin again', on: {click: () => this.set(NO_CHOICE)}})));
    form.addEventListener('submit', event => event.preventDefault());
  }

  add(name, label, plain, groups = [], needed = plain) {
    if (!needed.length) return;
    const option = ([value, text]) => el('option', {value, text});
    const select = el('select', {id: 'choose-' + name, name, on: {change: () => this.read()}}, ...plain.map(option),
      ...groups.filter(([, list]) => list.length).map(([title, list]) => el('optgroup', {label: title}, ...list.map(option))));
    this.inputs[name] = select;
    this.form.append(el('p', {class: 'field'}, el('label', {for: select.id, text: label}), select));
  }

  addCheck(name, label, title) {
    const input = el('input', {type: 'checkbox', id: 'choose-' + name, name, on: {change: () => this.read()}});
    this.inputs[name] = input;
    this.form.append(el('p', {class: 'field'}, el('label', {class: 'check', title}, input, el('span', {text: label}))));
  }

  read() {
    this.apart(document.activeElement.name);
    this.take();
    this.changed(this.value);
  }

  /** What a lever makes of the emissions is not told by markets: their controls rest then. */
  take() {
    for (const [name, input] of Object.entries(this.inputs))
      this.value[name] = input.type === 'checkbox' ? input.checked : input.value;
    for (const name of ['to', 'foreign', 'category', 'product', 'share'])
      if (this.inputs[name]) this.inputs[name].disabled = Boolean(this.value.lens);
  }

  /** Large studies carry categories and products, but not both at once: the older choice gives way. */
  apart(last) {
    const {category, product} = this.inputs;
    if (this.study.facts.parts.length === 2 && category && product && category.value && product.value)
      (last === 'product' ? category : product).value = '';
  }

  /** Takes some parts of a choice; what the study does not have is left out. */
  set(parts, quiet = false) {
    for (const [name, value] of Object.entries(parts)) {
      const input = this.inputs[name];
      if (!input) continue;
      if (input.type === 'checkbox') input.checked = Boolean(value);
      else if ([...input.options].some(option => option.value === value)) input.value = value;
    }
    this.apart('category');
    this.take();
    if (!quiet) this.changed(this.value);
  }

  /** As study.layer() and study.totals() take it. */
  selection(share = this.value.share) {
    const one = code => code ? [code] : null, v = this.value;
    if (v.lens) return {lens: v.lens, sectors: one(v.sector), regions: one(v.region)};
    return {destinations: one(v.to), sectors: one(v.sector), regions: one(v.region), categories: one(v.category),
      products: one(v.product), foreign: v.foreign, share};
  }

  /** What is chosen of the levers; undefined: the emissions as they are. */
  lens() {
    return this.study.lenses.find(lens => lens.name === this.value.lens);
  }

  nameOf(axis, code) {
    const found = this.study.axes[axis].find(entry => entry.code === code);
    return found ? found.name || code : code;
  }

  /** "CO₂ emitted for Japan by Iron and steel in Hebei, 2012" */
  title() {
    const v = this.value, {facts, axes} = this.study, words = [], demand = [], lens = this.lens();
    const axis = axes.groups.some(group => group.code === v.to) ? 'groups' : 'destinations';
    if (v.to && !lens) words.push((v.foreign ? 'elsewhere for ' : 'for ') + inSentence(this.nameOf(axis, v.to)));
    else if (v.foreign && !lens) words.push('for foreign markets');
    if (v.sector) words.push('by ' + this.nameOf('sectors', v.sector));
    if (v.region) words.push('in ' + inSentence(this.nameOf('regions', v.region)));
    if (lens) return [lens.title[0], ...words, lens.title[1]].join(' ') + ', ' + facts.year;
    if (v.category) demand.push('kind of demand: ' + this.nameOf('categories', v.category));
    if (v.product) demand.push('final product: ' + this.nameOf('products', v.product));
    return this.study.gas + (words.length ? ' emitted ' + words.join(' ') : ' emissions') +
      (demand.length ? ` (${demand.join(', ')})` : '') + ', ' + facts.year + (v.share ? ': share of all that is emitted there' : '');
  }

  /** For the address: what differs from the first choice. */
  words() {
    const parts = Object.entries(this.value).filter(([name, value]) => value !== NO_CHOICE[name]);
    return parts.map(([name, value]) => [name, typeof value === 'boolean' ? (value ? '1' : '0') : value]);
  }
}

/** The address says what is shown, so that it can be sent to others. */
function readAddress() {
  const words = new URLSearchParams(location.hash.slice(1)), parts = {};
  for (const [name, value] of words)
    if (name in NO_CHOICE) parts[name] = typeof NO_CHOICE[name] === 'boolean' ? value === '1' : value;
  const cell = Number(words.get('cell') ?? -1);
  return {parts, view: words.get('view') || '', theme: words.get('theme') || '', cell: Number.isInteger(cell) ? cell : -1};
}

function writeAddress(choice, view, cell) {
  const words = new URLSearchParams(choice.words());
  if (view) words.set('view', view);
  if (cell >= 0) words.set('cell', cell);
  const theme = document.documentElement.dataset.theme;
  if (theme) words.set('theme', theme);
  const address = words.toString();
  if (address !== location.hash.slice(1)) history.replaceState(null, '', '#' + address);
}
