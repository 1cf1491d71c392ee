// The text of an article with its stretches by origin: each with a number that leads to who else has it.

function articleText(article, stretches) {
  const { text, at } = textOf(article);
  const body = element("div", { class: "text whole", dir: "auto", lang: language(article) });
  const where = element("div", {
    class: "stretch",
    role: "region",
    "aria-label": "The chosen stretch",
    tabindex: "-1",
  });
  const { parts } = articles[article];
  let numbered = 0;
  const draw = (pointed) => {
    numbered = 0;
    fill(
      body,
      stretches.map((stretch) => stretchNode(stretch, text, pointed)),
    );
  };

  function stretchNode(stretch, whole, pointed) {
    const content = lit(whole, stretch, pointed);
    if (stretch.part === null) return content;
    const { kind, label: from } = parts[stretch.part];
    if (stretch.plain) return element("span", { "data-part": stretch.part }, content);
    const told = stretch.over.size > 0 || !["quotation", "boilerplate"].includes(kind);
    if (!told) return element("mark", { class: `part from-${kind}`, "data-part": stretch.part }, content);
    const label = ++numbered;
    const open = () => tell(stretch, label);
    return [
      element(
        "button",
        {
          type: "button",
          class: "number",
          "aria-label": `Stretch ${label}, ${oneLine(from)}: who else has it`,
          on: { click: open },
        },
        String(label),
      ),
      element(
        "mark",
        {
          class: `part from-${kind}`,
          "data-part": stretch.part,
          on: { click: () => String(getSelection()) || open() },
        },
        content,
      ),
    ];
  }

  const ofPart = (part) => [...body.querySelectorAll(`[data-part="${part}"]`)];

  // Highlights all spans of a part, and no others.
  function light(part) {
    for (const one of body.querySelectorAll(".lit")) one.classList.remove("lit");
    if (part !== null) for (const one of ofPart(part)) one.classList.add("lit");
  }

  // Goes to the first span of a part, and on each further call to the next one.
  let led = { part: null, place: -1 };
  function lead(part) {
    const found = ofPart(part);
    if (!found.length) return;
    led = { part, place: led.part === part ? (led.place + 1) % found.length : 0 };
    light(part);
    const one = found[led.place];
    one.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    const before = one.previousElementSibling;
    if (before && before.classList.contains("number")) before.focus({ preventScroll: true });
    announce(`${oneLine(parts[part].label)}: stretch ${led.place + 1} of ${found.length}.`);
  }

  // Lists who else has a span: each position once, the longest passages first.
  function tell(stretch, label) {
    const best = new Map();
    for (const span of stretch.over) {
      const known = best.get(span.partner);
      if (!known || span.passage.words > known.passage.words) best.set(span.partner, span);
    }
    const spans = [...best.values()].sort((a, b) => b.passage.words - a.passage.words);
    const part = parts[stretch.part];
    const sure = part.sure === null ? "" : `, ${percent(part.sure / 10000)} sure`;
    fill(
      where,
      element("h3", {}, `Stretch ${label}: ${oneLine(part.label)}${sure}`),
      element(
        "p",
        {},
        spans.length ? `It stands in ${counted(spans.length, "other article")} too. ` : "No passage of it is shown. ",
        whence(part),
        " ",
        element("button", { type: "button", class: "copy", on: { click: () => copyStretch(stretch, label) } }, "Copy it with its source"),
      ),
      element(
        "ul",
        {},
        spans
          .slice(0, 40)
          .map((span) =>
            element(
              "li",
              {},
              element(
                "a",
                { href: pairHref(article, span.partner, placeOf(article, span)) },
                headline(span.partner),
              ),
              ` ${passageWords(span.passage)}`,
            ),
          ),
      ),
      spans.length > 40 && element("p", {}, `and in ${number(spans.length - 40)} more`),
    );
    where.classList.add("open");
    where.focus({ preventScroll: false });
  }

  // What is copied is the text as it was given, with its places in it.
  function copyStretch({ start, stop }, label) {
    const points = (place) => Array.from(text.slice(0, place)).length;
    copyText(`${cited(text.slice(start, stop), article, points(start), points(stop))}\n`);
    announce(`Stretch ${label} is copied with its source.`);
  }

  draw(null);
  return {
    section: element(
      "section",
      { class: "reading", "aria-labelledby": "title-text" },
      element("h2", { id: "title-text" }, "The text"),
      element(
        "p",
        { class: "about" },
        "Coloured by where the words are from, as in the bar. Stretches with a number stand in other articles too; it says in which.",
      ),
      where,
      body,
    ),
    lead,
    light,
    point: (start, stop) => {
      draw([at(start), at(stop)]);
      const found = body.querySelector(".pointed");
      if (found) found.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    },
  };
}

// The text of a span, with the part that evidence refers to highlighted.
function lit(text, { start, stop }, pointed) {
  const [from, to] = pointed ? [Math.max(start, pointed[0]), Math.min(stop, pointed[1])] : [stop, stop];
  if (from >= to) return text.slice(start, stop);
  return [text.slice(start, from), element("span", { class: "pointed" }, text.slice(from, to)), text.slice(to, stop)];
}

// The index of this passage on the pair page, where passages are in text order.
function placeOf(article, span) {
  const pair = pairOf(article, span.partner);
  const [own, their] = pairs.left[pair] === article ? ["left", "right"] : ["right", "left"];
  const sorted = passagesOf(pair).sort((a, b) => a[own][0] - b[own][0] || a[their][0] - b[their][0]);
  return sorted.findIndex(
    (passage) => passage[own][0] === span.passage[own][0] && passage[their][0] === span.passage[their][0],
  );
}
