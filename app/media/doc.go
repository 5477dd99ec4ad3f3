// Package media reads video and picture files that were made by strangers'
// devices and turns them into what a screen needs: facts, a poster, a filmstrip,
// a waveform, scene cuts, a preview that scrubs exactly, stills and pictures,
// and writes them in the forms that others take.
//
// It refuses to know what a clip is for: no tags, no library, no screen. It
// never opens a source for writing, and everything it derives may be deleted.
//
// The one surprising decision: a frame number is decided once, by one filter
// chain (see Source.clock and Source.grid) that the preview, the filmstrip, the
// cuts and the stills share. Nothing here ever divides a number by a rate to
// find a picture, so all of them show the same picture for the same frame,
// also for phones that change their frame rate in the dark.
package media
