// The film and where it stands. Every frame is named by its middle, so that a
// step shows exactly the next one.
const speeds = [0.5, 1, 1.5, 2];

const player = {
  frame: 0,
  hears: [], // told of each frame
  turns: [], // told of play, pause and speed
  until: null, // where playing ends by itself
  get playing() {
    return !this.video.paused && !this.video.ended;
  },

  build() {
    const f = data.film;
    this.video = make("video", "", { playsinline: "", preload: "auto", width: f.width, height: f.height, "aria-label": data.title, tabindex: "-1" });
    if (f.poster) this.video.poster = f.poster;
    this.fit = make("div", "fit", {}, this.video);
    this.stage = make("div", "stage", {}, this.fit);
    new ResizeObserver(() => this.size()).observe(this.stage);
    const v = this.video;
    v.addEventListener("click", () => this.toggle());
    for (const e of ["play", "pause", "ended", "ratechange", "volumechange"]) v.addEventListener(e, () => this.turned());
    v.addEventListener("error", () => this.wanting());
    v.addEventListener("seeked", () => {
      this.seeking = false;
      if (this.next !== undefined) this.seek(this.next);
    });
    way.film().then((src) => (src ? (v.src = src) : this.wanting()), () => this.wanting());
    this.follow();
    return this.stage;
  },

  // follow goes along with the pictures themselves where the browser tells of each.
  follow() {
    const v = this.video;
    if (v.requestVideoFrameCallback) {
      const each = (_, seen) => {
        if (this.playing) this.at(within((seen.mediaTime * num) / den));
        v.requestVideoFrameCallback(each);
      };
      v.requestVideoFrameCallback(each);
      return;
    }
    const each = () => {
      if (this.playing) this.at(shownAt(v.currentTime));
      requestAnimationFrame(each);
    };
    requestAnimationFrame(each);
  },

  size() {
    const edge = 2 * parseFloat(getComputedStyle(this.stage).paddingTop);
    const w = this.stage.clientWidth - edge, h = this.stage.clientHeight - edge, ratio = data.film.width / data.film.height || 9 / 16;
    const wide = Math.max(1, Math.min(w, h * ratio));
    this.fit.style.width = wide + "px";
    this.fit.style.height = wide / ratio + "px";
    this.fit.style.setProperty("--over", (w - wide) / 2 + "px"); // how far a card may reach beyond the picture
    for (const hear of this.hears) hear(this.frame);
  },

  at(f) {
    if (this.until !== null && f >= this.until) {
      const end = this.until;
      this.until = null;
      this.video.pause();
      return this.go(end);
    }
    this.frame = f;
    for (const hear of this.hears) hear(f);
  },

  // go shows a frame; while one is still looked for, only the latest wish counts.
  go(f) {
    f = within(f);
    this.until = null;
    this.seeking ? (this.next = f) : this.seek(f);
    this.frame = f;
    for (const hear of this.hears) hear(f);
  },

  seek(f) {
    this.next = undefined;
    if (this.video.readyState < 1) {
      this.video.onloadedmetadata = () => this.seek(this.frame);
      return;
    }
    const to = seconds(f + 0.5);
    if (Math.abs(this.video.currentTime - to) < 1e-6) return;
    this.seeking = true;
    this.video.currentTime = to;
  },

  step(n) {
    if (this.playing) this.video.pause();
    this.go(this.frame + n);
  },

  toggle() {
    if (draw.on) return;
    this.playing ? this.video.pause() : this.play();
  },

  play() {
    if (this.frame >= frames - 1) this.go(0);
    this.video.play().catch(() => {});
  },

  // turned: what is shown when the film stops is the frame it is at.
  turned() {
    if (this.video.paused && !this.video.seeking && this.video.readyState > 1 && !this.seeking) this.at(shownAt(this.video.currentTime));
    for (const hear of this.turns) hear();
  },

  faster(by) {
    const i = speeds.indexOf(this.video.playbackRate);
    this.video.playbackRate = speeds[clamp((i < 0 ? 1 : i) + by, 0, speeds.length - 1)];
    tell(t("Speed {n}", { n: number.format(this.video.playbackRate) + "×" }));
  },

  // wanting asks for the film where it is not in the page and not beside it.
  wanting() {
    if (this.ask) return;
    const file = make("input", "sr", { type: "file", accept: "video/*", tabindex: "-1", "aria-hidden": "true" });
    file.addEventListener("change", () => {
      if (!file.files.length) return;
      this.ask.remove();
      this.ask = null;
      this.video.src = URL.createObjectURL(file.files[0]);
      this.go(this.frame);
    });
    const name = data.film.beside || data.film.name;
    this.ask = make("div", "wanting", {}, make("p", "", {}, t("The film {name} is not beside this file.", { name })), button("s", "film", t("Choose the film"), () => file.click(), "", true), file);
    this.fit.append(this.ask);
  },
};

// controls are the row under the picture.
function controls() {
  const play = button("i big", "play", t("Play"), () => player.toggle(), "Space");
  const clock = make("span", "clock n", {}), all = make("span", "of n", {}, timecode(frames));
  const speed = make("button", "btn g n", { type: "button" });
  speed.addEventListener("click", () => {
    const i = speeds.indexOf(player.video.playbackRate);
    player.video.playbackRate = speeds[(i + 1) % speeds.length];
  });
  const mute = button("i", "loud", t("Mute"), () => (player.video.muted = !player.video.muted), "M");
  mute.hidden = !data.film.sound;
  const turned = () => {
    const v = player.video;
    play.replaceChildren(icon(player.playing ? "pause" : "play"));
    play.setAttribute("aria-label", player.playing ? t("Pause") : t("Play"));
    mute.replaceChildren(icon(v.muted ? "mute" : "loud"));
    mute.setAttribute("aria-label", v.muted ? t("Unmute") : t("Mute"));
    speed.textContent = number.format(v.playbackRate) + "×";
    speed.setAttribute("aria-label", t("Speed {n}", { n: speed.textContent }));
    speed.title = t("Speed {n}", { n: speed.textContent }) + "  < >";
  };
  player.turns.push(turned);
  player.hears.push((f) => (clock.textContent = timecode(f)));
  turned();
  return make("div", "ctl", { role: "group", "aria-label": t("Player") },
    button("i", "back", t("Back one frame"), () => player.step(-1), "←"), play, button("i", "on", t("On one frame"), () => player.step(1), "→"),
    clock, all, make("i", "sp"), speed, mute);
}
