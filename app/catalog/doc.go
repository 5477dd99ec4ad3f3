// Package catalog reads what a creator already has: the product feeds and
// exports of shops, and the page behind an address that was pasted. Each
// product becomes a taglane.Listing with its prices as they were seen; each
// row that cannot be one is refused with the reason.
//
// It refuses to know libraries and screens. It never guesses a currency, a
// digit or a link, it merges nothing that is only likely the same, it keeps no
// file in memory, and it leaves names as they are: one that looks like a
// formula or a script is a name like any other, to be made harmless where it
// is shown or exported. It asks nobody for anything, other than Fetch and
// Picture, which a person asks for, through the guard of httpx.
//
// The one surprising decision: a file has no encoding, its cells have. A cell
// that is not UTF-8 is read as Windows-1252 by itself, so that one row pasted
// from an old spreadsheet spoils neither the file nor its neighbours.
//
// The way of a row: decode unpacks bytes and makes UTF-8 of them, rows, xml and
// json cut it, of JSON one product at a time wherever its list lies, a record
// holds it by our columns (words.json says which header means which), shops and
// families join what belongs together, listing makes the listing, emit counts
// it and hands it on. A page becomes records as well, and goes the same way.
//
// What a bad value costs:
//
//	no title, a title or brand beyond 1,000 characters,
//	a NUL, a cell beyond 64 KiB, a row beyond 1 MiB     the row is refused
//	a GTIN that fails its check digit, a link that is
//	not https, a price without currency or in doubt,
//	a sale without a clear window                       the row is taken without it, and a note says so
//	somebody's affiliate link, marks of campaigns       the address behind them is taken
//	line breaks, tabs and control characters in names   become a space, or go
//	markup in descriptions                              goes; in names it stays, as text
//	broken XML, a DTD                                   end the file; what came before counts
//	a thing of JSON that is broken, nests beyond 64,
//	has beyond 50,000 parts or is no product            is refused by itself, and those beside it are taken
//	a packed file that grows beyond 200 times, holds
//	folders, several files or packed ones               is not read on
//
// A file may have 2,000,000 rows and 2 GiB, unpacked; four times what our
// notes on feeds ask for, since a million rows of a gigabyte were promised.
package catalog
