// The reuse graph: each text below its source. Lines run from the source to the derived text;
// their width is the share reused, and they are dashed if the confidence is unknown.

const ROW = 30;
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

function flattened(roots) {
  const rows = [];
  const walk = (node, depth, parentRow) => {
    const row = rows.length;
    rows.push({ node, depth, parentRow });
    for (const child of node.children) walk(child, depth + 1, row);
  };
  for (const root of roots) walk(root, 0, null);
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

function reuseGraph() {
  const rows = flattened(shownForest());
  const holder = element("div", { class: "graph" });
  if (!rows.length) return fill(holder, element("p", { class: "nothing" }, "No source is left with these filters."));
  const draw = (count) => {
    const visible = rows.slice(0, count);
    fill(
      holder,
      element(
        "div",
        { class: "graph-body" },
        graphLines(visible),
        element("ol", { class: "graph-rows" }, visible.map(graphRow)),
      ),
      visible.length < rows.length &&
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

function graphRow({ node, depth }) {
  const indent = { style: { "--indent": `${depth * INDENT + 22}px` } };
  if (node.article === null) {
    const members = counted(node.children.length, "article");
    return element(
      "li",
      { ...indent, class: "nobody" },
      element(
        "span",
        { class: "name" },
        node.dispatch === null ? node.name : element("a", { href: dispatchHref(node.dispatch) }, node.name),
      ),
      element("span", { class: "facts" }, node.group ? members : `printed by ${members}`),
    );
  }
  const { article, parent } = node;
  return element(
    "li",
    indent,
    element("span", { class: "name" }, articleLink(article)),
    parent &&
      !parent.group &&
      element(
        "span",
        { class: "unseen" },
        ` from ${parent.article === null ? parent.name : headline(parent.article)}, `,
      ),
    element("span", { class: "by" }, sourceWords(article) || articles[article].name),
    element("span", { class: "facts" }, graphFacts(article, parent)),
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

function graphLines(rows) {
  const middle = (row) => row * ROW + ROW / 2;
  const x = (depth) => depth * INDENT + 10;
  const shapes = [];
  rows.forEach(({ node, depth, parentRow }, row) => {
    if (parentRow === null) return;
    const article = articles[node.article];
    const [x0, y0, x1, y1] = [x(depth - 1), middle(parentRow), x(depth), middle(row)];
    shapes.push(
      drawing("path", {
        d: `M${x0} ${y0 + 6}V${y1 - 10}Q${x0} ${y1} ${x0 + 10} ${y1}H${x1 - 6}`,
        class: `link${node.parent.group || article.confidence === null ? " unsure" : ""}`,
        "stroke-width": (1 + 2.5 * article.share).toFixed(1),
        "stroke-opacity": article.confidence === null ? 0.7 : (0.3 + 0.7 * article.confidence).toFixed(2),
      }),
      !node.parent.group && drawing("path", { class: "tip", d: `M${x1 - 4} ${y1}l-7 -4v8z` }),
    );
  });
  rows.forEach(({ node, depth }, row) => {
    const known = node.article !== null;
    const kind = !known ? "hollow" : articles[node.article].role === "wire" ? "wire" : articles[node.article].degree;
    shapes.push(
      degreeMark(kind, x(depth), middle(row), node.children.length ? 6 : 4.5),
    );
  });
  const depth = Math.max(...rows.map((row) => row.depth));
  return drawing(
    "svg",
    { class: "lines", "aria-hidden": "true", width: x(depth) + 12, height: rows.length * ROW },
    shapes,
  );
}
