// Package drop is about things that may not be seen before a time: when that
// is, what of a draft is held back until then, what a draft looks like to
// everybody before, and whether anything that leaves gives a held product away.
// It also says what to do with a release that comes late, and when a product
// counts as sold out.
//
// It refuses to know the library, the queue, accounts and the network: all it
// works out comes from values it is given, the time included.
//
// The one surprising decision: what leaves is judged by its bytes, not by how
// it was made. Veil takes everything held out of a draft, and still Scan reads
// what was made of the veiled draft as a stranger would, in every disguise that
// files and addresses put on a text.
package drop
