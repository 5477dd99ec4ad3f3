// The player. Without this script the page is a list with links and a clip
// with the browser's own controls; everything here is added on top of that.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const timeline = read("timeline"), words = read("words");
const { num, den } = timeline.clip.rate, frames = timeline.clip.frames;
const seconds = (f) => (f * den) / num;
const within = (f) => Math.min(frames - 1, Math.max(0, f));
const shownAt = (s) => within(Math.floor((s * num) / den + 0.001));
const clock = (s) => Math.floor(s / 60) + ":" + String(Math.floor(s % 60)).padStart(2, "0");
const say = (sentence, ...parts) => parts.reduce((text, p) => text.replace("%s", () => p), sentence);
const still = matchMedia("(prefers-reduced-motion: reduce)");

function make(name, cls, attrs = {}, ...children) {
  const e = document.createElement(name);
  if (cls) e.className = cls;
  for (const k in attrs) e.setAttribute(k, attrs[k]);
  e.append(...children);
  return e;
}

function icon(name) {
  const ns = document.querySelector("svg").namespaceURI, s = document.createElementNS(ns, "svg"), u = document.createElementNS(ns, "use");
  s.setAttribute("class", "ic");
  s.setAttribute("aria-hidden", "true");
  u.setAttribute("href", "#i-" + name);
  s.append(u);
  return s;
}

const pictureOf = (row) => {
  const p = row.querySelector(".pt").cloneNode(true);
  p.removeAttribute("loading");
  if (p.tagName === "IMG") p.alt = "";
  return p;
};

class ShoppableClip extends HTMLElement {
  connectedCallback() {
    if (this.video) return;
    this.video = this.querySelector("video");
    this.stage = this.querySelector(".vid");
    this.open = null;
    document.documentElement.classList.add("js");
    const order = new Map(timeline.products.map((p, i) => [p.id, i + 1]));
    this.tags = timeline.tags.map((t, i) => {
      const n = order.get(t.product), row = document.getElementById("p" + n);
      const a = row.querySelector("a[data-product]"), b = row.querySelector('.show[data-tag="' + i + '"]');
      const title = t.countdown ? timeline.products[n - 1].name : row.querySelector(".name").textContent;
      return { ...t, n, i, row, a, to: a && ((b && b.dataset.to) || a.href), lane: ((n - 1) % 8) + 1, name: t.label || title, on: false };
    });
    this.build();
    this.listen();
    this.begin();
  }

  build() {
    this.marks = make("div", "marks");
    for (const t of this.tags) if (t.path) this.marks.append((t.mark = this.marker(t)));
    this.live = make("p", "sr", { "aria-live": "polite" });
    this.cue = make("span", "cue", {}, icon("play"));
    this.stage.style.setProperty("--ratio", timeline.clip.width / timeline.clip.height);
    this.stage.append(this.cue, this.marks, this.controls(), this.live);
    this.append(this.moments());
    for (const b of document.querySelectorAll(".show")) b.hidden = false;
    for (const t of this.tags) if (t.countdown) soon(t, this.marks);
    if (timeline.tags.some((t) => t.countdown)) count(this);
    this.video.removeAttribute("controls");
  }

  marker(t) {
    const price = t.row.querySelector(".pr"), sold = t.row.querySelector(".sold");
    const name = [t.name, price && price.textContent, sold && sold.textContent].filter(Boolean).join(", ");
    const label = t.n + ", " + say(words.opens, name); // begins as the eye reads it
    const m = make("button", "mk n" + (sold ? " out" : ""), { type: "button", "aria-label": label, "aria-expanded": "false" }, String(t.n));
    m.hidden = true;
    m.addEventListener("click", () => (this.open === t ? this.close(true) : this.show(t)));
    m.addEventListener("focusout", () => setTimeout(() => this.place(this.frame)));
    return m;
  }

  controls() {
    this.play = make("button", "", { type: "button", "aria-label": words.play }, icon("play"));
    this.mute = make("button", "", { type: "button", "aria-label": words.mute }, icon("loud"));
    this.time = make("span", "n", {}, clock(0));
    this.done = make("i", "pr");
    this.seek = make("input", "", { type: "range", min: 0, max: frames - 1, step: 1, value: 0, "aria-label": words.seek });
    const track = make("div", "trk", {}, this.done);
    let free = [0, 0];
    for (const t of this.tags) {
      const under = free[0] > t.in && free[1] <= free[0] ? 1 : 0;
      free[under] = Math.max(free[under], t.out);
      const lane = make("s", "k" + t.lane + (under ? " under" : ""));
      lane.style.left = (100 * t.in) / frames + "%";
      lane.style.width = (100 * (t.out - t.in)) / frames + "%";
      track.append(lane);
    }
    track.append(this.seek);
    this.mute.hidden = !words.sound;
    return make("div", "ctl", {}, this.play, track, this.time, this.mute);
  }

  moments() {
    const nav = make("nav", "jump", { "aria-label": words.moments });
    for (const t of this.tags) {
      const at = clock(seconds(t.in));
      t.moment = make("button", "n" + (t.row.querySelector(".sold") ? " gone-out" : ""), { type: "button", "aria-label": say(words.show, at) + ": " + t.name }, pictureOf(t.row), at);
      t.moment.addEventListener("click", () => this.goTo(t));
      nav.append(t.moment);
    }
    return nav;
  }

  listen() {
    const v = this.video;
    const toggle = () => (v.paused ? this.start() : v.pause());
    this.play.addEventListener("click", toggle);
    v.addEventListener("click", toggle);
    this.mute.addEventListener("click", () => (v.muted = !v.muted));
    for (const e of ["play", "pause", "ended", "volumechange"]) v.addEventListener(e, () => this.state());
    v.addEventListener("timeupdate", () => this.stopHere());
    v.addEventListener("error", () => this.stage.append(make("p", "gone", { role: "status" }, words.broken)), { once: true });
    this.seek.addEventListener("input", () => this.go(Number(this.seek.value)));
    this.seek.addEventListener("keydown", (e) => {
      const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[e.key];
      if (!step) return;
      e.preventDefault();
      this.go(this.frame + step * Math.round(num / den));
    });
    this.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.open) this.close(true);
    });
    document.addEventListener("click", (e) => {
      const b = e.target.closest(".show");
      if (b) this.goTo(this.tags[b.dataset.tag]);
    });
    addEventListener("hashchange", () => this.fragment(location.hash));
  }

  // begin follows the pictures themselves where the browser tells of each one.
  begin() {
    const v = this.video;
    this.place(0);
    if (v.requestVideoFrameCallback) {
      const each = (_, seen) => {
        if (!v.seeking) this.place(within(Math.round((seen.mediaTime * num) / den))); // a frame of before the seek would pull the thumb back
        v.requestVideoFrameCallback(each);
      };
      v.requestVideoFrameCallback(each);
    } else {
      const each = () => {
        if (!v.paused) this.place(shownAt(v.currentTime));
        requestAnimationFrame(each);
      };
      requestAnimationFrame(each);
    }
    v.addEventListener("seeked", () => this.place(shownAt(v.currentTime)));
    const first = () => this.fragment(location.hash) || this.fragment(location.search);
    v.readyState ? first() : v.addEventListener("loadedmetadata", first, { once: true });
  }

  // fragment honours t=2, t=2,6, t=npt:2 and t=0:02 in the address.
  fragment(text) {
    const m = /[#?&]t=(?:npt:)?([\d:.]*)(?:,([\d:.]+))?(?:&|$)/.exec(text);
    const span = m && [m[1], m[2]].map((s) => (s ? s.split(":").reduce((sum, p) => sum * 60 + Number(p), 0) : NaN));
    if (!span || span.every(isNaN)) return false;
    this.until = span[1] > (span[0] || 0) ? span[1] : null;
    this.go(shownAt(span[0] || 0));
    return true;
  }

  start() {
    this.video.play().catch(() => {});
  }

  go(f) {
    f = within(f);
    this.video.currentTime = seconds(f + 0.5); // the middle of a frame shows that frame
    this.place(f);
  }

  goTo(t) {
    this.until = null;
    this.go(t.in);
    this.start();
    this.stage.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
  }

  stopHere() {
    if (!this.until || this.video.currentTime < this.until) return;
    this.until = null;
    this.video.pause();
  }

  state() {
    const v = this.video;
    this.play.replaceChildren(icon(v.paused ? "play" : "pause"));
    this.play.setAttribute("aria-label", v.paused ? words.play : words.pause);
    this.mute.replaceChildren(icon(v.muted ? "mute" : "loud"));
    this.mute.setAttribute("aria-label", v.muted ? words.unmute : words.mute);
    if (!v.paused) this.cue.hidden = true; // it has done its work
  }

  // place puts every marker where it stands at frame f.
  place(f) {
    this.frame = f;
    const come = [];
    for (const t of this.tags) {
      const on = f >= t.in && f < t.out;
      if (on !== t.on) {
        t.on = on;
        on ? t.moment.setAttribute("aria-current", "true") : t.moment.removeAttribute("aria-current");
        if (on && t.mark) come.push(t);
        if (on && t.a) t.a.href = t.to; // what is bought now was seen now
        this.dispatchEvent(new CustomEvent(on ? "tagshown" : "taggone", { detail: t }));
      }
      if (t.mark) this.put(t, f);
    }
    if (come.length && !this.video.paused) this.live.textContent = come.map((t) => t.name).join(", ");
    this.seek.value = f;
    this.seek.setAttribute("aria-valuetext", clock(seconds(f)) + " / " + clock(seconds(frames)));
    this.time.textContent = clock(seconds(f));
    this.done.style.transform = "scaleX(" + (frames > 1 ? f / (frames - 1) : 0) + ")";
  }

  // A marker that has the focus stays, with its card, until the focus moves on.
  put(t, f) {
    const has = document.activeElement;
    const kept = !t.on && (has === t.mark || (this.open === t && this.card.contains(has)));
    if (!t.on && !kept && this.open === t) this.close(false);
    t.mark.hidden = !t.on && !kept;
    t.mark.classList.toggle("held", kept);
    if (t.flag) t.flag.hidden = t.mark.hidden;
    if (!t.on) return;
    const s = standsAt(t.path, still.matches ? t.in : f);
    t.mark.style.left = "clamp(20px," + 100 * s.x + "%,100% - 20px)";
    t.mark.style.top = "clamp(20px," + 100 * s.y + "%,100% - 74px)"; // above the controls
    t.mark.dataset.at = s.x + "," + s.y;
    t.low = s.y < 0.5;
    if (t.flag) lean(t, s, this.stage.clientWidth);
  }

  show(t) {
    this.close(false);
    const price = t.row.querySelector(".pr"), buy = t.row.querySelector(".buy"), sold = t.row.querySelector(".sold");
    if (t.a) t.a.href = t.to;
    const x = make("button", "x", { type: "button", "aria-label": words.close }, icon("close"));
    x.addEventListener("click", () => this.close(true));
    const what = make("div", "", {}, make("b", "", { dir: "auto" }, t.name));
    if (price) what.append(make("span", "n", {}, price.textContent + " ", make("span", "asof", {}, words.asof[t.n - 1])));
    if (sold) what.append(sold.cloneNode(true));
    if (t.countdown) what.append(...soonCard(t));
    if (words.tied[t.n - 1]) what.append(make("span", "tied", {}, words.tied[t.n - 1]));
    if (buy) what.append(make("div", "", {}, buy.cloneNode(true)));
    this.card = make("div", "pop" + (t.low ? " low" : "") + (sold ? " gone-out" : ""), { role: "group", "aria-label": t.name }, pictureOf(t.row), what, x);
    this.card.addEventListener("focusout", () => setTimeout(() => this.place(this.frame)));
    t.mark.after(this.card);
    t.mark.setAttribute("aria-expanded", "true");
    t.mark.focus({ preventScroll: true }); // some browsers do not focus a clicked button
    this.open = t;
    this.cue.hidden = true;
  }

  close(back) {
    const t = this.open;
    if (!t) return;
    this.open = null;
    t.mark.setAttribute("aria-expanded", "false");
    if (back) t.mark.focus({ preventScroll: true });
    this.card.remove();
  }
}
