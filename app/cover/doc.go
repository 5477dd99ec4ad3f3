// Package cover makes a cover from one frame of a clip: it ranks the frames
// that would serve, cuts them to every shape, and puts words and a price on
// them.
//
// It refuses to know the library, where covers are sent, and what a platform
// is beyond a dated table of sizes. It recognizes neither faces nor people.
//
// The one surprising decision: words are set in fractions of a shape, never in
// its pixels, so that a small picture for the screen and the cover that is
// sent break their lines at the same places.
package cover
