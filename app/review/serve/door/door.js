
"use strict";
(() => {
  const form = document.querySelector("form"), pin = document.querySelector("#pin"), open = document.querySelector("button"), said = document.querySelector("#said");
  // The fragment is not sent by itself; after this page it is in no address any more.
  const capability = location.hash.slice(1).split(".")[0];
  if (capability.length < 40) {
    said.textContent = said.dataset.lost;
    open.disabled = pin.disabled = true;
  }
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    open.disabled = true;
    said.textContent = "";
    try {
      const r = await fetch("enter", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ cap: capability, pin: pin.value }), credentials: "same-origin", redirect: "error", cache: "no-store" });
      const reply = await r.json();
      if (r.ok) return location.replace(reply.to);
      said.textContent = reply.message;
    } catch {
      said.textContent = said.dataset.broken;
    }
    open.disabled = false;
    pin.select();
  });
})();
