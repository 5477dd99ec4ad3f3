// Package link makes affiliate links, reads them, and looks where they lead: a
// sub-id that says which clip, tag and place a sale came from; a link that is
// taken apart again right after it is made; a pasted link down to the shop's
// own address; and the whole way a visitor goes, not only its end.
//
// It refuses to know whose links they are, which clip stands behind a number,
// and where rows lie. It knows no network either: their grammars come from
// platform.Networks.
//
// The one surprising decision: whatever cannot be seen for certain changes
// nothing. A shop that refuses strangers, a page that waits, a network that is
// down are all unsure, which decides nothing; and where many links of one
// source turn bad at once, the source is doubted before the links are.
//
// Reading files of products is catalog's. The two were to be one room, and
// share no line: one reads what others wrote, the other walks where it leads.
package link
