// What the page is made of: elements and little pictures.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// make never takes markup: what people wrote becomes text and nothing else.
function make(name, cls, attrs = {}, ...children) {
  const e = document.createElement(name);
  if (cls) e.className = cls;
  for (const k in attrs) if (attrs[k] !== undefined) e.setAttribute(k, attrs[k]);
  e.append(...children.filter((c) => c !== undefined && c !== ""));
  return e;
}

const SVG = "http://www.w3.org/2000/svg";

function drawn(name, attrs = {}, ...children) {
  const e = document.createElementNS(SVG, name);
  for (const k in attrs) e.setAttribute(k, attrs[k]);
  e.append(...children);
  return e;
}

const icon = (name) => drawn("svg", { class: "ic", "aria-hidden": "true" }, drawn("use", { href: "#i-" + name }));

// button with a little picture; its words are its name and its tip, or stand beside.
function button(cls, picture, words, act, tip = "", beside = false) {
  tip = tip && keyNames(tip);
  const b = make("button", "btn " + cls, { type: "button", title: beside ? tip || undefined : tip ? words + "  " + tip : words });
  b.append(icon(picture));
  if (beside) b.append(make("span", "", {}, words));
  else b.setAttribute("aria-label", words);
  b.addEventListener("click", act);
  return b;
}

const initialOf = (name) => (/[\p{L}\p{N}]/u.exec(name) || ["·"])[0].toUpperCase();
const face = (who, big) => make("span", "av l" + (who.colour || 1) + (big ? " big" : ""), { "aria-hidden": "true" }, initialOf(who.name || "·"));

// One place tells a screen reader what happened.
const told = make("p", "told sr", { role: "status", "aria-live": "polite" });
const tell = (text, loud = false) => {
  told.textContent = "";
  told.classList.toggle("sr", !loud); // what is in the way is seen as well
  requestAnimationFrame(() => (told.textContent = text));
};
tell.clear = () => told.classList.contains("sr") || tell("");

const clamp = (v, least, most) => Math.min(most, Math.max(least, v));
