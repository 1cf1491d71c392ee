// Compositions of articles as stacked bars: one part per origin, in colours with patterns, and in words.

const ORIGINS = {
  dispatch: "from a dispatch among the articles",
  unseen: "from a text that is not among them",
  article: "from another outlet's article",
  publisher: "in an article of the same publisher, too",
  quotation: "quoted",
  boilerplate: "boilerplate of the page",
  own: "their own",
};

// The description of the bar, for screen readers and beside the bar.
function compositionWords(parts) {
  return parts.map((part) => `${part.percent} ${oneLine(part.label)}`).join(", ");
}

// A bar is an image of the description beside it. chosen(place) is called on a click on a part.
function compositionBar(parts, { large, chosen } = {}) {
  return element(
    "div",
    { class: `composition${large ? " large" : ""}`, "aria-hidden": "true" },
    parts.map((part, place) =>
      element(
        "span",
        {
          class: `part from-${part.kind}${chosen ? " chosen" : ""}`,
          style: { "--share": `${part.share / 100}%` },
          title: `${part.percent} ${oneLine(part.label)}`,
          "data-part": place,
          on: chosen ? { click: () => chosen(place) } : null,
        },
        // The number is shown if the part is wide enough; on a phone it must be twice as wide.
        large &&
          part.share >= 900 &&
          element("span", { class: part.share >= 1800 ? "said" : "said narrow" }, part.percent),
      ),
    ),
  );
}

function composed(parts, settings) {
  return [compositionBar(parts, settings), element("span", { class: "composed" }, compositionWords(parts))];
}

// One article in a table: a click on a part opens the article there.
function composedArticle(article) {
  const { parts } = articles[article];
  return composed(parts, {
    chosen: (place) => {
      location.hash = `#/article/${article}/${place + 1}`;
    },
  });
}

function swatch(kind) {
  return element("span", { class: `swatch part from-${kind}`, "aria-hidden": "true" });
}

function compositionLegend() {
  return element(
    "ul",
    { class: "legend" },
    Object.entries(ORIGINS).map(([kind, text]) => element("li", {}, swatch(kind), text)),
  );
}

function compositions() {
  const [all, ...outlets] = report.compositions;
  return [
    compositionBar(all.parts, { large: true }),
    element("p", { class: "composed" }, `All ${counted(all.articles, "article")}: ${compositionWords(all.parts)}`),
    compositionLegend(),
    outlets.length > 0 &&
      sortable({
        caption: "What the articles of each outlet are made of",
        id: "composition-table",
        columns: [
          { head: "Outlet", value: (row) => row.name, cell: (row) => oneLine(row.name) },
          { head: "Made of", down: true, value: notOwn, cell: (row) => composed(row.parts) },
          { head: "Articles", numeric: true, value: (row) => row.articles, cell: (row) => number(row.articles) },
          { head: "Words", numeric: true, value: (row) => row.words, cell: (row) => number(row.words) },
        ],
        rows: outlets,
        sort: { place: 2, down: true },
        shown: 12,
      }),
  ];
}

// The share from others, by which the bars are sorted.
function notOwn({ parts }) {
  const others = parts.filter((part) => ["dispatch", "unseen", "article"].includes(part.kind));
  return others.reduce((sum, part) => sum + part.share, 0);
}
