// Shapes, put on a canvas or written as SVG, in the colours of the page.
"use strict";
const shapes = (() => {
const NAMES = ["paper", "ink", "quiet", "to-line", "no-line"], FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
const theme = {name: ""}, upTo = count => Array.from({length: count}, (_, i) => i), css = colour => `rgb(${colour})`;
function readTheme(element) {  // the colours of the page, and from paper to the full colour a ramp for each sign
  const style = getComputedStyle(element), values = NAMES.map(one => style.getPropertyValue(`--exg-${one}`).trim());
  if (theme.name === values.join()) return;
  const [paper, ink, quiet, ...full] = values.map(one => one.split(" ").map(Number)), part = step => step && 0.14 + 0.86 * step / 255;
  const ramps = full.map(one => upTo(256).map(step => paper.map((under, i) => Math.round(under + (one[i] - under) * part(step)))));
  const pixels = ramps.map(ramp => ramp.map(([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0));
  Object.assign(theme, {name: values.join(), paper: css(paper), ink: css(ink), quiet: css(quiet), colours: ramps.map(ramp => ramp.map(css)), pixels});
}
// What is not 0 is seen: no step of it is the paper's colour.
const stepOf = part => Math.min(Math.ceil(Math.abs(part) * 255), 255), colourOf = part => theme.colours[part < 0 ? 1 : 0][stepOf(part)];
function bitmap(width, height, pixel) {
  const small = Object.assign(document.createElement("canvas"), {width, height}), image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = pixel(i);
  small.getContext("2d").putImageData(image, 0, 0);
  return small;
}
const pixelOf = part => theme.pixels[part < 0 ? 1 : 0][stepOf(part)], cells = (width, height, part) => bitmap(width, height, i => pixelOf(part(i)));
const rect = (x, y, w, h, fill) => ({x, y, w, h, fill});
const frame = (x, y, w, h) => ({x: x + 0.75, y: y + 0.75, w: w - 1.5, h: h - 1.5, stroke: theme.ink, line: 1.5});
const write = (words, x, y, anchor = "start", style = {}) => ({words, x, y, anchor, fill: theme.ink, turn: 0, ...style});
const DRAWN = {  // by what a shape has: how a canvas draws it
  words: (pen, {words, x, y, anchor, fill, isBold, turn}) => {
    const before = pen.getTransform();
    Object.assign(pen, {font: `${isBold ? "bold " : ""}12.5px ${FONT}`, textBaseline: "middle", fillStyle: fill});
    pen.textAlign = anchor === "middle" ? "center" : anchor;
    pen.translate(x, y);
    pen.rotate(turn * Math.PI / 180);
    pen.fillText(words, 0, 0);
    pen.setTransform(before);
  },
  image: (pen, {image, x, y, w, h, cut: [u, v, wide, high] = [0, 0, image.width, image.height]}) =>
    Object.assign(pen, {imageSmoothingEnabled: w < wide || h < high}).drawImage(image, u, v, wide, high, x, y, w, h),
  curve: (pen, {curve: [x, y, middle, right, to], stroke, line, dash}) => {
    Object.assign(pen, {strokeStyle: stroke, lineWidth: line}).setLineDash(dash);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.bezierCurveTo(middle, y, middle, to, right, to);
    pen.stroke();
  },
  stroke: (pen, {x, y, w, h, stroke, line}) => {
    Object.assign(pen, {strokeStyle: stroke, lineWidth: line}).setLineDash([]);
    pen.strokeRect(x, y, w, h);
  },
  fill: (pen, {x, y, w, h, fill}) => Object.assign(pen, {fillStyle: fill}).fillRect(x, y, w, h),
};
const KINDS = Object.keys(DRAWN), kindOf = shape => KINDS.find(kind => kind in shape);
function draw(target, width, height, shapes) {
  const dense = Math.min(devicePixelRatio || 1, 2), pen = target.getContext("2d", {alpha: false});
  [target.width, target.height, target.style.height] = [Math.round(width * dense), Math.round(height * dense), `${height}px`];
  pen.scale(dense, dense);
  for (const shape of [rect(0, 0, width, height, theme.paper), ...shapes]) DRAWN[kindOf(shape)](pen, shape);
}
const escaped = words => words.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`), near = number => Number(number.toFixed(2));
const boxOf = ({x, y, w, h}) => `x="${near(x)}" y="${near(y)}" width="${near(w)}" height="${near(h)}"`;
const lineOf = ({stroke, line}) => `fill="none" stroke="${stroke}" stroke-width="${near(line)}"`;
const WRITTEN = {  // and how it is written
  words: ({words, x, y, anchor, fill, isBold, turn}) => {
    const weight = isBold ? ' font-weight="bold"' : "", place = `translate(${near(x)} ${near(y)}) rotate(${turn})`;
    return `<text transform="${place}" text-anchor="${anchor}" dominant-baseline="central" fill="${fill}"${weight}>${escaped(words)}</text>`;
  },
  image: shape => `<image ${boxOf(shape)} href="${shape.image.toDataURL()}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`,
  curve: shape => {
    const [x, y, middle, right, to] = shape.curve.map(near);
    return `<path d="M${x} ${y}C${middle} ${y} ${middle} ${to} ${right} ${to}" ${lineOf(shape)} stroke-dasharray="${shape.dash.join(" ")}"/>`;
  },
  stroke: shape => `<rect ${boxOf(shape)} ${lineOf(shape)}/>`,
  fill: shape => `<rect ${boxOf(shape)} fill="${shape.fill}"/>`,
};
function svg(width, height, shapes, caption) {
  const lines = caption.map((words, line) => write(words, 8, height + 12 + line * 17)), tall = near(height + 16 + caption.length * 17);
  const all = [...shapes, ...lines].map(shape => WRITTEN[kindOf(shape)](shape)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}" role="img" font-size="12.5" font-family="${FONT}">
<title>${escaped(caption[0])}</title><rect width="100%" height="100%" fill="${theme.paper}"/>
${all}</svg>\n`;
}
const ruler = document.createElement("canvas").getContext("2d");
function fitted(words, room) {
  const cut = length => length < words.length ? `${words.slice(0, length)}…` : words;
  let length = Math.min(words.length, 80);
  for (ruler.font = `bold 12.5px ${FONT}`; length > 1 && ruler.measureText(cut(length)).width > room; length--);
  return cut(length);
}
function plotted(curves, width, height) {  // many curves pixel by pixel: a canvas takes ten times as long to stroke them
  const held = new Uint16Array(width * height), pixels = theme.pixels.flat();
  const rise = Float32Array.from(upTo(width), x => (x / width) ** 2 * (3 - 2 * x / width));
  for (const [from, to, part] of curves) {
    const colour = stepOf(part) + (part < 0 ? 256 : 0);
    for (let x = 0, last = from | 0, line = 0; x < width; x++, line += height) {
      const next = from + (to - from) * rise[x] | 0;
      held[line + next] = colour;
      for (; last < next; last++) held[line + last] = colour;
      for (; last > next; last--) held[line + last] = colour;
    }
  }
  return bitmap(width, height, i => pixels[held[i % width * height + (i / width | 0)]]);
}
return {theme, readTheme, upTo, colourOf, bitmap, cells, rect, frame, write, draw, svg, fitted, plotted};
})();
