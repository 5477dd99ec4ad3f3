// Package facebook publishes a clip as a Reel of a Facebook Page: an empty
// video first, then its bytes in one stream, then one call that makes it
// public.
//
// It refuses to know when to ask again, where tokens are kept, and anything of
// profiles and product tags, which Facebook does not take this way.
//
// The one surprising decision: a yes to the public call is not believed. It
// only acknowledges; a Reel counts as public once its own publishing phase
// says so. To publish by way of a draft is safer, but nobody documents the call
// that turns one public, so that way is taken only by accounts that ask for it
// (draft_first). Only they may promise that the status answers for a release.
package facebook
