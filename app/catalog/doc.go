// Package catalog reads what a creator already has: product files from shops
// and feeds. Each row becomes a product with its price as it was seen, or a
// sentence that says why not.
//
// It refuses to know libraries and screens. It never guesses a currency, a
// digit or a link, it keeps no file in memory, and it leaves text as it is: a
// cell that looks like a formula is a name like any other, to be made harmless
// where it is exported.
//
// The one surprising decision: a file has no encoding, its cells have. A cell
// that is not UTF-8 is read as Windows-1252 by itself, so that one row pasted
// from an old spreadsheet spoils neither the file nor its neighbours.
//
// What a bad value costs:
//
//	no title, a title or brand beyond 1,000 characters,
//	a NUL, a cell beyond 64 KiB, a row beyond 1 MiB     the row is refused
//	a GTIN that fails its check digit, a link that is
//	not https, a price without currency or in doubt     the row is taken without it, and a note says so
//	line breaks, tabs and control characters            become a space, or go
package catalog
