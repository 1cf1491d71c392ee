// Formatting of numbers and names.

const LOCALE = "en";

function number(value) {
  return Math.round(value).toLocaleString(LOCALE);
}

function counted(value, noun) {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}

// Only 0 gives 0 % and only 1 gives 100 %. Rounded half up, from four digits, as in all other views.
function percent(share) {
  if (!(share > 0)) return "0%";
  if (share >= 1) return "100%";
  const points = Math.min(9999, Math.max(1, Math.round(share * 10000)));
  const whole = Math.min(99, Math.floor((points + 50) / 100));
  return whole ? `${whole}%` : "<1%";
}

// Shows control characters as symbols, one character for one, so that positions do not change.
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u206f]/g;

function shown(text) {
  return text.replace(STEERING, (character, place) => {
    if (character === "\r") return text[place + 1] === "\n" ? " " : "\n";
    const code = character.charCodeAt(0);
    if (code < 32) return String.fromCharCode(0x2400 + code);
    return code === 127 ? "\u2421" : "\ufffd";
  });
}

function oneLine(text) {
  return shown(text.replace(/\s+/g, " ").trim());
}

function shortened(text, length) {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (length - 1 - head)).join("")}`;
}
