// The page speaks the first of its languages that the browser asks for.
const catalog = read("words");

function tongue(wanted) {
  for (const tag of wanted) {
    const first = String(tag).toLowerCase().split("-")[0];
    const own = { en: "en", es: "es", de: "de", ja: "ja", zh: "zh-Hans" }[first];
    if (own) return own;
  }
  return "";
}

const language = tongue(navigator.languages && navigator.languages.length ? navigator.languages : [navigator.language]) || tongue([data.language]) || "en";
document.documentElement.lang = language;

// t says a sentence; its English wording is its name.
const t = (sentence, values = {}) =>
  ((language !== "en" && catalog[sentence] && catalog[sentence][language]) || sentence).replace(/\{(\w+)\}/g, (whole, k) => (k in values ? String(values[k]) : whole));

// Keys are called as they are printed on keyboards.
const printed = {
  de: { Space: "Leertaste", Shift: "Umschalt", Home: "Pos1", End: "Ende", Ctrl: "Strg" },
  es: { Space: "Espacio", Shift: "Mayús", Home: "Inicio", End: "Fin", Enter: "Intro" },
  ja: { Space: "スペース" },
  "zh-Hans": { Space: "空格" },
};
const keyName = (k) => (printed[language] || {})[k] || k;
const keyNames = (keys) => keys.split(" ").map(keyName).join(" ");

const number = new Intl.NumberFormat(language);
const count = (n, one, many) => (n === 1 ? t(one) : t(many, { n: number.format(n) }));

// When something was said: the time today, the day before that.
function when(at) {
  const d = new Date(at);
  if (isNaN(d)) return "";
  const today = new Date().toDateString() === d.toDateString();
  return new Intl.DateTimeFormat(language, today ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" }).format(d);
}
const whenLong = (at) => (isNaN(new Date(at)) ? "" : new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at)));

function money(amount, unit) {
  try {
    return new Intl.NumberFormat(language, { style: "currency", currency: unit }).format(amount);
  } catch {
    return amount + " " + unit;
  }
}
