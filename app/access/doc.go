// Package access lets people and uploads into accounts: the keys of a person's
// developer app, a login under way, the credentials in the vault, how an
// account stands, what may still be done of its limits, and upload sessions
// that nobody else can read.
//
// It refuses to know where accounts and settings are kept, who shows a login
// and in which language, and what goes to an account: a Shelf keeps them, a
// platform.Person answers, Tell speaks, and what waited for a login is let go
// on by a callback.
//
// The one surprising decision: credentials have eras. An upload that began
// under an older login may finish, but what it renews is no longer kept, so it
// can neither bring back a login that was given up nor put itself over a newer
// one. That costs such an upload its next refresh, and never an account.
//
// An account is let into in two steps, and stays half-way for as long as its
// person likes:
//
//	entered (app/…) ─LogIn→ connected (account/…, Sealed) ─Disconnect→ entered
//	any ─Remove→ nothing is kept
package access
