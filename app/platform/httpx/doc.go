// Package httpx calls other people's servers politely: within their pace, with
// the account's leave, to the hosts that were meant and no others, and with a
// log in which no secret stands.
//
// It refuses to know any service, when to try again, or where tokens are kept:
// a connector describes its service, the outbox decides, a TokenStore keeps.
//
// The one surprising decision: nothing is repeated here. A call is made once
// and its error says what is known: never connected (Offline), perhaps done
// (Unsure), not done (Later). The only exception is a token refused with 401:
// it is renewed, and the same call is made once more unless it is a public act.
package httpx
