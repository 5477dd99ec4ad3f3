// Package tiktokshop posts a clip with one product of TikTok Shop, as an
// affiliate creator does, finds such products, has links made to them, and
// reports what each post earned.
//
// It refuses to know TikTok's own posting, which is another app with another
// login, and everything a seller does. What was earned is told by Earnings
// alone, never by the figures of a post.
//
// The one surprising decision: what is posted can never be asked for. The post
// has no name before the answer of the one call that makes it public, so that
// call is made once, and a lost answer is left to a person. Everything that can
// go wrong before it (cover, bytes, TikTok's own look at the clip) is therefore
// done while the clip is still private.
package tiktokshop
