// Package tiktokshoptest is TikTok Shop as its pages describe it: a creator's
// login, uploads, TikTok's look at a clip, posts, products and figures, on a
// port of this computer.
//
// It refuses to know the connector, and everything a seller does.
//
// The one surprising decision: every request is held against one table of what
// the pages know (contract.go) before anything happens, so that a call with one
// field too many is noted as Wrong in every test, whatever the test is about.
package tiktokshoptest
