// The spans of an article by origin, with the passages that cover them; and the relations to its partners.

// Whether the partner is the source, as inferred for the pair.
function fromPair(article, partner) {
  const pair = pairOf(article, partner);
  if (pair === null || pairs.direction[pair] < 0) return null;
  return (pairs.direction[pair] === 0) === (pairs.left[pair] === partner);
}

// The relation of an article's partner: its source, its copy, or unknown.
function roleOf(article, partner) {
  const [one, other] = [articles[article], articles[partner]];
  if (one.origin === partner) return "source";
  if (other.origin === article) return "printed";
  const first = fromPair(article, partner);
  if (first !== null) return first ? "source" : "printed";
  if (one.unseen !== null && one.unseen === other.unseen) return "source";
  if (one.origin !== null && one.origin === other.origin) return "source";
  return "shared";
}

// The text split where its origin changes: each piece with the index of its part, and the passages that cover it.
// Text between two parts, such as a quotation mark, has no part. Own words that others share are pieces as well.
function stretchesOf(article) {
  const { text, at } = textOf(article);
  const spans = [];
  articles[article].parts.forEach(({ spans: places }, part) => {
    for (let k = 0; k < places.length; k += 2) spans.push({ start: at(places[k]), stop: at(places[k + 1]), part });
  });
  for (const pair of pairsOf[article]) {
    const partner = partnerIn(pair, article);
    const side = pairs.left[pair] === article ? "left" : "right";
    for (const passage of passagesOf(pair)) {
      const [start, stop] = passage[side].map(at);
      spans.push({ start, stop, partner, passage });
    }
  }
  const found = [];
  for (const piece of pieces(text.length, spans)) {
    const held = piece.over.find((span) => span.part !== undefined);
    const passages = piece.over.filter((span) => span.passage);
    const part = held ? held.part : null;
    const plain = part === null || (articles[article].parts[part].kind === "own" && !passages.length);
    for (const [start, stop] of paragraphs(text, piece.start, piece.stop)) {
      const last = found[found.length - 1];
      if (last && last.part === part && last.plain === plain && !last.closed) {
        last.stop = stop;
        for (const span of passages) last.over.add(span);
      } else found.push({ start, stop, part, plain, over: new Set(passages) });
      found[found.length - 1].closed = !plain && text[stop - 1] === "\n";
    }
  }
  return found;
}

// A piece split after each blank line (or each line if there is none), so that each paragraph has its own number.
function paragraphs(text, start, stop) {
  const found = [];
  const blank = /\n\s*\n/.test(text) ? /\n\s*\n/g : /\n/g;
  blank.lastIndex = start;
  for (let match = blank.exec(text); match && blank.lastIndex < stop; match = blank.exec(text)) {
    found.push([start, blank.lastIndex]);
    start = blank.lastIndex;
  }
  found.push([start, stop]);
  return found;
}
