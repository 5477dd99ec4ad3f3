// Package rules holds what each place a clip can go to carries of a clip and
// of its tags: how many products, whether their times and their places in the
// picture, which texts and how long, whose cover. From that it tells a creator
// what becomes of each product at each place, and why.
//
// It also holds what the law of an audience's countries wants said of
// advertising, and finds what a post does not say of it.
//
// It refuses to know accounts, networks and connectors, and what is done about
// a loss. It has no clock: what time it is, is told by its caller.
//
// The one surprising decision: the rules are data with a day on them, one file
// for each place, and no file speaks. A figure can be corrected without
// touching code, while every sentence is in code, where it can be told in
// another language.
package rules
