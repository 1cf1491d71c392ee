// Tables that can be sorted by a click on a heading, shown page by page: of any number of rows only some are drawn.

const COLLATOR = new Intl.Collator(LOCALE, { numeric: true });
const PAGE_SIZES = [25, 50, 100, 500];
// The order and the page of each table that has an id, so that they are the same when the reader comes back.
const tableStates = new Map();

// The rows of a table as CSV, with the texts that stand in its cells. What a spreadsheet would run is quoted with '.
function asCsv(columns, rows) {
  const cellText = (made) => element("div", {}, made).textContent.replace(/\s+/g, " ").trim();
  const quoted = (text) => `"${text.replace(/^(?=[=+\-@\t\r])/, "'").replace(/"/g, '""')}"`;
  const lines = [columns.map((column) => column.head), ...rows.map((row) => columns.map(({ csv, cell }) => cellText((csv || cell)(row))))];
  return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

// Saves a text as a file; nothing leaves this computer.
function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// columns: {head, value(row), cell(row), numeric}; total: a row that always stays last; shown: rows of a page.
// The element that is returned has a method update(rows, total).
function sortable({ caption, columns, rows, sort, shown: size, id, total }) {
  const body = element("tbody");
  const foot = element("tfoot");
  const pager = element("div", { class: "more" });
  const state = (id && tableStates.get(id)) || { by: sort || null, page: 0, size };
  if (id) tableStates.set(id, state);
  let sorted = null;

  const heads = columns.map((column, place) =>
    element(
      "th",
      { scope: "col", class: column.numeric ? "numeric" : null },
      element("button", { type: "button", on: { click: () => turn(place) } }, column.head),
    ),
  );

  function turn(place) {
    const down = columns[place].numeric || columns[place].down;
    state.by = state.by && state.by.place === place ? { place, down: !state.by.down } : { place, down: Boolean(down) };
    state.page = 0;
    sorted = null;
    draw();
    announce(`Sorted by ${columns[place].head}, ${state.by.down ? "descending" : "ascending"}.`);
  }

  function go(page) {
    state.page = page;
    draw();
    announce(`Rows ${pageWords()}.`);
  }

  function pageWords() {
    const first = state.page * state.size;
    return `${number(first + 1)}–${number(Math.min(sorted.length, first + state.size))} of ${number(sorted.length)}`;
  }

  function draw() {
    sorted ||= state.by ? inSortOrder(rows, columns[state.by.place].value, state.by.down ? -1 : 1) : rows;
    heads.forEach((head, place) => {
      if (state.by && state.by.place === place)
        head.setAttribute("aria-sort", state.by.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const pages = Math.max(1, Math.ceil(sorted.length / state.size));
    state.page = Math.min(state.page, pages - 1);
    fill(body, sorted.slice(state.page * state.size, (state.page + 1) * state.size).map(row));
    if (total) fill(foot, row(total));
    fill(pager, sorted.length > Math.min(size, PAGE_SIZES[0]) && pagerParts(pages));
  }

  function pagerParts(pages) {
    const button = (text, label, page) =>
      element(
        "button",
        { type: "button", "aria-label": label, disabled: page < 0 || page >= pages, on: { click: () => go(page) } },
        text,
      );
    const sizes = [...new Set([...PAGE_SIZES, size])].sort((a, b) => a - b).filter((one) => one <= Math.max(500, size));
    return [
      pages > 1 && button("‹", `Previous rows: ${caption}`, state.page - 1),
      element("span", { class: "rows" }, pageWords()),
      pages > 1 && button("›", `Next rows: ${caption}`, state.page + 1),
      choice(
        "Rows",
        String(state.size),
        sizes.map((one) => [String(one), String(one)]),
        (value) => {
          state.size = Number(value);
          go(0);
        },
      ),
    ];
  }

  function row(value) {
    return element(
      "tr",
      {},
      columns.map((column, place) =>
        element(
          place ? "td" : "th",
          { class: column.numeric ? "numeric" : null, scope: place ? null : "row", "data-head": column.head },
          column.cell(value),
        ),
      ),
    );
  }

  draw();
  const table = element(
    "div",
    { class: "table", id },
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${caption}` },
      element(
        "table",
        { class: "sortable" },
        element("caption", { class: "unseen" }, caption),
        element("thead", {}, element("tr", {}, heads)),
        body,
        total && foot,
      ),
    ),
    pager,
    id &&
      element(
        "p",
        { class: "more" },
        element(
          "button",
          { type: "button", on: { click: () => save(`${id}.csv`, asCsv(columns, sorted)) } },
          `Save as CSV: ${caption}`,
        ),
      ),
  );
  table.update = (newRows, newTotal) => {
    rows = newRows;
    total = newTotal;
    sorted = null;
    draw();
  };
  return table;
}

// The rows by a value, which is asked of each once; rows of equal value stay in their order.
function inSortOrder(rows, value, sign) {
  const keys = rows.map(value);
  return Array.from(rows.keys())
    .sort((a, b) => compared(keys[a], keys[b], sign) || a - b)
    .map((place) => rows[place]);
}

// Unknown values come last in both sort directions.
function compared(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === "string") return sign * COLLATOR.compare(a, b);
  return sign * (a - b);
}

function shareCell(share, className) {
  return [bar(share, className), element("span", { class: "percent" }, percent(share))];
}

function bar(share, className) {
  return element("span", {
    class: `bar ${className || ""}`,
    "aria-hidden": "true",
    style: { "--share": `${Math.min(1, share) * 100}%` },
  });
}
