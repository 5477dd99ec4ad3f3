// Frames and seconds: the same sums as in the app.
const { num, den, frames } = data.film;
const seconds = (f) => (f * den) / num;
const within = (f) => clamp(Math.round(f), 0, frames - 1);
const shownAt = (s) => within(Math.floor((s * num) / den + 0.001));

// timecode is minutes, seconds and the frame within its second.
function timecode(f) {
  const whole = Math.floor((f * den) / num), first = Math.ceil((whole * num) / den), two = (n) => String(n).padStart(2, "0");
  const h = Math.floor(whole / 3600);
  return (h ? h + ":" : "") + two(Math.floor(whole / 60) % 60) + ":" + two(whole % 60) + "." + two(f - first);
}

// A range is told by its first and its last frame.
const span = (c) => (c.out > c.frame ? t("{from} to {to}", { from: timecode(c.frame), to: timecode(c.out - 1) }) : timecode(c.frame));
