// Arrays of the page, decoded when they are first asked for, and their cells by size.
"use strict";
const arrays = (() => {
const upTo = count => Array.from({length: count}, (_, i) => i);
const TABLES = {  // what a code stands for: a square, so that small numbers keep apart
  word: upTo(65536).map(code => (code - 32768) / 32767).map(root => root * Math.abs(root)),
  byte: upTo(256).map(code => (code / 255) ** 2),
};
const decoded = new Map();
function array(id, code, scale) {  // {codes, values}: the number at i is values[codes[i]]
  if (!decoded.has(id)) {
    const block = document.getElementById(id), text = atob(block.textContent), bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const codes = code === "word" ? new Uint16Array(bytes.buffer) : bytes;
    decoded.set(id, {codes, values: Float32Array.from(TABLES[code], value => value * scale)});
    block.remove();
  }
  return decoded.get(id);
}
function ranked(matrix, rows, columns) {  // cells but zeros by falling size, of equals the first; what their rows hold before them
  const size = matrix.length, sizes = matrix.map(Math.abs), room = 2 ** Math.ceil(Math.log2(size + 1));
  const lost = 2 ** Math.max(0, 31 + Math.log2(room) - 53);  // a key holds the bits of a number, then its place
  const keys = Float64Array.from(new Uint32Array(sizes.buffer), (bits, i) => Math.floor(bits / lost) * room + room - 1 - i);
  const order = Uint32Array.from(keys.sort().reverse(), held => room - 1 - held % room).slice(0, sizes.filter(Boolean).length);
  const before = new Float64Array(size), totals = new Float64Array(rows);
  const rowTop = new Float32Array(rows), columnTop = new Float32Array(columns);
  order.forEach((i, rank) => {
    const row = i / columns | 0, column = i % columns;
    before[rank] = totals[row];
    totals[row] += sizes[i];
    rowTop[row] = Math.max(rowTop[row], sizes[i]);
    columnTop[column] = Math.max(columnTop[column], sizes[i]);
  });
  return {order, before, totals, rowTop, columnTop, isSigned: matrix.some(value => value < 0), top: sizes[order[0]] ?? 0};
}
return {array, ranked};
})();
