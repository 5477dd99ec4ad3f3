// Package facebooktest stands in for Facebook: the login, a person's Pages,
// Reels in their three phases, covers, figures, and a ledger of what became
// public.
//
// It refuses to know the connector. The one surprising decision: a yes to the
// public call makes nothing public by itself. The Reel comes out when its
// publishing phase does, which can be later, or never.
package facebooktest
