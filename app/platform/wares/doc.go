// Package wares is how what shops and networks tell of their goods is read: the
// texts of their feeds, their figures and days, the addresses of their pages
// and pictures, the countries they send to, and how far a report of what was
// earned has come. It is the same whoever tells it.
//
// It refuses to know who is asked, and what an answer means there: which field
// holds a price, what an empty page proves and which link pays whom are the
// connectors'. It asks nobody.
//
// What surprises: reading a feed returns no error. A feed is full of faults, and
// what cannot be read is simply not told: a text is empty, a price is nil, a
// country is left out together with all the others, since part of a list of
// countries would say something wrong of the rest. Only what is to leave, or to
// be gone on from, is refused: an address for a link, and a place in a report.
package wares
