// Tables that can be sorted by a click on a heading; long ones first show only a part.

// columns: {head, value(row), cell(row), numeric}; total: a row that always stays last
function sortable({ caption, columns, rows, sort, shown: limit, id, total }) {
  const body = element("tbody");
  const more = element("p", { class: "more" });
  let sorted = rows.slice();
  let by = sort || null;
  let whole = false;

  const heads = columns.map((column, place) =>
    element(
      "th",
      { scope: "col", class: column.numeric ? "numeric" : null },
      element("button", { type: "button", on: { click: () => turn(place) } }, column.head),
    ),
  );

  function turn(place) {
    const down = columns[place].numeric || columns[place].down;
    by = by && by.place === place ? { place, down: !by.down } : { place, down: Boolean(down) };
    draw();
    announce(`Sorted by ${columns[place].head}, ${by.down ? "descending" : "ascending"}.`);
  }

  function draw() {
    if (by) {
      const value = columns[by.place].value;
      const sign = by.down ? -1 : 1;
      sorted = rows.slice().sort((a, b) => compared(value(a), value(b), sign));
    }
    heads.forEach((head, place) => {
      if (by && by.place === place) head.setAttribute("aria-sort", by.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    const visible = whole ? sorted : sorted.slice(0, limit);
    fill(body, visible.map(row));
    fill(
      more,
      visible.length < sorted.length &&
        element(
          "button",
          {
            type: "button",
            on: {
              click: () => {
                whole = true;
                draw();
              },
            },
          },
          `Show all ${number(sorted.length)}`,
        ),
    );
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
  return element(
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
        total && element("tfoot", {}, row(total)),
      ),
    ),
    more,
  );
}

// Unknown values come last in both sort directions.
function compared(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === "string") return sign * a.localeCompare(b, LOCALE, { numeric: true });
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
