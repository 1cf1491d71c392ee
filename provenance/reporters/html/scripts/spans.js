// Splits overlapping spans into pieces that do not overlap.

function pieces(length, spans) {
  const edges = new Set([0, length]);
  const opening = new Map();
  const closing = new Map();
  const put = (map, place, span) => map.get(place)?.push(span) ?? map.set(place, [span]);
  for (const span of spans) {
    const start = Math.max(0, span.start);
    const stop = Math.min(length, span.stop);
    if (start >= stop) continue;
    edges.add(start).add(stop);
    put(opening, start, span);
    put(closing, stop, span);
  }
  const places = [...edges].sort((a, b) => a - b);
  const found = [];
  let over = [];
  for (let k = 0; k + 1 < places.length; k++) {
    const closed = closing.get(places[k]);
    if (closed) over = over.filter((span) => !closed.includes(span));
    const opened = opening.get(places[k]);
    if (opened) over = over.concat(opened);
    found.push({ start: places[k], stop: places[k + 1], over, opened: opened || [] });
  }
  return found;
}

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+(?:['’.,][\p{L}\p{N}]+)*/gu;

// The start positions of the words of a text.
function wordStarts(text) {
  return Array.from(text.matchAll(WORD), (match) => match.index);
}
