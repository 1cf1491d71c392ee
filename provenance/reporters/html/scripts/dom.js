// Creates elements from tags and text. Nothing is ever parsed as HTML, and links stay within this page.

function make(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "style") {
      for (const [property, setting] of Object.entries(value)) node.style.setProperty(property, setting);
    } else if (name === "href" && !String(value).startsWith("#")) {
      throw new Error("a link leads out of the page");
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function element(tag, attributes, ...children) {
  return make(document.createElement(tag), attributes, children);
}

function drawing(tag, attributes, ...children) {
  return make(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

// Announces a change to screen readers.
function announce(text) {
  document.getElementById("said").textContent = text;
}

function choice(label, value, options, change) {
  const select = element(
    "select",
    { on: { change: () => change(select.value) } },
    options.map(([key, text]) => element("option", { value: key, selected: key === value }, text)),
  );
  return control(label, select);
}

let controls = 0;

function control(label, input) {
  input.id = `control-${++controls}`;
  return element("div", { class: "control" }, element("label", { for: input.id }, label), input);
}

function toggle(label, checked, change) {
  const box = element("input", { type: "checkbox", checked, on: { change: () => change(box.checked) } });
  return element("label", { class: "control tick" }, box, element("span", {}, label));
}

// Puts a text on the clipboard; a page that was opened from a file may have no other way.
function copyText(text) {
  const put = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", put, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", put);
}
