// The address after # selects the view: #/, #/?outlet=AFP, #/articles, #/article/ID, #/article/ID/1, #/pair/ID/ID,
// #/pair/ID/ID/2, #/dispatch/NAME.

function route(address) {
  const [view, ...names] = address.split("?")[0].replace(/^#\//, "").split("/");
  const [one, other] = names.map((name) => placeOfId.get(decoded(name)));
  const count = (text) => (/^\d+$/.test(text || "") ? Number(text) - 1 : null);
  if (view === "article" && one !== undefined)
    return { title: headline(one), build: () => articlePage(one, count(names[1])) };
  if (view === "dispatch" && names.length) {
    const place = report.dispatches.findIndex((dispatch) => dispatch.name === decoded(names[0]));
    if (place >= 0) return { title: dispatchName(place), build: () => dispatchPage(place) };
  }
  if (view === "pair" && one !== undefined && other !== undefined && pairOf(one, other) !== null) {
    return {
      title: `${headline(one)} and ${headline(other)}`,
      build: () => pairPage(one, other, count(names[2])),
    };
  }
  return { title: null, part: ["articles", "pairs"].includes(view) ? view : null, build: overview };
}

let before = null;
let filtersBefore = null;

function show() {
  const main = document.getElementById("content");
  const found = route(location.hash);
  // A place that the reader comes back to is as it was left.
  const returned = history.state && history.state.scrolled;
  if (found.build === overview) readFilters(location.hash);
  const kept = found.build === overview && before === overview && filtersBefore === overviewHref();
  if (!kept) {
    fill(main, found.build());
    document.title = found.title ? `${found.title} – ${report.title}` : report.title;
    scrollTo(0, 0);
    if (returned) comeBack(returned);
    // The first view starts at the top of the page, later ones at their own beginning.
    if (before) main.focus({ preventScroll: true });
  }
  before = found.build === overview ? overview : found;
  filtersBefore = overviewHref();
  if (found.part && !returned) document.getElementById(`section-${found.part}`).scrollIntoView();
  updateNavigation();
}

function updateNavigation() {
  const href = overviewHref();
  filtersBefore = href;
  const links = document.querySelectorAll("#views a");
  links.forEach((link, place) => {
    link.setAttribute("href", ["#/", "#/articles", "#/pairs"][place] + href.slice(2));
    if (place === 0 && before === overview) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

// Maps are drawn a little later and move what stands below them, so the place is looked for until all stands still.
function comeBack(place) {
  const address = location.hash;
  let tries = 12;
  const stop = () => {
    tries = 0;
  };
  for (const event of ["wheel", "keydown", "pointerdown"]) addEventListener(event, stop, { once: true, passive: true });
  const again = () => {
    if (location.hash !== address || tries-- <= 0) return;
    if (Math.abs(scrollY - place) > 1) scrollTo(0, place);
    setTimeout(again, 40);
  };
  again();
}

history.scrollRestoration = "manual";
function keepPlace() {
  history.replaceState({ ...history.state, scrolled: scrollY }, "");
}
let scrolling = 0;
addEventListener(
  "scroll",
  () => {
    clearTimeout(scrolling);
    scrolling = setTimeout(keepPlace, 150);
  },
  { passive: true },
);
// Before a link is followed, the place is kept at once.
addEventListener(
  "click",
  () => {
    clearTimeout(scrolling);
    keepPlace();
  },
  true,
);

fill(
  document.getElementById("views"),
  element("a", { href: "#/" }, "Overview"),
  element("a", { href: "#/articles" }, "Articles"),
  pairs.left.length > 0 && element("a", { href: "#/pairs" }, "Pairs"),
);
// Canvases must be redrawn when the colours change; print is always light.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("colours")));
for (const [event, printing] of [
  ["beforeprint", true],
  ["afterprint", false],
]) {
  addEventListener(event, () => {
    document.documentElement.classList.toggle("printing", printing);
    dispatchEvent(new Event("colours"));
  });
}
addEventListener("hashchange", show);
show();
