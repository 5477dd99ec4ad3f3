// What comes later. Its sticker counts down by this device's clock, which may be
// wrong, so it never says more than "about". Nothing of what comes is in the
// page; at its time the page can only be read again.

// leftText says how long ms milliseconds are; calm is without seconds.
function leftText(ms, calm) {
  const s = calm ? 60 * Math.ceil(ms / 60000) : Math.ceil(ms / 1000);
  const d = Math.floor(s / 86400), h = Math.floor(s / 3600) % 24, m = Math.floor(s / 60) % 60;
  if (d) return say(words.days, d, h);
  if (!calm) return [h, m, s % 60].map((n) => String(n).padStart(2, "0")).join(":");
  return h ? say(words.hours, h, m) : say(words.minutes, m);
}

// leftChanges is how long that text stays as it is, at most.
function leftChanges(ms, calm) {
  const step = calm || ms > 86400000 ? 60000 : 1000;
  return ms % step || step;
}

// soon gives a tag its sticker and its line in the list. A screen reader is told
// the day and the time, which stand there already; what moves is for the eye.
function soon(t) {
  t.at = Date.parse(t.countdown.to);
  const line = make("p", "wait n");
  t.waits = [line];
  if (t.mark) {
    t.flag = make("span", "flag", { "aria-hidden": "true" }, make("b", "", { dir: "auto" }, t.name));
    t.left = make("span", "n");
    if (!t.countdown.still) t.flag.append(t.left);
    t.mark.classList.add("soon");
    t.mark.append(t.flag);
  }
  if (!t.row.querySelector(".wait")) t.row.querySelector(".meta").after(line);
}

// lean puts a sticker on that side of its marker where it has more room.
function lean(t, spot, width) {
  t.mark.classList.toggle("left", spot.x > 0.5);
  t.flag.style.maxWidth = Math.round(Math.max(spot.x, 1 - spot.x) * width - 46) + "px";
}

// soonCard is what the card of such a tag says.
function soonCard(t) {
  const line = make("p", "wait n");
  t.waits = [t.waits[0], line];
  waiting(t, Date.now());
  return [make("span", "from n", {}, words.from[t.n - 1]), line];
}

// waiting writes how long is left, or that it is time. It says in how many
// milliseconds it wants to be asked again; 0 for never.
function waiting(t, now) {
  const ms = t.at - now, calm = still.matches, text = ms > 0 ? leftText(ms, calm) : words.due;
  if (t.mark) {
    t.mark.classList.toggle("due", ms <= 0);
    t.left.textContent = ms > 0 ? "\u2248\u00a0" + text : text;
    if (ms <= 0) t.flag.append(t.left);
  }
  for (const line of t.waits) {
    if (ms > 0) {
      line.hidden = Boolean(t.countdown.still);
      line.setAttribute("aria-hidden", "true");
      line.textContent = say(words.left, text) + ", " + words.byClock;
    } else if (!line.querySelector("button")) {
      const again = make("button", "again", { type: "button" }, words.reload);
      again.addEventListener("click", () => location.reload());
      line.hidden = false;
      line.removeAttribute("aria-hidden");
      line.replaceChildren(words.due + " ", again);
    }
  }
  return ms <= 0 ? 0 : t.countdown.still ? Math.min(ms, 60000) : leftChanges(ms, calm);
}

// count keeps the clocks of a player going. Only that something is there now is
// announced, once.
function count(player) {
  const coming = player.tags.filter((t) => t.countdown);
  let timer = 0, first = true;
  const tick = () => {
    const now = Date.now(), due = coming.filter((t) => !t.done && t.at <= now);
    const next = coming.map((t) => waiting(t, now)).filter(Boolean);
    for (const t of due) t.done = true;
    if (due.length && !first) player.live.textContent = due[0].name + ": " + words.due + ". " + words.reload;
    first = false;
    clearTimeout(timer);
    if (next.length) timer = setTimeout(tick, Math.min(...next));
  };
  document.addEventListener("visibilitychange", tick);
  addEventListener("resize", () => player.place(player.frame));
  still.addEventListener("change", tick);
  tick();
}
