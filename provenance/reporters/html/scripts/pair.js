// The page of a pair: two articles side by side, with their shared passages.

function pairPage(one, other, wanted) {
  const pair = pairOf(one, other);
  const turned = pairs.left[pair] !== one;
  const passages = passagesOf(pair).map((passage) =>
    turned ? { ...passage, left: passage.right, right: passage.left } : passage,
  );
  passages.sort((a, b) => a.left[0] - b.left[0] || a.right[0] - b.right[0]);
  const head = [
    element("p", { class: "crumb" }, element("a", { href: overviewHref() }, "Overview"), " / pair ", element("span", { class: "id" }, `${articles[one].name} and ${articles[other].name}`)),
    element(
      "h1",
      { class: "pair-title" },
      headline(one),
      element("span", { class: "and" }, " and "),
      headline(other),
    ),
    element("p", { class: "deck" }, pairSentence(pair, one, other)),
  ];
  if (!report.with_text) return [head, placesTable(passages, one, other)];
  return [head, sideBySide(passages, one, other, wanted)];
}

function pairSentence(pair, one, other) {
  const share = (article) => percent(shareOf(pair, article, true));
  const prose = (article) => percent(shareOf(pair, article, false));
  return `${directionWords(pair, one, other)}${share(one)} of the first stands in the second (${prose(one)} without quotations), and ${share(other)} the other way round (${prose(other)}). They share ${counted(pairs.count[pair], "passage")}.`;
}

function directionWords(pair, one, other) {
  if (pairs.direction[pair] < 0) return "";
  const leftFirst = pairs.direction[pair] === 0;
  const [source, target] = leftFirst === (pairs.left[pair] === one) ? [one, other] : [other, one];
  const sure = pairs.sure[pair] < 0 ? "" : ` (${percent(pairs.sure[pair] / 10000)} sure)`;
  return `Likely from “${headline(source)}” to “${headline(target)}”${sure}. `;
}

function passageWords(passage) {
  const alike = passage.kind === "verbatim" ? "" : `, ${percent(passage.alike)} alike`;
  return `${KIND_WORDS[passage.kind]}${passage.quoted ? ", quoted" : ""}, ${counted(passage.words, "word")}${alike}`;
}

function sideBySide(passages, one, other, wanted) {
  const [leftText, rightText] = [textOf(one), textOf(other)];
  const changes = passages.map((passage) => differences(passage, leftText, rightText));
  const left = panel("left", one, leftText, passages, changes);
  const right = panel("right", other, rightText, passages, changes);
  const box = { left: left.text, right: right.text };
  const step = toggle("Scroll in step", true, () => {});
  const fold = toggle("Fold what is equal", false, (on) => {
    anchored = null;
    page.classList.toggle("folded", on);
  });
  const where = element("span", { class: "where" });
  const facts = element("span", { class: "facts" });
  const chain = rising(passages);
  const top = (panelBox, place) => {
    const mark = panelBox.querySelector(`[data-passage~="${place}"]`);
    return mark ? mark.getBoundingClientRect().top - panelBox.getBoundingClientRect().top + panelBox.scrollTop : 0;
  };
  let anchored = null;
  const anchors = () => {
    anchored ||= chain.map((place) => [top(box.left, place), top(box.right, place)]);
    return anchored;
  };
  new ResizeObserver(() => {
    anchored = null;
  }).observe(box.left);
  const stepping = inStep(box.left, box.right, anchors, () => step.querySelector("input").checked);
  let current = -1;

  // Shows a passage on both sides; the focus goes to its number on one of them.
  function show(place, side, focus) {
    if (!turn(place)) return;
    // If one text is above the other, the screen has room for both only from their tops.
    if (focus && matchMedia("(max-width: 800px)").matches)
      box.left.closest(".panels").scrollIntoView({ block: "start" });
    history.replaceState(history.state, "", pairHref(one, other, place));
    if (focus) box[side].querySelector(`[data-number="${place}"]`)?.focus({ preventScroll: true });
    announce(`Passage ${place + 1} of ${passages.length}, ${passageWords(passages[place])}.`);
  }

  function turn(place) {
    if (!(place >= 0 && place < passages.length)) return false;
    current = place;
    stepping.hold();
    for (const panelBox of Object.values(box)) {
      for (const mark of panelBox.querySelectorAll(".current")) mark.classList.remove("current");
      for (const mark of panelBox.querySelectorAll(`[data-passage~="${place}"], [data-number="${place}"]`))
        mark.classList.add("current");
      panelBox.scrollTo({
        top: top(panelBox, place) - panelBox.clientHeight * 0.3,
        behavior: calm() ? "auto" : "smooth",
      });
    }
    fill(where, `Passage ${number(place + 1)} of ${number(passages.length)}`);
    fill(facts, passageWords(passages[place]));
    return true;
  }

  for (const [side, partner] of [
    ["left", "right"],
    ["right", "left"],
  ]) {
    box[side].addEventListener("click", (event) => {
      const link = event.target.closest("[data-number]");
      const mark = event.target.closest("mark");
      if (link) {
        event.preventDefault();
        show(Number(link.dataset.number), partner, true);
      } else if (mark && !String(getSelection())) {
        const over = mark.dataset.passage.split(" ").map(Number);
        show(over[(over.indexOf(current) + 1) % over.length], partner, false);
      }
    });
  }

  // Copies the passage that is shown, or the first one: both texts, each with its source.
  function copyPassage() {
    const passage = passages[Math.max(0, current)];
    const side = (text, article, [start, stop]) => cited(text.text.slice(text.at(start), text.at(stop)), article, start, stop);
    copyText(`${side(leftText, one, passage.left)}\n\n${side(rightText, other, passage.right)}\n`);
    announce(`Passage ${Math.max(0, current) + 1} is copied with its sources.`);
  }

  // n and p go to the next and the previous passage, d and e to the next and the previous difference, from anywhere.
  function pressed(event) {
    if (!page.isConnected) return removeEventListener("keydown", pressed);
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const side = box.right.contains(document.activeElement) ? "right" : "left";
    if (event.key === "n") show(current + 1, side, true);
    else if (event.key === "p") show(current - 1, side, true);
    else if (event.key === "d") differ(1);
    else if (event.key === "e") differ(-1);
  }
  addEventListener("keydown", pressed);

  // The differences passage by passage, those of the left side first.
  let found = null;
  let different = -1;
  function differ(move) {
    found ||= differenceNodes();
    if (!(different + move >= 0 && different + move < found.length)) return;
    different += move;
    const { place, node } = found[different];
    if (place !== current) turn(place);
    for (const one of page.querySelectorAll(".differs.pointed")) one.classList.remove("pointed");
    node.classList.add("pointed");
    node.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    fill(where, `Difference ${number(different + 1)} of ${number(found.length)}`);
    announce(`Difference ${different + 1} of ${found.length}: ${node.textContent}.`);
  }

  // Each once, also where passages overlap.
  function differenceNodes() {
    const places = new Map();
    passages.forEach((_, place) => {
      for (const one of Object.values(box))
        for (const node of one.querySelectorAll(`mark[data-passage~="${place}"] .differs`))
          if (!places.has(node)) places.set(node, place);
    });
    return [...places].map(([node, place]) => ({ place, node }));
  }

  const page = element(
    "div",
    { class: "pair" },
    element(
      "div",
      { class: "pair-bar" },
      element(
        "div",
        { class: "jump" },
        element(
          "button",
          {
            type: "button",
            on: { click: () => show(current < 0 ? 0 : current - 1, "left") },
            "aria-label": "Previous passage",
          },
          "‹",
        ),
        element(
          "button",
          { type: "button", on: { click: () => show(current + 1, "left") }, "aria-label": "Next passage" },
          "›",
        ),
        where,
        facts,
      ),
      element(
        "button",
        { type: "button", on: { click: () => differ(1) }, title: "key d; key e goes back" },
        "Next difference",
      ),
      element("button", { type: "button", class: "copy", on: { click: copyPassage } }, "Copy passage"),
      fold,
      step,
      kindLegend(passages, changes.some((one) => [...one.left, ...one.right].some((span) => span.inserted))),
    ),
    element("div", { class: "panels" }, left.panel, right.panel),
  );
  fill(where, counted(passages.length, "passage"));
  // The address already names this passage.
  if (wanted !== null) requestAnimationFrame(() => page.isConnected && turn(wanted));
  return page;
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function panel(side, article, text, passages, changes) {
  const title = `title-${side}`;
  const body = element("div", {
    class: "text",
    tabindex: "0",
    role: "region",
    "aria-labelledby": title,
    dir: "auto",
    lang: language(article),
  });
  const spans = [];
  passages.forEach((passage, place) => {
    const [start, stop] = passage[side].map(text.at);
    spans.push({ start, stop, place });
    for (const one of changes[place][side]) spans.push({ ...one, place, changed: true });
  });
  const partner = side === "left" ? "right" : "left";
  for (const piece of pieces(text.text.length, spans)) append(body, [marked(piece, text.text, passages, partner)]);
  return {
    text: body,
    panel: element(
      "div",
      { class: `panel ${side}` },
      element(
        "h2",
        { id: title },
        articleLink(article),
        articles[article].title && element("span", { class: "headline" }, articles[article].name),
      ),
      element(
        "p",
        { class: "meta" },
        [sourceWords(article), counted(articles[article].words, "word")].filter(Boolean).join(" · "),
      ),
      body,
    ),
  };
}

// A piece of a text: plain, or part of one or more passages; each passage begins with a numbered link to its partner.
function marked(piece, text, passages, partner) {
  const plain = text.slice(piece.start, piece.stop);
  const over = [...new Set(piece.over.filter((span) => !span.changed).map((span) => span.place))];
  if (!over.length) return plain;
  // If passages overlap, the longest sets the colour.
  const first = over.reduce((best, place) => (passages[place].words > passages[best].words ? place : best));
  const { kind, quoted } = passages[first];
  const changed = piece.over.find((span) => span.changed && span.place === first);
  const numbers = piece.opened
    .filter((span) => !span.changed)
    .map(({ place }) =>
      element(
        "a",
        {
          class: `number ${passages[place].kind}`,
          href: "#",
          "data-number": place,
          "aria-label": `Passage ${place + 1}, ${passageWords(passages[place])}: go to it on the ${partner}`,
        },
        String(place + 1),
      ),
    );
  return [
    numbers,
    element(
      "mark",
      {
        class: `${kind}${quoted ? " quoted" : ""}${!changed && plain.length > FOLDED ? " equal" : ""}`,
        "data-passage": over.join(" "),
      },
      changed ? element("span", { class: changed.inserted ? "differs inserted" : "differs" }, plain) : plain,
    ),
  ];
}

// Equal stretches of more characters can be folded.
const FOLDED = 90;

function kindLegend(passages, inserted) {
  const counts = KINDS.map((kind) => [
    kind,
    passages.filter((passage) => passage.kind === kind && !passage.quoted).length,
  ]).filter(([, many]) => many);
  const quoted = passages.filter((passage) => passage.quoted).length;
  return element(
    "ul",
    { class: "legend kinds" },
    counts.map(([kind, many]) =>
      element(
        "li",
        {},
        element("span", { class: `sample ${kind}`, "aria-hidden": "true" }, "ab"),
        `${KIND_WORDS[kind]} (${number(many)})`,
      ),
    ),
    quoted > 0 &&
      element(
        "li",
        {},
        element("span", { class: "sample quoted", "aria-hidden": "true" }, "ab"),
        `quoted on both sides (${number(quoted)})`,
      ),
    passages.some((passage) => passage.kind !== "verbatim") &&
      element(
        "li",
        {},
        element("span", { class: "differs", "aria-hidden": "true" }, "ab"),
        "the other side has other words",
      ),
    inserted &&
      element(
        "li",
        {},
        element("span", { class: "differs inserted", "aria-hidden": "true" }, "ab"),
        "a sentence that the other side does not have",
      ),
  );
}

function placesTable(passages, one, other) {
  const place = (side) => (passage) => `${number(passage[side][0])}–${number(passage[side][1])}`;
  return sortable({
    caption: "Passages",
    columns: [
      { head: articles[one].name, value: (passage) => passage.left[0], cell: place("left") },
      { head: articles[other].name, value: (passage) => passage.right[0], cell: place("right") },
      { head: "Kind", value: (passage) => KINDS.indexOf(passage.kind), cell: (passage) => KIND_WORDS[passage.kind] },
      { head: "Quoted", value: (passage) => Number(passage.quoted), cell: (passage) => (passage.quoted ? "yes" : "") },
      { head: "Words", numeric: true, value: (passage) => passage.words, cell: (passage) => number(passage.words) },
      { head: "Alike", numeric: true, value: (passage) => passage.alike, cell: (passage) => percent(passage.alike) },
    ],
    rows: passages,
    shown: 100,
  });
}
