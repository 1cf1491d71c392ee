// The matrix as a heat map, drawn on a canvas so that 500 articles are as quick as five. It is controlled by mouse,
// touch and arrow keys; the text of a cell is shown below. The table of pairs has the same content without a picture.

const SHADES = 64;
const LARGEST_CELL = 42;
const WITH_NUMBERS = 24;
const WITH_NAMES = 9;
const HEAD = 18;

function heatMap(settings) {
  const { rows, columns } = chosen(settings);
  if (!rows.length) return element("p", { class: "nothing" }, "No article is left with these filters.");
  const names = element("canvas", { class: "names", "aria-hidden": "true" });
  const cells = element("canvas", {
    class: "cells",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "heat map",
    "aria-label": `How much of ${counted(rows.length, "article")} stands in ${columns.length === rows.length ? "each other one" : `${number(columns.length)} others`}. Arrow keys move, Enter opens the pair.`,
  });
  const marks = ["row", "column", "cell"].map((part) => element("div", { class: `mark ${part}`, hidden: true }));
  const field = element("div", { class: "field" }, cells, marks);
  const scroller = element("div", { class: "heat" }, names, field);
  const said = element("p", { class: "cell-said" }, "Point at a cell, or use the arrow keys.");
  const values = cellValues(rows, columns, settings);
  let size = 0;
  let place = null;

  function draw() {
    const width = scroller.clientWidth || 800;
    // Names get the room they need, but at most a quarter of the width before the cells have theirs.
    const needed = widestName(rows);
    const least = Math.min(needed, Math.max(132, width * 0.28));
    size = cellSize(width, least, columns.length);
    const gutter = Math.min(needed, Math.max(least, width - columns.length * size));
    drawNames(names, rows, size, size >= WITH_NAMES ? gutter : 0);
    drawCells(cells, rows, columns, values, size, settings);
    mark();
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
    const words = sentence(rows[place.row], columns[place.column], settings);
    fill(said, words.text, " ", words.link);
    if (aloud) announce(words.text);
  }

  function open() {
    if (!place) return;
    const [row, column] = [rows[place.row], columns[place.column]];
    if (row === column) location.hash = `#/article/${row}`;
    else if (pairOf(row, column) !== null) location.hash = pairHref(row, column);
  }

  function under(event) {
    const box = cells.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top - HEAD) / size);
    const column = Math.floor((event.clientX - box.left) / size);
    return row >= 0 && row < rows.length && column >= 0 && column < columns.length ? { row, column } : null;
  }

  let touched = false;
  cells.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
  });
  cells.addEventListener("pointermove", (event) => {
    const found = under(event);
    if (found) go(found.row, found.column);
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
  });
  const redraw = () => scroller.isConnected && draw();
  new ResizeObserver(redraw).observe(scroller);
  addEventListener("colours", redraw);
  return element("div", {}, scroller, said, legend(settings, values.most));
}

function sentence(row, column, settings) {
  if (row === column) {
    const words = counted(articles[row].words, "word");
    return { text: `${headline(row)}: ${words}.`, link: articleLink(row, "Read it") };
  }
  const pair = pairOf(row, column);
  const names = `${headline(row)} in ${headline(column)}`;
  if (pair === null || !wordsOf(pair, row, settings.quotations)) return { text: `${names}: nothing.`, link: null };
  const share = percent(shareOf(pair, row, settings.quotations));
  const words = counted(wordsOf(pair, row, settings.quotations), "word");
  return {
    text: `${names}: ${share}, ${words} in ${counted(pairs.count[pair], "passage")}.`,
    link: element("a", { href: pairHref(row, column) }, "Compare"),
  };
}

function cellValues(rows, columns, settings) {
  const columnOf = new Map(columns.map((article, place) => [article, place]));
  const found = [];
  let most = settings.measure === "words" ? 1 : 0;
  rows.forEach((article, row) => {
    for (const pair of pairsOf[article]) {
      const column = columnOf.get(partnerIn(pair, article));
      const value = column === undefined ? 0 : worth(pair, article, settings);
      if (!value) continue;
      found.push([row, column, value]);
      most = Math.max(most, value);
    }
  });
  return { found, most: settings.measure === "words" ? most : 1 };
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

function drawNames(node, rows, size, width) {
  node.hidden = !width;
  if (!width) return;
  const pen = canvas(node, width, HEAD + rows.length * size);
  const font = getComputedStyle(document.body).fontFamily;
  const height = Math.min(13, Math.max(8, size - 2));
  pen.textAlign = "right";
  rows.forEach((article, row) => {
    const middle = HEAD + (row + 0.5) * size;
    pen.font = `${Math.min(11, height)}px ${font}`;
    pen.fillStyle = token("--soft");
    pen.fillText(row + 1, width - 8, middle);
    pen.font = `${height}px ${font}`;
    pen.fillStyle = token("--ink");
    pen.fillText(fitting(pen, articles[article].name, width - 40), width - 32, middle);
  });
}

function widestName(rows) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  return Math.min(320, 44 + Math.max(...rows.map((article) => pen.measureText(articles[article].name).width)));
}

function fitting(pen, text, width) {
  const characters = Array.from(text);
  let from = 0;
  let fitted = text;
  // The end distinguishes articles of one folder.
  while (characters.length - from > 3 && pen.measureText(fitted).width > width)
    fitted = `…${characters.slice(++from).join("")}`;
  return fitted;
}

function drawCells(node, rows, columns, values, size, settings) {
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
    const rowOf = new Map(rows.map((article, row) => [article, row + 1]));
    columns.forEach((article, column) => {
      const label = rows.length === columns.length ? rowOf.get(article) : column + 1;
      if (step === 1 || label % step === 0) pen.fillText(label, (column + 0.5) * size, HEAD / 2);
    });
  }
  const columnOf = new Map(columns.map((article, column) => [article, column]));
  pen.fillStyle = token("--line");
  rows.forEach((article, row) => {
    pen.fillRect(columnOf.get(article) * size, HEAD + row * size, size - gap, size - gap);
  });
  pen.font = `500 ${Math.min(13, size * 0.4)}px ${font}`;
  const inks = [token("--heat-ink"), token("--heat-ink-strong")];
  for (const [row, column, value] of values.found) {
    // The square root spreads the small shares, which are the most common.
    const shade = Math.sqrt(value / values.most);
    pen.fillStyle = shades[Math.round(shade * (SHADES - 1))];
    pen.fillRect(column * size, HEAD + row * size, size - gap, size - gap);
    if (size < WITH_NUMBERS) continue;
    pen.fillStyle = inks[shade > 0.6 ? 1 : 0];
    const text = settings.measure === "words" ? String(value) : percent(value).replace("%", "");
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

function legend(settings, most) {
  const steps = [1, 2, 3, 4, 5];
  return element(
    "ul",
    { class: "legend heat-legend", "aria-label": "Colours" },
    steps.map((step) =>
      element(
        "li",
        {},
        element("span", { class: `swatch heat-${step}`, "aria-hidden": "true" }),
        worthText(most * (step / 5) ** 2, settings),
      ),
    ),
  );
}
