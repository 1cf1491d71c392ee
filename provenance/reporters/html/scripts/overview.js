// The overview page.

function overview() {
  const settings = SETTINGS;
  const map = element("div", { class: "heat-holder" });
  const draw = () => fill(map, heatMap(settings));
  const set = (name) => (value) => {
    settings[name] = value;
    draw();
    const { rows, columns } = chosen(settings);
    announce(`The map shows ${counted(rows.length, "row")} and ${counted(columns.length, "column")}.`);
  };
  const graph = reuseGraph();
  const times = timeline();
  draw();
  return [
    element("h1", {}, report.headline),
    report.summary.map((line, place) => element("p", { class: place ? "note" : "deck" }, oneLine(line))),
    element(
      "dl",
      { class: "figures" },
      report.figures.map((one) => element("div", {}, element("dt", {}, one.label), element("dd", {}, one.value))),
    ),
    report.compositions.length > 0 &&
      section(
        "compositions",
        "What the articles are made of",
        "All words by where they are from; dispatches are not counted.",
        compositions(),
      ),
    pairs.left.length > 0 &&
      section(
        "matrix",
        "Who shares with whom",
        "Each row is an article; a cell says how much of it stands in the article of the column.",
        element(
          "div",
          { class: "controls" },
          choice(
            "Show",
            settings.measure,
            [
              ["share", "share of the row"],
              ["words", "words in passages"],
            ],
            set("measure"),
          ),
          choice("Order", settings.order, orders(), set("order")),
          sources().length > 1 &&
            choice(
              "Source",
              settings.source,
              [["", "all"], ...sources().map((name) => [name, shortened(oneLine(name), 40)])],
              set("source"),
            ),
          searchBox(set("search")),
          toggle("Count quoted words", settings.quotations, set("quotations")),
          toggle("Also articles that share nothing", settings.empty, set("empty")),
        ),
        map,
      ),
    graph &&
      section(
        "graph",
        "Where the words come from",
        "Each text stands under the one whose words it prints. The thicker the line, the more was reused; a pale line is less sure, a broken one of unknown certainty. Lines without an arrow join articles that share text while it is not known who had it first.",
        degreeLegend(),
        graph,
      ),
    times && section("time", "When they appeared", "A dot for each article, in UTC where a time zone is known.", times),
    report.credited &&
      section(
        "credits",
        "Reused and credited",
        "Articles by whether they reuse text and whether they name an agency for it.",
        creditTable(),
      ),
    section("articles", "Articles", null, articleTable()),
    pairs.left.length > 0 && section("pairs", "Pairs", null, pairTable()),
    section(
      "made",
      "How this was made",
      null,
      element(
        "dl",
        { class: "run" },
        report.run.map(([name, value]) => [element("dt", {}, name), element("dd", {}, oneLine(value))]),
      ),
    ),
  ];
}

function section(id, title, about, ...content) {
  return element(
    "section",
    { id: `section-${id}`, "aria-labelledby": `title-${id}` },
    element("h2", { id: `title-${id}` }, title),
    about && element("p", { class: "about" }, about),
    content,
  );
}

function searchBox(change) {
  const input = element("input", {
    type: "search",
    placeholder: "id, title or source",
    on: { input: () => change(input.value) },
  });
  return control("Find", input);
}

const DEGREES = {
  wholly: "wholly derived",
  partially: "partially derived",
  non: "not derived",
  unknown: "not known",
  wire: "dispatch",
  hollow: "not among the articles",
};

function degreeLegend() {
  return element(
    "ul",
    { class: "legend" },
    Object.entries(DEGREES).map(([key, text]) =>
      element("li", {}, element("span", { class: `dot ${key}`, "aria-hidden": "true" }), text),
    ),
  );
}

function articleTable() {
  const timed = articles.some((article) => article.minute !== null);
  const sourced = articles.some((article) => article.source);
  const columns = [
    {
      head: "Article",
      value: headline,
      // Publisher and time have their own columns here.
      cell: (i) => [articleLink(i), articles[i].title && element("span", { class: "by" }, articles[i].name)],
    },
    {
      head: "Prose reused",
      numeric: true,
      value: (i) => articles[i].share,
      cell: (i) => articles[i].degree !== "unknown" && shareCell(articles[i].share, articles[i].degree),
    },
    articles.some((article) => article.parts.length) && {
      head: "Made of",
      down: true,
      value: (i) => notOwn(articles[i]),
      cell: (i) => composedArticle(i),
    },
    {
      head: "Degree",
      value: (i) => ["wholly", "partially", "non", "unknown"].indexOf(articles[i].degree),
      cell: (i) => DEGREES[articles[i].degree],
    },
    { head: "Where from", value: (i) => articles[i].said || null, cell: whereFrom },
    sourced && {
      head: "Source",
      value: (i) => articles[i].source,
      cell: (i) => [articles[i].source || "", articles[i].role === "wire" && element("span", { class: "tag" }, "wire")],
    },
    timed && { head: "Published", value: (i) => articles[i].minute, cell: (i) => articles[i].published || "" },
    { head: "Words", numeric: true, value: (i) => articles[i].words, cell: (i) => number(articles[i].words) },
  ].filter(Boolean);
  return sortable({ caption: "Articles", id: "article-table", columns, rows: articles.map((_, i) => i), shown: 200 });
}

// Each pair, oriented so that the article with the higher containment comes first.
function pairRows() {
  return pairs.left
    .map((left, pair) => {
      const right = pairs.right[pair];
      const turned = shareOf(pair, right, true) > shareOf(pair, left, true);
      return { pair, one: turned ? right : left, other: turned ? left : right };
    })
    .sort((a, b) => shareOf(b.pair, b.one, true) - shareOf(a.pair, a.one, true) || a.pair - b.pair);
}

function pairTable() {
  const share = (quotations) => (row) => shareOf(row.pair, row.one, quotations);
  const columns = [
    { head: "Article", value: (row) => headline(row.one), cell: (row) => articleCell(row.one) },
    { head: "in", value: (row) => headline(row.other), cell: (row) => articleCell(row.other) },
    { head: "Share", numeric: true, value: share(true), cell: (row) => shareCell(share(true)(row)) },
    { head: "Without quotations", numeric: true, value: share(false), cell: (row) => percent(share(false)(row)) },
    {
      head: "Reverse",
      numeric: true,
      value: (row) => shareOf(row.pair, row.other, true),
      cell: (row) => percent(shareOf(row.pair, row.other, true)),
    },
    {
      head: "Words in passages",
      numeric: true,
      value: (row) => wordsOf(row.pair, row.one, true),
      cell: (row) => number(wordsOf(row.pair, row.one, true)),
    },
    {
      head: "Passages",
      numeric: true,
      value: (row) => pairs.count[row.pair],
      cell: (row) =>
        element(
          "a",
          {
            href: pairHref(row.one, row.other),
            "aria-label": `${counted(pairs.count[row.pair], "passage")}: compare ${headline(row.one)} with ${headline(row.other)}`,
          },
          number(pairs.count[row.pair]),
        ),
    },
  ];
  return sortable({
    caption: "Pairs with shared text",
    id: "pair-table",
    columns,
    rows: pairRows(),
    shown: 25,
    sort: { place: 2, down: true },
  });
}

function creditTable() {
  const { columns, rows, total } = report.credited;
  return sortable({
    caption: "Reused and credited, by source",
    id: "credit-table",
    columns: [
      { head: "Source", value: (row) => row[0], cell: (row) => oneLine(row[0]) },
      ...columns.map((head, place) => ({
        head,
        numeric: true,
        value: (row) => row[1][place],
        cell: (row) => number(row[1][place]),
      })),
    ],
    rows,
    total: ["all", total],
    sort: { place: 2, down: true },
    shown: 12,
  });
}
