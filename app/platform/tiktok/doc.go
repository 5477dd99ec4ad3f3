// Package tiktok carries a clip to TikTok: into the creator's inbox, where the
// post is finished in TikTok's own app, or straight to a public post where the
// account's app may do that.
//
// It refuses to know products: TikTok has no field for them, so the link is
// added by hand. It never lets TikTok fetch a clip from an address, and it never
// takes the newest video of an account for ours; there is no Finder.
//
// The one surprising decision: the last piece of the upload is the public act,
// in the inbox as well, so there is nothing to release. What became of it is
// asked of the publish_id alone, and how old an upload is, and what was spent of
// a minute and of a day, is told by TikTok's own clock, not by ours.
//
// Settings: mode (inbox or direct), audited (true or false), open_id once
// somebody logged in, and where something stands in for TikTok auth_base_url and
// upload_base_url; the account's base address alone will do on this computer.
package tiktok
