// What comes later. Its sticker counts down by this device's clock, which may be
// wrong, so it never says more than "about". Nothing of what comes is in the
// page; at its time the page can only be read again.
let behind = 0, sure = false, recount = () => {}; // how many milliseconds the clock is behind, where somebody said so

// leftText says how long ms milliseconds are; calm, or for days, without seconds.
function leftText(ms, calm) {
  const s = calm || ms > 86400000 ? 60 * Math.ceil(ms / 60000) : Math.ceil(ms / 1000);
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

// here is the moment in the time zone of this device, where that is another.
function here(t) {
  const set = document.querySelector("main").lang || document.documentElement.lang, lang = set === "en" ? "en-GB" : set;
  const at = (wish) => new Intl.DateTimeFormat(lang, { day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...wish }).format(t.at);
  try {
    if (at({ timeZone: t.countdown.zone || "UTC" }) === at()) return [];
    return [make("p", "here n", {}, say(words.here, at({ weekday: "short", month: "short", timeZoneName: "short" })))];
  } catch {
    return []; // a zone this browser does not know
  }
}

// soon gives a tag its sticker and its line in the list. A screen reader is told
// the day and the time, which stand there already; what moves is for the eye, and
// for a hand that takes the sticker for its marker.
function soon(t, marks) {
  t.at = Date.parse(t.countdown.to);
  const line = make("p", "wait n");
  t.waits = [line];
  if (t.mark) {
    t.flag = make("span", "flag", { "aria-hidden": "true" }, make("b", "", { dir: "auto" }, t.name));
    t.left = make("span", "n");
    t.flag.hidden = true;
    t.flag.addEventListener("click", () => t.mark.click());
    t.mark.classList.add("soon");
    marks.prepend(t.flag); // under every marker
  }
  if (!t.row.querySelector(".wait")) t.row.querySelector(".meta").after(...here(t), line);
}

// lean puts a sticker on that side of its marker where it has more room.
function lean(t, spot, width) {
  t.flag.style.left = t.mark.style.left;
  t.flag.style.top = t.mark.style.top;
  t.flag.classList.toggle("left", spot.x > 0.5);
  t.flag.style.maxWidth = Math.round(Math.max(spot.x, 1 - spot.x) * width - 46) + "px";
}

// soonCard is what the card of such a tag says.
function soonCard(t) {
  const line = make("p", "wait n");
  t.waits = [t.waits[0], line];
  waiting(t, Date.now() + behind);
  return [make("span", "from n", {}, words.from[t.n - 1]), ...here(t), line];
}

// waiting writes how long is left, or that it is time. It says in how many
// milliseconds it wants to be asked again; 0 for never.
function waiting(t, now) {
  const ms = t.at - now, calm = still.matches, quiet = t.countdown.still, text = ms > 0 ? leftText(ms, calm) : words.due;
  if (t.mark) {
    t.flag.classList.toggle("due", ms <= 0);
    t.left.textContent = ms > 0 ? "\u2248\u00a0" + text : text;
    ms > 0 && quiet ? t.left.remove() : t.flag.append(t.left);
  }
  for (const line of t.waits) {
    if (ms > 0) {
      line.hidden = Boolean(quiet);
      line.setAttribute("aria-hidden", "true");
      line.textContent = say(sure ? words.left : words.byClock, text);
    } else if (!line.querySelector("button")) {
      const again = make("button", "again", { type: "button" }, words.reload);
      again.addEventListener("click", () => location.reload());
      line.hidden = false;
      line.removeAttribute("aria-hidden");
      line.replaceChildren(words.due + " ", again);
    }
  }
  return ms <= 0 ? 0 : quiet ? Math.min(ms, 60000) : leftChanges(ms, calm);
}

// count keeps the clocks of a player going. Only that something is there now is
// announced, once.
function count(player) {
  const coming = player.tags.filter((t) => t.countdown);
  let timer = 0, first = true;
  recount = () => {
    const now = Date.now() + behind, due = coming.filter((t) => t.at <= now), news = due.find((t) => !t.due);
    const next = coming.map((t) => waiting(t, now)).filter(Boolean);
    if (news && !first) player.live.textContent = news.name + ": " + words.due + ". " + words.reload;
    for (const t of coming) t.due = due.includes(t);
    first = false;
    clearTimeout(timer);
    if (next.length) timer = setTimeout(recount, Math.min(...next));
  };
  document.addEventListener("visibilitychange", recount);
  still.addEventListener("change", recount);
  addEventListener("resize", () => player.place(player.frame));
  recount();
}
