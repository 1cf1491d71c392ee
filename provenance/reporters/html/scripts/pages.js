// The address after # selects the view: #/, #/article/3, #/article/3/1, #/pair/3-7, #/pair/3-7/2, #/dispatch/0.

function route(address) {
  const article = /^#\/article\/(\d+)(?:\/(\d+))?$/.exec(address);
  if (article && Number(article[1]) < articles.length) {
    const place = Number(article[1]);
    const part = article[2] ? Number(article[2]) - 1 : null;
    return { title: headline(place), build: () => articlePage(place, part) };
  }
  const dispatch = /^#\/dispatch\/(\d+)$/.exec(address);
  if (dispatch && Number(dispatch[1]) < report.dispatches.length) {
    const place = Number(dispatch[1]);
    return { title: dispatchName(place), build: () => dispatchPage(place) };
  }
  const pair = /^#\/pair\/(\d+)-(\d+)(?:\/(\d+))?$/.exec(address);
  if (pair && pairOf(Number(pair[1]), Number(pair[2])) !== null) {
    const [one, other] = [Number(pair[1]), Number(pair[2])];
    return {
      title: `${headline(one)} and ${headline(other)}`,
      build: () => pairPage(one, other, pair[3] ? Number(pair[3]) - 1 : null),
    };
  }
  const part = /^#\/(articles|pairs)$/.exec(address);
  return { title: null, part: part && part[1], build: overview };
}

let before = null;

function show() {
  const main = document.getElementById("content");
  const found = route(location.hash);
  const kept = found.build === overview && before === overview;
  if (!kept) {
    fill(main, found.build());
    document.title = found.title ? `${found.title} – ${report.title}` : report.title;
    scrollTo(0, 0);
    // The first view starts at the top of the page, later ones at their own beginning.
    if (before) main.focus({ preventScroll: true });
  }
  before = found.build === overview ? overview : found;
  if (found.part) document.getElementById(`section-${found.part}`).scrollIntoView();
  for (const link of document.querySelectorAll("#views a")) {
    if (link.getAttribute("href") === (found.title ? "" : "#/")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

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
