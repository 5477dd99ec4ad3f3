// Package shopifytest is a stand-in for Shopify: one shop with its Admin and its
// storefront, each executing the schema that Shopify publishes as far as Taglane
// uses it, the store behind signed addresses, and the shop's public pages.
//
// It refuses to know who asks. The one surprising decision: time passes by one
// second with every call, so that the bucket of points fills as it does when
// somebody works and nothing runs dry while nobody looks.
package shopifytest
