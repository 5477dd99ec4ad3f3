package outbox

// SetPaused stops the whole outbox, or lets it go on. While it is paused no
// step begins, and an upload under way is interrupted where it is; only a
// public act that was asked for already is heard out. Nothing of it is kept:
// whoever starts the app says whether it is paused.
func (o *Outbox) SetPaused(paused bool) {
	o.mu.Lock()
	o.paused = paused
	for _, f := range o.flights {
		if paused && f.cancel != nil {
			f.cancel()
		}
	}
	o.mu.Unlock()
	o.Poke() // to begin again, or to find that nothing may move
}

// Paused says whether the whole outbox is paused.
func (o *Outbox) Paused() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.paused
}
