// What the guest said, kept by this browser for this file alone; where it keeps
// nothing, in memory, and the page says so.
const bytes = (n) => crypto.getRandomValues(new Uint8Array(n));
const hex = (b) => Array.from(b, (v) => v.toString(16).padStart(2, "0")).join("");

// newID is a UUIDv7: the time, then chance.
function newID() {
  const b = bytes(16), ms = Date.now();
  for (let i = 0; i < 6; i++) b[i] = Math.floor(ms / 2 ** (8 * (5 - i))) % 256;
  b[6] = (b[6] & 0x0f) | 0x70;
  b[8] = (b[8] & 0x3f) | 0x80;
  const h = hex(b);
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join("-");
}

const kept = {
  place: "taglane-review/" + data.room,
  lasts: true, // this browser keeps it
  me: { guest: hex(bytes(16)), name: "", said: [], verdict: null, sent: true, draft: "" },

  load() {
    try {
      const was = JSON.parse(localStorage.getItem(this.place));
      if (was && /^[0-9a-f]{32}$/.test(was.guest) && Array.isArray(was.said)) Object.assign(this.me, was);
      localStorage.setItem(this.place, JSON.stringify(this.me));
    } catch {
      this.lasts = false;
    }
  },

  save() {
    try {
      localStorage.setItem(this.place, JSON.stringify(this.me));
      this.lasts = true;
    } catch {
      this.lasts = false;
    }
    for (const hear of this.hears) hear();
  },

  hears: [],
};
kept.load();
