// Package store is the one file on disk: the log of edits, the cells they
// write, the tables a screen reads, and the outbox's journal, in SQLite.
//
// It refuses to know why anything is written: no rule of the trade is checked
// here, and nothing is sent anywhere.
//
// The one surprising decision: the tables a screen reads are never written by
// a verb. They are projected from the cells inside the same transaction, so
// dropping them and replaying gives them back exactly (Rebuild), and a merge
// from another laptop takes the very same road as a gesture made here.
package store
