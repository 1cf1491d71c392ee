// The reuse graph: each text below its source, story by story. A line runs from the source to the derived text; its
// width is the share reused, and it is broken if the confidence is unknown. Each row has its part of the lines, so that
// rows can be folded away, wrapped on a phone and kept whole on paper.

const INDENT = 34;
const SHOWN_ROWS = 80;

// The trees, the largest first. A root without an article is an unseen source, or ("group") joins
// articles that share text in an unknown direction.
function forest() {
  const nodes = articles.map((_, article) => treeNode({ article }));
  const unseen = new Map();
  articles.forEach((article, place) => {
    if (article.unseen !== null && article.origin === null) {
      if (!unseen.has(article.unseen))
        unseen.set(article.unseen, treeNode({ name: article.unseen, dispatch: article.dispatch }));
      adopt(unseen.get(article.unseen), nodes[place]);
    } else if (article.origin !== null && !above(nodes[article.origin], nodes[place])) {
      adopt(nodes[article.origin], nodes[place]);
    }
  });
  const groups = undirected(nodes);
  const roots = [...unseen.values(), ...groups, ...nodes].filter((node) => !node.parent && node.children.length);
  const order = (a, b) =>
    compared(articles[a.article].minute, articles[b.article].minute, 1) || b.size - a.size || a.article - b.article;
  const measure = (node) => {
    node.size = 1;
    for (const child of node.children) node.size += measure(child);
    node.children.sort(order);
    return node.size;
  };
  roots.forEach(measure);
  return roots.sort((a, b) => Number(a.group) - Number(b.group) || b.size - a.size);
}

function treeNode({ article = null, name = null, group = false, dispatch = null }) {
  return { article, name, group, dispatch, children: [], parent: null, size: 1 };
}

// Groups of the articles that are in no tree, joined by pairs that share more than a tenth of their prose.
const JOINED = 0.1;

function undirected(nodes) {
  const free = (place) => !nodes[place].parent && !nodes[place].children.length;
  const group = articles.map((_, place) => place);
  const top = (place) => (group[place] === place ? place : (group[place] = top(group[place])));
  for (let pair = 0; pair < pairs.left.length; pair++) {
    const [left, right] = [pairs.left[pair], pairs.right[pair]];
    if (free(left) && free(right) && Math.max(shareOf(pair, left, false), shareOf(pair, right, false)) >= JOINED)
      group[top(right)] = top(left);
  }
  const members = new Map();
  articles.forEach((_, place) => {
    if (free(place)) members.set(top(place), [...(members.get(top(place)) || []), place]);
  });
  return [...members.values()]
    .filter((places) => places.length > 1)
    .map((places) => {
      const root = treeNode({ name: "shared text, direction not known", group: true });
      for (const place of places) adopt(root, nodes[place]);
      return root;
    });
}

function adopt(parent, child) {
  child.parent = parent;
  parent.children.push(child);
}

// Whether one node is already above another, to avoid cycles.
function above(node, other) {
  for (let up = node; up; up = up.parent) if (up === other) return true;
  return false;
}

// Rows of the trees, without what is folded away. Each knows on which levels the lines of its ancestors go on.
function flattened(roots, folded = new Set()) {
  const rows = [];
  const walk = (node, lines) => {
    rows.push({ node, lines });
    if (folded.has(node)) return;
    node.children.forEach((child, place) => walk(child, [...lines, place + 1 < node.children.length]));
  };
  for (const root of roots) walk(root, []);
  return rows;
}

// The trees that hold an article which the filters leave.
function shownForest() {
  const shown = filtered();
  const holds = (node) => (node.article !== null && shown.article[node.article]) || node.children.some(holds);
  forestFound ||= forest();
  return shown.all ? forestFound : forestFound.filter(holds);
}

let forestFound = null;

// Which texts are folded; above MANY articles at first all stories are.
let foldedNow = null;

function reuseGraph() {
  const roots = shownForest();
  foldedNow ||= new Set(articles.length > MANY ? forestFound : []);
  const holder = element("div", { class: "graph" });
  if (!roots.length) return fill(holder, element("p", { class: "nothing" }, "No source is left with these filters."));
  const turn = (node) => {
    if (!foldedNow.delete(node)) foldedNow.add(node);
    draw(SHOWN_ROWS);
    holder.querySelector(`[data-node="${rowOf.get(node)}"]`)?.focus();
    announce(`${nodeName(node)}: ${foldedNow.has(node) ? "folded" : "unfolded"}.`);
  };
  const all = (folded) => () => {
    foldedNow = new Set(folded ? forestFound : []);
    draw(SHOWN_ROWS);
  };
  const rowOf = new Map();
  const draw = (count) => {
    const rows = flattened(roots, foldedNow);
    rowOf.clear();
    rows.forEach(({ node }, place) => rowOf.set(node, place));
    fill(
      holder,
      element(
        "p",
        { class: "more" },
        `${counted(roots.length, "source")}.`,
        element("button", { type: "button", on: { click: all(true) } }, "Fold all"),
        element("button", { type: "button", on: { click: all(false) } }, "Unfold all"),
      ),
      element(
        "ol",
        { class: "graph-rows" },
        rows.slice(0, count).map((row, place) => graphRow(row, place, turn)),
      ),
      count < rows.length &&
        element(
          "p",
          { class: "more" },
          element(
            "button",
            { type: "button", on: { click: () => draw(count + 10 * SHOWN_ROWS) } },
            `Show more of ${number(rows.length)}`,
          ),
        ),
    );
  };
  draw(SHOWN_ROWS);
  return holder;
}

function nodeName(node) {
  return node.article === null ? node.name : headline(node.article);
}

function graphRow({ node, lines }, place, turn) {
  const { article, parent } = node;
  const below = node.size - 1;
  const folded = foldedNow.has(node);
  const unknown = article === null;
  return element(
    "li",
    { class: unknown ? "nobody" : null, style: { "--indent": `${lines.length * INDENT + 22}px` } },
    graphLines(node, lines, folded),
    element(
      "span",
      { class: "name" },
      !unknown ? articleLink(article) : node.dispatch === null ? node.name : element("a", { href: dispatchHref(node.dispatch) }, node.name),
    ),
    parent && !parent.group && element("span", { class: "unseen" }, ` from ${nodeName(parent)}, `),
    !unknown && element("span", { class: "by" }, sourceWords(article) || articles[article].name),
    below > 0 &&
      element(
        "button",
        {
          type: "button",
          class: "fold",
          "data-node": place,
          "aria-expanded": String(!folded),
          "aria-label": `${counted(below, "text")} below ${nodeName(node)}`,
          on: { click: () => turn(node) },
        },
        `${folded ? "▸" : "▾"} ${number(below)}`,
      ),
    element(
      "span",
      { class: "facts" },
      !unknown ? graphFacts(article, parent) : `${node.group ? "" : "printed by "}${counted(node.children.length, "article")}`,
    ),
  );
}

function graphFacts(article, parent) {
  const { share, degree, confidence, role } = articles[article];
  if (!parent) return role === "wire" ? "dispatch" : "source";
  const partner = parent.article === null ? nearest(article) : parent.article;
  return [
    confidence === null ? null : `${percent(confidence)} sure `,
    shareCell(share, degree),
    " reused",
    partner !== null &&
      pairOf(article, partner) !== null &&
      element(
        "a",
        {
          class: "compare",
          href: pairHref(partner, article),
          "aria-label": `Compare ${headline(article)} with ${headline(partner)}`,
        },
        "compare",
      ),
  ];
}

// The article that shares most of another one's prose.
function nearest(article) {
  let best = null;
  for (const pair of pairsOf[article])
    if (best === null || wordsOf(pair, article, false) > wordsOf(best, article, false)) best = pair;
  return best === null ? null : partnerIn(best, article);
}

// A degree has a shape as well as a colour: a disc, a square, a triangle, and rings for what is not known.
function degreeMark(kind, cx, cy, r, more, ...children) {
  const shape = { class: `node ${kind}`, ...more };
  if (kind === "partially")
    return drawing("rect", { x: cx - r, y: cy - r, width: 2 * r, height: 2 * r, ...shape }, ...children);
  if (kind === "non")
    return drawing("path", { d: `M${cx} ${cy - r}L${cx + r} ${cy + r}H${cx - r}Z`, ...shape }, ...children);
  if (kind === "wire")
    return drawing("path", { d: `M${cx} ${cy - r - 1}l${r + 1} ${r + 1}l${-r - 1} ${r + 1}l${-r - 1} ${-r - 1}Z`, ...shape }, ...children);
  return drawing("circle", { cx, cy, r, ...shape }, ...children);
}

// The lines of one row: those of its ancestors that go on below it, the one from its parent, and its own mark.
function graphLines(node, lines, folded) {
  const x = (depth) => `${depth * INDENT + 10}px`;
  const parts = [];
  lines.slice(0, -1).forEach((goesOn, depth) => {
    if (goesOn) parts.push(element("span", { class: "guide", style: { left: x(depth) } }));
  });
  if (node.parent) {
    const { share, confidence } = articles[node.article];
    const unsure = node.parent.group || confidence === null;
    const depth = lines.length - 1;
    if (lines[depth]) parts.push(element("span", { class: "guide", style: { left: x(depth) } }));
    const style = {
      left: x(depth),
      width: `${INDENT - 8}px`,
      "--thick": `${(1 + 2.5 * share).toFixed(1)}px`,
      opacity: confidence === null ? "0.7" : (0.3 + 0.7 * confidence).toFixed(2),
    };
    parts.push(element("span", { class: `elbow${unsure ? " unsure" : ""}${node.parent.group ? "" : " tip"}`, style }));
  }
  if (node.children.length && !folded)
    parts.push(element("span", { class: "guide stem", style: { left: x(lines.length) } }));
  const kind = node.article === null ? "hollow" : articles[node.article].role === "wire" ? "wire" : articles[node.article].degree;
  const size = node.children.length ? 6 : 4.5;
  const mark = drawing("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", style: { left: `${lines.length * INDENT + 2}px` } }, degreeMark(kind, 0, 0, size));
  return element("span", { class: "lines", "aria-hidden": "true" }, parts, mark);
}
