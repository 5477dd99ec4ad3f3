// Package graphtest is what the stand-ins of Instagram and Facebook have in
// common: Meta's login, its tokens and what each opens, the Pages of a person,
// the host that takes bytes, the form of an error, and the contract that every
// request is held against.
//
// It refuses to know what is published, and any connector.
//
// The one surprising decision: bytes are kept as they arrive, each at its own
// place. What is left of a stream that was cut may still come in after its
// sender has asked how far it got, and then the next stream is refused, as at
// the real host.
package graphtest
