// Package insight says what posts and links brought in: which clip, tag and
// second earned what, and where in a clip the audience is.
//
// It refuses to know where figures come from and where they are kept; it is
// given rows and gives back sums.
//
// The one surprising decision: money is never converted and never rounded.
// Every sum is one amount for each currency, exact to the network's last digit,
// and what a network takes back later is a line like any other.
package insight
