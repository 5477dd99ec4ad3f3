// Package instagramtest stands in for Instagram: the login, containers that
// expire, the public act, the products of a shop, figures, and a ledger of
// what became public.
//
// It refuses to know the connector. The one surprising decision: a container
// that was published never names its post, and a second publication of it does
// what the test chooses, since Meta says of neither.
package instagramtest
