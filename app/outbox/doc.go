// Package outbox carries a frozen revision to an account, across crashes, at
// most once.
//
// It refuses to know any one platform, where rows are kept and who is looking:
// a connector answers as a platform.Publisher, rows lie behind a Journal, and
// whoever shows them is told by a callback.
//
// The one surprising decision: exactly once is not on offer. No platform takes
// a key that would make its public act repeatable, so after every silence the
// far side is asked by the handle it gave us, and where nobody can answer, the
// row stops at "unsure" and a person looks. An error is never proof that
// nothing was posted.
//
// How far a publication got (Stage) is kept apart from why nothing happens now
// (Wait). Stage only grows, but for one plain "no such upload session" before
// the intent to publish was written:
//
//	queued ─Open→ open ─Send*→ sent ─processed→ ready ─Release→ live ─Tag→ tagged
//	  ▲            │ gone        │ gone           │ gone, no intent=live open
//	  └────────────┴─────────────┴────────────────┘
//	any ─(intent=live open, handle cannot answer)→ wait: unsure ─person→ live (link) | epoch+1 → new key
//
// An upload that can never be finished ("dead") goes the way of one that is
// gone, after a "no" in the ledger if the intent was open: that much its handle
// says for certain. What comes after live only ever sets, and never opens or
// releases anything: the products, the address that may be told late, and
// another revision that a person wants the post to carry:
//
//	tagged ─Update, Tag→ tagged    tagged ─Link→ tagged
//
// A row may have a time before which nothing is public. It is uploaded ahead, and
// one small call is left then. What comes too late for its time waits for a
// person; see time.go.
//
// Which revision that is may be known from the beginning: what nobody may see
// yet follows by itself at its time.
package outbox
