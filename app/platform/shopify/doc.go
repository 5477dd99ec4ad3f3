// Package shopify is about one Shopify shop: its products, and clips that hang
// on them or lie among its files.
//
// It refuses to know how a theme shows a clip, who stands behind a shop's
// domain, and what the app keeps of a product: it tags by writing one document
// beside the product, and a theme has to read it.
//
// The one surprising decision: the name of the file is the memory. A signed
// address can neither be asked nor resumed, so each clip carries our marker in
// its file name, Shopify is told to refuse a second file of that name, and after
// every silence we look for it.
package shopify
