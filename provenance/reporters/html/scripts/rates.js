// How much each outlet reuses, and in each month: a chart with 95 % intervals, in a table. The numbers are those of the
// sheet of rates; intervals need all articles of an outlet, so filters choose rows and do not count anew.

const RATES = { measure: 0, by: null };
const RATE_MEASURES = [...new Set(report.rates.map((rate) => rate.measure))];
const ALL = "all";

function ratesBy() {
  const found = [];
  if (sources().length) found.push(["outlet", "outlet"]);
  if (articles.some((article) => article.published)) found.push(["month", "month"]);
  return found;
}

function rateRows() {
  const shown = filtered();
  const named = new Set(shown.articles.map((i) => articles[i].source || "no source named"));
  const months = new Set(shown.articles.map((i) => (articles[i].published ? articles[i].published.slice(0, 7) : "no date")));
  const outlet = filterValue("outlet") || ALL;
  return report.rates.filter(({ measure, outlet: whose, month }) => {
    if (measure !== RATE_MEASURES[RATES.measure]) return false;
    return RATES.by === "outlet" ? month === ALL && named.has(whose) : whose === outlet && months.has(month);
  });
}

function ratesSection() {
  const kinds = ratesBy();
  if (!kinds.length || !report.rates.length) return null;
  RATES.by ||= kinds[0][0];
  const holder = element("div", {});
  const draw = () => fill(holder, ratesTable());
  const set = (name) => (value) => {
    RATES[name] = name === "measure" ? Number(value) : value;
    draw();
  };
  return [
    section(
      "rates",
      "How much is reused, outlet by outlet and month by month",
      "The dot is the rate, the line its 95 % interval, from a bootstrap over stories; a single story has none. Dispatches are not counted. Filters choose the rows, which count all articles of an outlet or month.",
      element(
        "div",
        { class: "controls" },
        choice("Rate", String(RATES.measure), RATE_MEASURES.map((name, place) => [String(place), name]), set("measure")),
        kinds.length > 1 && choice("Of each", RATES.by, kinds, set("by")),
      ),
      holder,
    ),
    draw,
  ];
}

function ratesTable() {
  const rows = rateRows();
  if (!rows.length) return element("p", { class: "nothing" }, "No article is left with these filters.");
  const all = report.rates.find((rate) => rate.measure === rows[0].measure && rate.month === ALL && rate.outlet === (RATES.by === "month" && filterValue("outlet") ? filterValue("outlet") : ALL));
  const name = (row) => (row === all ? ALL : RATES.by === "outlet" ? row.outlet : row.month);
  return sortable({
    caption: `${RATE_MEASURES[RATES.measure]}, ${RATES.by} by ${RATES.by}`,
    id: `rate-${RATES.by}`,
    columns: [
      { head: RATES.by === "outlet" ? "Outlet" : "Month", value: name, cell: (row) => oneLine(name(row)) },
      { head: "0 to 100 %", value: (row) => row.rate, numeric: true, cell: rateLine, csv: (row) => row.rate ?? "" },
      { head: "Rate", numeric: true, value: (row) => row.rate, cell: (row) => (row.rate === null ? "" : percent(row.rate)) },
      {
        head: "95 % interval",
        numeric: true,
        value: (row) => row.low,
        cell: (row) => (row.low === null ? "" : `${percent(row.low)}–${percent(row.high)}`),
      },
      { head: "Articles", numeric: true, value: (row) => row.articles, cell: (row) => number(row.articles) },
      { head: "Stories", numeric: true, value: (row) => row.stories, cell: (row) => number(row.stories) },
    ],
    rows,
    total: all,
    sort: RATES.by === "outlet" ? { place: 4, down: true } : { place: 0, down: false },
    shown: 25,
  });
}

// The numbers beside it say the same.
function rateLine({ rate, low, high }) {
  if (rate === null) return null;
  const at = (share) => `${(share * 100).toFixed(2)}%`;
  return element(
    "span",
    { class: "rate", "aria-hidden": "true" },
    low !== null && element("span", { class: "span", style: { left: at(low), width: at(high - low) } }),
    element("span", { class: "point", style: { left: at(rate) } }),
  );
}
