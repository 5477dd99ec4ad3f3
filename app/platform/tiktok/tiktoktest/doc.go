// Package tiktoktest is a stand-in for TikTok: one account, its developer app,
// its clock, and a ledger of what was posted and of what lies in the inbox.
//
// It refuses to know the connector: it is made from TikTok's documentation
// alone, and whatever is asked of it that the documentation does not know, or
// more often than it allows, is kept and told by Wrong.
//
// The one surprising decision: the post is in the ledger with the last byte,
// whether or not anybody asks for its state afterwards, because that is what
// makes a second upload a second post.
//
// Its clock stands still unless it is moved or steps with every call. The
// limits by the minute are counted by that clock, so whoever publishes much
// against it sets Clock.Step to eleven seconds.
package tiktoktest
