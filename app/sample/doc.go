// Package sample is the clip a new studio opens with: fourteen seconds of a
// slow Sunday, five products on its shelf, and the tags that fit the picture.
//
// It refuses to know libraries and screens: it hands out bytes and words, and
// whoever asks puts them where they belong.
//
// The one surprising decision: nobody filmed it. build/sample draws every
// frame and computes every sound, so the clip is ours to give away, and each
// hotspot is where the drawing itself put the thing, not where a hand guessed.
package sample
