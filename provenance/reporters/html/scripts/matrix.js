// The rows and columns of the heat map, their order, and the values of cells.

const SETTINGS = {
  measure: report.measure,
  quotations: report.quotations,
  order: "cluster",
  source: "",
  search: "",
  empty: articles.length <= 30,
};

const ORDERS = [
  ["cluster", "what is alike together"],
  ["read", "as read"],
  ["name", "name"],
  ["source", "source"],
  ["time", "time"],
  ["share", "share reused"],
];

function orders() {
  const known = { source: articles.some((a) => a.source), time: articles.some((a) => a.minute !== null) };
  return ORDERS.filter(([key]) => known[key] !== false);
}

function sources() {
  return [...new Set(articles.map((article) => article.source).filter(Boolean))].sort((a, b) =>
    a.localeCompare(b, LOCALE),
  );
}

function inOrder(settings) {
  if (settings.order === "cluster") return report.order.slice();
  const places = articles.map((_, place) => place);
  const value = {
    read: (i) => i,
    name: (i) => articles[i].name,
    source: (i) => articles[i].source,
    time: (i) => articles[i].minute,
    share: (i) => -articles[i].share,
  }[settings.order];
  return places.sort((a, b) => compared(value(a), value(b), 1) || a - b);
}

// The filters select rows; the columns are these articles and all that share something with one of them.
function chosen(settings) {
  const searched = settings.search.toLocaleLowerCase();
  const wanted = (i) =>
    (!settings.source || articles[i].source === settings.source) &&
    (!searched ||
      `${articles[i].id} ${articles[i].title || ""} ${articles[i].source || ""}`
        .toLocaleLowerCase()
        .includes(searched));
  const counts = (i) => pairsOf[i].some((pair) => wordsOf(pair, i, settings.quotations));
  const order = inOrder(settings).filter((i) => settings.empty || counts(i));
  const rows = order.filter(wanted);
  if (rows.length === order.length) return { rows, columns: order };
  const near = new Set(rows);
  for (const i of rows) for (const pair of pairsOf[i]) near.add(partnerIn(pair, i));
  return { rows, columns: order.filter((i) => near.has(i)) };
}

function worth(pair, article, settings) {
  return settings.measure === "words"
    ? wordsOf(pair, article, settings.quotations)
    : shareOf(pair, article, settings.quotations);
}

function worthText(value, settings) {
  return settings.measure === "words" ? counted(value, "word") : percent(value);
}
