// Package sheet makes pages of what was said about a clip: for each note the
// frame it is about with its drawing, and its words beside it.
//
// It refuses to know where notes and frames come from, and says no word of its
// own: whatever stands on a page was handed to it.
//
// The one surprising decision: it writes PDF itself, since no library at hand
// sets every script. What is written are letters nonetheless and not pictures of
// them: the shapes that cover has set become typefaces inside the file, which
// say what they stand for, so that the words are sharp, found and copied.
package sheet
