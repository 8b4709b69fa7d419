// The list of all rows. It holds the elements of what is seen, and some beyond; the rows are JSON in the document.
"use strict";
(() => {
const HEIGHT = 58, BEYOND = 8, TALLEST = 8e6;  // pixels of a row, rows beyond the edges, pixels that browsers lay out
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, clean = text => text.replace(UNSAFE, "\ufffd");
const $ = id => document.getElementById(id), data = JSON.parse($("data").textContent), total = data.labels.length;
const list = $("list"), rows = $("rows"), name = place => clean(data.classes[place]), said = number => number.toLocaleString("en");
let shown = [], chosen = -1, members = null;

function bitsOf(text) {
  const bytes = Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
  return row => bytes[row >> 3] >> (7 - (row & 7)) & 1;
}
const isRight = row => data.labels[row] === data.answers[row], otherRight = row => data.other[row] === data.labels[row];
const KEEPS = {
  "": () => true, wrong: row => !isRight(row), right: isRight,
  lost: row => !isRight(row) && otherRight(row), won: row => isRight(row) && !otherRight(row),
};
function choose() {
  const keeps = KEEPS[$("which").value], word = $("search").value.trim().toLowerCase(), order = $("order").value;
  members = $("slice").value === "" ? null : bitsOf(data.slices[Number($("slice").value)].bits);
  shown = [];
  for (let row = 0; row < total; row++) {
    if ((!members || members(row)) && keeps(row) && (!word || data.texts[row].toLowerCase().includes(word))) shown.push(row);
  }
  if (order) shown.sort((a, b) => (order === "sure" ? 1 : -1) * (data.confidence[b] - data.confidence[a]) || a - b);
  const wrong = shown.filter(row => !isRight(row)).length;
  const part = shown.length ? `; ${said(shown.length - wrong)} right, ${said(wrong)} wrong` : "";
  $("count").textContent = `${said(shown.length)} of ${said(total)} rows${part}`;
  list.scrollTop = 0;
  draw();
}
// Of very many rows the height is scaled: browsers lay out no element of any height.
const height = () => Math.min(shown.length * HEIGHT, TALLEST);
function first() {
  const far = height() - list.clientHeight;
  return far <= 0 ? 0 : list.scrollTop / far * Math.max(shown.length - list.clientHeight / HEIGHT, 0);
}
function draw() {
  rows.style.height = `${height()}px`;
  const top = first(), from = Math.max(Math.floor(top) - BEYOND, 0);
  const to = Math.min(Math.ceil(top + list.clientHeight / HEIGHT) + BEYOND, shown.length);
  const made = [];
  for (let place = from; place < to; place++) made.push(element(place, list.scrollTop + (place - top) * HEIGHT));
  rows.replaceChildren(...made);
}
function element(place, at) {
  const row = shown[place], button = document.createElement("button"), text = document.createElement("span");
  button.type = "button";
  button.style.top = `${at}px`;
  button.className = isRight(row) ? "" : "exg-wrong";
  button.setAttribute("aria-current", String(row === chosen));
  text.dir = "auto";
  text.textContent = clean(data.texts[row]).slice(0, 400);
  const line = document.createElement("span");
  line.className = "exg-line";
  line.textContent = facts(row);
  button.append(text, line);
  button.addEventListener("click", () => open(row));
  return button;
}
function facts(row) {
  const other = data.other.length ? ` · other: ${name(data.other[row])}` : "";
  return `row ${said(row + 1)} · ${name(data.answers[row])} ${(100 * data.confidence[row]).toFixed(1)}% · true: ${name(data.labels[row])}${other}`;
}
function open(row) {
  chosen = row;
  const held = data.slices.filter(one => bitsOf(one.bits)(row)).map(one => clean(one.name));
  $("whole").textContent = `${clean(data.texts[row])}\n\n${facts(row)}\n${held.length ? `slices: ${held.join("; ")}` : ""}`;
  draw();
}
data.slices.forEach((one, place) => {
  const option = document.createElement("option");
  option.value = String(place);
  option.textContent = `${one.kind === "found" ? "found: " : ""}${clean(one.name)}`.slice(0, 120);
  $("slice").append(option);
});
for (const id of ["slice", "which", "order"]) $(id).addEventListener("change", choose);
let waiting = 0;
$("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(choose, 150); });
list.addEventListener("scroll", () => requestAnimationFrame(draw), {passive: true});
addEventListener("resize", () => requestAnimationFrame(draw));
$("tools").hidden = list.hidden = false;
choose();
})();
