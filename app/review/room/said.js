// Everything that was said: what came with the file or from the server, and what
// the guest says here. Threads are put together from it.
const said = {
  all: new Map(), // by id
  hears: [],
  version: 0,

  // take adds or replaces comments; what the guest's own became elsewhere takes its place.
  take(list) {
    for (const c of list) {
      if (c.as) {
        this.all.delete(c.as);
        kept.me.said = kept.me.said.filter((m) => m.id !== c.as);
      }
      this.all.set(c.id, { ...c, mine: !!c.as, out: Math.max(c.out, c.frame) });
    }
    this.changed();
  },

  // own puts the guest's words among the others'.
  own(c) {
    this.all.set(c.id, { ...c, mine: true, name: kept.me.name, colour: myColour(), guest: true });
  },

  add(c) {
    kept.me.said.push(c);
    kept.me.sent = false;
    this.own(c);
    kept.save();
    this.changed();
    way.say({ comments: [c] });
  },

  edit(id, text) {
    const c = kept.me.said.find((m) => m.id === id);
    if (!c || c.sent) return;
    c.text = text;
    this.own(c);
    kept.save();
    this.changed();
  },

  remove(id) {
    kept.me.said = kept.me.said.filter((m) => m.id !== id && m.reply !== id);
    for (const [k, c] of this.all) if (k === id || c.reply === id) this.all.delete(k);
    kept.save();
    this.changed();
  },

  changed() {
    this.version++;
    for (const hear of this.hears) hear();
  },

  // threads are those that begin one, by frame, each with its answers.
  threads() {
    if (this.made === this.version) return this.list;
    const roots = new Map();
    for (const c of this.all.values()) if (!c.reply || !this.all.has(c.reply)) roots.set(c.id, { ...c, replies: [] });
    for (const c of this.all.values()) {
      const r = roots.get(c.reply);
      if (r && !roots.has(c.id) && !c.deleted) r.replies.push(c);
    }
    const early = (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1);
    this.list = [...roots.values()].filter((r) => !r.deleted || r.replies.length).sort((a, b) => a.frame - b.frame || early(a, b));
    for (const r of this.list) r.replies.sort(early);
    this.made = this.version;
    return this.list;
  },
};

// full says that an answer with one more would be more than the app takes.
const full = (c) => !way.live && (kept.me.said.length >= 1990 || new Blob([JSON.stringify([kept.me.said, c])]).size > 1900000);

// myColour follows from the guest's secret, so that it stays.
const myColour = () => (parseInt(kept.me.guest.slice(0, 2), 16) % 8) + 1;

// answer is what the guest said, as the app reads it.
const answer = (part = { comments: kept.me.said, verdict: kept.me.verdict }) => ({
  format: "taglane-review-1",
  room: data.room,
  clip: data.clip,
  digest: data.digest,
  guest: kept.me.guest,
  name: kept.me.name,
  comments: (part.comments || []).map(({ id, frame, out, text, drawing, reply, at }) => ({ id, frame, out, text, drawing: drawing || [], reply: reply || "", at })),
  verdict: part.verdict || null,
});
