// The page of a look. All that it shows stands in this document: facts as JSON, weights as base64, layer by layer.
"use strict";
(() => {
const BUDGET = 5000, MANY = 1500, FEW = 24, SHORT = 3, ROW = 20, TALLEST = 720, PAGE = {curves: 50, tokens: 25};
const {theme, readTheme, upTo, colourOf, cells, rect, frame, write, draw, svg, fitted, plotted} = shapes, {array, ranked} = arrays;
const UNSAFE = /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;
const $ = id => document.getElementById(id), look = JSON.parse($("look").textContent), canvas = $("canvas"), grid = $("grid");
const said = number => number === 0 || Math.abs(number) >= 0.0005 ? number.toFixed(3) : number.toExponential(1);
const percent = part => `${(100 * part).toFixed(1)} %`, counted = number => number.toLocaleString("en"), key = (layer, head) => `${layer}.${head}`;
const name = token => (token.hidden ? `${token.piece} (${token.text.trim()})` : token.text).replace(UNSAFE, "\ufffd").trim() || "␣", placed = (tokens, i) => `${i + 1} ${name(tokens[i])}`;
const clamp = (number, low, high) => Math.min(Math.max(number, low), high);
const sum = list => list.reduce((total, one) => total + one, 0), most = list => list.reduce((top, one) => Math.max(top, Math.abs(one)), 0);

// -- the state, which stands in the fragment of the address ----------------------------------------------------------
const INITIAL = {
  stack: "", layer: 1, heads: [], muted: [], solo: "", how: "mean", measure: "weight", picture: "curves", scale: "raw", shared: false, words: false,
  special: true, sums: false, from: "", to: "", share: 70, rows: [], columns: [], pins: [], pinned: "mean", statistic: "entropy", ...look.start,
};
const CHOICES = ["stack", "measure", "picture", "scale", "from", "to", "how", "pinned", "statistic"], FLAGS = ["words", "special", "sums", "shared"];
let state = {...INITIAL}, complaints = [], hovered = null, cursor = null, box = null, address = 0, thumbs = null, pressed = null, isFolded = null;
const stack = () => look.stacks.find(one => one.kind === state.stack), layers = () => stack().scales.length, page = {curves: 0, tokens: 0};
const pieces = side => stack().tokens[0][side], both = () => [...pieces("rows"), ...pieces("columns")];
const parts = () => [...new Set(both().map(token => token.part).filter(Boolean))], allOf = layer => upTo(stack().heads).map(head => [layer, head + 1, 1]);
const measures = () => ["weight", ...stack().values.length ? ["norm"] : [], ...stack().rollout ? ["rollout"] : []];
const refuse = words => { throw new RangeError(words); }, list = read => text => text === "" ? [] : text.split(",").map(read);
const among = known => text => known.includes(text) ? text : refuse(`there is no “${text}”`), isIn = (text, last) => /^[1-9]\d*$/.test(text) && text <= last;
function nearest(text, low, high) {
  const found = clamp(/^-?\d+$/.test(text) ? Number(text) : refuse(`“${text}” is no whole number`), low, high);
  if (found !== Number(text)) complaints.push(`${text} is not there, the nearest of ${low} to ${high} is taken`);
  return found;
}
function weighed(text) {  // layer.head or layer.head*weight
  const [, layer, head, , weight = "1"] = /^(\d+)\.(\d+)(\*(.+))?$/.exec(text) ?? [];
  if (!isIn(layer, layers()) || !isIn(head, stack().heads)) refuse(`head “${text}” is not there: layers go to ${layers()}, heads to ${stack().heads}`);
  return Number.isFinite(Number(weight)) ? [layer, head, weight].map(Number) : refuse(`“${weight}” is no weight`);
}
const range = side => text => {
  const ends = list(one => nearest(one, 1, pieces(side).length))(text);
  return !ends.length || ends.length === 2 && ends[0] <= ends[1] ? ends : refuse(`“${text}” is no range of tokens`);
};
const pinOf = text => isIn(text.slice(1), {r: pieces("rows"), c: pieces("columns")}[text[0]]?.length) ? text : refuse(`token “${text}” is not there`);
const READ = {
  ...Object.fromEntries(CHOICES.map(one => [one, text => among([...$(one).options].map(option => option.value))(text)])),
  ...Object.fromEntries(FLAGS.map(one => [one, text => among(["0", "1"])(text) === "1"])), layer: text => nearest(text, 1, layers()),
  share: text => nearest(text, 0, 100), heads: list(weighed), muted: list(text => key(...weighed(text))), solo: text => text && key(...weighed(text)),
  rows: range("rows"), columns: range("columns"), pins: list(pinOf),
};
const written = value => Array.isArray(value) ? value.map(one => one.length === 3 && one.map ? `${key(...one)}*${one[2]}` : one).join() : String(value === true ? 1 : value === false ? 0 : value);
function fragment() {
  const changed = Object.keys(READ).filter(one => written(state[one]) !== written(INITIAL[one])).map(one => [one, written(state[one])]);
  return changed.length ? String(new URLSearchParams([["of", look.id], ...changed])) : "";
}
function restore() {
  const given = new URLSearchParams(location.hash.slice(1)), isOurs = given.get("of") === look.id;
  [state, complaints] = [{...INITIAL}, given.size && !isOurs ? ["it is of another text or model"] : []];
  for (const one of isOurs ? Object.keys(READ).filter(one => given.has(one)) : []) {
    fillChoices();
    try { state[one] = READ[one](given.get(one)); } catch (error) { complaints.push(`${one}: ${error.message}`); }
    if (one === "stack" && state.stack !== INITIAL.stack) adjust();
  }
  render();
}
function adjust() {  // what the other stack does not have becomes what it has
  const layer = clamp(state.layer, 1, layers()), measure = measures().includes(state.measure) ? state.measure : "weight";
  Object.assign(state, {muted: [], solo: "", rows: [], columns: [], pins: [], from: "", to: "", layer, measure, heads: allOf(layer)});
}
function change(made) {
  Object.assign(state, made); complaints = [];
  if (made.stack) adjust();
  clearTimeout(address);  // browsers allow the address a few changes a second
  address = setTimeout(() => { try { history.replaceState(null, "", `#${fragment()}`); } catch { /* a frame that has no address */ } }, 250);
  requestAnimationFrame(render);
}

// -- from arrays to what is drawn ------------------------------------------------------------------------------------
const memory = new Map(), shown = () => ["stack", "words", "special", "sums", "from", "to"].map(one => state[one]), layerShown = () => [shown(), state.measure, state.layer];
function remembered(what, from, make) {  // the last value, until something that it is made of changes
  const held = JSON.stringify(from);
  if (memory.get(what)?.held !== held) memory.set(what, {held, value: make()});
  return memory.get(what).value;
}
const lens = () => remembered("lens", shown(), () => {
  const tokens = stack().tokens.at(state.words ? -1 : 0), [rows, columns] = [[tokens.rows, state.from], [tokens.columns, state.to]].map(([all, part]) => {
    const kept = all.filter(token => (state.special || !token.special) && (!part || token.part === part));
    const at = new Int32Array(sum(all.map(token => token.positions.length))).fill(-1);  // where a position is shown
    kept.forEach((token, i) => token.positions.forEach(position => { at[position] = i; }));
    return {kept, at, isCut: kept.length < all.length};
  }), isCut = rows.isCut || columns.isCut;
  return {rows: rows.kept, columns: columns.kept, rowAt: rows.at, columnAt: columns.at, isCut, sums: state.sums && isCut};
});
function combined(heads, measure, how) {  // over the model's positions: heads as they are weighed, row by row
  const one = stack(), width = pieces("columns").length, size = pieces("rows").length * width, out = new Float32Array(size), count = one.heads;
  const total = how === "mean" ? sum(heads.map(([, , weight]) => Math.abs(weight))) : 1, layer = number => array(`${one.kind}-${number}`, one.code, one.scales[number - 1]);
  if (measure !== "norm") for (const [number, head, weight] of heads) {
    const {codes, values} = layer(number), from = (head - 1) * size, factor = weight / total;
    for (let i = 0; i < size; i++) out[i] += factor * values[codes[from + i]];
  }
  if (measure !== "norm") return out;
  const [[number]] = heads, {codes, values} = layer(number), held = array(`${one.kind}-values-${number}`, "word", one.values[number - 1]);
  for (const [, a, left] of heads) for (const [, b, right] of heads) for (let i = 0; i < size; i++) {  // Kobayashi et al. 2020, equation 4
    const product = held.values[held.codes[((i % width) * count + a - 1) * count + b - 1]];
    out[i] += left * right * values[codes[(a - 1) * size + i]] * values[codes[(b - 1) * size + i]] * product;
  }
  return out.map(square => Math.sqrt(Math.max(square, 0)) / total);
}
function through(matrix) {  // as it is shown: pieces of a word summed as columns and averaged as rows
  const {rows, columns, rowAt, columnAt, sums} = lens(), wide = columns.length, out = new Float32Array(rows.length * wide);
  rowAt.forEach((row, p) => {
    const to = row * wide, from = p * columnAt.length, share = 1 / rows[row]?.positions.length;
    for (let q = 0; row >= 0 && q < columnAt.length; q++) if (columnAt[q] >= 0) out[to + columnAt[q]] += matrix[from + q] * share;
  });
  const totals = sums ? rows.map((_, row) => sum(out.subarray(row * wide, (row + 1) * wide))) : [];
  return sums ? out.map((value, i) => totals[i / wide | 0] > 0 ? value / totals[i / wide | 0] : 0) : out;
}
function mixed(heads) {  // rows are made to sum to 1 head by head
  if (!lens().sums || state.measure === "norm") return through(combined(heads, state.measure, state.how));
  const each = heads.map(([layer, head]) => through(combined([[layer, head, 1]], "weight", "sum"))), total = state.how === "mean" ? sum(heads.map(([, , weight]) => Math.abs(weight))) : 1;
  return each[0].map((_, i) => sum(each.map((matrix, one) => matrix[i] * heads[one][2])) / total);
}
const isHeard = ([layer, head, weight]) => weight && (state.solo ? state.solo === key(layer, head) : !state.muted.includes(key(layer, head)));
const isAlone = heads => heads.length === 1 && heads[0][2] > 0 && (state.how === "mean" || heads[0][2] === 1);
function title(heads) {
  if (state.measure === "rollout") return `rollout to layer ${state.layer}`;
  if (isAlone(heads)) return `layer ${heads[0][0]}, head ${heads[0][1]}`;
  const among = new Set(heads.map(([layer]) => layer)).size, isPlain = heads.every(([, , weight]) => weight === 1), isAll = isPlain && heads.length === among * stack().heads;
  return `${state.how} of ${isAll ? "all heads" : heads.length === 1 ? "1 head" : `${heads.length} heads`} of ${among === 1 ? `layer ${heads[0][0]}` : `${among} layers`}${isPlain ? "" : ", weighed"}`;
}
function view() {
  const isRollout = state.measure === "rollout", heads = isRollout ? [] : state.heads.filter(isHeard);
  return remembered("view", [shown(), state.measure, state.how, isRollout ? state.layer : heads], () => {
    const {rows, columns} = lens(), isMixed = state.measure === "norm" && heads.some(([layer]) => layer !== heads[0][0]);
    const error = !rows.length || !columns.length ? "Nothing is left to show: change the parts or the special tokens."
      : !isRollout && !heads.length ? "No head is in the picture: choose one whose weight is not 0."
      : isMixed ? "Norms add up what heads of one layer write: choose heads of one layer." : "";
    if (error) return {rows: [], columns: [], matrix: new Float32Array(0), order: [], what: "nothing", heads, error};
    const matrix = isRollout ? through(combined([[state.layer, stack().heads + 1, 1]], "weight", "sum")) : mixed(heads);
    return {rows, columns, matrix, what: title(heads), heads, error, ...ranked(matrix, rows.length, columns.length)};
  });
}
function pinnedOf(side, tokens) {
  const places = state.pins.filter(pin => pin[0] === side[0]).map(pin => pin.slice(1) - 1);
  return new Set(upTo(tokens.length).filter(i => places.some(place => tokens[i].positions.includes(place))));
}
function within(side, tokens) {
  const [first, last] = state[side].length ? state[side] : [1, Infinity];
  return upTo(tokens.length).filter(i => tokens[i].positions[0] + 1 >= first && tokens[i].positions[0] + 1 <= last);
}
function edges(seen) {  // the cells drawn: of each row the largest, in range, of chosen tokens where there are any
  const [rows, columns] = ["rows", "columns"].map(side => {  // of each token 0: out of range, 1: in it, 2: chosen too
    const chosen = hovered?.side ? new Set(hovered.side === side ? [hovered.index] : []) : pinnedOf(side, seen[side]), marks = new Uint8Array(seen[side].length);
    for (const i of within(side, seen[side])) marks[i] = chosen.has(i) ? 2 : 1;
    return marks;
  });
  const width = seen.columns.length, wanted = seen.totals?.map(total => total * state.share / 100 * (1 - 1e-6)), cells = [];
  const least = hovered?.side || rows.includes(2) || columns.includes(2) ? 2 : 1;
  let found = 0;
  for (let rank = 0; rank < seen.order.length; rank++) {
    const i = seen.order[rank], row = i / width | 0, column = i - row * width;
    if (seen.before[rank] >= wanted[row] || !rows[row] || !columns[column] || Math.max(rows[row], columns[column]) < least) continue;
    if (++found <= BUDGET) cells.push(i);
  }
  return {cells, found};
}
const byHead = () => remembered("byHead", [layerShown(), state.pins, state.pinned], () => {  // of all heads of the layer
  const {rows, columns, isCut, sums} = lens(), isRollout = state.measure === "rollout", count = isRollout ? 1 : stack().heads, width = columns.length;
  const from = pinnedOf("rows", rows), to = pinnedOf("columns", columns), given = new Float32Array(rows.length * count), received = new Float32Array(width * count);
  const isPeak = !to.size && state.measure !== "norm" && (!isCut || sums), measure = isRollout ? "weight" : state.measure;  // sums of whole rows say nothing
  const per = side => side.size && state.pinned === "mean" ? side.size : 1, perRow = per(to), perColumn = from.size ? per(from) : rows.length;
  for (let head = 0; head < count; head++) {
    const one = [[state.layer, isRollout ? stack().heads + 1 : head + 1, 1]];
    remembered(`head ${head}`, layerShown(), () => through(combined(one, measure, "sum"))).forEach((value, i) => {
      const row = i / width | 0, column = i % width, place = row * count + head;
      if (isPeak) given[place] = Math.max(given[place], value);
      else if (!to.size || to.has(column)) given[place] += value / perRow;
      if (!from.size || from.has(row)) received[column * count + head] += value / perColumn;
    });
  }
  const where = isRollout ? "" : `, by head of layer ${state.layer}`, these = side => side.size > 1 ? `${state.pinned} of ${side.size} pinned` : "the pinned token";
  const out = isPeak ? "Largest given" : to.size ? `Given to ${these(to)}` : "Given to all shown", back = from.size ? `Received from ${these(from)}` : "Received, mean over rows";
  return {count, given, received, from, to, said: {rows: out + where, columns: back + where}};
});

// -- the picture of the view -----------------------------------------------------------------------------------------
const shared = () => !state.shared || state.measure === "rollout" ? 0 : state.measure === "norm" ? stack().largestNorm : stack().largest;
function strengths(seen) {  // of a cell its colour, from -1 to 1
  const {matrix, rowTop, columnTop} = seen, width = seen.columns.length, top = Math.max(shared(), seen.top), {scale} = state;
  return i => {
    const part = Math.min(Math.abs(matrix[i]) / ((scale === "row" ? rowTop[i / width | 0] : scale === "column" ? columnTop[i % width] : top) || 1), 1);
    return Math.sign(matrix[i]) * (scale === "root" ? Math.sqrt(part) : part);
  };
}
function layout(seen, width) {
  const rows = within("rows", seen.rows), columns = within("columns", seen.columns), heads = byHead(), isMatrix = state.picture === "matrix";
  const cell = clamp(Math.floor(width * 0.13 / heads.count), 1, 12), heat = isMatrix ? 0 : heads.count * cell, scores = look.explanation && !isMatrix ? 18 : 0;
  const label = Math.min(150, width * 0.2, 20 + 7.2 * Math.max(...[...seen.rows, ...seen.columns].map(token => name(token).length)));
  const x = heat + label + 14, top = isMatrix ? label * 0.9 + 8 : 6, step = isMatrix ? Math.min(26, (width - x - 8) / columns.length) : ROW;
  const steps = {rows: Math.min(step, TALLEST / rows.length), columns: isMatrix ? step : Math.min(ROW, TALLEST / columns.length)};
  const right = isMatrix ? x + step * columns.length : width - heat - label - 14 - scores;
  const bottom = top + Math.max(steps.rows * rows.length, isMatrix ? 0 : steps.columns * columns.length);
  return {rows, columns, heads, cell, heat, scores, label, isMatrix, x, right, top, steps, width, bottom, height: Math.ceil(bottom + 34)};
}
function pictureOf(seen, at, drawn, isPlotted) {
  const {rows, columns, steps} = at, strength = strengths(seen), wide = columns.length, y = at.bottom + 18, x = at.heat + 8, cell = i => rows[i / wide | 0] * seen.columns.length + columns[i % wide];
  const field = at.isMatrix ? [{image: cells(wide, rows.length, i => strength(cell(i))), x: at.x, y: at.top, w: at.right - at.x, h: at.bottom - at.top}] : curvesOf(seen, at, drawn.cells, isPlotted);
  const [row, column] = hovered?.cell ?? [], spot = hovered?.cell ? [frame(at.x + columns.indexOf(column) * steps.columns, at.top + rows.indexOf(row) * steps.rows, steps.columns, steps.rows)] : [];
  const ramp = upTo(60).map(i => rect(x + 12 + i * 1.5, y - 6, 1.6, 12, colourOf((i + 1) / 60)));
  return [...field, ...["rows", "columns"].flatMap(side => [...heatOf(at, side), ...labelsOf(seen, at, side)]), ...scoresOf(seen, at), ...spot, write("0", x, y), ...ramp, write(topOf(seen), x + 108, y)];
}
function curvesOf(seen, at, drawn, isPlotted) {  // weak ones first
  const width = seen.columns.length, middle = (at.x + at.right) / 2, strength = strengths(seen), [w, h] = [Math.round(at.right - at.x), Math.ceil(at.bottom - at.top) + 1];
  const [rowAt, columnAt] = ["rows", "columns"].map(side => new Map(at[side].map((one, place) => [one, (place + 0.5) * at.steps[side]])));
  const curves = drawn.toReversed().map(i => [rowAt.get(i / width | 0), columnAt.get(i % width), strength(i)]);
  if (isPlotted && drawn.length > MANY) return [{image: plotted(curves, w, h), x: at.x, y: at.top, w, h}];
  const look = part => ({stroke: colourOf(part), line: drawn.length > MANY / 3 ? 1 : 0.6 + 2 * Math.abs(part), dash: part < 0 ? [4, 3] : []});
  return curves.map(([from, to, part]) => ({curve: [at.x, at.top + from, middle, at.right, at.top + to], ...look(part)}));
}
function heatOf(at, side) {
  const {count} = at.heads, held = side === "rows" ? at.heads.given : at.heads.received, x = side === "rows" ? 0 : at.width - at.heat, value = i => held[at[side][i / count | 0] * count + i % count];
  const made = () => { const top = most(held) || 1; return cells(count, at[side].length, i => Math.sign(value(i)) * Math.sqrt(Math.abs(value(i)) / top)); };
  const heads = count > 1 ? state.heads.filter(one => one[0] === state.layer && isHeard(one)) : [], marks = heads.map(([, head]) => rect(x + (head - 1) * at.cell, at.top - 5, at.cell - 1, 3, theme.ink));
  return at.isMatrix ? [] : [{image: remembered(`heat of ${side}`, [layerShown(), state.pins, state.pinned, state[side], theme.name], made), x, y: at.top, w: at.heat, h: at.steps[side] * at[side].length}, ...marks];
}
function scoresOf(seen, at) {
  const top = most(seen.columns.map(token => token.score ?? 0)) || 1, left = at.width - at.heat - 20, step = at.steps.columns;
  return !at.scores ? [] : at.columns.flatMap((column, place) => {
    const part = (seen.columns[column].score ?? 0) / top, y = at.top + place * step;
    return [...part ? [rect(left, y, 12, Math.max(step - 0.5, 0.5), colourOf(part))] : [], ...part < 0 && step > 8 ? [write("−", left + 6, y + step / 2, "middle", {isBold: true})] : []];
  });
}
function labelsOf(seen, at, side) {
  const isRow = side === "rows", pinned = isRow ? at.heads.from : at.heads.to, step = at.steps[side], tops = isRow ? seen.rowTop : seen.columnTop, taken = [], shapes = [];
  const isMarked = i => pinned.has(i) || hovered?.side === side && hovered.index === i || hovered?.cell?.[isRow ? 0 : 1] === i;
  const last = hovered?.side === "rows" ? hovered.index : at.heads.from.size ? Math.max(...at.heads.from) : Infinity;
  const first = (i, j) => isMarked(j) - isMarked(i) || (step < 11 ? tops[j] - tops[i] : i - j);  // where not all have room, the strongest
  for (const place of upTo(at[side].length).sort((a, b) => first(at[side][a], at[side][b]))) {
    const i = at[side][place], along = (place + 0.5) * step, isQuiet = seen[side][i].special || stack().causal && !isRow && i > last;
    if (taken.some(other => Math.abs(other - along) < 12)) continue;
    taken.push(along);
    const words = fitted((pinned.has(i) ? "● " : "") + name(seen[side][i]), at.label), style = {isBold: isMarked(i), fill: isQuiet ? theme.quiet : theme.ink};
    shapes.push(at.isMatrix && !isRow ? write(words, at.x + along, at.top - 6, "start", {...style, turn: -60}) : write(words, isRow ? at.x - 6 : at.right + 6, at.top + along, isRow ? "end" : "start", style));
  }
  const place = cursor?.side === side && document.activeElement === canvas && (isRow || !at.isMatrix) ? at[side].indexOf(cursor.index) : -1;
  return place < 0 ? shapes : [...shapes, frame(isRow ? at.x - at.label - 8 : at.right + 2, at.top + place * step, at.label + 6, Math.max(step, 4))];
}
const topOf = seen => ({row: "each row’s largest", column: "each column’s largest"})[state.scale] ?? said(Math.max(shared(), seen.top));
function legend(seen) {
  const kind = {weight: "attention", norm: "attention × length of the value vector", rollout: "rollout"}[state.measure], root = state.scale === "root" ? ", by its square root" : "";
  const of = ["row", "column"].includes(state.scale) ? "" : shared() ? ", one scale for all heads" : ", the largest of this picture", below = seen.isSigned ? " Dashed orange: below 0." : "";
  return `Colour: ${kind}${root}, from 0 to ${topOf(seen)}${of}.${below} Side maps and thumbnails: by square root. Weights are held to within ${said(stack().error)}.`;
}

// -- all heads at once -----------------------------------------------------------------------------------------------
function paintGrid() {
  const count = stack().heads, all = count * layers(), {rows, columns} = lens(), cell = Math.min(34, (grid.clientWidth - 20) / count), until = performance.now() + 24;
  const measure = state.measure === "norm" ? "norm" : "weight", [wide, high] = [columns, rows].map(side => clamp(side.length, 1, 24)), every = Math.ceil(14 / cell);
  const fresh = () => ({next: rows.length && columns.length ? 0 : all, image: Object.assign(document.createElement("canvas"), {width: wide * count, height: high * layers()})});
  thumbs = remembered("thumbs", [shown(), measure, state.shared, theme.name], fresh);
  for (; thumbs.next < all && performance.now() < until; thumbs.next++) {
    const head = thumbs.next % count, layer = thumbs.next / count | 0, pooled = new Float32Array(wide * high);
    through(combined([[layer + 1, head + 1, 1]], measure, "sum")).forEach((value, i) => {
      const at = ((i / columns.length | 0) * high / rows.length | 0) * wide + (i % columns.length * wide / columns.length | 0);
      if (Math.abs(value) > Math.abs(pooled[at])) pooled[at] = value;
    });
    const top = shared() || most(pooled) || 1, part = i => Math.sign(pooled[i]) * Math.sqrt(Math.min(Math.abs(pooled[i]) / top, 1));
    thumbs.image.getContext("2d").drawImage(cells(wide, high, part), head * wide, layer * high);
  }
  draw(grid, grid.clientWidth, cell * layers() + 20, upTo(all).flatMap(place => {
    const head = place % count, layer = place / count | 0, x = 20 + head * cell, y = 20 + layer * cell, held = state.heads.find(([a, b]) => a === layer + 1 && b === head + 1), quiet = {fill: theme.quiet};
    const thumb = {image: thumbs.image, x: x + 1, y: y + 1, w: cell - 2, h: cell - 2, cut: [head * wide, layer * high, wide, high]};
    return [thumb, ...held ? [frame(x, y, cell, cell)] : [], ...held && !isHeard(held) ? [write("×", x + cell / 2, y + cell / 2, "middle", {isBold: true})] : [],
      ...layer || head % every ? [] : [write(String(head + 1), x + cell / 2, 10, "middle", quiet)], ...head || layer % every ? [] : [write(String(layer + 1), 14, y + cell / 2, "end", quiet)]];
  }));
  grid.at = event => [[event.offsetY, layers()], [event.offsetX, count]].map(([at, last]) => clamp(Math.floor((at - 20) / cell) + 1, 1, last));
  if (thumbs.next < all) setTimeout(paintGrid);
}
function describe(layer, head) {
  const [entropy, , ...shares] = stack().table[(layer - 1) * stack().heads + head - 1], names = ["before", "itself", "after", "special"];
  $("grid-said").textContent = `Layer ${layer}, head ${head}: entropy ${entropy.toFixed(2)}${names.map((one, i) => shares[i] === null ? "" : `, ${one} ${percent(shares[i])}`).join("")}`;
}

// -- controls and tables ---------------------------------------------------------------------------------------------
const made = (tag, properties, ...inner) => { const found = Object.assign(document.createElement(tag), properties); found.append(...inner); return found; };
function fillChoices() {
  const choices = {stack: look.stacks.map(one => one.kind), from: ["", ...parts()], to: ["", ...parts()], measure: measures()};
  const names = {"": "all", weight: "attention", norm: "attention × value length", rollout: "rollout to this layer"};
  for (const [id, values] of Object.entries(choices)) {
    if ($(id).childElementCount !== values.length) $(id).replaceChildren(...values.map(value => made("option", {value}, names[value] ?? value)));
    $(id).parentElement.hidden = values.length < {stack: 2, measure: 1, from: 3, to: 3}[id];
  }
}
function showControls(seen) {
  const isLine = ["row", "column"].includes(state.scale), isRollout = state.measure === "rollout", named = seen.what[0].toUpperCase() + seen.what.slice(1);
  fillChoices();
  for (const one of [...CHOICES, ...FLAGS, "share", "layer"]) $(one)[FLAGS.includes(one) ? "checked" : "value"] = state[one];
  const off = {special: !both().some(token => token.special), words: stack().tokens.length < 2, sums: !lens().isCut, how: isRollout, shared: isRollout || isLine, share: state.picture === "matrix"};
  for (const one of Object.keys(off)) $(one).disabled = off[one];
  [$("layer").max, $("head").max, $("head").value] = [layers(), stack().heads, state.heads.length === 1 ? state.heads[0][1] : $("head").value || 1];
  for (const side of ["rows", "columns"]) ["first", "last"].forEach((end, i) => Object.assign($(`${side}-${end}`), {max: pieces(side).length, value: state[side][i] ?? [1, pieces(side).length][i]}));
  const mix = () => $("mix").replaceChildren(...state.heads.length > FEW ? [made("li", {}, `${state.heads.length} heads`)] : state.heads.map(rowOfMix));
  remembered("mix", [state.heads, state.muted, state.solo], mix);
  $("complaint").hidden = !complaints.length; if (isFolded !== (isFolded = state.heads.length > SHORT)) $("mix-fold").open = !isFolded; // then it is the reader's
  const words = {
    "share-said": `${state.share} %`, "mix-count": state.heads.length === 1 ? "1 head" : `${state.heads.length} heads`, what: named + (look.stacks.length > 1 ? ` (${state.stack})` : ""), python: python(), error: "", legend: seen.error || legend(seen),
    complaint: complaints.length ? `Not all of the address could be used: ${complaints.join("; ")}.` : "",
    ...look.explanation ? {explained: `The bars beside the tokens are an attribution: ${look.explanation.method} explains ${look.explanation.said}.`} : {},
  };
  for (const id of Object.keys(words)) if ($(id).textContent !== words[id]) $(id).textContent = words[id];
}
function rowOfMix(head) {
  const [layer, number, weight] = head, id = key(layer, number), row = $("mix-row").content.firstElementChild.cloneNode(true), [words, field, mute, solo, remove] = row.children;
  [words.textContent, row.className] = [`layer ${layer}, head ${number}`, isHeard(head) ? "" : "exg-off"];
  for (const one of [field, mute, solo, remove]) one.setAttribute("aria-label", `${one.title} of ${words.textContent}`);
  for (const [button, isOn] of [[mute, state.muted.includes(id)], [solo, state.solo === id]]) button.setAttribute("aria-pressed", isOn);
  Object.assign(field, {value: weight, onchange: () => change({heads: state.heads.map(one => one === head ? [layer, number, Number(field.value) || 0] : one)})});
  mute.onclick = () => change({muted: state.muted.includes(id) ? state.muted.filter(one => one !== id) : [...state.muted, id]});
  [solo.onclick, remove.onclick] = [() => change({solo: state.solo === id ? "" : id}), () => choose(layer, number, true)];
  return row;
}
function table(id, heads, rows) {
  const row = (scope, [head, ...others], tag) => made("tr", {}, made("th", {scope}, head), ...others.map(words => made(tag, tag === "th" ? {scope: "col"} : {}, words)));
  $(id).replaceChildren(made("thead", {}, row("col", heads, "th")), made("tbody", {}, ...rows.map(one => row("row", one, "td"))));
}
function paged(what, rows) {
  const size = PAGE[what], last = Math.max(0, Math.ceil(rows.length / size) - 1), at = page[what] = clamp(page[what], 0, last);
  [$(`${what}-before`).disabled, $(`${what}-after`).disabled] = [at === 0, at === last];
  $(`${what}-page`).textContent = rows.length ? `${at * size + 1} to ${Math.min(rows.length, (at + 1) * size)} of ${counted(rows.length)}` : "none";
  return rows.slice(at * size, (at + 1) * size);
}
function showTables(seen, drawn) {
  const width = seen.columns.length, {count, given, received, said: sides} = byHead(), heads = upTo(stack().heads), score = look.explanation ? ["score"] : [];
  const value = (layer, head) => stack().table[layer * heads.length + head][$("statistic").selectedIndex]?.toFixed(2) ?? "–";
  if ($("grid-twin").open) table("grid-table", ["", ...heads.map(head => `head ${head + 1}`)], upTo(layers()).map(layer => [`layer ${layer + 1}`, ...heads.map(head => value(layer, head))]));
  const edge = i => [placed(seen.rows, i / width | 0), placed(seen.columns, i % width), said(seen.matrix[i]), percent(Math.abs(seen.matrix[i]) / seen.totals[i / width | 0])];
  if ($("curves-twin").open) table("curves-table", ["from", "to", "number", "share of its row"], paged("curves", drawn.cells).map(edge));
  const scored = token => score.map(() => token.score == null ? "–" : said(token.score)), named = heads.slice(0, count).map(head => count > 1 ? `head ${head + 1}` : "rollout");
  const side = (tokens, held, words) => tokens.map((token, i) => [`${words} ${placed(tokens, i)}`, ...scored(token), ...Array.from(held.subarray(i * count, (i + 1) * count), said)]);
  const rows = () => paged("tokens", [...side(seen.columns, received, "to"), ...side(seen.rows, given, "from")]);
  if ($("tokens-twin").open) table("tokens-table", [`to: ${sides.columns}; from: ${sides.rows}`, ...score, ...named], rows());
}
function render() {
  readTheme($("app"));
  const seen = view(), drawn = edges(seen), all = counted(seen.matrix.length), found = counted(drawn.found), {said: sides} = byHead();
  box = seen.error ? null : layout(seen, canvas.clientWidth);
  if (box) draw(canvas, box.width, box.height, pictureOf(seen, box, drawn, true));
  else draw(canvas, canvas.clientWidth, 40, [write(seen.error, 8, 20)]);
  $("edges").textContent = seen.error ? "" : state.picture === "matrix" ? `All ${all} cells.`
    : drawn.found > BUDGET ? `The top ${counted(BUDGET)} of ${all} cells are drawn; ${found} hold ${state.share} % of their rows.`
    : `${found} of ${all} cells are drawn: of each row the largest that hold ${state.share} % of it.`;
  [$("given-said").textContent, $("received-said").textContent] = box?.isMatrix === false ? [sides.rows, sides.columns] : ["", ""];
  showControls(seen); showTables(seen, drawn);
  remembered("grid", [shown(), state.measure, state.shared, state.heads, state.muted, state.solo, grid.clientWidth, theme.name], paintGrid);
}

// -- what people do --------------------------------------------------------------------------------------------------
function choose(layer, head, isAdded) {  // alone, or in and out of the picture
  const id = key(layer, head), others = state.heads.filter(one => key(...one) !== id), muted = isAdded ? state.muted.filter(one => one !== id) : [];
  const isNew = others.length === state.heads.length, added = isNew ? [...others, [layer, head, 1]].sort(([a, b], [c, d]) => a - c || b - d) : others;
  change({layer, heads: isAdded ? added : [[layer, head, 1]], muted, solo: isAdded && state.solo !== id ? state.solo : ""});
}
function pin(side, i) {
  const own = lens()[side][i].positions.map(position => side[0] + (position + 1)), others = state.pins.filter(one => !own.includes(one));
  change({pins: others.length < state.pins.length ? others : [...others, own[0]]});
}
function under(event) {  // the token or the cell there
  if (!box || event.offsetY < box.top) return null;
  const x = event.offsetX, side = box.isMatrix || x < (box.x + box.right) / 2 ? "rows" : "columns", index = box[side][Math.floor((event.offsetY - box.top) / box.steps[side])];
  const column = box.isMatrix && x >= box.x ? box.columns[Math.floor((x - box.x) / box.steps.columns)] : -1;
  return index === undefined || column === undefined ? null : column < 0 ? {side, index} : {cell: [index, column]};
}
function read(at) {
  const seen = view(), width = seen.columns.length, isRow = at?.side === "rows", others = isRow ? seen.columns : seen.rows, [row, column] = at?.cell ?? [], cell = seen.matrix[row * width + column];
  if (at?.cell) return `${placed(seen.rows, row)} → ${placed(seen.columns, column)}: ${said(cell)} (${percent(Math.abs(cell) / seen.totals[row])} of its row)`;
  const value = i => seen.matrix[isRow ? at.index * width + i : i * width + at.index], best = at ? upTo(others.length).sort((a, b) => Math.abs(value(b)) - Math.abs(value(a))).slice(0, 3) : [];
  return at ? `${placed(seen[at.side], at.index)} ${isRow ? "gives most to" : "receives most from"} ${best.map(i => `${placed(others, i)} (${said(value(i))})`).join(", ")}` : "";
}
function point(at) {
  if (JSON.stringify(at) === JSON.stringify(hovered)) return;
  [hovered, $("readout").textContent] = [at, read(at)];
  requestAnimationFrame(render);
}
Object.assign(canvas, {onpointermove: event => point(under(event)), onpointerleave: () => point(null), onpointerdown: event => { pressed = under(event); }});
canvas.onpointerup = event => {
  const at = under(event), x = event.offsetX < box?.heat ? event.offsetX : event.offsetX - box?.width + box?.heat;
  if (!at?.side || at.side !== pressed?.side) return;
  const [first, last] = [at.index, pressed.index].sort((a, b) => a - b).map(i => lens()[at.side][i].positions);
  if (at.index !== pressed.index) change({[at.side]: [first[0] + 1, last.at(-1) + 1]});  // dragged: a range
  else if (x >= 0 && box.heads.count > 1) choose(state.layer, clamp(Math.floor(x / box.cell) + 1, 1, stack().heads), event.shiftKey);
  else pin(at.side, at.index);
};
canvas.onkeydown = event => {
  const seen = view(), move = {ArrowUp: -1, ArrowDown: 1}[event.key] ?? 0, turn = {ArrowLeft: "rows", ArrowRight: "columns"}[event.key], isPin = event.key === "Enter" || event.key === " ";
  if (seen.error || !(move || turn || isPin || event.key === "Escape")) return;
  event.preventDefault();
  const side = turn ?? cursor?.side ?? "rows";
  cursor = {side, index: clamp((cursor?.index ?? 0) + (cursor ? move : 0), 0, seen[side].length - 1)};
  if (event.key === "Escape" || isPin) isPin ? pin(side, cursor.index) : change({pins: []});
  point({...cursor});
};
const asked = () => [["layer", layers()], ["head", stack().heads]].map(([one, last]) => clamp(Math.round($(one).value) || 1, 1, last));
Object.assign(grid, {onpointermove: event => describe(...grid.at(event)), onclick: event => choose(...grid.at(event), event.shiftKey || event.ctrlKey)});
grid.onkeydown = event => {
  const move = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [0, 0]}[event.key];
  if (move) event.preventDefault(); else return;
  const [layer, head] = [layers(), stack().heads].map((last, i) => clamp(asked()[i] + move[i], 1, last));
  [$("layer").value, $("head").value] = [layer, head];
  describe(layer, head);
  choose(layer, head, event.key === "Enter" && event.shiftKey);
};
for (const one of [...CHOICES, ...FLAGS]) $(one).onchange = () => change({[one]: FLAGS.includes(one) ? $(one).checked : $(one).value});
$("share").oninput = () => change({share: Number($("share").value)});
for (const side of ["rows", "columns"]) for (const end of ["first", "last"]) $(`${side}-${end}`).onchange = () => {
  const last = pieces(side).length, ends = ["first", "last"].map(one => clamp(Math.round($(`${side}-${one}`).value) || 1, 1, last)).sort((a, b) => a - b);
  change({[side]: ends[0] === 1 && ends[1] === last ? [] : ends});
};
for (const one of ["alone", "add"]) $(one).onclick = () => choose(...asked(), one === "add");
$("all-heads").onclick = () => change({layer: asked()[0], heads: allOf(asked()[0]), muted: [], solo: ""});
for (const what of Object.keys(PAGE)) for (const [end, move] of [["before", -1], ["after", 1]]) $(`${what}-${end}`).onclick = () => { page[what] += move; render(); };
document.querySelectorAll("details").forEach(one => { one.ontoggle = render; });

// -- files -----------------------------------------------------------------------------------------------------------
function save(download, type, text) {
  const link = made("a", {href: URL.createObjectURL(new Blob([text], {type})), download});
  link.click(); setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
function python() {
  const heads = state.heads.filter(isHeard), quoted = part => part ? JSON.stringify(part) : "None", sums = lens().sums ? ["renormalise=True"] : [], norms = state.measure === "norm" ? ", norms=True" : "";
  const isCut = !state.special && both().some(token => token.special), mixed = heads.map(([layer, head, weight]) => `(${layer}, ${head}): ${weight}`).join(", "), how = state.how === "sum" ? ', how="sum"' : "";
  const last = state.measure === "rollout" ? `rollout(${state.layer})` : isAlone(heads) ? `head(${heads[0][0]}, ${heads[0][1]}${norms})` : `mix({${mixed}}${how}${norms})`;
  const parts = (state.from || state.to) && `between(${[quoted(state.from), quoted(state.to), ...sums].join(", ")})`, words = state.words && stack().tokens.length > 1 && "words()";
  const steps = [look.stacks.length > 1 && `of("${state.stack}")`, isCut && `without_special(${sums})`, parts, words, last].filter(Boolean).join(".");
  return `${look.python}\nview = look.${steps}\nview.to_svg("attention.svg", share=${Math.max(state.share, 1) / 100}, limit=${BUDGET})\n`;
}
const unless = act => () => { const seen = view(); $("error").textContent = seen.error; if (!seen.error) act(seen); };
$("save-svg").onclick = unless(seen => {
  const at = layout(seen, 900), caption = [`Attention of ${look.model}: ${seen.what}`, $("edges").textContent, legend(seen), ...look.notes];
  save("attention.svg", "image/svg+xml", svg(at.width, at.height, pictureOf(seen, at, edges(seen), false), caption));
});
$("save-json").onclick = unless(({rows, columns, matrix, what, heads}) => {
  const token = ({score, ...fields}) => fields, width = columns.length, cut = lens().isCut ? [`rows and columns were left out; rows were ${lens().sums ? "made to sum to 1" : "left as they are"}`] : [];
  save("attention.json", "application/json", JSON.stringify({
    schema_version: 1, model: look.model, text: look.text, kind: state.stack, what, measure: state.measure, heads: heads.map(([layer, head, weight]) => ({layer, head, weight})),
    rows: rows.map(token), columns: columns.map(token), weights: rows.map((_, row) => Array.from(matrix.subarray(row * width, (row + 1) * width))),
    notes: [...look.notes, `weights were held to within ${said(stack().error)}`, ...cut],
  }));
});
$("save-python").onclick = () => save("attention.py", "text/x-python", python());
new ResizeObserver(() => requestAnimationFrame(render)).observe($("app"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
addEventListener("hashchange", restore); restore();
})();
