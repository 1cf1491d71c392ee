// The matrix as a heat map, drawn on a canvas so that 500 articles are as quick as five. It is controlled by mouse,
// touch and arrow keys; the text of a cell is shown below. The table of pairs has the same content without a picture.

const SHADES = 64;
const LARGEST_CELL = 42;
const WITH_NUMBERS = 24;
const WITH_NAMES = 9;
const HEAD = 18;
const LARGEST_ZOOM = 4;
// What fits on a page of paper, in pixels.
const PAPER = { width: 680, height: 900 };

function heatMap(settings) {
  const grid = gridOf(settings);
  const { rows, columns } = grid;
  if (!rows.length) return element("p", { class: "nothing" }, "No article is left with these filters.");
  if (grid.tooMany)
    return element(
      "p",
      { class: "nothing" },
      `${counted(rows.length, "article")} are too many for a map of each: choose a story, outlets, or filters.`,
    );
  const names = element("canvas", { class: "names", "aria-hidden": "true" });
  const cells = element("canvas", {
    class: "cells",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "heat map",
    "aria-label": grid.about,
  });
  const marks = ["row", "column", "cell"].map((part) => element("div", { class: `mark ${part}`, hidden: true }));
  const card = element("div", { class: "cell-card", "aria-hidden": "true", hidden: true });
  const field = element("div", { class: "field" }, cells, marks, card);
  const scroller = element("div", { class: "heat" }, names, field);
  const said = element("p", { class: "cell-said" }, "Point at a cell, or use the arrow keys.");
  let size = 0;
  let place = null;

  function draw() {
    const printed = document.documentElement.classList.contains("printing");
    const width = printed ? PAPER.width : scroller.clientWidth || 800;
    // Names get the room they need, but at most a quarter of the width before the cells have theirs.
    const needed = widestName(grid);
    const least = Math.min(needed, Math.max(132, width * 0.28));
    size = cellSize(width, least, columns.length);
    if (!printed) size = Math.min(Math.max(size, LARGEST_CELL), Math.round(size * settings.zoom));
    const gutter = Math.min(needed, Math.max(least, width - columns.length * size));
    // On paper the map is shown in full: what is too large is made smaller as a whole.
    const full = { width: gutter + columns.length * size, height: HEAD + rows.length * size };
    fieldZoom(printed ? Math.min(1, PAPER.width / full.width, PAPER.height / full.height) : 1);
    drawNames(names, grid, size, size >= WITH_NAMES ? gutter : 0);
    drawCells(cells, grid, size);
    mark();
  }

  // The observer of the size is told nothing: only what is inside the scroller gets smaller.
  function fieldZoom(factor) {
    for (const one of [names, field]) one.style.zoom = factor;
  }

  function mark() {
    for (const one of marks) one.hidden = !place;
    if (!place) return;
    const [row, column, cell] = marks;
    Object.assign(row.style, {
      top: `${HEAD + place.row * size}px`,
      height: `${size}px`,
      width: `${columns.length * size}px`,
    });
    Object.assign(column.style, {
      left: `${place.column * size}px`,
      width: `${size}px`,
      height: `${HEAD + rows.length * size}px`,
    });
    Object.assign(cell.style, {
      left: `${place.column * size}px`,
      top: `${HEAD + place.row * size}px`,
      width: `${size}px`,
      height: `${size}px`,
    });
  }

  function go(row, column, aloud) {
    place = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    mark();
    const words = grid.sentence(place.row, place.column);
    fill(said, words.text, " ", words.link);
    if (aloud) announce(words.text);
  }

  function open() {
    if (place) grid.open(place.row, place.column);
  }

  function under(event) {
    const box = cells.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top - HEAD) / size);
    const column = Math.floor((event.clientX - box.left) / size);
    return row >= 0 && row < rows.length && column >= 0 && column < columns.length ? { row, column } : null;
  }

  // The card stands beside the pointer, on the side that has room.
  function point(event) {
    const [box, visible] = [field.getBoundingClientRect(), scroller.getBoundingClientRect()];
    fill(card, grid.sentence(place.row, place.column).text);
    const right = event.clientX > (visible.left + visible.right) / 2;
    card.style.left = `${event.clientX - box.left + (right ? -16 - card.offsetWidth : 16)}px`;
    card.style.top = `${event.clientY - box.top + 18}px`;
  }

  let touched = false;
  cells.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
  });
  cells.addEventListener("pointermove", (event) => {
    const found = under(event);
    card.hidden = !found || event.pointerType === "touch";
    if (!found) return;
    go(found.row, found.column);
    if (!card.hidden) point(event);
  });
  cells.addEventListener("pointerleave", () => {
    card.hidden = true;
  });
  cells.addEventListener("click", (event) => {
    const found = under(event);
    if (!found) return;
    go(found.row, found.column, touched);
    // Touch screens have no hover, so the link is in the line below.
    if (!touched) open();
  });
  cells.addEventListener("focus", () => {
    if (!place) go(0, Math.min(1, columns.length - 1), true);
  });
  cells.addEventListener("keydown", (event) => {
    const at = place || { row: 0, column: 0 };
    const moves = {
      ArrowUp: [at.row - 1, at.column],
      ArrowDown: [at.row + 1, at.column],
      ArrowLeft: [at.row, at.column - 1],
      ArrowRight: [at.row, at.column + 1],
      Home: [at.row, 0],
      End: [at.row, columns.length - 1],
    };
    if (moves[event.key]) {
      event.preventDefault();
      go(...moves[event.key], true);
    } else if (event.key === "Enter") open();
    else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1 : -1);
  });

  // Makes the cells larger or smaller; the cell that was pointed at stays in sight.
  function zoom(move) {
    settings.zoom = Math.min(LARGEST_ZOOM, Math.max(1, settings.zoom * 2 ** move));
    draw();
    if (place)
      scroller.scrollTo((place.column + 0.5) * size - scroller.clientWidth / 2, (place.row + 0.5) * size - scroller.clientHeight / 2);
    announce(`The map is ${settings.zoom} times as large.`);
  }

  const redraw = () => scroller.isConnected && draw();
  new ResizeObserver(redraw).observe(scroller);
  addEventListener("colours", redraw);
  const zooms = [
    ["−", "smaller", -1],
    ["+", "larger", 1],
  ].map(([sign, what, move]) =>
    element("button", { type: "button", "aria-label": `Map ${what}`, title: `key ${move > 0 ? "+" : "-"}`, on: { click: () => zoom(move) } }, sign),
  );
  return element("div", {}, element("div", { class: "zoom" }, zooms), scroller, said, legend(grid));
}

function cellSize(width, gutter, number) {
  const room = Math.floor((width - gutter) / number);
  const least = number <= 60 ? 14 : number <= 120 ? 9 : 2;
  if (room >= WITH_NAMES) return Math.min(LARGEST_CELL, Math.max(room, least));
  return Math.max(least, Math.min(8, Math.floor(width / number)));
}

function canvas(node, width, height) {
  const fine = Math.max(1, Math.min(3, window.devicePixelRatio || 1));
  node.width = Math.ceil(width * fine);
  node.height = Math.ceil(height * fine);
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
  const pen = node.getContext("2d");
  pen.scale(fine, fine);
  pen.textBaseline = "middle";
  return pen;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function drawNames(node, { rows, name }, size, width) {
  node.hidden = !width;
  if (!width) return;
  const pen = canvas(node, width, HEAD + rows.length * size);
  const font = getComputedStyle(document.body).fontFamily;
  const height = Math.min(13, Math.max(8, size - 2));
  pen.textAlign = "right";
  rows.forEach((_, row) => {
    const middle = HEAD + (row + 0.5) * size;
    pen.font = `${Math.min(11, height)}px ${font}`;
    pen.fillStyle = token("--soft");
    pen.fillText(row + 1, width - 8, middle);
    pen.font = `${height}px ${font}`;
    pen.fillStyle = token("--ink");
    pen.fillText(fitting(pen, name(row), width - 40), width - 32, middle);
  });
}

function widestName({ rows, name }) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  return Math.min(320, 44 + Math.max(...rows.map((_, row) => pen.measureText(name(row)).width)));
}

function fitting(pen, text, width) {
  const characters = Array.from(text);
  let fitted = text;
  for (let many = characters.length; many > 3 && pen.measureText(fitted).width > width; )
    fitted = `${characters.slice(0, --many).join("")}…`;
  return fitted;
}

function drawCells(node, { rows, columns, cells, most, itself, brief }, size) {
  const pen = canvas(node, columns.length * size, HEAD + rows.length * size);
  const font = getComputedStyle(document.body).fontFamily;
  const shades = scale();
  const gap = size > 5 ? 1 : 0;
  pen.fillStyle = token("--heat-0");
  pen.fillRect(0, HEAD, columns.length * size, rows.length * size);
  pen.textAlign = "center";
  if (size >= WITH_NAMES) {
    pen.fillStyle = token("--soft");
    pen.font = `${Math.min(11, size - 2)}px ${font}`;
    const step = size >= 14 ? 1 : 5;
    const rowOf = new Map(rows.map((one, row) => [one, row + 1]));
    columns.forEach((one, column) => {
      const label = rows.length === columns.length ? rowOf.get(one) : column + 1;
      if (step === 1 || label % step === 0) pen.fillText(label, (column + 0.5) * size, HEAD / 2);
    });
  }
  pen.fillStyle = token("--line");
  itself.forEach((column, row) => {
    if (column !== undefined) pen.fillRect(column * size, HEAD + row * size, size - gap, size - gap);
  });
  pen.font = `500 ${Math.min(13, size * 0.4)}px ${font}`;
  const inks = [token("--heat-ink"), token("--heat-ink-strong")];
  for (const [row, column, value] of cells) {
    // The square root spreads the small shares, which are the most common.
    const shade = Math.sqrt(value / most);
    pen.fillStyle = shades[Math.round(shade * (SHADES - 1))];
    pen.fillRect(column * size, HEAD + row * size, size - gap, size - gap);
    if (size < WITH_NUMBERS) continue;
    pen.fillStyle = inks[shade > 0.6 ? 1 : 0];
    const text = brief(value);
    pen.fillText(text, (column + 0.5) * size, HEAD + (row + 0.5) * size);
  }
}

function scale() {
  const stops = [0, 1, 2, 3, 4, 5].map((step) =>
    token(`--heat-${step}`)
      .match(/[0-9a-f]{2}/gi)
      .map((part) => parseInt(part, 16)),
  );
  return Array.from({ length: SHADES }, (_, shade) => {
    const place = (shade / (SHADES - 1)) * (stops.length - 1);
    const step = Math.min(stops.length - 2, Math.floor(place));
    const mixed = stops[step].map((low, part) => Math.round(low + (stops[step + 1][part] - low) * (place - step)));
    return `rgb(${mixed.join(" ")})`;
  });
}

function legend({ most, text }) {
  const steps = [1, 2, 3, 4, 5];
  return element(
    "ul",
    { class: "legend heat-legend", "aria-label": "Colours" },
    steps.map((step) =>
      element(
        "li",
        {},
        element("span", { class: `swatch heat-${step}`, "aria-hidden": "true" }),
        text(most * (step / 5) ** 2),
      ),
    ),
  );
}
