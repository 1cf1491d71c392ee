// The overview page: all numbers, maps and tables follow the filters.

function overview() {
  const settings = SETTINGS;
  const parts = [];
  // A part of the page that is drawn anew when the filters change.
  const live = (draw) => {
    const holder = element("div", { class: "live" });
    parts.push(() => fill(holder, draw()));
    return holder;
  };
  const map = element("div", { class: "heat-holder" });
  const drawMap = () => fill(map, heatMap(settings));
  const set = (name) => (value) => {
    settings[name] = value;
    drawMap();
    tellMap();
  };
  const tellMap = () => {
    if (scopeOf(settings) === "outlets") return;
    const { rows, columns } = chosen(settings);
    announce(`The map shows ${counted(rows.length, "row")} and ${counted(columns.length, "column")}.`);
  };
  const tables = [articleTable(), pairs.left.length > 0 && pairTable(), report.credited && creditTable()].filter(Boolean);
  const [table, pairing] = tables;
  const [rateSection, drawRates] = ratesSection() || [null, null];
  if (drawRates) parts.push(drawRates);
  const changed = () => {
    for (const one of tables) one.refresh();
    drawParts(parts.concat(pairs.left.length ? [drawMap] : []), articles.length > MANY * 3);
  };
  const { bar } = filterBar(changed);
  const made = [
    element("h1", {}, report.headline),
    report.summary.map((line, place) => element("p", { class: place ? "note" : "deck" }, oneLine(line))),
    element(
      "dl",
      { class: "figures" },
      report.figures.map((one) => element("div", {}, element("dt", {}, one.label), element("dd", {}, one.value))),
    ),
    articles.length > 1 && bar,
    report.compositions.length > 0 &&
      section(
        "compositions",
        "What the articles are made of",
        "All words by where they are from; dispatches are not counted.",
        live(compositions),
      ),
    pairs.left.length > 0 &&
      section(
        "matrix",
        "Who shares with whom",
        "Each row is an article; a cell says how much of it stands in the article of the column. Outlet by outlet, it says how many of the row's articles share text with one of the column's.",
        element(
          "div",
          { class: "controls" },
          scopes().length > 1 && choice("Map of", scopeOf(settings), scopes(), set("scope")),
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
          toggle("Also articles that share nothing", settings.empty, set("empty")),
        ),
        map,
      ),
    flattened(forestFound || (forestFound = forest())).length > 0 &&
      section(
        "graph",
        "Where the words come from",
        "Each text stands under the one whose words it prints. The thicker the line, the more was reused; a pale line is less sure, a broken one of unknown certainty. Lines without an arrow join articles that share text while it is not known who had it first.",
        degreeLegend(),
        live(reuseGraph),
      ),
    hasTimeline() &&
      section(
        "time",
        "When they appeared",
        "A dot for each article, in UTC where a time zone is known.",
        live(timeline),
      ),
    report.credited &&
      section(
        "credits",
        "Reused and credited",
        "Articles by whether they reuse text and whether they name an agency for it. A number leads to its articles.",
        tables.at(-1),
      ),
    rateSection,
    section("articles", "Articles", null, table),
    pairs.left.length > 0 && section("pairs", "Pairs", null, pairing),
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
  drawParts(parts.concat(pairs.left.length ? [drawMap] : []), articles.length > MANY * 3);
  return made;
}

let drawnTurn = 0;

// Draws parts of the page: at once, or one after the other, so that the page answers in between.
function drawParts(parts, slowly) {
  const turn = ++drawnTurn;
  if (!slowly) return parts.forEach((draw) => draw());
  const next = (place) => {
    if (turn !== drawnTurn || place === parts.length) return;
    parts[place]();
    setTimeout(() => next(place + 1));
  };
  setTimeout(() => next(0));
  return undefined;
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

const DEGREES = {
  wholly: "wholly derived (almost all reused)",
  partially: "partially derived (partly reused)",
  non: "non-derived (not reused)",
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
  const rows = () => filtered().articles;
  const table = sortable({ caption: "Articles", id: "article-table", columns, rows: rows(), shown: 50 });
  table.refresh = () => table.update(rows());
  return table;
}

// Each pair, oriented so that the article with the higher containment comes first.
function pairRows() {
  return filtered()
    .pairs.map((pair) => {
      const left = pairs.left[pair];
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
  const table = sortable({
    caption: "Pairs with shared text",
    id: "pair-table",
    columns,
    rows: pairRows(),
    shown: 25,
    sort: { place: 2, down: true },
  });
  table.refresh = () => table.update(pairRows());
  return table;
}

// The table of credits: of all articles, or of those that the filters leave.
function creditRows() {
  if (filtered().all) return [report.credited.rows, ["all", report.credited.total]];
  const counts = new Map();
  const total = CREDITED.map(() => 0);
  for (const article of filtered().articles) {
    const column = creditedColumn(article);
    if (column < 0) continue;
    const name = articles[article].source || "no source named";
    if (!counts.has(name)) counts.set(name, CREDITED.map(() => 0));
    counts.get(name)[column]++;
    total[column]++;
  }
  return [[...counts], ["all", total]];
}

function creditTable() {
  const [rows, total] = creditRows();
  const known = new Set(sources());
  const lead = (row, place) => {
    const outlet = known.has(row[0]) ? `outlet=${coded(row[0])}&` : "";
    const many = number(row[1][place]);
    // A number leads to its articles, where an address can say which they are.
    if (!row[1][place] || (!outlet && row[0] !== "all")) return many;
    return element(
      "a",
      {
        href: `#/articles?${outlet}credited=${coded(CREDITED[place])}`,
        "aria-label": `${many} ${CREDITED[place]}: ${oneLine(row[0])}, show the articles`,
      },
      many,
    );
  };
  const table = sortable({
    caption: "Reused and credited, by source",
    id: "credit-table",
    columns: [
      { head: "Source", value: (row) => row[0], cell: (row) => oneLine(row[0]) },
      ...CREDITED.map((head, place) => ({
        head,
        numeric: true,
        value: (row) => row[1][place],
        cell: (row) => lead(row, place),
      })),
    ],
    rows,
    total,
    sort: { place: 2, down: true },
    shown: 25,
  });
  table.refresh = () => table.update(...creditRows());
  return table;
}
