// The stretches of an article that stand in others too, and where they come from.

const ORIGINS = {
  source: "from its source",
  shared: "shared, direction not known",
  quoted: "quoted, and quoted by others",
  printed: "its own, printed by others",
  own: "its own",
};

// Whether the partner had it first, as far as that was inferred for the pair.
function fromPair(article, partner) {
  const pair = pairOf(article, partner);
  if (pair === null || pairs.direction[pair] < 0) return null;
  return (pairs.direction[pair] === 0) === (pairs.left[pair] === partner);
}

// What an article's partner is to it: where its words are from, who printed them, or neither is known.
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

const FIRST = ["source", "shared", "printed", "quoted"];

// The stretches of a text that stand in others too; where several passages meet, the one that says most gives the origin.
function stretchesOf(article) {
  const { text, at } = textOf(article);
  const spans = [];
  for (const pair of pairsOf[article]) {
    const partner = partnerIn(pair, article);
    const side = pairs.left[pair] === article ? "left" : "right";
    const role = roleOf(article, partner);
    for (const passage of passagesOf(pair)) {
      const [start, stop] = passage[side].map(at);
      spans.push({ start, stop, partner, passage, role: passage.quoted ? "quoted" : role });
    }
  }
  const found = [];
  for (const piece of pieces(text.length, spans)) {
    const role = FIRST.find((one) => piece.over.some((span) => span.role === one)) || "own";
    for (const [start, stop] of paragraphs(text, piece.start, piece.stop)) {
      const last = found[found.length - 1];
      if (last && last.role === role && !last.closed) {
        last.stop = stop;
        for (const span of piece.over) last.over.add(span);
      } else found.push({ start, stop, role, over: new Set(piece.over) });
      found[found.length - 1].closed = role !== "own" && text[stop - 1] === "\n";
    }
  }
  return found;
}

// A piece cut behind each blank line, or each line where there is none: each paragraph has a number of its own.
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

function originBar(article, stretches) {
  const starts = wordStarts(textOf(article).text);
  const words = {};
  let k = 0;
  for (const { stop, role } of stretches) {
    while (k < starts.length && starts[k] < stop) {
      words[role] = (words[role] || 0) + 1;
      k++;
    }
  }
  const all = Math.max(1, starts.length);
  const present = Object.keys(ORIGINS).filter((role) => words[role]);
  return element(
    "div",
    { class: "origins" },
    element(
      "div",
      { class: "origin-bar", "aria-hidden": "true" },
      present.map((role) =>
        element("span", { class: `origin ${role}`, style: { "--share": `${(100 * words[role]) / all}%` } }),
      ),
    ),
    element(
      "ul",
      { class: "legend origin-legend" },
      present.map((role) =>
        element(
          "li",
          {},
          element("span", { class: `swatch origin ${role}`, "aria-hidden": "true" }),
          originWords(article, role),
          element("b", {}, ` ${percent(words[role] / all)}`),
        ),
      ),
    ),
  );
}

function originWords(article, role) {
  const { origin, unseen, dispatch } = articles[article];
  if (role !== "source") return ORIGINS[role];
  if (origin !== null) return `from ${articles[origin].name}`;
  return ["from ", dispatch === null ? unseen : element("a", { href: `#/dispatch/${dispatch}` }, unseen)];
}
